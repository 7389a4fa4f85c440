#include "engine/launch/files.h"

#include "engine/trace/journal.h"
#include "engine/trace/remove-tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PREFIX "strandscope."
#define SPARE (16u << 20) /* what Open MPI and others may want besides */
#define NAMES_MOST 16

/* A living owner holds a lock on its folder. Its PID would not tell: PID namespaces may share the folder's parent, so the
 * process of that PID may be another's, or this one's own namesake. */
static bool
is_ours (const char *name)
{
  size_t digits = strspn (name + strlen (PREFIX), "0123456789.");

  return digits > 0 && name[strlen (PREFIX) + digits] == '\0';
}

/* Locked, PATH may since be another folder than the one opened: then it is not ours. */
static bool
still_there (const char *path, int fd)
{
  struct stat held, there;

  return fstat (fd, &held) == 0 && lstat (path, &there) == 0 && held.st_dev == there.st_dev && held.st_ino == there.st_ino &&
         held.st_uid == geteuid ();
}

/* A descriptor that holds the folder; -1: it is not there, or somebody lives in it. */
static int
lock_folder (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && still_there (path, fd))
    return fd;
  close (fd);
  return -1;
}

/* The journals of its runs take over what lies here before it goes. */
static void
salvage (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder))) {
    g_autofree char *link = g_build_filename (path, name, FILES_JOURNAL, NULL);
    g_autofree char *journal = g_file_read_link (link, NULL);
    if (journal)
      journal_salvage (journal);
  }
}

/* Held while it is removed, so that nobody moves in meanwhile. */
static void
clear_if_left (const char *path)
{
  int fd = lock_folder (path);

  if (fd < 0)
    return;
  salvage (path);
  remove_tree (path);
  close (fd);
}

static void
clear_stale (const char *parent)
{
  g_autoptr (GDir) folder = g_dir_open (parent, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder))) {
    if (!g_str_has_prefix (name, PREFIX) || !is_ours (name))
      continue;
    g_autofree char *path = g_build_filename (parent, name, NULL);
    clear_if_left (path);
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

/* Between mkdir and the lock another process may take the new folder for one that was left behind, and a namesake in
 * another PID namespace may live in it: then the next name is tried. */
static bool
own_folder (struct own *own, const char *parent, GError **error)
{
  for (int i = 0; i < NAMES_MOST && !own->path; i++) {
    g_autofree char *path = i == 0 ? g_strdup_printf ("%s/" PREFIX "%d", parent, (int) getpid ())
                                   : g_strdup_printf ("%s/" PREFIX "%d.%d", parent, (int) getpid (), i);
    clear_if_left (path); /* of an earlier process with this PID */
    if (mkdir (path, 0700) == 0 && (own->fd = lock_folder (path)) >= 0)
      own->path = g_steal_pointer (&path);
  }
  if (!own->path)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No folder for the run's memory could be made in %s: %s.",
                 parent, g_strerror (errno));
  return own->path != NULL;
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
  remove_tree (folder);
  for (size_t i = 0; i < G_N_ELEMENTS (owns); i++)
    if (owns[i].path && g_str_has_prefix (folder, owns[i].path) && folder[strlen (owns[i].path)] == '/') {
      owns[i].runs--;
      drop_own_folder (&owns[i]);
    }
  g_mutex_unlock (&mutex);
}
