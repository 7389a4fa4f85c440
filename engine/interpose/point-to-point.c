#include "engine/interpose/interpose.h"

/* A predefined type keeps its size for ever: of the last one it need not be asked again. */
static _Thread_local struct { MPI_Datatype type; uint64_t size; } last_type;

static uint64_t
ask_size (MPI_Datatype type)
{
  int size = 0, integers, addresses, types, combiner = 0;

  REAL (Type_size) (type, &size);
  REAL (Type_get_envelope) (type, &integers, &addresses, &types, &combiner);
  if (size > 0 && combiner == MPI_COMBINER_NAMED) {
    last_type.type = type;
    last_type.size = (uint64_t) size;
  }
  return size > 0 ? (uint64_t) size : 0;
}

uint64_t
type_bytes (MPI_Datatype type, int64_t count)
{
  uint64_t size = type && type == last_type.type ? last_type.size : ask_size (type);

  return count > 0 ? size * (uint64_t) count : 0;
}

static uint64_t
received_bytes (const MPI_Status *status)
{
#ifdef OPEN_MPI
  return status->_ucount; /* MPI_Get_elements reads it too, but looks at the type first */
#else
  MPI_Count bytes = 0;

  REAL (Get_elements_x) (status, MPI_BYTE, &bytes);
  return bytes > 0 ? (uint64_t) bytes : 0;
#endif
}

/* A send before it is called: its number must be taken in the order of calls. */
static inline struct event
describe_send (const struct comm *comm, int count, MPI_Datatype type, int destination, int tag, uint8_t flags)
{
  int peer = comm_world_rank (comm, destination);
  struct event event = { .kind = EVENT_SEND, .flags = flags, .peer = (uint16_t) peer, .comm = comm->number, .object = tag };

  event.sequence = (uint16_t) sequence_next (SENT, peer, comm->number, tag);
  event_set_bytes (&event, type_bytes (type, count));
  return event;
}

void
record_receive (const struct pending *pending, const MPI_Status *status, uint64_t end, uint8_t flags)
{
  struct event event = { .kind = EVENT_RECV, .flags = flags, .comm = pending->comm->number };
  int peer = comm_world_rank (pending->comm, status->MPI_SOURCE);

  if (flags & EVENT_CANCELLED) {
    peer = pending->source;
    event.object = pending->tag;
    if (pending->sequence >= 0)
      sequence_undo (RECEIVED, peer, event.comm, pending->tag, (uint32_t) pending->sequence);
  } else {
    if (status->MPI_SOURCE < 0) /* MPI_PROC_NULL, or no message at all */
      return;
    event.object = status->MPI_TAG;
    event.sequence = (uint16_t) (pending->sequence >= 0 ? (uint32_t) pending->sequence
                                                        : sequence_next (RECEIVED, peer, event.comm, status->MPI_TAG));
    event_set_bytes (&event, received_bytes (status));
  }
  event.peer = (uint16_t) peer;
  recorder_span (event, pending->posted, end);
}

static inline bool
straight (int peer)
{
  return !recorder_on () || peer == MPI_PROC_NULL;
}

/* A blocking send may wait for its receiver (rendezvous): until it returns, that is what the thread is inside of. */
#define BLOCKING_SEND(name, flags)                                                                                 \
  WRAPPER int MPI_##name (const void *buffer, int count, MPI_Datatype type, int destination, int tag, MPI_Comm handle) \
  {                                                                                                                \
    struct event event;                                                                                            \
    struct span span;                                                                                              \
    int error;                                                                                                     \
                                                                                                                   \
    if (straight (destination))                                                                                    \
      return REAL (name) (buffer, count, type, destination, tag, handle);                                          \
    event = describe_send (comm_find (handle), count, type, destination, tag, flags);                              \
    span = recorder_begin (NOW_SENDING, event.peer);                                                               \
    error = REAL (name) (buffer, count, type, destination, tag, handle);                                           \
    recorder_span (event, span.begin, recorder_end (span));                                                        \
    return error;                                                                                                  \
  }

#define NONBLOCKING_SEND(name, flags)                                                                              \
  WRAPPER int MPI_##name (const void *buffer, int count, MPI_Datatype type, int destination, int tag, MPI_Comm handle, \
                          MPI_Request *request)                                                                    \
  {                                                                                                                \
    struct event event;                                                                                            \
    uint64_t begin;                                                                                                \
    int error;                                                                                                     \
                                                                                                                   \
    if (straight (destination))                                                                                    \
      return REAL (name) (buffer, count, type, destination, tag, handle, request);                                 \
    event = describe_send (comm_find (handle), count, type, destination, tag, EVENT_NONBLOCKING | (flags));        \
    begin = recorder_time ();                                                                                      \
    error = REAL (name) (buffer, count, type, destination, tag, handle, request);                                  \
    recorder_span (event, begin, recorder_time ());                                                                \
    return error;                                                                                                  \
  }

BLOCKING_SEND (Send, 0)
BLOCKING_SEND (Ssend, EVENT_SYNCHRONOUS)
BLOCKING_SEND (Bsend, EVENT_BUFFERED)
BLOCKING_SEND (Rsend, 0)
NONBLOCKING_SEND (Isend, 0)
NONBLOCKING_SEND (Issend, EVENT_SYNCHRONOUS)
NONBLOCKING_SEND (Ibsend, EVENT_BUFFERED)
NONBLOCKING_SEND (Irsend, 0)

/* The wait that a blocking call was. */
static void
record_wait (uint64_t begin, uint64_t end, int source)
{
  recorder_span ((struct event){ .kind = EVENT_WAIT, .peer = source < 0 ? UINT16_MAX : (uint16_t) source }, begin, end);
}

static struct pending
describe_receive (MPI_Comm handle, int source, int tag)
{
  struct comm *comm = comm_find (handle);

  return (struct pending){ .comm = comm, .source = comm_world_rank (comm, source), .tag = tag, .sequence = -1 };
}

WRAPPER int
MPI_Recv (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm handle, MPI_Status *status)
{
  struct pending pending;
  MPI_Status own;
  struct span span;
  uint64_t end;
  int error;

  if (straight (source))
    return REAL (Recv) (buffer, count, type, source, tag, handle, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  pending = describe_receive (handle, source, tag);
  span = recorder_begin (NOW_RECEIVING, pending.source < 0 ? -1 : pending.source);
  pending.posted = span.begin;
  error = REAL (Recv) (buffer, count, type, source, tag, handle, status);
  end = recorder_end (span);
  record_wait (span.begin, end, pending.source);
  if (error == MPI_SUCCESS)
    record_receive (&pending, status, end, 0);
  return error;
}

WRAPPER int
MPI_Irecv (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm handle, MPI_Request *request)
{
  struct pending pending;
  int error;

  if (straight (source))
    return REAL (Irecv) (buffer, count, type, source, tag, handle, request);
  pending = describe_receive (handle, source, tag);
  pending.posted = recorder_time ();
  error = REAL (Irecv) (buffer, count, type, source, tag, handle, request);
  if (error != MPI_SUCCESS)
    return error;
  if (source != MPI_ANY_SOURCE && tag != MPI_ANY_TAG)
    pending.sequence = sequence_next (RECEIVED, pending.source, pending.comm->number, tag);
  pending_add (*request, &pending);
  return error;
}

/* Both halves of a Sendrecv, whichever way it is called. */
struct exchange {
  struct event send;
  struct pending receive;
  struct span span;
  bool sends;
};

static struct exchange
begin_exchange (int count, MPI_Datatype type, int destination, int send_tag, int source, int receive_tag, MPI_Comm handle)
{
  struct exchange exchange = { .receive = describe_receive (handle, source, receive_tag),
                               .sends = destination != MPI_PROC_NULL };

  if (exchange.sends)
    exchange.send = describe_send (exchange.receive.comm, count, type, destination, send_tag, EVENT_EXCHANGE);
  exchange.span = recorder_begin (NOW_EXCHANGE, exchange.receive.source < 0 ? -1 : exchange.receive.source);
  exchange.receive.posted = exchange.span.begin;
  return exchange;
}

static void
end_exchange (const struct exchange *exchange, const MPI_Status *status, int error)
{
  uint64_t end = recorder_end (exchange->span);

  if (exchange->sends)
    recorder_span (exchange->send, exchange->span.begin, end);
  record_wait (exchange->span.begin, end, exchange->receive.source);
  if (error == MPI_SUCCESS)
    record_receive (&exchange->receive, status, end, 0);
}

WRAPPER int
MPI_Sendrecv (const void *send, int send_count, MPI_Datatype send_type, int destination, int send_tag, void *receive,
              int receive_count, MPI_Datatype receive_type, int source, int receive_tag, MPI_Comm handle, MPI_Status *status)
{
  struct exchange exchange;
  MPI_Status own;
  int error;

  if (!recorder_on ())
    return REAL (Sendrecv) (send, send_count, send_type, destination, send_tag, receive, receive_count, receive_type, source,
                            receive_tag, handle, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  exchange = begin_exchange (send_count, send_type, destination, send_tag, source, receive_tag, handle);
  error = REAL (Sendrecv) (send, send_count, send_type, destination, send_tag, receive, receive_count, receive_type, source,
                           receive_tag, handle, status);
  end_exchange (&exchange, status, error);
  return error;
}

WRAPPER int
MPI_Sendrecv_replace (void *buffer, int count, MPI_Datatype type, int destination, int send_tag, int source, int receive_tag,
                      MPI_Comm handle, MPI_Status *status)
{
  struct exchange exchange;
  MPI_Status own;
  int error;

  if (!recorder_on ())
    return REAL (Sendrecv_replace) (buffer, count, type, destination, send_tag, source, receive_tag, handle, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  exchange = begin_exchange (count, type, destination, send_tag, source, receive_tag, handle);
  error = REAL (Sendrecv_replace) (buffer, count, type, destination, send_tag, source, receive_tag, handle, status);
  end_exchange (&exchange, status, error);
  return error;
}

WRAPPER int
MPI_Probe (int source, int tag, MPI_Comm handle, MPI_Status *status)
{
  struct span span;
  int error, from;

  if (straight (source))
    return REAL (Probe) (source, tag, handle, status);
  from = comm_world_rank (comm_find (handle), source);
  span = recorder_begin (NOW_MESSAGE_WAIT, from < 0 ? -1 : from);
  error = REAL (Probe) (source, tag, handle, status);
  record_wait (span.begin, recorder_end (span), from);
  return error;
}
