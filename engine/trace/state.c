/* What was true of one thread at one moment. */
#include "engine/trace/trace-private.h"

const struct process_change *
process_change_at (const struct process *process, uint64_t t)
{
  for (guint i = process->change->len; i > 0; i--) {
    const struct process_change *change = &g_array_index (process->change, struct process_change, i - 1);
    if (change->at <= t)
      return change;
  }
  return NULL;
}

static const struct lane_wait no_wait = { .state = THREAD_ABSENT, .lock = -1, .awaited = -1, .collective = -1, .number = -1 };

static struct lane_wait
recorded_wait (const struct span *span)
{
  struct lane_wait wait = no_wait;

  wait.state = wait_state (span->kind);
  wait.since = span->begin;

  if (span->kind == EVENT_LOCK_WAIT)
    wait.lock = span->object;
  if (span->kind == EVENT_WAIT) {
    wait.awaited = span->peer != UINT16_MAX ? span->peer : -1;
    wait.call = span->flags & EVENT_SENDING ? CALL_SEND : span->flags & EVENT_EXCHANGE ? CALL_EXCHANGE : CALL_RECEIVE;
    wait.posted = (span->flags & (EVENT_POSTED | EVENT_EXCHANGE)) != 0;
  }
  if (span->kind == EVENT_COLLECTIVE) {
    wait.call = CALL_COLLECTIVE;
    wait.collective = span->object;
    wait.bytes = span->flags & EVENT_SCALED_BYTES ? (uint64_t) span->value << 12 : span->value;
    wait.number = span->first == 0 ? span->parts : -1;
  }
  if (span->kind == EVENT_BARRIER && span->object == BARRIER_NUMBERED)
    wait.number = span->value;
  return wait;
}

static struct lane_wait
open_wait (const struct open_state *open)
{
  struct lane_wait wait = no_wait;

  wait.since = open->since;
  wait.number = open->number;
  switch (open->state) {
  case NOW_GATE:
    wait.state = THREAD_HELD;
    break;
  case NOW_LOCK_WAIT:
    wait.state = THREAD_LOCK_WAIT;
    wait.lock = open->object;
    break;
  case NOW_BARRIER:
    wait.state = THREAD_BARRIER_WAIT;
    break;
  case NOW_MESSAGE_WAIT:
  case NOW_SENDING:
  case NOW_EXCHANGE:
  case NOW_RECEIVING:
    wait.state = THREAD_MESSAGE_WAIT;
    wait.awaited = open->object;
    wait.call = open->state == NOW_SENDING ? CALL_SEND : open->state == NOW_EXCHANGE ? CALL_EXCHANGE : CALL_RECEIVE;
    wait.posted = open->state == NOW_RECEIVING || open->state == NOW_EXCHANGE;
    break;
  case NOW_COLLECTIVE:
    wait.state = THREAD_MESSAGE_WAIT;
    wait.call = CALL_COLLECTIVE;
    wait.collective = open->object;
    break;
  }
  return wait;
}

void
span_set_number (struct span *span, int64_t number)
{
  if (span->kind == EVENT_BARRIER) {
    span->object = number >= 0 ? BARRIER_NUMBERED : BARRIER_UNNUMBERED;
    span->value = number >= 0 ? number : 0;
  }
  if (span->kind == EVENT_COLLECTIVE) {
    span->first = number >= 0 ? 0 : UINT16_MAX;
    span->parts = number >= 0 ? number : 0;
  }
}

static struct lane_wait
wait_in (const struct lane *lane, const struct span *span, uint64_t t)
{
  if (span)
    return recorded_wait (span);
  /* a wait that has been recorded since its slot was read is no longer open */
  if (t >= lane->open.since && lane->waits.last_end <= lane->open.since)
    return open_wait (&lane->open);
  return no_wait;
}

struct lane_wait
lane_wait_at (const struct lane *lane, uint64_t t)
{
  return wait_in (lane, track_at (&lane->waits, t), t);
}

static enum schedule_kind
schedule_at (const struct lane *lane, uint64_t t, const struct track_place *place, uint64_t *since)
{
  const struct span *span = track_place_at (place, t), *open = &lane->schedule_open;

  if (!span && open->kind && t >= open->begin && t >= lane->schedule.last_end)
    span = open;
  if (!span && !place->span)
    return 0;
  *since = span ? span->begin : place->span->end;
  return span ? span->kind : SCHEDULE_BLOCKED;
}

static bool
in_life (const struct lane *lane, uint64_t t)
{
  return lane->begin && t >= lane->begin && (!lane->end || t < lane->end);
}

static void
state_of_life (struct trace *trace, const struct lane *lane, uint64_t t, struct snapshot_thread *out)
{
  const struct process_change *change = process_change_at (&trace->process[lane->rank], t);

  out->state = THREAD_ABSENT;
  if (lane->begin && t >= lane->begin) {
    out->state = THREAD_ENDED;
    out->since_ns = lane->end;
  }
  if (change && change->state == PROCESS_DEAD) {
    out->state = THREAD_DEAD;
    out->since_ns = change->at;
  }
}

static void
state_of_schedule (struct trace *trace, enum schedule_kind kind, struct snapshot_thread *out)
{
  switch (kind) {
  case SCHEDULE_ON:
    out->state = THREAD_RUNNING;
    break;
  case SCHEDULE_READY:
    out->state = THREAD_RUNNABLE;
    break;
  case SCHEDULE_BLOCKED:
    out->state = THREAD_SLEEPING;
    break;
  default: /* nothing known of the schedule: it does not wait, so it runs as far as one can tell */
    out->state = THREAD_RUNNING;
    out->since_ns = 0;
  }
  out->on_cpu = kind == SCHEDULE_ON || (kind == 0 && trace->schedule_source == SOURCE_NONE);
}

static void
place (struct trace *trace, const struct lane *lane, uint64_t t, struct snapshot_thread *out)
{
  bool scheduled = lane->moves.count > 0;
  const struct moves *moves = scheduled ? &lane->moves : &lane->measured;
  long i = moves_find (moves, t);

  if (i < 0)
    return;

  const struct move *move = (size_t) i + 1 == moves->count ? &moves->last : moves_get (moves, (size_t) i);
  out->pu = move->to;
  out->pu_source = scheduled ? trace->schedule_source : SOURCE_MEASURED;
  out->previous_pu = move->from;
  out->migrated_ns = move->from >= 0 ? move->at : 0;
}

static void
set_region (const struct process *process, int id, const struct touch *touch, struct snapshot_thread *out)
{
  out->region = process_region_name (process, id);
  if (touch && touch->peer && touch->peer <= process->object->len) {
    int all = g_array_index (process->object, struct snapshot_object, touch->peer - 1).parts;
    out->object = touch->peer - 1;
    out->first_part = MIN (touch->first, all);
    out->parts = MIN (touch->parts, all - out->first_part);
  }
}

static void
region_at (const struct process *process, const struct lane *lane, uint64_t t, const struct span *span, struct snapshot_thread *out)
{
  uint32_t open = lane->open.region;

  if (span) {
    struct touch touch = { span->peer, span->first, span->parts };
    set_region (process, span->object, &touch, out);
  } else if (open < SEGMENT_MAX_NAMES && t >= lane->open.region_since && t >= lane->regions.last_end) {
    /* what it touches is recorded when it ends: until then, what the same region touched last */
    set_region (process, open, lane->touch ? &lane->touch[open] : NULL, out);
  }
}

static uint64_t
steps_until (const struct lane *lane, uint64_t t, const struct track_place *place)
{
  if (!place->span || (t < place->span->end && place->index == 0))
    return 0;
  return (uint64_t) (t < place->span->end ? track_get (&lane->steps, (size_t) place->index - 1) : place->span)->value + 1;
}

#define AT_ONCE 16

void
lanes_find (const struct lane *lane, int count, uint64_t t, struct lane_at *at, struct lane_wait *wait)
{
  const struct track *track[AT_ONCE * LANE_TRACKS];

  for (int first = 0, some; first < count; first += some) {
    some = MIN (count - first, AT_ONCE);
    for (int i = 0; i < some; i++) {
      const struct lane *one = &lane[first + i];
      track[LANE_TRACKS * i + LANE_WAITS] = &one->waits;
      track[LANE_TRACKS * i + LANE_SCHEDULE] = &one->schedule;
      track[LANE_TRACKS * i + LANE_REGIONS] = &one->regions;
      track[LANE_TRACKS * i + LANE_STEPS] = &one->steps;
    }
    tracks_find (track, LANE_TRACKS * some, t, at[first].place);
    for (int i = first; i < first + some; i++)
      wait[i] = wait_in (&lane[i], track_place_at (&at[i].place[LANE_WAITS], t), t);
  }
}

enum schedule_kind
lane_state_at (struct trace *trace, const struct lane *lane, uint64_t t, const struct lane_at *at, const struct lane_wait *wait,
               struct snapshot_thread *out)
{
  const struct process *process = &trace->process[lane->rank];
  const struct binding *binding = lane_binding_at (lane, t);

  *out = (struct snapshot_thread){
    .rank = lane->rank, .thread = lane->thread, .tid = lane->tid, .pu = -1, .previous_pu = -1,
    .binding = binding->allowed, .bound = binding->bound, .binding_refused = binding->refused,
    .rebound_ns = binding->settled,
    .misplaced = lane->misplaced_ns && lane->misplaced_ns <= t,
    .object = -1, .lock = -1, .awaited = -1, .steps = steps_until (lane, t, &at->place[LANE_STEPS]),
  };
  place (trace, lane, t, out);
  if (!in_life (lane, t)) {
    state_of_life (trace, lane, t, out);
    return 0;
  }
  enum schedule_kind kind = schedule_at (lane, t, &at->place[LANE_SCHEDULE], &out->since_ns);
  state_of_schedule (trace, kind, out);
  region_at (process, lane, t, track_place_at (&at->place[LANE_REGIONS], t), out);
  if (wait->state != THREAD_ABSENT) {
    out->state = wait->state;
    out->since_ns = wait->since;
    out->lock = wait->lock;
    out->awaited = wait->awaited;
    out->call = wait->call;
    out->on_cpu = kind == SCHEDULE_ON;
  }
  return kind;
}
