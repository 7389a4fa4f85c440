#include "ui/draw/machine-view.h"

#include <math.h>
#include <string.h>

#include "ui/draw/view.h"

#define LEGEND_SHARE 0.2 /* of the height, at most */
#define LEAST_FULL (800.0 * 534) /* px²: a full picture is not smaller than one that fits */
#define LAST_STEP 59 /* of the sizes that are tried for a full picture */

/* The whole pixels within AREA: what is rounded must not leave it. */
static struct rect
whole (struct rect area)
{
  double x = ceil (area.x), y = ceil (area.y);
  return (struct rect){ x, y, floor (area.x + area.w) - x, floor (area.y + area.h) - y };
}

void
machine_view_layout (struct scene *scene, const struct machine *machine, struct rect area,
                     const struct machine_view_options *options)
{
  struct view view;
  area = whole (area);
  if (machine->count == 0 || area.w < 1 || area.h < 1)
    return;
  view_init (&view, machine, options, area);
  double height = options->legend ? view_legend_height (&view, area.w) : 0;
  bool legend = options->legend && height < area.h * LEGEND_SHARE;
  struct rect row = { area.x, area.y + area.h - height, area.w, height };
  area.h -= legend ? height : 0;
  view_place (&view, 0, -1, area);
  if (view.nameless && view.worded) {
    view_start_again (&view);
    view_place (&view, 0, -1, area);
  }
  view.scene = scene;
  view_place (&view, 0, -1, area);
  if (legend)
    view_emit_legend (&view, row);
  view_finish (&view);
}

/* Does everything fit, with its label, in this size? In a full picture, with its words and none cut. */
static bool
complete (const struct machine *machine, const struct machine_view_options *options, double width, double height)
{
  struct view view;
  struct rect area = { 0, 0, width, height };
  view_init (&view, machine, options, area);
  area.h -= options->legend ? view_legend_height (&view, width) : 0;
  view_place (&view, 0, -1, area);
  bool all = view.aggregates == 0 && view.unlabelled == 0 && (view.cut == 0 || options->detail != MACHINE_FULL);
  view_finish (&view);
  return all;
}

/* The STEP-th of the sizes that are tried, each an eighth larger than the one before. */
static bool
complete_at (const struct machine *machine, const struct machine_view_options *options, int step, double *width, double *height)
{
  double least = 240 * 160 + machine->pu_count * 900.0 + machine->count * 120.0;
  double area = (options->detail == MACHINE_FULL ? fmax (LEAST_FULL, least) : least) * pow (1.12, step);
  *width = ceil (sqrt (area * 1.5) / 10) * 10;
  *height = ceil (sqrt (area / 1.5) / 10) * 10;
  return complete (machine, options, *width, *height);
}

/* Each try arranges the whole machine, so their number counts: longer and longer strides, then halves. */
void
machine_view_full_size (const struct machine *machine, const struct machine_view_options *options, double *width,
                        double *height)
{
  int low = -1, high = 0; /* too small; complete */
  for (int stride = 1; !complete_at (machine, options, high, width, height) && high < LAST_STEP; stride *= 2) {
    low = high;
    high = MIN (high + stride, LAST_STEP);
  }
  for (int middle; high - low > 1;) {
    double w, h;
    middle = (low + high) / 2;
    if (!complete_at (machine, options, middle, &w, &h)) {
      low = middle;
      continue;
    }
    high = middle;
    *width = w;
    *height = h;
  }
}

static void
note_pu (const struct scene *scene, GHashTable *pus, const char *id, int object, int *objects)
{
  gpointer logical;
  if (strncmp (id, "PU:", 3) == 0 && g_hash_table_lookup_extended (pus, id, NULL, &logical))
    objects[GPOINTER_TO_INT (logical)] = object;
}

void
machine_view_pus (const struct scene *scene, const struct machine *machine, int *objects)
{
  g_autoptr (GHashTable) pus = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < machine->pu_count; i++) {
    objects[i] = -1;
    g_hash_table_insert (pus, machine->objects[machine->pu[i]].id, GINT_TO_POINTER (i));
  }
  for (int i = 0; i < scene->object_count; i++) {
    const struct scene_object *object = &scene->objects[i];
    note_pu (scene, pus, object->id, i, objects);
    for (int s = 0; s < object->stands; s++)
      note_pu (scene, pus, scene_text_at (scene, scene->stands[object->first_stands + s]), i, objects);
  }
}
