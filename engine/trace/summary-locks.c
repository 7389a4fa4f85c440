/* What each lock was taken and waited for. */
#include "engine/trace/trace-private.h"

#include <string.h>

static void
add_all (const struct lane *lane, unsigned id, struct summary_lock *out)
{
  const struct lane_lock *part = lane_lock_known (lane, id);

  if (!part)
    return;
  out->acquisitions += part->acquisitions;
  out->contended += part->contended;
  out->wait_s += part->wait_ns / 1e9;
  out->hold_s += part->hold_ns / 1e9;
  out->longest_wait_s = MAX (out->longest_wait_s, part->longest_wait_ns / 1e9);
}

static void
add_wait (struct summary_lock *out, uint64_t ns)
{
  out->contended++;
  out->wait_s += ns / 1e9;
  out->longest_wait_s = MAX (out->longest_wait_s, ns / 1e9);
}

/* What is under way counts up to T. */
static void
add_until (const struct lane *lane, unsigned id, uint64_t t, struct summary_lock *out)
{
  struct lane_lock *part = id < lane->locks ? &lane->lock[id] : NULL; /* its totals are put in order when asked */
  uint64_t held[TRACK_SUMS] = { 0 };
  struct total last;

  if (!part || t == 0)
    return;
  out->acquisitions += (uint64_t) (track_find (&part->holds, t - 1) + 1);
  track_sum_until (&part->holds, t, held);
  out->hold_s += held[SUM_LENGTH] / 1e9;
  size_t waits = totals_until (&part->waits, t - 1, &last);
  if (!waits)
    return;
  uint64_t until = MIN (last.amount, t - last.at), sum, before;
  totals_sum (&part->waits, waits - 1, &sum, &before);
  out->contended += waits;
  out->wait_s += (sum + until) / 1e9;
  out->longest_wait_s = MAX (out->longest_wait_s, MAX (before, until) / 1e9);
}

/* Who waits at T and has recorded nothing yet: in a deadlock that is all there is to be told. */
static void
add_open (const struct lane *lane, unsigned id, uint64_t t, struct summary_lock *out)
{
  struct lane_wait wait = lane_wait_at (lane, t);

  if (wait.state == THREAD_LOCK_WAIT && wait.lock == (int) id && wait.since < t && !track_at (&lane->waits, t))
    add_wait (out, t - wait.since);
}

static bool
take_lock (struct trace *trace, int rank, unsigned id, uint64_t t, bool all, struct summary_lock *out)
{
  const struct process *process = &trace->process[rank];

  *out = (struct summary_lock){ .rank = rank, .name = process->lock[id], .kind = process->lock_kind[id] };
  out->uncontended_ns = out->kind == LOCK_MUTEX ? trace->lock_cost[WAY_MUTEX].median : 0;
  for (int i = 0; i < trace->threads; i++) {
    const struct lane *lane = trace_lane (trace, rank, i);
    if (all)
      add_all (lane, id, out);
    else
      add_until (lane, id, t, out);
    if (!lane->end)
      add_open (lane, id, t, out);
  }
  return out->name || out->acquisitions || out->contended;
}

void
summary_take_locks (struct trace *trace, uint64_t t, bool all, struct summary *summary)
{
  GArray *locks = g_array_new (FALSE, FALSE, sizeof (struct summary_lock));
  struct summary_lock lock;

  for (int rank = 0; rank < trace->ranks; rank++)
    for (unsigned id = 0; id < SEGMENT_MAX_NAMES; id++)
      if (take_lock (trace, rank, id, t, all, &lock))
        g_array_append_val (locks, lock);
  summary->locks = locks->len;
  summary->lock = (struct summary_lock *) (void *) g_array_free (locks, FALSE);
  memcpy (summary->lock_cost, trace->lock_cost, sizeof summary->lock_cost);
}
