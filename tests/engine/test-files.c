/* Whose a run's folder is: a lock tells, not a PID. */
#include "engine/launch/files.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

static char *parent;

static char *
make_folder (const char *format, int pid)
{
  g_autofree char *name = g_strdup_printf (format, pid);
  char *path = g_build_filename (parent, name, NULL);
  g_autofree char *inside = g_build_filename (path, "run-1", NULL), *file = g_build_filename (inside, "control", NULL);

  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  return path;
}

static int
live_in (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  return fd;
}

/* A process of another PID namespace may bear this one's PID, or one that is dead here. */
static void
test_namesakes_are_spared (void)
{
  g_autofree char *namesake = make_folder ("strandscope.%d", (int) getpid ()), *foreign = make_folder ("strandscope.%d", 4194303);
  g_autofree char *left = make_folder ("strandscope.%d", 1), *other = make_folder ("strandscope-%d", 1);
  int held[] = { live_in (namesake), live_in (foreign) };
  g_autoptr (GError) error = NULL;
  char *folder = files_create (1, &error);

  g_assert_no_error (error);
  g_autofree char *expected = g_strdup_printf ("%s/strandscope.%d.1/", parent, (int) getpid ());
  g_assert_true (g_str_has_prefix (folder, expected));
  g_assert_cmpint (g_access (namesake, F_OK), ==, 0);
  g_assert_cmpint (g_access (foreign, F_OK), ==, 0);
  g_assert_cmpint (g_access (other, F_OK), ==, 0);
  g_assert_cmpint (g_access (left, F_OK), !=, 0); /* PID 1 lives, but nobody lives in that folder */
  files_remove (folder);
  g_assert_cmpint (g_access (expected, F_OK), !=, 0);
  g_free (folder);
  close (held[0]);
  close (held[1]);
}

/* What an earlier process with this PID left is taken over, emptied. */
static void
test_own_name_again (void)
{
  g_autofree char *old = make_folder ("strandscope.%d", (int) getpid ()), *file = g_build_filename (old, "run-1", "control", NULL);
  g_autoptr (GError) error = NULL;
  char *folder = files_create (1, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (folder, old));
  g_assert_cmpint (g_access (file, F_OK), !=, 0);
  files_remove (folder);
  g_assert_cmpint (g_access (old, F_OK), !=, 0);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  parent = g_strdup_printf ("/dev/shm/strandscope-test-files-%d", (int) getpid ());
  g_mkdir (parent, 0700);
  g_setenv ("XDG_RUNTIME_DIR", parent, TRUE);
  g_test_add_func ("/files/namesakes-are-spared", test_namesakes_are_spared);
  g_test_add_func ("/files/own-name-again", test_own_name_again);
  int status = g_test_run ();
  g_autofree char *command = g_strdup_printf ("rm -rf %s", parent);
  return system (command) == 0 ? status : 1;
}
