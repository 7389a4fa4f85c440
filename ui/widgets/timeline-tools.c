/* The row above the lanes: by thread or by PU, search, and what was found or selected, in words. Counting and searching go on a part
 * at a time while nothing else is to be done. */
#include "ui/widgets/timeline-private.h"

#include "engine/trace/trace.h"
#include "ui/draw/program.h"

#define A_PART 40000 /* states or events: about a millisecond */

void
timeline_say (StrandTimeline *timeline, const char *words, const char *more)
{
  gtk_label_set_text (GTK_LABEL (timeline->words), words);
  gtk_widget_set_tooltip_text (timeline->words, more && *more ? more : *words ? words : NULL);
  if (timeline->plain)
    gtk_widget_set_visible (timeline->tools, *words != '\0');
}

void
timeline_stop_work (StrandTimeline *timeline)
{
  g_clear_handle_id (&timeline->counting, g_source_remove);
  g_clear_handle_id (&timeline->seeking, g_source_remove);
}

/* ---- the selection ---- */

static void
append_count (GString *text, const char *between, guint64 count, const char *one, const char *many)
{
  if (count > 0)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", between, count, count == 1 ? one : many);
}

static void
append_states (GString *text, const struct tally *tally, const char *between)
{
  double all = 0;
  char took[24];
  for (int i = 1; i < THREAD_STATES; i++)
    all += tally->seconds[i];
  for (int i = 1; i < THREAD_STATES; i++)
    if (tally->seconds[i] > 0) {
      format_duration ((uint64_t) (tally->seconds[i] * 1e9 + 0.5), took, sizeof took);
      g_string_append_printf (text, "%s%s %s (%.1f %%)", between, thread_state_name ((enum thread_state) i), took, tally->seconds[i] / all * 100);
    }
}

static void
append_counts (GString *text, const struct tally *tally, const char *between)
{
  char bytes[24], waited[24];
  append_count (text, between, tally->messages, "message sent", "messages sent");
  format_bytes (tally->bytes, bytes, sizeof bytes);
  if (tally->messages > 0)
    g_string_append_printf (text, ", %s", bytes);
  append_count (text, between, tally->collectives, "call of a collective", "calls of collectives");
  append_count (text, between, tally->barriers, "wait in a barrier", "waits in barriers");
  append_count (text, between, tally->message_waits, "wait for a message", "waits for messages");
  append_count (text, between, tally->lock_waits, "wait for a lock", "waits for locks");
  format_duration ((uint64_t) (tally->lock_wait_s * 1e9 + 0.5), waited, sizeof waited);
  if (tally->lock_waits > 0)
    g_string_append_printf (text, ", %s", waited);
}

static void
show_tally (StrandTimeline *timeline)
{
  const struct tally *tally = &timeline->tally;
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) more = g_string_new ("Time by state, of all threads");
  char length[24];
  format_duration (timeline->selected_to - timeline->selected_from, length, sizeof length);
  g_string_append_printf (words, "Selected %s", length);
  if (tally->share < 1)
    g_string_append_printf (words, " · counting %.0f %% …", tally->share * 100);
  append_states (words, tally, " · ");
  append_counts (words, tally, " · ");
  append_states (more, tally, "\n");
  append_counts (more, tally, "\n");
  timeline_say (timeline, words->str, more->str);
}

static gboolean
on_count (gpointer data)
{
  StrandTimeline *timeline = data;
  bool done = tally_step (&timeline->tally, timeline->trace, A_PART);
  show_tally (timeline);
  if (!done)
    return G_SOURCE_CONTINUE;
  timeline->counting = 0;
  return G_SOURCE_REMOVE;
}

void
timeline_selection_changed (StrandTimeline *timeline)
{
  g_clear_handle_id (&timeline->counting, g_source_remove);
  if (!timeline->trace || timeline->selected_to <= timeline->selected_from) {
    timeline_say (timeline, "", NULL);
    return;
  }
  tally_begin (&timeline->tally, timeline->trace, timeline->selected_from, timeline->selected_to, 0, G_MAXINT);
  if (on_count (timeline))
    timeline->counting = g_idle_add (on_count, timeline);
}

/* ---- search ---- */

static void
show_found (StrandTimeline *timeline)
{
  const struct seek_found *found = &timeline->seek.found;
  char at[48], took[24];
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  if (!timeline->seek.has_found) {
    timeline_say (timeline, timeline->seek.back ? "Nothing of it before the playhead." : "Nothing of it behind the playhead.", NULL);
    return;
  }
  timeline_format (found->begin - begin, at, sizeof at);
  format_duration (found->end - found->begin, took, sizeof took);
  g_autofree char *words = g_strdup_printf ("%d.%d at %s: %s, %s", found->rank, found->thread, at, found->words, took);
  timeline_go_to (timeline, found->rank, found->thread, found->begin);
  timeline_say (timeline, words, NULL);
}

static gboolean
on_seek (gpointer data)
{
  StrandTimeline *timeline = data;
  if (!seek_step (&timeline->seek, timeline->trace, A_PART)) {
    g_autofree char *words = g_strdup_printf ("Searching … %.0f %%", timeline->seek.share * 100);
    timeline_say (timeline, words, NULL);
    return G_SOURCE_CONTINUE;
  }
  timeline->seeking = 0;
  show_found (timeline);
  return G_SOURCE_REMOVE;
}

static void
begin_search (StrandTimeline *timeline, gboolean back)
{
  guint64 t = timeline->playhead ? timeline->playhead : timeline->from;
  g_clear_handle_id (&timeline->seeking, g_source_remove);
  seek_begin (&timeline->seek, &timeline->query, t, back);
  if (on_seek (timeline))
    timeline->seeking = g_idle_add (on_seek, timeline);
}

static void
search (StrandTimeline *timeline, gboolean back)
{
  g_autoptr (GError) error = NULL;
  const char *words = gtk_editable_get_text (GTK_EDITABLE (timeline->search));
  if (!timeline->trace || !*words)
    return;
  g_clear_handle_id (&timeline->seeking, g_source_remove);
  seek_query_finish (&timeline->query);
  if (seek_parse (words, &timeline->query, &error))
    begin_search (timeline, back);
  else
    timeline_say (timeline, error->message, NULL);
}

/* Of the lane that keys speak of. */
void
timeline_step_event (StrandTimeline *timeline, gboolean back)
{
  seek_query_finish (&timeline->query);
  timeline->query = (struct seek_query){ SEEK_ANY, NULL, timeline->rank, timeline->thread, -1, -1, false, 0, 0, G_MAXUINT64 };
  begin_search (timeline, back);
}

static void
on_next (StrandTimeline *timeline)
{
  search (timeline, FALSE);
}

static void
on_previous (StrandTimeline *timeline)
{
  search (timeline, TRUE);
}

static void
on_leave_search (StrandTimeline *timeline)
{
  g_clear_handle_id (&timeline->seeking, g_source_remove);
  gtk_widget_grab_focus (GTK_WIDGET (timeline->canvas));
}

gboolean
strand_timeline_dismiss (StrandTimeline *timeline)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (timeline)));
  bool searching = focus && (focus == timeline->search || gtk_widget_is_ancestor (focus, timeline->search));
  bool selected = !searching && timeline->selected_to > timeline->selected_from;
  if (searching)
    on_leave_search (timeline);
  else if (selected)
    strand_timeline_select (timeline, 0, 0);
  return searching || selected;
}

void
strand_timeline_focus_search (StrandTimeline *timeline)
{
  gtk_widget_grab_focus (timeline->search);
}

/* ---- the row ---- */

static void
on_by_pu (StrandTimeline *timeline)
{
  timeline_by_pu (timeline, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (timeline->by_pu)));
}

static GtkWidget *
add_button (GtkWidget *box, const char *icon, const char *name, const char *tooltip, GCallback clicked, StrandTimeline *timeline)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", clicked, timeline, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
add_switch (StrandTimeline *timeline)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (box, "linked");
  timeline->by_thread = gtk_toggle_button_new_with_label ("By thread");
  timeline->by_pu = gtk_toggle_button_new_with_label ("By PU");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (timeline->by_pu), GTK_TOGGLE_BUTTON (timeline->by_thread));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (timeline->by_thread), TRUE);
  gtk_widget_set_tooltip_text (timeline->by_thread, "A lane a thread: what it did");
  gtk_widget_set_tooltip_text (timeline->by_pu, "A lane a PU: who was on it");
  g_signal_connect_object (timeline->by_pu, "toggled", G_CALLBACK (on_by_pu), timeline, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), timeline->by_thread);
  gtk_box_append (GTK_BOX (box), timeline->by_pu);
  gtk_box_append (GTK_BOX (timeline->tools), box);
  timeline->controls[0] = box;
}

static void
add_search (StrandTimeline *timeline)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  timeline->search = gtk_search_entry_new ();
  g_object_set (timeline->search, "placeholder-text", "Find in time", "width-chars", 9, "max-width-chars", 20, "search-delay", 10, NULL);
  gtk_widget_set_tooltip_text (timeline->search, "Find in time (Ctrl+Shift+F), from the playhead on:\ncompute – a region by a part of its name\n0.1 – a thread\n0->1, tag 7, >64 KiB – messages\nlock rows – waits for it\nEnter goes to the next");
  gtk_accessible_update_property (GTK_ACCESSIBLE (timeline->search), GTK_ACCESSIBLE_PROPERTY_LABEL, "Find in time", -1);
  g_signal_connect_object (timeline->search, "activate", G_CALLBACK (on_next), timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline->search, "next-match", G_CALLBACK (on_next), timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline->search, "previous-match", G_CALLBACK (on_previous), timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline->search, "stop-search", G_CALLBACK (on_leave_search), timeline, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), timeline->search);
  add_button (box, "go-up-symbolic", "Previous in time", "The one before the playhead", G_CALLBACK (on_previous), timeline);
  add_button (box, "go-down-symbolic", "Next in time", "The next one behind the playhead (Enter)", G_CALLBACK (on_next), timeline);
  gtk_box_append (GTK_BOX (timeline->tools), box);
  timeline->controls[1] = box;
}

void
timeline_add_tools (StrandTimeline *timeline)
{
  timeline->tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_widget_add_css_class (timeline->tools, "strand-transport");
  add_switch (timeline);
  add_search (timeline);
  timeline->controls[2] = add_button (timeline->tools, "go-jump-symbolic", "Jump to cause", "From the wait to the send, release or last one that ended it (C)",
                                      G_CALLBACK (strand_timeline_jump_to_cause), timeline);
  timeline->words = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (timeline->words), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (timeline->words), 0);
  gtk_widget_set_hexpand (timeline->words, TRUE);
  gtk_label_set_wrap (GTK_LABEL (timeline->words), TRUE);
  gtk_label_set_lines (GTK_LABEL (timeline->words), 2);
  gtk_widget_add_css_class (timeline->words, "numeric");
  gtk_widget_add_css_class (timeline->words, "strand-told");
  gtk_box_append (GTK_BOX (timeline->tools), timeline->words);
  gtk_box_append (GTK_BOX (timeline->box), timeline->tools);
}
