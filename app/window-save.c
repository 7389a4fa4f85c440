/* Pictures and recordings out of the window. */
#include "app/window-private.h"

#include "engine/trace/recording.h"
#include "ui/draw/export.h"

#define PIXELS_A_POINT 2 /* pictures for documentation are sharp on dense screens too */

char *
strand_window_proposed_name (StrandWindow *window, const char *ending)
{
  const struct plan *plan = strand_session_get_plan (window->session);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  const struct machine *machine = strand_session_get_machine (window->session);
  if (machine && !strand_session_get_snapshot (window->session)) { /* a machine alone */
    g_autofree char *name = g_strcanon (g_strndup (machine->name, 60), G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-", '-');
    return g_strdup_printf ("strandscope-%s-%s%s", name, time, ending);
  }
  return g_strdup_printf ("strandscope-%s-%s-%s%s", model_name (plan->model), plan->workload, time, ending);
}

static bool
export_stage (StrandWindow *window, const char *path, GError **error)
{
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

static void
on_recording_response (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  g_autofree char *path = chosen_path (dialog, response);
  g_autoptr (GError) error = NULL;
  struct trace *trace = strand_session_get_trace (window->session);
  g_autofree char *sentence = NULL;
  if (path && trace) {
    if (recording_save (trace, strand_session_get_this_machine (window->session), path, &error))
      sentence = g_strdup_printf ("Saved %s", path);
    strand_window_toast (window, sentence ? sentence : error->message);
  }
  g_object_unref (dialog);
}

void
strand_window_save_recording (StrandWindow *window)
{
  ask_for_file (window, "Save Recording (a folder)", ".strandscope", G_CALLBACK (on_recording_response));
}
