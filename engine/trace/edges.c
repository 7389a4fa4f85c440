/* Collectives from inside: what MPI sent, from whom to whom. */
#include "engine/trace/trace-private.h"

void
edges_add (struct edges *edges, const struct event *event)
{
  if (edges->count > 0 && event_end (event) < edges_get (edges, edges->count - 1)->end)
    return; /* the order is what lookups rest on */
  *(struct collective_edge *) column_room (&edges->column, edges->count++, sizeof (struct collective_edge)) = (struct collective_edge){
    event->begin, event_end (event), (uint32_t) event->object, event_bytes (event), event->peer, event->comm, event->sequence };
}

size_t
edges_until (const struct edges *edges, uint64_t t)
{
  size_t low = 0, high = edges->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (edges_get (edges, middle)->end <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The last that had begun at T: the one that T is in, or that ended last before it. */
static const struct collective_edge *
last_begun (const struct edges *edges, uint64_t t)
{
  size_t after = edges_until (edges, t);

  if (after < edges->count && edges_get (edges, after)->begin <= t)
    return edges_get (edges, after);
  return after > 0 ? edges_get (edges, after - 1) : NULL;
}

static int
kind_of (const struct lane *lane, const struct collective_edge *edge)
{
  long i = track_find (&lane->waits, edge->begin);
  const struct span *wait = i >= 0 ? track_get (&lane->waits, (size_t) i) : NULL;

  return wait && wait->kind == EVENT_COLLECTIVE ? wait->object : COLLECTIVE_OTHER;
}

static bool
same_collective (const struct collective_edge *a, const struct collective_edge *b)
{
  return a->comm == b->comm && a->sequence == b->sequence;
}

/* A lane's edges of one collective stand together. Sequences wrap: it must also have been at about the same time. */
static void
add_of_lane (const struct lane *lane, const struct collective_edge *wanted, uint64_t t, uint64_t since, GArray *found)
{
  for (size_t i = edges_until (&lane->edges, since); i < lane->edges.count && edges_get (&lane->edges, i)->begin <= t; i++) {
    const struct collective_edge *edge = edges_get (&lane->edges, i);
    struct snapshot_edge seen = { .source = lane->rank, .destination = edge->peer, .comm = edge->comm, .kind = kind_of (lane, edge),
                                  .sequence = edge->sequence, .messages = edge->messages, .bytes = edge->bytes,
                                  .begin_ns = edge->begin, .end_ns = edge->end };
    if (same_collective (edge, wanted))
      g_array_append_val (found, seen);
  }
}

static void
take_why (const struct trace *trace, struct snapshot *snapshot)
{
  const struct segment_mpi *told = &trace->process[0].mpi;

  snapshot->edges_observed = told->edges != 0;
  snapshot->edges_why = told->edges_why[0] ? told->edges_why : NULL;
}

void
snapshot_take_edges (struct trace *trace, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (struct snapshot_edge));
  uint64_t since = t > glow_ns ? t - glow_ns : 0;
  const struct collective_edge *newest = NULL;

  take_why (trace, snapshot);
  for (int i = 0; trace->has_edges && i < trace->lanes; i++) {
    const struct collective_edge *last = last_begun (&trace->lane[i].edges, t);
    if (last && last->end >= since && (!newest || last->begin > newest->begin))
      newest = last;
  }
  for (int i = 0; newest && i < trace->lanes; i++)
    add_of_lane (&trace->lane[i], newest, t, since ? since - 1 : 0, found);
  g_free (snapshot->edge);
  snapshot->edges = found->len;
  snapshot->edge = (struct snapshot_edge *) (void *) g_array_free (found, FALSE);
}

const char *
trace_comm_name (struct trace *trace, int rank, int number)
{
  const GArray *names = trace->process[rank].comm;

  for (guint i = names->len; i > 0; i--)
    if (g_array_index (names, struct comm_name, i - 1).number == number)
      return g_array_index (names, struct comm_name, i - 1).name;
  if (number == 0)
    return "MPI_COMM_WORLD";
  if (number == UINT16_MAX - 1)
    return "MPI_COMM_SELF";
  if (number == UINT16_MAX)
    return "not known";
  g_autofree char *name = g_strdup_printf ("communicator %d", number);
  return g_string_chunk_insert_const (trace->strings, name);
}
