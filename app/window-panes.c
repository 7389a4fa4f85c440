/* The panes beside the picture: as wide as their edge is dragged, and never over the picture where one of them has room beside it. */
#include "app/window-private.h"

#define LEAST 240 /* px */
#define MOST 560

/* ---- width ---- */

static AdwFlap *
flap_of (StrandWindow *window, enum pane pane)
{
  return ADW_FLAP (pane == PANE_FACTS ? window->facts_flap : window->sidebar_flap);
}

/* The separator is a hair: what is near to it counts. It must not take the pane's scroll bar with it. */
static gboolean
near_edge (AdwFlap *flap, double x)
{
  int pane = gtk_widget_get_width (adw_flap_get_flap (flap)), whole = gtk_widget_get_width (GTK_WIDGET (flap));
  gboolean at_end = adw_flap_get_flap_position (flap) == GTK_PACK_END;
  double beyond = at_end ? whole - pane - x : x - pane; /* px from the pane's edge into the picture */
  return adw_flap_get_reveal_flap (flap) && !adw_flap_get_folded (flap) && beyond > -3 && beyond < 6;
}

static void
on_edge_pressed (GtkGestureDrag *gesture, double x, double y, AdwFlap *flap)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), near_edge (flap, x) ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_edge_dragged (GtkGestureDrag *gesture, double dx, double dy, AdwFlap *flap)
{
  double x, y;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  double width = adw_flap_get_flap_position (flap) == GTK_PACK_END ? gtk_widget_get_width (GTK_WIDGET (flap)) - (x + dx) : x + dx;
  gtk_widget_set_size_request (adw_flap_get_flap (flap), (int) CLAMP (width, LEAST, MOST), -1);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, AdwFlap *flap)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (flap), near_edge (flap, x) ? "col-resize" : NULL);
}

static void
add_edge (AdwFlap *flap)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_edge_pressed), flap, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_edge_dragged), flap, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), flap, 0);
  gtk_widget_add_controller (GTK_WIDGET (flap), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (flap), motion);
}

/* ---- room ---- */

/* The one that was opened last has the room: the facts come beside the picture, the settings go. That the settings come back and
 * take the facts' room is the flap's own doing. */
static void
on_revealed (StrandWindow *window)
{
  AdwFlap *facts = flap_of (window, PANE_FACTS), *settings = flap_of (window, PANE_SETTINGS);
  if (adw_flap_get_reveal_flap (facts) && adw_flap_get_folded (facts) && adw_flap_get_reveal_flap (settings) && !adw_flap_get_folded (settings))
    adw_flap_set_reveal_flap (settings, FALSE);
  for (int i = 0; i < PANES; i++)
    if (!adw_flap_get_folded (flap_of (window, (enum pane) i)))
      window->pane_wanted[i] = adw_flap_get_reveal_flap (flap_of (window, (enum pane) i));
}

/* ---- what is kept ---- */

void
strand_window_set_pane (StrandWindow *window, enum pane pane, gboolean shown, int width)
{
  AdwFlap *flap = flap_of (window, pane);
  if (width > 0)
    gtk_widget_set_size_request (adw_flap_get_flap (flap), CLAMP (width, LEAST, MOST), -1);
  adw_flap_set_reveal_flap (flap, shown);
  window->pane_wanted[pane] = shown;
}

gboolean
strand_window_get_pane (StrandWindow *window, enum pane pane, int *width)
{
  AdwFlap *flap = flap_of (window, pane);
  gtk_widget_get_size_request (adw_flap_get_flap (flap), width, NULL);
  return adw_flap_get_folded (flap) ? window->pane_wanted[pane] : adw_flap_get_reveal_flap (flap);
}

void
strand_window_add_panes (StrandWindow *window)
{
  for (int i = 0; i < PANES; i++) {
    add_edge (flap_of (window, (enum pane) i));
    window->pane_wanted[i] = TRUE;
    g_signal_connect_object (flap_of (window, (enum pane) i), "notify::reveal-flap", G_CALLBACK (on_revealed), window, G_CONNECT_SWAPPED);
  }
}
