/* What is too small to be drawn one by one: a tile that says, and knows, what it stands for. */
#include "ui/draw/view.h"

#include <math.h>

#include "ui/draw/text.h"

static void
stand_for_all (struct view *view, int object, int index)
{
  const struct machine_object *it = view_object (view, index);
  scene_stand_for (view->scene, object, it->id);
  for (int child = it->first_child; child >= 0; child = view_object (view, child)->next_sibling)
    stand_for_all (view, object, child);
}

struct marks { int pus, forbidden, bound, nodes; }; /* PUs in all, those that are marked; forbidden NUMA nodes */

static void
count_marks (const struct view *view, int index, struct marks *marks)
{
  const struct machine_object *it = view_object (view, index);
  marks->pus += it->type == MACHINE_PU;
  marks->forbidden += it->type == MACHINE_PU && !it->allowed;
  marks->bound += it->type == MACHINE_PU && it->allowed && it->bound;
  marks->nodes += it->type != MACHINE_PU && !it->allowed;
  for (int child = it->first_child; child >= 0; child = view_object (view, child)->next_sibling)
    count_marks (view, child, marks);
}

/* Bound and forbidden PUs take their share of the tile, from its right edge; one alone can be seen, too. Returns what is
 * left clear for words. */
static struct rect
emit_marks (struct view *view, int object, struct rect rect, const struct marks *marks)
{
  double right = rect.x + rect.w - 1;
  const struct { int count; enum role fill, line; } parts[]
    = { { marks->forbidden, ROLE_FORBIDDEN, ROLE_FORBIDDEN_LINE }, { marks->bound, ROLE_NONE, ROLE_BOUND } };
  for (int i = 0; i < 2 && marks->pus > 0; i++) {
    if (parts[i].count == 0)
      continue;
    double width = fmin (fmax (3, (rect.w - 2) * parts[i].count / marks->pus), right - rect.x - 1);
    struct rect part = view_snap ((struct rect){ right - width, rect.y + 1, width, rect.h - 2 });
    scene_box (view->scene, object, part, 0, PAINT (parts[i].fill), PAINT (parts[i].line), i == 0 ? 1 : 2, DASH_SOLID);
    right -= width;
    if (parts[i].fill != ROLE_NONE && width < rect.w / 3)
      rect.w -= width + 1;
  }
  return rect;
}

/* "Core 3", "Core 0–7", "I/O". */
static char *
name_of (const struct view *view, const int *objects, int count)
{
  const struct machine_object *first = view_object (view, view->nodes[objects[0]].terminal);
  const struct machine_object *last = view_object (view, view->nodes[objects[count - 1]].terminal);
  if (first->relation >= MACHINE_CHILD_IO)
    return g_strdup (first->type == MACHINE_MISC ? "Misc" : "I/O");
  if (first->type == MACHINE_MACHINE)
    return g_strdup ("Machine");
  g_autofree char *index = view_index_text (view, first), *end = view_index_text (view, last);
  return count == 1 ? g_strdup_printf ("%s %s", first->label, index)
                    : g_strdup_printf ("%s %s–%s", first->label, index, end);
}

/* TEXT in the middle of ROW where it fits whole. */
static bool
centred (struct view *view, int object, struct rect row, double font, enum weight weight, enum role ink, const char *text)
{
  if (font < LABEL_LEAST || text_width (text, font, weight) > row.w - 2)
    return false;
  scene_text (view->scene, object, row.x + row.w / 2, row.y + row.h / 2 + font * 0.364, 0, font, weight, ALIGN_MIDDLE,
              PAINT (ink), text);
  return true;
}

static void
emit_text (struct view *view, int object, struct rect rect, const char *name, const char *contents, int pus)
{
  double font = floor (CLAMP (2 * rect.h * 0.22, 2 * LABEL_LEAST, 22)) / 2;
  g_autofree char *short_contents = g_strdup_printf ("%d PU%s", pus, pus == 1 ? "" : "s");
  struct rect upper = { rect.x, rect.y + rect.h / 2 - font * 1.35, rect.w, font * 1.35 }, lower = upper;
  lower.y += lower.h;
  if (rect.h >= 3 * font && centred (view, object, upper, font, WEIGHT_MEDIUM, ROLE_INK, name)) {
    (void) (centred (view, object, lower, fmax (LABEL_LEAST, font - 1), WEIGHT_REGULAR, ROLE_INK_SOFT, contents)
            || (pus > 0 && centred (view, object, lower, fmax (LABEL_LEAST, font - 1), WEIGHT_REGULAR, ROLE_INK_SOFT, short_contents)));
    return;
  }
  g_autofree char *both = g_strdup_printf ("%s: %s", name, contents), *number = g_strdup_printf ("%d", pus);
  if (rect.h < 1.15 * LABEL_LEAST)
    return;
  font = fmin (font, rect.h / 1.15);
  (void) (centred (view, object, rect, font, WEIGHT_REGULAR, ROLE_INK_SOFT, both)
          || centred (view, object, rect, font, WEIGHT_REGULAR, ROLE_INK_SOFT, name)
          || centred (view, object, rect, LABEL_LEAST, WEIGHT_REGULAR, ROLE_INK_SOFT, name)
          || (pus > 0 && centred (view, object, rect, LABEL_LEAST, WEIGHT_REGULAR, ROLE_INK_FAINT, number)));
}

void
view_aggregate (struct view *view, const int *objects, int count, int parent, struct rect exact)
{
  const struct machine_object *first = view_object (view, objects[0]);
  view->aggregates++;
  if (view->scene == NULL)
    return;
  char id[40];
  g_snprintf (id, sizeof id, "aggregate:%s", first->id);
  g_autofree char *name = name_of (view, objects, count), *contents = view_contents (view, objects, count);
  g_autofree char *title = g_strdup_printf ("%s: %s", name, contents);
  struct rect rect = view_snap (exact);
  struct marks marks = { 0 };
  for (int i = 0; i < count; i++)
    count_marks (view, objects[i], &marks);
  int pus = first->relation == MACHINE_CHILD_NORMAL ? marks.pus : 0;
  bool whole = marks.nodes > 0 && first->relation == MACHINE_CHILD_MEMORY, forbidden = marks.forbidden + marks.nodes > 0;
  int object = scene_add_object (view->scene, id, "Aggregate", title, forbidden ? "partly forbidden" : marks.bound > 0 ? "partly bound" : NULL,
                                 parent, rect);
  enum role fill = whole ? ROLE_FORBIDDEN : first->relation == MACHINE_CHILD_NORMAL ? ROLE_PU
                   : first->relation == MACHINE_CHILD_MEMORY ? ROLE_NUMA : first->type == MACHINE_MISC ? ROLE_MISC : ROLE_IO;
  scene_box (view->scene, object, rect, fmin (4, fmin (rect.w, rect.h) * 0.15), PAINT (fill), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
  struct rect clear = emit_marks (view, object, rect, &marks);
  for (int i = 0; i < count; i++)
    stand_for_all (view, object, objects[i]);
  emit_text (view, object, clear, name, contents, pus);
  if (view->scene->objects[object].label < 0)
    view->scene->objects[object].label = scene_string (view->scene, name);
}
