#include "engine/trace/cause.h"

#include "engine/trace/trace-private.h"

#define NEAR_NS UINT64_C (1000000) /* clocks of two threads, and a call's return after its message came, differ by less */

static uint64_t
distance (uint64_t a, uint64_t b)
{
  return a > b ? a - b : b - a;
}

/* The later of two possible causes that both lie before the wait's end is the one that ended it. */
static void
propose (struct cause *cause, enum cause_kind kind, const struct lane *lane, uint64_t at)
{
  if (cause->kind != CAUSE_NONE && at <= cause->at)
    return;
  cause->kind = kind;
  cause->rank = lane->rank;
  cause->thread = lane->thread;
  cause->at = at;
}

struct arrival { /* the message whose receive ended the wait */
  const struct lane *sender, *receiver, *from;
  const struct span *wait;
  uint64_t slack;    /* what the clocks of two processes may differ by */
  const struct message *message;
};

/* A call can receive several, from whomever (its span names but one): the one that came last ended it, and of those that came together the one that was sent last. */
static void
see_arrival (const struct message *message, void *data)
{
  struct arrival *arrival = data;
  const struct message *best = arrival->message;

  if (message->received == RECEIVED_NOT_YET || message->destination != arrival->receiver->rank ||
      message->destination_thread != arrival->receiver->thread || message->received < arrival->wait->begin ||
      message->received > arrival->wait->end + arrival->slack)
    return;
  if (best && (message->received < best->received || (message->received == best->received && message->sent <= best->sent)))
    return;
  arrival->message = message;
  arrival->from = arrival->sender;
}

/* What a send call did before the wait began is no reason for its end. */
static void
propose_arrival (const struct trace *trace, const struct arrival *arrival, struct cause *cause)
{
  const struct message *message = arrival->message;
  uint64_t begin = arrival->wait->begin;

  if (message->sent > begin)
    propose (cause, CAUSE_SEND, arrival->from, message->sent);
  else if (message->returned > begin && message->returned <= message->received)
    propose (cause, CAUSE_SEND, arrival->from, message->returned);
  else if (message_delivery (trace, arrival->from->rank, message).protocol == PROTOCOL_RENDEZVOUS || message->returned > begin)
    propose (cause, CAUSE_TRANSFER, arrival->from, message->sent);
  else
    propose (cause, CAUSE_THERE, arrival->from, message->sent);
}

static void
cause_of_receive (struct trace *trace, const struct lane *lane, const struct span *wait, struct cause *cause)
{
  struct arrival arrival = { .receiver = lane, .wait = wait, .slack = trace->early ? NEAR_NS : 0 };

  for (int i = 0; i < trace->lanes; i++) {
    arrival.sender = &trace->lane[i];
    messages_in_sight (&trace->lane[i].sends, wait->end, wait->begin, see_arrival, &arrival);
  }
  if (arrival.message)
    propose_arrival (trace, &arrival, cause);
}

/* A send that waited: for its receiver to come. */
static void
cause_of_send (struct trace *trace, struct lane *lane, const struct span *wait, struct cause *cause)
{
  struct messages *sends = &lane->sends;
  size_t i = messages_from (sends, wait->end);

  while (i > 0) {
    const struct message *message = messages_get (sends, --i);
    if (message->returned < wait->begin)
      return;
    struct lane *receiver = trace_lane (trace, message->destination, MAX (message->destination_thread, 0));
    if (message->received != RECEIVED_NOT_YET && message->sent <= wait->end && receiver) {
      propose (cause, message->posted > wait->begin ? CAUSE_RECEIVE : CAUSE_TRANSFER, receiver, message->posted);
      return;
    }
  }
}

static void
cause_of_lock (struct trace *trace, const struct lane *lane, const struct span *wait, struct cause *cause)
{
  for (int i = 0; i < trace->threads && wait->object >= 0; i++) {
    const struct lane *other = trace_lane (trace, lane->rank, i);
    const struct lane_lock *lock = lane_lock_known (other, (unsigned) wait->object);
    const struct track *holds = other != lane && lock ? &lock->holds : NULL;
    long last = holds ? track_find (holds, wait->end) : -1;
    for (; last >= 0 && track_get (holds, (size_t) last)->end > wait->end + NEAR_NS; last--)
      ; /* it took the lock next */
    if (last >= 0 && track_get (holds, (size_t) last)->end > wait->begin)
      propose (cause, CAUSE_RELEASE, other, track_get (holds, (size_t) last)->end);
  }
}

/* Whoever of the others came into the same barrier last, while this one waited. */
static void
cause_of_meeting (struct trace *trace, const struct lane *lane, const struct span *wait, bool all_ranks, struct cause *cause)
{
  propose (cause, CAUSE_LAST, lane, wait->begin);
  for (int i = 0; i < trace->lanes; i++) {
    const struct lane *other = &trace->lane[i];
    if (other == lane || (!all_ranks && other->rank != lane->rank))
      continue;
    long at = track_find (&other->waits, wait->end > 0 ? wait->end - 1 : 0);
    const struct span *theirs = at >= 0 ? track_get (&other->waits, (size_t) at) : NULL;
    if (theirs && theirs->kind == wait->kind && theirs->end > wait->begin && distance (theirs->end, wait->end) < NEAR_NS)
      propose (cause, CAUSE_LAST, other, theirs->begin);
  }
}

static const struct span *
wait_before (const struct track *waits, uint64_t t)
{
  for (long i = track_find (waits, t); i >= 0; i--)
    if (track_get (waits, (size_t) i)->kind != EVENT_GATE)
      return track_get (waits, (size_t) i);
  return NULL;
}

bool
cause_of_span (struct trace *trace, struct lane *lane, const struct span *wait, struct cause *cause)
{
  *cause = (struct cause){ CAUSE_NONE, -1, -1, 0, wait->begin, wait->end };
  if (wait->kind == EVENT_LOCK_WAIT)
    cause_of_lock (trace, lane, wait, cause);
  else if (wait->kind == EVENT_WAIT && wait->flags & EVENT_SENDING)
    cause_of_send (trace, lane, wait, cause);
  else if (wait->kind == EVENT_WAIT)
    cause_of_receive (trace, lane, wait, cause);
  else
    cause_of_meeting (trace, lane, wait, wait->kind == EVENT_COLLECTIVE, cause);
  return cause->kind != CAUSE_NONE;
}

bool
cause_of_wait (struct trace *trace, int rank, int thread, uint64_t t, struct cause *cause)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  *cause = (struct cause){ CAUSE_NONE, -1, -1, 0, 0, 0 };
  if (!lane)
    return false;
  g_mutex_lock (&trace->mutex);
  const struct span *wait = wait_before (&lane->waits, t);
  bool found = wait && cause_of_span (trace, lane, wait, cause);
  g_mutex_unlock (&trace->mutex);
  return found;
}
