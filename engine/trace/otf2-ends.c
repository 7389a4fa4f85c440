/* Other tools' messages carry no sequence: it is counted here, for each (other rank, communicator, tag), sends in the order they
 * were sent and receives in that of their posting, which is how MPI matches them. */
#include "engine/trace/otf2-read.h"

struct end { struct event event; uint64_t order; int rank, thread; };

struct otf2_ends {
  struct trace *trace;
  GArray *end;           /* struct end, of the process in work */
  GHashTable *sequences; /* struct counter -> itself */
};

struct counter { uint64_t who, tag; uint32_t count; };

static guint
hash_counter (gconstpointer data)
{
  const struct counter *counter = data;
  uint64_t h = (counter->who ^ counter->tag * UINT64_C (0x9e3779b97f4a7c15)) * UINT64_C (0xff51afd7ed558ccd);

  return (guint) (h ^ h >> 32);
}

static gboolean
same_counter (gconstpointer a, gconstpointer b)
{
  const struct counter *x = a, *y = b;

  return x->who == y->who && x->tag == y->tag;
}

struct otf2_ends *
otf2_ends_new (struct trace *trace)
{
  struct otf2_ends *ends = g_new0 (struct otf2_ends, 1);

  ends->trace = trace;
  ends->end = g_array_new (FALSE, FALSE, sizeof (struct end));
  ends->sequences = g_hash_table_new_full (hash_counter, same_counter, g_free, NULL);
  return ends;
}

void
otf2_ends_free (struct otf2_ends *ends)
{
  if (!ends)
    return;
  g_array_unref (ends->end);
  g_hash_table_unref (ends->sequences);
  g_free (ends);
}

guint
otf2_ends_add (struct otf2_ends *ends, int rank, int thread, uint64_t order, const struct event *event)
{
  struct end end = { *event, order, rank, thread };

  g_array_append_val (ends->end, end);
  return ends->end->len - 1;
}

guint
otf2_ends_count (const struct otf2_ends *ends)
{
  return ends->end->len;
}

void
otf2_ends_returned (struct otf2_ends *ends, guint first, int thread, uint64_t t)
{
  for (guint i = first; i < ends->end->len; i++) {
    struct end *end = &g_array_index (ends->end, struct end, i);
    if (end->event.kind == EVENT_SEND && end->thread == thread && t >= end->event.begin)
      end->event.span = event_span (MIN (t - end->event.begin, UINT64_C (0xffffffffffff)), EVENT_PU_UNKNOWN);
  }
}

static uint16_t
next_sequence (struct otf2_ends *ends, const struct event *event)
{
  struct counter key = { (uint64_t) event->kind << 48 | (uint64_t) event->peer << 16 | event->comm, (uint32_t) event->object, 0 };
  struct counter *known = g_hash_table_lookup (ends->sequences, &key);

  if (!known) {
    known = g_memdup2 (&key, sizeof key);
    g_hash_table_add (ends->sequences, known);
  }
  return (uint16_t) known->count++;
}

static int
by_order (const void *a, const void *b)
{
  const struct end *x = a, *y = b;

  return (x->order > y->order) - (x->order < y->order);
}

void
otf2_ends_flush (struct otf2_ends *ends)
{
  g_array_sort (ends->end, by_order);
  for (guint i = 0; i < ends->end->len; i++) {
    struct end *end = &g_array_index (ends->end, struct end, i);
    end->event.sequence = next_sequence (ends, &end->event);
    trace_writer_events (ends->trace, end->rank, end->thread, &end->event, 1);
  }
  g_array_set_size (ends->end, 0);
  g_hash_table_remove_all (ends->sequences);
}
