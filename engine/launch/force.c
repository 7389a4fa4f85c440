/* Ends a run that does not end by itself. */
#include "engine/launch/run-private.h"

#include "engine/launch/strays.h"

#include <signal.h>
#include <sys/pidfd.h>

#define LINGER_NS UINT64_C (300000000)

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
  strays_kill (run->mark, run->child_gone ? 0 : run->child.pid);
}
