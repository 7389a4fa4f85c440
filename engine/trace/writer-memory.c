/* What is known of processes' memory over time: contents of objects, looks at address spaces. */
#include "engine/trace/journal-private.h"

#include <string.h>

#define VALUES_APART_NS UINT64_C (100000000) /* between two values of an object that are kept */

void
process_memory_init (struct process *process)
{
  process->space = g_ptr_array_new_with_free_func (g_free);
}

void
process_memory_finish (struct process *process)
{
  g_ptr_array_unref (process->space);
  for (unsigned i = 0; i < SEGMENT_MAX_OBJECTS; i++)
    if (process->contents[i].value)
      g_array_unref (process->contents[i].value);
}

/* The last one is always right; what it was before is known some times a second. */
static void
note_value (struct contents *contents, struct value_sample sample)
{
  GArray *values = contents->value;
  uint64_t kept = values && values->len ? g_array_index (values, struct value_sample, values->len - 1).at : 0;

  if (!values)
    values = contents->value = g_array_new (FALSE, FALSE, sizeof sample);
  if (!values->len || sample.at >= kept + VALUES_APART_NS)
    g_array_append_val (values, sample);
  contents->last = sample;
}

void
trace_writer_value (struct trace *trace, int rank, unsigned id, uint64_t at, uint64_t bits)
{
  struct process *process = trace_process (trace, rank);
  struct value_sample sample = { at, bits };

  if (!process || id >= SEGMENT_MAX_OBJECTS)
    return;
  struct contents *contents = &process->contents[id];
  if (contents->last.at && contents->last.bits == bits)
    return;
  g_mutex_lock (&trace->mutex);
  note_value (contents, sample);
  JOURNAL_PUT (trace, JOURNAL_VALUE, rank, (int) id, ((struct journal_pair){ at, bits }));
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

static bool
tells_the_same (const struct space *a, const struct space *b)
{
  size_t parts = (size_t) (a->objects + a->stacks) * sizeof *a->part;

  return a->objects == b->objects && a->stacks == b->stacks && a->nodes_known == b->nodes_known &&
         memcmp (&a->whole, &b->whole, sizeof a->whole) == 0 && memcmp (a->kind, b->kind, sizeof a->kind) == 0 &&
         memcmp (a->part, b->part, parts) == 0;
}

void
trace_writer_space (struct trace *trace, int rank, struct space *space)
{
  struct process *process = trace_process (trace, rank);
  const struct space *last = process && process->space->len ? g_ptr_array_index (process->space, process->space->len - 1) : NULL;

  if (!process || (last && (tells_the_same (last, space) || space->time < last->time))) {
    g_free (space);
    return;
  }
  g_mutex_lock (&trace->mutex);
  g_ptr_array_add (process->space, space);
  journal_put (trace->journal, JOURNAL_SPACE, rank, 0,
               (struct journal_part[3]){ { space, sizeof *space + (size_t) (space->objects + space->stacks) * sizeof *space->part } });
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_numa_nodes (struct trace *trace, int nodes)
{
  g_mutex_lock (&trace->mutex);
  trace->numa_nodes = MAX (nodes, 0);
  JOURNAL_PUT (trace, JOURNAL_NODES, 0, 0, ((struct journal_pair){ (uint64_t) trace->numa_nodes, 0 }));
  g_mutex_unlock (&trace->mutex);
}

/* Before the first look it lay where that found it. */
const struct space *
process_space_at (const struct process *process, uint64_t t)
{
  const struct space *found = process->space->len ? g_ptr_array_index (process->space, 0) : NULL;

  for (guint i = process->space->len; i > 1; i--) {
    const struct space *space = g_ptr_array_index (process->space, i - 1);
    if (space->time <= t)
      return space;
  }
  return found;
}

bool
process_value_at (const struct process *process, unsigned id, uint64_t t, struct value_sample *sample)
{
  const struct contents *contents = id < SEGMENT_MAX_OBJECTS ? &process->contents[id] : NULL;

  if (!contents || !contents->last.at)
    return false;
  if (t >= contents->last.at) {
    *sample = contents->last;
    return true;
  }
  guint low = 0, high = contents->value->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (g_array_index (contents->value, struct value_sample, middle).at <= t)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0)
    return false;
  *sample = g_array_index (contents->value, struct value_sample, low - 1);
  return true;
}
