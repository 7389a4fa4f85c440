/* A lane's items as OTF2 events: spans become Enter and Leave, which nest. */
#include "engine/trace/otf2-write.h"

#include <string.h>

enum action_kind { ACTION_LEAVE, ACTION_RECEIVED, ACTION_EDGE, ACTION_RELEASE, ACTION_SCHEDULE_END };

struct action { /* to be written when its time has come */
  uint64_t at, serial;
  enum action_kind kind;
  struct event event;
  uint32_t order; /* of a lock's acquisition */
};

struct frame { /* a span that was entered */
  uint64_t serial;
  OTF2_RegionRef region;
  struct event event;
};

struct lane_write {
  struct otf2_write *write;
  int rank;
  uint64_t last, serial, events;
  GArray *action;    /* the next one last */
  GArray *frame;
  GHashTable *region;/* kind, flags and object -> reference + 1, of this rank */
  bool gap_due;      /* the scheduler's last span ended at gap, and none has followed yet */
  uint64_t gap;
};

static uint64_t
at (struct lane_write *lane, uint64_t t)
{
  lane->last = MAX (lane->last, t);
  lane->write->first = MIN (lane->write->first, lane->last);
  lane->write->last = MAX (lane->write->last, lane->last);
  lane->events++;
  return lane->last;
}

static void
attribute (struct lane_write *lane, enum otf2_attribute attribute, uint64_t value)
{
  OTF2_PUT (lane->write, STREAM_VALUE, attribute, value);
}

/* ---- the scheduler ---- */

static void
put_metric (struct lane_write *lane, uint64_t t, OTF2_MetricRef metric, const uint64_t *values, uint8_t count)
{
  uint64_t words[6] = { at (lane, t), metric };

  memcpy (&words[2], values, count * sizeof *values);
  otf2_put (lane->write, STREAM_METRIC, words, 2u + count);
}

static void
put_gap (struct lane_write *lane, uint64_t before)
{
  const uint64_t nothing[4] = { 0 };

  if (!lane->gap_due || lane->gap >= before)
    return;
  lane->gap_due = false;
  put_metric (lane, lane->gap, METRIC_SCHEDULE, nothing, 4);
}

static void
put_schedule (struct lane_write *lane, const struct span *span)
{
  const uint64_t values[4] = { span->kind, (uint64_t) (span->object + 1), span_on_share (span), span_ready_share (span) };

  lane->gap_due = false;
  put_metric (lane, span->begin, METRIC_SCHEDULE, values, 4);
}

/* ---- frames ---- */

/* What the name of a region depends on. */
static gint64
region_key (const struct event *event)
{
  unsigned flags = event->flags & (EVENT_NONBLOCKING | EVENT_SENDING | EVENT_EXCHANGE);

  return (gint64) ((uint64_t) event->kind << 40 | (uint64_t) flags << 32 | (uint32_t) otf2_region_object (event));
}

static OTF2_RegionRef
region_of (struct lane_write *lane, const struct event *event)
{
  gint64 key = region_key (event);
  gpointer known = g_hash_table_lookup (lane->region, &key);

  if (!known) {
    known = GUINT_TO_POINTER (otf2_region_of (lane->write, lane->rank, event) + 1);
    g_hash_table_insert (lane->region, g_memdup2 (&key, sizeof key), known);
  }
  return GPOINTER_TO_UINT (known) - 1;
}

static OTF2_CollectiveOp
collective_op (int object)
{
  static const OTF2_CollectiveOp op[COLLECTIVES] = {
    [COLLECTIVE_BARRIER] = OTF2_COLLECTIVE_OP_BARRIER,     [COLLECTIVE_BCAST] = OTF2_COLLECTIVE_OP_BCAST,
    [COLLECTIVE_REDUCE] = OTF2_COLLECTIVE_OP_REDUCE,       [COLLECTIVE_ALLREDUCE] = OTF2_COLLECTIVE_OP_ALLREDUCE,
    [COLLECTIVE_GATHER] = OTF2_COLLECTIVE_OP_GATHER,       [COLLECTIVE_SCATTER] = OTF2_COLLECTIVE_OP_SCATTER,
    [COLLECTIVE_ALLGATHER] = OTF2_COLLECTIVE_OP_ALLGATHER, [COLLECTIVE_ALLTOALL] = OTF2_COLLECTIVE_OP_ALLTOALL,
  };

  return op[MIN ((unsigned) object, COLLECTIVE_OTHER)];
}

static bool
has_root (int object)
{
  return object == COLLECTIVE_BCAST || object == COLLECTIVE_REDUCE || object == COLLECTIVE_GATHER || object == COLLECTIVE_SCATTER;
}

/* OTF2 has no word for a collective that was not told apart: bytes are an attribute then. */
static bool
is_known_collective (const struct event *event)
{
  return event->kind == EVENT_COLLECTIVE && (unsigned) event->object < COLLECTIVE_OTHER;
}

static void
attribute_if (struct lane_write *lane, enum otf2_attribute name, uint64_t value)
{
  if (value)
    attribute (lane, name, value);
}

/* All that a span has and OTF2's own records do not say. */
static void
say_more (struct lane_write *lane, const struct event *event)
{
  if (event->kind == EVENT_SEND)
    return; /* its record says it all */
  if (event->kind != EVENT_WAIT)
    attribute_if (lane, event->kind == EVENT_REGION ? ATTRIBUTE_OBJECT : ATTRIBUTE_PEER, event->peer);
  else if (event->peer != UINT16_MAX)
    attribute (lane, ATTRIBUTE_PEER, event->peer);
  attribute_if (lane, ATTRIBUTE_SEQUENCE, event->sequence);
  attribute_if (lane, ATTRIBUTE_FLAGS, event->flags & ~EVENT_SCALED_BYTES);
  if (is_known_collective (event))
    return;
  attribute_if (lane, ATTRIBUTE_FIRST, event->comm);
  attribute_if (lane, ATTRIBUTE_MESSAGES, event->kind == EVENT_EDGE ? (uint32_t) event->object : 0);
  attribute_if (lane, ATTRIBUTE_VALUE, event->kind == EVENT_COLLECTIVE || event->kind == EVENT_EDGE ? event_bytes (event) : event->value);
}

static void
enter (struct lane_write *lane, uint64_t t, const struct frame *frame)
{
  if (t != frame->event.begin)
    attribute (lane, ATTRIBUTE_BEGAN, frame->event.begin);
  say_more (lane, &frame->event);
  OTF2_PUT (lane->write, STREAM_ENTER, at (lane, t), frame->region);
}

static void
leave (struct lane_write *lane, uint64_t t, const struct frame *frame, bool interrupted)
{
  const struct event *event = &frame->event;

  if (!interrupted && is_known_collective (event))
    OTF2_PUT (lane->write, STREAM_COLLECTIVE, at (lane, t), collective_op (event->object), otf2_comm (lane->write, event->comm),
              has_root (event->object) ? event->peer : OTF2_COLLECTIVE_ROOT_NONE, event_bytes (event), 0);
  if (interrupted)
    attribute (lane, ATTRIBUTE_INTERRUPTED, 1);
  OTF2_PUT (lane->write, STREAM_LEAVE, at (lane, t), frame->region);
}

/* Those that were entered later and go on are left for a moment. */
static void
leave_frame (struct lane_write *lane, uint64_t t, uint64_t serial)
{
  guint found = lane->frame->len;

  while (found > 0 && g_array_index (lane->frame, struct frame, found - 1).serial != serial)
    found--;
  g_assert (found > 0);
  for (guint i = lane->frame->len; i > found; i--)
    leave (lane, t, &g_array_index (lane->frame, struct frame, i - 1), true);
  leave (lane, t, &g_array_index (lane->frame, struct frame, found - 1), false);
  g_array_remove_index (lane->frame, found - 1);
  for (guint i = found - 1; i < lane->frame->len; i++)
    enter (lane, t, &g_array_index (lane->frame, struct frame, i));
}

/* ---- what comes later ---- */

/* Of one moment: what was received, locks, the scheduler, then regions, the innermost first. */
static int
compare (const struct action *a, const struct action *b)
{
  if (a->at != b->at)
    return a->at < b->at ? -1 : 1;
  if ((a->kind == ACTION_LEAVE) != (b->kind == ACTION_LEAVE))
    return a->kind == ACTION_LEAVE ? 1 : -1;
  int order = (a->serial > b->serial) - (a->serial < b->serial);
  return a->kind == ACTION_LEAVE ? -order : order;
}

static void
plan (struct lane_write *lane, struct action action)
{
  guint low = 0, high = lane->action->len;

  while (low < high) { /* the earliest stands last */
    guint middle = (low + high) / 2;
    if (compare (&g_array_index (lane->action, struct action, middle), &action) > 0)
      low = middle + 1;
    else
      high = middle;
  }
  g_array_insert_val (lane->action, low, action);
}

static void
put_received (struct lane_write *lane, uint64_t t, const struct event *event, uint64_t request)
{
  attribute (lane, ATTRIBUTE_SEQUENCE, event->sequence);
  attribute_if (lane, ATTRIBUTE_FLAGS, event->flags & ~(EVENT_SCALED_BYTES | EVENT_NONBLOCKING));
  if (event->flags & EVENT_NONBLOCKING) {
    OTF2_PUT (lane->write, STREAM_IRECV, at (lane, t), event->peer, otf2_comm (lane->write, event->comm), (uint32_t) event->object, event_bytes (event), request);
    return;
  }
  attribute (lane, ATTRIBUTE_POSTED, event->begin);
  OTF2_PUT (lane->write, STREAM_RECV, at (lane, t), event->peer, otf2_comm (lane->write, event->comm), (uint32_t) event->object, event_bytes (event));
}

/* What was sent inside of a collective is told when it ends, one after the other: a moment each, with its true begin. */
static void
put_edge (struct lane_write *lane, const struct action *action)
{
  struct frame frame = { action->serial, region_of (lane, &action->event), action->event };

  enter (lane, action->at, &frame);
  leave (lane, action->at, &frame, false);
}

static void
act (struct lane_write *lane, const struct action *action)
{
  put_gap (lane, action->at);
  switch (action->kind) {
  case ACTION_LEAVE:
    leave_frame (lane, action->at, action->serial);
    break;
  case ACTION_RECEIVED:
    put_received (lane, action->at, &action->event, action->serial);
    break;
  case ACTION_EDGE:
    put_edge (lane, action);
    break;
  case ACTION_RELEASE:
    OTF2_PUT (lane->write, STREAM_RELEASE, at (lane, action->at), (uint32_t) action->event.object, action->order);
    break;
  case ACTION_SCHEDULE_END:
    lane->gap_due = true;
    lane->gap = action->at;
  }
}

static void
act_until (struct lane_write *lane, uint64_t t)
{
  while (lane->action->len) {
    struct action next = g_array_index (lane->action, struct action, lane->action->len - 1);
    if (next.at > t)
      break;
    g_array_set_size (lane->action, lane->action->len - 1);
    act (lane, &next);
  }
}

/* ---- what begins ---- */

static void
begin_frame (struct lane_write *lane, const struct lane_item *item)
{
  struct frame frame = { lane->serial, region_of (lane, &item->event), item->event };

  enter (lane, item->begin, &frame);
  g_array_append_val (lane->frame, frame);
  if (is_known_collective (&item->event)) {
    OTF2_PUT (lane->write, STREAM_COLLECTIVE_BEGIN, at (lane, item->begin));
  }
  plan (lane, (struct action){ .at = item->end, .serial = lane->serial, .kind = ACTION_LEAVE });
}

static void
begin_send (struct lane_write *lane, const struct lane_item *item)
{
  const struct event *event = &item->event;

  begin_frame (lane, item);
  attribute (lane, ATTRIBUTE_SEQUENCE, event->sequence);
  attribute_if (lane, ATTRIBUTE_FLAGS, event->flags & ~(EVENT_SCALED_BYTES | EVENT_NONBLOCKING));
  if (event->flags & EVENT_NONBLOCKING)
    OTF2_PUT (lane->write, STREAM_ISEND, at (lane, item->begin), event->peer, otf2_comm (lane->write, event->comm), (uint32_t) event->object, event_bytes (event),
              lane->serial);
  else
    OTF2_PUT (lane->write, STREAM_SEND, at (lane, item->begin), event->peer, otf2_comm (lane->write, event->comm), (uint32_t) event->object, event_bytes (event));
}

static void
begin_event (struct lane_write *lane, const struct lane_item *item)
{
  struct action later = { .at = item->end, .serial = lane->serial, .event = item->event, .order = item->order };

  switch (item->event.kind) {
  case EVENT_SEND:
    begin_send (lane, item);
    break;
  case EVENT_RECV:
    if (item->event.flags & EVENT_NONBLOCKING)
      OTF2_PUT (lane->write, STREAM_IRECV_REQUEST, at (lane, item->begin), lane->serial);
    later.kind = ACTION_RECEIVED;
    plan (lane, later);
    break;
  case EVENT_EDGE:
    later.kind = ACTION_EDGE;
    plan (lane, later);
    break;
  case EVENT_LOCK_HOLD:
    OTF2_PUT (lane->write, STREAM_ACQUIRE, at (lane, item->begin), (uint32_t) item->event.object, item->order);
    later.kind = ACTION_RELEASE;
    plan (lane, later);
    break;
  default:
    begin_frame (lane, item);
  }
}

static void
begin (struct lane_write *lane, const struct lane_item *item)
{
  const uint64_t place = (uint64_t) (item->span.object + 1);

  act_until (lane, item->begin);
  put_gap (lane, item->begin);
  lane->serial++;
  switch (item->kind) {
  case ITEM_EVENT:
    begin_event (lane, item);
    break;
  case ITEM_SCHEDULE:
    put_schedule (lane, &item->span);
    plan (lane, (struct action){ .at = item->end, .serial = lane->serial, .kind = ACTION_SCHEDULE_END });
    break;
  case ITEM_PLACE:
    put_metric (lane, item->begin, METRIC_PLACE, &place, 1);
    break;
  case ITEM_MEMORY:
    put_metric (lane, item->begin, otf2_memory_metric (lane->rank), (uint64_t[]){ item->memory.pss, item->memory.rss }, 2);
  }
}

bool
otf2_write_lane (struct otf2_write *write, int index, const struct lane_receives *receives, otf2_tick tick, void *data)
{
  struct lane_reader *reader = lane_reader_new (write->trace, index, receives);
  struct lane_write lane = { .write = write, .rank = index / write->trace->threads };
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (struct lane_item));
  bool on = true;

  lane.action = g_array_new (FALSE, FALSE, sizeof (struct action));
  lane.frame = g_array_new (FALSE, FALSE, sizeof (struct frame));
  lane.region = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  OTF2_PUT (write, STREAM_BEGIN, index);
  while (on && lane_reader_next (reader, items)) {
    for (guint i = 0; i < items->len; i++)
      begin (&lane, &g_array_index (items, struct lane_item, i));
    on = tick (data, items->len) && !write->failed;
  }
  act_until (&lane, UINT64_MAX);
  put_gap (&lane, UINT64_MAX);
  OTF2_PUT (write, STREAM_END, index);
  write->events[index] = lane.events;
  g_array_unref (lane.action);
  g_array_unref (lane.frame);
  g_hash_table_unref (lane.region);
  lane_reader_free (reader);
  return on;
}
