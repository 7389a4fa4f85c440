#include "engine/record/event.h"
#include "engine/trace/snapshot.h"

const char *
source_name (enum source source)
{
  static const char *const name[] = {
    [SOURCE_NONE] = "none",       [SOURCE_MEASURED] = "measured", [SOURCE_KERNEL] = "kernel",
    [SOURCE_SAMPLED] = "sampled", [SOURCE_INFERRED] = "inferred",
  };

  return name[source];
}

const char *
thread_state_name (enum thread_state state)
{
  static const char *const name[THREAD_STATES] = {
    [THREAD_ABSENT] = "not started",
    [THREAD_RUNNING] = "on a PU",
    [THREAD_RUNNABLE] = "waits for a PU",
    [THREAD_LOCK_WAIT] = "waits for a lock",
    [THREAD_BARRIER_WAIT] = "waits in a barrier",
    [THREAD_MESSAGE_WAIT] = "waits for a message",
    [THREAD_HELD] = "held",
    [THREAD_SLEEPING] = "sleeps",
    [THREAD_ENDED] = "ended",
    [THREAD_DEAD] = "dead",
  };

  return name[state];
}

const char *
thread_state_short (enum thread_state state)
{
  static const char *const name[THREAD_STATES] = {
    [THREAD_ABSENT] = "–",
    [THREAD_RUNNING] = "running",
    [THREAD_RUNNABLE] = "ready",
    [THREAD_LOCK_WAIT] = "lock",
    [THREAD_BARRIER_WAIT] = "barrier",
    [THREAD_MESSAGE_WAIT] = "message",
    [THREAD_HELD] = "held",
    [THREAD_SLEEPING] = "asleep",
    [THREAD_ENDED] = "ended",
    [THREAD_DEAD] = "dead",
  };

  return name[state];
}

const char *
collective_name (int kind)
{
  static const char *const name[COLLECTIVES] = { "MPI_Barrier", "MPI_Bcast", "MPI_Reduce", "MPI_Allreduce", "MPI_Gather", "MPI_Scatter",
                                                 "MPI_Allgather", "MPI_Alltoall", "collective" };

  return name[kind >= 0 && kind < COLLECTIVES ? kind : COLLECTIVE_OTHER];
}
