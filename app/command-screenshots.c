/* strandscope screenshots -o FOLDER [--scenes FOLDER]: the README's and the gallery's pictures, made by the program itself: scenes
 * from their recordings, light and dark, and real runs in its real window. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "app/application.h"
#include "app/commands.h"
#include "app/picture.h"
#include "app/session.h"
#include "app/window.h"
#include "ui/draw/export.h"
#include "ui/draw/machine-view.h"

struct shot { const char *name; enum model model; bool dark; int width, height; };

static const struct shot shots[] = {
  { "hybrid", MODEL_HYBRID, false, 1440, 900 },
  { "threads", MODEL_THREADS, false, 1440, 900 },
  { "processes", MODEL_PROCESSES, false, 1440, 900 },
  { "hybrid-dark", MODEL_HYBRID, true, 1440, 900 },
  { "hybrid-small", MODEL_HYBRID, false, 1024, 640 },
};

/* Machines alone, as strandscope topology draws them. */
static const struct { const char *name, *source; enum theme theme; } machines[] = {
  { "machine", "pack:2 die:4 numa:1 l3:1 l2:4 l1d:1 l1i:1 core:1 pu:2", THEME_LIGHT },
  { "machine-16384", "pack:16 numa:4 l3:2 core:32 pu:4", THEME_LIGHT },
};

struct shooting {
  GtkApplication *application;
  StrandSession *session;
  GtkWindow *window;
  GdkPaintable *paintable; /* follows the window: between two frames the widget itself has no picture to give */
  const char *folder;
  size_t next;
  int waited;       /* polls since the shot began */
  int status;
};

static bool
save_window (struct shooting *shooting, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL), *path = g_build_filename (shooting->folder, file, NULL);
  GdkPaintable *paintable = shooting->paintable;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable), gdk_paintable_get_intrinsic_height (paintable));
  g_autoptr (GskRenderNode) node = gtk_snapshot_to_node (snapshot);
  g_autoptr (GdkTexture) texture =
    node ? gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (shooting->window)), node, NULL) : NULL;
  if (!texture || !gdk_texture_save_to_png (texture, path)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s could not be written; is the folder there and writable, the disk full?", path);
    return false;
  }
  g_print ("%s\n", path);
  return true;
}

static bool
save_machine (const char *folder, size_t i, GError **error)
{
  g_autofree char *file = g_strconcat (machines[i].name, ".png", NULL), *path = g_build_filename (folder, file, NULL);
  struct machine *machine = machine_load (machines[i].source, error);
  if (!machine)
    return false;
  struct machine_view_options options = { .detail = MACHINE_FIT };
  struct scene *scene = scene_create (1600, 900);
  machine_view_layout (scene, machine, (struct rect){ 12, 12, 1576, 876 }, &options);
  bool done = export_scenes (&scene, 1, machines[i].theme, 1, path, NULL, error);
  scene_destroy (scene);
  machine_destroy (machine);
  if (done)
    g_print ("%s\n", path);
  return done;
}

/* ---- scenes ---- */

static bool
save_scene (const char *path, enum theme theme, const char *output, GError **error)
{
  struct scene_file *file = scene_file_read (path, error);
  if (!file)
    return false;
  file->theme = theme;
  struct picture *picture = picture_make (file, error);
  bool done = picture && picture_write (picture, output, NULL, error);
  picture_destroy (picture);
  scene_file_free (file);
  if (done)
    g_print ("%s\n", output);
  return done;
}

/* NAME.scene to scenes/NAME.png and scenes/NAME-dark.png. */
static bool
save_both (const char *from, const char *name, const char *folder, GError **error)
{
  g_autofree char *base = g_strndup (name, strlen (name) - strlen (".scene")), *path = g_build_filename (from, name, NULL);
  g_autofree char *light = g_strdup_printf ("%s/scenes/%s.png", folder, base), *dark = g_strdup_printf ("%s/scenes/%s-dark.png", folder, base);
  return save_scene (path, THEME_LIGHT, light, error) && save_scene (path, THEME_DARK, dark, error);
}

static bool
save_scenes (const char *from, const char *folder, GError **error)
{
  g_autoptr (GDir) listing = g_dir_open (from, 0, error);
  g_autofree char *into = g_build_filename (folder, "scenes", NULL);
  bool done = listing != NULL;
  const char *name;
  g_mkdir (into, 0777); /* where it can't be made, the first picture says so */
  while (done && (name = g_dir_read_name (listing)))
    done = !g_str_has_suffix (name, ".scene") || save_both (from, name, folder, error);
  return done;
}

/* ---- the window ---- */

static void
end (struct shooting *shooting, int status)
{
  shooting->status = status;
  g_clear_object (&shooting->paintable);
  gtk_window_destroy (shooting->window);
  g_application_quit (G_APPLICATION (shooting->application));
}

/* The picture is worth taking once the run shows its rhythm; a run that never starts must not hold us. */
static bool
is_ready (struct shooting *shooting)
{
  const struct summary *summary = strand_session_get_summary (shooting->session);
  return ++shooting->waited > 25 && ((summary && summary->steps > 100) || shooting->waited > 150);
}

static void
begin_shot (struct shooting *shooting)
{
  const struct shot *shot = &shots[shooting->next];
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), shot->dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_window_set_default_size (shooting->window, shot->width, shot->height);
  shooting->waited = 0;
  struct plan *plan = plan_copy (strand_session_get_plan (shooting->session));
  plan->model = shot->model;
  strand_session_set_plan (shooting->session, plan);
  strand_session_run (shooting->session);
}

static gboolean
on_poll (gpointer data)
{
  struct shooting *shooting = data;
  g_autoptr (GError) error = NULL;
  if (!is_ready (shooting))
    return G_SOURCE_CONTINUE;
  if (!save_window (shooting, shots[shooting->next].name, &error)) {
    g_printerr ("strandscope: %s\n", error->message);
    end (shooting, 1);
    return G_SOURCE_REMOVE;
  }
  if (++shooting->next == G_N_ELEMENTS (shots)) {
    end (shooting, 0);
    return G_SOURCE_REMOVE;
  }
  begin_shot (shooting);
  return G_SOURCE_CONTINUE;
}

static void
on_machine (struct shooting *shooting)
{
  begin_shot (shooting);
  g_timeout_add (100, on_poll, shooting);
}

static void
on_activate (GApplication *application, gpointer data)
{
  struct shooting *shooting = data;
  shooting->session = strand_session_new ();
  shooting->window = GTK_WINDOW (strand_window_new (GTK_APPLICATION (application), shooting->session));
  shooting->paintable = gtk_widget_paintable_new (GTK_WIDGET (shooting->window));
  g_signal_connect_swapped (shooting->session, "machine", G_CALLBACK (on_machine), shooting);
  strand_session_load_machine (shooting->session, NULL);
  gtk_window_present (shooting->window);
}

int
command_screenshots (int argc, char **argv)
{
  struct shooting shooting = { 0 };
  g_autofree char *folder = NULL, *scenes = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = { { "output", 'o', 0, G_OPTION_ARG_FILENAME, &folder, "Folder for the pictures", "FOLDER" },
                                   { "scenes", 0, 0, G_OPTION_ARG_FILENAME, &scenes, "Folder with scenes; their pictures go into scenes/ of the other", "FOLDER" },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !folder) {
    g_printerr ("strandscope: %s\n", error ? error->message : "screenshots: say where the pictures go: -o FOLDER");
    return 2;
  }
  if (scenes && !save_scenes (scenes, folder, &error)) {
    g_printerr ("strandscope: %s\n", error->message);
    return 1;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (machines); i++)
    if (!save_machine (folder, i, &error)) {
      g_printerr ("strandscope: %s\n", error->message);
      return 1;
    }
  application_prepare ();
  if (!application_display_reachable ()) {
    g_printerr ("strandscope: screenshots need a display; without one: xvfb-run -a strandscope screenshots -o %s\n", folder);
    return 1;
  }
  shooting.folder = folder;
  shooting.application = application_new ();
  g_signal_connect (shooting.application, "activate", G_CALLBACK (on_activate), &shooting);
  int status = g_application_run (G_APPLICATION (shooting.application), 1, argv);
  g_clear_object (&shooting.session);
  g_clear_object (&shooting.application);
  return status ? status : shooting.status;
}
