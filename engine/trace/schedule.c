/* What the scheduler did with a thread: spans on a PU, waiting for one, or blocked. */
#include "engine/trace/at-once.h"
#include "engine/trace/journal-private.h"

#include <string.h>

bool
pu_in (const uint64_t *bitmap, int pu)
{
  return pu >= 0 && pu < (int) SEGMENT_MAX_PUS && (bitmap[pu / 64] >> (pu % 64) & 1);
}

static void
add_pu_time (struct lane *lane, int pu, uint64_t ns)
{
  for (guint i = 0; i < lane->pu_time->len; i++) {
    struct summary_pu *known = &g_array_index (lane->pu_time, struct summary_pu, i);
    if (known->os == pu) {
      known->seconds += ns / 1e9;
      return;
    }
  }
  struct summary_pu fresh = { pu, ns / 1e9 };
  g_array_append_val (lane->pu_time, fresh);
}

static void
check_placement (struct trace *trace, struct lane *lane, const struct span *span)
{
  const struct process *process = &trace->process[lane->rank];

  if (!lane->misplaced_ns && process->begin && span->begin >= process->begin && lane_strays (lane, span->begin, span->object))
    lane->misplaced_ns = span->begin;
}

void
lane_add_schedule (struct trace *trace, struct lane *lane, const struct span *span)
{
  uint64_t gained;

  pyramid_cut (&lane->pyramid, span->begin);
  if (!track_append (&lane->schedule, *span, &gained)) {
    trace->out_of_order++;
    return;
  }
  uint64_t on = span_part (gained, span_on_share (span));
  lane->on_ns += on;
  lane->ready_ns += span_part (gained, span_ready_share (span));
  if (span->kind == SCHEDULE_ON) {
    trace_note_move (trace, &lane->moves, span->begin, span->object);
    check_placement (trace, lane, span);
  }
  if (on > 0)
    add_pu_time (lane, span->object, on);
}

void
trace_writer_schedule (struct trace *trace, int rank, int thread, const struct span *span, size_t count)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane || count == 0)
    return;
  g_mutex_lock (&trace->mutex);
  for (size_t i = 0; i < count; i++)
    lane_add_schedule (trace, lane, &span[i]);
  journal_put (trace->journal, JOURNAL_SCHEDULE, rank, thread, (struct journal_part[3]){ { span, count * sizeof *span } });
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}

bool
trace_writer_is_full (struct trace *trace)
{
  g_mutex_lock (&trace->mutex);
  bool full = store_is_full (trace->store);
  g_mutex_unlock (&trace->mutex);
  return full;
}

void
trace_writer_schedule_open (struct trace *trace, int rank, int thread, const struct span *open)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane)
    return;
  g_mutex_lock (&trace->mutex);
  bool changed = memcmp (&lane->schedule_open, open, sizeof *open) != 0;
  lane->schedule_open = *open;
  if (changed)
    JOURNAL_PUT (trace, JOURNAL_SCHEDULE_OPEN, rank, thread, *open);
  if (changed && open->kind == SCHEDULE_ON)
    trace_note_move (trace, &lane->moves, open->begin, open->object);
  g_mutex_unlock (&trace->mutex);
  if (changed)
    trace_changed (trace);
}

void
trace_writer_switches (struct trace *trace, int rank, int thread, long voluntary, long involuntary)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane)
    return;
  g_mutex_lock (&trace->mutex);
  if (lane->voluntary != voluntary || lane->involuntary != involuntary)
    JOURNAL_PUT (trace, JOURNAL_SWITCHES, rank, thread, ((struct journal_pair){ (uint64_t) voluntary, (uint64_t) involuntary }));
  lane->voluntary = voluntary;
  lane->involuntary = involuntary;
  g_mutex_unlock (&trace->mutex);
}

void
trace_writer_counters (struct trace *trace, int rank, int thread, uint64_t on_ns, uint64_t ready_ns)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane)
    return;
  g_mutex_lock (&trace->mutex);
  if (lane->counted_on_ns != on_ns || lane->counted_ready_ns != ready_ns)
    JOURNAL_PUT (trace, JOURNAL_COUNTERS, rank, thread, ((struct journal_pair){ on_ns, ready_ns }));
  lane->counted_on_ns = on_ns;
  lane->counted_ready_ns = ready_ns;
  g_mutex_unlock (&trace->mutex);
}

void
trace_writer_running_at_once (struct trace *trace, int threads)
{
  g_mutex_lock (&trace->mutex);
  if (threads > trace->running_at_once)
    JOURNAL_PUT (trace, JOURNAL_AT_ONCE, 0, 0, ((struct journal_pair){ (uint64_t) threads, 0 }));
  trace->running_at_once = MAX (trace->running_at_once, threads);
  g_mutex_unlock (&trace->mutex);
}

/* Samples say in shares who was on a PU: two that took turns are one. Threads are looked at one after another, so that
 * shares can add up to a little too much: to the nearest, but whoever ran was one. */
int
threads_in_shares (int64_t shares)
{
  return shares > 0 ? MAX (1, (int) ((shares + SPAN_WHOLE / 2) / SPAN_WHOLE)) : 0;
}

/* Schedules come in some time after the fact; what is older than this is complete. */
#define SETTLED_AFTER_NS UINT64_C (2000000000)

int
trace_running_at_once (struct trace *trace, uint64_t t)
{
  uint64_t settled = trace->closed ? UINT64_MAX : trace->end > SETTLED_AFTER_NS ? trace->end - SETTLED_AFTER_NS : 0;

  return at_once_until (trace->at_once, trace, t, settled);
}
