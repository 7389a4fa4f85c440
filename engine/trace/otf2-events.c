/* Events of an archive, a location after the other, become events of the trace's lanes. */
#include "engine/trace/otf2-events-private.h"

#define BATCH 4096
#define LATEST (UINT64_C (1) << 62)

static GHashTable *
table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

void
otf2_set (GHashTable *table, uint64_t key, uint64_t value)
{
  g_hash_table_replace (table, g_memdup2 (&key, sizeof key), g_memdup2 (&value, sizeof value));
}

bool
otf2_get (GHashTable *table, uint64_t key, uint64_t *value)
{
  const uint64_t *found = otf2_find (table, key);

  if (found)
    *value = *found;
  return found != NULL;
}

int
otf2_local_id (GHashTable *ids, uint64_t ref, uint64_t most, bool *fresh)
{
  uint64_t id = g_hash_table_size (ids);

  *fresh = false;
  if (otf2_get (ids, ref, &id))
    return (int) id;
  if (id >= most)
    return -1;
  otf2_set (ids, ref, id);
  *fresh = true;
  return (int) id;
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
  events->collectives = table_new ();
  events->comm_id = table_new ();
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
  g_hash_table_unref (events->collectives);
  g_hash_table_unref (events->comm_id);
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
  for (unsigned i = 0; i < lane->locks; i++) {
    const struct lane_lock *lock = &lane->lock[i];
    facts->lock[i] = (struct lock_facts){ lock->acquisitions, lock->contended, lock->wait_ns, lock->hold_ns, lock->longest_wait_ns };
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
  for (unsigned i = 0; i < lane->locks; i++) {
    const struct lock_facts *lock = &facts->lock[i];
    lane->lock[i].acquisitions = lock->acquisitions;
    lane->lock[i].contended = lock->contended;
    lane->lock[i].wait_ns = lock->wait_ns;
    lane->lock[i].hold_ns = lock->hold_ns;
    lane->lock[i].longest_wait_ns = lock->longest_wait_ns;
  }
}

void
otf2_emit (struct otf2_events *events, struct event event, uint64_t end)
{
  event.span = event_span (MIN (end > event.begin ? end - event.begin : 0, UINT64_C (0xffffffffffff)), EVENT_PU_UNKNOWN);
  g_array_append_val (events->batch, event);
  if (events->batch->len >= BATCH)
    flush_batch (events);
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
    trace_note_move (events->trace, &events->lane->measured, t, pu);
  } else if (metric == METRIC_MEMORY && count >= 4) {
    trace_writer_memory (events->trace, events->rank, t, words[2], words[3]);
  }
}

/* ---- locations and processes ---- */

static void
end_process (struct otf2_events *events)
{
  otf2_ends_flush (events->ends);
  g_hash_table_remove_all (events->collectives);
  g_hash_table_remove_all (events->comm_id);
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
    otf2_emit (events, (struct event){ .begin = events->begin, .kind = EVENT_THREAD }, events->end);
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
  otf2_leave_all (events, events->end);
  g_hash_table_iter_init (&iter, events->held);
  while (!events->own && g_hash_table_iter_next (&iter, &lock, NULL)) {
    uint64_t number = *(uint64_t *) lock;
    otf2_released (events, events->end, number);
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
  case STREAM_ENTER: otf2_enter (events, t, words[1]); break;
  case STREAM_LEAVE: otf2_leave (events, t, words[1]); break;
  case STREAM_CONTEXT_ENTER:
    if ((region = otf2_find (events->tables->context, words[1])))
      otf2_enter (events, t, *region);
    break;
  case STREAM_CONTEXT_LEAVE:
    if ((region = otf2_find (events->tables->context, words[1])))
      otf2_leave (events, t, *region);
    break;
  case STREAM_SEND: otf2_sent (events, t, words, false); break;
  case STREAM_ISEND: otf2_sent (events, t, words, true); break;
  case STREAM_RECV: otf2_received (events, t, words, NULL); break;
  case STREAM_IRECV: otf2_received (events, t, words, &words[5]); break;
  case STREAM_IRECV_REQUEST: otf2_set (events->posted, words[1], t); break;
  case STREAM_CANCELLED: g_hash_table_remove (events->posted, &words[1]); break;
  case STREAM_COLLECTIVE: otf2_collective (events, words); break;
  case STREAM_ACQUIRE: otf2_acquired (events, t, words[1]); break;
  case STREAM_RELEASE: otf2_released (events, t, words[1]); break;
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
