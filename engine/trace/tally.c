#include "engine/trace/tally.h"

#include "engine/trace/lane-states.h"

#include <string.h>

void
tally_begin (struct tally *tally, struct trace *trace, uint64_t from, uint64_t to, int first_lane, int lanes)
{
  memset (tally, 0, sizeof *tally);
  g_mutex_lock (&trace->mutex);
  tally->from = MAX (from, trace->begin);
  tally->to = MAX (MIN (to, trace->end), tally->from);
  tally->first_lane = tally->lane = CLAMP (first_lane, 0, trace->lanes);
  tally->lanes = CLAMP (lanes, 0, trace->lanes - tally->first_lane);
  g_mutex_unlock (&trace->mutex);
  tally->at = tally->from;
}

static void
see_state (uint64_t begin, uint64_t end, enum thread_state state, void *data)
{
  ((uint64_t *) data)[state] += end - begin;
}

/* A wait belongs to the part that it begins in, or to the first. */
static void
count_waits (struct tally *tally, const struct lane *lane, uint64_t begin, uint64_t end)
{
  const struct track *waits = &lane->waits;

  for (size_t i = track_first_after (waits, begin); i < waits->count && track_get (waits, i)->begin < end; i++) {
    const struct span *wait = track_get (waits, i);
    if (wait->kind == EVENT_LOCK_WAIT)
      tally->lock_wait_ns += MIN (wait->end, end) - MAX (wait->begin, begin);
    if (wait->begin < begin && begin > tally->from)
      continue;
    tally->lock_waits += wait->kind == EVENT_LOCK_WAIT;
    tally->collectives += wait->kind == EVENT_COLLECTIVE;
    tally->barriers += wait->kind == EVENT_BARRIER;
    tally->message_waits += wait->kind == EVENT_WAIT;
  }
}

static void
count_messages (struct tally *tally, struct lane *lane)
{
  size_t first = messages_from (&lane->sends, tally->from), end = messages_from (&lane->sends, tally->to);

  tally->messages += end - first;
  tally->bytes += messages_bytes (&lane->sends, first, end);
}

/* The end of the next part of this lane: about STATES states long. */
static uint64_t
part_end (struct tally *tally, const struct lane *lane, uint64_t states)
{
  uint64_t left = tally->to - tally->at, length = tally->part ? MIN (tally->part * 2, left) : left;

  while (length > 1 && lane_states_spans (lane, tally->at, tally->at + length) > states)
    length /= 2;
  tally->part = MAX (length, 1);
  return tally->at + MIN (tally->part, left);
}

static uint64_t
count_part (struct tally *tally, struct trace *trace, struct lane *lane, uint64_t states)
{
  uint64_t end = part_end (tally, lane, states), seen = lane_states_spans (lane, tally->at, end);

  lane_states_walk (trace, lane, tally->at, end, see_state, tally->ns);
  count_waits (tally, lane, tally->at, end);
  tally->at = end;
  if (end >= tally->to) {
    count_messages (tally, lane);
    tally->lane++;
    tally->at = tally->from;
    tally->part = 0;
  }
  return seen + 1;
}

bool
tally_step (struct tally *tally, struct trace *trace, uint64_t states)
{
  int end = tally->first_lane + tally->lanes;

  g_mutex_lock (&trace->mutex);
  for (uint64_t seen = 0; tally->lane < end && seen < states;)
    seen += count_part (tally, trace, &trace->lane[tally->lane], states - seen);
  g_mutex_unlock (&trace->mutex);
  for (int i = 0; i < THREAD_STATES; i++)
    tally->seconds[i] = (double) tally->ns[i] / 1e9;
  tally->lock_wait_s = (double) tally->lock_wait_ns / 1e9;
  double part = tally->to > tally->from ? (double) (tally->at - tally->from) / (double) (tally->to - tally->from) : 0;
  tally->share = tally->lane >= end ? 1 : (tally->lane - tally->first_lane + part) / tally->lanes;
  return tally->lane >= end;
}
