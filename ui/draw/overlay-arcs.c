/* Distances and links as arcs: the nearer two objects are, or the more a link carries, the wider and stronger. */
#include "ui/draw/overlay-private.h"

#include <math.h>

#include "ui/draw/text.h"

#define MOST_ARCS 4 /* nodes: more would be a ball of wool, which the grid tells */
#define MOST_LINKED 8 /* objects with links: above, the grid tells them too */
#define MOST_LINKED_ARCS 24 /* above, the grid alone */

struct arc { struct rect a, b; double strength; /* 0..1 */ enum role role; enum dash dash; };

static bool
inside (const struct machine *machine, int object, int outer)
{
  while (object >= 0 && object != outer)
    object = machine->objects[object].parent;
  return object >= 0;
}

/* Where an arc begins: a memory strip's or chip's middle; a large box is taken hold of near its name. */
static void
hold (struct rect rect, struct rect area, double *x, double *y)
{
  bool large = rect.h > area.h * 0.25;
  *x = rect.x + (large ? fmin (rect.w / 2, 60) : rect.w / 2);
  *y = rect.y + (large ? fmin (rect.h / 2, 14) : rect.h / 2);
}

/* P: four pairs. It bends toward the middle of the area, where there is room. */
static void
bend (const struct over *over, const struct arc *arc, double *p)
{
  double x1, y1, x2, y2;
  hold (arc->a, over->area, &x1, &y1);
  hold (arc->b, over->area, &x2, &y2);
  double dx = x2 - x1, dy = y2 - y1, length = fmax (1, hypot (dx, dy)), nx = -dy / length, ny = dx / length;
  double to_middle = (over->area.x + over->area.w / 2 - (x1 + x2) / 2) * nx + (over->area.y + over->area.h / 2 - (y1 + y2) / 2) * ny;
  double out = fmin (0.06 * length + 24, over->area.h * 0.3) * (to_middle < 0 ? -1 : 1);
  struct rect r = over->area;
  double cx1 = CLAMP (x1 + dx * 0.25 + nx * out, r.x, r.x + r.w), cy1 = CLAMP (y1 + dy * 0.25 + ny * out, r.y, r.y + r.h);
  double cx2 = CLAMP (x1 + dx * 0.75 + nx * out, r.x, r.x + r.w), cy2 = CLAMP (y1 + dy * 0.75 + ny * out, r.y, r.y + r.h);
  const double points[] = { x1, y1, cx1, cy1, cx2, cy2, x2, y2 };
  for (int i = 0; i < 8; i++)
    p[i] = points[i];
}

static double
along (const double *p, double t)
{
  double u = 1 - t;
  return u * u * u * p[0] + 3 * u * u * t * p[2] + 3 * u * t * t * p[4] + t * t * t * p[6];
}

static void
draw_arc (struct over *over, const struct arc *arc, const char *id, const char *type, const char *title, const char *figure)
{
  static const double places[] = { 0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74 };
  double p[8];
  bend (over, arc, p);
  int object = scene_add_object (over->scene, id, type, title, NULL, -1, (struct rect){ along (p, 0.5) - 5, along (p + 1, 0.5) - 5, 10, 10 });
  double width = 1 + 3.4 * arc->strength;
  scene_path (over->scene, object, p, 4, PAINT_ALPHA (ROLE_PANEL, 0, 0.7), width + 2.5, DASH_SOLID, (struct paint){ 0 }); /* set off from what is under it */
  scene_path (over->scene, object, p, 4, PAINT_ALPHA (arc->role, 0, 0.35 + 0.6 * arc->strength), width, arc->dash, (struct paint){ 0 });
  for (size_t i = 0; i < G_N_ELEMENTS (places); i++)
    if (over_badge (over, object, along (p, places[i]), along (p + 1, places[i]), arc->role, figure))
      return;
}

/* A link of a device to the package whose box it lies in: no arc could show it; a badge at the device says it. */
static void
draw_plug (struct over *over, struct rect device, const char *id, const char *title, const char *other, const char *figure)
{
  int object = scene_add_object (over->scene, id, "Link", title, NULL, -1, (struct rect){ device.x, device.y, 4, 4 });
  g_autofree char *text = g_strdup_printf ("%s  %s", other, figure);
  double width = text_width (text, 10, WEIGHT_MEDIUM) + 14, x = device.x + device.w / 2, y = device.y + device.h / 2;
  const double at[][2] = { { x, device.y - 9 }, { x, device.y + device.h + 9 }, { x, device.y - 26 }, { device.x + device.w + width / 2, y }, { device.x - width / 2, y } };
  for (size_t i = 0; i < G_N_ELEMENTS (at); i++)
    if (over_badge (over, object, at[i][0], at[i][1], ROLE_LINK, text))
      return;
}

/* ---- what the arcs say ---- */

static char *
figure_of (const struct machine_matrix *matrix, uint64_t there, uint64_t back)
{
  g_autofree char *one = machine_matrix_text (matrix, there), *other = machine_matrix_text (matrix, back);
  return there == back ? g_steal_pointer (&one) : g_strdup_printf ("%s / %s", one, other);
}

static void
draw_pair (struct over *over, const struct machine_matrix *matrix, int i, int j, double strength)
{
  const struct machine_object *from = &over->machine->objects[matrix->objects[i]], *to = &over->machine->objects[matrix->objects[j]];
  uint64_t there = matrix->values[i * matrix->n + j], back = matrix->values[j * matrix->n + i];
  struct arc arc = { .strength = strength, .role = matrix->links ? ROLE_LINK : ROLE_DISTANCE, .dash = DASH_SOLID };
  if (!over_place (over, matrix->objects[i], &arc.a) || !over_place (over, matrix->objects[j], &arc.b))
    return;
  if (arc.a.x == arc.b.x && arc.a.y == arc.b.y) /* both in one aggregate */
    return;
  g_autofree char *one = machine_object_name (from), *other = machine_object_name (to), *figure = figure_of (matrix, there, back);
  g_autofree char *title = g_strdup_printf ("%s – %s: %s (%s, %s)%s", one, other, figure, matrix->name, matrix->from_os ? "from the operating system" : "written by a user",
                                            matrix->links ? "" : "; 10 = local");
  char id[40];
  int number = (int) (matrix - machine_relations (over->machine)->matrix); /* a source may have several for the same objects */
  g_autofree char *kind = number == 0 || matrix->links ? g_strdup (matrix->links ? "link" : "distance") : g_strdup_printf ("distance.%d", number);
  g_snprintf (id, sizeof id, "%s:%s-%s", kind, from->id, to->id);
  bool from_inside = inside (over->machine, matrix->objects[i], matrix->objects[j]);
  if (from_inside || inside (over->machine, matrix->objects[j], matrix->objects[i])) {
    draw_plug (over, from_inside ? arc.a : arc.b, id, title, from_inside ? other : one, figure);
    return;
  }
  draw_arc (over, &arc, id, matrix->links ? "Link" : "Distance", title, figure);
}

struct span { uint64_t least, most; };

/* Of all pairs that are not the same object; zeros of links are no links. */
static struct span
span_of (const struct machine_matrix *matrix)
{
  struct span span = { UINT64_MAX, 0 };
  for (int i = 0; i < matrix->n; i++)
    for (int j = 0; j < matrix->n; j++) {
      uint64_t value = matrix->values[i * matrix->n + j];
      if (i == j || (matrix->links && value == 0))
        continue;
      span.least = MIN (span.least, value);
      span.most = MAX (span.most, value);
    }
  return span;
}

static double
strength_of (const struct machine_matrix *matrix, uint64_t value, struct span span)
{
  bool more_is_nearer = matrix->measure == MACHINE_LINK_BANDWIDTH;
  double share = span.most > span.least ? (double) (value - span.least) / (double) (span.most - span.least) : 1;
  return more_is_nearer ? 0.25 + 0.75 * share : span.most > span.least ? 1 - 0.75 * share : 0.7;
}

static void
draw_pairs (struct over *over, const struct machine_matrix *matrix)
{
  struct span span = span_of (matrix);
  for (int i = 0; i < matrix->n; i++)
    for (int j = i + 1; j < matrix->n; j++) {
      uint64_t value = MAX (matrix->values[i * matrix->n + j], matrix->values[j * matrix->n + i]);
      if (value > 0 || !matrix->links)
        draw_pair (over, matrix, i, j, strength_of (matrix, value, span));
    }
}

static void
draw_grid (struct over *over, const struct machine_matrix *matrix)
{
  g_auto (GStrv) names = g_new0 (char *, matrix->n + 1);
  g_autofree bool *there = g_new (bool, (gsize) matrix->n * matrix->n);
  g_autofree char *id = g_strdup_printf ("matrix.%d:%s", (int) (matrix - machine_relations (over->machine)->matrix), matrix->name);
  g_autofree char *title = g_strdup_printf ("%s%s", matrix->links ? matrix->name : "NUMA distances", matrix->links ? "" : " (10 = local)");
  bool nodes = !matrix->links && over->machine->objects[matrix->objects[0]].type == MACHINE_NUMA;
  for (int i = 0; i < matrix->n; i++) {
    const struct machine_object *object = &over->machine->objects[matrix->objects[i]];
    names[i] = nodes ? g_strdup_printf ("%d", object->logical) : machine_object_name (object);
  }
  for (int i = 0; i < matrix->n * matrix->n; i++)
    there[i] = !matrix->links || (matrix->values[i] > 0 && i / matrix->n != i % matrix->n);
  struct over_grid grid = { id, title, matrix->n, matrix->n, names, names, matrix->values, there, matrix->measure != MACHINE_LINK_BANDWIDTH,
                            matrix->measure == MACHINE_LATENCY ? MACHINE_OTHER : matrix->measure };
  over_draw_grid (over, &grid);
}

void
over_draw_distances (struct over *over)
{
  const struct machine_relations *relations = machine_relations (over->machine);
  for (int m = 0; m < relations->matrices; m++)
    if (!relations->matrix[m].links && relations->matrix[m].n <= MOST_ARCS)
      draw_pairs (over, &relations->matrix[m]);
}

static bool
has_bandwidths (const struct machine_relations *relations)
{
  for (int m = 0; m < relations->matrices; m++)
    if (relations->matrix[m].links && relations->matrix[m].measure == MACHINE_LINK_BANDWIDTH)
      return true;
  return false;
}

/* Hops are told by arcs only where no matrix says what the links carry. */
void
over_draw_links (struct over *over)
{
  const struct machine_relations *relations = machine_relations (over->machine);
  bool bandwidths = has_bandwidths (relations);
  for (int m = 0; m < relations->matrices; m++) {
    const struct machine_matrix *matrix = &relations->matrix[m];
    if (matrix->links && matrix->n <= MOST_LINKED_ARCS && (matrix->measure == MACHINE_LINK_BANDWIDTH || !bandwidths))
      draw_pairs (over, matrix);
  }
}

void
over_grid_matrices (struct over *over, bool links)
{
  const struct machine_relations *relations = machine_relations (over->machine);
  for (int m = 0; m < relations->matrices; m++)
    if (relations->matrix[m].links == links && relations->matrix[m].n > (links ? MOST_LINKED : MOST_ARCS))
      draw_grid (over, &relations->matrix[m]);
}
