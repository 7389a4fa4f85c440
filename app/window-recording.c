/* Recordings in the window: which is shown, its machine, and what a Strandscope that was killed left. */
#include "app/window-private.h"

#include "app/recent.h"
#include "engine/launch/unsaved.h"
#include "engine/trace/journal.h"

#include <string.h>

/* ---- opening ---- */

static gboolean
has_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
strand_window_is_recording (const char *path)
{
  return g_str_has_suffix (path, ".otf2") || g_file_test (path, G_FILE_TEST_IS_DIR);
}

void
strand_window_open_recording (StrandWindow *window, const char *path)
{
  strand_window_dismiss_failure (window);
  strand_session_open_recording (window->session, path);
}

static void
choose (StrandWindow *window, const char *title, GtkFileChooserAction action, GCallback chosen)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (window), action, "_Open", "_Cancel");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", chosen, window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static char *
chosen_path (GtkNativeDialog *dialog, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  char *path = file ? g_file_get_path (file) : NULL;
  g_object_unref (dialog);
  return path;
}

static void
on_recording_chosen (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  g_autofree char *path = chosen_path (dialog, response);
  if (path)
    strand_window_open_recording (window, path);
}

static void
on_open_recording (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  choose (window, "Open Recording (its folder)", GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, G_CALLBACK (on_recording_chosen));
}

static void
on_machine_chosen (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  g_autofree char *path = chosen_path (dialog, response);
  if (path)
    strand_session_give_machine (window->session, path);
}

static void
on_choose_machine (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  choose (window, "The Machine That It Ran On (hwloc XML)", GTK_FILE_CHOOSER_ACTION_OPEN, G_CALLBACK (on_machine_chosen));
}

static void
on_close_recording (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_session_close_recording (STRAND_WINDOW (window)->session);
}

/* ---- which is shown ---- */

const char *
strand_window_shown_model (StrandWindow *window)
{
  struct trace *trace = strand_session_get_recording (window->session) ? strand_session_get_trace (window->session) : NULL;
  const char *recorded = trace ? trace_description (trace)->model : NULL;
  return recorded ? recorded : model_name (strand_session_get_plan (window->session)->model);
}

/* "heat (hybrid), 2026-11-24 14:02, on node0" */
static char *
about (struct trace *trace)
{
  const struct trace_description *told = trace_description (trace);
  GString *words = g_string_new (told->workload ? told->workload : "run");
  g_autoptr (GDateTime) started = told->started ? g_date_time_new_from_iso8601 (told->started, NULL) : NULL;
  g_autoptr (GDateTime) here = started ? g_date_time_to_local (started) : NULL;
  g_autofree char *when = here ? g_date_time_format (here, "%e %B %Y, %H:%M") : NULL;
  if (told->model)
    g_string_append_printf (words, " (%s)", told->model);
  if (when)
    g_string_append_printf (words, ", %s", g_strchug (when));
  if (told->host && *told->host)
    g_string_append_printf (words, ", on %s", told->host);
  return g_string_free (words, FALSE);
}

gboolean
strand_window_was_left (StrandWindow *window)
{
  const char *path = strand_session_get_recording (window->session);
  return path && window->left && g_strv_contains ((const char *const *) window->left, path);
}

void
strand_window_show_recording (StrandWindow *window)
{
  const char *path = strand_session_get_recording (window->session);
  struct trace *trace = strand_session_get_trace (window->session);
  gboolean shown = path && trace, known = shown && strand_session_get_trace_machine (window->session);
  gtk_revealer_set_reveal_child (window->recording_revealer, shown);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), "close-recording")), shown);
  gtk_widget_set_visible (window->choose_xml_button, shown && !known);
  if (!shown) {
    gtk_window_set_title (GTK_WINDOW (window), "Strandscope");
    return;
  }
  g_autofree char *name = g_path_get_basename (path), *words = about (trace);
  g_autofree char *label = g_strdup_printf ("%s: %s", strand_window_was_left (window) ? "Not saved" : "Recording", strand_window_was_left (window) ? words : name);
  g_autofree char *title = g_strdup_printf ("%s — %s — Strandscope", strand_window_was_left (window) ? "not saved" : name, words);
  gtk_label_set_text (window->recording_label, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->recording_label), path);
  gtk_label_set_text (window->recording_hint, !known             ? "It doesn't say which machine it ran on"
                                              : strand_window_was_left (window) ? "Save Recording… keeps it"
                                                                  : words);
  gtk_window_set_title (GTK_WINDOW (window), title);
}

static void
remember (StrandWindow *window)
{
  const char *path = strand_session_get_recording (window->session);
  if (path)
    gtk_widget_grab_focus (GTK_WIDGET (window->stage_canvas)); /* the keys of time are the picture's */
  if (path && !strand_window_was_left (window) && !has_file (path, "records"))
    recent_add (path, RECENT_RECORDING);
}

/* ---- what was left ---- */

/* "…/2026-11-24-140212-4711-1" -> "14:02" */
static char *
time_of (const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder);
  return strlen (name) > 17 ? g_strdup_printf ("%.10s, %.2s:%.2s", name, name + 11, name + 13) : g_strdup ("an earlier time");
}

static void
show_left (StrandWindow *window)
{
  guint count = window->left ? g_strv_length (window->left) : 0;
  g_autofree char *workload = NULL, *model = NULL;
  gtk_revealer_set_reveal_child (window->left_revealer, count > 0);
  if (!count)
    return;
  g_autofree char *when = time_of (window->left[0]);
  g_autofree char *what = journal_about (window->left[0], &workload, &model) ? g_strdup_printf ("A run of %s (%s)", workload, model) : g_strdup ("A run");
  g_autofree char *more = count > 1 ? g_strdup_printf (" (and %u more)", count - 1) : g_strdup ("");
  g_autofree char *sentence = g_strdup_printf ("%s of %s was not saved when Strandscope ended%s.", what, when, more);
  gtk_label_set_text (window->left_label, sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->left_label), window->left[0]);
}

static void
look_for_left (StrandWindow *window)
{
  g_strfreev (window->left);
  window->left = unsaved_list ();
  show_left (window);
}

static void
on_open_left (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  if (!window->left || !window->left[0])
    return;
  gtk_revealer_set_reveal_child (window->left_revealer, FALSE);
  strand_window_open_recording (window, window->left[0]);
}

static void
on_delete_left (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  if (!window->left || !window->left[0])
    return;
  if (g_strcmp0 (strand_session_get_recording (window->session), window->left[0]) == 0)
    strand_session_close_recording (window->session);
  unsaved_remove (window->left[0]);
  look_for_left (window);
}

static void
on_dismiss_left (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gtk_revealer_set_reveal_child (STRAND_WINDOW (window)->left_revealer, FALSE);
}

void
strand_window_recording_saved (StrandWindow *window)
{
  if (strand_window_was_left (window))
    unsaved_remove (strand_session_get_recording (window->session)); /* what is shown was read from it and does not need it */
}

/* ---- life ---- */

static const GActionEntry entries[] = {
  { "open-recording", on_open_recording, NULL, NULL, NULL, { 0 } },
  { "close-recording", on_close_recording, NULL, NULL, NULL, { 0 } },
  { "choose-recorded-machine", on_choose_machine, NULL, NULL, NULL, { 0 } },
  { "open-left", on_open_left, NULL, NULL, NULL, { 0 } },
  { "delete-left", on_delete_left, NULL, NULL, NULL, { 0 } },
  { "dismiss-left", on_dismiss_left, NULL, NULL, NULL, { 0 } },
};

void
strand_window_add_recordings (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  g_signal_connect_object (window->session, "machine", G_CALLBACK (remember), window, G_CONNECT_SWAPPED);
  look_for_left (window);
}
