/* What the window keeps between two starts: the View menu, the theme, panes and sizes. */
#include "app/window-private.h"

#include "app/settings.h"

#define LEAST_WIDTH 640
#define LEAST_HEIGHT 480
#define MOST 16384

static const char *const switches[] = { "machine-only", "legend", "print-pictures", "show-timeline", "overlay-distances", "overlay-bandwidth",
                                        "overlay-latency", "overlay-links", NULL };
static const char *const index_words[] = { "logical", "physical", "both", NULL };
static const char *const theme_words[] = { "default", "light", "dark", NULL };

/* ---- reading ---- */

static void
set_switch (StrandWindow *window, GKeyFile *settings, const char *name)
{
  g_autoptr (GError) error = NULL;
  gboolean on = g_key_file_get_boolean (settings, "view", name, &error);
  if (!error)
    g_action_group_change_action_state (G_ACTION_GROUP (window), name, g_variant_new_boolean (on));
}

static void
set_word (GActionGroup *group, GKeyFile *settings, const char *name, const char *const *known)
{
  g_autofree char *word = g_key_file_get_string (settings, "view", name, NULL);
  if (word && g_strv_contains (known, word))
    g_action_group_change_action_state (group, name, g_variant_new_string (word));
}

static int
number (GKeyFile *settings, const char *name, int least)
{
  return CLAMP (g_key_file_get_integer (settings, "window", name, NULL), least, MOST);
}

static void
set_size (StrandWindow *window, GKeyFile *settings)
{
  if (g_key_file_has_key (settings, "window", "width", NULL) && g_key_file_has_key (settings, "window", "height", NULL))
    gtk_window_set_default_size (GTK_WINDOW (window), number (settings, "width", LEAST_WIDTH), number (settings, "height", LEAST_HEIGHT));
  if (g_key_file_get_boolean (settings, "window", "maximized", NULL))
    gtk_window_maximize (GTK_WINDOW (window));
}

static void
set_panes (StrandWindow *window, GKeyFile *settings)
{
  static const char *const names[PANES] = { "settings-pane", "facts-pane" }, *const widths[PANES] = { "settings-width", "facts-width" };
  for (int i = 0; i < PANES; i++) {
    g_autoptr (GError) error = NULL;
    gboolean shown = g_key_file_get_boolean (settings, "window", names[i], &error);
    strand_window_set_pane (window, i, error ? TRUE : shown, number (settings, widths[i], 0));
  }
}

/* ---- writing ---- */

static void
keep_switch (StrandWindow *window, GKeyFile *settings, const char *name)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (window), name);
  g_key_file_set_boolean (settings, "view", name, g_variant_get_boolean (state));
}

static void
keep_word (GActionGroup *group, GKeyFile *settings, const char *name)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (group, name);
  g_key_file_set_string (settings, "view", name, g_variant_get_string (state, NULL));
}

static void
keep_window (StrandWindow *window, GKeyFile *settings)
{
  static const char *const names[PANES] = { "settings-pane", "facts-pane" }, *const widths[PANES] = { "settings-width", "facts-width" };
  int width, height;
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height); /* the one it has, or had before it was maximised */
  g_key_file_set_integer (settings, "window", "width", width);
  g_key_file_set_integer (settings, "window", "height", height);
  g_key_file_set_boolean (settings, "window", "maximized", gtk_window_is_maximized (GTK_WINDOW (window)));
  for (int i = 0; i < PANES; i++) {
    int pane;
    gboolean wanted = strand_window_get_pane (window, i, &pane);
    g_key_file_set_boolean (settings, "window", names[i], wanted);
    g_key_file_set_integer (settings, "window", widths[i], pane);
  }
}

static gboolean
on_close (StrandWindow *window)
{
  g_autoptr (GKeyFile) settings = settings_read (); /* another window may have written since */
  for (int i = 0; switches[i]; i++)
    keep_switch (window, settings, switches[i]);
  keep_word (G_ACTION_GROUP (window), settings, "indexes");
  keep_word (G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (window))), settings, "theme");
  keep_window (window, settings);
  settings_write (settings);
  return GDK_EVENT_PROPAGATE;
}

void
strand_window_keep_settings (StrandWindow *window)
{
  g_autoptr (GKeyFile) settings = settings_read ();
  for (int i = 0; switches[i]; i++)
    set_switch (window, settings, switches[i]);
  set_word (G_ACTION_GROUP (window), settings, "indexes", index_words);
  set_word (G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (window))), settings, "theme", theme_words);
  set_size (window, settings);
  set_panes (window, settings);
  g_signal_connect (window, "close-request", G_CALLBACK (on_close), NULL);
}
