#include "engine/trace/occupancy-private.h"

#include <string.h>

struct taking {
  struct trace *trace;
  struct occupancy *occupancy;
  GArray **spans;      /* struct occupancy_span, a lane */
  float *best;         /* columns x lanes: time of who held it longest */
  double columns_a_ns;
};

static int
row_of (const struct occupancy *occupancy, int pu)
{
  for (int i = 0; i < occupancy->lanes; i++)
    if (occupancy->lane[i].pu == pu)
      return i;
  return -1;
}

static void
add_span (struct taking *taking, int row, const struct hold *hold)
{
  const struct lane *lane = &taking->trace->lane[hold->lane];
  struct occupancy_span span = { hold->begin, hold->end, lane->rank, lane->thread, (float) hold->share / SPAN_WHOLE };

  g_array_append_val (taking->spans[row], span);
}

static void
name_cell (const struct trace *trace, struct occupancy_cell *cell, int32_t lane)
{
  cell->rank = (int16_t) trace->lane[lane].rank;
  cell->thread = (int16_t) trace->lane[lane].thread;
}

static void
mark_cell (struct occupancy_cell *cell, int rank, int thread)
{
  cell->mark_rank = (int16_t) rank;
  cell->mark_thread = (int16_t) thread;
}

/* PART of a column, 0..1, was LANE's. */
static void
add_to_cell (struct taking *taking, int row, int column, int32_t lane, double part)
{
  struct occupancy *occupancy = taking->occupancy;
  size_t i = (size_t) row * (size_t) occupancy->columns + (size_t) column;
  struct occupancy_cell *cell = &occupancy->cell[i];
  const struct lane *it = &taking->trace->lane[lane];

  if (cell->rank == it->rank && cell->thread == it->thread) {
    taking->best[i] += (float) part;
  } else if (cell->rank < 0 || part > taking->best[i]) {
    if (cell->rank >= 0)
      mark_cell (cell, cell->rank, cell->thread);
    name_cell (taking->trace, cell, lane);
    taking->best[i] = (float) part;
  } else {
    mark_cell (cell, it->rank, it->thread);
  }
  cell->busy = (uint8_t) MIN (255, cell->busy + MAX (1, (int) (part * 255 + 0.5)));
}

static void
add_to_cells (struct taking *taking, int row, const struct hold *hold)
{
  const struct occupancy *occupancy = taking->occupancy;
  double x = hold->begin > occupancy->from ? (double) (hold->begin - occupancy->from) * taking->columns_a_ns : 0;
  double to = (double) (MIN (hold->end, occupancy->to) - occupancy->from) * taking->columns_a_ns, share = (double) hold->share / SPAN_WHOLE;

  for (int column = (int) x; column < occupancy->columns && column < to; column++)
    add_to_cell (taking, row, column, hold->lane, (MIN (to, column + 1) - MAX (x, column)) * share);
}

static void
see_hold (const struct hold *hold, int pu, void *data)
{
  struct taking *taking = data;
  int row = row_of (taking->occupancy, pu);

  if (row < 0 || hold->end <= taking->occupancy->from || hold->begin >= taking->occupancy->to)
    return;
  if (taking->occupancy->exact)
    add_span (taking, row, hold);
  else
    add_to_cells (taking, row, hold);
}

/* ---- rows of pixels ---- */

static uint64_t
column_begin (const struct occupancy *occupancy, int column)
{
  return occupancy->from + (uint64_t) ((double) (occupancy->to - occupancy->from) * column / occupancy->columns);
}

static int
level_of (const struct merged *merged, const struct holders *pu, uint64_t ns)
{
  int level = -1;

  while (merged->base && level + 1 < HOLDERS_LEVELS && pu->buckets[level + 1] > 0 && UINT64_C (1) << (merged->base + 2 * (level + 1)) <= ns)
    level++;
  return level;
}

static void
take_buckets (struct taking *taking, int row, const struct holders *pu, int level, int column)
{
  const struct merged *merged = taking->trace->merged;
  int bits = merged->base + 2 * level;
  uint64_t round = (UINT64_C (1) << bits) - 1, begin = column_begin (taking->occupancy, column), end = column_begin (taking->occupancy, column + 1);
  size_t from = (MAX (begin, merged->origin) - merged->origin + round) >> bits;
  size_t to = MIN ((MAX (end, merged->origin) - merged->origin + round) >> bits, pu->buckets[level]);

  for (size_t i = from; i < to; i++) {
    const struct held_bucket *bucket = column_at (&pu->level[level], i, sizeof *bucket);
    double parts = (double) (to - from) * 255;
    if (bucket->longest)
      add_to_cell (taking, row, column, bucket->longest - 1, bucket->share / parts);
    if (bucket->other)
      add_to_cell (taking, row, column, bucket->other - 1, MAX (1, bucket->busy - bucket->share) / parts);
  }
}

/* Buckets as far as they are filled and fine enough, then the list. */
static void
take_cells (struct taking *taking, int row, const struct holders *pu)
{
  struct occupancy *occupancy = taking->occupancy;
  const struct merged *merged = taking->trace->merged;
  int level = level_of (merged, pu, (occupancy->to - occupancy->from) / (uint64_t) occupancy->columns), column = 0;

  for (; level >= 0 && column < occupancy->columns && column_begin (occupancy, column + 1) <= merged->bucketed; column++)
    take_buckets (taking, row, pu, level, column);
  uint64_t from = column_begin (occupancy, column);
  for (size_t i = holders_first_after (pu, from); i < pu->count && holders_get (pu, i)->begin < occupancy->to; i++) {
    struct hold hold = *holders_get (pu, i);
    hold.begin = MAX (hold.begin, from);
    if (hold.end > hold.begin)
      see_hold (&hold, pu->os, taking);
  }
}

static void
take_spans (struct taking *taking, const struct holders *pu)
{
  for (size_t i = holders_first_after (pu, taking->occupancy->from); i < pu->count && holders_get (pu, i)->begin < taking->occupancy->to; i++)
    see_hold (holders_get (pu, i), pu->os, taking);
}

static bool
few (const struct trace *trace, const struct occupancy *occupancy, int most)
{
  size_t spans = 0;

  for (int i = 0; i < occupancy->lanes; i++) {
    const struct holders *pu = merged_of_pu (trace->merged, occupancy->lane[i].pu);
    size_t first = pu ? holders_first_after (pu, occupancy->from) : 0, end = pu ? holders_from (pu, occupancy->to) : 0;
    spans += end > first ? end - first : 0;
  }
  return spans <= (size_t) most;
}

static void
make_room (struct taking *taking, int columns)
{
  struct occupancy *occupancy = taking->occupancy;
  size_t cells = (size_t) columns * (size_t) MAX (occupancy->lanes, 1);

  taking->spans = g_new0 (GArray *, MAX (occupancy->lanes, 1));
  for (int i = 0; i < occupancy->lanes; i++)
    taking->spans[i] = g_array_new (FALSE, FALSE, sizeof (struct occupancy_span));
  if (occupancy->exact)
    return;
  taking->best = g_new0 (float, cells);
  occupancy->cell = g_new (struct occupancy_cell, cells);
  for (size_t i = 0; i < cells; i++)
    occupancy->cell[i] = (struct occupancy_cell){ -1, -1, -1, -1, 0 };
}

static int
by_begin (const void *a, const void *b)
{
  const struct occupancy_span *x = a, *y = b;

  return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static void
give_spans (struct taking *taking)
{
  struct occupancy *occupancy = taking->occupancy;

  for (int i = 0; i < occupancy->lanes; i++) {
    occupancy->lane[i].spans = (int) taking->spans[i]->len;
    occupancy->lane[i].span = (struct occupancy_span *) (void *) g_array_free (taking->spans[i], FALSE);
    if (occupancy->lane[i].spans > 1)
      qsort (occupancy->lane[i].span, (size_t) occupancy->lane[i].spans, sizeof (struct occupancy_span), by_begin);
  }
  g_free (taking->spans);
  g_free (taking->best);
}

static void
name_rows (struct trace *trace, int first, int lanes, struct occupancy *occupancy)
{
  const int *os;

  occupancy->pus = trace_pus (trace, &os);
  occupancy->first = CLAMP (first, 0, occupancy->pus);
  occupancy->lanes = CLAMP (lanes, 0, occupancy->pus - occupancy->first);
  occupancy->lane = g_new0 (struct occupancy_lane, MAX (occupancy->lanes, 1));
  for (int i = 0; i < occupancy->lanes; i++)
    occupancy->lane[i].pu = os[occupancy->first + i];
}

void
occupancy_take (struct trace *trace, uint64_t from, uint64_t to, int columns, int first, int lanes, int most_spans, struct occupancy *occupancy)
{
  struct taking taking = { trace, occupancy, NULL, NULL, 0 };

  occupancy_finish (occupancy);
  g_mutex_lock (&trace->mutex);
  occupancy->from = from;
  occupancy->to = MAX (to, from + 1);
  occupancy->columns = MAX (columns, 1);
  taking.columns_a_ns = occupancy->columns / (double) (occupancy->to - occupancy->from);
  occupancy->merged = merged_extend (trace);
  name_rows (trace, first, lanes, occupancy);
  occupancy->exact = few (trace, occupancy, most_spans);
  make_room (&taking, occupancy->columns);
  for (int i = 0; i < occupancy->lanes; i++) {
    const struct holders *pu = merged_of_pu (trace->merged, occupancy->lane[i].pu);
    if (pu && occupancy->exact)
      take_spans (&taking, pu);
    else if (pu)
      take_cells (&taking, i, pu);
  }
  for (int i = 0; i < trace->lanes && occupancy->merged >= 1; i++) /* what is too young to be merged */
    lane_holds (trace, i, trace->merged->until, occupancy->to, see_hold, &taking);
  give_spans (&taking);
  g_mutex_unlock (&trace->mutex);
}

void
occupancy_finish (struct occupancy *occupancy)
{
  for (int i = 0; i < occupancy->lanes; i++)
    g_free (occupancy->lane[i].span);
  g_free (occupancy->lane);
  g_free (occupancy->cell);
  memset (occupancy, 0, sizeof *occupancy);
}
