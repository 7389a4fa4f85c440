#include "engine/trace/export-walk-private.h"

static void
add_source (struct walk *walk, struct walk_source source)
{
  g_array_append_val (walk->source, source);
}

static void
add_track (struct walk *walk, const struct lane *lane, enum source_kind kind, enum walk_row row, int index, const struct track *track)
{
  if (track->count > 0)
    add_source (walk, (struct walk_source){ .kind = kind, .row = row, .index = index, .lane = lane, .track = track });
}

static void
add_lane (struct walk *walk, const struct lane *lane, uint64_t first_message)
{
  int index = lane - walk->trace->lane;

  add_track (walk, lane, FROM_STEPS, WALK_PROGRAM, index, &lane->steps);
  add_track (walk, lane, FROM_REGIONS, WALK_PROGRAM, index, &lane->regions);
  add_track (walk, lane, FROM_WAITS, WALK_PROGRAM, index, &lane->waits);
  if (lane->sends.count > 0)
    add_source (walk, (struct walk_source){ .kind = FROM_SENDS, .row = WALK_PROGRAM, .index = index, .lane = lane, .first_message = first_message });
  add_track (walk, lane, FROM_SCHEDULE, WALK_SCHEDULE, index, &lane->schedule);
  walk->counts = walk->counts || lane->schedule.count > 0;
  if (lane->moves.count > 0)
    add_track (walk, lane, FROM_PLACES, WALK_PU, -1, &lane->schedule);
  else
    add_source (walk, (struct walk_source){ .kind = FROM_MOVES, .row = WALK_PU, .index = -1, .lane = lane });
}

/* A row a lock, its sources the threads that held it. */
static void
add_locks (struct walk *walk, int rank)
{
  for (int id = 0; id < (int) SEGMENT_MAX_NAMES; id++) {
    struct walk_lock lock = { rank, id };
    guint sources = walk->source->len;
    for (int thread = 0; thread < walk->trace->threads; thread++) {
      const struct lane *lane = trace_lane (walk->trace, rank, thread);
      const struct lane_lock *known = lane_lock_known (lane, (unsigned) id);
      if (known)
        add_track (walk, lane, FROM_HOLDS, WALK_LOCK, walk->lock->len, &known->holds);
    }
    if (walk->source->len > sources)
      g_array_append_val (walk->lock, lock);
  }
}

static void
add_sources (struct walk *walk)
{
  uint64_t messages = 0;

  for (int i = 0; i < walk->trace->lanes; i++) {
    add_lane (walk, &walk->trace->lane[i], messages);
    messages += walk->trace->lane[i].sends.count;
  }
  for (int rank = 0; rank < walk->trace->ranks; rank++) {
    add_locks (walk, rank);
    add_source (walk, (struct walk_source){ .kind = FROM_MEMORY, .process = &walk->trace->process[rank] });
    add_source (walk, (struct walk_source){ .kind = FROM_CHANGES, .process = &walk->trace->process[rank] });
  }
}

static void
start_sources (struct walk *walk)
{
  for (guint i = 0; i < walk->source->len; i++) {
    struct walk_source *source = &g_array_index (walk->source, struct walk_source, i);
    if (source_advance (source, walk->from, walk->to))
      export_heap_push (&walk->heads, source->begin, source_order (source), i, source);
  }
}

struct walk *
walk_create (struct trace *trace, uint64_t from, uint64_t to, const struct walk_calls *calls, void *data)
{
  struct walk *walk = g_new0 (struct walk, 1);
  const int *pu;

  walk->trace = trace;
  walk->to = MAX (MIN (to, trace->end), trace->begin);
  walk->from = CLAMP (from, trace->begin, walk->to);
  walk->now = walk->from;
  walk->calls = calls;
  walk->data = data;
  walk->source = g_array_new (FALSE, FALSE, sizeof (struct walk_source));
  walk->lock = g_array_new (FALSE, FALSE, sizeof (struct walk_lock));
  walk->threads_told = -1;
  walk->shares_at = walk->from;
  walk->pus = trace_pus (trace, &pu);
  walk->pu = g_memdup2 (pu, walk->pus * sizeof *pu);
  add_sources (walk);
  walk->stack = g_new0 (GArray *, rows_before (walk, WALK_ROWS));
  start_sources (walk);
  return walk;
}

void
walk_destroy (struct walk *walk)
{
  if (!walk)
    return;
  for (size_t i = 0; i < walk->pending.count; i++)
    g_free (walk->pending.entry[i].thing);
  for (int i = 0; i < rows_before (walk, WALK_ROWS); i++)
    if (walk->stack[i])
      g_array_unref (walk->stack[i]);
  g_free (walk->stack);
  g_free (walk->pu);
  export_heap_finish (&walk->pending);
  export_heap_finish (&walk->heads);
  g_array_unref (walk->source);
  g_array_unref (walk->lock);
  g_free (walk);
}

struct trace *
walk_trace (const struct walk *walk)
{
  return walk->trace;
}

uint64_t
walk_from (const struct walk *walk)
{
  return walk->from;
}

uint64_t
walk_to (const struct walk *walk)
{
  return walk->to;
}

int
walk_pus (const struct walk *walk)
{
  return walk->pus;
}

int
walk_pu (const struct walk *walk, int index)
{
  return walk->pu[index];
}

int
walk_locks (const struct walk *walk)
{
  return walk->lock->len;
}

struct walk_lock
walk_lock (const struct walk *walk, int index)
{
  return g_array_index (walk->lock, struct walk_lock, index);
}
