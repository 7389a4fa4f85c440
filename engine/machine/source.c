/* A file of hwloc's XML as text; what is none is refused here, by its first megabyte, in one sentence. */
#include "engine/machine/private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HEAD (1 << 20)      /* bytes within which <topology must stand */
#define LARGEST (1 << 29)   /* bytes: a thousand times the largest machine's file, and no end of /dev/zero */

static bool
check_head (const GString *text, const char *path, GError **error)
{
  const unsigned char *head = (const unsigned char *) text->str;
  if (text->len == 0)
    return machine_refuse (error, MACHINE_ERROR_BROKEN, "'%s' is empty: write it again with lstopo.", path);
  if (head[0] == 0x1f && head[1] == 0x8b)
    return machine_refuse (error, MACHINE_ERROR_BROKEN, "'%s' is compressed: unpack it with gunzip first.", path);
  if ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff))
    return machine_refuse (error, MACHINE_ERROR_BROKEN, "'%s' is UTF-16 text: save it as UTF-8.", path);
  if (strlen (text->str) != text->len || strstr (text->str, "<topology") == NULL)
    return machine_refuse (error, MACHINE_ERROR_BROKEN,
                           "'%s' is not a topology in hwloc's XML: write one with lstopo FILE.xml.", path);
  return true;
}

/* Reads on from FD; the head is looked at as soon as it is there. */
static bool
read_all (int fd, GString *text, const char *path, struct loading *loading, GError **error)
{
  off_t size = lseek (fd, 0, SEEK_END); /* a pipe has none */
  bool looked = false;
  if (size > 0)
    lseek (fd, 0, SEEK_SET);
  for (;;) {
    gsize old = text->len;
    g_string_set_size (text, old + 65536);
    ssize_t got = read (fd, text->str + old, 65536);
    int failure = errno;
    g_string_set_size (text, old + (gsize) MAX (0, got));
    if (got < 0 && failure == EINTR)
      continue;
    if (got < 0)
      return machine_refuse (error, MACHINE_ERROR_SOURCE, "'%s' could not be read: %s.", path, g_strerror (failure));
    if (!looked && (got == 0 || text->len >= HEAD)) {
      looked = true;
      if (!check_head (text, path, error))
        return false;
    }
    if (got == 0)
      return true;
    if (text->len > LARGEST)
      return machine_refuse (error, MACHINE_ERROR_SOURCE, "'%s' is larger than %d MB: no machine needs that.", path, LARGEST >> 20);
    if (!loading_step (loading, "reading the file", size > 0 ? MIN (1, (double) text->len / (double) size) : -1))
      return machine_refuse (error, MACHINE_ERROR_CANCELLED, "Loading was cancelled.");
  }
}

GString *
machine_read_file (const char *path, struct loading *loading, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return machine_refuse (error, MACHINE_ERROR_SOURCE, "'%s' is a folder: choose an hwloc XML file.", path), NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return machine_refuse (error, MACHINE_ERROR_SOURCE, "'%s' could not be read: %s.", path, g_strerror (errno)), NULL;
  GString *text = g_string_new (NULL);
  bool ok = read_all (fd, text, path, loading, error);
  close (fd);
  if (ok)
    return text;
  g_string_free (text, TRUE);
  return NULL;
}
