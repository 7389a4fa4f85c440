/* From the machine's rect down to the PUs: opens a box, or draws it as tiles where its inside would be too small. */
#include "ui/draw/view.h"

#include <math.h>

#include "ui/draw/text.h"

#define TILE_WIDTH 28.0 /* least size of a tile that stands for several siblings: "32 PUs" has room in it */
#define TILE_HEIGHT 14.0

/* The first pass: this type size, if any, is what the object can have. */
static void
note_font (struct view *view, int index, double font, int variant)
{
  struct style *style = &view->styles[view->nodes[index].style];
  if (view->scene != NULL)
    return;
  view->unlabelled += font == 0 || (variant > 0 && view->options->detail == MACHINE_FULL); /* short forms are for want of room */
  const struct machine_object *object = view_object (view, index);
  view->nameless |= font == 0 && (object->type == MACHINE_PU || object->type == MACHINE_CORE);
  view->worded |= font > 0 && view_is_inner_cache (object);
  if (font == 0)
    return;
  style->font = style->font == 0 ? font : fmin (style->font, font);
  style->variant = MAX (style->variant, variant);
}

/* Rows in which N tiles make an even grid in AREA, about as a page of words; 0 = there are none with room for each. */
static int
tile_rows (int n, struct rect area)
{
  int best = 0;
  double distance = INFINITY;
  for (int rows = 1; rows <= n; rows++) {
    double width = area.w / (n / rows), height = area.h / rows, off = fabs (log (width / height / 1.5));
    if (n % rows != 0 || width < TILE_WIDTH || height < TILE_HEIGHT || off >= distance)
      continue;
    distance = off;
    best = rows;
  }
  return best;
}

/* How many of KIDS a tile stands for, so that equal tiles fit in AREA in ROWS rows; all of them = none do. */
static int
kids_a_tile (struct rect area, int kids, int *rows)
{
  for (int each = 2; each < kids; each *= 2)
    if ((*rows = tile_rows ((kids + each - 1) / each, area)) > 0)
      return each;
  return kids;
}

static void
place_tiles (struct view *view, int index, int object, struct rect area, int each, int rows)
{
  const struct node *node = &view->nodes[index];
  int tiles = (node->kids + each - 1) / each;
  g_autofree struct rect *cells = g_new (struct rect, tiles);
  view_even_cells (view, tiles, rows, area, cells);
  for (int i = 0; i < tiles; i++)
    view_aggregate (view, view->kids + node->first_kid + i * each, MIN (each, node->kids - i * each), object, cells[i]);
}

static bool
kids_fit (const struct view *view, int index, const struct rect *cells)
{
  const struct node *node = &view->nodes[index];
  for (int i = 0; i < node->kids; i++)
    if (!view_child_fits (view, view->kids[node->first_kid + i], cells[i].w, cells[i].h))
      return false;
  return true;
}

/* The first pass: what a box has beside its kids. */
static void
note_frame (struct view *view, int index, const struct frame *frame)
{
  const struct node *node = &view->nodes[index];
  if (node->memory > 0)
    note_font (view, view->kids[node->first_memory], frame->memory_font, 0);
  enum machine_type type = view_object (view, index)->type;
  if (frame->font > 0 && (type == MACHINE_MACHINE || type == MACHINE_PACKAGE)) {
    g_autofree char *label = view_label (view, view_object (view, index), frame->variant);
    view_aside (view, index, -1, frame->label, frame->font, text_width (label, frame->font, WEIGHT_BOLD));
  }
}

static int
open_box (struct view *view, int index, int parent, struct rect rect, const struct frame *frame)
{
  note_font (view, index, frame->font, frame->variant);
  int object = -1;
  if (view->scene != NULL) {
    object = view_add (view, index, parent, view_snap (rect));
    view_emit_box (view, index, object, view_snap (rect), frame);
  } else
    note_frame (view, index, frame);
  view_strips (view, index, object, frame);
  view_chips (view, index, object, frame->extra, frame->chips);
  return object;
}

static void
place_pu (struct view *view, int index, int parent, struct rect rect)
{
  if (view->scene != NULL) {
    view_emit_pu (view, index, parent, rect);
    return;
  }
  int variant;
  double font = view_font (view, index, rect.w - 2, rect.h, 100, &variant);
  note_font (view, index, font, variant);
  view_note_pu (view, index, rect, font);
}

void
view_place (struct view *view, int index, int parent, struct rect rect)
{
  const struct node *node = &view->nodes[index];
  if (view_object (view, index)->type == MACHINE_PU) {
    place_pu (view, index, parent, rect);
    return;
  }
  struct frame frame = view_frame (view, index, rect);
  g_autofree struct rect *cells = g_new (struct rect, MAX (1, node->kids));
  bool room = frame.content.w >= 2 && frame.content.h >= 2;
  if (room && node->kids > 0)
    view_cells (view, index, view_rows (view, index, frame.content.w, frame.content.h), frame.content, cells);
  bool fit = node->kids == 0 || (room && kids_fit (view, index, cells));
  int rows, each = fit ? 1 : kids_a_tile (frame.content, node->kids, &rows);
  if (!fit && each == node->kids) {
    view_aggregate (view, &index, 1, parent, rect);
    return;
  }
  int object = open_box (view, index, parent, rect, &frame);
  if (!fit)
    place_tiles (view, index, object, frame.content, each, rows);
  for (int i = 0; fit && i < node->kids; i++)
    view_place (view, view->kids[node->first_kid + i], object, cells[i]);
}
