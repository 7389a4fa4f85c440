#include "tests/ui/atspi-tree.h"

#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define TIMEOUT_MS 5000

struct fetch { GDBusConnection *bus; int pending; };
struct question { struct fetch *fetch; struct accessible *about; int deeper; };

static void ask_about (struct fetch *fetch, struct accessible *about, int deeper);

static struct accessible *
accessible_new (const char *bus_name, const char *path)
{
  struct accessible *accessible = g_new0 (struct accessible, 1);
  *accessible = (struct accessible){ g_strdup (bus_name), g_strdup (path), NULL, 0, g_ptr_array_new_with_free_func ((GDestroyNotify) accessible_free) };
  return accessible;
}

void
accessible_free (struct accessible *accessible)
{
  g_ptr_array_unref (accessible->children);
  g_free (accessible->bus_name);
  g_free (accessible->path);
  g_free (accessible->name);
  g_free (accessible);
}

/* NULL where it went away meanwhile. */
static GVariant *
answer_to (struct question *question, GAsyncResult *result)
{
  question->fetch->pending--;
  return g_dbus_connection_call_finish (question->fetch->bus, result, NULL);
}

static void
on_name (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree struct question *question = data;
  g_autoptr (GVariant) answer = answer_to (question, result), value = NULL;
  if (answer)
    g_variant_get (answer, "(v)", &value);
  question->about->name = value ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

static void
on_role (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree struct question *question = data;
  g_autoptr (GVariant) answer = answer_to (question, result);
  if (answer)
    g_variant_get (answer, "(u)", (guint32 *) &question->about->role);
}

static void
on_children (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree struct question *question = data;
  g_autoptr (GVariant) answer = answer_to (question, result);
  g_autoptr (GVariantIter) iterator = NULL;
  const char *bus_name, *path;
  if (!answer)
    return;
  g_variant_get (answer, "(a(so))", &iterator);
  while (g_variant_iter_next (iterator, "(&s&o)", &bus_name, &path)) {
    struct accessible *child = accessible_new (bus_name, path);
    g_ptr_array_add (question->about->children, child);
    ask_about (question->fetch, child, question->deeper - 1);
  }
}

static void
ask (struct question question, const char *interface, const char *method, GVariant *arguments, const char *type, GAsyncReadyCallback answered)
{
  question.fetch->pending++;
  g_dbus_connection_call (question.fetch->bus, question.about->bus_name, question.about->path, interface, method, arguments, G_VARIANT_TYPE (type), 0,
                          TIMEOUT_MS, NULL, answered, g_memdup2 (&question, sizeof question));
}

static void
ask_about (struct fetch *fetch, struct accessible *about, int deeper)
{
  struct question question = { fetch, about, deeper };
  ask (question, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", ACCESSIBLE, "Name"), "(v)", on_name);
  ask (question, ACCESSIBLE, "GetRole", NULL, "(u)", on_role);
  if (deeper > 0)
    ask (question, ACCESSIBLE, "GetChildren", NULL, "(a(so))", on_children);
}

struct accessible *
accessible_fetch (GDBusConnection *bus, const char *bus_name, const char *path, int levels)
{
  struct fetch fetch = { bus, 0 };
  struct accessible *root = accessible_new (bus_name, path);
  ask_about (&fetch, root, levels);
  while (fetch.pending > 0)
    g_main_context_iteration (NULL, TRUE);
  return root;
}
