/* Locks and barriers at a moment. */
#include "engine/trace/trace-private.h"

static bool
lock_known (struct trace *trace, int rank, unsigned lock)
{
  return trace->process[rank].lock[lock] || trace->process[rank].locks_used >> lock & 1;
}

#define AT_ONCE 64

struct look_at_holds { /* of one lock, by a rank's threads */
  struct snapshot_lock *out;
  uint64_t t, known;      /* known: what holds reach up to */
};

/* true: one of these threads holds it. */
static bool
holds_it (const struct track *const *holds, const int *thread, int count, struct look_at_holds *look)
{
  struct track_place place[AT_ONCE];

  tracks_find (holds, count, look->t, place);
  for (int i = 0; i < count; i++) {
    const struct span *span = track_place_at (&place[i], look->t);
    look->known = MAX (look->known, holds[i]->last_end);
    if (span) {
      look->out->holder = thread[i];
      look->out->held_since_ns = span->begin;
      return true;
    }
  }
  return false;
}

static void
find_holder (struct trace *trace, int rank, int id, uint64_t t, struct snapshot_lock *out)
{
  const struct lock_open *open = &trace->process[rank].lock_open[id];
  const struct lane *lane = trace_lane (trace, rank, 0);
  const struct track *holds[AT_ONCE];
  struct look_at_holds look = { out, t, 0 };
  int thread[AT_ONCE], count = 0;

  for (int i = 0; i < trace->threads; i++) {
    const struct lane_lock *lock = lane_lock_known (&lane[i], (unsigned) id);
    if (lock) {
      holds[count] = &lock->holds;
      __builtin_prefetch (holds[count]);
      thread[count++] = i;
    }
    if (count == AT_ONCE || i + 1 == trace->threads) {
      if (holds_it (holds, thread, count, &look))
        return;
      count = 0;
    }
  }
  if (!trace->closed && open->thread >= 0 && t >= open->since && t >= look.known) {
    out->holder = open->thread;
    out->held_since_ns = open->since;
  }
}

#define WAITS_LOOKED_AT 256 /* waits of a thread that are searched for the last one for a lock */

/* Waits are short: the picture could hardly ever show one. The last one stays in sight as a message's arc does. */
static void
find_last_waiter (struct trace *trace, int rank, int id, uint64_t from, uint64_t t, struct snapshot_lock *out)
{
  uint64_t latest = from;

  out->last_waiter = -1;
  for (int i = 0; i < trace->threads; i++) {
    const struct lane *lane = trace_lane (trace, rank, i);
    const struct track_place *place = &trace->at[lane - trace->lane].place[LANE_WAITS];
    const struct lane_lock *lock = lane_lock_known (lane, (unsigned) id);
    if (!lock || !lock->contended)
      continue;
    for (long k = place->index, least = MAX (0, k - WAITS_LOOKED_AT); k >= least; k--) {
      const struct span *wait = k == place->index ? place->span : track_get (&lane->waits, (size_t) k);
      if (wait->end <= latest)
        break;
      if (wait->kind != EVENT_LOCK_WAIT || wait->object != id || wait->end > t)
        continue;
      latest = wait->end;
      out->last_waiter = i;
      out->last_wait_ns = latest - wait->begin;
      break;
    }
  }
}

static void
take_lock (struct trace *trace, int rank, int id, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot, struct snapshot_lock *out)
{
  int *queue = out->queue;

  *out = (struct snapshot_lock){ .rank = rank, .lock = id, .name = trace->process[rank].lock[id], .holder = -1 };
  out->queue = room_for (queue, trace->threads, sizeof *queue);
  find_holder (trace, rank, id, t, out);
  find_last_waiter (trace, rank, id, t > glow_ns ? t - glow_ns : 0, t, out);
  for (int i = 0; i < trace->threads; i++) {
    const struct snapshot_thread *thread = &snapshot->thread[rank * trace->threads + i];
    if (thread->state == THREAD_LOCK_WAIT && thread->lock == id)
      out->queue[out->queued++] = i;
  }
}

void
snapshot_take_locks (struct trace *trace, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot)
{
  int had = snapshot->locks, count = 0;

  for (int rank = 0; rank < trace->ranks; rank++)
    for (unsigned id = 0; id < SEGMENT_MAX_NAMES; id++) {
      if (!lock_known (trace, rank, id))
        continue;
      snapshot->lock = room_for (snapshot->lock, count + 1, sizeof *snapshot->lock);
      if (count >= had)
        snapshot->lock[count].queue = NULL;
      take_lock (trace, rank, id, t, glow_ns, snapshot, &snapshot->lock[count++]);
    }
  for (int i = count; i < had; i++)
    room_free (snapshot->lock[i].queue);
  snapshot->locks = count;
}

void
snapshot_take_barriers (struct trace *trace, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot)
{
  int groups = barriers_count (trace);
  uint8_t *member = room_for (snapshot->barrier_members, trace->lanes + trace->ranks, sizeof *member);

  snapshot->barrier = room_for (snapshot->barrier, groups, sizeof *snapshot->barrier);
  snapshot->barrier_members = member;
  snapshot->barriers = 0;
  for (int group = 0; group < groups; group++) {
    struct snapshot_barrier *barrier = &snapshot->barrier[snapshot->barriers];
    barrier->member = member;
    if (barriers_at (trace, group, t, glow_ns, barrier)) {
      member += barrier->members;
      snapshot->barriers++;
    }
  }
}
