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
 * left clear for words: the first pass wants only that. */
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
    if (view->scene != NULL)
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

/* What a tile can say, the best first. */
enum { SAYS_ALL, SAYS_SHORT, SAYS_LINE, SAYS_NAME, SAYS_PUS, SAYS_NUMBER, SAYINGS };
G_STATIC_ASSERT (SAYINGS == TILE_SAYINGS);
struct saying { char *upper, *lower; }; /* the second line may be NULL */

static struct saying
saying_of (int which, const char *name, const char *contents, int pus)
{
  g_autofree char *counted = g_strdup_printf ("%d PU%s", pus, pus == 1 ? "" : "s");
  switch (which) {
  case SAYS_ALL:
    return (struct saying){ g_strdup (name), g_strdup (contents) };
  case SAYS_SHORT:
    return (struct saying){ g_strdup (name), pus > 0 ? g_steal_pointer (&counted) : NULL };
  case SAYS_LINE:
    return (struct saying){ g_strdup_printf ("%s: %s", name, contents), NULL };
  case SAYS_NAME:
    return (struct saying){ g_strdup (name), NULL };
  case SAYS_PUS:
    return (struct saying){ pus > 0 ? g_steal_pointer (&counted) : g_strdup (name), NULL };
  default:
    return (struct saying){ pus > 0 ? g_strdup_printf ("%d", pus) : g_strdup (name), NULL };
  }
}

/* Type size in which it fits in RECT, 0 = in none. Two lines are not squeezed: one does then. */
static double
saying_font (const struct saying *saying, struct rect rect)
{
  double font = floor (CLAMP (2 * rect.h * 0.22, 2 * LABEL_LEAST, 22)) / 2;
  double upper = text_width (saying->upper, 1, saying->lower != NULL ? WEIGHT_MEDIUM : WEIGHT_REGULAR);
  if (saying->lower != NULL) {
    double lower = text_width (saying->lower, fmax (LABEL_LEAST, font - 1), WEIGHT_REGULAR);
    return rect.h < 3 * font || fmax (upper * font, lower) > rect.w - 2 ? 0 : font;
  }
  font = floor (2 * fmin (font, fmin (rect.h / 1.15, (rect.w - 2) / upper))) / 2;
  return font < LABEL_LEAST ? 0 : font;
}

/* The first pass: what the least of this LEVEL's tiles can say. */
static void
note_sayings (struct level *level, struct rect rect, const char *name, const char *contents, int pus)
{
  for (int which = 0; which < SAYINGS; which++) {
    struct saying saying = saying_of (which, name, contents, pus);
    double font = saying_font (&saying, rect);
    level->tile_font[which] = level->tiles == 0 ? font : fmin (level->tile_font[which], font);
    g_free (saying.upper);
    g_free (saying.lower);
  }
  level->tiles++;
}

static void
centred (struct view *view, int object, struct rect row, double font, enum weight weight, enum role ink, const char *text)
{
  scene_text (view->scene, object, row.x + row.w / 2, row.y + row.h / 2 + font * 0.364, 0, font, weight, ALIGN_MIDDLE, PAINT (ink), text);
}

static void
emit_saying (struct view *view, int object, const struct saying *saying, struct rect rect, double font)
{
  struct rect upper = { rect.x, rect.y + rect.h / 2 - font * 1.35, rect.w, font * 1.35 }, lower = { rect.x, rect.y + rect.h / 2, rect.w, font * 1.35 };
  if (saying->lower == NULL) {
    centred (view, object, rect, font, WEIGHT_REGULAR, ROLE_INK_SOFT, saying->upper);
    return;
  }
  centred (view, object, upper, font, WEIGHT_MEDIUM, ROLE_INK, saying->upper);
  centred (view, object, lower, fmax (LABEL_LEAST, font - 1), WEIGHT_REGULAR, ROLE_INK_SOFT, saying->lower);
}

/* What all tiles of the LEVEL can say; nothing where the first pass did not meet one as small as this. */
static void
emit_text (struct view *view, int object, const struct level *level, struct rect rect, const char *name, const char *contents, int pus)
{
  int which = 0;
  while (which < SAYINGS && level->tile_font[which] == 0)
    which++;
  struct saying saying = saying_of (which, name, contents, pus);
  if (which < SAYINGS && level->tile_font[which] <= saying_font (&saying, rect))
    emit_saying (view, object, &saying, rect, level->tile_font[which]);
  g_free (saying.upper);
  g_free (saying.lower);
}

/* An object in the scene that knows what it stands for. */
static int
emit_tile (struct view *view, const int *objects, int count, int parent, struct rect rect, const struct marks *marks, const char *title)
{
  const struct machine_object *first = view_object (view, objects[0]);
  char id[40];
  g_snprintf (id, sizeof id, "aggregate:%s", first->id);
  bool whole = marks->nodes > 0 && first->relation == MACHINE_CHILD_MEMORY, forbidden = marks->forbidden + marks->nodes > 0;
  int object = scene_add_object (view->scene, id, "Aggregate", title, forbidden ? "partly forbidden" : marks->bound > 0 ? "partly bound" : NULL,
                                 parent, rect);
  enum role fill = whole ? ROLE_FORBIDDEN : first->relation == MACHINE_CHILD_NORMAL ? ROLE_PU
                   : first->relation == MACHINE_CHILD_MEMORY ? ROLE_NUMA : first->type == MACHINE_MISC ? ROLE_MISC : ROLE_IO;
  scene_box (view->scene, object, rect, fmin (4, fmin (rect.w, rect.h) * 0.15), PAINT (fill), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
  for (int i = 0; i < count; i++)
    stand_for_all (view, object, objects[i]);
  return object;
}

void
view_aggregate (struct view *view, const int *objects, int count, int parent, struct rect exact)
{
  const struct machine_object *first = view_object (view, objects[0]);
  struct level *level = view_level (view, view_object (view, view->nodes[objects[0]].terminal));
  g_autofree char *name = name_of (view, objects, count), *contents = view_contents (view, objects, count);
  struct rect rect = view_snap (exact);
  struct marks marks = { 0 };
  for (int i = 0; i < count; i++)
    count_marks (view, objects[i], &marks);
  int pus = first->relation == MACHINE_CHILD_NORMAL ? marks.pus : 0;
  view->aggregates++;
  if (view->scene == NULL) {
    note_sayings (level, emit_marks (view, -1, rect, &marks), name, contents, pus);
    return;
  }
  g_autofree char *title = g_strdup_printf ("%s: %s", name, contents);
  int object = emit_tile (view, objects, count, parent, rect, &marks, title);
  emit_text (view, object, level, emit_marks (view, object, rect, &marks), name, contents, pus);
  if (view->scene->objects[object].label < 0)
    view->scene->objects[object].label = scene_string (view->scene, name);
}
