/* Sums: at the end of the trace from what the writer kept running, at an earlier moment by walking the spans. */
#include "engine/trace/trace-private.h"

#include <string.h>

struct sums {
  uint64_t wait_ns[THREAD_STATES];
  uint64_t on_ns, ready_ns;
};

static void
sum_until (const struct lane *lane, uint64_t t, struct sums *sums)
{
  static const enum thread_state state[] = { [SUM_HELD] = THREAD_HELD, [SUM_LOCK] = THREAD_LOCK_WAIT,
                                             [SUM_BARRIER] = THREAD_BARRIER_WAIT, [SUM_MESSAGE] = THREAD_MESSAGE_WAIT };
  uint64_t sum[TRACK_SUMS];

  track_sum_until (&lane->waits, t, sum);
  for (size_t i = 0; i < G_N_ELEMENTS (state); i++)
    sums->wait_ns[state[i]] = sum[i];
  track_sum_until (&lane->schedule, t, sum);
  sums->on_ns = sum[SUM_ON];
  sums->ready_ns = sum[SUM_READY];
}

static void
sum_all (const struct lane *lane, struct sums *sums)
{
  memcpy (sums->wait_ns, lane->wait_ns, sizeof sums->wait_ns);
  sums->on_ns = lane->on_ns;
  sums->ready_ns = lane->ready_ns;
}

/* What has not ended yet counts up to T. */
static void
sum_open (const struct lane *lane, uint64_t t, struct sums *sums)
{
  const struct span *open = &lane->schedule_open;
  struct lane_wait wait = lane_wait_at (lane, t);

  if (!lane->end && wait.state != THREAD_ABSENT && wait.since < t && !track_at (&lane->waits, t))
    sums->wait_ns[wait.state] += t - wait.since;
  if (open->kind == SCHEDULE_ON && open->begin < t)
    sums->on_ns += t - open->begin;
  if (open->kind == SCHEDULE_READY && open->begin < t)
    sums->ready_ns += t - open->begin;
}

static void
add_seconds (GArray *pus, int os, double seconds)
{
  struct summary_pu fresh = { os, seconds };

  for (guint i = 0; i < pus->len; i++)
    if (g_array_index (pus, struct summary_pu, i).os == os) {
      g_array_index (pus, struct summary_pu, i).seconds += seconds;
      return;
    }
  g_array_append_val (pus, fresh);
}

static void
pus_of_schedule (const struct lane *lane, uint64_t t, GArray *pus)
{
  size_t count;
  g_autofree struct track_pu *pu = track_pus_until (&lane->schedule, t, &count);

  for (size_t i = 0; i < count; i++)
    add_seconds (pus, pu[i].os, pu[i].ns / 1e9);
}

/* Without a schedule: the time from one event's PU to the next. */
static void
pus_of_events (const struct lane *lane, uint64_t t, GArray *pus)
{
  uint64_t life = lane->end && lane->end < t ? lane->end : t;

  for (size_t i = 0; i < lane->measured.count; i++) {
    const struct move *move = moves_get (&lane->measured, i);
    if (move->at >= life)
      break;
    uint64_t next = i + 1 < lane->measured.count ? MIN (moves_get (&lane->measured, i + 1)->at, life) : life;
    add_seconds (pus, move->to, (next - move->at) / 1e9);
  }
}

static int
by_os (const void *a, const void *b)
{
  return ((const struct summary_pu *) a)->os - ((const struct summary_pu *) b)->os;
}

static void
take_pus (const struct lane *lane, uint64_t t, bool all, struct summary_thread *out)
{
  GArray *pus = g_array_new (FALSE, FALSE, sizeof (struct summary_pu));
  const struct span *open = &lane->schedule_open;

  if (!lane->moves.count)
    pus_of_events (lane, t, pus);
  else if (all)
    g_array_append_vals (pus, lane->pu_time->data, lane->pu_time->len);
  else
    pus_of_schedule (lane, t, pus);
  if (open->kind == SCHEDULE_ON && open->begin < t)
    add_seconds (pus, open->object, (t - open->begin) / 1e9);
  g_array_sort (pus, by_os);
  out->pus = pus->len;
  out->pu = (struct summary_pu *) (void *) g_array_free (pus, FALSE);
}

static void
take_thread (struct trace *trace, const struct lane *lane, uint64_t t, bool all, struct summary_thread *out)
{
  struct sums sums = { 0 };
  const struct binding *binding = lane_binding_at (lane, t);
  long last = moves_find (lane->moves.count ? &lane->moves : &lane->measured, t);

  if (all)
    sum_all (lane, &sums);
  else
    sum_until (lane, t, &sums);
  sum_open (lane, t, &sums);
  if (all)
    sums.ready_ns = MAX (sums.ready_ns, lane->counted_ready_ns);
  *out = (struct summary_thread){
    .rank = lane->rank, .thread = lane->thread, .tid = lane->tid,
    .asked = binding->asked, .binding = binding->allowed,
    .bound = binding->bound, .binding_refused = binding->refused,
    .misplaced = lane->misplaced_ns && lane->misplaced_ns <= t,
    .rebound = binding->from > 0,
    .on_cpu_s = sums.on_ns / 1e9,
    .runnable_s = sums.ready_ns / 1e9,
    .lock_wait_s = sums.wait_ns[THREAD_LOCK_WAIT] / 1e9,
    .barrier_wait_s = sums.wait_ns[THREAD_BARRIER_WAIT] / 1e9,
    .message_wait_s = sums.wait_ns[THREAD_MESSAGE_WAIT] / 1e9,
    .migrations = MAX (last, 0),
    .voluntary_switches = lane->voluntary,
    .involuntary_switches = lane->involuntary,
  };
  take_pus (lane, t, all, out);
}

static void
take_process (struct trace *trace, const struct process *process, uint64_t t, struct summary_process *out)
{
  const struct process_change *change = process_change_at (process, t);

  *out = (struct summary_process){
    .rank = process->rank,
    .pid = process->pid,
    .host = process->host ? process->host : trace->description.host,
    .fate = change ? change->fate : NULL,
    .state = change ? change->state : PROCESS_EXPECTED,
  };
  for (guint i = process->memory->len; i > 0; i--) {
    const struct memory_sample *sample = &g_array_index (process->memory, struct memory_sample, i - 1);
    if (sample->at > t)
      continue;
    out->pss_bytes = sample->pss;
    out->rss_bytes = sample->rss;
    break;
  }
}

static void
add_talk (struct summary *summary, const struct summary_talk *talk)
{
  size_t cell = (size_t) talk->source * summary->processes + talk->destination;

  if (talk->collective)
    return;
  summary->messages += talk->messages;
  summary->message_bytes += talk->bytes;
  summary->matrix_count[cell] += talk->messages;
  summary->matrix_bytes[cell] += talk->bytes;
}

/* After the talk: up to a moment it is what messages are counted from. */
static void
take_messages (struct trace *trace, bool all, struct summary *summary)
{
  size_t cells = (size_t) trace->ranks * trace->ranks;

  summary->matrix_bytes = g_new0 (uint64_t, cells);
  summary->matrix_count = g_new0 (uint64_t, cells);
  if (all) {
    memcpy (summary->matrix_bytes, trace->matrix_bytes, cells * sizeof (uint64_t));
    memcpy (summary->matrix_count, trace->matrix_count, cells * sizeof (uint64_t));
    summary->messages = trace->messages;
    summary->message_bytes = trace->message_bytes;
    summary->unmatched = trace->messages - trace->received;
    return;
  }
  for (int i = 0; i < summary->talks; i++)
    add_talk (summary, &summary->talk[i]);
  summary->unmatched = summary->messages;
  for (int i = 0; i < 3; i++)
    summary->unmatched -= MIN (summary->unmatched, summary->by_arrival[i]);
}

static uint64_t
steps_of_rank (struct trace *trace, int rank, uint64_t t)
{
  uint64_t most = 0;

  for (int i = 0; i < trace->threads; i++) {
    const struct track *steps = &trace_lane (trace, rank, i)->steps;
    size_t ended = track_first_after (steps, t);
    if (ended > 0)
      most = MAX (most, (uint64_t) track_get (steps, ended - 1)->value + 1);
  }
  return most;
}

static void
take_run (struct trace *trace, uint64_t t, bool all, struct summary *summary)
{
  uint64_t begin = 0, end = 0;

  summary->steps = UINT64_MAX;
  for (int rank = 0; rank < trace->ranks; rank++) {
    const struct process *process = &trace->process[rank];
    if (process->begin && (!begin || process->begin < begin))
      begin = process->begin;
    end = MAX (end, process->end ? MIN (process->end, t) : begin ? t : 0);
    summary->steps = MIN (summary->steps, steps_of_rank (trace, rank, t));
  }
  summary->wall_s = begin && end > begin ? (end - begin) / 1e9 : 0;
  for (int i = 0; i < trace->lanes; i++) {
    summary->events += trace->lane[i].events;
    summary->events_lost += trace->lane[i].lost;
    summary->collectives += trace->lane[i].collectives;
    summary->collective_bytes += trace->lane[i].collective_bytes;
  }
  summary->running_at_once = all ? trace->running_at_once : trace_running_at_once (trace, t);
}

static void
take_result (const struct trace *trace, bool all, struct summary *summary)
{
  summary->has_result = trace->has_result && all; /* it is known at the end, not before */
  summary->ok = trace->ok;
  summary->lesson = trace->lesson;
  summary->value = trace->value;
  summary->expected = trace->expected;
  summary->result_text = trace->result_text;
}

static void
take_notes (const struct trace *trace, struct summary *summary)
{
  GPtrArray *notes = g_ptr_array_new ();
  size_t stray = match_waiting_receives (trace->match);

  for (guint i = 0; i < trace->notes->len; i++)
    g_ptr_array_add (notes, g_strdup (g_ptr_array_index (trace->notes, i)));
  if (summary->events_lost)
    g_ptr_array_add (notes, g_strdup_printf ("%" G_GUINT64_FORMAT " events were lost because a ring was full; counts of messages, locks and "
                                             "steps are too small by what they held.", summary->events_lost));
  if (stray && trace->closed)
    g_ptr_array_add (notes, g_strdup_printf ("%zu messages were received whose sending was not recorded.", stray));
  if (trace->out_of_order)
    g_ptr_array_add (notes, g_strdup_printf ("%" G_GUINT64_FORMAT " records came out of order and were left out.",
                                             trace->out_of_order));
  g_ptr_array_add (notes, NULL);
  summary->notes = (char **) g_ptr_array_free (notes, FALSE);
}

struct summary *
summary_take (struct trace *trace, uint64_t t)
{
  struct summary *summary = g_new0 (struct summary, 1);

  summary->deadlock = summary_take_deadlock (trace, t);
  summary->memory = g_new0 (struct snapshot, 1);
  snapshot_take (trace, t, 0, SNAPSHOT_SLICE_NS, summary->memory);
  g_mutex_lock (&trace->mutex);
  bool all = t >= trace->end;
  t = MIN (t, trace->end);
  summary->processes = trace->ranks;
  summary->process = g_new0 (struct summary_process, trace->ranks);
  for (int i = 0; i < trace->ranks; i++)
    take_process (trace, &trace->process[i], t, &summary->process[i]);
  summary->threads = trace->lanes;
  summary->thread = g_new0 (struct summary_thread, trace->lanes);
  double on_cpu_s = 0;
  for (int i = 0; i < trace->lanes; i++) {
    take_thread (trace, &trace->lane[i], t, all, &summary->thread[i]);
    on_cpu_s += summary->thread[i].on_cpu_s;
  }
  summary_take_locks (trace, t, all, summary);
  summary_take_barriers (trace, t, all, summary);
  summary_take_talk (trace, t, all, summary);
  take_messages (trace, all, summary);
  take_run (trace, t, all, summary);
  take_result (trace, all, summary);
  take_notes (trace, summary);
  summary->busy_pus = summary->wall_s > 0 ? on_cpu_s / summary->wall_s : 0;
  summary->schedule_source = trace->schedule_source;
  summary->looks_per_s = trace->looks_per_s;
  summary->watching_share = trace->watching_share;
  summary->memory_source = trace->memory_source;
  summary->migration_source = trace->schedule_source != SOURCE_NONE ? trace->schedule_source : SOURCE_MEASURED;
  g_mutex_unlock (&trace->mutex);
  return summary;
}

void
summary_destroy (struct summary *summary)
{
  if (!summary)
    return;
  for (int i = 0; i < summary->threads; i++)
    g_free (summary->thread[i].pu);
  g_free (summary->process);
  g_free (summary->thread);
  g_free (summary->lock);
  summary_free_barriers (summary);
  g_free (summary->matrix_bytes);
  g_free (summary->matrix_count);
  g_free (summary->talk);
  summary_free_deadlock (summary->deadlock);
  snapshot_finish (summary->memory);
  g_free (summary->memory);
  g_strfreev (summary->notes);
  g_free (summary);
}
