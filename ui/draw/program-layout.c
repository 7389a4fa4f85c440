#include "ui/draw/program-layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/record/segment.h"

#define MAX_CELLS 64
#define LINE_HEIGHT 130 /* px: higher boxes have a second line under an object's caption */

static void *
grown (void *memory, size_t count, size_t size)
{
  void *result = realloc (memory, (count ? count : 1) * size);
  if (!result)
    abort ();
  memset (result, 0, (count ? count : 1) * size);
  return result;
}

static double
clamped (double value, double low, double high)
{
  return value < low ? low : value > high ? high : value;
}

/* Messages need room to be seen between boxes; many boxes leave less. */
static double
gap_between (double width, int columns)
{
  return columns < 2 ? 0 : clamped (width * 0.2 / columns, 10, 92);
}

static double
fitness (double w, double h)
{
  double wide = fmin (w / 250, 1.6), high = fmin (h / 130, 1.6);
  return fmin (wide, high) + 0.05 * fmax (wide, high);
}

static int
best_columns (struct rect area, int boxes)
{
  int best = 1;
  double best_fit = -1;
  for (int columns = 1; columns <= boxes; columns++) {
    int rows = (boxes + columns - 1) / columns;
    double w = (area.w - gap_between (area.w, columns) * (columns - 1)) / columns;
    double row_gap = rows > 1 ? clamped (area.h * 0.12 / rows, 6, 30) : 0;
    double h = (area.h - row_gap * (rows - 1)) / rows;
    /* Neighbours in rank talk most: a row keeps their messages short. */
    double fit = fitness (w, h) - 0.02 * (rows * columns - boxes) - 0.32 * (rows - 1) / boxes;
    if (fit > best_fit + 1e-9) {
      best_fit = fit;
      best = columns;
    }
  }
  return best;
}

static void
place_boxes (struct program_layout *layout)
{
  int columns = best_columns (layout->area, layout->boxes);
  int rows = (layout->boxes + columns - 1) / columns;
  double gap = gap_between (layout->area.w, columns);
  double row_gap = rows > 1 ? clamped (layout->area.h * 0.12 / rows, 6, 30) : 0;
  double w = floor ((layout->area.w - gap * (columns - 1)) / columns);
  double h = floor ((layout->area.h - row_gap * (rows - 1)) / rows);
  for (int i = 0; i < layout->boxes; i++) {
    struct rect *rect = &layout->box[i].rect;
    rect->x = layout->area.x + floor ((i % columns) * (w + gap));
    rect->y = layout->area.y + floor ((i / columns) * (h + row_gap));
    rect->w = w;
    rect->h = h;
  }
}

static void
place_tokens (struct program_layout *layout, struct program_box *box, double top, double bottom)
{
  double pad = fmin (16, box->rect.w * 0.06), width = box->rect.w - 2 * pad, height = bottom - top;
  int n = box->tokens;
  if (n < 1)
    return;
  double radius = 17;
  int columns = n;
  for (; radius > 2.5; radius -= 0.5) {
    columns = (int) fmin (n, floor (width / (2 * radius + 5)));
    if (columns >= 1 && ((n + columns - 1) / columns) * (2 * radius + 6) <= height)
      break;
  }
  columns = columns < 1 ? 1 : columns;
  int rows = (n + columns - 1) / columns;
  columns = (n + rows - 1) / rows;
  box->radius = radius;
  for (int i = 0; i < n; i++) {
    struct program_token *token = &layout->token[box->first_token + i];
    token->x = box->rect.x + pad + width * (i % columns + 0.5) / columns;
    token->y = top + height * (i / columns + 0.5) / rows;
  }
}

/* Cells are as square as the room lets them be; never more than the object has parts. */
static void
place_cells (struct program_object *object, int parts)
{
  struct rect rect = object->rect;
  object->cells = (int) clamped (parts, 1, MAX_CELLS);
  object->rows = 1;
  for (int rows = 1; rows <= 3 && rows <= object->cells; rows++) {
    double w = rect.w / ceil ((double) object->cells / rows), h = rect.h / rows;
    object->rows = rows;
    if (w >= fmin (16, h * 0.9))
      break;
  }
  object->columns = (object->cells + object->rows - 1) / object->rows;
  object->cell_w = fmin (rect.w / object->columns, 160);
  object->cell_h = fmin (rect.h / object->rows, 44);
  object->rect.w = object->cell_w * object->columns;
  object->rect.h = object->cell_h * object->rows;
}

static double
share_of (const struct snapshot_object *object)
{
  return sqrt (clamped (object->parts, 2, MAX_CELLS));
}

/* Beside an object that is exchanged with neighbours, a single cell stands in the caption line: the halo must reach the box's edge. */
static bool
is_minor (const struct snapshot_process *process, int index)
{
  const unsigned halo = OBJECT_HALO_FIRST | OBJECT_HALO_LAST;
  bool beside_halo = false;
  for (int i = 0; i < process->objects; i++)
    beside_halo |= process->object[i].flags & halo || process->object[i].parts >= 16;
  return beside_halo && process->object[index].parts <= 2 && !(process->object[index].flags & halo);
}

static double
place_minor (struct program_object *object, double right, double bottom, double size, bool named)
{
  double w = 18, h = fmin (fmax (size, 6), 11);
  object->rect = (struct rect){ right - w, bottom - h, w, h };
  object->cells = object->columns = object->rows = 1;
  object->cell_w = w;
  object->cell_h = h;
  object->caption_y = bottom - 2;
  object->minor = true;
  object->caption_room = named ? 68 : 0;
  return right - w - (named ? 78 : 8);
}

/* Where the cells leave room below them, the small objects follow the caption up. */
static void
level_minors (struct program_layout *layout, struct program_box *box)
{
  double line = 0;
  for (int i = 0; i < box->objects; i++)
    if (!layout->object[box->first_object + i].minor)
      line = fmax (line, layout->object[box->first_object + i].caption_y);
  for (int i = 0; i < box->objects && box->caption_size > 0 && line > 0; i++) {
    struct program_object *object = &layout->object[box->first_object + i];
    if (object->minor) {
      object->rect.y = line + 1 - object->rect.h;
      object->caption_y = line;
    }
  }
}

static void
place_objects (struct program_layout *layout, struct program_box *box, const struct snapshot_process *process, double top, double bottom)
{
  double pad = fmin (14, box->rect.w * 0.05), gap = 12, total = 0, right = box->rect.x + box->rect.w - pad;
  double line = box->caption_size > 0 ? box->caption_size + 6 : 0;
  double caption = box->rect.h > LINE_HEIGHT ? 2 * line - 4 : line; /* a second line says what it holds */
  int majors = 0;
  for (int i = 0; i < box->objects; i++)
    if (is_minor (process, i))
      right = place_minor (&layout->object[box->first_object + i], right, bottom - 1, box->caption_size,
                           box->caption_size > 0 && box->rect.w > 250);
    else {
      total += share_of (&process->object[i]);
      majors++;
    }
  double width = box->rect.w - 2 * pad - gap * (majors - 1), x = box->rect.x + pad;
  if (majors < box->objects)
    caption = fmax (caption, 12);
  for (int i = 0; i < box->objects; i++) {
    struct program_object *object = &layout->object[box->first_object + i];
    if (object->minor)
      continue;
    double w = width * share_of (&process->object[i]) / total;
    object->rect = (struct rect){ x, top, w, bottom - top - caption };
    object->line_room = w;
    object->caption_room = fmin (w, right - x - 2); /* up to the small ones at the right */
    place_cells (object, process->object[i].parts);
    object->caption_y = object->rect.y + object->rect.h + (box->caption_size > 0 ? box->caption_size + 3 : 0);
    x += w + gap;
  }
  level_minors (layout, box);
}

static void
fill_box (struct program_layout *layout, struct program_box *box, const struct snapshot_process *process)
{
  struct rect r = box->rect;
  box->title_size = r.w < 34 || r.h < 30 ? 0 : clamped (r.h / 13, 8, 12.5);
  box->two_lines = box->title_size > 0 && r.w < 470 && r.h > 120;
  box->caption_size = r.h < 96 || r.w < 110 ? 0 : clamped (r.h / 16, 8, 10.5);
  double top = r.y + (box->title_size > 0 ? box->title_size * (box->two_lines ? 3.1 : 1.9) : 3);
  double bottom = r.y + r.h - (r.h > LINE_HEIGHT ? 10 : 4); /* a mailbox hangs on the box's lower edge */
  box->objects = r.h < 58 || r.w < 60 ? 0 : box->objects;
  double share = r.h > LINE_HEIGHT && r.h < 200 ? 0.5 : 0.56; /* the second line takes nothing of the cells */
  double middle = box->objects ? top + (bottom - top) * share : bottom;
  place_tokens (layout, box, top, middle);
  if (box->objects)
    place_objects (layout, box, process, middle + 2, bottom);
}

void
program_layout (struct program_layout *layout, const struct snapshot *snapshot, struct rect area)
{
  int objects = 0;
  for (int i = 0; i < snapshot->processes; i++)
    objects += snapshot->process[i].objects;
  layout->area = area;
  layout->boxes = snapshot->processes;
  layout->tokens = snapshot->threads;
  layout->objects = objects;
  layout->box = grown (layout->box, layout->boxes, sizeof *layout->box);
  layout->token = grown (layout->token, layout->tokens, sizeof *layout->token);
  layout->object = grown (layout->object, layout->objects, sizeof *layout->object);
  if (!layout->boxes)
    return;
  place_boxes (layout);
  objects = 0;
  for (int i = 0; i < layout->boxes; i++) {
    const struct snapshot_process *process = &snapshot->process[i];
    struct program_box *box = &layout->box[i];
    box->first_token = process->first_thread;
    box->tokens = process->threads;
    box->first_object = objects;
    box->objects = process->objects;
    objects += process->objects;
    fill_box (layout, box, process);
  }
}

void
program_layout_finish (struct program_layout *layout)
{
  free (layout->box);
  free (layout->token);
  free (layout->object);
  memset (layout, 0, sizeof *layout);
}

struct rect
program_cell (const struct program_object *object, int cell)
{
  int row = cell / object->columns, column = cell % object->columns;
  return (struct rect){ object->rect.x + column * object->cell_w + 1, object->rect.y + row * object->cell_h + 1,
                        object->cell_w - 2, object->cell_h - 2 };
}

int
program_cell_of_part (const struct program_object *object, int part, int parts)
{
  if (parts < 1)
    return 0;
  int cell = (int) ((long) part * object->cells / parts);
  return cell < 0 ? 0 : cell >= object->cells ? object->cells - 1 : cell;
}
