#include "engine/trace/trace-private.h"
#include "engine/trace/waits.h"

#include <string.h>

/* The memory of an earlier snapshot is reused: arrays only grow. Their sizes stand before them. */
void *
room_for (void *array, size_t count, size_t size)
{
  size_t *block = array ? (size_t *) array - 2 : NULL;

  if (!block || block[0] < count * size) {
    size_t bytes = MAX (count * size, block ? block[0] * 2 : 64);
    block = g_realloc (block, bytes + 2 * sizeof (size_t));
    block[0] = bytes;
  }
  return block + 2;
}

void
room_free (void *array)
{
  if (array)
    g_free ((size_t *) array - 2);
}

static void
memory_at (const struct process *process, uint64_t t, struct snapshot_process *out)
{
  guint low = 0, high = process->memory->len;

  while (low < high) {
    guint middle = (low + high) / 2;
    if (g_array_index (process->memory, struct memory_sample, middle).at <= t)
      low = middle + 1;
    else
      high = middle;
  }
  if (low > 0) {
    const struct memory_sample *sample = &g_array_index (process->memory, struct memory_sample, low - 1);
    out->pss_bytes = sample->pss;
    out->rss_bytes = sample->rss;
  }
}

static void
take_objects (const struct process *process, struct snapshot_process *out)
{
  out->objects = process->object->len;
  out->object = room_for (out->object, out->objects, sizeof *out->object);
  if (out->objects > 0)
    memcpy (out->object, process->object->data, out->objects * sizeof *out->object);
}

static void
take_process (const struct trace *trace, const struct process *process, uint64_t t, struct snapshot_process *out)
{
  const struct process_change *change = process_change_at (process, t);
  struct snapshot_object *objects = out->object;

  *out = (struct snapshot_process){
    .rank = process->rank,
    .pid = process->pid,
    .host = process->host ? process->host : trace->description.host,
    .state = change ? change->state : PROCESS_EXPECTED,
    .fate = change ? change->fate : NULL,
    .first_thread = process->rank * trace->threads,
    .threads = trace->threads,
    .object = objects,
  };
  memory_at (process, t, out);
  take_objects (process, out);
  delivery_at (trace, process, t, &out->unexpected, &out->posted);
}

static void
take_processes (struct trace *trace, uint64_t t, struct snapshot *snapshot)
{
  int had = snapshot->processes;

  for (int i = trace->ranks; i < had; i++)
    room_free (snapshot->process[i].object);
  snapshot->process = room_for (snapshot->process, trace->ranks, sizeof *snapshot->process);
  for (int i = had; i < trace->ranks; i++)
    snapshot->process[i].object = NULL;
  snapshot->processes = trace->ranks;
  for (int i = 0; i < trace->ranks; i++)
    take_process (trace, &trace->process[i], t, &snapshot->process[i]);
}

#define LIVE_GRACE_NS UINT64_C (250000000) /* a receive may still be on its way into the trace */

struct sight {
  struct trace *trace;
  const struct lane *lane;
  uint64_t t;
  GArray *found; /* struct snapshot_message */
};

static enum message_state
message_state_at (const struct sight *sight, const struct message *message)
{
  if (message->received != RECEIVED_NOT_YET)
    return message->received <= sight->t ? MESSAGE_ARRIVED : MESSAGE_FLYING;
  if (!sight->trace->closed && message->sent + LIVE_GRACE_NS > sight->trace->end)
    return MESSAGE_FLYING;
  return MESSAGE_UNMATCHED;
}

static double
progress_at (const struct message *message, uint64_t t)
{
  if (message->received == RECEIVED_NOT_YET)
    return 0;
  if (message->received <= t || message->received <= message->sent)
    return 1;
  return (double) (t - message->sent) / (message->received - message->sent);
}

static void
see_message (const struct message *message, void *data)
{
  struct sight *sight = data;
  struct snapshot_message seen = {
    .source = sight->lane->rank,
    .source_thread = sight->lane->thread,
    .destination = message->destination,
    .destination_thread = message->destination_thread,
    .tag = message->tag,
    .comm = message->comm,
    .bytes = message->bytes,
    .sent_ns = message->sent,
    .received_ns = message->received,
    .state = message_state_at (sight, message),
    .progress = progress_at (message, sight->t),
  };

  struct delivery delivery = message_delivery (sight->trace, seen.source, message);
  seen.arrival = delivery.arrival;
  seen.protocol = delivery.protocol;
  seen.protocol_seen = delivery.seen;
  seen.comm_name = trace_comm_name (sight->trace, seen.source, seen.comm);
  if (seen.state == MESSAGE_ARRIVED)
    seen.age_ns = sight->t - message->received;
  g_array_append_val (sight->found, seen);
}

static int
by_sending (const void *a, const void *b)
{
  const struct snapshot_message *x = a, *y = b;

  return x->sent_ns < y->sent_ns ? -1 : x->sent_ns > y->sent_ns;
}

/* What nobody has received, up to the end of the trace, waits as well. */
static void
count_queues (const GArray *found, struct snapshot *snapshot)
{
  for (guint i = 0; i < found->len; i++) {
    const struct snapshot_message *message = &g_array_index (found, struct snapshot_message, i);
    if (message->state == MESSAGE_UNMATCHED)
      snapshot->process[message->destination].unexpected++;
  }
}

static void
take_messages (GArray *found, struct snapshot *snapshot)
{
  g_array_sort (found, by_sending);
  count_queues (found, snapshot);
  snapshot->messages = MIN (found->len, SNAPSHOT_MAX_MESSAGES);
  snapshot->messages_not_listed = found->len - snapshot->messages;
  snapshot->message = room_for (snapshot->message, snapshot->messages, sizeof *snapshot->message);
  if (snapshot->messages > 0)
    memcpy (snapshot->message, (struct snapshot_message *) (void *) found->data + snapshot->messages_not_listed,
            snapshot->messages * sizeof *snapshot->message);
}

static void
take_collective (const struct lane *lane, const struct lane_wait *wait, struct snapshot *snapshot)
{
  if (wait->collective >= 0)
    snapshot->collective[snapshot->collectives++] =
      (struct snapshot_collective){ lane->rank, wait->collective, wait->since, wait->bytes };
}

static void
take_lane (struct trace *trace, int i, uint64_t t, struct snapshot *snapshot)
{
  const struct lane *lane = &trace->lane[i];
  const struct lane_wait *wait = &trace->wait[i];
  struct snapshot_thread *thread = &snapshot->thread[i];

  snapshot->runnable += lane_state_at (trace, lane, t, &trace->at[i], wait, thread) == SCHEDULE_READY;
  snapshot->on_cpu += thread->on_cpu;
  snapshot->events += lane->events;
  snapshot->events_lost += lane->lost;
  if (thread->call == CALL_COLLECTIVE)
    take_collective (lane, wait, snapshot);
  if (thread->call == CALL_RECEIVE || thread->call == CALL_EXCHANGE)
    snapshot->process[lane->rank].posted += wait->posted; /* one that ended is counted by its receive */
}

#define LANES_AT_ONCE 12

static void
fetch_lanes (const struct trace *trace, int first)
{
  int end = MIN (first + LANES_AT_ONCE, trace->lanes);

  for (int i = first; i < end; i++)
    for (size_t byte = 0; byte < LANE_LOOKED_AT; byte += 64)
      __builtin_prefetch ((const char *) &trace->lane[i] + byte);
}

static void
seek_messages (struct lane *lane, int count, uint64_t t)
{
  struct messages *sends[LANES_AT_ONCE];
  int senders = 0;

  for (int i = 0; i < count; i++)
    if (lane[i].sends.count > 0)
      sends[senders++] = &lane[i].sends;
  messages_seek (sends, senders, t);
}

static void
take_lanes (struct trace *trace, int first, int count, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot, struct sight *sight)
{
  lanes_find (&trace->lane[first], count, t, &trace->at[first], &trace->wait[first]);
  seek_messages (&trace->lane[first], count, t);
  for (int i = first; i < first + count; i++) {
    take_lane (trace, i, t, snapshot);
    sight->lane = &trace->lane[i];
    if (sight->lane->sends.count > 0)
      messages_in_sight (&trace->lane[i].sends, t, t > glow_ns ? t - glow_ns : 0, see_message, sight);
  }
}

/* All of a few lanes before the next ones, which are fetched meanwhile: what one search brought near is there for the others. */
static void
take_all_lanes (struct trace *trace, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot)
{
  struct sight sight = { trace, NULL, t, g_array_new (FALSE, FALSE, sizeof (struct snapshot_message)) };

  trace->at = room_for (trace->at, trace->lanes, sizeof *trace->at);
  trace->wait = room_for (trace->wait, trace->lanes, sizeof *trace->wait);
  snapshot->thread = room_for (snapshot->thread, trace->lanes, sizeof *snapshot->thread);
  snapshot->threads = trace->lanes;
  snapshot->collective = room_for (snapshot->collective, trace->lanes, sizeof *snapshot->collective);
  snapshot->on_cpu = snapshot->runnable = snapshot->collectives = 0;
  snapshot->events = snapshot->events_lost = 0;
  fetch_lanes (trace, 0);
  for (int first = 0; first < trace->lanes; first += LANES_AT_ONCE) {
    fetch_lanes (trace, first + LANES_AT_ONCE);
    take_lanes (trace, first, MIN (trace->lanes - first, LANES_AT_ONCE), t, glow_ns, snapshot, &sight);
  }
  take_messages (sight.found, snapshot);
  g_array_unref (sight.found);
}

void
snapshot_take (struct trace *trace, uint64_t t, uint64_t glow_ns, uint64_t slice_ns, struct snapshot *snapshot)
{
  g_mutex_lock (&trace->mutex);
  snapshot->begin = trace->begin;
  snapshot->end = trace->end;
  t = MAX (MIN (t, trace->end), trace->begin);
  snapshot->t = t;
  snapshot->slice_ns = MAX (slice_ns, 1);
  snapshot->schedule_source = trace->schedule_source == SOURCE_NONE ? SOURCE_INFERRED : trace->schedule_source;
  take_processes (trace, t, snapshot);
  take_all_lanes (trace, t, glow_ns, snapshot);
  snapshot_take_memory (trace, t, snapshot);
  snapshot_take_edges (trace, t, glow_ns, snapshot);
  snapshot_take_locks (trace, t, glow_ns, snapshot);
  snapshot_take_barriers (trace, t, glow_ns, snapshot);
  snapshot->wait = room_for (snapshot->wait, trace->lanes, sizeof *snapshot->wait);
  waits_find (snapshot);
  snapshot_take_pus (trace, t, snapshot);
  g_mutex_unlock (&trace->mutex);
}

void
snapshot_finish (struct snapshot *snapshot)
{
  for (int i = 0; i < snapshot->processes; i++)
    room_free (snapshot->process[i].object);
  for (int i = 0; i < snapshot->locks; i++)
    room_free (snapshot->lock[i].queue);
  room_free (snapshot->process);
  room_free (snapshot->thread);
  room_free (snapshot->message);
  room_free (snapshot->lock);
  room_free (snapshot->collective);
  g_free (snapshot->edge);
  room_free (snapshot->barrier);
  room_free (snapshot->barrier_members);
  room_free (snapshot->wait);
  room_free (snapshot->pu);
  memset (snapshot, 0, sizeof *snapshot);
}
