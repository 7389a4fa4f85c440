#include "engine/launch/strays.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LOOKS_MOST 1000
#define LOOK_US 2000

static bool
is_marked (const char *pid, const char *mark)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "environ", NULL), *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return false;
  for (const char *at = text; at < text + length; at += strlen (at) + 1)
    if (strcmp (at, mark) == 0)
      return true;
  return false;
}

int
strays_kill (const char *mark, pid_t but)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;
  int found = 0;

  while (processes && (name = g_dir_read_name (processes))) {
    int pid = atoi (name);
    if (pid > 0 && pid != but && is_marked (name, mark))
      found += kill (pid, SIGKILL) == 0;
  }
  return found;
}

/* A rank that mpirun forked just before it died is nobody's: no segment tells of it, and it may not have asked to follow its
 * parent yet. One that is between two programs has no environment for a moment, hence the second look. */
void
strays_clear (const char *mark)
{
  for (int clean = 0, looks = 0; clean < 2 && looks < LOOKS_MOST; looks++) {
    clean = strays_kill (mark, 0) == 0 ? clean + 1 : 0;
    g_usleep (LOOK_US);
  }
}
