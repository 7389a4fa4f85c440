/* A lane as records: its tracks become events again. */
#include "engine/trace/recording-private.h"

static uint64_t
no_place (uint64_t begin, uint64_t end)
{
  return event_span (MIN (end - begin, UINT64_C (0xffffffffffff)), EVENT_PU_UNKNOWN);
}

static void
add_span (GArray *events, const struct span *span)
{
  struct event event = {
    .begin = span->begin,
    .span = no_place (span->begin, span->end),
    .kind = span->kind,
    .flags = span->flags,
    .peer = span->peer,
    .comm = span->first,
    .sequence = span->parts,
    .object = span->object,
    .value = span->value,
  };

  g_array_append_val (events, event);
}

static void
add_track (GArray *events, const struct track *track)
{
  for (size_t i = 0; i < track->count; i++)
    add_span (events, track_get (track, i));
}

static void
set_bytes (struct event *event, uint64_t bytes)
{
  bool scaled = bytes > UINT32_MAX;

  event->value = scaled ? (bytes + 4095) >> 12 : bytes;
  event->flags = (event->flags & ~EVENT_SCALED_BYTES) | (scaled ? EVENT_SCALED_BYTES : 0);
}

static struct event
message_event (const struct message *message, unsigned kind, uint64_t begin, uint64_t end, int peer, unsigned flags)
{
  struct event event = {
    .begin = begin,
    .span = no_place (begin, end),
    .kind = kind,
    .flags = flags,
    .peer = peer,
    .comm = message->comm,
    .sequence = message->sequence,
    .object = message->tag,
  };

  set_bytes (&event, message->bytes);
  return event;
}

static void
add_sends (GArray *events, const struct lane *lane)
{
  for (size_t i = 0; i < lane->sends.count; i++) {
    const struct message *message = messages_get (&lane->sends, i);
    struct event event = message_event (message, EVENT_SEND, message->sent, MAX (message->returned, message->sent),
                                        message->destination, message->send_flags);
    g_array_append_val (events, event);
  }
}

static void
add_edges (GArray *events, const struct lane *lane)
{
  for (size_t i = 0; i < lane->edges.count; i++) {
    const struct collective_edge *edge = edges_get (&lane->edges, i);
    struct event event = { .begin = edge->begin, .span = no_place (edge->begin, edge->end), .kind = EVENT_EDGE, .peer = edge->peer,
                           .comm = edge->comm, .sequence = edge->sequence, .object = (int32_t) edge->messages };
    set_bytes (&event, edge->bytes);
    g_array_append_val (events, event);
  }
}

GPtrArray *
lane_receives (struct trace *trace)
{
  GPtrArray *receives = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (int i = 0; i < trace->lanes; i++)
    g_ptr_array_add (receives, g_array_new (FALSE, FALSE, sizeof (struct event)));
  for (int i = 0; i < trace->lanes; i++) {
    const struct messages *sends = &trace->lane[i].sends;
    for (size_t m = 0; m < sends->count; m++) {
      const struct message *message = messages_get (sends, m);
      if (message->received == RECEIVED_NOT_YET || message->destination_thread < 0)
        continue;
      struct event event = message_event (message, EVENT_RECV, message->posted, message->received, trace->lane[i].rank,
                                          message->receive_flags);
      int lane = message->destination * trace->threads + message->destination_thread;
      g_array_append_val ((GArray *) g_ptr_array_index (receives, lane), event);
    }
  }
  return receives;
}

/* What is still open when a recording is saved in the middle of a run ends there. */
static void
add_open_wait (GArray *events, struct trace *trace, const struct lane *lane)
{
  static const uint8_t kind[] = { [THREAD_LOCK_WAIT] = EVENT_LOCK_WAIT, [THREAD_BARRIER_WAIT] = EVENT_BARRIER,
                                  [THREAD_MESSAGE_WAIT] = EVENT_WAIT, [THREAD_HELD] = EVENT_GATE };
  struct lane_wait wait = lane_wait_at (lane, trace->end);

  if (trace->closed || wait.state == THREAD_ABSENT || wait.since >= trace->end || track_at (&lane->waits, trace->end))
    return;
  struct span span = { .begin = wait.since, .end = trace->end, .kind = kind[wait.state], .peer = UINT16_MAX };
  if (wait.state == THREAD_LOCK_WAIT)
    span.object = wait.lock;
  if (wait.awaited >= 0)
    span.peer = wait.awaited;
  span.flags = wait.call == CALL_SEND ? EVENT_SENDING : wait.call == CALL_EXCHANGE ? EVENT_EXCHANGE : wait.posted ? EVENT_POSTED : 0;
  if (wait.collective >= 0) {
    span.kind = EVENT_COLLECTIVE;
    span.object = wait.collective;
  }
  span_set_number (&span, wait.number);
  add_span (events, &span);
}

/* In the order a ring would give: by end, inner ones before those that enclose them. */
static int
by_end (const void *a, const void *b)
{
  const struct event *x = a, *y = b;

  if (event_end (x) != event_end (y))
    return event_end (x) < event_end (y) ? -1 : 1;
  return x->begin > y->begin ? -1 : x->begin < y->begin;
}

GArray *
lane_events (struct trace *trace, const struct lane *lane, const GArray *receives)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (struct event));

  add_track (events, &lane->waits);
  add_track (events, &lane->regions);
  add_track (events, &lane->steps);
  add_track (events, &lane->writes);
  for (unsigned i = 0; lane->lock && i < SEGMENT_MAX_NAMES; i++)
    add_track (events, &lane->lock[i].holds);
  add_sends (events, lane);
  add_edges (events, lane);
  g_array_append_vals (events, receives->data, receives->len);
  add_open_wait (events, trace, lane);
  g_array_sort (events, by_end);
  return events;
}

GArray *
lane_spans (struct trace *trace, const struct lane *lane)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (struct span));
  struct span open = lane->schedule_open;

  for (size_t i = 0; i < lane->schedule.count; i++)
    g_array_append_vals (spans, track_get (&lane->schedule, i), 1);
  open.end = trace->end;
  if (open.kind && open.begin < open.end)
    g_array_append_val (spans, open);
  for (size_t i = 0; i < lane->measured.count; i++) {
    const struct move *move = moves_get (&lane->measured, i);
    struct span seen = { .begin = move->at, .end = move->at, .object = move->to, .kind = SCHEDULE_SEEN };
    g_array_append_val (spans, seen);
  }
  return spans;
}
