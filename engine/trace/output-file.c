#include "engine/trace/output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
no_file (const char *path, int code, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "'%s' could not be written: %s.", path,
               g_strerror (code));
  return false;
}

/* mkstemp makes private files; this one gets what a file made by open() would have. */
static void
usual_mode (int fd)
{
  mode_t mask = umask (0);
  umask (mask);
  (void) fchmod (fd, 0666 & ~mask);
}

static bool
open_in_place (struct output_file *file, const char *path, GError **error)
{
  bool is_standard = g_str_equal (path, "-");
  file->fd = is_standard ? fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 0) : g_open (path, O_WRONLY | O_CLOEXEC, 0);
  return file->fd >= 0 || no_file (is_standard ? "standard output" : path, errno, error);
}

bool
output_file_open (struct output_file *file, const char *path, GError **error)
{
  struct stat status;
  *file = (struct output_file){ .fd = -1 };
  if (g_str_equal (path, "-") || (stat (path, &status) == 0 && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode)))
    return open_in_place (file, path, error);
  char *real = realpath (path, NULL); /* what a link points to is written, the link stays */
  file->path = g_strdup (real ? real : path);
  free (real);
  file->temporary = g_strconcat (file->path, ".XXXXXX", NULL);
  file->fd = g_mkstemp_full (file->temporary, O_RDWR | O_CLOEXEC, 0600);
  if (file->fd >= 0)
    return true;
  no_file (file->path, errno, error);
  g_free (file->path);
  g_free (file->temporary);
  return false;
}

bool
output_file_write (int fd, const void *data, size_t bytes)
{
  for (const char *at = data; bytes > 0;) {
    ssize_t written = write (fd, at, bytes);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    at += written;
    bytes -= (size_t) written;
  }
  return true;
}

bool
output_file_close (struct output_file *file, bool whole, GError **error)
{
  const char *place = file->path ? file->path : "the output";
  if (file->path)
    usual_mode (file->fd);
  if (close (file->fd) < 0 && whole)
    whole = no_file (place, errno, error);
  if (whole && file->path && g_rename (file->temporary, file->path) < 0)
    whole = no_file (place, errno, error);
  if (!whole && file->temporary)
    g_unlink (file->temporary);
  g_clear_pointer (&file->path, g_free);
  g_clear_pointer (&file->temporary, g_free);
  return whole;
}
