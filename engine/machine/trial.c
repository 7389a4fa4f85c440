/* A topology from outside is first loaded in a child process: libhwloc 2.9 dies, or never returns, on about one in a hundred
 * damaged files, and that must be the child's end, not the window's. Between fork and _exit only hwloc and libc are called:
 * GLib's allocator may be locked by another thread. */
#include "engine/machine/private.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* All that machine_build will ask of it. */
static bool
survey (hwloc_topology_t topology)
{
  char *xml = NULL;
  int bytes = 0;
  unsigned int matrices = 0;
  hwloc_distances_get (topology, &matrices, NULL, 0, 0);
  hwloc_cpukinds_get_nr (topology, 0);
  if (hwloc_topology_export_xmlbuffer (topology, &xml, &bytes, 0) != 0)
    return false;
  hwloc_free_xmlbuffer (topology, xml);
  hwloc_topology_check (topology); /* aborts where parents and children contradict each other */
  return true;
}

static void
try_it (const char *xml, int bytes, unsigned int seconds)
{
  static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGALRM, SIGTERM };
  hwloc_topology_t topology;
  for (size_t i = 0; i < G_N_ELEMENTS (deadly); i++)
    signal (deadly[i], SIG_DFL);
  close (STDERR_FILENO); /* what an aborting library says is not for the user */
  alarm (seconds);
  if (hwloc_topology_init (&topology) != 0 || machine_set_xml (topology, xml, bytes) != 0)
    _exit (1);
  machine_set_up (topology, false);
  _exit (hwloc_topology_load (topology) == 0 && survey (topology) ? 0 : 1);
}

bool
machine_trial (const char *xml, int bytes)
{
  int status = 0;
  pid_t child = fork ();
  if (child == 0)
    try_it (xml, bytes, 6 + (unsigned int) bytes / (1 << 20));
  if (child < 0)
    return true; /* no process to spare: then without a net */
  while (waitpid (child, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}
