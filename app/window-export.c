/* A run for other tools, out of the window: written in a thread, with its progress and a way to give it up. */
#include "app/window-private.h"

#include "engine/trace/export.h"

#define LOOK_MS 50 /* at how far it is */

struct export_job {
  struct trace *trace; /* shared: a new run may take its place meanwhile */
  enum export_format format;
  uint64_t from, to;
  char *path;
  GCancellable *cancellable;
  GThread *thread;
  guint look;
  int permille, over;  /* atomic: by the thread */
  GError *error;       /* once it is over; NULL = done */
  export_make make;    /* NULL: export_trace */
  gpointer order;
  GDestroyNotify free_order;
};

static void
on_progress (double share, void *data)
{
  struct export_job *job = data;
  g_atomic_int_set (&job->permille, (int) (share * 1000));
}

static gpointer
work (gpointer data)
{
  struct export_job *job = data;
  if (job->make)
    job->make (job->order, job->path, on_progress, job, job->cancellable, &job->error);
  else
    export_trace (job->trace, job->format, job->from, job->to, job->path, on_progress, job, job->cancellable, &job->error);
  g_atomic_int_set (&job->over, 1);
  return NULL;
}

/* Waits for the thread, which is over or will be in a moment. */
static void
end_job (StrandWindow *window)
{
  struct export_job *job = g_steal_pointer (&window->exporting);
  g_thread_join (job->thread);
  g_source_remove (job->look);
  trace_destroy (job->trace);
  g_object_unref (job->cancellable);
  g_clear_error (&job->error);
  g_free (job->path);
  if (job->free_order)
    job->free_order (job->order);
  g_free (job);
}

static gboolean
on_look (gpointer data)
{
  StrandWindow *window = data;
  struct export_job *job = window->exporting;
  g_autofree char *name = g_path_get_basename (job->path), *title = g_strdup_printf (job->make ? "Filming %s" : "Exporting %s", name);
  if (!g_atomic_int_get (&job->over)) {
    strand_progress_card_show (window->export_card, title, NULL, g_atomic_int_get (&job->permille) / 1000.0);
    return G_SOURCE_CONTINUE;
  }
  g_autofree char *saved = g_strdup_printf ("Saved %s", job->path);
  gboolean cancelled = g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  strand_progress_card_show (window->export_card, NULL, NULL, 0);
  strand_window_toast (window, cancelled ? "Cancelled: nothing was written" : job->error ? job->error->message : saved);
  end_job (window);
  strand_window_update_actions (window);
  return G_SOURCE_CONTINUE; /* end_job removed it */
}

static void
run_job (StrandWindow *window, struct export_job *job, const char *path)
{
  job->trace = trace_ref (strand_session_get_trace (window->session));
  job->path = g_strdup (path);
  job->cancellable = g_cancellable_new ();
  window->exporting = job;
  job->thread = g_thread_new ("export", work, job);
  job->look = g_timeout_add (LOOK_MS, on_look, window);
  strand_window_update_actions (window);
}

static void
start_job (StrandWindow *window, enum export_format format, gboolean stretch, const char *path)
{
  struct export_job *job = g_new0 (struct export_job, 1);
  job->format = format;
  job->to = UINT64_MAX;
  if (stretch)
    strand_session_get_window (window->session, &job->from, &job->to);
  run_job (window, job, path);
}

void
strand_window_start_export (StrandWindow *window, const char *path, export_make make, gpointer order, GDestroyNotify free_order)
{
  struct export_job *job = g_new0 (struct export_job, 1);
  job->make = make;
  job->order = order;
  job->free_order = free_order;
  run_job (window, job, path);
}

static void
on_response (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  enum export_format format = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), "format"));
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path && !window->exporting && strand_window_may_export (window)) {
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

static void
on_cancel_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  if (window->exporting)
    g_cancellable_cancel (window->exporting->cancellable);
}

/* Nothing half written stays behind. */
static void
on_destroy (StrandWindow *window)
{
  if (!window->exporting)
    return;
  g_cancellable_cancel (window->exporting->cancellable);
  end_job (window);
}

static const GActionEntry entries[] = {
  { "export", on_export, "s", NULL, NULL, { 0 } },
  { "cancel-export", on_cancel_export, NULL, NULL, NULL, { 0 } },
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
  strand_progress_card_set_cancel (window->export_card, "win.cancel-export");
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), NULL);
}
