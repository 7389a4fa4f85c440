/* Sources: this machine, hwloc XML, synthetic descriptions. */
#include "engine/machine/private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MOST_PUS 131072 /* hwloc takes minutes and gigabytes for more */

G_DEFINE_QUARK (strandscope-machine-error, machine_error)

static bool
refuse (GError **error, enum machine_error code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static bool
refuse (GError **error, enum machine_error code, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  if (error != NULL && *error == NULL)
    *error = g_error_new_valist (machine_error_quark (), code, format, arguments);
  va_end (arguments);
  return false;
}

/* hwloc writes its complaints to standard error: ours is one sentence. Before any thread loads. */
static void
silence (void)
{
  static gsize once;
  if (g_once_init_enter (&once)) {
    g_setenv ("HWLOC_HIDE_ERRORS", "2", FALSE);
    g_once_init_leave (&once, 1);
  }
}

static hwloc_topology_t
fresh (void)
{
  hwloc_topology_t topology;
  silence ();
  return hwloc_topology_init (&topology) == 0 ? topology : NULL;
}

/* A file says what it has: all of it is shown. Of this machine hwloc's idea of important I/O, and no level of dies
 * that says nothing (as lstopo does). */
static void
set_filters (hwloc_topology_t topology, bool live)
{
  hwloc_topology_set_all_types_filter (topology, HWLOC_TYPE_FILTER_KEEP_ALL);
  if (live) {
    hwloc_topology_set_io_types_filter (topology, HWLOC_TYPE_FILTER_KEEP_IMPORTANT);
    hwloc_topology_set_type_filter (topology, HWLOC_OBJ_DIE, HWLOC_TYPE_FILTER_KEEP_STRUCTURE);
  }
}

static struct machine *
load (hwloc_topology_t topology, bool live, const char *source, const char *name, GError **error)
{
  unsigned long flags = HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED | HWLOC_TOPOLOGY_FLAG_IMPORT_SUPPORT;
  if (live)
    flags |= HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING;
  set_filters (topology, live);
  if (hwloc_topology_set_flags (topology, flags) == 0 && hwloc_topology_load (topology) == 0) {
    if (hwloc_get_nbobjs_by_type (topology, HWLOC_OBJ_PU) > 0)
      return machine_build (topology, source, name);
    refuse (error, MACHINE_ERROR_BROKEN, "'%s' describes a machine without PUs: choose another source.", source);
  } else {
    refuse (error, MACHINE_ERROR_BROKEN, "'%s' could not be read as a topology (%s): write it again with lstopo.",
            source, g_strerror (errno));
  }
  hwloc_topology_destroy (topology);
  return NULL;
}

static struct machine *
load_text (const char *xml, gsize bytes, const char *source, const char *name, GError **error)
{
  hwloc_topology_t topology = fresh ();
  if (bytes < G_MAXINT && hwloc_topology_set_xmlbuffer (topology, xml, (int) bytes + 1) == 0)
    return load (topology, false, source, name, error);
  refuse (error, MACHINE_ERROR_BROKEN, "'%s' is not a topology in hwloc's XML: write one with lstopo FILE.xml.", source);
  hwloc_topology_destroy (topology);
  return NULL;
}

static struct machine *
load_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize bytes;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return refuse (error, MACHINE_ERROR_SOURCE, "'%s' is a folder: choose an hwloc XML file.", path), NULL;
  if (access (path, R_OK) < 0 || !g_file_get_contents (path, &text, &bytes, NULL))
    return refuse (error, MACHINE_ERROR_SOURCE, "'%s' could not be read: %s.", path, g_strerror (errno)), NULL;
  if (strstr (text, "<topology") == NULL) /* also keeps libxml2 from printing what it thinks of other files */
    return refuse (error, MACHINE_ERROR_BROKEN,
                   "'%s' is not a topology in hwloc's XML: write one with lstopo FILE.xml.", path),
           NULL;
  g_autofree char *name = g_path_get_basename (path);
  if (g_str_has_suffix (name, ".xml"))
    name[strlen (name) - 4] = '\0';
  return load_text (text, bytes, path, name, error);
}

/* PUs that a description asks for: the product of its levels, attributes and attached memory left out. */
static double
synthetic_pus (const char *description)
{
  double product = 1;
  int nested = 0;
  for (const char *c = description; *c != '\0';) {
    nested += *c == '(' || *c == '[';
    nested -= *c == ')' || *c == ']';
    bool number = g_ascii_isdigit (*c) && (c == description || c[-1] == ':' || c[-1] == ' ');
    char *end;
    if (number && nested == 0) {
      product *= (double) g_ascii_strtoull (c, &end, 10);
      c = end;
    } else {
      c++;
    }
  }
  return product;
}

static struct machine *
load_synthetic (const char *description, GError **error)
{
  hwloc_topology_t topology = fresh ();
  if (synthetic_pus (description) > MOST_PUS)
    refuse (error, MACHINE_ERROR_SOURCE, "'%s' asks for more than %d PUs: describe a smaller machine.", description,
            MOST_PUS);
  else if (hwloc_topology_set_synthetic (topology, description) == 0)
    return load (topology, false, description, description, error);
  else
    refuse (error, MACHINE_ERROR_SOURCE,
            "'%s' is neither a file nor a synthetic description: try \"pack:2 core:4 pu:2\" or an XML file's path.",
            description);
  hwloc_topology_destroy (topology);
  return NULL;
}

static bool
looks_like_path (const char *source)
{
  return g_file_test (source, G_FILE_TEST_EXISTS) || strchr (source, '/') != NULL || g_str_has_suffix (source, ".xml");
}

struct machine *
machine_load (const char *source, GError **error)
{
  if (source == NULL || *source == '\0')
    return load (fresh (), true, "this machine", NULL, error);
  return looks_like_path (source) ? load_file (source, error) : load_synthetic (source, error);
}

struct machine *
machine_load_xml (const char *xml, const char *name, GError **error)
{
  if (strstr (xml, "<topology") == NULL)
    return refuse (error, MACHINE_ERROR_BROKEN, "The recording holds no topology in hwloc's XML: record it again."), NULL;
  return load_text (xml, strlen (xml), name, name, error);
}

static void
load_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  struct machine *machine = machine_load (data, &error);
  if (machine == NULL)
    g_task_return_error (task, error);
  else if (g_cancellable_is_cancelled (cancellable)) {
    machine_destroy (machine);
    g_task_return_new_error (task, machine_error_quark (), MACHINE_ERROR_CANCELLED, "Loading was cancelled.");
  } else {
    g_task_return_pointer (task, machine, (GDestroyNotify) machine_destroy);
  }
}

void
machine_load_async (const char *source, GCancellable *cancellable, machine_progress progress, gpointer progress_data,
                    GAsyncReadyCallback done, gpointer data)
{
  silence (); /* changes the environment: not from the thread */
  GTask *task = g_task_new (NULL, cancellable, done, data);
  g_task_set_task_data (task, g_strdup (source), g_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_run_in_thread (task, load_in_thread);
  g_object_unref (task);
}

struct machine *
machine_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
