#include "engine/trace/lane-reader-private.h"

#define SLICE 4096 /* items of one source at once */

/* ---- what is still open ---- */

static bool
open_wait (const struct trace *trace, const struct lane *lane, struct span *span)
{
  static const uint8_t kind[] = { [THREAD_LOCK_WAIT] = EVENT_LOCK_WAIT, [THREAD_BARRIER_WAIT] = EVENT_BARRIER,
                                  [THREAD_MESSAGE_WAIT] = EVENT_WAIT, [THREAD_HELD] = EVENT_GATE };
  struct lane_wait wait = lane_wait_at (lane, trace->end);

  if (trace->closed || wait.state == THREAD_ABSENT || wait.since >= trace->end || track_at (&lane->waits, trace->end))
    return false;
  *span = (struct span){ .begin = wait.since, .end = trace->end, .kind = kind[wait.state], .peer = UINT16_MAX };
  if (wait.state == THREAD_LOCK_WAIT)
    span->object = wait.lock;
  if (wait.awaited >= 0)
    span->peer = wait.awaited;
  span->flags = wait.call == CALL_SEND ? EVENT_SENDING : wait.call == CALL_EXCHANGE ? EVENT_EXCHANGE : wait.posted ? EVENT_POSTED : 0;
  if (wait.collective >= 0) {
    span->kind = EVENT_COLLECTIVE;
    span->object = wait.collective;
  }
  span_set_number (span, wait.number);
  return true;
}

struct lane_reader *
lane_reader_new (struct trace *trace, int lane, const struct lane_receives *receives)
{
  struct lane_reader *reader = g_new0 (struct lane_reader, 1);

  reader->trace = trace;
  reader->lane = &trace->lane[lane];
  reader->receives = receives;
  reader->received = receives->received[lane];
  reader->slice = SLICE;
  g_mutex_lock (&trace->mutex);
  reader->wait_open = open_wait (trace, reader->lane, &reader->open_wait);
  reader->open_schedule = reader->lane->schedule_open;
  reader->open_schedule.end = trace->end;
  g_mutex_unlock (&trace->mutex);
  return reader;
}

void
lane_reader_free (struct lane_reader *reader)
{
  g_free (reader);
}

/* ---- slices ---- */

static void
limit_slice (struct lane_reader *reader, const struct item_source *source, const void *of)
{
  size_t first = lane_source_first (reader, source, of);

  if (source->count (reader, of) - first > reader->slice)
    reader->to = MIN (reader->to, source->begin (reader, of, first + reader->slice));
}

static void
add_slice (struct lane_reader *reader, const struct item_source *source, const void *of)
{
  size_t count = source->count (reader, of);

  for (size_t i = lane_source_first (reader, source, of); i < count && source->begin (reader, of, i) < reader->to; i++)
    source->add (reader, of, i);
}

static bool
in_slice (const struct lane_reader *reader, uint64_t t)
{
  return t >= reader->from && t < reader->to;
}

static void
add_open (struct lane_reader *reader)
{
  if (reader->wait_open && in_slice (reader, reader->open_wait.begin))
    lane_add_span (reader, &reader->open_wait, ITEM_EVENT);
  if (reader->open_schedule.kind && reader->open_schedule.begin < reader->open_schedule.end &&
      in_slice (reader, reader->open_schedule.begin))
    lane_add_span (reader, &reader->open_schedule, ITEM_SCHEDULE);
}

static int
by_begin (const void *a, const void *b)
{
  const struct lane_item *x = a, *y = b;

  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return (x->end < y->end) - (x->end > y->end);
}

bool
lane_reader_next (struct lane_reader *reader, GArray *items)
{
  g_array_set_size (items, 0);
  if (reader->over)
    return false;
  reader->items = items;
  g_mutex_lock (&reader->trace->mutex);
  reader->slice = SLICE;
  do {
    reader->to = UINT64_MAX;
    lane_each_source (reader, limit_slice);
    reader->slice *= 2; /* so many begin at one moment that they fill a slice */
  } while (reader->to <= reader->from);
  lane_each_source (reader, add_slice);
  add_open (reader);
  g_mutex_unlock (&reader->trace->mutex);
  reader->over = reader->to == UINT64_MAX;
  reader->from = reader->to;
  g_array_sort (items, by_begin);
  return true;
}
