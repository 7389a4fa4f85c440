/* Events of the program become spans and messages. */
#include "engine/trace/journal-private.h"

enum thread_state
wait_state (unsigned kind)
{
  switch (kind) {
  case EVENT_GATE:
    return THREAD_HELD;
  case EVENT_LOCK_WAIT:
    return THREAD_LOCK_WAIT;
  case EVENT_BARRIER:
    return THREAD_BARRIER_WAIT;
  case EVENT_WAIT:
  case EVENT_COLLECTIVE:
    return THREAD_MESSAGE_WAIT;
  default:
    return THREAD_ABSENT;
  }
}

static struct span
span_of (const struct event *event)
{
  return (struct span){
    .begin = event->begin,
    .end = event_end (event),
    .object = event->object,
    .value = event->value,
    .peer = event->peer,
    .kind = event->kind,
    .flags = event->flags,
  };
}

static void
append (struct trace *trace, struct track *track, const struct span *span, uint64_t *sum)
{
  uint64_t gained;

  if (!track_append (track, *span, &gained))
    trace->out_of_order++;
  if (sum)
    *sum += gained;
}

struct lane_lock *
lane_lock (struct lane *lane, int id)
{
  if (id < 0 || id >= (int) SEGMENT_MAX_NAMES)
    return NULL;
  if ((unsigned) id >= lane->locks)
    lane->lock = g_renew (struct lane_lock, lane->lock, id + 1);
  for (; lane->locks <= (unsigned) id; lane->locks++)
    lane->lock[lane->locks] = (struct lane_lock){ .holds = { .store = lane->waits.store, .sums = TRACK_LENGTHS }, .waits = { .column.store = lane->waits.store, .sums.store = lane->waits.store } };
  return &lane->lock[id];
}

void
lane_count_wait (struct lane *lane, const struct span *span)
{
  struct lane_lock *lock = lane_lock (lane, span->object);
  uint64_t waited = span->end - span->begin;

  if (!lock)
    return;
  lock->contended++;
  lock->wait_ns += waited;
  lock->longest_wait_ns = MAX (lock->longest_wait_ns, waited);
  totals_add (&lock->waits, span->begin, waited);
}

static void
add_wait (struct trace *trace, struct lane *lane, const struct event *event)
{
  struct span span = span_of (event);

  /* ids are looked up in tables later: what cannot be one is not known */
  if (event->kind == EVENT_COLLECTIVE && (unsigned) span.object >= COLLECTIVES)
    span.object = COLLECTIVE_OTHER;
  if (event->kind == EVENT_LOCK_WAIT && (unsigned) span.object >= SEGMENT_MAX_NAMES)
    span.object = -1;
  if (span.peer >= trace->ranks)
    span.peer = UINT16_MAX;
  if (event->kind == EVENT_COLLECTIVE) { /* its communicator, and which of its collectives it is */
    span.first = event->comm;
    span.parts = event->sequence;
  }
  pyramid_cut (&lane->pyramid, span.begin);
  append (trace, &lane->waits, &span, &lane->wait_ns[wait_state (event->kind)]);
  barriers_add (trace, lane, &span);
  if (event->kind == EVENT_COLLECTIVE) {
    lane->collectives++;
    lane->collective_bytes += event_bytes (event);
  }
  if (event->kind == EVENT_LOCK_WAIT)
    lane_count_wait (lane, &span);
}

static void
add_hold (struct trace *trace, struct lane *lane, const struct event *event)
{
  struct lane_lock *lock = lane_lock (lane, event->object);
  struct span span = span_of (event);

  if (!lock)
    return;
  append (trace, &lock->holds, &span, NULL);
  trace->process[lane->rank].locks_used |= UINT64_C (1) << event->object;
  lock->acquisitions++;
  lock->hold_ns += event_duration (event);
}

static void
add_region (struct trace *trace, struct lane *lane, const struct event *event)
{
  struct span span = span_of (event);

  span.first = event->comm;
  span.parts = event->sequence;
  append (trace, &lane->regions, &span, NULL);
  if (event->object < 0 || event->object >= (int) SEGMENT_MAX_NAMES)
    return;
  if (!lane->touch)
    lane->touch = g_new0 (struct touch, SEGMENT_MAX_NAMES);
  lane->touch[event->object] = (struct touch){ span.peer, span.first, span.parts };
}

static void
add_write (struct trace *trace, struct lane *lane, const struct event *event)
{
  struct span span = span_of (event);

  if (event->object < 0 || event->object >= (int) SEGMENT_MAX_OBJECTS)
    return;
  span.first = event->comm;
  span.parts = event->sequence;
  append (trace, &lane->writes, &span, NULL);
  if (!event->value)
    return;
  if (!lane->overwritten)
    lane->overwritten = g_array_new (FALSE, FALSE, sizeof (struct overwritten));
  struct overwritten entry = { span.end, lane->overwritten_sum[event->object] += event->value, event->object };
  g_array_append_val (lane->overwritten, entry);
}

static void
matched (struct trace *trace, const struct match_end *send, const struct match_end *receive)
{
  struct lane *sender = &trace->lane[send->lane];
  uint64_t arrived = MAX (receive->end, send->begin); /* clocks of two processes may differ */

  messages_received (&sender->sends, send->message, MIN (receive->begin, arrived), arrived, receive->lane % trace->threads, receive->flags);
  delivery_received (trace, sender->rank, messages_get (&sender->sends, send->message));
  trace->received++;
  trace->early += arrived != receive->end;
}

static void
add_send (struct trace *trace, struct lane *lane, const struct event *event)
{
  if (event->peer >= trace->ranks)
    return;
  struct message message = {
    .sent = event->begin,
    .returned = event_end (event),
    .bytes = event_bytes (event),
    .tag = event->object,
    .comm = event->comm,
    .sequence = event->sequence,
    .destination = event->peer,
    .destination_thread = -1,
    .send_flags = event->flags,
  };
  struct match_key key = { lane->rank, event->peer, event->comm, event->sequence, event->object };
  struct match_end end = { true, event->begin, event_end (event), lane - trace->lane,
                           messages_add (&lane->sends, &message), 0 }, other;

  if (match_take (trace->match, &key, &end, trace->lossy, &other))
    matched (trace, &end, &other);
  else
    match_hold (trace->match, &key, &end);
  size_t cell = (size_t) lane->rank * trace->ranks + event->peer;
  trace->matrix_count[cell]++;
  trace->matrix_bytes[cell] += message.bytes;
  trace->messages++;
  trace->message_bytes += message.bytes;
  struct talk_key said = { lane->rank, event->peer, event->comm, 0, event->object };
  talk_log_add (&lane->sent, lane->sends.count, &said, 1, message.bytes);
}

/* The wait of a receive that was one call. */
static void
add_blocked (struct trace *trace, struct lane *lane, const struct event *event)
{
  struct event wait = { .begin = event->begin, .span = event->span, .kind = EVENT_WAIT, .peer = event->peer };

  add_wait (trace, lane, &wait);
}

static void
add_receive (struct trace *trace, struct lane *lane, const struct event *event)
{
  if (event->flags & EVENT_BLOCKED)
    add_blocked (trace, lane, event);
  if (event->flags & EVENT_CANCELLED || event->peer >= trace->ranks)
    return;
  struct match_key key = { event->peer, lane->rank, event->comm, event->sequence, event->object };
  struct match_end end = { false, event->begin, event_end (event), lane - trace->lane, 0, event->flags & ~EVENT_BLOCKED }, other;

  delivery_posted (trace, lane->rank, event);

  if (match_take (trace->match, &key, &end, trace->lossy, &other))
    matched (trace, &other, &end);
  else
    match_hold (trace->match, &key, &end);
}

static void
add_edge (struct trace *trace, struct lane *lane, const struct event *event)
{
  struct talk_key said = { lane->rank, event->peer, event->comm, 1, 0 };

  if (event->peer >= trace->ranks || event->object <= 0)
    return;
  edges_add (&lane->edges, event);
  trace->has_edges = true;
  talk_log_add (&lane->moved, lane->edges.count, &said, (uint32_t) event->object, event_bytes (event));
}

static void
note_place (struct trace *trace, struct lane *lane, const struct event *event)
{
  if (event_pu (event) == EVENT_PU_UNKNOWN)
    return;
  trace_note_move (trace, &lane->measured, event_end (event), event_pu (event));
  if (!lane->misplaced_ns && trace->process[lane->rank].begin && event->begin >= trace->process[lane->rank].begin &&
      lane_strays (lane, event_end (event), event_pu (event)))
    lane->misplaced_ns = event_end (event);
}

static void
add_event (struct trace *trace, struct lane *lane, const struct event *event)
{
  struct span span = span_of (event);

  switch (event->kind) {
  case EVENT_THREAD:
    lane->begin = event->begin;
    lane->end = event_end (event);
    break;
  case EVENT_REGION:
    add_region (trace, lane, event);
    break;
  case EVENT_WRITE:
    add_write (trace, lane, event);
    break;
  case EVENT_STEP:
    append (trace, &lane->steps, &span, NULL);
    break;
  case EVENT_LOCK_HOLD:
    add_hold (trace, lane, event);
    break;
  case EVENT_SEND:
    add_send (trace, lane, event);
    break;
  case EVENT_RECV:
    add_receive (trace, lane, event);
    break;
  case EVENT_EDGE:
    add_edge (trace, lane, event);
    break;
  default:
    if (wait_state (event->kind) != THREAD_ABSENT)
      add_wait (trace, lane, event);
  }
  note_place (trace, lane, event);
}

void
trace_writer_events (struct trace *trace, int rank, int thread, const struct event *event, size_t count)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane || count == 0)
    return;
  g_mutex_lock (&trace->mutex);
  if (!lane->begin)
    lane->begin = event[0].begin;
  for (size_t i = 0; i < count; i++) {
    if (!trace->begin || event[i].begin < trace->begin)
      trace->begin = event[i].begin;
    add_event (trace, lane, &event[i]);
  }
  lane->events += count;
  journal_put (trace->journal, JOURNAL_EVENTS, rank, thread, (struct journal_part[3]){ { event, count * sizeof *event } });
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_lost (struct trace *trace, int rank, int thread, uint64_t dropped)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane || lane->lost == dropped)
    return;
  g_mutex_lock (&trace->mutex);
  lane->lost = dropped;
  JOURNAL_PUT (trace, JOURNAL_LOST, rank, thread, ((struct journal_pair){ dropped, 0 }));
  trace->lossy = true;
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}
