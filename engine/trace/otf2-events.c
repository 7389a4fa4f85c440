/* Events of an archive, a location after the other, become events of the trace's lanes. */
#include "engine/trace/otf2-read.h"

#include <otf2/otf2.h>
#include <string.h>

#define BATCH 4096
#define FRAMES_MOST 65536 /* deeper ones are not told apart */
#define LATEST (UINT64_C (1) << 62)

struct frame {
  uint64_t region_ref, enter, piece; /* piece: from when on it is the innermost, ns */
  const struct read_region *region;
  struct event event;                /* own: as it will be told */
  guint first_end;                   /* message ends since it was entered */
  bool has_sent, waited;             /* own: event is filled in by a send; lock: the wait was told */
  bool not_ours;                     /* of another tool */
};

struct lock_facts { uint64_t acquisitions, contended, wait_ns, hold_ns; };

struct facts { /* that run.json told of a thread, and that its events must not change */
  uint64_t events, begin, end, collectives, collective_bytes;
  struct lock_facts lock[SEGMENT_MAX_NAMES];
};

struct otf2_events {
  struct trace *trace;
  struct otf2_tables *tables;
  bool own;
  uint64_t seen;
  /* the process in work */
  int rank;
  struct otf2_ends *ends;
  GHashTable *region_id, *lock_id, *posted; /* reference -> number + 1 of this process; request -> ns */
  uint64_t process_begin, process_end;
  /* the location in work */
  struct lane *lane;                 /* NULL = none, or one that is not shown */
  GArray *frame, *interrupted, *batch;
  GHashTable *held;                  /* lock -> ns */
  uint64_t begin, end;               /* ns; begin 0 = nothing yet */
  struct span schedule;              /* kind 0 = none */
  uint64_t value[ATTRIBUTES];
  unsigned values;                   /* which of them the next event has, a bit each */
  struct facts facts;                /* own: of the lane */
  /* for notes */
  uint64_t rma, io, nobody, damaged, unnested;
  uint64_t locks, last;
  bool any_lock_wait;
};

static void
free_u64 (gpointer key)
{
  g_free (key);
}

static GHashTable *
table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, free_u64, g_free);
}

static void
set (GHashTable *table, uint64_t key, uint64_t value)
{
  g_hash_table_replace (table, g_memdup2 (&key, sizeof key), g_memdup2 (&value, sizeof value));
}

static bool
get (GHashTable *table, uint64_t key, uint64_t *value)
{
  const uint64_t *found = otf2_find (table, key);

  if (found)
    *value = *found;
  return found != NULL;
}

struct otf2_events *
otf2_events_new (struct trace *trace, struct otf2_tables *tables, bool own)
{
  struct otf2_events *events = g_new0 (struct otf2_events, 1);

  events->trace = trace;
  events->tables = tables;
  events->own = own;
  events->rank = -1;
  events->ends = otf2_ends_new (trace);
  events->region_id = table_new ();
  events->lock_id = table_new ();
  events->posted = table_new ();
  events->held = table_new ();
  events->frame = g_array_new (FALSE, FALSE, sizeof (struct frame));
  events->interrupted = g_array_new (FALSE, FALSE, sizeof (struct frame));
  events->batch = g_array_new (FALSE, FALSE, sizeof (struct event));
  return events;
}

void
otf2_events_free (struct otf2_events *events)
{
  if (!events)
    return;
  otf2_ends_free (events->ends);
  g_hash_table_unref (events->region_id);
  g_hash_table_unref (events->lock_id);
  g_hash_table_unref (events->posted);
  g_hash_table_unref (events->held);
  g_array_unref (events->frame);
  g_array_unref (events->interrupted);
  g_array_unref (events->batch);
  g_free (events);
}

uint64_t
otf2_events_seen (const struct otf2_events *events)
{
  return events->seen;
}

/* ---- what goes to the trace ---- */

/* The archive's ticks in ns; ours are ns already, of the machine's clock. Others begin at 1: 0 means nothing yet. */
static uint64_t
time_of (const struct otf2_events *events, uint64_t t)
{
  const struct otf2_tables *tables = events->tables;

  if (events->own)
    return MIN (t, LATEST);
  __extension__ unsigned __int128 ns = t > tables->offset ? (unsigned __int128) (t - tables->offset) * 1000000000 / tables->resolution : 0;
  return ns >= LATEST ? LATEST : (uint64_t) ns + 1;
}

static void
flush_batch (struct otf2_events *events)
{
  if (events->batch->len > 0)
    trace_writer_events (events->trace, events->lane->rank, events->lane->thread, (const struct event *) (void *) events->batch->data, events->batch->len);
  g_array_set_size (events->batch, 0);
}

/* The archive may hold an event in pieces, has no event of a thread's life, and says nothing of what was not counted. */
static void
keep_facts (struct facts *facts, const struct lane *lane)
{
  *facts = (struct facts){ lane->events, lane->begin, lane->end, lane->collectives, lane->collective_bytes };
  for (unsigned i = 0; lane->lock && i < SEGMENT_MAX_NAMES; i++) {
    const struct lane_lock *lock = &lane->lock[i];
    facts->lock[i] = (struct lock_facts){ lock->acquisitions, lock->contended, lock->wait_ns, lock->hold_ns };
  }
}

static void
restore_facts (const struct facts *facts, struct lane *lane)
{
  lane->events = facts->events;
  lane->collectives = facts->collectives;
  lane->collective_bytes = facts->collective_bytes;
  if (facts->begin) {
    lane->begin = facts->begin;
    lane->end = facts->end;
  }
  for (unsigned i = 0; lane->lock && i < SEGMENT_MAX_NAMES; i++) {
    const struct lock_facts *lock = &facts->lock[i];
    lane->lock[i].acquisitions = lock->acquisitions;
    lane->lock[i].contended = lock->contended;
    lane->lock[i].wait_ns = lock->wait_ns;
    lane->lock[i].hold_ns = lock->hold_ns;
  }
}

static void
emit (struct otf2_events *events, struct event event, uint64_t end)
{
  event.span = event_span (MIN (end > event.begin ? end - event.begin : 0, UINT64_C (0xffffffffffff)), EVENT_PU_UNKNOWN);
  g_array_append_val (events->batch, event);
  if (events->batch->len >= BATCH)
    flush_batch (events);
}

static struct frame *
top (struct otf2_events *events)
{
  return events->frame->len ? &g_array_index (events->frame, struct frame, events->frame->len - 1) : NULL;
}

static bool
has (const struct otf2_events *events, enum otf2_attribute attribute)
{
  return events->values >> attribute & 1;
}

static uint64_t
value_of (const struct otf2_events *events, enum otf2_attribute attribute)
{
  return has (events, attribute) ? events->value[attribute] : 0;
}

/* Numbers that a process gives to what other tools number for all. */
static int
local_id (GHashTable *ids, uint64_t ref, uint64_t most, bool *fresh)
{
  uint64_t id = g_hash_table_size (ids);

  *fresh = false;
  if (get (ids, ref, &id))
    return (int) id;
  if (id >= most)
    return -1;
  set (ids, ref, id);
  *fresh = true;
  return (int) id;
}

static int
region_id (struct otf2_events *events, const struct frame *frame)
{
  bool fresh;
  int id = local_id (events->region_id, frame->region_ref, TRACE_MAX_REGIONS, &fresh);

  if (fresh)
    trace_writer_region_name (events->trace, events->rank, (unsigned) id, frame->region->name);
  return id;
}

/* ---- frames of other tools ---- */

/* Of nested regions the innermost is shown: an outer one gets the pieces between. */
static void
tell_piece (struct otf2_events *events, struct frame *frame, uint64_t t)
{
  int id = t > frame->piece ? region_id (events, frame) : -1;

  if (id >= 0)
    emit (events, (struct event){ .begin = frame->piece, .kind = EVENT_REGION, .object = id }, t);
  frame->piece = t;
}

static void
leave_foreign (struct otf2_events *events, struct frame *frame, uint64_t t)
{
  struct event event = frame->event;

  tell_piece (events, frame, t);
  event.begin = frame->enter;
  otf2_ends_returned (events->ends, frame->first_end, events->lane->thread, t);
  switch (frame->region->role) {
  case ROLE_WAIT:
  case ROLE_EXCHANGE:
    event.kind = EVENT_WAIT;
    event.flags |= frame->region->role == ROLE_EXCHANGE ? EVENT_EXCHANGE : 0;
    break;
  case ROLE_COLLECTIVE:
    event.kind = EVENT_COLLECTIVE;
    break;
  case ROLE_BARRIER:
    event.kind = EVENT_BARRIER;
    break;
  default:
    return;
  }
  emit (events, event, t);
}

/* ---- our own ---- */

static uint16_t
own_peer (const struct otf2_events *events, const struct read_region *region)
{
  if (region->kind == EVENT_REGION)
    return (uint16_t) value_of (events, ATTRIBUTE_OBJECT);
  return region->kind == EVENT_WAIT && !has (events, ATTRIBUTE_PEER) ? UINT16_MAX : (uint16_t) value_of (events, ATTRIBUTE_PEER);
}

static struct event
own_event (const struct otf2_events *events, const struct read_region *region, uint64_t t)
{
  struct event event = {
    .begin = has (events, ATTRIBUTE_BEGAN) ? MIN (value_of (events, ATTRIBUTE_BEGAN), t) : t,
    .kind = region->kind,
    .flags = (uint8_t) (value_of (events, ATTRIBUTE_FLAGS) & ~EVENT_SCALED_BYTES),
    .peer = own_peer (events, region),
    .comm = (uint16_t) value_of (events, ATTRIBUTE_FIRST),
    .sequence = (uint16_t) value_of (events, ATTRIBUTE_SEQUENCE),
    .object = region->object,
  };

  if (region->kind == EVENT_COLLECTIVE)
    event_set_bytes (&event, value_of (events, ATTRIBUTE_VALUE));
  else
    event.value = (uint32_t) value_of (events, ATTRIBUTE_VALUE);
  return event;
}

static void
leave_own (struct otf2_events *events, struct frame *frame, uint64_t t)
{
  bool message = frame->event.kind == EVENT_SEND || frame->event.kind == EVENT_RECV;

  if (has (events, ATTRIBUTE_INTERRUPTED))
    g_array_append_val (events->interrupted, *frame);
  else if (!message || frame->has_sent)
    emit (events, frame->event, t);
}

/* A span of ours that other spans crossed goes on. */
static bool
resume (struct otf2_events *events, struct frame *frame)
{
  for (guint i = events->interrupted->len; i > 0; i--) {
    const struct frame *known = &g_array_index (events->interrupted, struct frame, i - 1);
    if (known->region_ref != frame->region_ref || known->event.begin != frame->event.begin)
      continue;
    *frame = *known;
    g_array_remove_index (events->interrupted, i - 1);
    return true;
  }
  return false;
}

/* ---- enter and leave ---- */

static void
enter (struct otf2_events *events, uint64_t t, uint64_t ref)
{
  const struct read_region *region = otf2_find (events->tables->region, ref);
  struct frame frame = { .region_ref = ref, .enter = t, .piece = t, .region = region, .first_end = otf2_ends_count (events->ends) };
  struct frame *outer = top (events);

  if (!region || events->frame->len >= FRAMES_MOST)
    return;
  frame.not_ours = region->kind == EVENT_NONE;
  frame.event.peer = UINT16_MAX;
  frame.event.object = MAX (region->collective, 0);
  if (!frame.not_ours)
    frame.event = own_event (events, region, t);
  else if (outer && outer->not_ours)
    tell_piece (events, outer, t);
  if (has (events, ATTRIBUTE_BEGAN))
    resume (events, &frame);
  g_array_append_val (events->frame, frame);
}

static void
leave_top (struct otf2_events *events, uint64_t t)
{
  struct frame frame = *top (events);

  g_array_set_size (events->frame, events->frame->len - 1);
  if (!frame.not_ours) {
    leave_own (events, &frame, t);
    return;
  }
  leave_foreign (events, &frame, t);
  struct frame *outer = top (events);
  if (!outer)
    return;
  outer->piece = t;
  outer->first_end = otf2_ends_count (events->ends); /* what was sent in the inner one has returned */
}

/* What was left without having been entered is nothing; what was entered inside and not left ends with it. */
static void
leave (struct otf2_events *events, uint64_t t, uint64_t ref)
{
  guint found = events->frame->len;

  while (found > 0 && g_array_index (events->frame, struct frame, found - 1).region_ref != ref)
    found--;
  if (found != events->frame->len)
    events->unnested++;
  while (found > 0 && events->frame->len >= found)
    leave_top (events, t);
}

/* ---- messages ---- */

static bool
message_of (struct otf2_events *events, const uint64_t *words, unsigned kind, struct event *event)
{
  const struct read_comm *comm = otf2_find (events->tables->comm, words[2]);
  int peer = otf2_world_rank (events->tables, words[2], events->rank, words[1]);

  if (peer < 0 || !comm) {
    events->nobody++;
    return false;
  }
  *event = (struct event){
    .kind = (uint8_t) kind,
    .flags = (uint8_t) (value_of (events, ATTRIBUTE_FLAGS) & ~EVENT_SCALED_BYTES),
    .peer = (uint16_t) peer,
    .comm = events->own ? (uint16_t) words[2] : comm->number,
    .sequence = (uint16_t) value_of (events, ATTRIBUTE_SEQUENCE),
    .object = (int32_t) (uint32_t) words[3],
  };
  event_set_bytes (event, words[4]);
  return true;
}

static void
sent (struct otf2_events *events, uint64_t t, const uint64_t *words, bool nonblocking)
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

  if (request && get (events->posted, *request, &posted))
    g_hash_table_remove (events->posted, request);
  if (has (events, ATTRIBUTE_POSTED))
    posted = value_of (events, ATTRIBUTE_POSTED);
  return MIN (posted, t);
}

static void
received (struct otf2_events *events, uint64_t t, const uint64_t *words, const uint64_t *request)
{
  uint64_t posted = posted_at (events, t, request);
  struct frame *frame = top (events);
  struct event event;

  if (!message_of (events, words, EVENT_RECV, &event))
    return;
  event.flags |= request ? EVENT_NONBLOCKING : 0;
  event.begin = posted;
  if (has (events, ATTRIBUTE_SEQUENCE)) {
    emit (events, event, t);
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

static void
collective (struct otf2_events *events, const uint64_t *words)
{
  const struct read_comm *comm = otf2_find (events->tables->comm, words[2]);
  struct frame *frame = top (events);

  if (!frame || !(frame->not_ours ? frame->region->role == ROLE_COLLECTIVE : frame->event.kind == EVENT_COLLECTIVE))
    return;
  int root = words[3] < OTF2_COLLECTIVE_ROOT_THIS_GROUP ? otf2_world_rank (events->tables, words[2], events->rank, words[3]) : -1;
  frame->event.comm = events->own ? (uint16_t) words[2] : comm ? comm->number : 0;
  if (frame->not_ours)
    frame->event.peer = (uint16_t) (root >= 0 ? root : events->rank);
  frame->event.flags &= ~EVENT_SCALED_BYTES;
  event_set_bytes (&frame->event, MAX (words[4], words[5]));
  if (frame->not_ours)
    frame->event.object = collective_of (words[1]);
}

/* ---- locks ---- */

static void
acquired (struct otf2_events *events, uint64_t t, uint64_t lock)
{
  struct frame *frame = top (events);
  bool fresh;
  int id = events->own ? (int) MIN (lock, INT32_MAX) : local_id (events->lock_id, lock, SEGMENT_MAX_NAMES, &fresh);

  set (events->held, lock, t);
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
  emit (events, (struct event){ .begin = frame->enter, .kind = EVENT_LOCK_WAIT, .object = id, .peer = UINT16_MAX }, t);
}

static void
released (struct otf2_events *events, uint64_t t, uint64_t lock)
{
  uint64_t since, id = lock;

  if (!get (events->held, lock, &since))
    return;
  g_hash_table_remove (events->held, &lock);
  if (events->own || get (events->lock_id, lock, &id))
    emit (events, (struct event){ .begin = since, .kind = EVENT_LOCK_HOLD, .object = (int32_t) MIN (id, INT32_MAX) }, t);
}

/* ---- metrics ---- */

static void
schedule_until (struct otf2_events *events, uint64_t t)
{
  struct span *span = &events->schedule;
  bool placed = span->object >= 0 && span->object < (int) SEGMENT_MAX_PUS;

  if (span->kind >= SCHEDULE_ON && span->kind <= SCHEDULE_GAP && (placed || span->kind != SCHEDULE_ON)) {
    span->end = t;
    trace_writer_schedule (events->trace, events->rank, events->lane->thread, span, 1);
  }
  span->kind = 0;
}

static void
metric (struct otf2_events *events, uint64_t t, const uint64_t *words, size_t count)
{
  enum otf2_metric metric = (enum otf2_metric) (GPOINTER_TO_INT (otf2_find (events->tables->metric, words[1])) - 1);
  int pu = (int) MIN (words[metric == METRIC_SCHEDULE && count > 3 ? 3 : 2], SEGMENT_MAX_PUS + 1) - 1;

  if (!events->own)
    return;
  if (metric == METRIC_SCHEDULE && count >= 6) {
    schedule_until (events, t);
    events->schedule = (struct span){ .begin = t, .object = pu, .kind = (uint8_t) MIN (words[2], 255),
                                      .value = span_shares (MIN (words[4], SPAN_WHOLE), MIN (words[5], SPAN_WHOLE)) };
  } else if (metric == METRIC_PLACE && pu >= 0 && pu < (int) SEGMENT_MAX_PUS) {
    moves_note (&events->lane->measured, t, pu);
  } else if (metric == METRIC_MEMORY && count >= 4) {
    trace_writer_memory (events->trace, events->rank, t, words[2], words[3]);
  }
}

/* ---- locations and processes ---- */

static void
end_process (struct otf2_events *events)
{
  otf2_ends_flush (events->ends);
  g_hash_table_remove_all (events->region_id);
  g_hash_table_remove_all (events->lock_id);
  g_hash_table_remove_all (events->posted);
  if (events->rank >= 0 && !events->own && events->process_begin) {
    trace_writer_process (events->trace, events->rank, events->process_begin, PROCESS_ALIVE, NULL);
    trace_writer_process (events->trace, events->rank, events->process_end, PROCESS_ENDED, NULL);
    trace_writer_workload (events->trace, events->rank, events->process_begin, events->process_end);
  }
  events->rank = -1;
  events->process_begin = events->process_end = 0;
}

static void
begin_location (struct otf2_events *events, uint64_t ref)
{
  const struct read_location *location = otf2_find (events->tables->location, ref);

  events->lane = location ? trace_lane (events->trace, location->rank, location->thread) : NULL;
  if (!events->lane)
    return;
  if (events->rank != location->rank)
    end_process (events);
  events->rank = location->rank;
  events->begin = events->end = 0;
  keep_facts (&events->facts, events->lane);
}

static void
tell_life (struct otf2_events *events)
{
  if (!events->begin)
    return;
  if (!events->own)
    emit (events, (struct event){ .begin = events->begin, .kind = EVENT_THREAD }, events->end);
  events->process_begin = events->process_begin ? MIN (events->process_begin, events->begin) : events->begin;
  events->process_end = MAX (events->process_end, events->end);
  events->last = MAX (events->last, events->end);
}

/* What was not left at the end is still inside then: a call that never returned. */
static void
end_location (struct otf2_events *events)
{
  GHashTableIter iter;
  gpointer lock;

  if (!events->lane)
    return;
  events->values = 0;
  while (events->frame->len)
    leave_top (events, events->end);
  g_hash_table_iter_init (&iter, events->held);
  while (!events->own && g_hash_table_iter_next (&iter, &lock, NULL)) {
    uint64_t number = *(uint64_t *) lock;
    released (events, events->end, number);
    g_hash_table_iter_init (&iter, events->held);
  }
  schedule_until (events, events->end);
  tell_life (events);
  flush_batch (events);
  if (events->own)
    restore_facts (&events->facts, events->lane);
  g_hash_table_remove_all (events->held);
  g_array_set_size (events->interrupted, 0);
  events->lane = NULL;
}

static void
take_event (struct otf2_events *events, enum stream_kind kind, const uint64_t *words, size_t count)
{
  uint64_t t = MAX (time_of (events, words[0]), events->end); /* a location's time does not go back */
  const uint64_t *region;

  events->seen++;
  events->begin = events->begin ? events->begin : t;
  events->end = t;
  switch (kind) {
  case STREAM_ENTER: enter (events, t, words[1]); break;
  case STREAM_LEAVE: leave (events, t, words[1]); break;
  case STREAM_CONTEXT_ENTER:
    if ((region = otf2_find (events->tables->context, words[1])))
      enter (events, t, *region);
    break;
  case STREAM_CONTEXT_LEAVE:
    if ((region = otf2_find (events->tables->context, words[1])))
      leave (events, t, *region);
    break;
  case STREAM_SEND: sent (events, t, words, false); break;
  case STREAM_ISEND: sent (events, t, words, true); break;
  case STREAM_RECV: received (events, t, words, NULL); break;
  case STREAM_IRECV: received (events, t, words, &words[5]); break;
  case STREAM_IRECV_REQUEST: set (events->posted, words[1], t); break;
  case STREAM_CANCELLED: g_hash_table_remove (events->posted, &words[1]); break;
  case STREAM_COLLECTIVE: collective (events, words); break;
  case STREAM_ACQUIRE: acquired (events, t, words[1]); break;
  case STREAM_RELEASE: released (events, t, words[1]); break;
  case STREAM_METRIC: metric (events, t, words, count); break;
  default: break;
  }
  events->values = 0;
}

static void
take_value (struct otf2_events *events, const uint64_t *words)
{
  int i = GPOINTER_TO_INT (otf2_find (events->tables->attribute, words[0])) - 1;

  if (i < 0)
    return;
  events->value[i] = words[1];
  events->values |= 1u << i;
}

void
otf2_events_take (struct otf2_events *events, enum stream_kind kind, const uint64_t *words, size_t count)
{
  static const uint8_t least[STREAM_KINDS] = {
    [STREAM_BEGIN] = 1, [STREAM_END] = 4, [STREAM_VALUE] = 2, [STREAM_TIME] = 1, [STREAM_ENTER] = 2, [STREAM_LEAVE] = 2,
    [STREAM_CONTEXT_ENTER] = 2, [STREAM_CONTEXT_LEAVE] = 2, [STREAM_SEND] = 5, [STREAM_ISEND] = 6, [STREAM_RECV] = 5, [STREAM_IRECV] = 6,
    [STREAM_IRECV_REQUEST] = 2, [STREAM_CANCELLED] = 2, [STREAM_COLLECTIVE] = 6, [STREAM_ACQUIRE] = 2, [STREAM_RELEASE] = 2,
    [STREAM_METRIC] = 3,
  };

  if (kind >= STREAM_DONE || least[kind] == 0 || count < least[kind])
    return;
  if (kind == STREAM_BEGIN) {
    end_location (events);
    begin_location (events, words[0]);
  } else if (kind == STREAM_END) {
    events->damaged += events->lane && !words[1];
    end_location (events);
    events->rma += words[2];
    events->io += words[3];
  } else if (events->lane && kind == STREAM_VALUE) {
    take_value (events, words);
  } else if (events->lane) {
    take_event (events, kind, words, count);
  }
}

static void G_GNUC_PRINTF (3, 4)
note (struct otf2_events *events, uint64_t many, const char *format, ...)
{
  va_list arguments;

  if (many == 0)
    return;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  trace_writer_note (events->trace, text);
}

void
otf2_events_finish (struct otf2_events *events)
{
  end_location (events);
  end_process (events);
  note (events, events->damaged, "The events of %" G_GUINT64_FORMAT " threads in the recording were cut short or are damaged: they are shown up to the "
                                 "last one that can be read.", events->damaged);
  note (events, events->nobody, "%" G_GUINT64_FORMAT " ends of messages name a rank that is not shown or not defined, and are left out.", events->nobody);
  note (events, events->trace->early, "The clocks of the processes differ: %" G_GUINT64_FORMAT " messages seem to have come before they were sent, and are "
                                      "shown as coming at once.", events->trace->early);
  note (events, events->rma, "%" G_GUINT64_FORMAT " one-sided transfers (RMA) are not shown.", events->rma);
  note (events, events->io, "%" G_GUINT64_FORMAT " operations on files are not shown.", events->io);
  note (events, events->locks, "Of each process the first %u locks are shown: %" G_GUINT64_FORMAT " acquisitions of others are not.", SEGMENT_MAX_NAMES, events->locks);
  note (events, events->unnested, "%" G_GUINT64_FORMAT " regions were not left in the order they were entered.", events->unnested);
  note (events, events->any_lock_wait, "The recording doesn't tell a lock that was free from one that was waited for: all time in calls that lock is "
                                       "shown as waiting.");
  trace_writer_close (events->trace, events->own ? events->trace->end : events->last);
}
