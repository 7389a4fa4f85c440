/* I/O and Misc: chips that flow like words. A bridge is an outline around what is behind it. */
#include "ui/draw/view.h"

#include <math.h>

#include "ui/draw/text.h"

#define LARGEST 10.0
#define SOME_WORDS 3.0   /* type sizes wide: less says nothing */
#define WHOLE_WORDS 60.0 /* in a full picture: what is longer may be cut even there */
#define LEAST_DETAILED 9.0 /* px: rather fewer words than smaller ones */

struct flow {
  double x, y, left, right; /* pen and margins */
  double line;              /* height of the current line */
  double width;             /* of the longest line */
  double gap;
};

static struct flow
flow_in (struct rect area, double gap)
{
  return (struct flow){ area.x, area.y, area.x, area.x + area.w, 0, 0, gap };
}

/* Place of the next thing: a new line where it does not fit. */
static void
flow_next (struct flow *flow, double width, double height, double *x, double *y)
{
  if (flow->x > flow->left && flow->x + width > flow->right + 0.01) {
    flow->x = flow->left;
    flow->y += flow->line + flow->gap;
    flow->line = 0;
  }
  *x = flow->x;
  *y = flow->y;
  flow->x += width + flow->gap;
  flow->line = fmax (flow->line, height);
  flow->width = fmax (flow->width, *x + width - flow->left);
}

/* A word in a pill; the others have an edge, also PCI devices with nothing in them, so that all are as high. */
static bool
bare (const struct machine_object *object)
{
  return object->first_child < 0 && object->type != MACHINE_PCI;
}

static double
chip_pad (const struct machine_object *object, double font)
{
  return (bare (object) ? 0.45 : object->type == MACHINE_BRIDGE ? 0.2 : 0.3) * font;
}

static enum weight
chip_weight (const struct machine_object *object)
{
  return object->type == MACHINE_PCI ? WEIGHT_MEDIUM : WEIGHT_REGULAR;
}

/* Room for the sign before a chip's words. */
static double
sign_room (const struct machine_object *object, double font)
{
  return view_glyph_of (object) != GLYPH_NONE ? GLYPH_ROOM * font : 0;
}

/* Size of a chip with all that is in it, at most WIDTH wide; of infinite height where that leaves too little for words. */
static void
chip_size (struct view *view, int index, struct chip_style style, double width, double *w, double *h)
{
  const struct machine_object *object = view_object (view, index);
  double font = style.font, pad = chip_pad (object, font), x, y;
  struct flow flow = flow_in ((struct rect){ 0, 0, width - 2 * pad, 0 }, 0.35 * font);
  g_autofree char *text = view_chip_text (object, style.detailed);
  bool too_narrow = false;
  if (text != NULL) {
    double words = text_width (text, font, chip_weight (object)) + 1 + sign_room (object, font);
    double least = fmin (words, (view->options->detail == MACHINE_FULL ? WHOLE_WORDS : SOME_WORDS) * font);
    too_narrow = least > width - 2 * pad + 0.01;
    flow_next (&flow, fmin (words, width - 2 * pad), 1.45 * font, &x, &y);
  }
  for (int child = object->first_child; child >= 0; child = view_object (view, child)->next_sibling) {
    double child_w, child_h;
    chip_size (view, child, style, width - 2 * pad, &child_w, &child_h);
    flow_next (&flow, child_w, child_h, &x, &y);
  }
  *w = fmin (width, flow.width + 2 * pad);
  *h = too_narrow ? INFINITY : flow.y + flow.line + (bare (object) ? 0 : 2 * pad);
}

static enum role
chip_fill (const struct machine_object *object)
{
  return object->type == MACHINE_MISC ? ROLE_MISC : object->type == MACHINE_PCI ? ROLE_IO
         : object->type == MACHINE_OSDEV ? ROLE_PANEL : ROLE_NONE;
}

/* The chip's sign and words, at the start of its flow. */
static void
emit_words (struct view *view, const struct machine_object *it, int object, struct flow *flow, struct chip_style style)
{
  g_autofree char *text = view_chip_text (it, style.detailed);
  double font = style.font, sign = sign_room (it, font), x, y;
  if (text == NULL)
    return;
  double room = flow->right - flow->left, words = fmin (text_width (text, font, chip_weight (it)) + 1 + sign, room);
  flow_next (flow, words, 1.45 * font, &x, &y);
  if (words > sign + font)
    view_glyph (view->scene, object, view_glyph_of (it), x, y + 0.725 * font, 0.95 * font, ROLE_INK_SOFT);
  scene_text (view->scene, object, x + sign, y + 0.725 * font + 0.364 * font, words - sign, font, chip_weight (it),
              ALIGN_START, PAINT (ROLE_INK_SOFT), text);
}

static void
emit_chip (struct view *view, int index, int parent, struct rect exact, struct chip_style style)
{
  const struct machine_object *it = view_object (view, index);
  int object = view_add (view, index, parent, view_snap (exact));
  double font = style.font, pad = chip_pad (it, font), x, y, inset = bare (it) ? 0 : pad;
  struct flow flow = flow_in ((struct rect){ exact.x + pad, exact.y + inset, exact.w - 2 * pad, 0 }, 0.35 * font);
  scene_box (view->scene, object, view_snap (exact), 0.35 * font, PAINT (chip_fill (it)), PAINT (ROLE_LINE_SOFT), 1,
             it->type == MACHINE_MISC ? DASH_DASHED : DASH_SOLID);
  emit_words (view, it, object, &flow, style);
  for (int child = it->first_child; child >= 0; child = view_object (view, child)->next_sibling) {
    double w, h;
    chip_size (view, child, style, exact.w - 2 * pad, &w, &h);
    flow_next (&flow, w, h, &x, &y);
    emit_chip (view, child, object, (struct rect){ x, y, w, h }, style);
  }
}

static double
height_at (struct view *view, int index, double width, struct chip_style style)
{
  const struct node *node = &view->nodes[index];
  struct flow flow = flow_in ((struct rect){ 0, 0, width, 0 }, 0.5 * style.font);
  for (int i = 0; i < node->extras; i++) {
    double w, h, x, y;
    chip_size (view, view->kids[node->first_extra + i], style, width, &w, &h);
    flow_next (&flow, w, h, &x, &y);
  }
  return flow.y + flow.line;
}

/* Height for INDEX's chips in WIDTH with BUDGET; with all they have to say where the type need not be small for it.
 * STYLE's font 0: only one chip for them all fits. */
double
view_chips_height (struct view *view, int index, double width, double budget, struct chip_style *style)
{
  const struct node *node = &view->nodes[index];
  int plainest = view->options->detail == MACHINE_FULL;
  for (int detailed = 1; detailed >= plainest && node->chips < MOST_CHIPS; detailed--)
    for (double font = LARGEST * view->scale; font >= fmax (detailed ? LEAST_DETAILED : 0, view->least); font -= 0.5) {
      *style = (struct chip_style){ font, detailed };
      double height = height_at (view, index, width, *style);
      if (height <= budget)
        return height;
    }
  *style = (struct chip_style){ 0 };
  return CLAMP (budget, 1, 13);
}

void
view_chips (struct view *view, int index, int parent, struct rect area, struct chip_style style)
{
  const struct node *node = &view->nodes[index];
  const int *extras = view->kids + node->first_extra;
  if (node->extras == 0)
    return;
  if (style.font == 0) {
    view_aggregate (view, extras, node->extras, parent, area);
    view->aggregates -= node->chips >= MOST_CHIPS; /* a larger picture does not help */
    return;
  }
  struct flow flow = flow_in (area, 0.5 * style.font);
  for (int i = 0; i < node->extras && view->scene != NULL; i++) {
    double w, h, x, y;
    chip_size (view, extras[i], style, area.w, &w, &h);
    flow_next (&flow, w, h, &x, &y);
    emit_chip (view, extras[i], parent, (struct rect){ x, y, w, h }, style);
  }
}
