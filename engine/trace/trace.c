#include "engine/trace/at-once.h"
#include "engine/trace/journal.h"
#include "engine/trace/trace-private.h"

static void
description_copy (struct trace_description *to, const struct trace_description *from)
{
  *to = (struct trace_description){
    .model = g_strdup (from->model),
    .workload = g_strdup (from->workload),
    .runtime = g_strdup (from->runtime),
    .bind = g_strdup (from->bind),
    .sync = g_strdup (from->sync),
    .ranks = CLAMP (from->ranks, 1, TRACE_MAX_RANKS),
    .settings = g_strdupv (from->settings),
    .host = g_strdup (from->host),
    .command = g_strdup (from->command),
    .started = g_strdup (from->started),
  };
  to->threads = CLAMP (from->threads, 1, TRACE_MAX_LANES / to->ranks);
}

static void
description_finish (struct trace_description *description)
{
  g_free (description->model);
  g_free (description->workload);
  g_free (description->runtime);
  g_free (description->bind);
  g_free (description->sync);
  g_strfreev (description->settings);
  g_free (description->host);
  g_free (description->command);
  g_free (description->started);
}

static void
process_init (struct process *process, struct store *store, int rank, int threads)
{
  struct moments *moments[] = { &process->queue.posted, &process->queue.received, &process->queue.unexpected, &process->queue.found };

  for (size_t i = 0; i < G_N_ELEMENTS (moments); i++)
    moments[i]->column.store = store;
  process->rank = rank;
  process->change = g_array_new (FALSE, FALSE, sizeof (struct process_change));
  process->memory = g_array_new (FALSE, FALSE, sizeof (struct memory_sample));
  process->object = g_array_new (FALSE, TRUE, sizeof (struct snapshot_object));
  process->region = g_ptr_array_new ();
  process->comm = g_array_new (FALSE, FALSE, sizeof (struct comm_name));
  process_memory_init (process);
  meetings_init (&process->barriers, store, threads);
  for (int i = 0; i < (int) SEGMENT_MAX_NAMES; i++)
    process->lock_open[i].thread = -1;
}

void
process_finish (struct process *process)
{
  g_array_unref (process->change);
  g_array_unref (process->memory);
  g_array_unref (process->object);
  g_ptr_array_unref (process->region);
  g_array_unref (process->comm);
  moments_finish (&process->queue.posted);
  moments_finish (&process->queue.received);
  moments_finish (&process->queue.unexpected);
  moments_finish (&process->queue.found);
  process_memory_finish (process);
  meetings_finish (&process->barriers);
}

static void
lane_init (struct lane *lane, struct store *store, int rank, int thread)
{
  struct column *column[] = { &lane->moves.column, &lane->measured.column, &lane->sends.column, &lane->edges.column };
  struct track *track[] = { &lane->waits, &lane->regions, &lane->steps, &lane->schedule, &lane->writes };

  for (size_t i = 0; i < G_N_ELEMENTS (column); i++)
    column[i]->store = store;
  for (size_t i = 0; i < G_N_ELEMENTS (track); i++)
    track[i]->store = store;
  for (size_t i = 0; i < PYRAMID_LEVELS; i++)
    lane->pyramid.level[i].store = store;
  lane->waits.sums = TRACK_WAITS;
  lane->schedule.sums = TRACK_SCHEDULE;
  lane->rank = rank;
  lane->thread = thread;
  lane->open.region = UINT32_MAX;
  lane->open.number = -1;
  lane->pu_time = g_array_new (FALSE, FALSE, sizeof (struct summary_pu));
}

void
lane_finish (struct lane *lane)
{
  track_finish (&lane->waits);
  track_finish (&lane->regions);
  track_finish (&lane->steps);
  track_finish (&lane->schedule);
  track_finish (&lane->writes);
  moves_finish (&lane->moves);
  moves_finish (&lane->measured);
  messages_finish (&lane->sends);
  pyramid_finish (&lane->pyramid);
  column_finish (&lane->edges.column);
  talk_log_finish (&lane->sent);
  talk_log_finish (&lane->moved);
  for (unsigned i = 0; i < lane->locks; i++) {
    track_finish (&lane->lock[i].holds);
    totals_finish (&lane->lock[i].waits);
  }
  g_free (lane->lock);
  g_free (lane->touch);
  lane_finish_bindings (lane);
  if (lane->overwritten)
    g_array_unref (lane->overwritten);
  g_array_unref (lane->pu_time);
}

struct trace *
trace_create (const struct trace_description *description)
{
  struct trace *trace = g_new0 (struct trace, 1);

  g_mutex_init (&trace->mutex);
  trace->owners = 1;
  description_copy (&trace->description, description);
  trace->ranks = trace->description.ranks;
  trace->threads = trace->description.threads;
  trace->lanes = trace->ranks * trace->threads;
  trace->store = store_new (0);
  trace->strings = g_string_chunk_new (4096);
  trace->match = match_new ();
  trace->at_once = at_once_new (trace->lanes);
  for (int i = 0; i < 9; i++)
    trace->delivered[i / 3][i % 3].column.store = trace->store;
  trace->notes = g_ptr_array_new ();
  trace->pus = g_array_new (FALSE, FALSE, sizeof (int));
  trace->process = g_new0 (struct process, trace->ranks);
  trace->lane = store_take (trace->store, (size_t) trace->lanes * sizeof *trace->lane);
  trace->matrix_count = g_new0 (uint64_t, (size_t) trace->ranks * trace->ranks);
  trace->matrix_bytes = g_new0 (uint64_t, (size_t) trace->ranks * trace->ranks);
  meetings_init (&trace->collectives, trace->store, trace->ranks);
  for (int r = 0; r < trace->ranks; r++)
    process_init (&trace->process[r], trace->store, r, trace->threads);
  for (int i = 0; i < trace->lanes; i++)
    lane_init (&trace->lane[i], trace->store, i / trace->threads, i % trace->threads);
  return trace;
}

struct trace *
trace_ref (struct trace *trace)
{
  g_atomic_int_inc (&trace->owners);
  return trace;
}

void
trace_destroy (struct trace *trace)
{
  if (!trace || !g_atomic_int_dec_and_test (&trace->owners))
    return;
  for (int r = 0; r < trace->ranks; r++)
    process_finish (&trace->process[r]);
  for (int i = 0; i < trace->lanes; i++)
    lane_finish (&trace->lane[i]);
  description_finish (&trace->description);
  g_free (trace->process);
  room_free (trace->at);
  room_free (trace->wait);
  g_free (trace->matrix_count);
  g_free (trace->matrix_bytes);
  match_free (trace->match);
  meetings_finish (&trace->collectives);
  at_once_free (trace->at_once);
  merged_free (trace->merged);
  for (int i = 0; i < 9; i++)
    moments_finish (&trace->delivered[i / 3][i % 3]);
  g_ptr_array_unref (trace->notes);
  g_array_unref (trace->pus);
  g_string_chunk_free (trace->strings);
  store_free (trace->store);
  journal_close (trace->journal);
  g_mutex_clear (&trace->mutex);
  g_free (trace);
}

const struct trace_description *
trace_description (const struct trace *trace)
{
  return &trace->description;
}

uint64_t
trace_version (const struct trace *trace)
{
  return __atomic_load_n (&trace->version, __ATOMIC_ACQUIRE);
}

uint64_t
trace_begin (struct trace *trace)
{
  g_mutex_lock (&trace->mutex);
  uint64_t begin = trace->begin;
  g_mutex_unlock (&trace->mutex);
  return begin;
}

uint64_t
trace_end (struct trace *trace)
{
  g_mutex_lock (&trace->mutex);
  uint64_t end = trace->end;
  g_mutex_unlock (&trace->mutex);
  return end;
}
