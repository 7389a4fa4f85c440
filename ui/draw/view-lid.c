/* Caches: a lid on the card of what they cover. Lids of caches around one another share a row where it is wide enough. */
#include "ui/draw/view.h"

#include <math.h>

#include "ui/draw/text.h"

#define LARGEST_LID 10
#define LEAST_BUILD 9.0 /* px: type size of how a cache is built */

/* Caches from INDEX down that have one child each: their lids could share a row. */
static int
chain_length (const struct view *view, int index)
{
  int length = 0;
  while (index != view->nodes[index].terminal) {
    length++;
    index = view->kids[view->nodes[index].first_kid];
  }
  return length;
}

#define LID_GAP 2.0

/* px, left and right of a lid's label */
static double
lid_edge (int variant)
{
  return variant > 0 ? 1 : 1.5;
}

/* Sum of the widths, at 1 px, of the labels of the lids from INDEX down. */
static double
chain_need (struct view *view, int index, int length, int variant)
{
  double need = 0;
  for (int i = 0; i < length; i++, index = view->kids[view->nodes[index].first_kid])
    need += view_level (view, view_object (view, index))->need[variant];
  return need;
}

/* Type size in which those lids have a place side by side, each as wide as its label wants; 0 = none. */
static double
chain_font (struct view *view, int index, int length, struct rect rest, int variant)
{
  double room = rest.w - LID_GAP * (length - 1) - 2 * lid_edge (variant) * length, font = room / chain_need (view, index, length, variant);
  const struct style *style = &view->styles[view->nodes[index].style];
  font = fmin (font, fmin (view_most_font (view, view_object (view, index), rest.h), LARGEST_LID * view->scale));
  if (view->scene != NULL && style->font > 0)
    font = fmin (font, style->font);
  return font < view->least ? 0 : floor (font * 2) / 2;
}

#define LIDS_MOST 0.45 /* of a box's height for lids in rows of their own: beyond, short forms share one */

/* Would each lid from INDEX down, in a row of its own, say all it has to say without taking the PUs' room? */
static bool
rows_serve (struct view *view, int index, int length, struct rect rest)
{
  double widest = 0;
  for (int i = 0; i < length; i++, index = view->kids[view->nodes[index].first_kid])
    widest = fmax (widest, view_level (view, view_object (view, index))->need[0]);
  return widest * view->least <= rest.w - 4 && length * 1.7 * view->least <= LIDS_MOST * rest.h;
}

/* Puts the lids of a chain in one row when it is wide enough: the room is the PUs'. */
void
view_share_row (struct view *view, int index, struct rect rest)
{
  struct node *node = &view->nodes[index];
  bool first = node->slots == 0 || node->slot == 0;
  if (!first)
    return;
  int length = chain_length (view, index);
  double font = chain_font (view, index, length, rest, 0);
  int variant = font == 0 && !rows_serve (view, index, length, rest);
  if (variant > 0)
    font = chain_font (view, index, length, rest, variant);
  double need = chain_need (view, index, length, variant), room = rest.w - LID_GAP * (length - 1), left = 0;
  for (int i = 0; i < length; i++, index = view->kids[view->nodes[index].first_kid]) {
    struct node *lid = &view->nodes[index];
    double width = room * view_level (view, view_object (view, index))->need[variant] / need;
    lid->slots = length > 1 && font > 0 ? length : 0;
    lid->slot = i;
    lid->row = (struct row){ left, width, font, variant };
    left += width + LID_GAP;
  }
}

/* INDEX's part of the row; only the last lid of the row takes the row from REST. */
void
view_take_slot (struct view *view, int index, struct frame *frame, struct rect *rest, double gap)
{
  const struct node *node = &view->nodes[index];
  double height = ceil (node->row.font * 1.6);
  frame->font = node->row.font;
  frame->variant = node->row.variant;
  frame->label = (struct rect){ rest->x + node->row.left, rest->y, node->row.width, fmin (height, rest->h) };
  if (node->slot == node->slots - 1)
    view_take_top (rest, height, gap);
}

/* "12 ways, lines of 64 bytes", NULL = unknown. */
static char *
build_words (const struct machine_object *cache)
{
  const char *ways = view_attribute (cache, "Ways"), *line = view_attribute (cache, "Line");
  if (ways == NULL || line == NULL)
    return NULL;
  return g_ascii_isdigit (*ways) ? g_strdup_printf ("%s ways, lines of %s", ways, line) : g_strdup_printf ("%s, lines of %s", ways, line);
}

/* After the label of a wide lid. */
static void
emit_build (struct view *view, int object, const struct machine_object *cache, struct rect row, double font, double used)
{
  g_autofree char *words = build_words (cache);
  double size = floor (font * 1.6) / 2;
  if (words == NULL || size < fmax (LEAST_BUILD, view->least) || text_width (words, size, WEIGHT_REGULAR) > row.w - used - 16)
    return;
  view_line_up (view, object, (struct rect){ row.x + used, row.y, row.w - used, row.h }, 8, size, WEIGHT_REGULAR, ALIGN_END, ROLE_INK_SOFT, words);
}

void
view_emit_lid (struct view *view, int index, int object, const struct frame *frame)
{
  const struct machine_object *it = view_object (view, index);
  struct rect row = view_snap (frame->label);
  bool large = it->depth >= 3 && frame->font > 0;
  scene_box (view->scene, object, row, fmin (large ? 5 : 3, row.h / 3), it->type == MACHINE_ICACHE ? PAINT (ROLE_ICACHE) : PAINT_OF (ROLE_CACHE, it->depth),
             large ? PAINT (ROLE_LINE_SOFT) : (struct paint){ 0 }, 1, DASH_SOLID);
  if (frame->font == 0)
    return;
  g_autofree char *text = view_label (view, it, frame->variant);
  double width = text_width (text, frame->font, WEIGHT_REGULAR);
  bool wide = row.w > 3 * width && it->depth >= 3;
  view_line_up (view, object, row, wide ? 8 : 0, frame->font, WEIGHT_REGULAR, wide ? ALIGN_START : ALIGN_MIDDLE, ROLE_INK_SOFT, text);
  if (wide && frame->variant == 0)
    emit_build (view, object, it, row, frame->font, width + 8);
}
