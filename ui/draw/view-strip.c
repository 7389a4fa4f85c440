/* Memory: NUMA nodes and memory-side caches as strips in the box of what they are local to. */
#include "ui/draw/view.h"

#include <math.h>

#include "ui/draw/text.h"

static void
emit_label (struct view *view, int index, int object, struct rect rect, double font, int variant)
{
  const struct machine_object *it = view_object (view, index);
  g_autofree char *text = view_label (view, it, variant);
  enum glyph glyph = variant == 0 ? view_glyph_of (it) : GLYPH_NONE;
  double inset = fmin (8, rect.w * 0.04 + 2), sign = glyph != GLYPH_NONE ? GLYPH_ROOM * font : 0;
  if (!it->allowed)
    view_plate (view->scene, object, (struct rect){ rect.x + inset - 2, rect.y + rect.h / 2 - 0.6 * font,
                                                    fmin (rect.w - 2 * inset, sign + text_width (text, font, WEIGHT_REGULAR) + 4), 1.2 * font });
  view_glyph (view->scene, object, glyph, rect.x + inset, rect.y + rect.h / 2, font, ROLE_INK_SOFT);
  scene_text (view->scene, object, rect.x + inset + sign, rect.y + rect.h / 2 + font * 0.364,
              rect.w - fmin (12, rect.w * 0.06 + 3) - sign, font, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), text);
}

static void strip (struct view *view, int index, int parent, struct rect rect, double font);

/* What hangs on the strip's object (a node behind its memory-side cache, a device on its memory) lies in its right part. */
static void
nested (struct view *view, int index, int object, struct rect rect, double font)
{
  const struct node *node = &view->nodes[index];
  int n = node->memory + node->extras; /* one after the other in view->kids */
  double edge = rect.h < 18 ? 1 : 2;   /* a low strip leaves the room to its words */
  for (int i = 0; i < n; i++) {
    double width = (rect.w - 2) / n;
    struct rect cell = { rect.x + i * width, rect.y + edge, width - 2, rect.h - 2 * edge };
    strip (view, view->kids[node->first_memory + i], object, cell, font);
  }
}

static struct paint
strip_fill (const struct machine_object *object)
{
  if (!object->allowed)
    return PAINT (ROLE_FORBIDDEN);
  return object->type == MACHINE_NUMA       ? PAINT_OF (ROLE_NUMA, object->tier)
         : object->type == MACHINE_MEMCACHE ? PAINT (ROLE_MEMCACHE)
                                            : PAINT (object->type == MACHINE_MISC ? ROLE_MISC : ROLE_IO);
}

static int
emit_strip (struct view *view, const struct machine_object *it, int parent, struct rect rect)
{
  int object = view_add (view, it->index, parent, rect);
  scene_box (view->scene, object, rect, fmin (5, rect.h / 4), strip_fill (it), rect.h >= 4 ? PAINT (ROLE_NUMA_LINE) : (struct paint){ 0 }, 1,
             DASH_SOLID);
  return object;
}

/* In the first pass only what has no place is counted. */
static void
strip (struct view *view, int index, int parent, struct rect exact, double font)
{
  const struct machine_object *it = view_object (view, index);
  const struct node *node = &view->nodes[index];
  struct rect rect = view_snap (exact);
  int inner = node->memory + node->extras, variant;
  double share = inner > 0 ? fmax (0.35, 1 - view_level (view, it)->need[0] * font / exact.w - 0.08) : 0;
  if (inner > 0 && (exact.h < 8 || exact.w * share / inner < 8)) {
    view_aggregate (view, &index, 1, parent, exact);
    return;
  }
  int object = view->scene != NULL ? emit_strip (view, it, parent, rect) : -1;
  double own = exact.w * (1 - share);
  font = font > 0 && it->relation == MACHINE_CHILD_MEMORY
           ? fmin (font, view_font (view, index, own - 8, 400, (exact.h - 1) / 1.25, &variant))
           : (variant = 0, fmin (font, exact.h / 1.25));
  if (font < view->least || variant > 0)
    view->unlabelled += view->options->detail == MACHINE_FULL;
  if (font >= view->least && view->scene != NULL)
    emit_label (view, index, object, (struct rect){ rect.x, rect.y, own, rect.h }, font, variant);
  if (inner > 0)
    nested (view, index, object, (struct rect){ exact.x + own, exact.y, exact.w * share, exact.h }, font);
}

void
view_strips (struct view *view, int index, int parent, const struct frame *frame)
{
  const struct node *node = &view->nodes[index];
  if (node->memory == 0)
    return;
  g_autofree struct rect *cells = g_new (struct rect, node->memory);
  view_even_cells (view, node->memory, frame->memory_rows, frame->memory, cells);
  if (cells[0].w < 3) {
    view_aggregate (view, view->kids + node->first_memory, node->memory, parent, frame->memory);
    return;
  }
  for (int i = 0; i < node->memory; i++)
    strip (view, view->kids[node->first_memory + i], parent, cells[i], frame->memory_font);
}
