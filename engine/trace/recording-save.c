#include "engine/trace/recording-private.h"
#include "engine/trace/remove-tree.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
write_failed (GError **error, const char *path)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The recording could not be written (%s): %s.", path,
               g_strerror (errno));
  return false;
}

static bool
write_file (const char *folder, const char *name, const void *head, size_t head_bytes, const void *data, size_t bytes,
            GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = fopen (path, "wbxe");
  bool whole = file && (head_bytes == 0 || fwrite (head, head_bytes, 1, file) == 1) &&
               (bytes == 0 || fwrite (data, bytes, 1, file) == 1) && fflush (file) == 0;
  int trouble = errno;

  if (file && fclose (file) != 0 && whole) {
    trouble = errno;
    whole = false;
  }
  errno = trouble;
  return whole || write_failed (error, path);
}

static bool
write_records (const char *folder, const struct lane *lane, const char *kind, const char *magic, const GArray *records,
               GError **error)
{
  g_autofree char *name = g_strdup_printf ("%d.%d.%s", lane->rank, lane->thread, kind);
  struct recording_head head = { .count = records->len };

  memcpy (head.magic, magic, sizeof head.magic);
  return records->len == 0 ||
         write_file (folder, name, &head, sizeof head, records->data, records->len * sizeof (struct event), error);
}

/* The mutex is held to gather, not to write. */
static bool
write_lane (struct trace *trace, int index, const GArray *receives, const char *folder, GError **error)
{
  const struct lane *lane = &trace->lane[index];

  g_mutex_lock (&trace->mutex);
  g_autoptr (GArray) events = lane_events (trace, lane, receives);
  g_autoptr (GArray) spans = lane_spans (trace, lane);
  g_mutex_unlock (&trace->mutex);
  return write_records (folder, lane, "events", EVENTS_MAGIC, events, error) &&
         write_records (folder, lane, "schedule", SCHEDULE_MAGIC, spans, error);
}

static bool
write_all (struct trace *trace, const struct machine *machine, const char *folder, GError **error)
{
  g_mutex_lock (&trace->mutex);
  g_autoptr (GPtrArray) receives = lane_receives (trace);
  g_mutex_unlock (&trace->mutex);
  g_autofree char *facts = recording_facts (trace);

  for (int i = 0; i < trace->lanes; i++)
    if (!write_lane (trace, i, g_ptr_array_index (receives, i), folder, error))
      return false;
  if (machine && machine->xml &&
      !write_file (folder, "machine.xml", NULL, 0, machine->xml, strlen (machine->xml), error))
    return false;
  return write_file (folder, "run.json", NULL, 0, facts, strlen (facts), error);
}

static bool
is_empty_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  return folder && !g_dir_read_name (folder);
}

static bool
may_replace (const char *path, GError **error)
{
  struct stat facts;

  if (lstat (path, &facts) != 0 || recording_is_one (path) || (S_ISDIR (facts.st_mode) && is_empty_folder (path)))
    return true;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s is there and is not a recording; choose another name.", path);
  return false;
}

/* One call puts the new one in place; what was there before goes only then. */
static bool
put_in_place (const char *made, const char *path, GError **error)
{
  if (rename (made, path) == 0)
    return true;
  if (renameat2 (AT_FDCWD, made, AT_FDCWD, path, RENAME_EXCHANGE) == 0) {
    remove_tree (made);
    return true;
  }
  return write_failed (error, path);
}

bool
recording_save (struct trace *trace, const struct machine *machine, const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *made = g_strconcat (full, ".XXXXXX", NULL);

  if (!may_replace (full, error))
    return false;
  if (!g_mkdtemp_full (made, 0755))
    return write_failed (error, full);
  if (write_all (trace, machine, made, error) && put_in_place (made, full, error))
    return true;
  remove_tree (made);
  return false;
}
