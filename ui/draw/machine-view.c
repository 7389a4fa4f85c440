#include "ui/draw/machine-view.h"

#include <math.h>
#include <string.h>

#include "ui/draw/view.h"

#define LEGEND_HEIGHT 18
#define LAST_STEP 59 /* of the sizes that are tried for a full picture */

static void
emit_legend (struct view *view, struct rect row)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  static const char *const indexes[] = { "logical indexes", "physical (OS) indexes", "logical (physical) indexes" };
  g_autofree char *text = g_strdup_printf ("%s  ·  %s  ·  %s", view->machine->source, date, indexes[view->options->indexes]);
  scene_text (view->scene, -1, row.x + 2, row.y + row.h - 5, row.w - 4, 9.5, WEIGHT_REGULAR, ALIGN_START,
              PAINT (ROLE_INK_SOFT), text);
}

void
machine_view_layout (struct scene *scene, const struct machine *machine, struct rect area,
                     const struct machine_view_options *options)
{
  struct view view;
  if (machine->count == 0 || area.w < 1 || area.h < 1)
    return;
  view_init (&view, machine, options);
  struct rect legend = { area.x, area.y + area.h - LEGEND_HEIGHT, area.w, LEGEND_HEIGHT };
  if (options->legend && area.h > 5 * LEGEND_HEIGHT)
    area.h -= LEGEND_HEIGHT;
  view_place (&view, 0, -1, area);
  view.scene = scene;
  view_place (&view, 0, -1, area);
  if (options->legend && area.h + LEGEND_HEIGHT > 5 * LEGEND_HEIGHT)
    emit_legend (&view, legend);
  view_finish (&view);
}

/* Does everything fit, with its label, in this size? */
static bool
complete (const struct machine *machine, const struct machine_view_options *options, double width, double height)
{
  struct view view;
  view_init (&view, machine, options);
  view_place (&view, 0, -1, (struct rect){ 0, 0, width, height - (options->legend ? LEGEND_HEIGHT : 0) });
  bool all = view.aggregates == 0 && view.unlabelled == 0;
  view_finish (&view);
  return all;
}

/* The STEP-th of the sizes that are tried, each an eighth larger than the one before. */
static bool
complete_at (const struct machine *machine, const struct machine_view_options *options, int step, double *width, double *height)
{
  double area = (240 * 160 + machine->pu_count * 900.0 + machine->count * 120.0) * pow (1.12, step);
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
