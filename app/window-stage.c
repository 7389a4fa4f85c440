/* The stage in the window: its scenes, and zoom and pan of the machine. */
#include "app/window-private.h"

#include <math.h>

#define GLIDE_US 140000.0 /* a step of the zoom takes about so long */
#define GLIDES_TO 4000    /* objects: a larger machine is laid out once a step, not once a frame */

static void
show_scenes (StrandWindow *window, gboolean still)
{
  struct scene *const *scenes = stage_scenes (window->stage);
  if (still) {
    strand_canvas_set_scene (window->stage_canvas, CANVAS_BASE, scenes[STAGE_PROGRAM]);
    strand_canvas_set_scene (window->stage_canvas, CANVAS_PANNED, scenes[STAGE_MACHINE]);
  } else {
    strand_canvas_pan (window->stage_canvas, scenes[STAGE_MACHINE]->dx, scenes[STAGE_MACHINE]->dy);
  }
  strand_canvas_set_scene (window->stage_canvas, CANVAS_MARKS, scenes[STAGE_MARKS]);
  strand_canvas_set_scene (window->stage_canvas, CANVAS_LIVE, scenes[STAGE_LIVE]);
}

void
strand_window_draw_stage (StrandWindow *window)
{
  int width = gtk_widget_get_width (GTK_WIDGET (window->stage_canvas)), height = gtk_widget_get_height (GTK_WIDGET (window->stage_canvas));
  if (width < 20 || height < 20)
    return;
  stage_set_size (window->stage, width, height);
  show_scenes (window, stage_update (window->stage, strand_session_get_snapshot (window->session)));
}

/* ---- zoom ---- */

/* The buttons lie on the picture: they are there for the pointer, and while not all of the machine is seen. */
static void
show_zoom_buttons (StrandWindow *window)
{
  gtk_revealer_set_reveal_child (window->zoom_revealer, gtk_event_controller_motion_contains_pointer (window->stage_motion)
                                                          || stage_get_zoom (window->stage) > 1);
}

static gboolean
glides (StrandWindow *window)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  return adw_get_enable_animations (GTK_WIDGET (window)) && machine && machine->count <= GLIDES_TO;
}

/* A part of the factor that is left, in proportion to the time that passed. */
static gboolean
on_zoom_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  StrandWindow *window = STRAND_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock), passed = window->zoom_at ? now - window->zoom_at : 16667;
  double share = glides (window) ? fmin (1, (double) passed / GLIDE_US * 1.6) : 1;
  double factor = pow (window->zoom_left, share);
  window->zoom_at = now;
  gboolean last = share >= 1 || fabs (log (window->zoom_left)) < 0.004;
  stage_zoom (window->stage, last ? window->zoom_left : factor, window->zoom_x, window->zoom_y);
  window->zoom_left = last ? 1 : window->zoom_left / factor;
  strand_window_draw_stage (window);
  if (!last)
    return G_SOURCE_CONTINUE;
  window->zoom_tick = 0;
  show_zoom_buttons (window);
  return G_SOURCE_REMOVE;
}

static void
zoom_by (StrandWindow *window, double factor, double x, double y)
{
  if (factor == 0)
    factor = 1 / (stage_get_zoom (window->stage) * window->zoom_left);
  window->zoom_x = x;
  window->zoom_y = y;
  window->zoom_left *= factor;
  if (window->zoom_tick)
    return;
  window->zoom_at = 0;
  window->zoom_tick = gtk_widget_add_tick_callback (GTK_WIDGET (window), on_zoom_tick, NULL, NULL);
}

static void
on_zoomed (StrandWindow *window, double factor, double x, double y)
{
  if (stage_on_machine (window->stage, x, y) || factor == 0)
    zoom_by (window, factor, x, y);
}

static void
on_machine_zoom (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  struct rect band = stage_scenes (window->stage)[STAGE_MACHINE]->clip;
  zoom_by (window, g_variant_get_double (parameter), band.x + band.w / 2, band.y + band.h / 2);
}

static void
on_panned (StrandWindow *window, double dx, double dy, double x, double y)
{
  if (stage_get_zoom (window->stage) <= 1)
    return;
  stage_pan (window->stage, dx, dy, x, y);
  strand_window_draw_stage (window);
}

static const GActionEntry entries[] = {
  { "machine-zoom", on_machine_zoom, "d", NULL, NULL, { 0 } },
};

void
strand_window_connect_stage (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  window->stage_motion = GTK_EVENT_CONTROLLER_MOTION (gtk_event_controller_motion_new ());
  gtk_widget_add_controller (gtk_widget_get_parent (GTK_WIDGET (window->stage_canvas)), GTK_EVENT_CONTROLLER (window->stage_motion));
  g_signal_connect_object (window->stage_motion, "notify::contains-pointer", G_CALLBACK (show_zoom_buttons), window, G_CONNECT_SWAPPED);
  window->zoom_left = 1;
  strand_canvas_set_zoomable (window->stage_canvas);
  g_signal_connect_object (window->stage_canvas, "zoomed", G_CALLBACK (on_zoomed), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->stage_canvas, "panned", G_CALLBACK (on_panned), window, G_CONNECT_SWAPPED);
}
