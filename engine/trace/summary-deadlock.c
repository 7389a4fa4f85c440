/* The deadlock that a run came to, from the snapshot of its last whole moment. */
#include "engine/trace/trace-private.h"
#include "engine/trace/waits.h"

/* Up to T, but before the first process was ended by force: then the others' waits would seem to be broken. */
static uint64_t
last_whole_moment (struct trace *trace, uint64_t t)
{
  g_mutex_lock (&trace->mutex);
  for (int rank = 0; rank < trace->ranks; rank++) {
    const struct process_change *change = process_change_at (&trace->process[rank], UINT64_MAX);
    if (change && change->state == PROCESS_DEAD && change->at > 0)
      t = MIN (t, change->at - 1);
  }
  g_mutex_unlock (&trace->mutex);
  return t;
}

static void
list_members (const struct snapshot *snapshot, struct summary_deadlock *deadlock)
{
  deadlock->wait = g_new0 (struct summary_wait, snapshot->waits);
  for (int i = 0; i < snapshot->waits; i++) {
    const struct snapshot_wait *wait = &snapshot->wait[i];
    const struct snapshot_thread *from = &snapshot->thread[wait->from];
    if (wait->in_cycle)
      deadlock->wait[deadlock->waits++] =
        (struct summary_wait){ from->rank, from->thread, wait->kind, wait->to_rank, wait->to_thread, wait->name };
  }
}

struct summary_deadlock *
summary_take_deadlock (struct trace *trace, uint64_t t)
{
  struct snapshot snapshot = { 0 };
  struct summary_deadlock *deadlock = NULL;

  snapshot_take (trace, last_whole_moment (trace, t), 0, SNAPSHOT_SLICE_NS, &snapshot);
  char *sentence = waits_sentence (&snapshot);
  if (sentence) {
    deadlock = g_new0 (struct summary_deadlock, 1);
    deadlock->sentence = sentence;
    deadlock->since_s = (snapshot.deadlock_since_ns - MIN (snapshot.begin, snapshot.deadlock_since_ns)) / 1e9;
    deadlock->age_s = (snapshot.t - snapshot.deadlock_since_ns) / 1e9;
    list_members (&snapshot, deadlock);
  }
  snapshot_finish (&snapshot);
  return deadlock;
}

void
summary_free_deadlock (struct summary_deadlock *deadlock)
{
  if (!deadlock)
    return;
  g_free (deadlock->sentence);
  g_free (deadlock->wait);
  g_free (deadlock);
}
