#include "engine/record/event.h"
#include "engine/trace/summary.h"

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
lock_way_name (enum lock_way way)
{
  static const char *const name[LOCK_WAYS] = {
    [WAY_MUTEX] = "mutex", [WAY_CRITICAL] = "critical", [WAY_ATOMIC] = "atomic", [WAY_REDUCTION] = "reduction",
  };

  return name[way];
}

const char *
collective_name (int kind)
{
  static const char *const name[COLLECTIVES] = {
    [COLLECTIVE_BARRIER] = "MPI_Barrier",     [COLLECTIVE_BCAST] = "MPI_Bcast",         [COLLECTIVE_REDUCE] = "MPI_Reduce",
    [COLLECTIVE_ALLREDUCE] = "MPI_Allreduce", [COLLECTIVE_GATHER] = "MPI_Gather",       [COLLECTIVE_SCATTER] = "MPI_Scatter",
    [COLLECTIVE_ALLGATHER] = "MPI_Allgather", [COLLECTIVE_ALLTOALL] = "MPI_Alltoall",   [COLLECTIVE_OTHER] = "collective",
  };

  return name[kind >= 0 && kind < COLLECTIVES ? kind : COLLECTIVE_OTHER];
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
