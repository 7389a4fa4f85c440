/* Pictures and recordings out of the window. */
#include "app/compare-view.h"
#include "app/window-private.h"

#include "app/recent.h"
#include "ui/draw/export.h"

#define PIXELS_A_POINT 2 /* pictures for documentation are sharp on dense screens too */

char *
strand_window_proposed_name (StrandWindow *window, const char *ending)
{
  const struct plan *plan = strand_session_get_plan (window->session);
  const char *what = strand_window_compares (window) ? "compare" : strand_window_shown_model (window);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  const struct machine *machine = strand_session_get_machine (window->session);
  if (machine && !strand_session_get_snapshot (window->session) && !strand_window_compares (window)) { /* a machine alone */
    g_autofree char *name = g_strcanon (g_strndup (machine->name, 60), G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-", '-');
    return g_strdup_printf ("strandscope-%s-%s%s", name, time, ending);
  }
  struct trace *trace = strand_session_get_trace (window->session);
  const char *workload = trace && trace_description (trace)->workload ? trace_description (trace)->workload : plan->workload;
  return g_strdup_printf ("strandscope-%s-%s-%s%s", what, workload, time, ending);
}

static bool
export_stage (StrandWindow *window, const char *path, GError **error)
{
  if (strand_window_compares (window))
    return strand_compare_view_save (window->compare_view, strand_window_picture_theme (window), path, error);
  stage_set_map (window->stage, false); /* it is for who looks, not for who reads */
  stage_update (window->stage, strand_session_get_snapshot (window->session));
  bool done = export_scenes (stage_scenes (window->stage), STAGE_SCENES, strand_window_picture_theme (window), PIXELS_A_POINT, path, NULL, error);
  stage_set_map (window->stage, true);
  strand_window_draw (window);
  return done;
}

static void
save_to (StrandWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  if (export_stage (window, path, &error))
    sentence = g_strdup_printf ("Saved %s", path);
  strand_window_toast (window, sentence ? sentence : error->message);
}

void
strand_window_save_picture (StrandWindow *window)
{
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  g_autofree char *name = strand_window_proposed_name (window, ".png");
  g_autofree char *path = g_build_filename (folder && g_file_test (folder, G_FILE_TEST_IS_DIR) ? folder : g_get_home_dir (), name, NULL);
  save_to (window, path);
}

/* ---- with a question where to ---- */

static void
ask_for_file (StrandWindow *window, const char *title, const char *ending, GCallback on_response)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE, "_Save", "_Cancel");
  g_autofree char *name = strand_window_proposed_name (window, ending);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", on_response, window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static char *
chosen_path (GtkNativeDialog *dialog, int response)
{
  if (response != GTK_RESPONSE_ACCEPT)
    return NULL;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  return g_file_get_path (file);
}

static void
on_picture_response (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  g_autofree char *path = chosen_path (dialog, response);
  if (path)
    save_to (window, path);
  g_object_unref (dialog);
}

void
strand_window_save_picture_as (StrandWindow *window)
{
  ask_for_file (window, "Save Picture (.png, .svg or .pdf)", ".svg", G_CALLBACK (on_picture_response));
}

/* ---- recordings ---- */

struct save_job { struct trace *trace; struct machine *machine; char *path; GKeyFile *bookmarks; /* as they were when it began */ };

static void
job_free (gpointer data)
{
  struct save_job *job = data;
  trace_destroy (job->trace);
  machine_destroy (job->machine);
  g_key_file_unref (job->bookmarks);
  g_free (job->path);
  g_free (job);
}

static bool
do_job (gpointer data, const struct recording_progress *progress, GError **error)
{
  struct save_job *job = data;
  if (job->machine)
    machine_xml (job->machine); /* a large machine that came from elsewhere has none yet */
  return recording_save (job->trace, job->machine, job->path, progress, error) && strand_session_put_bookmarks (job->bookmarks, job->path, error);
}

static void
on_recording_saved (StrandWindow *window, gpointer data, const GError *error)
{
  struct save_job *job = data;
  g_autofree char *saved = g_strdup_printf ("Saved %s", job->path);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED), shown = strand_session_get_trace (window->session) == job->trace;
  strand_window_toast (window, cancelled ? "Saving cancelled: nothing was written" : error ? error->message : saved);
  if (error)
    return;
  recent_add (job->path, RECENT_RECORDING);
  if (shown)
    strand_window_recording_saved (window);
}

static void
start_job (StrandWindow *window, const char *path)
{
  struct save_job *job = g_new0 (struct save_job, 1);
  g_autofree char *name = g_path_get_basename (path), *title = g_strdup_printf ("Saving %s", name);
  struct machine *machine = strand_session_share_machine (window->session);
  *job = (struct save_job){ trace_ref (strand_session_get_trace (window->session)), machine, g_strdup (path), strand_session_copy_bookmarks (window->session) };
  strand_window_start_work (window, title, do_job, on_recording_saved, job, job_free);
}

static void
on_recording_response (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  g_autofree char *path = chosen_path (dialog, response);
  if (path && !strand_window_works (window) && strand_window_may_export (window))
    start_job (window, path);
  g_object_unref (dialog);
}

void
strand_window_save_recording (StrandWindow *window)
{
  ask_for_file (window, "Save Recording (a folder)", ".strandscope", G_CALLBACK (on_recording_response));
}
