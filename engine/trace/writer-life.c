/* How processes and threads come, are held and end; what a thread is in that has not ended. */
#include "engine/trace/journal-private.h"

#include <string.h>

static bool
is_wait (unsigned now)
{
  return (now >= NOW_GATE && now <= NOW_COLLECTIVE) || (now >= NOW_SENDING && now <= NOW_RECEIVING);
}

/* What a slot said last becomes a span when nothing will be recorded any more: a rank that died in a wait is
 * seen waiting up to its death. */
static void
close_open_wait (struct trace *trace, struct lane *lane, uint64_t t)
{
  static const uint8_t kind[] = {
    [NOW_GATE] = EVENT_GATE,          [NOW_LOCK_WAIT] = EVENT_LOCK_WAIT,   [NOW_BARRIER] = EVENT_BARRIER,
    [NOW_MESSAGE_WAIT] = EVENT_WAIT,  [NOW_COLLECTIVE] = EVENT_COLLECTIVE, [NOW_SENDING] = EVENT_WAIT,
    [NOW_EXCHANGE] = EVENT_WAIT,      [NOW_RECEIVING] = EVENT_WAIT,
  };
  const struct track *waits = &lane->waits;
  uint64_t gained;

  if (!is_wait (lane->open.state) || lane->open.since >= t)
    return;
  if (waits->last_end > lane->open.since)
    return;
  struct span span = { .begin = lane->open.since, .end = t, .object = lane->open.object, .kind = kind[lane->open.state] };
  span.flags = lane->open.state == NOW_SENDING     ? EVENT_SENDING
               : lane->open.state == NOW_EXCHANGE  ? EVENT_EXCHANGE
               : lane->open.state == NOW_RECEIVING ? EVENT_POSTED
                                                   : 0;
  span.peer = span.kind == EVENT_WAIT && span.object >= 0 ? span.object : UINT16_MAX;
  span_set_number (&span, lane->open.number);
  pyramid_cut (&lane->pyramid, span.begin);
  track_append (&lane->waits, span, &gained);
  barriers_add (trace, lane, &span);
  if (span.kind == EVENT_LOCK_WAIT)
    lane_count_wait (lane, &span);
  lane->wait_ns[wait_state (span.kind)] += gained;
}

static void
close_open_schedule (struct trace *trace, struct lane *lane, uint64_t t)
{
  struct span open = lane->schedule_open;

  if (open.kind && open.begin < t) {
    open.end = t;
    lane_add_schedule (trace, lane, &open);
  }
  lane->schedule_open.kind = 0;
}

/* A lock that its dead process still held was held up to its death. */
static void
close_open_holds (struct trace *trace, int rank, uint64_t t)
{
  for (int id = 0; id < (int) SEGMENT_MAX_NAMES; id++) {
    struct lock_open *open = &trace->process[rank].lock_open[id];
    struct lane *lane = trace_lane (trace, rank, open->thread);
    struct lane_lock *lock = lane && lane->begin ? lane_lock (lane, id) : NULL;
    uint64_t known = lock ? lock->holds.last_end : 0, gained;
    struct span span = { .begin = MAX (open->since, known), .end = t, .object = id, .kind = EVENT_LOCK_HOLD };

    open->thread = -1;
    if (!lock || span.begin >= t)
      continue;
    track_append (&lock->holds, span, &gained);
    lock->acquisitions++;
    lock->hold_ns += gained;
  }
}

static void
close_lane (struct trace *trace, struct lane *lane, uint64_t t)
{
  if (lane->end && lane->end < t)
    t = lane->end;
  close_open_wait (trace, lane, t);
  close_open_schedule (trace, lane, t);
  if (lane->begin && !lane->end)
    lane->end = t;
  lane->open.state = NOW_ENDED;
  lane->open.region = UINT32_MAX;
}

void
trace_writer_now (struct trace *trace, int rank, int thread, const struct writer_now *now)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane)
    return;
  g_mutex_lock (&trace->mutex);
  struct open_state *open = &lane->open;
  int object = now->object;
  bool names_rank = now->state == NOW_MESSAGE_WAIT || (now->state >= NOW_SENDING && now->state <= NOW_RECEIVING);
  int64_t number = -1;
  if (now->state == NOW_BARRIER && object > 0)
    number = object - 1;
  if (now->state == NOW_COLLECTIVE && object >= 0) {
    number = object & NOW_COLLECTIVE_NUMBERED ? now_collective_sequence (object) : -1;
    object = MIN (object & NOW_COLLECTIVE_KIND, COLLECTIVE_OTHER);
  }
  if ((unsigned) object >= (names_rank ? (unsigned) trace->ranks : SEGMENT_MAX_NAMES))
    object = -1;
  bool changed = open->state != now->state || open->since != now->since || open->object != object || open->number != number ||
                 open->region != now->region;
  if (open->region != now->region)
    open->region_since = now->at;
  open->state = now->state;
  open->since = now->since;
  open->object = object;
  open->number = number;
  open->region = now->region;
  if (changed)
    JOURNAL_PUT (trace, JOURNAL_NOW, rank, thread, *now);
  if (now->state != NOW_NOTHING && !lane->begin)
    lane->begin = now->since ? now->since : now->at;
  if (now->state == NOW_ENDED && !lane->end)
    lane->end = now->since;
  if (!lane->schedule.count && now->pu >= 0 && now->pu != EVENT_PU_UNKNOWN && now->state != NOW_NOTHING)
    trace_note_move (trace, &lane->measured, now->at, now->pu);
  g_mutex_unlock (&trace->mutex);
  if (changed)
    trace_changed (trace);
}

static void
begin_hold (struct lane *lane, uint64_t from)
{
  if (lane->open.state == NOW_GATE)
    return;
  lane->open.state = NOW_GATE;
  lane->open.since = from;
  lane->open.object = -1;
}

/* Whatever encloses it is recorded later, and keeps only the rest. */
static void
end_hold (struct lane *lane, uint64_t from, uint64_t to)
{
  struct span span = { .begin = from, .end = to, .object = -1, .peer = UINT16_MAX, .kind = EVENT_GATE };
  uint64_t gained;

  track_append (&lane->waits, span, &gained);
  lane->wait_ns[THREAD_HELD] += gained;
}

void
trace_writer_held (struct trace *trace, int rank, int thread, uint64_t from, uint64_t to)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane)
    return;
  g_mutex_lock (&trace->mutex);
  if (lane->begin && !lane->end && lane->open.state != NOW_ENDED) {
    JOURNAL_PUT (trace, JOURNAL_HELD, rank, thread, ((struct journal_pair){ from, to }));
    if (to)
      end_hold (lane, from, to);
    else
      begin_hold (lane, from);
  }
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

static void
journal_thread (struct trace *trace, int rank, int thread, const struct writer_thread *facts)
{
  size_t words = SEGMENT_PU_WORDS * sizeof (uint64_t);
  struct journal_thread record = { facts->at, facts->tid, facts->bound, facts->bind_error, facts->asked != NULL, facts->binding != NULL };

  journal_put (trace->journal, JOURNAL_THREAD, rank, thread,
               (struct journal_part[3]){ { &record, sizeof record }, { facts->asked, facts->asked ? words : 0 },
                                         { facts->binding, facts->binding ? words : 0 } });
}

void
trace_writer_thread (struct trace *trace, int rank, int thread, const struct writer_thread *facts)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane || lane->tid)
    return;
  g_mutex_lock (&trace->mutex);
  journal_thread (trace, rank, thread, facts);
  lane->tid = facts->tid;
  if (!lane->begin)
    lane->begin = facts->at;
  lane_bind (lane, binding_make (&(struct writer_binding){ .bound = facts->bound, .error = facts->bind_error, .asked = facts->asked, .allowed = facts->binding }));
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_process (struct trace *trace, int rank, uint64_t at, enum process_state state, const char *fate)
{
  struct process *process = trace_process (trace, rank);

  if (!process)
    return;
  g_mutex_lock (&trace->mutex);
  struct process_change change = { at, state, trace_keep (trace, fate) };
  journal_put (trace->journal, JOURNAL_PROCESS, rank, 0,
               (struct journal_part[3]){ { &(struct journal_process){ at, (int32_t) state, fate != NULL }, sizeof (struct journal_process) },
                                         { fate, fate ? strlen (fate) + 1 : 0 } });
  g_array_append_val (process->change, change);
  if (state == PROCESS_DEAD)
    close_open_holds (trace, rank, at);
  if (state == PROCESS_ENDED || state == PROCESS_DEAD)
    for (int i = 0; i < trace->threads; i++)
      close_lane (trace, trace_lane (trace, rank, i), at);
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

void
trace_writer_advance (struct trace *trace, uint64_t t)
{
  g_mutex_lock (&trace->mutex);
  if (t > trace->end)
    trace->end = t;
  JOURNAL_PUT (trace, JOURNAL_ADVANCE, 0, 0, ((struct journal_pair){ t, 0 }));
  g_mutex_unlock (&trace->mutex);
  journal_flush (trace->journal); /* a slow disk keeps the writer waiting, not who looks */
}

void
trace_writer_close (struct trace *trace, uint64_t t)
{
  g_mutex_lock (&trace->mutex);
  trace->end = MAX (trace->end, t);
  for (int i = 0; i < trace->lanes; i++) {
    struct lane *lane = &trace->lane[i];
    close_lane (trace, lane, trace->end);
    trace->end = MAX (trace->end, MAX (lane->waits.last_end, lane->steps.last_end));
  }
  trace->closed = true;
  trace->running_at_once = trace_running_at_once (trace, UINT64_MAX);
  JOURNAL_PUT (trace, JOURNAL_CLOSE, 0, 0, ((struct journal_pair){ t, 0 }));
  g_mutex_unlock (&trace->mutex);
  journal_flush (trace->journal);
  trace_changed (trace);
}
