/* Sources: this machine, hwloc XML, synthetic descriptions. */
#include "engine/machine/private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST_PUS 65536 /* hwloc takes minutes and gigabytes for more */

G_DEFINE_QUARK (strandscope-machine-error, machine_error)

bool
machine_refuse (GError **error, enum machine_error code, const char *format, ...)
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

int
machine_set_up (hwloc_topology_t topology, bool live)
{
  unsigned long flags = HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED | HWLOC_TOPOLOGY_FLAG_IMPORT_SUPPORT;
  if (live)
    flags |= HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING;
  set_filters (topology, live);
  return hwloc_topology_set_flags (topology, flags);
}

#define LARGE_XML 9000000 /* bytes: libxml2 refuses more than 10 MB in a buffer, but not in a file */

/* Calls only libc and hwloc: trial.c's child does so too. */
int
machine_set_xml (hwloc_topology_t topology, const char *xml, int bytes)
{
  if (bytes < LARGE_XML)
    return hwloc_topology_set_xmlbuffer (topology, xml, bytes);
  char path[40];
  int fd = memfd_create ("strandscope-topology", MFD_CLOEXEC), status = -1;
  ssize_t written = 0;
  for (ssize_t at = 0; fd >= 0 && at < bytes - 1 && (written = write (fd, xml + at, (size_t) (bytes - 1 - at))) > 0;)
    at += written;
  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  if (fd >= 0 && written > 0)
    status = hwloc_topology_set_xml (topology, path);
  if (fd >= 0)
    close (fd);
  return status;
}

static struct machine *
load (hwloc_topology_t topology, bool live, const char *source, const char *name, struct loading *loading, GError **error)
{
  loading_step (loading, live ? "hwloc looks at this machine" : "hwloc makes the topology", -1);
  if (machine_set_up (topology, live) == 0 && hwloc_topology_load (topology) == 0) {
    if (!loading_step (loading, "taking over its objects", 0)) {
      hwloc_topology_destroy (topology);
      return machine_refuse (error, MACHINE_ERROR_CANCELLED, "Loading was cancelled."), NULL;
    }
    if (hwloc_get_nbobjs_by_type (topology, HWLOC_OBJ_PU) > 0)
      return machine_build (topology, source, name, loading);
    machine_refuse (error, MACHINE_ERROR_BROKEN, "'%s' describes a machine without PUs: choose another source.", source);
  } else {
    machine_refuse (error, MACHINE_ERROR_BROKEN, "'%s' could not be read as a topology (%s): write it again with lstopo.",
            source, g_strerror (errno));
  }
  hwloc_topology_destroy (topology);
  return NULL;
}

static struct machine *
load_text (const char *xml, gsize bytes, const char *source, const char *name, struct loading *loading, GError **error)
{
  if (bytes < G_MAXINT && !machine_trial (xml, (int) bytes + 1))
    return machine_refuse (error, MACHINE_ERROR_BROKEN, "'%s' is not a topology that hwloc can read: it is damaged; write it again with lstopo FILE.xml.", source), NULL;
  hwloc_topology_t topology = fresh ();
  if (bytes < G_MAXINT && machine_set_xml (topology, xml, (int) bytes + 1) == 0)
    return load (topology, false, source, name, loading, error);
  machine_refuse (error, MACHINE_ERROR_BROKEN, "'%s' is not a topology in hwloc's XML: write one with lstopo FILE.xml.", source);
  hwloc_topology_destroy (topology);
  return NULL;
}

static struct machine *
load_file (const char *path, struct loading *loading, GError **error)
{
  g_autoptr (GString) text = machine_read_file (path, loading, error);
  if (text == NULL)
    return NULL;
  g_autofree char *base = g_path_get_basename (path), *name = g_filename_display_name (base), *shown = g_filename_display_name (path);
  if (g_str_has_suffix (name, ".xml"))
    name[strlen (name) - 4] = '\0';
  return load_text (text->str, text->len, shown, name, loading, error);
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
load_synthetic (const char *description, struct loading *loading, GError **error)
{
  hwloc_topology_t topology = fresh ();
  if (synthetic_pus (description) > MOST_PUS)
    machine_refuse (error, MACHINE_ERROR_SOURCE, "'%s' asks for more than %d PUs: describe a smaller machine.", description,
            MOST_PUS);
  else if (hwloc_topology_set_synthetic (topology, description) == 0)
    return load (topology, false, description, description, loading, error);
  else
    machine_refuse (error, MACHINE_ERROR_SOURCE,
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
machine_load_told (const char *source, struct loading *loading, GError **error)
{
  if (source == NULL || *source == '\0')
    return load (fresh (), true, "this machine", NULL, loading, error);
  return looks_like_path (source) ? load_file (source, loading, error) : load_synthetic (source, loading, error);
}

struct machine *
machine_load (const char *source, GError **error)
{
  return machine_load_told (source, NULL, error);
}

struct machine *
machine_load_xml (const char *xml, const char *name, GError **error)
{
  if (strstr (xml, "<topology") == NULL)
    return machine_refuse (error, MACHINE_ERROR_BROKEN, "The recording holds no topology in hwloc's XML: record it again."), NULL;
  return load_text (xml, strlen (xml), name, name, NULL, error);
}

void
machine_load_prepare (void)
{
  silence (); /* changes the environment: not from the thread */
}
