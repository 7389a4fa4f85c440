#include "engine/launch/files.h"

#include "engine/trace/remove-tree.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PREFIX "strandscope."
#define SPARE (16u << 20) /* what Open MPI and others may want besides */

/* A living owner holds a lock on its folder; its PID alone would not tell when PID namespaces differ. */
static bool
is_stale (const char *path, const char *name)
{
  char *end;
  long pid = strtol (name + strlen (PREFIX), &end, 10);
  struct stat facts;

  if (pid <= 0 || *end != '\0' || lstat (path, &facts) != 0 || !S_ISDIR (facts.st_mode) || facts.st_uid != geteuid ())
    return false;
  if (kill (pid, 0) == 0 || errno != ESRCH)
    return false;
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return false;
  bool free_to_take = flock (fd, LOCK_EX | LOCK_NB) == 0;
  close (fd);
  return free_to_take;
}

static void
clear_stale (const char *parent)
{
  g_autoptr (GDir) folder = g_dir_open (parent, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder))) {
    if (!g_str_has_prefix (name, PREFIX))
      continue;
    g_autofree char *path = g_build_filename (parent, name, NULL);
    if (is_stale (path, name))
      remove_tree (path);
  }
}

static GMutex mutex;
static int run_number;
static struct own {
  char *path; /* strandscope.PID, NULL = none */
  int fd;     /* holds the lock on it */
  int runs;
} owns[2];    /* one for each parent that a run's folder can be in: one may be too full for the next run */

static bool
has_room (const char *parent, size_t bytes)
{
  struct statvfs facts;

  return statvfs (parent, &facts) == 0 && (uint64_t) facts.f_bavail * facts.f_frsize >= (uint64_t) bytes + SPARE;
}

static const char *
choose_parent (size_t bytes, struct own **own, GError **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  const char *const parents[] = { runtime && *runtime == '/' ? runtime : "/dev/shm", "/dev/shm", NULL };

  for (int i = 0; parents[i]; i++)
    if (access (parents[i], W_OK | X_OK) == 0 && has_room (parents[i], bytes)) {
      *own = &owns[strcmp (parents[i], "/dev/shm") == 0];
      return parents[i];
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               "%s has no room for the %zu MiB that recording so many threads needs; choose fewer ranks or threads.",
               parents[0], (bytes + SPARE) >> 20);
  return NULL;
}

static bool
own_folder (struct own *own, const char *parent, GError **error)
{
  if (own->path)
    return true;
  g_autofree char *path = g_strdup_printf ("%s/" PREFIX "%d", parent, (int) getpid ());
  remove_tree (path); /* of an earlier process with this PID */
  if (mkdir (path, 0700) == 0)
    own->fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  else
    own->fd = -1;
  if (own->fd < 0 || flock (own->fd, LOCK_EX | LOCK_NB) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The folder %s for the run's memory could not be made: %s.",
                 path, g_strerror (errno));
    return false;
  }
  own->path = g_steal_pointer (&path);
  return true;
}

static void
drop_own_folder (struct own *own)
{
  if (own->runs > 0 || !own->path)
    return;
  rmdir (own->path);
  close (own->fd);
  g_clear_pointer (&own->path, g_free);
}

static char *
make_run_folder (struct own *own, const char *parent, GError **error)
{
  if (!own_folder (own, parent, error))
    return NULL;
  char *folder = g_strdup_printf ("%s/run-%d", own->path, ++run_number);
  if (mkdir (folder, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The folder %s for the run's memory could not be made: %s.",
                 folder, g_strerror (errno));
    drop_own_folder (own);
    g_clear_pointer (&folder, g_free);
    return NULL;
  }
  own->runs++;
  return folder;
}

char *
files_create (size_t bytes, GError **error)
{
  static bool cleared;
  char *folder = NULL;
  struct own *own = NULL;

  g_mutex_lock (&mutex);
  const char *parent = choose_parent (bytes, &own, error);
  if (parent && !cleared) {
    clear_stale (parent);
    if (strcmp (parent, "/dev/shm") != 0)
      clear_stale ("/dev/shm");
    cleared = true;
  }
  if (parent)
    folder = make_run_folder (own, parent, error);
  g_mutex_unlock (&mutex);
  return folder;
}

void
files_remove (const char *folder)
{
  g_mutex_lock (&mutex);
  struct own *own = &owns[g_str_has_prefix (folder, "/dev/shm/")];
  remove_tree (folder);
  own->runs--;
  drop_own_folder (own);
  g_mutex_unlock (&mutex);
}
