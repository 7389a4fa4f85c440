/* Who of the run was on which PU, now and in the slices of time before. */
#include "engine/trace/trace-private.h"

#include <string.h>

static int
by_number (const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

static void
add_pu (GArray *pus, int os)
{
  for (guint i = 0; i < pus->len; i++)
    if (g_array_index (pus, int, i) == os)
      return;
  g_array_append_val (pus, os);
}

/* A lane's moves go to few PUs again and again: the run's list is kept and each lane adds what is new. */
static void
add_moves (struct moves *moves, GArray *pus)
{
  for (; moves->listed < moves->count; moves->listed++)
    add_pu (pus, moves_get (moves, moves->listed)->to);
}

int
trace_pus (struct trace *trace, const int **os)
{
  if (!trace->pus_listed) {
    for (int i = 0; i < trace->lanes; i++) {
      struct lane *lane = &trace->lane[i];
      add_moves (&lane->moves, trace->pus);
      if (!lane->moves.count)
        add_moves (&lane->measured, trace->pus);
    }
    g_array_sort (trace->pus, by_number);
    trace->pus_listed = true;
  }
  if (os)
    *os = (const int *) (void *) trace->pus->data;
  return trace->pus->len;
}

struct slices {
  struct snapshot *snapshot;
  uint64_t from;            /* begin of the first slice; the last ends at t */
  uint64_t (*held)[SNAPSHOT_SLICES]; /* ns of the lane in work, a row a PU */
};

static int
find_pu (const struct snapshot *snapshot, int os)
{
  int low = 0, high = snapshot->pus;

  while (low < high) {
    int middle = (low + high) / 2;
    if (snapshot->pu[middle].os < os)
      low = middle + 1;
    else
      high = middle;
  }
  return low < snapshot->pus && snapshot->pu[low].os == os ? low : -1;
}

static void
add_held (struct slices *slices, const struct span *span)
{
  uint64_t slice_ns = slices->snapshot->slice_ns, t = slices->snapshot->t;
  uint64_t begin = MAX (span->begin, slices->from), end = MIN (span->end, t);
  int pu = find_pu (slices->snapshot, span->object);

  if (pu < 0 || end <= begin)
    return;
  for (uint64_t s = (begin - slices->from) / slice_ns; s < SNAPSHOT_SLICES && slices->from + s * slice_ns < end; s++) {
    uint64_t slice = slices->from + s * slice_ns;
    uint64_t part = MIN (end, slice + slice_ns) - MAX (begin, slice);
    slices->held[pu][s] += span_part (part, span_on_share (span));
  }
}

static void
hold_slices (const struct lane *lane, struct slices *slices)
{
  const struct track *track = &lane->schedule;

  for (size_t i = track_first_after (track, slices->from); i < track->count; i++) {
    const struct span *span = track_get (track, i);
    if (span->begin >= slices->snapshot->t)
      break;
    add_held (slices, span);
  }
  if (lane->schedule_open.kind == SCHEDULE_ON) {
    struct span open = lane->schedule_open;
    open.end = UINT64_MAX;
    add_held (slices, &open);
  }
}

/* The one who held a slice longest names it; the share is that of all. */
static void
merge_lane (const struct lane *lane, struct slices *slices, uint64_t (*most)[SNAPSHOT_SLICES])
{
  struct snapshot *snapshot = slices->snapshot;

  for (int p = 0; p < snapshot->pus; p++)
    for (int s = 0; s < SNAPSHOT_SLICES; s++) {
      uint64_t held = slices->held[p][s];
      if (held == 0)
        continue;
      snapshot->pu[p].slice_share[s] = MIN (1, snapshot->pu[p].slice_share[s] + (float) held / snapshot->slice_ns);
      if (held > most[p][s]) {
        most[p][s] = held;
        snapshot->pu[p].slice_rank[s] = lane->rank;
      }
      slices->held[p][s] = 0;
    }
}

static void
take_slices (struct trace *trace, struct snapshot *snapshot)
{
  uint64_t length = MIN (snapshot->slice_ns, UINT64_MAX / 2 / SNAPSHOT_SLICES) * SNAPSHOT_SLICES;
  struct slices slices = { snapshot, 0, NULL };

  if (snapshot->t < length)
    return;
  slices.from = snapshot->t - length;
  slices.held = g_malloc0_n (snapshot->pus, sizeof *slices.held);
  g_autofree uint64_t (*most)[SNAPSHOT_SLICES] = g_malloc0_n (snapshot->pus, sizeof *most);
  for (int i = 0; i < trace->lanes; i++) {
    if (!trace->lane[i].schedule.count && !trace->lane[i].schedule_open.kind)
      continue;
    hold_slices (&trace->lane[i], &slices);
    merge_lane (&trace->lane[i], &slices, most);
  }
  g_free (slices.held);
}

static void
take_occupants (struct snapshot *snapshot)
{
  for (int i = 0; i < snapshot->threads; i++) {
    const struct snapshot_thread *thread = &snapshot->thread[i];
    int p = find_pu (snapshot, thread->pu);
    if (p < 0 || thread->state == THREAD_ENDED || thread->state == THREAD_DEAD || thread->state == THREAD_ABSENT)
      continue;
    snapshot->pu[p].sharing += thread->on_cpu || thread->state == THREAD_RUNNABLE;
    if (thread->on_cpu) {
      snapshot->pu[p].rank = thread->rank;
      snapshot->pu[p].thread = thread->thread;
    }
  }
}

void
snapshot_take_pus (struct trace *trace, uint64_t t, struct snapshot *snapshot)
{
  const int *os;

  snapshot->pus = trace_pus (trace, &os);
  snapshot->pu = room_for (snapshot->pu, (size_t) snapshot->pus, sizeof *snapshot->pu);
  for (int i = 0; i < snapshot->pus; i++) {
    struct snapshot_pu *pu = &snapshot->pu[i];
    memset (pu, 0, sizeof *pu);
    pu->os = os[i];
    pu->rank = pu->thread = -1;
    for (int s = 0; s < SNAPSHOT_SLICES; s++)
      pu->slice_rank[s] = -1;
  }
  take_occupants (snapshot);
  if (snapshot->pus > 0)
    take_slices (trace, snapshot);
}
