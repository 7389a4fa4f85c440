/* Bandwidth and latency of memory, on its strips: from where it is local, or from the best that is told. */
#include "ui/draw/overlay-private.h"

#include <math.h>
#include <string.h>

static bool
better (enum machine_measure measure, uint64_t value, uint64_t than)
{
  return measure == MACHINE_BANDWIDTH ? value > than : value < than;
}

/* The value of NODE that its strip shows; -1 = none. *OTHERS: how many more there are. */
static int
best_of (const struct over *over, enum machine_measure measure, int node, int *others)
{
  const struct machine_relations *relations = machine_relations (over->machine);
  int best = -1;
  *others = -1;
  for (int i = 0; i < relations->values; i++) {
    const struct machine_memory_value *value = &relations->value[i];
    if (value->measure != measure || value->node != node)
      continue;
    ++*others;
    if (best < 0 || better (measure, value->value, relations->value[best].value))
      best = i;
  }
  return best;
}

static uint64_t
most_of (const struct over *over, enum machine_measure measure)
{
  const struct machine_relations *relations = machine_relations (over->machine);
  uint64_t most = 1;
  for (int i = 0; i < relations->values; i++)
    if (relations->value[i].measure == measure)
      most = MAX (most, relations->value[i].value);
  return most;
}

static char *
title_of (const struct over *over, enum machine_measure measure, int node)
{
  const struct machine_relations *relations = machine_relations (over->machine);
  g_autofree char *name = machine_object_name (&over->machine->objects[node]);
  GString *title = g_string_new (name);
  const char *before = ": ";
  for (int i = 0; i < relations->values; i++) {
    const struct machine_memory_value *value = &relations->value[i];
    if (value->measure != measure || value->node != node)
      continue;
    g_autofree char *text = machine_measure_text (measure, value->value);
    g_string_append_printf (title, "%s%s %s%s%s", before, value->name, text, *value->from ? " from " : "", value->from);
    before = "; ";
  }
  g_string_append (title, " (hwloc's memory attributes)");
  return g_string_free (title, FALSE);
}

/* Badge and bar at the strip's right end; latencies, where both are shown, left of it. */
static void
draw_node (struct over *over, enum machine_measure measure, int node, uint64_t most)
{
  int others, best = best_of (over, measure, node, &others);
  struct rect rect;
  if (best < 0 || !over_place (over, node, &rect))
    return;
  const struct machine_memory_value *value = &machine_relations (over->machine)->value[best];
  enum role role = measure == MACHINE_BANDWIDTH ? ROLE_BANDWIDTH : ROLE_LATENCY;
  g_autofree char *figure = machine_measure_text (measure, value->value), *title = title_of (over, measure, node);
  g_autofree char *longer = others > 0 ? g_strdup_printf ("%s  +%d", figure, others) : g_strdup (figure);
  char id[40];
  g_snprintf (id, sizeof id, "%s:%s", measure == MACHINE_BANDWIDTH ? "bandwidth" : "latency", over->machine->objects[node].id);
  double length = fmax (2, (rect.w - 4) * (double) value->value / (double) most), y = rect.y + rect.h - (measure == MACHINE_BANDWIDTH ? 4 : 8);
  struct rect bar = { rect.x + 2, y, length, 3 };
  int object = scene_add_object (over->scene, id, measure == MACHINE_BANDWIDTH ? "Bandwidth" : "Latency", title, NULL, -1, bar);
  if (rect.h >= 10)
    scene_box (over->scene, object, bar, 1.5, PAINT (role), (struct paint){ 0 }, 0, DASH_SOLID);
  for (int i = 0; i < 2; i++)
    for (double from_right = 0.16; from_right < 0.9; from_right += 0.12)
      if (over_badge (over, object, rect.x + rect.w * (1 - from_right), rect.y + rect.h / 2 - 1, role, i == 0 ? longer : figure))
        return;
}

/* ---- who from where: a grid ---- */

static int
place_of (GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (names->pdata[i], name))
      return (int) i;
  g_ptr_array_add (names, g_strdup (name));
  return (int) names->len - 1;
}

static char *
column_name (const struct over *over, const struct machine_memory_value *value)
{
  return machine_object_name (&over->machine->objects[value->node]);
}

void
over_grid_memory (struct over *over, enum machine_measure measure)
{
  const struct machine_relations *relations = machine_relations (over->machine);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free), columns = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL; /* the first attribute of that measure: others stand in the titles */
  for (int i = 0; i < relations->values; i++) {
    const struct machine_memory_value *value = &relations->value[i];
    name = name == NULL && value->measure == measure ? value->name : name;
    if (name == NULL || !g_str_equal (value->name, name))
      continue;
    g_autofree char *column = column_name (over, value);
    place_of (rows, *value->from ? value->from : "any PU");
    place_of (columns, column);
  }
  if (rows->len < 2)
    return;
  g_autofree uint64_t *values = g_new0 (uint64_t, rows->len * columns->len);
  g_autofree bool *there = g_new0 (bool, rows->len * columns->len);
  for (int i = 0; i < relations->values; i++) {
    const struct machine_memory_value *value = &relations->value[i];
    if (!g_str_equal (value->name, name))
      continue;
    g_autofree char *column = column_name (over, value);
    int at = place_of (rows, *value->from ? value->from : "any PU") * (int) columns->len + place_of (columns, column);
    values[at] = value->value;
    there[at] = true;
  }
  g_autofree char *id = g_strdup_printf ("matrix:%s", name);
  struct over_grid grid = { id, name, (int) rows->len, (int) columns->len, (char **) rows->pdata, (char **) columns->pdata, values, there,
                            measure == MACHINE_LATENCY, measure };
  over_draw_grid (over, &grid);
}

void
over_draw_memory (struct over *over, enum machine_measure measure)
{
  uint64_t most = most_of (over, measure);
  for (int i = 0; i < over->machine->count; i++)
    if (over->machine->objects[i].type == MACHINE_NUMA)
      draw_node (over, measure, i, most);
}
