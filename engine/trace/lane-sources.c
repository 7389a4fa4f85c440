/* Where the items of a lane lie in a trace, and the events that they were. */
#include "engine/trace/lane-reader-private.h"

/* ---- events out of what the trace made of them ---- */

static uint64_t
no_place (uint64_t begin, uint64_t end)
{
  return event_span (MIN (end - begin, UINT64_C (0xffffffffffff)), EVENT_PU_UNKNOWN);
}

static struct event
event_of (const struct span *span)
{
  return (struct event){
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
}

static void
add_event (struct lane_reader *reader, const struct event *event, uint64_t end)
{
  struct lane_item item = { .begin = event->begin, .end = end, .kind = ITEM_EVENT, .event = *event };

  g_array_append_val (reader->items, item);
}

void
lane_add_span (struct lane_reader *reader, const struct span *span, enum lane_item_kind kind)
{
  struct event event = event_of (span);
  struct lane_item item = { .begin = span->begin, .end = span->end, .kind = kind, .span = *span };

  if (kind == ITEM_EVENT)
    add_event (reader, &event, span->end);
  else
    g_array_append_val (reader->items, item);
}

static struct event
message_event (const struct message *message, bool send, int peer)
{
  uint64_t begin = send ? message->sent : message->posted;
  uint64_t end = send ? MAX (message->returned, message->sent) : message->received;
  struct event event = {
    .begin = begin,
    .span = no_place (begin, end),
    .kind = send ? EVENT_SEND : EVENT_RECV,
    .flags = (send ? message->send_flags : message->receive_flags) & ~EVENT_SCALED_BYTES,
    .peer = peer,
    .comm = message->comm,
    .sequence = message->sequence,
    .object = message->tag,
  };

  event_set_bytes (&event, message->bytes);
  return event;
}

static struct event
stray_event (const struct stray *stray)
{
  return (struct event){
    .begin = stray->end.begin,
    .span = no_place (stray->end.begin, stray->end.end),
    .kind = EVENT_RECV,
    .flags = stray->end.flags & ~EVENT_SCALED_BYTES,
    .peer = stray->key.source,
    .comm = stray->key.comm,
    .sequence = stray->key.sequence,
    .object = stray->key.tag,
  };
}

/* ---- sources: each has items in order of their begins ---- */

static size_t
first_span (struct lane_reader *reader, const void *of, uint64_t from)
{
  return from ? (size_t) (track_find (of, from - 1) + 1) : 0;
}

static size_t
count_spans (struct lane_reader *reader, const void *of)
{
  return ((const struct track *) of)->count;
}

static uint64_t
begin_of_span (struct lane_reader *reader, const void *of, size_t i)
{
  return track_get (of, i)->begin;
}

static void
add_track_span (struct lane_reader *reader, const void *of, size_t i)
{
  lane_add_span (reader, track_get (of, i), of == &reader->lane->schedule ? ITEM_SCHEDULE : ITEM_EVENT);
}

/* How many holds of this lock, by any thread of the process, began earlier: locks are acquired in this order. */
static uint32_t
order_of_hold (const struct lane_reader *reader, unsigned id, uint64_t begin)
{
  size_t order = 0;

  for (int i = 0; i < reader->trace->threads; i++) {
    const struct lane *other = trace_lane (reader->trace, reader->lane->rank, i);
    const struct lane_lock *lock = lane_lock_known (other, id);
    if (lock && begin)
      order += track_find (&lock->holds, begin - 1) + 1;
  }
  return order;
}

static void
add_hold (struct lane_reader *reader, const void *of, size_t i)
{
  const struct span *span = track_get (of, i);
  struct lane_item item = { .begin = span->begin, .end = span->end, .kind = ITEM_EVENT, .event = event_of (span) };

  item.order = order_of_hold (reader, span->object, span->begin);
  g_array_append_val (reader->items, item);
}

/* The first of N items whose begin is FROM or later. */
static size_t
search (struct lane_reader *reader, const void *of, const struct item_source *source, uint64_t from)
{
  size_t low = 0, high = source->count (reader, of);

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (source->begin (reader, of, middle) < from)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static size_t
count_sends (struct lane_reader *reader, const void *of)
{
  return ((const struct messages *) of)->count;
}

static uint64_t
begin_of_send (struct lane_reader *reader, const void *of, size_t i)
{
  return messages_get (of, i)->sent;
}

static void
add_send (struct lane_reader *reader, const void *of, size_t i)
{
  const struct message *message = messages_get (of, i);
  struct event event = message_event (message, true, message->destination);

  add_event (reader, &event, event_end (&event));
}

static size_t
count_edges (struct lane_reader *reader, const void *of)
{
  return reader->lane->edges.count;
}

static uint64_t
begin_of_edge (struct lane_reader *reader, const void *of, size_t i)
{
  return edges_get (&reader->lane->edges, i)->begin;
}

static void
add_edge (struct lane_reader *reader, const void *of, size_t i)
{
  const struct collective_edge *edge = edges_get (&reader->lane->edges, i);
  struct event event = { .begin = edge->begin, .span = no_place (edge->begin, edge->end), .kind = EVENT_EDGE, .peer = edge->peer,
                         .comm = edge->comm, .sequence = edge->sequence, .object = (int32_t) edge->messages };

  event_set_bytes (&event, edge->bytes);
  add_event (reader, &event, edge->end);
}

static size_t
count_receives (struct lane_reader *reader, const void *of)
{
  return reader->received ? reader->received->len : 0;
}

static uint64_t
begin_of_receive (struct lane_reader *reader, const void *of, size_t i)
{
  return g_array_index (reader->received, struct receive, i).posted;
}

static void
add_one_receive (struct lane_reader *reader, const void *of, size_t i)
{
  const struct receive *receive = &g_array_index (reader->received, struct receive, i);
  struct event event;

  if (receive->lane == NO_SENDER) {
    event = stray_event (&g_array_index (reader->receives->stray, struct stray, receive->message));
  } else {
    const struct lane *sender = &reader->trace->lane[receive->lane];
    event = message_event (messages_get (&sender->sends, receive->message), false, sender->rank);
  }
  add_event (reader, &event, event_end (&event));
}

static size_t
count_places (struct lane_reader *reader, const void *of)
{
  return reader->lane->measured.count;
}

static uint64_t
begin_of_place (struct lane_reader *reader, const void *of, size_t i)
{
  return moves_get (&reader->lane->measured, i)->at;
}

static void
add_place (struct lane_reader *reader, const void *of, size_t i)
{
  const struct move *move = moves_get (&reader->lane->measured, i);
  struct span span = { .begin = move->at, .end = move->at, .object = move->to };

  lane_add_span (reader, &span, ITEM_PLACE);
}

static size_t
count_memory (struct lane_reader *reader, const void *of)
{
  return reader->lane->thread == 0 ? reader->trace->process[reader->lane->rank].memory->len : 0;
}

static const struct memory_sample *
sample_at (struct lane_reader *reader, size_t i)
{
  return &g_array_index (reader->trace->process[reader->lane->rank].memory, struct memory_sample, i);
}

static uint64_t
begin_of_memory (struct lane_reader *reader, const void *of, size_t i)
{
  return sample_at (reader, i)->at;
}

static void
add_memory (struct lane_reader *reader, const void *of, size_t i)
{
  struct lane_item item = { .kind = ITEM_MEMORY, .memory = *sample_at (reader, i) };

  item.begin = item.end = item.memory.at;
  g_array_append_val (reader->items, item);
}

static const struct item_source spans = { first_span, count_spans, begin_of_span, add_track_span };
static const struct item_source holds = { first_span, count_spans, begin_of_span, add_hold };
static const struct item_source sends = { NULL, count_sends, begin_of_send, add_send };
static const struct item_source receives_of = { NULL, count_receives, begin_of_receive, add_one_receive };
static const struct item_source edges = { NULL, count_edges, begin_of_edge, add_edge };
static const struct item_source places = { NULL, count_places, begin_of_place, add_place };
static const struct item_source memory = { NULL, count_memory, begin_of_memory, add_memory };

size_t
lane_source_first (struct lane_reader *reader, const struct item_source *source, const void *of)
{
  return source->first ? source->first (reader, of, reader->from) : search (reader, of, source, reader->from);
}

void
lane_each_source (struct lane_reader *reader, void (*visit) (struct lane_reader *reader, const struct item_source *source, const void *of))
{
  const struct lane *lane = reader->lane;

  visit (reader, &spans, &lane->waits);
  visit (reader, &spans, &lane->regions);
  visit (reader, &spans, &lane->steps);
  visit (reader, &spans, &lane->schedule);
  visit (reader, &spans, &lane->writes);
  for (unsigned i = 0; i < lane->locks; i++)
    visit (reader, &holds, &lane->lock[i].holds);
  visit (reader, &sends, &lane->sends);
  visit (reader, &receives_of, reader->received);
  visit (reader, &edges, NULL);
  visit (reader, &places, &lane->measured);
  visit (reader, &memory, NULL);
}
