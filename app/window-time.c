/* The playhead in the window: its bar, its keys, bookmarks and the loop. What is held here is the picture; the program is held by
 * win.pause. */
#include "app/window-private.h"

#include "app/compare-view.h"
#include "app/step-kind.h"
#include "app/time-words.h"
#include "ui/draw/program.h"
#include "ui/draw/timeline.h"

static GSimpleAction *
action_of (StrandWindow *window, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), name));
}

static enum change
step_kind (StrandWindow *window)
{
  return step_kind_of (G_ACTION (action_of (window, "step-by")));
}

/* ---- actions ---- */

static void
on_live (GSimpleAction *action, GVariant *state, gpointer data)
{
  StrandWindow *window = data;
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  if (g_variant_get_boolean (state))
    strand_session_set_live (window->session);
  else if (snapshot)
    strand_session_set_playhead (window->session, snapshot->t);
  strand_window_update_actions (window);
}

/* What moves is played or follows the run that goes on. */
static gboolean
picture_moves (StrandSession *session)
{
  return strand_session_get_speed (session) > 0 || (strand_session_is_live (session) && strand_session_get_follows (session));
}

/* What moves stands, what stands is played: the program goes on either way. */
static void
on_play (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  gboolean moves = picture_moves (window->session);
  if (moves && snapshot && strand_session_get_follows (window->session))
    strand_session_set_playhead (window->session, snapshot->t);
  else
    strand_session_play (window->session, moves ? 0 : strand_playhead_bar_get_speed (window->playhead_bar));
}

static void
on_speed (StrandWindow *window, double speed)
{
  g_autofree char *words = time_words_speed (speed);
  strand_playhead_bar_set_speed_words (window->playhead_bar, words);
  if (strand_session_get_speed (window->session) > 0)
    strand_session_play (window->session, speed);
}

static void
step (StrandWindow *window, gboolean back)
{
  if (!strand_session_step_time (window->session, step_kind (window), back))
    strand_window_toast (window, back ? "Nothing of the kind happened before." : "Nothing of the kind happened after this, so far.");
}

static void
on_back (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  step (window, TRUE);
}

static void
on_forward (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  step (window, FALSE);
}

static void
on_begin (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_session_set_playhead (((StrandWindow *) window)->session, 0); /* clamped */
}

static void
on_end (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandSession *session = ((StrandWindow *) data)->session;
  if (strand_session_is_live (session))
    strand_session_set_live (session);
  else
    strand_session_set_playhead (session, UINT64_MAX);
}

/* Over the timeline's selection; else over all of the run, as it grows. */
static void
set_loop (StrandWindow *window, gboolean on)
{
  uint64_t from = 0, to = 0;
  if (on && !strand_timeline_get_selection (window->timeline, &from, &to))
    to = UINT64_MAX;
  strand_session_set_loop (window->session, from, to);
}

static void
on_loop (GSimpleAction *action, GVariant *state, gpointer data)
{
  set_loop (data, g_variant_get_boolean (state));
}

/* A loop that goes on follows the selection. */
static void
on_selected (StrandWindow *window)
{
  uint64_t from, to;
  if (strand_session_get_loop (window->session, &from, &to))
    set_loop (window, TRUE);
  strand_window_update_time (window);
}

static void
on_go_to_time (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_playhead_bar_ask (((StrandWindow *) window)->playhead_bar, FALSE);
}

static void
on_add_bookmark (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_playhead_bar_ask (((StrandWindow *) window)->playhead_bar, TRUE);
}

static void
on_go_to_bookmark (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_session_set_playhead (((StrandWindow *) window)->session, g_variant_get_uint64 (parameter));
}

static void
on_remove_bookmark (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  if (snapshot)
    strand_session_remove_bookmark (window->session, snapshot->t);
}

/* ---- the menu ---- */

static void
add_bookmark_item (StrandWindow *window, const struct session_bookmark *bookmark)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_auto (GStrv) parts = g_strsplit (bookmark->name, "_", -1); /* an underline in a menu marks a letter */
  g_autofree char *name = g_strjoinv ("__", parts);
  uint64_t begin = trace_begin (strand_session_get_trace (window->session));
  g_autofree char *time = time_words (bookmark->t - MIN (begin, bookmark->t), 1000000);
  g_autofree char *label = g_strdup_printf ("%s — %s", time, name);
  g_menu_item_set_label (item, label);
  g_menu_item_set_action_and_target (item, "win.go-to-bookmark", "t", bookmark->t);
  g_menu_append_item (window->bookmark_menu, item);
}

/* In the menu, and as flags on the timeline. */
static void
show_bookmarks (StrandWindow *window)
{
  const GPtrArray *bookmarks = strand_session_get_bookmarks (window->session);
  g_autofree struct timeline_flag *flag = g_new0 (struct timeline_flag, bookmarks->len + 1);
  g_menu_remove_all (window->bookmark_menu);
  for (guint i = 0; i < bookmarks->len; i++) {
    const struct session_bookmark *bookmark = bookmarks->pdata[i];
    flag[i] = (struct timeline_flag){ bookmark->t, bookmark->name };
    add_bookmark_item (window, bookmark);
  }
  strand_timeline_set_flags (window->timeline, flag, (int) bookmarks->len);
}

static void
make_menu (StrandWindow *window)
{
  g_autoptr (GMenu) steps = g_menu_new (), loop = g_menu_new (), mark = g_menu_new ();
  window->time_menu = g_menu_new ();
  window->bookmark_menu = g_menu_new ();
  step_kind_add_to_menu (steps, "win");
  g_menu_append (loop, "_Loop", "win.loop");
  g_menu_append (mark, "_Bookmark…", "win.add-bookmark");
  g_menu_append (mark, "_Remove This Bookmark", "win.remove-bookmark");
  g_menu_append (mark, "_Go to Time…", "win.go-to-time");
  g_menu_append_section (window->time_menu, NULL, G_MENU_MODEL (steps));
  g_menu_append_section (window->time_menu, NULL, G_MENU_MODEL (loop));
  g_menu_append_section (window->time_menu, NULL, G_MENU_MODEL (mark));
  g_menu_append_section (window->time_menu, "Bookmarks", G_MENU_MODEL (window->bookmark_menu));
}

static void
on_step_by (GSimpleAction *action, GVariant *state, gpointer data)
{
  StrandWindow *window = data;
  g_simple_action_set_state (action, state);
  strand_playhead_bar_set_menu (window->playhead_bar, G_MENU_MODEL (window->time_menu), step_kind_label (step_kind (window)));
}

/* ---- the bar ---- */

static void
on_go_to (StrandWindow *window, const char *words)
{
  g_autoptr (GError) error = NULL;
  struct trace *trace = strand_session_get_trace (window->session);
  uint64_t t;
  if (trace && time_words_parse (words, trace, &t, &error)) {
    strand_session_set_playhead (window->session, t);
    gtk_widget_grab_focus (GTK_WIDGET (window->stage_canvas));
  } else
    strand_playhead_bar_refuse (window->playhead_bar, error ? error->message : "Nothing is recorded yet: press Run.");
}

static void
on_mark (StrandWindow *window, const char *name)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  if (snapshot)
    strand_session_add_bookmark (window->session, snapshot->t, *name ? name : "bookmark");
  gtk_widget_grab_focus (GTK_WIDGET (window->stage_canvas));
  strand_window_draw (window);
}

/* How far what is shown lies behind what is recorded meanwhile. */
static char *
remark (StrandWindow *window, const struct snapshot *snapshot)
{
  StrandSession *session = window->session;
  if (snapshot && strand_session_is_live (session) && !strand_session_get_follows (session)) {
    g_autofree char *behind = time_words (snapshot->end - snapshot->t, 10000000000);
    return g_strdup_printf ("recorded on: +%s", behind);
  }
  return g_strdup ("");
}

void
strand_window_show_time (StrandWindow *window)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  uint64_t from, to;
  strand_session_get_window (window->session, &from, &to);
  gboolean known = snapshot && snapshot->begin && snapshot->t >= snapshot->begin;
  g_autofree char *words = known ? time_words (snapshot->t - snapshot->begin, to - from) : g_strdup ("–");
  g_autofree char *time = g_strconcat ("t = ", words, NULL), *besides = remark (window, snapshot);
  strand_playhead_bar_show (window->playhead_bar, time, besides, picture_moves (window->session));
}

/* ---- keys ---- */

/* Who writes, or presses a button by Space, means that. */
static gboolean
is_taken (StrandWindow *window, guint key)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  if (!focus)
    return FALSE;
  gboolean writes = GTK_IS_EDITABLE (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_TEXT_VIEW);
  gboolean presses = key == GDK_KEY_space && (GTK_IS_BUTTON (focus) || GTK_IS_LIST_BOX_ROW (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_BUTTON));
  gboolean listed = GTK_IS_RANGE (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX) || gtk_widget_get_ancestor (focus, GTK_TYPE_COLUMN_VIEW);
  gboolean moves = (key == GDK_KEY_Home || key == GDK_KEY_End) && listed;
  return writes || presses || moves || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER);
}

static const struct { guint key; const char *action; double decades; } keys[] = {
  { GDK_KEY_space, "play", 0 }, { GDK_KEY_comma, "time-back", 0 }, { GDK_KEY_period, "time-forward", 0 },
  { GDK_KEY_Home, "time-begin", 0 }, { GDK_KEY_End, "time-end", 0 },
  { GDK_KEY_bracketleft, NULL, -0.25 }, { GDK_KEY_bracketright, NULL, 0.25 },
};

/* F8 is an action of the one run's facts, which are not there then. */
static gboolean
key_of_comparison (StrandWindow *window, guint key)
{
  if (key != GDK_KEY_F8 || !strand_window_compares (window))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (window->compare_view), "compare.show-facts", NULL);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, StrandWindow *window)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK) || is_taken (window, key))
    return GDK_EVENT_PROPAGATE;
  if (key_of_comparison (window, key))
    return GDK_EVENT_STOP;
  for (size_t i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (keys[i].key != key)
      continue;
    if (strand_window_compares (window))
      return strand_compare_view_key (window->compare_view, keys[i].action, keys[i].decades);
    if (keys[i].action)
      g_action_group_activate_action (G_ACTION_GROUP (window), keys[i].action, NULL);
    else
      strand_playhead_bar_change_speed (window->playhead_bar, keys[i].decades);
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
}

/* ---- life ---- */

static const GActionEntry entries[] = {
  { "live", NULL, NULL, "true", on_live, { 0 } },
  { "play", on_play, NULL, NULL, NULL, { 0 } },
  { "time-back", on_back, NULL, NULL, NULL, { 0 } },
  { "time-forward", on_forward, NULL, NULL, NULL, { 0 } },
  { "time-begin", on_begin, NULL, NULL, NULL, { 0 } },
  { "time-end", on_end, NULL, NULL, NULL, { 0 } },
  { "step-by", NULL, "s", "'event'", on_step_by, { 0 } },
  { "loop", NULL, NULL, "false", on_loop, { 0 } },
  { "go-to-time", on_go_to_time, NULL, NULL, NULL, { 0 } },
  { "add-bookmark", on_add_bookmark, NULL, NULL, NULL, { 0 } },
  { "go-to-bookmark", on_go_to_bookmark, "t", NULL, NULL, { 0 } },
  { "remove-bookmark", on_remove_bookmark, NULL, NULL, NULL, { 0 } },
};

static gboolean
on_bookmark (StrandWindow *window, uint64_t t)
{
  const GPtrArray *bookmarks = strand_session_get_bookmarks (window->session);
  for (guint i = 0; i < bookmarks->len; i++)
    if (((const struct session_bookmark *) bookmarks->pdata[i])->t == t)
      return TRUE;
  return FALSE;
}

/* What is played over and over, and what the button would do. */
static void
show_loop (StrandWindow *window)
{
  struct trace *trace = strand_session_get_trace (window->session);
  uint64_t from, to, selected_from, selected_to;
  gboolean loops = strand_session_get_loop (window->session, &from, &to);
  gboolean all = loops && from <= trace_begin (trace) && to >= trace_end (trace);
  gboolean selected = strand_timeline_get_selection (window->timeline, &selected_from, &selected_to);
  char length[24];
  format_duration (to - from, length, sizeof length);
  g_autofree char *some = g_strdup_printf ("Playing goes round in the %s that are selected (Ctrl+Shift+L)", length);
  strand_timeline_set_loop (window->timeline, from, to);
  strand_playhead_bar_set_loop (window->playhead_bar, all ? "all" : loops ? length : NULL,
                                all        ? "Playing goes round in all of the run (Ctrl+Shift+L)"
                                : loops    ? some
                                : selected ? "Play what is selected over and over (Ctrl+Shift+L)"
                                           : "Play all of the run over and over, or what is selected (Ctrl+Shift+L)");
}

void
strand_window_update_time (StrandWindow *window)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  gboolean shown = snapshot != NULL;
  uint64_t from, to;
  for (size_t i = 0; i < G_N_ELEMENTS (entries); i++)
    g_simple_action_set_enabled (action_of (window, entries[i].name), shown || g_str_equal (entries[i].name, "step-by"));
  g_simple_action_set_enabled (action_of (window, "remove-bookmark"), shown && on_bookmark (window, snapshot->t));
  g_simple_action_set_state (action_of (window, "live"), g_variant_new_boolean (shown && strand_session_get_follows (window->session)));
  g_simple_action_set_state (action_of (window, "loop"), g_variant_new_boolean (strand_session_get_loop (window->session, &from, &to)));
  show_loop (window);
  strand_playhead_bar_set_recording (window->playhead_bar, strand_session_get_recording (window->session) != NULL);
}

void
strand_window_add_time (StrandWindow *window)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (on_key), window, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  make_menu (window);
  strand_playhead_bar_set_menu (window->playhead_bar, G_MENU_MODEL (window->time_menu), step_kind_label (CHANGE_EVENT));
  g_signal_connect_object (window->playhead_bar, "speed", G_CALLBACK (on_speed), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->playhead_bar, "go-to", G_CALLBACK (on_go_to), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->playhead_bar, "mark", G_CALLBACK (on_mark), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->session, "bookmarks", G_CALLBACK (show_bookmarks), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->timeline, "selected", G_CALLBACK (on_selected), window, G_CONNECT_SWAPPED);
  on_speed (window, strand_playhead_bar_get_speed (window->playhead_bar));
}
