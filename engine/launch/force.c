/* Ends a run that does not end by itself. */
#include "engine/launch/run-private.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>

#define LINGER_NS UINT64_C (300000000)
#define STRAYS_NS UINT64_C (2000000000)
#define LOOK_US 1000

static bool
of_this_run (const char *folder, const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "environ", NULL), *text = NULL;
  g_autofree char *wanted = g_strdup_printf ("STRANDSCOPE_RUN=%s", folder);
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return false;
  for (const char *at = text; at < text + length; at += strlen (at) + 1)
    if (strcmp (at, wanted) == 0)
      return true;
  return false;
}

/* Ranks that have not made themselves known yet, or that lost their mpirun, carry the run's folder in their
 * environment. How many there were. */
static int
kill_strays (struct run *run)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;
  int found = 0;

  while (processes && (name = g_dir_read_name (processes))) {
    int pid = atoi (name);
    if (pid > 0 && (run->child_gone || pid != run->child.pid) && of_this_run (run->folder, name))
      found += kill (pid, SIGKILL) == 0;
  }
  return found;
}

/* A rank that mpirun forked just before it died is nobody's: no segment tells of it, and it may not have asked to follow its
 * parent yet. One that is between two programs has no environment for a moment, hence the second look. */
void
force_strays (struct run *run)
{
  uint64_t until = run_clock () + STRAYS_NS;

  for (int clean = 0; !run->direct && clean < 2 && run_clock () < until;) {
    clean = kill_strays (run) == 0 ? clean + 1 : 0;
    g_usleep (LOOK_US);
  }
}

static void
kill_child (struct run *run)
{
  run->child_killed = true;
  kill (run->child.pid, SIGKILL);
}

/* mpirun is left alive for a moment: it reaps the ranks, which nobody else may do. */
void
force_end (struct run *run, uint64_t now)
{
  bool lingers = run->force_ns && now > run->force_ns + LINGER_NS;

  if (!run->force_ns)
    run->force_ns = now;
  for (int i = 0; i < run->ranks; i++)
    if (run->rank[i].pidfd >= 0)
      pidfd_send_signal (run->rank[i].pidfd, SIGKILL, NULL, 0);
  if (!run->child_gone && (run->direct || lingers || !ranks_all_running (run)))
    kill_child (run);
  kill_strays (run);
}
