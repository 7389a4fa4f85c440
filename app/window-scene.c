/* Scenes: the present look as a small text file, and back. */
#include "app/window-private.h"

#include <string.h>

#include "app/moment.h"
#include "app/picture-views.h"
#include "engine/trace/recording.h"
#include "ui/draw/overlay.h"

static const struct { const char *action; enum overlay overlay; } overlays[] = {
  { "overlay-distances", OVERLAY_DISTANCES }, { "overlay-bandwidth", OVERLAY_BANDWIDTH }, { "overlay-latency", OVERLAY_LATENCY }, { "overlay-links", OVERLAY_LINKS },
};

static const char *const index_names[] = { [MACHINE_LOGICAL] = "logical", [MACHINE_PHYSICAL] = "physical", [MACHINE_BOTH] = "both" };

/* ---- the present look ---- */

static GVariant *
state_of (StrandWindow *window, const char *action)
{
  return g_action_get_state (g_action_map_lookup_action (G_ACTION_MAP (window), action));
}

static gboolean
is_on (StrandWindow *window, const char *action)
{
  g_autoptr (GVariant) state = state_of (window, action);
  return g_variant_get_boolean (state);
}

/* The smallest object in the middle of what is seen, so that the zoom comes back to the same place. */
static char *
object_in_middle (StrandWindow *window)
{
  const struct scene *machine = stage_scenes (window->stage)[STAGE_MACHINE];
  int object = scene_hit (machine, machine->clip.x + machine->clip.w / 2, machine->clip.y + machine->clip.h / 2);
  return object < 0 ? NULL : g_strdup (machine->objects[object].id);
}

static void
take_look (StrandWindow *window, struct scene_file *file)
{
  g_autoptr (GVariant) indexes = state_of (window, "indexes");
  file->width = MAX (gtk_widget_get_width (GTK_WIDGET (window->stage_canvas)), 64);
  file->height = MAX (gtk_widget_get_height (GTK_WIDGET (window->stage_canvas)), 64);
  file->theme = strand_window_picture_theme (window);
  file->select = g_strdup (window->picked);
  for (size_t i = 0; i < G_N_ELEMENTS (overlays); i++)
    file->overlays |= is_on (window, overlays[i].action) ? (unsigned) overlays[i].overlay : 0;
  for (size_t i = 0; i < G_N_ELEMENTS (index_names); i++)
    if (g_str_equal (index_names[i], g_variant_get_string (indexes, NULL)))
      file->indexes = (enum machine_indexes) i;
  if (stage_get_zoom (window->stage) > 1) {
    file->zoom = stage_get_zoom (window->stage);
    file->centre = object_in_middle (window);
  }
}

/* A recording that is kept already is named; a run, or what was left of one, is saved beside the scene. */
static bool
save_recording (StrandWindow *window, struct scene_file *file, const char *base, GError **error)
{
  const char *shown = strand_session_get_recording (window->session);
  const struct machine *machine = strand_session_get_trace_machine (window->session);
  bool kept = shown && !strand_window_was_left (window);
  if (kept && machine && g_strcmp0 (machine->source, shown) != 0) /* it was given: the recording says none */
    file->source[0].machine = g_strdup (machine->source);
  file->source[0].recording = kept ? g_canonicalize_filename (shown, NULL) : g_strconcat (base, ".strandscope", NULL);
  return kept || recording_save (strand_session_get_trace (window->session), machine, file->source[0].recording, NULL, error);
}

/* What is shown goes beside the scene, so that it is the same on any machine: NAME.strandscope or NAME.xml. */
static bool
save_source (StrandWindow *window, struct scene_file *file, const char *base, GError **error)
{
  struct trace *trace = strand_session_get_trace (window->session);
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  const struct machine *machine = strand_session_get_machine (window->session);
  bool run = trace && snapshot && snapshot->processes;
  file->view = g_strdup (run && !is_on (window, "machine-only") ? "stage" : "machine");
  if (run) {
    file->source[0].at = g_strdup_printf ("%" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT, (snapshot->t - trace_begin (trace)) / 1000000000, (snapshot->t - trace_begin (trace)) % 1000000000);
    return save_recording (window, file, base, error);
  }
  if (!machine->this_machine && !g_file_test (machine->source, G_FILE_TEST_EXISTS)) { /* a description is short enough */
    file->source[0].machine = g_strdup (machine->source);
    return true;
  }
  file->source[0].machine = g_strconcat (base, ".xml", NULL);
  return g_file_set_contents (file->source[0].machine, machine_xml ((struct machine *) machine), -1, error);
}

static void
save_to (StrandWindow *window, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_str_has_suffix (name, ".scene") ? g_strdup (name) : g_strconcat (name, ".scene", NULL), *base = g_strndup (path, strlen (path) - 6);
  struct scene_file *file = scene_file_new ();
  take_look (window, file);
  bool saved = save_source (window, file, base, &error) && scene_file_write (file, path, &error);
  g_autofree char *sentence = saved ? g_strdup_printf ("Saved %s; strandscope render makes its picture", path) : NULL;
  strand_window_toast (window, saved ? sentence : error->message);
  scene_file_free (file);
}

static void
on_save_response (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path)
    save_to (window, path);
  g_object_unref (dialog);
}

static void
on_save_scene (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  if (strand_session_is_live (window->session) || !strand_session_get_machine (window->session)) {
    strand_window_toast (window, "A scene keeps the run that is shown: stop it first (Shift+F5).");
    return;
  }
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new ("Save Scene", GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE, "_Save", "_Cancel");
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "picture.scene");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_save_response), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- a scene's look ---- */

static void
set_state (StrandWindow *window, const char *action, GVariant *state)
{
  g_action_change_state (g_action_map_lookup_action (G_ACTION_MAP (window), action), state);
}

static void
apply_theme (StrandWindow *window, enum theme theme)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (gtk_window_get_application (GTK_WINDOW (window))), "theme");
  set_state (window, "print-pictures", g_variant_new_boolean (theme == THEME_PRINT));
  if (action && (theme == THEME_LIGHT || theme == THEME_DARK))
    g_action_change_state (action, g_variant_new_string (theme_name (theme)));
}

/* The picture gets the scene's size where the screen has the room. */
static void
apply_size (StrandWindow *window, const struct scene_file *file)
{
  int width, height;
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  int wider = file->width - gtk_widget_get_width (GTK_WIDGET (window->stage_canvas)), higher = file->height - gtk_widget_get_height (GTK_WIDGET (window->stage_canvas));
  if (file->width && gtk_widget_get_width (GTK_WIDGET (window->stage_canvas)) > 64)
    gtk_window_set_default_size (GTK_WINDOW (window), MAX (width + wider, 640), MAX (height + higher, 480));
}

static void
apply_look (StrandWindow *window, const struct scene_file *file)
{
  apply_theme (window, file->theme);
  apply_size (window, file);
  set_state (window, "machine-only", g_variant_new_boolean (file->view ? g_str_equal (file->view, "machine") : !file->source[0].workload && !file->source[0].recording));
  set_state (window, "indexes", g_variant_new_string (index_names[file->indexes]));
  for (size_t i = 0; i < G_N_ELEMENTS (overlays); i++)
    set_state (window, overlays[i].action, g_variant_new_boolean ((file->overlays & overlays[i].overlay) != 0));
  stage_zoom (window->stage, 0, 0, 0);
  strand_window_draw (window);
  picture_look (window->stage, file, strand_session_get_snapshot (window->session));
  strand_window_select (window, file->select);
  strand_window_draw (window);
}

static bool
shows_recording (StrandWindow *window, const char *path)
{
  const char *shown = strand_session_get_recording (window->session);
  g_autofree char *folder = g_path_get_dirname (path); /* of an anchor file */
  return shown && (g_str_equal (shown, path) || g_str_equal (shown, folder));
}

static void
go_to_moment (StrandWindow *window, const char *at)
{
  g_autoptr (GError) error = NULL;
  uint64_t t;
  if (moment_parse (at, strand_session_get_trace (window->session), &t, &error))
    strand_session_set_playhead (window->session, t);
  else
    strand_window_toast (window, error->message);
}

/* Once its recording and its machine are there, this machine too (its coming would undo the zoom), and the window has its size. */
static bool
is_ready (StrandWindow *window)
{
  struct scene_source *source = &window->wanted->source[0];
  const char *what;
  double share;
  if (strand_session_get_loading (window->session, &what, &share) || !strand_session_get_this_machine (window->session) ||
      gtk_widget_get_width (GTK_WIDGET (window->stage_canvas)) <= 64)
    return false;
  if (!source->recording)
    return strand_session_get_machine (window->session) != NULL;
  g_autofree char *machine = g_steal_pointer (&source->machine);
  if (machine) /* another one for the recording: that is waited for too */
    strand_session_give_machine (window->session, machine);
  return !machine;
}

static gboolean
on_wanted_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  StrandWindow *window = STRAND_WINDOW (widget);
  if (!is_ready (window))
    return G_SOURCE_CONTINUE;
  window->wanted_tick = 0;
  struct scene_file *file = g_steal_pointer (&window->wanted);
  const char *recording = file->source[0].recording;
  if (recording && shows_recording (window, recording))
    go_to_moment (window, file->source[0].at);
  if (!recording || shows_recording (window, recording)) /* else it was refused, and the window says why */
    apply_look (window, file);
  scene_file_free (file);
  return G_SOURCE_REMOVE;
}

static bool
show_source (StrandWindow *window, const struct scene_file *file, GError **error)
{
  const struct scene_source *source = &file->source[0];
  if (file->study) /* in a window of its own */
    return true;
  if (source->recording) {
    strand_window_open_recording (window, source->recording);
    return true;
  }
  if (!source->workload) {
    strand_window_open_source (window, source->machine);
    return true;
  }
  struct plan *plan = plan_copy (strand_session_get_plan (window->session));
  if (!picture_run_plan (plan, file, 0, error)) {
    plan_free (plan);
    return false;
  }
  strand_session_set_plan (window->session, plan);
  strand_session_run (window->session);
  return true;
}

void
strand_window_open_scene (StrandWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  struct scene_file *file = scene_file_read (path, &error);
  if (!file || !show_source (window, file, &error)) {
    strand_window_refuse (window, error->message);
    scene_file_free (file);
    return;
  }
  if (file->study) {
    strand_window_show_study (window, file->study);
    scene_file_free (file);
    return;
  }
  scene_file_free (window->wanted);
  window->wanted = file;
  if (!window->wanted_tick)
    window->wanted_tick = gtk_widget_add_tick_callback (GTK_WIDGET (window), on_wanted_tick, NULL, NULL);
}

static const GActionEntry entries[] = {
  { "save-scene", on_save_scene, NULL, NULL, NULL, { 0 } },
};

void
strand_window_add_scenes (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
