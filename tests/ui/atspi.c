#include "tests/ui/atspi.h"

#include <signal.h>
#include <string.h>

bool
wait_until (bool (*check) (gpointer), gpointer data, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * 1e6);
  do {
    if (check (data))
      return true;
    g_usleep (50000);
  } while (g_get_monotonic_time () < until);
  return check (data);
}

static AtspiAccessible *
find_application (guint pid)
{
  g_autoptr (GError) error = NULL;
  AtspiAccessible *desktop = atspi_get_desktop (0);
  /* Without a cache every answer is the window's own and no stale object is ever looked at. */
  atspi_accessible_set_cache_mask (desktop, ATSPI_CACHE_NONE);
  for (int i = 0; i < atspi_accessible_get_child_count (desktop, NULL); i++) {
    AtspiAccessible *child = atspi_accessible_get_child_at_index (desktop, i, NULL);
    if (child && atspi_accessible_get_process_id (child, NULL) == pid && atspi_accessible_get_child_count (child, NULL) > 0)
      return child;
    g_clear_object (&child);
  }
  return NULL;
}

static bool
application_is_there (gpointer data)
{
  struct window *window = data;
  window->root = find_application ((guint) g_ascii_strtoull (g_subprocess_get_identifier (window->process), NULL, 10));
  return window->root != NULL;
}

void
window_start (struct window *window, const char *const *environment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "atspi", TRUE);
  for (; environment && *environment; environment++) {
    g_auto (GStrv) pair = g_strsplit (*environment, "=", 2);
    g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
  }
  /* What the program prints must not look like TAP. */
  g_subprocess_launcher_set_stdout_file_path (launcher, "/dev/null");
  window->process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("STRANDSCOPE_PROGRAM"), NULL);
  g_assert_no_error (error);
  g_assert_true (wait_until (application_is_there, window, 20));
}

static bool
process_ended (gpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return g_subprocess_get_identifier (((struct window *) data)->process) == NULL;
}

void
window_close (struct window *window)
{
  g_autoptr (GError) error = NULL;
  g_subprocess_send_signal (window->process, SIGTERM);
  if (!wait_until (process_ended, window, 10))
    g_subprocess_force_exit (window->process);
  g_subprocess_wait (window->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (window->process));
  g_assert_cmpint (g_subprocess_get_exit_status (window->process), ==, 0);
  g_clear_object (&window->process);
}

static AtspiAccessible *
find_below (AtspiAccessible *from, AtspiRole role, const char *name, bool contains, int depth)
{
  if (!from || depth > 40)
    return NULL;
  g_autofree char *text = atspi_accessible_get_name (from, NULL);
  bool named = !name || (text && (contains ? strstr (text, name) != NULL : g_str_equal (text, name)));
  if (named && (role == ATSPI_ROLE_INVALID || atspi_accessible_get_role (from, NULL) == role))
    return g_object_ref (from);
  int count = atspi_accessible_get_child_count (from, NULL);
  for (int i = 0; i < count; i++) {
    g_autoptr (AtspiAccessible) child = atspi_accessible_get_child_at_index (from, i, NULL);
    AtspiAccessible *found = find_below (child, role, name, contains, depth + 1);
    if (found)
      return found;
  }
  return NULL;
}

AtspiAccessible *
window_find (struct window *window, AtspiRole role, const char *name)
{
  return find_below (window->root, role, name, false, 0);
}

/* GTK 4.8 gives toggle buttons the role of push or toggle buttons, by version. */
static AtspiAccessible *
find_button (struct window *window, const char *name)
{
  AtspiAccessible *button = window_find (window, ATSPI_ROLE_PUSH_BUTTON, name);
  return button ? button : window_find (window, ATSPI_ROLE_TOGGLE_BUTTON, name);
}

void
window_press (struct window *window, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AtspiAccessible) button = find_button (window, name);
  if (!button)
    g_error ("no button named %s", name);
  g_autoptr (AtspiAction) action = atspi_accessible_get_action_iface (button);
  g_assert_nonnull (action);
  g_assert_true (atspi_action_do_action (action, 0, &error));
  g_assert_no_error (error);
}

bool
window_pressed (struct window *window, const char *name)
{
  g_autoptr (AtspiAccessible) button = find_button (window, name);
  g_autoptr (AtspiStateSet) states = button ? atspi_accessible_get_state_set (button) : NULL;
  return states && (atspi_state_set_contains (states, ATSPI_STATE_PRESSED) || atspi_state_set_contains (states, ATSPI_STATE_CHECKED));
}

char *
window_fact (struct window *window, const char *name)
{
  g_autoptr (AtspiAccessible) label = window_find (window, ATSPI_ROLE_LABEL, name);
  g_autoptr (AtspiAccessible) row = label ? atspi_accessible_get_parent (label, NULL) : NULL;
  int index = label ? atspi_accessible_get_index_in_parent (label, NULL) : -1;
  g_autoptr (AtspiAccessible) value = row && index >= 0 ? atspi_accessible_get_child_at_index (row, index + 1, NULL) : NULL;
  if (!value)
    return NULL;
  /* A label that is named by another keeps its own words in its text. */
  g_autoptr (AtspiText) text = atspi_accessible_get_text_iface (value);
  if (text)
    return atspi_text_get_text (text, 0, atspi_text_get_character_count (text, NULL), NULL);
  return atspi_accessible_get_name (value, NULL);
}

bool
window_shows (struct window *window, const char *words)
{
  g_autoptr (AtspiAccessible) label = find_below (window->root, ATSPI_ROLE_LABEL, words, true, 0);
  return label != NULL;
}
