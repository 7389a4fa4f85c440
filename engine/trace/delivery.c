/* How a message met its receive. Both ends' calls are timed by one clock, so that which came first is measured; how the library
 * carried it is inferred from its size. */
#include "engine/trace/trace-private.h"

const char *
message_arrival_name (enum message_arrival arrival)
{
  static const char *const name[] = { "not known", "posted", "unexpected" };

  return name[arrival];
}

const char *
message_protocol_name (enum message_protocol protocol)
{
  static const char *const name[] = { "not known", "eager", "rendezvous" };

  return name[protocol];
}

static uint32_t
eager_limit (const struct trace *trace, int source, int destination)
{
  const struct process *from = &trace->process[source], *to = &trace->process[destination];

  if (source == destination)
    return from->mpi.eager_self;
  return g_strcmp0 (from->host, to->host) == 0 ? from->mpi.eager_shared : from->mpi.eager_network;
}

/* Only a blocking send's own call ends when the message may be forgotten: it tells whether it waited for its receiver. */
static bool
call_tells (const struct message *message)
{
  return !(message->send_flags & (EVENT_NONBLOCKING | EVENT_EXCHANGE | EVENT_BUFFERED));
}

static enum message_protocol
protocol_by_size (const struct trace *trace, int source, const struct message *message)
{
  uint32_t limit = eager_limit (trace, source, message->destination);

  if (message->send_flags & EVENT_SYNCHRONOUS)
    return PROTOCOL_RENDEZVOUS;
  if (limit == 0)
    return PROTOCOL_UNKNOWN;
  return message->bytes > limit ? PROTOCOL_RENDEZVOUS : PROTOCOL_EAGER;
}

/* A receive that was posted while the send call ran: what starts with a handshake announced itself as the call began; of the
 * rest one cannot tell. */
static enum message_arrival
arrival_of (const struct message *message, enum message_protocol protocol)
{
  if (message->received == RECEIVED_NOT_YET)
    return ARRIVAL_UNKNOWN;
  if (message->posted <= message->sent)
    return ARRIVAL_POSTED;
  bool announced = protocol == PROTOCOL_RENDEZVOUS || message->send_flags & EVENT_EXCHANGE;
  return message->posted >= message->returned || announced ? ARRIVAL_UNEXPECTED : ARRIVAL_UNKNOWN;
}

struct delivery
message_delivery (const struct trace *trace, int source, const struct message *message)
{
  bool received = message->received != RECEIVED_NOT_YET;
  bool whole = trace->closed && !trace->lossy; /* else the receive may only not be known yet */
  bool waited_for_nobody = call_tells (message) && (received ? message->returned < message->posted : whole);
  struct delivery delivery = { .protocol = protocol_by_size (trace, source, message) };

  if (waited_for_nobody && !(message->send_flags & EVENT_SYNCHRONOUS))
    delivery.protocol = PROTOCOL_EAGER; /* whatever its size: the call's word is better */
  delivery.seen = waited_for_nobody;
  if (delivery.protocol == PROTOCOL_RENDEZVOUS)
    delivery.seen = received && call_tells (message) && message->posted > message->sent && message->returned > message->posted;
  delivery.arrival = arrival_of (message, delivery.protocol);
  return delivery;
}

void
delivery_posted (struct trace *trace, int rank, const struct event *receive)
{
  struct queue *queue = &trace->process[rank].queue;

  moments_add (&queue->posted, receive->begin);
  moments_add (&queue->received, event_end (receive));
}

void
delivery_received (struct trace *trace, int source, const struct message *message)
{
  struct delivery delivery = message_delivery (trace, source, message);
  struct queue *queue = &trace->process[message->destination].queue;

  trace->by_arrival[delivery.arrival]++;
  trace->by_protocol[delivery.protocol]++;
  moments_add (&trace->delivered[delivery.arrival][delivery.protocol], message->received);
  if (delivery.arrival != ARRIVAL_UNEXPECTED)
    return;
  bool announced = delivery.protocol == PROTOCOL_RENDEZVOUS || message->send_flags & EVENT_EXCHANGE;
  moments_add (&queue->unexpected, announced ? message->sent : message->returned);
  moments_add (&queue->found, message->posted);
}

/* Receives that have not completed are known by their number alone, as long as it stands: at the end of what is known. */
void
delivery_at (const struct trace *trace, const struct process *process, uint64_t t, int *unexpected, int *posted)
{
  struct queue *queue = &trace->process[process->rank].queue;
  int completed_later = (int) (moments_until (&queue->posted, t) - moments_until (&queue->received, t));

  *unexpected = (int) (moments_until (&queue->unexpected, t) - moments_until (&queue->found, t));
  *posted = MAX (completed_later, process->open_since && t >= process->open_since ? process->open_receives : 0);
}
