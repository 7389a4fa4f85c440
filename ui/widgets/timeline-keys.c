/* Keys and the context menu of the timeline. */
#include "ui/widgets/timeline-private.h"

#include "engine/trace/cause.h"
#include "engine/trace/lane-moment.h"
#include "engine/trace/trace.h"
#include "ui/draw/program.h"

#define PAN 0.12       /* of the stretch, a key press */
#define ZOOM 1.5

static void
pan (StrandTimeline *timeline, double share)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  double length = (double) (timeline->to - timeline->from);
  timeline_say_viewed (timeline, (double) timeline->from - (double) begin + share * length, length);
}

/* To the begin or the end of the run, as zoomed as it is. */
static void
go_home (StrandTimeline *timeline, gboolean to_end)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  double length = (double) (timeline->to - timeline->from);
  timeline_say_moved (timeline, to_end ? end : begin);
  timeline_say_viewed (timeline, to_end ? (double) (end - begin) - length : 0, length);
}

static void
zoom (StrandTimeline *timeline, double factor)
{
  guint64 middle = timeline->from + (timeline->to - timeline->from) / 2;
  bool in_view = timeline->playhead >= timeline->from && timeline->playhead <= timeline->to;
  timeline_zoom (timeline, factor, in_view && timeline->playhead ? timeline->playhead : middle);
}

/* The selection's far edge moves on from the playhead. */
static void
stretch_selection (StrandTimeline *timeline, double share)
{
  guint64 begin, end, from, to, fixed = CLAMP (timeline->playhead, timeline->from, timeline->to);
  timeline_bounds (timeline, &begin, &end);
  bool some = strand_timeline_get_selection (timeline, &from, &to) && (from == fixed || to == fixed);
  double far = (double) ((some ? from == fixed ? to : from : fixed) - begin) + share * (double) (timeline->to - timeline->from);
  strand_timeline_select (timeline, fixed, begin + (guint64) CLAMP (far, 0, (double) (end - begin)));
}

static void
next_lane (StrandTimeline *timeline, int step)
{
  int lane = CLAMP (timeline->rank * timeline->threads + timeline->thread + step, 0, timeline->ranks * timeline->threads - 1);
  timeline_set_lane (timeline, lane / timeline->threads, lane % timeline->threads);
  timeline_say_picked (timeline);
}

/* ---- cause ---- */

/* "ended by the send of 1.0" */
static char *
words_of (const struct cause *cause)
{
  static const char *const words[] = { [CAUSE_SEND] = "the send of", [CAUSE_RECEIVE] = "the receive of", [CAUSE_RELEASE] = "the release by",
                                       [CAUSE_LAST] = "the last to come," };
  char before[24];
  format_duration (cause->wait_begin > cause->at ? cause->wait_begin - cause->at : 0, before, sizeof before);
  if (cause->kind == CAUSE_THERE)
    return g_strdup_printf ("the message was there, sent by %d.%d %s before", cause->rank, cause->thread, before);
  if (cause->kind == CAUSE_TRANSFER)
    return g_strdup_printf ("for the bytes to move: %d.%d had come %s before", cause->rank, cause->thread, before);
  return g_strdup_printf ("ended by %s %d.%d", words[cause->kind], cause->rank, cause->thread);
}

void
strand_timeline_jump_to_cause (StrandTimeline *timeline)
{
  struct cause cause;
  char waited[24];
  if (!timeline->trace)
    return;
  int rank = timeline->rank, thread = timeline->thread;
  if (!cause_of_wait (timeline->trace, rank, thread, timeline->playhead ? timeline->playhead : timeline->to, &cause)) {
    g_autofree char *none = g_strdup_printf ("Thread %d.%d: no wait up to here whose end has a known cause.", rank, thread);
    timeline_say (timeline, none, NULL);
    return;
  }
  format_duration (cause.wait_end - cause.wait_begin, waited, sizeof waited);
  g_autofree char *why = words_of (&cause), *words = g_strdup_printf ("%d.%d waited %s: %s", rank, thread, waited, why);
  timeline_go_to (timeline, cause.rank, cause.thread, cause.at);
  timeline_say (timeline, words, NULL);
}

/* ---- keys ---- */

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, StrandTimeline *timeline)
{
  bool shift = state & GDK_SHIFT_MASK;
  double page = gtk_adjustment_get_page_increment (timeline->scroll);
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || !timeline->trace)
    return GDK_EVENT_PROPAGATE;
  switch (gdk_keyval_to_lower (key)) {
  case GDK_KEY_Left: case GDK_KEY_Right: {
    double share = key == GDK_KEY_Left ? -PAN : PAN;
    if (shift)
      stretch_selection (timeline, share / 4);
    else
      pan (timeline, share);
    break;
  }
  case GDK_KEY_Up: next_lane (timeline, -1); break;
  case GDK_KEY_Down: next_lane (timeline, 1); break;
  case GDK_KEY_Page_Up: gtk_adjustment_set_value (timeline->scroll, gtk_adjustment_get_value (timeline->scroll) - page); break;
  case GDK_KEY_Page_Down: gtk_adjustment_set_value (timeline->scroll, gtk_adjustment_get_value (timeline->scroll) + page); break;
  case GDK_KEY_plus: case GDK_KEY_equal: case GDK_KEY_KP_Add: zoom (timeline, ZOOM); break;
  case GDK_KEY_minus: case GDK_KEY_KP_Subtract: zoom (timeline, 1 / ZOOM); break;
  case GDK_KEY_0: case GDK_KEY_KP_0: case GDK_KEY_f: timeline_fit (timeline); break;
  case GDK_KEY_Home: go_home (timeline, FALSE); break;
  case GDK_KEY_End: go_home (timeline, TRUE); break;
  case GDK_KEY_n: timeline_step_event (timeline, FALSE); break;
  case GDK_KEY_p: timeline_step_event (timeline, TRUE); break;
  case GDK_KEY_c: strand_timeline_jump_to_cause (timeline); break;
  case GDK_KEY_z: gtk_widget_activate_action (GTK_WIDGET (timeline->canvas), "timeline.zoom-selection", NULL); break;
  case GDK_KEY_Menu: timeline_open_menu (timeline, timeline->shown.layout.left + 20, timeline->shown.layout.top + 10); break;
  default: return GDK_EVENT_PROPAGATE;
  }
  return GDK_EVENT_STOP;
}

/* ---- menu ---- */

static void
on_cause (GSimpleAction *action, GVariant *parameter, gpointer timeline)
{
  strand_timeline_jump_to_cause (timeline);
}

static void
on_fold (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandTimeline *timeline = data;
  timeline_fold (timeline, timeline->rank);
}

/* All processes as one lane each, or none where all are. */
static void
on_fold_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandTimeline *timeline = data;
  bool all = true;
  for (int i = 0; i < timeline->ranks; i++)
    all &= timeline->folded[i];
  for (int i = 0; i < timeline->ranks; i++)
    timeline->folded[i] = !all;
  timeline_rows_make (&timeline->rows, timeline->ranks, timeline->threads, timeline->folded);
  timeline_redraw (timeline);
}

static void
on_fit (GSimpleAction *action, GVariant *parameter, gpointer timeline)
{
  timeline_fit (timeline);
}

static void
on_zoom_selection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandTimeline *timeline = data;
  guint64 begin, end, from, to;
  timeline_bounds (timeline, &begin, &end);
  if (strand_timeline_get_selection (timeline, &from, &to))
    timeline_say_viewed (timeline, (double) (from - begin), (double) (to - from));
}

/* The state at the playhead, from its begin to its end. */
static void
on_select_state (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandTimeline *timeline = data;
  struct lane_moment moment;
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  if (timeline->trace && lane_moment_take (timeline->trace, timeline->rank, timeline->thread, timeline->playhead, &moment) && moment.state != THREAD_ABSENT)
    strand_timeline_select (timeline, moment.since, moment.until ? moment.until : end);
}

static const GActionEntry entries[] = {
  { "cause", on_cause, NULL, NULL, NULL, { 0 } },
  { "fold", on_fold, NULL, NULL, NULL, { 0 } },
  { "fold-all", on_fold_all, NULL, NULL, NULL, { 0 } },
  { "fit", on_fit, NULL, NULL, NULL, { 0 } },
  { "zoom-selection", on_zoom_selection, NULL, NULL, NULL, { 0 } },
  { "select-state", on_select_state, NULL, NULL, NULL, { 0 } },
};

void
timeline_open_menu (StrandTimeline *timeline, double x, double y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (timeline->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (timeline->menu));
}

void
timeline_add_keys (StrandTimeline *timeline)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_menu_append (menu, "_Jump to Cause (C)", "timeline.cause");
  g_menu_append (menu, "_Select This State", "timeline.select-state");
  g_menu_append (menu, "_Zoom to Selection (Z)", "timeline.zoom-selection");
  g_menu_append (menu, "Show _All (F)", "timeline.fit");
  g_menu_append (menu, "_Fold or Unfold This Process", "timeline.fold");
  g_menu_append (menu, "Fold or _Unfold All", "timeline.fold-all");
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), timeline);
  gtk_widget_insert_action_group (GTK_WIDGET (timeline), "timeline", G_ACTION_GROUP (actions));
  timeline->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (timeline->menu, GTK_WIDGET (timeline->canvas));
  gtk_popover_set_has_arrow (GTK_POPOVER (timeline->menu), FALSE);
  gtk_widget_set_halign (timeline->menu, GTK_ALIGN_START);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE); /* before the canvas's own */
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), timeline);
  gtk_widget_add_controller (GTK_WIDGET (timeline->canvas), keys);
}
