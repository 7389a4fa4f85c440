/* Files of a recording, which may be anything. */
#include "engine/trace/recording-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FACTS_MOST (256u << 20)

bool
recording_error (GError **error, const char *path, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s cannot be opened as a recording: %s.", path, what);
  return false;
}

bool
recording_tell (const struct recording_progress *progress, double share)
{
  if (progress && progress->tell)
    progress->tell (share, progress->data);
  return !progress || !g_cancellable_is_cancelled (progress->cancellable);
}

/* A regular file only: a pipe in its place would block for ever. */
static int
open_file (const char *folder, const char *name, off_t *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat facts;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    return -1;
  if (fstat (fd, &facts) != 0 || !S_ISREG (facts.st_mode)) {
    close (fd);
    return -1;
  }
  *bytes = facts.st_size;
  return fd;
}

static size_t
read_fully (int fd, void *data, size_t bytes)
{
  size_t have = 0;

  while (have < bytes) {
    ssize_t got = read (fd, (char *) data + have, bytes - have);
    if (got <= 0 && !(got < 0 && errno == EINTR))
      break;
    have += got > 0 ? (size_t) got : 0;
  }
  return have;
}

char *
recording_text (const char *folder, const char *name, size_t most)
{
  off_t bytes;
  int fd = open_file (folder, name, &bytes);

  if (fd < 0)
    return NULL;
  char *text = (uint64_t) bytes <= most ? g_malloc (bytes + 1) : NULL;
  if (text)
    text[read_fully (fd, text, bytes)] = '\0';
  close (fd);
  return text;
}

bool
recording_is_one (const char *path)
{
  g_autofree char *text = recording_text (path, "run.json", FACTS_MOST);

  return text && strstr (text, "\"" RECORDING_FORMAT "\"");
}

/* ---- where the archive is ---- */

/* The one *.otf2 in FOLDER; "" = several. */
static char *
find_anchor (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;
  char *anchor = NULL;

  while (names && (name = g_dir_read_name (names))) {
    if (!g_str_has_suffix (name, ".otf2"))
      continue;
    if (anchor) {
      g_free (anchor);
      return g_strdup ("");
    }
    anchor = g_build_filename (folder, name, NULL);
  }
  return anchor;
}

static bool
only_files (const char *folder, const char **what)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;
  struct stat facts;

  while (names && (name = g_dir_read_name (names))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    bool of_archive = g_str_has_suffix (name, ".evt") || g_str_has_suffix (name, ".def") || g_str_has_suffix (name, ".otf2");
    if (of_archive && (stat (path, &facts) != 0 || !S_ISREG (facts.st_mode))) {
      *what = "one of its files is no regular file";
      return false;
    }
  }
  return true;
}

static bool
is_sound (const char *anchor, const char **what)
{
  g_autofree char *folder = g_path_get_dirname (anchor), *traces = g_strndup (anchor, strlen (anchor) - strlen (".otf2"));
  g_autofree char *definitions = g_strconcat (traces, ".def", NULL);

  *what = "its global definitions (.def) are missing beside the anchor file";
  return g_file_test (definitions, G_FILE_TEST_EXISTS) && only_files (folder, what) && only_files (traces, what);
}

char *
recording_anchor (const char *path, GError **error)
{
  g_autofree char *own = g_build_filename (path, RECORDING_ARCHIVE ".otf2", NULL);
  g_autofree char *anchor = NULL;
  const char *what = "it holds no OTF2 archive (*.otf2): choose the folder that a recording was saved to";

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no recording %s.", path);
    return NULL;
  }
  if (g_str_has_suffix (path, ".otf2") && !g_file_test (path, G_FILE_TEST_IS_DIR))
    anchor = g_strdup (path);
  else
    anchor = g_file_test (own, G_FILE_TEST_EXISTS) ? g_strdup (own) : find_anchor (path);
  if (anchor && !*anchor)
    what = "it holds several archives: name the anchor file (*.otf2) of one";
  if (anchor && *anchor && is_sound (anchor, &what))
    return g_steal_pointer (&anchor);
  recording_error (error, path, what);
  return NULL;
}
