#include "engine/trace/lane-moment.h"

#include "engine/trace/details.h"
#include "engine/trace/lane-states.h"

struct around { uint64_t t; struct lane_moment *moment; };

/* The piece that covers T; its neighbours of the same state are one with it. */
static void
see_state (uint64_t begin, uint64_t end, enum thread_state state, void *data)
{
  struct around *around = data;
  struct lane_moment *moment = around->moment;

  if (begin <= around->t && !(moment->state == state && moment->until == begin)) {
    moment->state = state;
    moment->since = begin;
  }
  if (begin <= around->t || (moment->state == state && moment->until == begin))
    moment->until = end;
}

/* Grown until the state has both its ends in it, or there are many. */
#define STATES_AROUND 4096

static void
take_state (struct trace *trace, const struct lane *lane, uint64_t t, struct lane_moment *moment)
{
  struct around around = { t, moment };

  for (uint64_t reach = 1000;; reach *= 8) {
    uint64_t from = t > trace->begin + reach ? t - reach : trace->begin, to = t + reach < trace->end ? t + reach : trace->end + 1;
    moment->state = THREAD_ABSENT;
    moment->since = moment->until = 0;
    lane_states_walk (trace, lane, from, to, see_state, &around);
    bool whole = (moment->since > from || from == trace->begin) && (moment->until < to || to > trace->end);
    if (whole || reach > UINT64_MAX / 16 || lane_states_spans (lane, from, to) > STATES_AROUND)
      break;
  }
  if (moment->until <= t || moment->until >= trace->end) {
    if (moment->until > 0 && moment->until <= t)
      moment->state = THREAD_ABSENT;
    moment->until = 0;
  }
}

static void
take_region (struct trace *trace, const struct lane *lane, uint64_t t, struct lane_moment *moment)
{
  const struct span *span = track_at (&lane->regions, t);
  int id = span ? span->object : (int) MIN (lane->open.region, (uint32_t) INT32_MAX);
  bool open = !span && t >= lane->open.region_since && t >= lane->regions.last_end;

  if ((!span && !open) || id < 0)
    return;
  moment->region = process_region_name (&trace->process[lane->rank], id);
  moment->region_since = span ? span->begin : MAX (lane->open.region_since, lane->regions.last_end);
  moment->region_until = span ? span->end : 0;
}

static int
pu_at (const struct lane *lane, uint64_t t)
{
  const struct moves *moves = lane->moves.count > 0 ? &lane->moves : &lane->measured;
  long move = moves_find (moves, t);

  return move >= 0 ? moves_get (moves, (size_t) move)->to : -1;
}

int
lane_pu_at (struct trace *trace, int rank, int thread, uint64_t t)
{
  const struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane)
    return -1;
  g_mutex_lock (&trace->mutex);
  int pu = pu_at (lane, t);
  g_mutex_unlock (&trace->mutex);
  return pu;
}

bool
lane_moment_take (struct trace *trace, int rank, int thread, uint64_t t, struct lane_moment *moment)
{
  const struct lane *lane = trace_lane (trace, rank, thread);

  *moment = (struct lane_moment){ .awaited = -1, .pu = -1 };
  if (!lane)
    return false;
  g_mutex_lock (&trace->mutex);
  take_state (trace, lane, t, moment);
  take_region (trace, lane, t, moment);
  struct lane_wait wait = lane_wait_at (lane, t);
  moment->awaited = wait.awaited;
  if (wait.lock >= 0)
    moment->lock = trace->process[rank].lock[wait.lock];
  if (wait.collective >= 0)
    moment->collective = collective_name (wait.collective);
  moment->pu = pu_at (lane, t);
  g_mutex_unlock (&trace->mutex);
  return true;
}
