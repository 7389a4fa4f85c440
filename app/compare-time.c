/* One playhead and one scale for both timelines. */
#include "app/compare-view-private.h"

#include <string.h>

#include "app/step-kind.h"
#include "app/time-words.h"
#include "ui/draw/program.h"

static enum change
step_kind (StrandCompareView *view)
{
  return step_kind_of (G_ACTION (compare_action (view, "step-by")));
}

/* ---- what is shown ---- */

static int64_t
clock_of (StrandCompareView *view, int side, guint64 t)
{
  return (int64_t) (t - strand_comparison_get (view->comparison, side)->origin);
}

static guint64
time_of (StrandCompareView *view, int side, int64_t t)
{
  return strand_comparison_get (view->comparison, side)->origin + (guint64) t;
}

static void
show_loop (StrandCompareView *view)
{
  int64_t from, to, begin, end;
  gboolean loops = strand_comparison_get_loop (view->comparison, &from, &to);
  strand_comparison_get_range (view->comparison, &begin, &end);
  gboolean all = loops && from <= begin && to >= end;
  char length[24];
  format_duration ((uint64_t) (to - from), length, sizeof length);
  g_autofree char *some = g_strdup_printf ("Playing goes round in the %s that are selected", length);
  for (int i = 0; i < COMPARED; i++)
    strand_timeline_set_loop (view->timeline[i], loops ? time_of (view, i, from) : 0, loops ? time_of (view, i, to) : 0);
  strand_playhead_bar_set_loop (view->playhead_bar, all ? "all" : loops ? length : NULL,
                                all     ? "Playing goes round in all of both runs"
                                : loops ? some
                                        : "Play all of both runs over and over, or what is selected");
  g_simple_action_set_state (compare_action (view, "loop"), g_variant_new_boolean (loops));
}

static void
show_clock (StrandCompareView *view)
{
  int64_t t = strand_comparison_get_clock (view->comparison), from, to;
  strand_comparison_get_stretch (view->comparison, &from, &to);
  g_autofree char *words = time_words ((uint64_t) (t < 0 ? -t : t), (uint64_t) (to - from)), *time = g_strdup_printf ("t = %s%s", t < 0 ? "−" : "", words);
  strand_playhead_bar_show (view->playhead_bar, time, "", strand_comparison_get_speed (view->comparison) > 0);
}

static void
show_time (StrandCompareView *view)
{
  int64_t from, to, t = strand_comparison_get_clock (view->comparison);
  strand_comparison_get_stretch (view->comparison, &from, &to);
  for (int i = 0; i < COMPARED; i++)
    if (strand_comparison_get (view->comparison, i)->trace)
      strand_timeline_show (view->timeline[i], time_of (view, i, from), time_of (view, i, to), time_of (view, i, t));
  show_clock (view);
  show_loop (view);
}

static void
show_runs (StrandCompareView *view)
{
  int64_t from, to;
  strand_comparison_get_range (view->comparison, &from, &to);
  for (int i = 0; i < COMPARED; i++) {
    strand_timeline_set_trace (view->timeline[i], strand_comparison_get (view->comparison, i)->trace);
    strand_timeline_set_scale (view->timeline[i], time_of (view, i, from), time_of (view, i, to), time_of (view, i, 0));
  }
}

/* ---- what the timelines wish for ---- */

static int
side_of (StrandCompareView *view, StrandTimeline *timeline)
{
  return timeline == view->timeline[1];
}

static void
on_moved (StrandCompareView *view, guint64 t, StrandTimeline *timeline)
{
  strand_comparison_set_clock (view->comparison, clock_of (view, side_of (view, timeline), t));
}

static void
on_viewed (StrandCompareView *view, guint64 from, guint64 to, StrandTimeline *timeline)
{
  int side = side_of (view, timeline);
  strand_comparison_set_stretch (view->comparison, clock_of (view, side, from), clock_of (view, side, to));
}

static gboolean
get_selection (StrandCompareView *view, int64_t *from, int64_t *to)
{
  guint64 begin, end;
  gboolean some = strand_timeline_get_selection (view->timeline[0], &begin, &end);
  *from = some ? clock_of (view, 0, begin) : 0;
  *to = some ? clock_of (view, 0, end) : 0;
  return some;
}

static void
set_loop (StrandCompareView *view, gboolean on)
{
  int64_t from = 0, to = 0;
  if (on && !get_selection (view, &from, &to))
    strand_comparison_get_range (view->comparison, &from, &to);
  strand_comparison_set_loop (view->comparison, from, to);
}

/* The same stretch of the other run is selected too; a loop that goes on follows. */
static void
on_selected (StrandCompareView *view, guint64 from, guint64 to, StrandTimeline *timeline)
{
  int side = side_of (view, timeline), other = 1 - side;
  int64_t begin, end;
  if (view->selecting || !strand_comparison_is_whole (view->comparison))
    return;
  view->selecting = TRUE;
  if (to > from)
    strand_timeline_select (view->timeline[other], time_of (view, other, clock_of (view, side, from)), time_of (view, other, clock_of (view, side, to)));
  else
    strand_timeline_select (view->timeline[other], 0, 0);
  view->selecting = FALSE;
  if (strand_comparison_get_loop (view->comparison, &begin, &end))
    set_loop (view, TRUE);
}

/* ---- actions ---- */

static void
on_play (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandCompareView *view = data;
  gboolean plays = strand_comparison_get_speed (view->comparison) > 0;
  strand_comparison_play (view->comparison, plays ? 0 : strand_playhead_bar_get_speed (view->playhead_bar));
}

static void
step (StrandCompareView *view, gboolean back)
{
  if (!strand_comparison_step (view->comparison, step_kind (view), back))
    strand_window_toast (view->window, back ? "Nothing of the kind happened before, in none of both." : "Nothing of the kind happens after this, in none of both.");
}

static void
on_back (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  step (view, TRUE);
}

static void
on_forward (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  step (view, FALSE);
}

static void
on_begin (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strand_comparison_set_clock (((StrandCompareView *) data)->comparison, 0);
}

static void
on_end (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strand_comparison_set_clock (((StrandCompareView *) data)->comparison, INT64_MAX);
}

static void
on_loop (GSimpleAction *action, GVariant *state, gpointer view)
{
  set_loop (view, g_variant_get_boolean (state));
}

static void
on_zoom (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strand_comparison_zoom (((StrandCompareView *) data)->comparison, g_variant_get_double (parameter));
}

static void
on_step_by (GSimpleAction *action, GVariant *state, gpointer data)
{
  StrandCompareView *view = data;
  g_simple_action_set_state (action, state);
  strand_playhead_bar_set_menu (view->playhead_bar, G_MENU_MODEL (view->step_menu), step_kind_label (step_kind (view)));
}

static void
on_go_to_time (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strand_playhead_bar_ask (((StrandCompareView *) data)->playhead_bar, FALSE);
}

/* The step's end in the run that comes to it last. */
static gboolean
parse_step (StrandCompareView *view, const char *words, int64_t *t, GError **error)
{
  *t = INT64_MIN;
  for (int i = 0; i < COMPARED; i++) {
    uint64_t at;
    if (!time_words_parse (words, strand_comparison_get (view->comparison, i)->trace, &at, error))
      return FALSE;
    *t = MAX (*t, clock_of (view, i, at));
  }
  return TRUE;
}

static void
on_go_to (StrandCompareView *view, const char *words)
{
  g_autoptr (GError) error = NULL;
  int64_t from, to, t = 0;
  uint64_t length = 0;
  strand_comparison_get_range (view->comparison, &from, &to);
  gboolean is_step = g_str_has_prefix (g_strchug ((char *) words), "step");
  if (is_step ? parse_step (view, words, &t, &error) : time_words_parse_length (words, (uint64_t) to, &length, &error)) {
    strand_comparison_set_clock (view->comparison, is_step ? t : (int64_t) length);
    gtk_widget_grab_focus (GTK_WIDGET (view->canvas[0]));
  } else
    strand_playhead_bar_refuse (view->playhead_bar, error->message);
}

static void
on_speed (StrandCompareView *view, double speed)
{
  g_autofree char *words = time_words_speed (speed);
  strand_playhead_bar_set_speed_words (view->playhead_bar, words);
  if (strand_comparison_get_speed (view->comparison) > 0)
    strand_comparison_play (view->comparison, speed);
}

gboolean
strand_compare_view_key (StrandCompareView *view, const char *action, double decades)
{
  if (!strand_comparison_is_whole (view->comparison))
    return FALSE;
  if (action)
    g_action_group_activate_action (G_ACTION_GROUP (view->actions), action, NULL);
  else
    strand_playhead_bar_change_speed (view->playhead_bar, decades);
  return TRUE;
}

/* ---- life ---- */

static const GActionEntry entries[] = {
  { "play", on_play, NULL, NULL, NULL, { 0 } },
  { "time-back", on_back, NULL, NULL, NULL, { 0 } },
  { "time-forward", on_forward, NULL, NULL, NULL, { 0 } },
  { "time-begin", on_begin, NULL, NULL, NULL, { 0 } },
  { "time-end", on_end, NULL, NULL, NULL, { 0 } },
  { "step-by", NULL, "s", "'event'", on_step_by, { 0 } },
  { "loop", NULL, NULL, "false", on_loop, { 0 } },
  { "zoom", on_zoom, "d", NULL, NULL, { 0 } },
  { "go-to-time", on_go_to_time, NULL, NULL, NULL, { 0 } },
};

static void
make_menu (StrandCompareView *view)
{
  view->step_menu = g_menu_new ();
  step_kind_add_to_menu (view->step_menu, "compare");
  g_menu_append (view->step_menu, "_Loop", "compare.loop");
  strand_playhead_bar_set_menu (view->playhead_bar, G_MENU_MODEL (view->step_menu), step_kind_label (CHANGE_EVENT));
}

void
compare_add_time (StrandCompareView *view)
{
  static const char *const names[COMPARED] = { "Timeline A", "Timeline B" };
  g_action_map_add_action_entries (G_ACTION_MAP (view->actions), entries, G_N_ELEMENTS (entries), view);
  strand_playhead_bar_set_actions (view->playhead_bar, "compare");
  strand_playhead_bar_set_recording (view->playhead_bar, TRUE);
  make_menu (view);
  for (int i = 0; i < COMPARED; i++) {
    strand_timeline_set_plain (view->timeline[i], names[i]);
    g_signal_connect_object (view->timeline[i], "moved", G_CALLBACK (on_moved), view, G_CONNECT_SWAPPED);
    g_signal_connect_object (view->timeline[i], "viewed", G_CALLBACK (on_viewed), view, G_CONNECT_SWAPPED);
    g_signal_connect_object (view->timeline[i], "selected", G_CALLBACK (on_selected), view, G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (view->playhead_bar, "speed", G_CALLBACK (on_speed), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (view->playhead_bar, "go-to", G_CALLBACK (on_go_to), view, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (view->comparison, "changed", G_CALLBACK (show_runs), view);
  g_signal_connect_swapped (view->comparison, "frame", G_CALLBACK (show_time), view);
  on_speed (view, strand_playhead_bar_get_speed (view->playhead_bar));
}
