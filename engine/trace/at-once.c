#include "engine/trace/at-once.h"

#include "engine/trace/trace-private.h"

#include <string.h>

struct most { /* a number of threads that had not been reached before */
  uint64_t at;
  int threads;
};

struct next { /* when a lane's next span begins or ends */
  uint64_t at;
  int64_t by;  /* its share, negative at the end */
  int lane;
};

struct sweep {
  size_t *edge; /* by lane: 2 x its next span, + 1 where that has begun */
  int64_t running, most;
  struct next *heap;
  int waiting;
};

struct at_once {
  int lanes;
  uint64_t until;
  struct sweep settled;
  GArray *most; /* struct most, growing */
};

struct at_once *
at_once_new (int lanes)
{
  struct at_once *at_once = g_new0 (struct at_once, 1);

  at_once->lanes = lanes;
  at_once->most = g_array_new (FALSE, FALSE, sizeof (struct most));
  at_once->settled.edge = g_new0 (size_t, lanes);
  at_once->settled.heap = g_new (struct next, lanes);
  return at_once;
}

void
at_once_free (struct at_once *at_once)
{
  if (!at_once)
    return;
  g_array_unref (at_once->most);
  g_free (at_once->settled.edge);
  g_free (at_once->settled.heap);
  g_free (at_once);
}

/* Who goes makes room before who comes. */
static bool
before (const struct next *a, const struct next *b)
{
  return a->at != b->at ? a->at < b->at : a->by < b->by;
}

static void
sift_down (struct sweep *sweep, int i)
{
  struct next moved = sweep->heap[i];

  for (int child; (child = 2 * i + 1) < sweep->waiting; i = child) {
    if (child + 1 < sweep->waiting && before (&sweep->heap[child + 1], &sweep->heap[child]))
      child++;
    if (!before (&sweep->heap[child], &moved))
      break;
    sweep->heap[i] = sweep->heap[child];
  }
  sweep->heap[i] = moved;
}

static bool
next_of (const struct sweep *sweep, const struct trace *trace, int lane, uint64_t t, struct next *next)
{
  const struct track *track = &trace->lane[lane].schedule;
  size_t edge = sweep->edge[lane];

  if (edge / 2 >= track->count)
    return false;
  const struct span *span = track_get (track, edge / 2);
  int64_t share = span_on_share (span);
  *next = (struct next){ edge % 2 ? span->end : span->begin, edge % 2 ? -share : share, lane };
  return next->at < t;
}

static void
advance (struct sweep *sweep, const struct trace *trace, uint64_t t, GArray *most)
{
  sweep->waiting = 0;
  for (int i = 0; i < trace->lanes; i++)
    if (next_of (sweep, trace, i, t, &sweep->heap[sweep->waiting]))
      sweep->waiting++;
  for (int i = sweep->waiting / 2 - 1; i >= 0; i--)
    sift_down (sweep, i);
  while (sweep->waiting > 0) {
    struct next *next = &sweep->heap[0];
    sweep->running += next->by;
    sweep->edge[next->lane]++;
    if (sweep->running > sweep->most) {
      struct most record = { next->at, threads_in_shares (sweep->running) };
      sweep->most = sweep->running;
      if (most && (most->len == 0 || g_array_index (most, struct most, most->len - 1).threads < record.threads))
        g_array_append_val (most, record);
    }
    if (!next_of (sweep, trace, next->lane, t, next))
      *next = sweep->heap[--sweep->waiting];
    sift_down (sweep, 0);
  }
}

static int
most_known (const struct at_once *at_once, uint64_t t)
{
  int threads = 0;

  for (guint i = 0; i < at_once->most->len; i++) {
    const struct most *most = &g_array_index (at_once->most, struct most, i);
    if (most->at < t)
      threads = most->threads;
  }
  return threads;
}

int
at_once_until (struct at_once *at_once, const struct trace *trace, uint64_t t, uint64_t settled)
{
  if (settled > at_once->until) {
    advance (&at_once->settled, trace, settled, at_once->most);
    at_once->until = settled;
  }
  if (t <= at_once->until)
    return most_known (at_once, t);
  struct sweep sweep = at_once->settled; /* what may still change is walked on a copy */
  sweep.edge = g_memdup2 (sweep.edge, at_once->lanes * sizeof *sweep.edge);
  advance (&sweep, trace, t, NULL);
  g_free (sweep.edge);
  return threads_in_shares (sweep.most);
}
