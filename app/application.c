#include "app/application.h"

#include <adwaita.h>
#include <glib-unix.h>
#include <malloc.h>

#include "app/session.h"
#include "app/window.h"

/* A window's frame buffers are large: without this each is mapped and faulted in afresh, at ten times the cost. */
static void
keep_pages (void)
{
  mallopt (M_MMAP_THRESHOLD, 256 << 20);
  mallopt (M_TRIM_THRESHOLD, 512 << 20);
  mallopt (M_TOP_PAD, 64 << 20);
}

static gboolean
has_gpu (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/dev/dri", 0, NULL);
  for (const char *name; folder && (name = g_dir_read_name (folder));)
    if (g_str_has_prefix (name, "render"))
      return TRUE;
  return FALSE;
}

void
application_prepare (void)
{
  keep_pages ();
  gtk_disable_setlocale (); /* main has set it, with English numbers */
  if (has_gpu ())
    return;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}

/* An X server that starts over (Xvfb does when its last client leaves) drops who comes at that moment: a display that
 * is named is asked a few times. */
int
application_display_reachable (void)
{
  if (gtk_init_check ())
    return TRUE;
  for (int i = 0; i < 5 && (g_getenv ("DISPLAY") || g_getenv ("WAYLAND_DISPLAY")); i++) {
    g_usleep (200000);
    if (gdk_display_open (NULL))
      return TRUE;
  }
  return FALSE;
}

static void
on_theme (GSimpleAction *action, GVariant *state, gpointer data)
{
  const char *name = g_variant_get_string (state, NULL);
  AdwColorScheme scheme = g_str_equal (name, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                          : g_str_equal (name, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                                                       : ADW_COLOR_SCHEME_DEFAULT;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  g_simple_action_set_state (action, state);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  adw_show_about_window (gtk_application_get_active_window (application), "application-name", "Strandscope", "version", STRANDSCOPE_VERSION,
                         "developer-name", "The Strandscope authors", "license-type", GTK_LICENSE_BSD_3, "comments",
                         "Draws the machine and plays a real parallel program on it: threads, processes, or both.", NULL);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GList *windows = g_list_copy (gtk_application_get_windows (application));
  for (GList *each = windows; each; each = each->next)
    gtk_window_close (each->data);
  if (!windows)
    g_application_quit (application);
  g_list_free (windows);
}

static const GActionEntry entries[] = {
  { "theme", NULL, "s", "'default'", on_theme, { 0 } },
  { "about", on_about, NULL, NULL, NULL, { 0 } },
  { "quit", on_quit, NULL, NULL, NULL, { 0 } },
};

/* Where the desktop names no font GTK falls back to whatever "Sans" is there: Inter, which the picture uses too, reads better. */
static void
choose_font (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *font = NULL;
  g_object_get (settings, "gtk-font-name", &font, NULL);
  if (!font || g_str_has_prefix (font, "Sans ") || g_str_has_prefix (font, "Cantarell "))
    g_object_set (settings, "gtk-font-name", "Cantarell, Inter 10.5", NULL);
}

static void
on_startup (GApplication *application, gpointer data)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  choose_font ();
  gtk_css_provider_load_from_resource (provider, "/org/strandscope/Strandscope/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
}

static StrandWindow *
present_window (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (!window) {
    g_autoptr (StrandSession) session = strand_session_new ();
    window = GTK_WINDOW (strand_window_new (GTK_APPLICATION (application), session));
    strand_window_keep_settings (STRAND_WINDOW (window));
    strand_session_load_machine (session, NULL);
  }
  gtk_window_present (window);
  return STRAND_WINDOW (window);
}

/* SOURCE: what -i named, NULL = nothing. */
static void
on_activate (GApplication *application, gpointer source)
{
  StrandWindow *window = present_window (application);
  if (*(char **) source)
    strand_window_open_source (window, *(char **) source);
}

static void
on_open (GApplication *application, GFile **files, int count, const char *hint, gpointer data)
{
  strand_window_open_file (present_window (application), files[0]);
}

/* Ctrl+C and a polite kill end like closing the window does: runs are ended, nothing stays behind. */
static gboolean
on_signal (gpointer application)
{
  on_quit (NULL, NULL, application);
  return G_SOURCE_CONTINUE;
}

GtkApplication *
application_new (void)
{
  AdwApplication *application = adw_application_new ("org.strandscope.Strandscope", G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_application_set_resource_base_path (G_APPLICATION (application), "/org/strandscope/Strandscope");
  g_signal_connect (application, "startup", G_CALLBACK (on_startup), NULL);
  g_unix_signal_add (SIGTERM, on_signal, application);
  g_unix_signal_add (SIGINT, on_signal, application);
  g_unix_signal_add (SIGHUP, on_signal, application);
  return GTK_APPLICATION (application);
}

static void
on_compare (GApplication *application, gpointer data)
{
  char **paths = data;
  strand_window_compare_files (present_window (application), paths[0], paths[1]);
}

int
application_compare (const char *a, const char *b)
{
  g_autoptr (GtkApplication) application = application_new ();
  const char *paths[] = { a, b };
  g_signal_connect (application, "activate", G_CALLBACK (on_compare), paths);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

int
application_run (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = application_new ();
  g_autofree char *source = NULL;
  const GOptionEntry options[] = {
    { "input", 'i', 0, G_OPTION_ARG_FILENAME, &source, "Show another machine: an hwloc XML file or a synthetic description", "SOURCE" },
    G_OPTION_ENTRY_NULL,
  };
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (application), "[FILE.xml | RECORDING]");
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &source);
  g_signal_connect (application, "open", G_CALLBACK (on_open), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
