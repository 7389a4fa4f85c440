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

static bool
any_forbidden (const struct view *view, int index)
{
  const struct machine_object *it = view_object (view, index);
  if (!it->allowed)
    return true;
  for (int child = it->first_child; child >= 0; child = view_object (view, child)->next_sibling)
    if (any_forbidden (view, child))
      return true;
  return false;
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
  bool forbidden = false;
  int pus = 0;
  for (int i = 0; i < count; i++) {
    forbidden |= any_forbidden (view, objects[i]);
    pus += first->relation == MACHINE_CHILD_NORMAL ? view_object (view, objects[i])->pus : 0;
  }
  int object = scene_add_object (view->scene, id, "Aggregate", title, forbidden ? "partly forbidden" : NULL, parent, rect);
  enum role fill = forbidden ? ROLE_FORBIDDEN : first->relation == MACHINE_CHILD_NORMAL ? ROLE_PU
                   : first->relation == MACHINE_CHILD_MEMORY ? ROLE_NUMA : first->type == MACHINE_MISC ? ROLE_MISC : ROLE_IO;
  scene_box (view->scene, object, rect, fmin (4, fmin (rect.w, rect.h) * 0.15), PAINT (fill), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
  for (int i = 0; i < count; i++)
    stand_for_all (view, object, objects[i]);
  emit_text (view, object, rect, name, contents, pus);
  if (view->scene->objects[object].label < 0)
    view->scene->objects[object].label = scene_string (view->scene, name);
}
