/* Messages, collectives and locks of an archive. */
#include "engine/trace/otf2-events-private.h"

#include <otf2/otf2.h>

/* ---- messages ---- */

/* The process learns what another tool's communicator is called when it uses it first. */
static void
name_comm (struct otf2_events *events, uint64_t ref, const struct read_comm *comm)
{
  const char *name = otf2_text (events->tables, comm->name);
  bool fresh;

  if (!events->own && otf2_local_id (events->comm_id, ref, UINT16_MAX, &fresh) >= 0 && fresh && name && *name)
    trace_writer_comm_name (events->trace, events->rank, comm->number, name);
}

static bool
message_of (struct otf2_events *events, const uint64_t *words, unsigned kind, struct event *event)
{
  const struct read_comm *comm = otf2_find (events->tables->comm, words[2]);
  int peer = otf2_world_rank (events->tables, words[2], events->rank, words[1]);

  if (peer < 0 || !comm) {
    events->nobody++;
    return false;
  }
  name_comm (events, words[2], comm);
  *event = (struct event){
    .kind = (uint8_t) kind,
    .flags = (uint8_t) (value_of (events, ATTRIBUTE_FLAGS) & ~EVENT_SCALED_BYTES),
    .peer = (uint16_t) peer,
    .comm = events->own ? comm->own : comm->number,
    .sequence = (uint16_t) value_of (events, ATTRIBUTE_SEQUENCE),
    .object = (int32_t) (uint32_t) words[3],
  };
  event_set_bytes (event, words[4]);
  return true;
}

void
otf2_sent (struct otf2_events *events, uint64_t t, const uint64_t *words, bool nonblocking)
{
  struct frame *frame = top (events);
  struct event event;

  if (!message_of (events, words, EVENT_SEND, &event))
    return;
  event.flags |= nonblocking ? EVENT_NONBLOCKING : 0;
  if (frame && frame->event.kind == EVENT_SEND && !frame->not_ours) {
    event.begin = frame->event.begin;
    frame->event = event;
    frame->has_sent = true;
    return;
  }
  event.begin = frame ? frame->enter : t;
  event.span = event_span (MIN (t - event.begin, UINT64_C (0xffffffffffff)), EVENT_PU_UNKNOWN);
  otf2_ends_add (events->ends, events->rank, events->lane->thread, t, &event);
}

static uint64_t
posted_at (struct otf2_events *events, uint64_t t, const uint64_t *request)
{
  const struct frame *frame = top (events);
  uint64_t posted = frame ? frame->enter : t;

  if (request && otf2_get (events->posted, *request, &posted))
    g_hash_table_remove (events->posted, request);
  if (has (events, ATTRIBUTE_POSTED))
    posted = value_of (events, ATTRIBUTE_POSTED);
  return MIN (posted, t);
}

void
otf2_received (struct otf2_events *events, uint64_t t, const uint64_t *words, const uint64_t *request)
{
  uint64_t posted = posted_at (events, t, request);
  struct frame *frame = top (events);
  struct event event;

  if (!message_of (events, words, EVENT_RECV, &event))
    return;
  event.flags |= request ? EVENT_NONBLOCKING : 0;
  event.begin = posted;
  if (has (events, ATTRIBUTE_SEQUENCE)) {
    otf2_emit (events, event, t);
    return;
  }
  event.span = event_span (MIN (t - posted, UINT64_C (0xffffffffffff)), EVENT_PU_UNKNOWN);
  otf2_ends_add (events->ends, events->rank, events->lane->thread, posted, &event);
  if (frame && frame->not_ours && (frame->region->role == ROLE_WAIT || frame->region->role == ROLE_EXCHANGE))
    frame->event.peer = event.peer;
}

static int
collective_of (uint64_t op)
{
  switch (op) {
  case OTF2_COLLECTIVE_OP_BARRIER: return COLLECTIVE_BARRIER;
  case OTF2_COLLECTIVE_OP_BCAST: return COLLECTIVE_BCAST;
  case OTF2_COLLECTIVE_OP_REDUCE: return COLLECTIVE_REDUCE;
  case OTF2_COLLECTIVE_OP_ALLREDUCE: return COLLECTIVE_ALLREDUCE;
  case OTF2_COLLECTIVE_OP_GATHER:
  case OTF2_COLLECTIVE_OP_GATHERV: return COLLECTIVE_GATHER;
  case OTF2_COLLECTIVE_OP_SCATTER:
  case OTF2_COLLECTIVE_OP_SCATTERV: return COLLECTIVE_SCATTER;
  case OTF2_COLLECTIVE_OP_ALLGATHER:
  case OTF2_COLLECTIVE_OP_ALLGATHERV: return COLLECTIVE_ALLGATHER;
  case OTF2_COLLECTIVE_OP_ALLTOALL:
  case OTF2_COLLECTIVE_OP_ALLTOALLV:
  case OTF2_COLLECTIVE_OP_ALLTOALLW: return COLLECTIVE_ALLTOALL;
  default: return COLLECTIVE_OTHER;
  }
}

/* All members of a communicator enter its collectives in the same order: counted, they carry the same number. */
static void
name_collective (struct otf2_events *events, struct event *event, const uint64_t *words)
{
  const struct read_comm *comm = otf2_find (events->tables->comm, words[2]);
  uint64_t count = 0;

  event->object = collective_of (words[1]);
  if (!comm)
    return;
  name_comm (events, words[2], comm);
  otf2_get (events->collectives, words[2], &count);
  otf2_set (events->collectives, words[2], count + 1);
  event->sequence = (uint16_t) count;
}

void
otf2_collective (struct otf2_events *events, const uint64_t *words)
{
  const struct read_comm *comm = otf2_find (events->tables->comm, words[2]);
  struct frame *frame = top (events);

  if (!frame || !(frame->not_ours ? frame->region->role == ROLE_COLLECTIVE : frame->event.kind == EVENT_COLLECTIVE))
    return;
  int root = words[3] < OTF2_COLLECTIVE_ROOT_THIS_GROUP ? otf2_world_rank (events->tables, words[2], events->rank, words[3]) : -1;
  frame->event.comm = !comm ? 0 : events->own ? comm->own : comm->number;
  if (frame->not_ours)
    frame->event.peer = (uint16_t) (root >= 0 ? root : events->rank);
  frame->event.flags &= ~EVENT_SCALED_BYTES;
  event_set_bytes (&frame->event, MAX (words[4], words[5]));
  if (frame->not_ours)
    name_collective (events, &frame->event, words);
}

/* ---- locks ---- */

void
otf2_acquired (struct otf2_events *events, uint64_t t, uint64_t lock)
{
  struct frame *frame = top (events);
  bool fresh;
  int id = events->own ? (int) MIN (lock, INT32_MAX) : otf2_local_id (events->lock_id, lock, SEGMENT_MAX_NAMES, &fresh);

  otf2_set (events->held, lock, t);
  if (id < 0 || events->own) {
    events->locks += id < 0;
    return;
  }
  if (fresh) {
    g_autofree char *name = g_strdup_printf ("lock %" G_GUINT64_FORMAT, lock);
    trace_writer_lock_name (events->trace, events->rank, (unsigned) id, name);
  }
  if (!frame || frame->region->role != ROLE_LOCK || frame->waited || t <= frame->enter)
    return;
  frame->waited = events->any_lock_wait = true;
  otf2_emit (events, (struct event){ .begin = frame->enter, .kind = EVENT_LOCK_WAIT, .object = id, .peer = UINT16_MAX }, t);
}

void
otf2_released (struct otf2_events *events, uint64_t t, uint64_t lock)
{
  uint64_t since, id = lock;

  if (!otf2_get (events->held, lock, &since))
    return;
  g_hash_table_remove (events->held, &lock);
  if (events->own || otf2_get (events->lock_id, lock, &id))
    otf2_emit (events, (struct event){ .begin = since, .kind = EVENT_LOCK_HOLD, .object = (int32_t) MIN (id, INT32_MAX) }, t);
}
