/* The states of one thread over a stretch of time: waits, and between them what the scheduler did. */
#include "engine/trace/lane-states.h"

struct walk {
  struct trace *trace;
  const struct lane *lane;
  uint64_t from, to;
  lane_states_seen seen;
  void *data;
};

static void
tell (const struct walk *walk, uint64_t begin, uint64_t end, enum thread_state state)
{
  begin = MAX (begin, walk->from);
  end = MIN (end, walk->to);
  if (end > begin && state != THREAD_ABSENT)
    walk->seen (begin, end, state, walk->data);
}

static enum thread_state
state_of_kind (enum schedule_kind kind)
{
  switch (kind) {
  case SCHEDULE_ON:
    return THREAD_RUNNING;
  case SCHEDULE_READY:
    return THREAD_RUNNABLE;
  case SCHEDULE_BLOCKED:
    return THREAD_SLEEPING;
  default: /* a gap: it is not known */
    return THREAD_ABSENT;
  }
}

/* Between waits: what the scheduler did, asleep where it did nothing; running where no schedule is known. */
static void
add_schedule (const struct walk *walk, uint64_t begin, uint64_t end)
{
  const struct track *track = &walk->lane->schedule;
  const struct span *open = &walk->lane->schedule_open;
  uint64_t cursor = begin;

  if (!track->count && !open->kind) {
    tell (walk, begin, end, THREAD_RUNNING);
    return;
  }
  for (size_t i = track_first_after (track, begin); i < track->count && track_get (track, i)->begin < end; i++) {
    const struct span *span = track_get (track, i);
    if (span->begin > cursor)
      tell (walk, cursor, MIN (span->begin, end), THREAD_SLEEPING);
    cursor = MAX (cursor, span->begin);
    tell (walk, cursor, MIN (span->end, end), state_of_kind (span->kind));
    cursor = MIN (span->end, end);
  }
  if (open->kind && open->begin < end) {
    tell (walk, cursor, MAX (cursor, MIN (open->begin, end)), THREAD_SLEEPING);
    tell (walk, MAX (cursor, open->begin), end, state_of_kind (open->kind));
  } else {
    tell (walk, cursor, end, THREAD_SLEEPING);
  }
}

static void
add_life (const struct walk *walk, uint64_t begin, uint64_t end)
{
  const struct track *waits = &walk->lane->waits;
  struct lane_wait open = lane_wait_at (walk->lane, walk->trace->end);
  uint64_t cursor = begin;

  for (size_t i = track_first_after (waits, begin); i < waits->count && track_get (waits, i)->begin < end; i++) {
    const struct span *span = track_get (waits, i);
    if (span->begin > cursor)
      add_schedule (walk, cursor, MIN (span->begin, end));
    cursor = MAX (cursor, span->begin);
    tell (walk, cursor, MIN (span->end, end), wait_state (span->kind));
    cursor = MIN (span->end, end);
  }
  if (open.state != THREAD_ABSENT && open.since >= cursor && open.since < end) {
    add_schedule (walk, cursor, open.since);
    tell (walk, open.since, end, open.state);
  } else if (open.state != THREAD_ABSENT && open.since < cursor && cursor == begin) {
    tell (walk, cursor, end, open.state);
  } else if (cursor < end) {
    add_schedule (walk, cursor, end);
  }
}

static void
add_afterlife (const struct walk *walk)
{
  const struct process *process = &walk->trace->process[walk->lane->rank];

  if (!walk->lane->end || walk->lane->end >= walk->to)
    return;
  for (guint i = 0; i < process->change->len; i++) {
    const struct process_change *change = &g_array_index (process->change, struct process_change, i);
    if (change->state == PROCESS_DEAD) {
      tell (walk, walk->lane->end, change->at, THREAD_ENDED);
      tell (walk, MAX (walk->lane->end, change->at), walk->to, THREAD_DEAD);
      return;
    }
  }
  tell (walk, walk->lane->end, walk->to, THREAD_ENDED);
}

void
lane_states_walk (struct trace *trace, const struct lane *lane, uint64_t from, uint64_t to, lane_states_seen seen, void *data)
{
  struct walk walk = { trace, lane, from, to, seen, data };
  uint64_t end = lane->end ? MIN (lane->end, to) : to;

  if (lane->begin && MAX (lane->begin, from) < end)
    add_life (&walk, MAX (lane->begin, from), end);
  add_afterlife (&walk);
}

uint64_t
lane_states_spans (const struct lane *lane, uint64_t from, uint64_t to)
{
  const struct track *track[] = { &lane->waits, &lane->schedule };
  uint64_t spans = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (track); i++)
    spans += (uint64_t) (track_find (track[i], to) + 1) - track_first_after (track[i], from);
  return spans;
}
