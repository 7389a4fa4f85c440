/* Pictures and studies: saved, and opened again. */
#include "app/scaling-window-private.h"

#include "engine/scaling/study-file.h"
#include "ui/draw/export.h"

#define PIXELS_A_POINT 2 /* as of the stage */

static void
tell_saved (StrandScalingWindow *window, bool done, const char *path, const GError *error)
{
  g_autofree char *saved = g_strdup_printf ("Saved %s", path);
  scaling_window_say (window, done ? saved : error->message);
}

static void
save_picture (StrandScalingWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  scaling_window_draw (window);
  bool done = export_scenes (&window->scene, 1, strand_canvas_get_theme (window->canvas), PIXELS_A_POINT, path, NULL, &error);
  tell_saved (window, done, path, error);
}

static void
save_study (StrandScalingWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = study_to_json (scaling_window_study (window)), *line = g_strconcat (text, "\n", NULL);
  bool done = study_write (line, path, &error);
  tell_saved (window, done, path, error);
}

void
strand_scaling_window_open (StrandScalingWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  if (window->runs)
    return;
  struct study *study = study_load (path, &error);
  if (study)
    scaling_window_show (window, study);
  g_autofree char *opened = g_strdup_printf ("Opened %s", path);
  scaling_window_say (window, study ? opened : error->message);
}

/* ---- with a question where ---- */

static void
on_response (GtkNativeDialog *dialog, int response, StrandScalingWindow *window)
{
  void (*then) (StrandScalingWindow *, const char *) = g_object_get_data (G_OBJECT (dialog), "then");
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path && (then == strand_scaling_window_open || scaling_window_study (window)))
    then (window, path);
  g_object_unref (dialog);
}

static void
ask (StrandScalingWindow *window, const char *title, GtkFileChooserAction action, const char *ending, void (*then) (StrandScalingWindow *, const char *))
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (window), action, action == GTK_FILE_CHOOSER_ACTION_OPEN ? "_Open" : "_Save", "_Cancel");
  const struct study *study = scaling_window_study (window);
  g_autofree char *name = study ? g_strdup_printf ("strandscope-scaling-%s-%s%s", study->model, study->workload, ending) : NULL;
  g_strdelimit (name ? name : (char[]){ "" }, G_DIR_SEPARATOR_S, '-');
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE && name)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_object_set_data (G_OBJECT (chooser), "then", then);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_response), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  ask (window, "Open Study", GTK_FILE_CHOOSER_ACTION_OPEN, ".json", strand_scaling_window_open);
}

static void
on_save_picture (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  ask (window, "Save Picture (.png, .svg or .pdf)", GTK_FILE_CHOOSER_ACTION_SAVE, ".svg", save_picture);
}

static void
on_save_study (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  ask (window, "Save Study (.json)", GTK_FILE_CHOOSER_ACTION_SAVE, ".json", save_study);
}

static const GActionEntry entries[] = {
  { "open", on_open, NULL, NULL, NULL, { 0 } },
  { "save-picture", on_save_picture, NULL, NULL, NULL, { 0 } },
  { "save-study", on_save_study, NULL, NULL, NULL, { 0 } },
};

void
scaling_window_add_files (StrandScalingWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window->actions), entries, G_N_ELEMENTS (entries), window);
}
