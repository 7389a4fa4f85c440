/* A run for other tools, out of the window. */
#include "app/window-private.h"

#include "engine/trace/export.h"

struct export_job {
  struct trace *trace; /* shared: a new run may take its place meanwhile */
  enum export_format format;
  uint64_t from, to;
  char *path;
};

static void
job_free (gpointer data)
{
  struct export_job *job = data;
  trace_destroy (job->trace);
  g_free (job->path);
  g_free (job);
}

static bool
do_job (gpointer data, const struct recording_progress *progress, GError **error)
{
  struct export_job *job = data;
  return export_trace (job->trace, job->format, job->from, job->to, job->path, progress->tell, progress->data, progress->cancellable, error);
}

static void
on_done (StrandWindow *window, gpointer data, const GError *error)
{
  struct export_job *job = data;
  g_autofree char *saved = g_strdup_printf ("Saved %s", job->path);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  strand_window_toast (window, cancelled ? "Export cancelled: nothing was written" : error ? error->message : saved);
}

static void
start_job (StrandWindow *window, enum export_format format, gboolean stretch, const char *path)
{
  struct export_job *job = g_new0 (struct export_job, 1);
  g_autofree char *name = g_path_get_basename (path), *title = g_strdup_printf ("Exporting %s", name);
  job->trace = trace_ref (strand_session_get_trace (window->session));
  job->format = format;
  job->to = UINT64_MAX;
  if (stretch)
    strand_session_get_window (window->session, &job->from, &job->to);
  job->path = g_strdup (path);
  strand_window_start_work (window, title, do_job, on_done, job, job_free);
}

static void
on_response (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  enum export_format format = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), "format"));
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path && !strand_window_works (window) && strand_window_may_export (window)) {
    const char *stretch = format != EXPORT_CSV ? gtk_file_chooser_get_choice (chooser, "stretch") : NULL;
    start_job (window, format, g_strcmp0 (stretch, "true") == 0, path);
  }
  g_object_unref (dialog);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  enum export_format format;
  if (!export_parse (g_variant_get_string (parameter, NULL), &format) || !strand_window_may_export (window))
    return;
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new ("Export", GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE, "_Export", "_Cancel");
  g_autofree char *name = strand_window_proposed_name (window, export_ending (format));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  if (format != EXPORT_CSV) /* viewers choke on what is too large; the facts are sums from the beginning */
    gtk_file_chooser_add_choice (GTK_FILE_CHOOSER (chooser), "stretch", "Only what the timeline shows", NULL, NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *pattern = g_strconcat ("*", export_ending (format), NULL);
  gtk_file_filter_set_name (filter, pattern);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_object_set_data (G_OBJECT (chooser), "format", GINT_TO_POINTER (format));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_response), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static const GActionEntry entries[] = {
  { "export", on_export, "s", NULL, NULL, { 0 } },
};

gboolean
strand_window_may_export (StrandWindow *window)
{
  StrandSession *session = window->session;
  return strand_session_get_snapshot (session) && !strand_session_is_live (session);
}

void
strand_window_add_export (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
