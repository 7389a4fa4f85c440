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
write_text (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  size_t bytes = strlen (text);
  FILE *file = fopen (path, "wbxe");
  bool whole = file && (bytes == 0 || fwrite (text, bytes, 1, file) == 1) && fflush (file) == 0;
  int trouble = errno;

  if (file && fclose (file) != 0 && whole) {
    trouble = errno;
    whole = false;
  }
  errno = trouble;
  return whole || write_failed (error, path);
}

static bool
write_all (struct trace *trace, const struct machine *machine, const char *folder, const struct recording_progress *progress,
           GError **error)
{
  g_autofree char *facts = recording_facts (trace);

  return otf2_save (trace, machine, folder, progress, error) &&
         (!machine || !machine->xml || write_text (folder, "machine.xml", machine->xml, error)) &&
         write_text (folder, "run.json", facts, error);
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
recording_save (struct trace *trace, const struct machine *machine, const char *path, const struct recording_progress *progress,
                GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *made = g_strconcat (full, ".XXXXXX", NULL);

  if (!may_replace (full, error))
    return false;
  if (!g_mkdtemp_full (made, 0755))
    return write_failed (error, full);
  if (write_all (trace, machine, made, progress, error) && put_in_place (made, full, error))
    return true;
  remove_tree (made);
  return false;
}
