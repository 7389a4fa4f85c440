/* Both stages, and the facts beside them. Zoom and pan go alike: it is the same place of both machines that is compared. */
#include "app/compare-view-private.h"

#define WIDE 1300 /* px: there is room for the figures' sources */

/* ---- pictures ---- */

static void
show_scenes (StrandCompareView *view, int side, gboolean still)
{
  struct scene *const *scenes = stage_scenes (view->stage[side]);
  StrandCanvas *canvas = view->canvas[side];
  if (still) {
    strand_canvas_set_scene (canvas, CANVAS_BASE, scenes[STAGE_PROGRAM]);
    strand_canvas_set_scene (canvas, CANVAS_PANNED, scenes[STAGE_MACHINE]);
  } else {
    strand_canvas_pan (canvas, scenes[STAGE_MACHINE]->dx, scenes[STAGE_MACHINE]->dy);
  }
  strand_canvas_set_scene (canvas, CANVAS_MARKS, scenes[STAGE_MARKS]);
  strand_canvas_set_scene (canvas, CANVAS_LIVE, scenes[STAGE_LIVE]);
}

static void
draw_stage (StrandCompareView *view, int side)
{
  const struct compared *compared = strand_comparison_get (view->comparison, side);
  int width = gtk_widget_get_width (GTK_WIDGET (view->canvas[side])), height = gtk_widget_get_height (GTK_WIDGET (view->canvas[side]));
  if (width < 20 || height < 20)
    return;
  stage_set_size (view->stage[side], width, height);
  show_scenes (view, side, stage_update (view->stage[side], compared->trace ? &compared->snapshot : NULL));
}

static void
draw_stages (StrandCompareView *view)
{
  for (int i = 0; i < COMPARED; i++)
    draw_stage (view, i);
}

static void
show_runs (StrandCompareView *view)
{
  for (int i = 0; i < COMPARED; i++) {
    const struct compared *side = strand_comparison_get (view->comparison, i);
    g_autofree char *about = side->trace ? compare_about (side->trace) : NULL, *model = side->trace ? compare_model (side->trace) : NULL;
    g_autofree char *more = about ? g_strdup_printf ("%s — %s", about, side->name) : NULL;
    const struct trace_description *told = side->trace ? trace_description (side->trace) : NULL;
    g_autofree char *title = told ? g_strdup_printf ("%s, %s", told->workload, told->model) : NULL;
    gtk_label_set_text (view->name[i], model ? model : "");
    gtk_label_set_text (view->about[i], more ? more : "");
    gtk_widget_set_tooltip_text (GTK_WIDGET (view->about[i]), side->path ? side->path : more);
    stage_set_machine (view->stage[i], side->machine);
    stage_set_machine_unknown (view->stage[i], side->trace && !side->machine);
    stage_set_title (view->stage[i], title);
  }
}

/* ---- zoom and pan ---- */

static int
side_of (StrandCompareView *view, StrandCanvas *canvas)
{
  return canvas == view->canvas[1];
}

static struct rect
band_of (StrandCompareView *view, int side)
{
  return stage_scenes (view->stage[side])[STAGE_MACHINE]->clip;
}

/* About the same place of both bands, which need not be equally large. */
static void
on_zoomed (StrandCompareView *view, double factor, double x, double y, StrandCanvas *canvas)
{
  int side = side_of (view, canvas);
  struct rect band = band_of (view, side);
  if (factor != 0 && !stage_on_machine (view->stage[side], x, y))
    return;
  for (int i = 0; i < COMPARED; i++) {
    struct rect other = band_of (view, i);
    stage_zoom (view->stage[i], factor, other.x + (x - band.x) / MAX (band.w, 1) * other.w, other.y + (y - band.y) / MAX (band.h, 1) * other.h);
  }
  draw_stages (view);
}

static void
on_panned (StrandCompareView *view, double dx, double dy, double x, double y, StrandCanvas *canvas)
{
  if (stage_get_zoom (view->stage[side_of (view, canvas)]) <= 1)
    return;
  for (int i = 0; i < COMPARED; i++)
    stage_pan (view->stage[i], dx, dy, i == side_of (view, canvas) ? x : -1, i == side_of (view, canvas) ? y : -1);
  draw_stages (view);
}

static gboolean
on_wide (gpointer data)
{
  StrandCompareView *view = data;
  view->widening = 0;
  strand_difference_table_set_sources (view->table, gtk_widget_get_width (GTK_WIDGET (view)) >= WIDE);
  return G_SOURCE_REMOVE;
}

/* What follows from the width must not be changed while it is given out. */
static void
on_resized (StrandCompareView *view)
{
  if (!view->widening)
    view->widening = g_idle_add (on_wide, view);
  draw_stages (view);
}

/* ---- facts ---- */

/* For who does not see the pictures they say what is on them. */
static void
describe (StrandCompareView *view)
{
  static const char *const names[COMPARED] = { "Stage A: the program over the machine", "Stage B: the program over the machine" };
  for (int i = 0; i < COMPARED; i++) {
    const struct compared *side = strand_comparison_get (view->comparison, i);
    g_autofree char *words = side->trace ? stage_describe (&side->snapshot, side->machine) : NULL;
    strand_canvas_describe (view->canvas[i], names[i], words ? words : "");
  }
}

static void
show_facts (StrandCompareView *view)
{
  const struct compared *a = strand_comparison_get (view->comparison, 0), *b = strand_comparison_get (view->comparison, 1);
  gboolean same = a->trace && b->trace && g_strcmp0 (trace_description (a->trace)->workload, trace_description (b->trace)->workload) == 0;
  strand_difference_table_show (view->table, a->summary, b->summary);
  gtk_label_set_text (view->facts_words, same ? "Both at the same run time, counted from each run’s first step."
                                              : "Both at the same run time, counted from each run’s first step. These are different workloads: a difference is not the model’s alone.");
  describe (view);
}

void
compare_add_stages (StrandCompareView *view)
{
  g_autoptr (GPropertyAction) facts = g_property_action_new ("show-facts", view->facts_flap, "reveal-flap");
  g_action_map_add_action (G_ACTION_MAP (view->actions), G_ACTION (facts));
  for (int i = 0; i < COMPARED; i++) {
    view->stage[i] = stage_create ();
    strand_canvas_set_zoomable (view->canvas[i]);
    g_signal_connect_object (view->canvas[i], "resized", G_CALLBACK (on_resized), view, G_CONNECT_SWAPPED);
    g_signal_connect_object (view->canvas[i], "zoomed", G_CALLBACK (on_zoomed), view, G_CONNECT_SWAPPED);
    g_signal_connect_object (view->canvas[i], "panned", G_CALLBACK (on_panned), view, G_CONNECT_SWAPPED);
  }
  g_signal_connect_swapped (view->comparison, "changed", G_CALLBACK (show_runs), view);
  g_signal_connect_swapped (view->comparison, "frame", G_CALLBACK (draw_stages), view);
  g_signal_connect_swapped (view->comparison, "facts", G_CALLBACK (show_facts), view);
}
