/* How a box divides its rect: padding, label or lid, memory strips, children, chips. */
#include "ui/draw/view.h"

#include <math.h>

/* Edges grow with the root of what they surround: 1 px around a speck, 10 around a package. */
double
view_gap (const struct view *view, double width, double height)
{
  return CLAMP (0.62 * view->tight * sqrt (fmax (0, fmin (width, height))), 1, 10 * view->tight);
}

#define WORTH_A_LINE 76.0 /* px high: a box with room for a label in the least size, however many others there are */
#define WORTH_A_NAME 44.0 /* the same for groups and their memory, which have a name that nothing else tells */
#define FEW_LINES 2.5 /* labels above one another that never crowd their PUs */

#define WORTH_A_CORE 32.0 /* for cores where caches are mute for them */
#define WORTH_A_NUMBER 15.0 /* for PUs in which a token moves */

static double
worth_a_label (const struct view *view, const struct machine_object *object)
{
  return object->type == MACHINE_GROUP ? WORTH_A_NAME : object->type == MACHINE_CORE && view->mute ? WORTH_A_CORE : WORTH_A_LINE;
}

/* Share of a box's height that its label may take: small boxes give more, since text has a least size; where many labels
 * stand above the PUs each gives less. */
double
view_most_font (const struct view *view, const struct machine_object *object, double height)
{
  if (object->type == MACHINE_PU) /* has nothing but its label, and live a token and its history */
    return view->options->live ? fmax (fmin (height * 0.3, 8 + height * 0.02), height >= WORTH_A_NUMBER ? view->least : 0) : height * 0.42;
  const struct node *node = &view->nodes[object->index], *inner = &view->nodes[node->terminal];
  double crowd = fmin (1, FEW_LINES / (inner->lines + (inner != node))); /* caches around one another are set alike */
  return fmax (height >= worth_a_label (view, object) ? view->least : 0, fmax (height * 0.085, fmin (9, height * 0.165)) * crowd);
}

static double
largest_unscaled (const struct view *view, const struct machine_object *object)
{
  switch (object->type) {
  case MACHINE_MACHINE:
    return 13;
  case MACHINE_PACKAGE:
    return 12.5;
  case MACHINE_DIE:
  case MACHINE_GROUP:
  case MACHINE_NUMA:
  case MACHINE_MEMCACHE:
  case MACHINE_CORE:
    return 11.5;
  case MACHINE_PU:
    return 10;
  default:
    return object->depth >= 3 ? 11 : 10;
  }
}

static double
largest_font (const struct view *view, const struct machine_object *object)
{
  if (object->type == MACHINE_PU && !view->options->live) /* the picture's main thing */
    return CLAMP (view->unit / 7, 12, 60);
  return largest_unscaled (view, object) * view->scale;
}

/* Type size of INDEX's label in WIDTH, at most MOST high; 0 = no label fits. In the second pass no larger than what
 * every object like it can have. */
double
view_font (struct view *view, int index, double width, double height, double most, int *variant)
{
  const struct machine_object *object = view_object (view, index);
  const struct level *level = view_level (view, object);
  double font = fmin (fmin (most, largest_font (view, object)), view_most_font (view, object, height));
  const struct style *style = &view->styles[view->nodes[index].style];
  bool settled = view->scene != NULL && style->font > 0;
  if (settled)
    font = fmin (font, style->font);
  for (*variant = settled ? style->variant : 0; *variant < 2; ++*variant) {
    double fitted = fmin (font, width / level->need[*variant]);
    if (fitted >= view->least)
      return floor (fitted * 2) / 2; /* half pixels: fewer sizes to shape, and stable while a window is resized */
  }
  *variant = 1;
  return 0;
}

/* Takes HEIGHT and GAP off FROM; returns the part without the gap. */
struct rect
view_take_top (struct rect *from, double height, double gap)
{
  struct rect top = { from->x, from->y, from->w, fmin (height, from->h) };
  double used = fmin (from->h, height + gap);
  from->y += used;
  from->h -= used;
  return top;
}

static struct rect
take_bottom (struct rect *from, double height, double gap)
{
  double used = fmin (from->h, height + gap);
  from->h -= used;
  return (struct rect){ from->x, from->y + from->h + fmin (gap, used), from->w, fmax (0, used - gap) };
}

static void
take_label (struct view *view, int index, struct frame *frame, struct rect *rest, double gap)
{
  const struct machine_object *object = view_object (view, index);
  bool lid = view_is_cache (object);
  if (object->type == MACHINE_MACHINE && view->options->live)
    return; /* the window has its own heading */
  bool silent = view->mute && view_is_inner_cache (object);
  if (lid && !silent)
    view_share_row (view, index, *rest);
  if (lid && view->nodes[index].slots > 0) {
    view_take_slot (view, index, frame, rest, gap);
    return;
  }
  if (!silent)
    frame->font = view_font (view, index, rest->w - (lid ? 4 : 2), rest->h, 100, &frame->variant);
  if (frame->font > 0)
    frame->label = view_take_top (rest, ceil (frame->font * (lid ? 1.6 : 1.35)), gap);
  else if (lid)
    frame->label = view_take_top (rest, CLAMP (rest->h * 0.06, 1, 4), fmin (gap, 1));
}

#define STRIP_MOST 26.0 /* px high, unscaled: a label, and live the bar of this run's bytes */
#define STRIP_LINE 1.45 /* least height of a strip in type sizes */
#define STRIP_EDGES 3.0

/* px, over and under what lies in a strip of INDEX; 0 = nothing does. */
static double
strip_edges (const struct view *view, int index)
{
  const struct node *first = &view->nodes[view->kids[view->nodes[index].first_memory]];
  return first->memory + first->extras > 0 ? STRIP_EDGES : 0;
}

/* Height of a strip whose label is set in FONT. */
static double
strip_height (const struct view *view, int index, double font, double most)
{
  return fmax (font * STRIP_LINE + strip_edges (view, index), fmin (most, view->options->live ? STRIP_MOST : font * 1.75));
}

/* Type size of memory strips in ROWS rows of REST; 0 = no label fits. */
static double
memory_font (struct view *view, int index, int rows, struct rect rest, int *variant)
{
  const struct node *node = &view->nodes[index];
  double width = rest.w / ((node->memory + rows - 1) / rows) - 8;
  double height = fmin (STRIP_MOST * view->scale, rest.h * fmin (0.13, 0.3 / rows));
  if (rest.h >= WORTH_A_NAME * rows)
    height = fmax (height, view->least * STRIP_LINE);
  return view_font (view, view->kids[node->first_memory], width, 400, height / STRIP_LINE, variant);
}

/* Strips side by side; in more rows where only so each has room for its whole label. */
static int
memory_rows (struct view *view, int index, struct rect rest)
{
  int variant;
  for (int rows = 1; rows <= view->nodes[index].memory; rows++)
    if (memory_font (view, index, rows, rest, &variant) > 0 && variant == 0)
      return rows;
  return 1;
}

#define LIVE_STRIPS 150.0 /* px: a box that has room for strips as high as the bars of this run's bytes want them */

/* A group is mostly there for its memory: where room is scarce its label and the strips share a row. */
static bool
beside_label (struct view *view, int index, struct frame *frame, double height)
{
  const struct machine_object *object = view_object (view, index);
  const struct node *node = &view->nodes[index];
  if (object->type != MACHINE_GROUP || view->tight == 1 || (view->options->live && height >= LIVE_STRIPS) || frame->font == 0)
    return false;
  double own = view_level (view, object)->need[frame->variant] * frame->font + frame->font, left = frame->label.w - own;
  double most = (frame->label.h - strip_edges (view, index)) / 1.3;
  int variant;
  frame->memory_font = view_font (view, view->kids[node->first_memory], left / node->memory - 12, 400, most, &variant);
  if (frame->memory_font < 0.7 * frame->font || variant > 0)
    return false;
  frame->memory = (struct rect){ frame->label.x + own, frame->label.y, left, frame->label.h };
  frame->memory_rows = 1;
  frame->label.w = own;
  return true;
}

static void
take_memory (struct view *view, int index, struct frame *frame, struct rect *rest, double gap)
{
  if (view->nodes[index].memory == 0 || beside_label (view, index, frame, rest->h))
    return;
  int variant, rows = memory_rows (view, index, *rest);
  double font = memory_font (view, index, rows, *rest, &variant);
  bool alone = view->nodes[index].kids + view->nodes[index].extras == 0; /* nothing else wants the room */
  double each = alone ? (rest->h - gap * (rows - 1)) / rows
                : font > 0 ? strip_height (view, index, font, rest->h * fmin (0.13, 0.3 / rows))
                         : CLAMP (rest->h * 0.07, 1.5, 5);
  frame->memory_rows = rows;
  frame->memory_font = font;
  frame->memory = view_take_top (rest, each * rows + gap * (rows - 1), gap);
}

/* PUs that are drawn as spots keep a distance at their right and lower edges themselves. */
static bool
holds_spots (const struct view *view, int index, struct rect rect)
{
  const struct node *node = &view->nodes[index];
  return node->kids > 0 && view_object (view, view->kids[node->first_kid])->type == MACHINE_PU
         && rect.w * rect.h < 1.5 * VIEW_SPOT * VIEW_SPOT * node->weight;
}

struct frame
view_frame (struct view *view, int index, struct rect rect)
{
  const struct node *node = &view->nodes[index];
  struct frame frame = { .variant = 1 };
  double pad = node->card ? view_gap (view, rect.w, rect.h) : 0;
  struct rect rest = { rect.x + pad, rect.y + pad, fmax (0, rect.w - 2 * pad), fmax (0, rect.h - 2 * pad) };
  if (pad > 0 && holds_spots (view, index, rect)) {
    rest.w += pad - 0.01;
    rest.h += pad - 0.01;
  }
  double gap = CLAMP (0.33 * view->tight * sqrt (rest.h), 0.5, 6 * view->tight);
  take_label (view, index, &frame, &rest, gap);
  take_memory (view, index, &frame, &rest, gap);
  if (node->extras > 0) {
    double height = view_chips_height (view, index, rest.w, rest.h * (node->kids > 0 ? 0.3 : 1), &frame.chips);
    frame.extra = take_bottom (&rest, height, gap);
  }
  frame.content = rest;
  return frame;
}
