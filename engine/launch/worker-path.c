#include "engine/launch/worker-path.h"

#include <unistd.h>

#define NAME "strandscope-worker"

static char *
if_runs (char *path)
{
  if (path && g_file_test (path, G_FILE_TEST_IS_REGULAR) && access (path, X_OK) == 0)
    return path;
  g_free (path);
  return NULL;
}

/* The build tree keeps programs in app/ and tests in tests/engine/: the worker is up and down from there. */
static char *
beside (const char *folder)
{
  static const char *const ways[] = { ".", "../engine/worker", "../../engine/worker", "../libexec/strandscope", NULL };
  char *path = NULL;

  for (int i = 0; ways[i] && !path; i++) {
    g_autofree char *far = g_build_filename (folder, ways[i], NAME, NULL);
    path = if_runs (g_canonicalize_filename (far, NULL));
  }
  return path;
}

char *
worker_path (GError **error)
{
  const char *asked = g_getenv ("STRANDSCOPE_WORKER");
  char *path = NULL;

  if (asked && *asked) {
    path = if_runs (g_strdup (asked));
    if (!path)
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "The worker program %s (STRANDSCOPE_WORKER) is not there or cannot be executed.", asked);
    return path;
  }
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : NULL;
  path = folder ? beside (folder) : NULL;
  if (!path)
    path = if_runs (g_build_filename (LIBEXECDIR, NAME, NULL));
  if (!path)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "The worker program " NAME " was found neither beside this program nor in %s; install it again or set "
                 "STRANDSCOPE_WORKER.", LIBEXECDIR);
  return path;
}
