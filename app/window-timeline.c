/* The timeline in the window: it shows the session's stretch and playhead, and says what is wished for. */
#include "app/window-private.h"

void
strand_window_draw_timeline (StrandWindow *window)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  guint64 from = 0, to = 0;
  strand_timeline_set_trace (window->timeline, strand_session_get_trace (window->session));
  strand_session_get_window (window->session, &from, &to);
  strand_timeline_show (window->timeline, from, to, snapshot ? snapshot->t : 0);
}

static void
on_moved (StrandWindow *window, guint64 t)
{
  strand_session_set_playhead (window->session, t);
}

static void
on_viewed (StrandWindow *window, guint64 from, guint64 to)
{
  strand_session_set_window (window->session, from, to);
}

static void
on_picked (StrandWindow *window, const char *id)
{
  strand_window_select (window, id);
}

static void
on_find_in_time (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  gtk_widget_set_visible (window->timeline_box, TRUE);
  strand_timeline_focus_search (window->timeline);
}

static void
on_jump_to_cause (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strand_timeline_jump_to_cause (((StrandWindow *) data)->timeline);
}

static void
on_leaving (StrandWindow *window)
{
  strand_timeline_set_trace (window->timeline, NULL);
}

static const GActionEntry entries[] = {
  { "find-in-time", on_find_in_time, NULL, NULL, NULL, { 0 } },
  { "jump-to-cause", on_jump_to_cause, NULL, NULL, NULL, { 0 } },
};

void
strand_window_add_timeline (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  g_signal_connect_object (window->timeline, "moved", G_CALLBACK (on_moved), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->timeline, "viewed", G_CALLBACK (on_viewed), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->timeline, "picked", G_CALLBACK (on_picked), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->session, "leaving", G_CALLBACK (on_leaving), window, G_CONNECT_SWAPPED);
}
