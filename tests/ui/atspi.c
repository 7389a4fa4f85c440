#include "tests/ui/atspi.h"

#include <signal.h>
#include <string.h>

#include "tests/ui/atspi-tree.h"

#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define REGISTRY "org.a11y.atspi.Registry"
#define TIMEOUT_MS 5000
#define STATE_CHECKED 4
#define STATE_PRESSED 20
#define KEY_BY_SYMBOL 3 /* ATSPI_KEY_SYM */

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

/* ---- the bus ---- */

static GDBusConnection *
accessibility_bus (void)
{
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = session ? g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", NULL,
                                                                       G_VARIANT_TYPE ("(s)"), 0, TIMEOUT_MS, NULL, NULL)
                                        : NULL;
  const char *address = NULL;
  if (!answer)
    return NULL;
  g_variant_get (answer, "(&s)", &address);
  return g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                 NULL, NULL, NULL);
}

const char *
atspi_missing (void)
{
  g_autoptr (GDBusConnection) bus = accessibility_bus ();
  return bus ? NULL : "the accessibility bus does not answer (package at-spi2-core)";
}

static GVariant *
call (struct window *window, const struct accessible *node, const char *interface, const char *method, GVariant *arguments, const char *type)
{
  return g_dbus_connection_call_sync (window->bus, node->bus_name, node->path, interface, method, arguments, type ? G_VARIANT_TYPE (type) : NULL, 0,
                                      TIMEOUT_MS, NULL, NULL);
}

static GVariant *
property (struct window *window, const struct accessible *node, const char *interface, const char *name)
{
  g_autoptr (GVariant) answer = call (window, node, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", interface, name), "(v)");
  GVariant *value = NULL;
  if (answer)
    g_variant_get (answer, "(v)", &value);
  return value;
}

/* A label that another one names keeps its own words in its text. */
static char *
text_of (struct window *window, const struct accessible *node)
{
  g_autoptr (GVariant) count = property (window, node, "org.a11y.atspi.Text", "CharacterCount");
  g_autoptr (GVariant) answer =
    count ? call (window, node, "org.a11y.atspi.Text", "GetText", g_variant_new ("(ii)", 0, g_variant_get_int32 (count)), "(s)") : NULL;
  char *text = NULL;
  if (answer)
    g_variant_get (answer, "(s)", &text);
  return text;
}

/* ---- looking for something ---- */

/* True ends the walk. */
typedef bool (*visitor) (struct window *window, const struct accessible *node, const struct accessible *next, gpointer data);

static bool
walk (struct window *window, const struct accessible *node, const struct accessible *next, visitor visit, gpointer data)
{
  const GPtrArray *children = node->children;
  if (visit (window, node, next, data))
    return true;
  for (guint i = 0; i < children->len; i++)
    if (walk (window, children->pdata[i], i + 1 < children->len ? children->pdata[i + 1] : NULL, visit, data))
      return true;
  return false;
}

static bool
walk_window (struct window *window, visitor visit, gpointer data)
{
  struct accessible *root = accessible_fetch (window->bus, window->name, window->path, 40);
  bool ended = walk (window, root, NULL, visit, data);
  accessible_free (root);
  return ended;
}

struct search { const char *name; int role, other_role; struct accessible found; };

static void
take_found (struct search *search, const struct accessible *node)
{
  search->found = (struct accessible){ .bus_name = g_strdup (node->bus_name), .path = g_strdup (node->path) };
}

static void
forget (struct accessible *found)
{
  g_free (found->bus_name);
  g_free (found->path);
}

static bool
visit_named (struct window *window, const struct accessible *node, const struct accessible *next, gpointer data)
{
  struct search *search = data;
  if (!g_str_equal (node->name, search->name) || (node->role != search->role && node->role != search->other_role))
    return false;
  take_found (search, node);
  return true;
}

/* While the window rearranges itself a button can be away for a moment: it is looked for again. */
static struct accessible
await_button (struct window *window, const char *name)
{
  struct search search = { name, ROLE_PUSH_BUTTON, ROLE_TOGGLE_BUTTON, { NULL } };
  for (int i = 0; i < 50 && !walk_window (window, visit_named, &search); i++)
    g_usleep (100000);
  if (!search.found.path)
    g_error ("no button named %s", name);
  return search.found;
}

void
window_press (struct window *window, const char *name)
{
  struct accessible button = await_button (window, name);
  g_autoptr (GVariant) answer = call (window, &button, "org.a11y.atspi.Action", "DoAction", g_variant_new ("(i)", 0), "(b)");
  gboolean done = FALSE;
  if (answer)
    g_variant_get (answer, "(b)", &done);
  g_assert_true (done);
  forget (&button);
}

bool
window_pressed (struct window *window, const char *name)
{
  struct accessible button = await_button (window, name);
  g_autoptr (GVariant) answer = call (window, &button, ACCESSIBLE, "GetState", NULL, "(au)");
  g_autoptr (GVariant) words = answer ? g_variant_get_child_value (answer, 0) : NULL;
  guint32 low = 0;
  if (words && g_variant_n_children (words) > 0)
    g_variant_get_child (words, 0, "u", &low);
  forget (&button);
  return low >> STATE_CHECKED & 1 || low >> STATE_PRESSED & 1;
}

/* ---- typing ---- */

struct typing { const char *name, *text; };

static bool
visit_entry (struct window *window, const struct accessible *node, const struct accessible *next, gpointer data)
{
  struct typing *typing = data;
  if (!g_str_equal (node->name, typing->name))
    return false;
  g_autoptr (GVariant) answer = call (window, node, "org.a11y.atspi.EditableText", "SetTextContents", g_variant_new ("(s)", typing->text), "(b)");
  gboolean done = FALSE;
  if (answer)
    g_variant_get (answer, "(b)", &done);
  return done;
}

void
window_type (struct window *window, const char *name, const char *text)
{
  struct typing typing = { name, text };
  bool done = false;
  for (int i = 0; i < 50 && !(done = walk_window (window, visit_entry, &typing)); i++)
    g_usleep (100000);
  if (!done)
    g_error ("no entry named %s", name);
}

void
window_key (struct window *window, int keysym)
{
  const struct accessible controller = { .bus_name = (char *) REGISTRY, .path = (char *) "/org/a11y/atspi/registry/deviceeventcontroller" };
  g_autoptr (GVariant) answer = call (window, &controller, "org.a11y.atspi.DeviceEventController", "GenerateKeyboardEvent",
                                      g_variant_new ("(isu)", keysym, "", KEY_BY_SYMBOL), NULL);
  g_assert_nonnull (answer);
}

/* ---- dragging ---- */

static bool
visit_place (struct window *window, const struct accessible *node, const struct accessible *next, gpointer data)
{
  struct search *search = data;
  g_autofree char *text = g_str_equal (node->name, search->name) ? NULL : text_of (window, node);
  if (!g_str_equal (node->name, search->name) && g_strcmp0 (text, search->name) != 0)
    return false;
  take_found (search, node);
  return true;
}

static void
point_in (struct window *window, const char *name, double u, double v, int *x, int *y)
{
  struct search search = { .name = name };
  int left, top, width, height;
  for (int i = 0; i < 50 && !walk_window (window, visit_place, &search); i++)
    g_usleep (100000);
  if (!search.found.path)
    g_error ("nothing is named %s", name);
  g_autoptr (GVariant) answer = call (window, &search.found, "org.a11y.atspi.Component", "GetExtents", g_variant_new ("(u)", 1), "((iiii))");
  g_assert_nonnull (answer);
  g_variant_get (answer, "((iiii))", &left, &top, &width, &height);
  g_test_message ("%s: %d x %d at %d, %d", name, width, height, left, top);
  *x = left + (int) (u * width);
  *y = top + (int) (v * height);
  forget (&search.found);
}

static void
mouse (struct window *window, int x, int y, const char *what)
{
  const struct accessible controller = { .bus_name = (char *) REGISTRY, .path = (char *) "/org/a11y/atspi/registry/deviceeventcontroller" };
  g_autoptr (GVariant) answer = call (window, &controller, "org.a11y.atspi.DeviceEventController", "GenerateMouseEvent",
                                      g_variant_new ("(iis)", x, y, what), NULL);
  g_assert_nonnull (answer);
  g_usleep (60000); /* as a hand does: the window comes to see each */
}

void
window_drag (struct window *window, const char *from, const char *to, double u, double v, int stop)
{
  int x, y, to_x, to_y;
  point_in (window, from, 0.5, 0.5, &x, &y);
  point_in (window, to, u, v, &to_x, &to_y);
  mouse (window, x, y, "abs");
  mouse (window, x, y, "b1p");
  for (int i = 1; i <= 8; i++)
    mouse (window, x + (to_x - x) * i / 8, y + (to_y - y) * i / 8, "abs");
  if (stop)
    window_key (window, stop);
  mouse (window, to_x, to_y, "b1r");
}

struct fact_search { const char *name; char *value; };

static bool
visit_fact (struct window *window, const struct accessible *node, const struct accessible *next, gpointer data)
{
  struct fact_search *search = data;
  if (!next || !g_str_equal (node->name, search->name) || node->role != ROLE_LABEL)
    return false;
  if (next->role != ROLE_LABEL) /* a setting of the same name */
    return false;
  search->value = text_of (window, next);
  return search->value != NULL;
}

char *
window_fact (struct window *window, const char *name)
{
  struct fact_search search = { name, NULL };
  walk_window (window, visit_fact, &search);
  return search.value;
}

static bool
visit_words (struct window *window, const struct accessible *node, const struct accessible *next, gpointer data)
{
  return strstr (node->name, data) != NULL;
}

bool
window_shows (struct window *window, const char *words)
{
  return walk_window (window, visit_words, (gpointer) words);
}

static bool
visit_tell (struct window *window, const struct accessible *node, const struct accessible *next, gpointer data)
{
  g_autofree char *text = text_of (window, node);
  if (*node->name)
    g_test_message ("role %d: %s | %s", node->role, node->name, text ? text : "");
  return false;
}

void
window_tell (struct window *window)
{
  walk_window (window, visit_tell, NULL);
}

/* ---- starting and ending ---- */

static guint32
pid_of_bus_name (struct window *window, const char *name)
{
  const struct accessible daemon = { .bus_name = (char *) "org.freedesktop.DBus", .path = (char *) "/org/freedesktop/DBus" };
  g_autoptr (GVariant) answer = call (window, &daemon, "org.freedesktop.DBus", "GetConnectionUnixProcessID", g_variant_new ("(s)", name), "(u)");
  guint32 pid = 0;
  if (answer)
    g_variant_get (answer, "(u)", &pid);
  return pid;
}

static bool
application_is_there (gpointer data)
{
  struct window *window = data;
  const char *pid = g_subprocess_get_identifier (window->process);
  if (!pid)
    g_error ("the program ended before its window came: %s %d", g_subprocess_get_if_signaled (window->process) ? "signal" : "status",
             g_subprocess_get_if_signaled (window->process) ? g_subprocess_get_term_sig (window->process)
                                                             : g_subprocess_get_exit_status (window->process));
  guint64 wanted = g_ascii_strtoull (pid, NULL, 10);
  struct accessible *desktop = accessible_fetch (window->bus, REGISTRY, "/org/a11y/atspi/accessible/root", 2);
  for (guint i = 0; i < desktop->children->len && !window->path; i++) {
    const struct accessible *node = desktop->children->pdata[i];
    if (node->children->len == 0 || pid_of_bus_name (window, node->bus_name) != wanted)
      continue;
    window->name = g_strdup (node->bus_name);
    window->path = g_strdup (node->path);
  }
  accessible_free (desktop);
  return window->path != NULL;
}

static GStrv
command_of (const char *const *arguments)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_strv_builder_add (words, g_getenv ("STRANDSCOPE_PROGRAM"));
  for (; arguments && *arguments; arguments++)
    g_strv_builder_add (words, *arguments);
  return g_strv_builder_end (words);
}

void
window_start_with (struct window *window, const char *const *environment, const char *const *arguments)
{
  g_auto (GStrv) command = command_of (arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE); /* its words are no TAP */
  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "atspi", TRUE);
  for (; environment && *environment; environment++) {
    g_auto (GStrv) pair = g_strsplit (*environment, "=", 2);
    g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
  }
  window->bus = accessibility_bus ();
  window->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command, &error);
  g_assert_no_error (error);
  g_assert_true (wait_until (application_is_there, window, 20));
}

void
window_start (struct window *window, const char *const *environment)
{
  window_start_with (window, environment, NULL);
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
  g_clear_object (&window->bus);
  g_clear_pointer (&window->name, g_free);
  g_clear_pointer (&window->path, g_free);
}
