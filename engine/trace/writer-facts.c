/* Facts about processes, what they named, and the run, as they become known. */
#include "engine/trace/journal-private.h"

#include <string.h>

const char *
trace_keep (struct trace *trace, const char *text)
{
  return text ? g_string_chunk_insert_const (trace->strings, text) : NULL;
}

void
trace_writer_process_facts (struct trace *trace, int rank, int pid, const char *host)
{
  struct process *process = trace_process (trace, rank);

  if (!process)
    return;
  g_mutex_lock (&trace->mutex);
  process->pid = pid;
  process->host = trace_keep (trace, host);
  JOURNAL_PUT_TEXT (trace, JOURNAL_PROCESS_FACTS, rank, pid, host ? host : "");
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_memory (struct trace *trace, int rank, uint64_t at, uint64_t pss, uint64_t rss)
{
  struct process *process = trace_process (trace, rank);
  struct memory_sample sample = { at, pss, rss };

  if (!process)
    return;
  g_mutex_lock (&trace->mutex);
  g_array_append_val (process->memory, sample);
  JOURNAL_PUT (trace, JOURNAL_MEMORY, rank, 0, ((struct journal_sample){ at, pss, rss }));
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_region_name (struct trace *trace, int rank, unsigned id, const char *name)
{
  struct process *process = trace_process (trace, rank);

  if (!process || id >= TRACE_MAX_REGIONS)
    return;
  g_mutex_lock (&trace->mutex);
  if (id >= process->region->len)
    g_ptr_array_set_size (process->region, id + 1);
  g_ptr_array_index (process->region, id) = (gpointer) trace_keep (trace, name);
  JOURNAL_PUT_TEXT (trace, JOURNAL_REGION_NAME, rank, (int) id, name);
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_lock_name (struct trace *trace, int rank, unsigned id, const char *name)
{
  struct process *process = trace_process (trace, rank);

  if (!process || id >= SEGMENT_MAX_NAMES)
    return;
  g_mutex_lock (&trace->mutex);
  process->lock[id] = trace_keep (trace, name);
  JOURNAL_PUT_TEXT (trace, JOURNAL_LOCK_NAME, rank, (int) id, name);
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_lock_kind (struct trace *trace, int rank, unsigned id, enum lock_kind kind)
{
  struct process *process = trace_process (trace, rank);

  if (!process || id >= SEGMENT_MAX_NAMES || kind >= LOCK_KINDS)
    return;
  g_mutex_lock (&trace->mutex);
  process->lock_kind[id] = kind;
  JOURNAL_PUT (trace, JOURNAL_LOCK_KIND, rank, (int) id, ((struct journal_pair){ (uint64_t) kind, 0 }));
  g_mutex_unlock (&trace->mutex);
}

void
trace_writer_lock_cost (struct trace *trace, const struct lock_cost cost[LOCK_WAYS])
{
  g_mutex_lock (&trace->mutex);
  memcpy (trace->lock_cost, cost, sizeof trace->lock_cost);
  JOURNAL_PUT (trace, JOURNAL_LOCK_COST, 0, 0, trace->lock_cost);
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_lock_holder (struct trace *trace, int rank, unsigned id, int thread, uint64_t at)
{
  struct process *process = trace_process (trace, rank);

  if (!process || id >= SEGMENT_MAX_NAMES || process->lock_open[id].thread == thread)
    return;
  g_mutex_lock (&trace->mutex);
  process->lock_open[id] = (struct lock_open){ thread, at };
  JOURNAL_PUT (trace, JOURNAL_LOCK_HOLDER, rank, (int) id, ((struct journal_pair){ at, (uint64_t) (int64_t) thread }));
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_object (struct trace *trace, int rank, unsigned id, const struct segment_object *object)
{
  struct process *process = trace_process (trace, rank);

  if (!process || id >= SEGMENT_MAX_OBJECTS)
    return;
  g_autofree char *name = g_utf8_make_valid (object->name, strnlen (object->name, sizeof object->name));
  g_autofree char *detail = g_utf8_make_valid (object->detail, strnlen (object->detail, sizeof object->detail));
  g_mutex_lock (&trace->mutex);
  JOURNAL_PUT (trace, JOURNAL_OBJECT, rank, (int) id, *object);
  if (id >= process->object->len)
    g_array_set_size (process->object, id + 1);
  g_array_index (process->object, struct snapshot_object, id) = (struct snapshot_object){
    .name = trace_keep (trace, name), .detail = trace_keep (trace, detail), .address = object->address, .bytes = object->bytes,
    .parts = MIN (object->parts, UINT16_MAX), .flags = object->flags,
    .sample = object->sample < SAMPLES ? object->sample : SAMPLE_NONE, .writer = -1 };
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_mpi (struct trace *trace, int rank, const struct segment_mpi *told)
{
  struct process *process = trace_process (trace, rank);

  if (!process)
    return;
  g_autofree char *why = g_utf8_make_valid (told->edges_why, strnlen (told->edges_why, sizeof told->edges_why));
  g_mutex_lock (&trace->mutex);
  process->mpi = *told;
  g_strlcpy (process->mpi.edges_why, why, sizeof process->mpi.edges_why);
  JOURNAL_PUT (trace, JOURNAL_MPI, rank, 0, *told);
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_comm_name (struct trace *trace, int rank, uint16_t number, const char *name)
{
  struct process *process = trace_process (trace, rank);

  if (!process)
    return;
  g_mutex_lock (&trace->mutex);
  struct comm_name named = { number, trace_keep (trace, name) };
  g_array_append_val (process->comm, named);
  JOURNAL_PUT_TEXT (trace, JOURNAL_COMM_NAME, rank, number, name);
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_receives_posted (struct trace *trace, int rank, int count, uint64_t at)
{
  struct process *process = trace_process (trace, rank);

  if (!process || process->open_receives == count)
    return;
  g_mutex_lock (&trace->mutex);
  process->open_receives = MAX (count, 0);
  process->open_since = at;
  JOURNAL_PUT (trace, JOURNAL_RECEIVES, rank, 0, ((struct journal_pair){ at, (uint64_t) (int64_t) count }));
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_workload (struct trace *trace, int rank, uint64_t begin, uint64_t end)
{
  struct process *process = trace_process (trace, rank);

  if (!process || (process->begin == begin && process->end == end))
    return;
  g_mutex_lock (&trace->mutex);
  process->begin = begin;
  process->end = end;
  JOURNAL_PUT (trace, JOURNAL_WORKLOAD, rank, 0, ((struct journal_pair){ begin, end }));
  if (begin && (!trace->begin || begin < trace->begin))
    trace->begin = begin;
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_result (struct trace *trace, bool ok, bool lesson, double value, double expected, const char *text)
{
  g_mutex_lock (&trace->mutex);
  trace->has_result = true;
  trace->ok = ok;
  trace->lesson = lesson;
  trace->value = value;
  trace->expected = expected;
  trace->result_text = trace_keep (trace, text);
  journal_put (trace->journal, JOURNAL_RESULT, 0, 0,
               (struct journal_part[3]){ { &(struct journal_result){ value, expected, ok, lesson }, sizeof (struct journal_result) },
                                         { text, text ? strlen (text) + 1 : 0 } });
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_watching (struct trace *trace, double looks_per_s, double pu_share)
{
  g_mutex_lock (&trace->mutex);
  trace->looks_per_s = looks_per_s;
  JOURNAL_PUT (trace, JOURNAL_WATCHING, 0, 0, ((struct journal_watching){ looks_per_s, pu_share }));
  trace->watching_share = pu_share;
  g_mutex_unlock (&trace->mutex);
}

void
trace_writer_sources (struct trace *trace, enum source schedule, enum source memory)
{
  g_mutex_lock (&trace->mutex);
  trace->schedule_source = schedule;
  JOURNAL_PUT (trace, JOURNAL_SOURCES, 0, 0, ((struct journal_pair){ (uint64_t) schedule, (uint64_t) memory }));
  trace->memory_source = memory;
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_note (struct trace *trace, const char *sentence)
{
  g_mutex_lock (&trace->mutex);
  const char *kept = trace_keep (trace, sentence);
  if (!g_ptr_array_find (trace->notes, kept, NULL)) {
    g_ptr_array_add (trace->notes, (gpointer) kept);
    JOURNAL_PUT_TEXT (trace, JOURNAL_NOTE, 0, 0, sentence);
  }
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}
