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

/* A send before it is called: whom it is for. What else is to be recorded of it can wait until the message is on its way. */
struct sending {
  const struct comm *comm;
  int peer;
  int64_t sequence; /* -1: not taken yet */
};

/* Its number must be taken in the order of calls: before it where another thread may call meanwhile. */
static inline struct sending
begin_sending (MPI_Comm handle, int destination, int tag)
{
  const struct comm *comm = comm_find (handle);
  struct sending sending = { comm, comm_world_rank (comm, destination), -1 };

  if (__builtin_expect (!sequences_one_at_a_time (), 0))
    sending.sequence = sequence_next (SENT, sending.peer, comm->number, tag);
  return sending;
}

static inline struct event
describe_send (const struct sending *sending, int count, MPI_Datatype type, int tag, uint8_t flags)
{
  uint16_t comm = sending->comm->number;
  struct event event = { .kind = EVENT_SEND, .flags = flags, .peer = (uint16_t) sending->peer, .comm = comm, .object = tag };

  event.sequence = (uint16_t) (sending->sequence >= 0 ? (uint32_t) sending->sequence : sequence_next (SENT, sending->peer, comm, tag));
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

/* Its place was taken from inside of it, or it had none. */
static __attribute__ ((noinline)) void
end_sending_slowly (struct opened opened, uint64_t end, struct event event)
{
  recorder.without_place = event;
  recorder_close_without_place (opened.head, opened.begin, end);
}

/* What is known stands in the place, so that less need be kept while the message is sent. */
RECORDER_INLINE void
end_sending (struct sending sending, struct opened opened, int count, MPI_Datatype type, int tag, uint8_t flags)
{
  uint64_t end = recorder_time ();
  struct event *place = opened.place;

  if (__builtin_expect (sending.sequence >= 0, 0) || !recorder_has_place (opened)) {
    end_sending_slowly (opened, end, describe_send (&sending, count, type, tag, flags));
    return;
  }
  place->sequence = (uint16_t) sequence_next (SENT, place->peer, place->comm, tag);
  place->object = tag;
  event_set_bytes (place, type_bytes (type, count));
  recorder_close (opened, end);
}

/* A blocking send may wait for its receiver (rendezvous): until it returns, that is what the thread is inside of. */
#define BLOCKING_SEND(name, flags)                                                                                 \
  WRAPPER int MPI_##name (const void *buffer, int count, MPI_Datatype type, int destination, int tag, MPI_Comm handle) \
  {                                                                                                                \
    struct sending sending;                                                                                        \
    struct opened opened;                                                                                          \
    int error;                                                                                                     \
                                                                                                                   \
    if (straight (destination))                                                                                    \
      return REAL (name) (buffer, count, type, destination, tag, handle);                                          \
    sending = begin_sending (handle, destination, tag);                                                            \
    opened = recorder_open (EVENT_SEND, flags, (uint16_t) sending.peer, sending.comm->number);                     \
    error = REAL (name) (buffer, count, type, destination, tag, handle);                                           \
    end_sending (sending, opened, count, type, tag, flags);                                                        \
    return error;                                                                                                  \
  }

#define NONBLOCKING_SEND(name, flags)                                                                              \
  WRAPPER int MPI_##name (const void *buffer, int count, MPI_Datatype type, int destination, int tag, MPI_Comm handle, \
                          MPI_Request *request)                                                                    \
  {                                                                                                                \
    struct sending sending;                                                                                        \
    uint64_t begin, end;                                                                                           \
    int error;                                                                                                     \
                                                                                                                   \
    if (straight (destination))                                                                                    \
      return REAL (name) (buffer, count, type, destination, tag, handle, request);                                 \
    sending = begin_sending (handle, destination, tag);                                                            \
    begin = recorder_time ();                                                                                      \
    error = REAL (name) (buffer, count, type, destination, tag, handle, request);                                  \
    end = recorder_time ();                                                                                        \
    recorder_span (describe_send (&sending, count, type, tag, EVENT_NONBLOCKING | (flags)), begin, end);           \
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

static inline struct pending
describe_receive (MPI_Comm handle, int source, int tag)
{
  struct comm *comm = comm_find (handle);

  return (struct pending){ .comm = comm, .source = comm_world_rank (comm, source), .tag = tag, .sequence = -1 };
}

/* From whomever, or with whatever tag: whose message it was is known at the end. */
static int
receive_any (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm handle, MPI_Status *status)
{
  struct pending pending = describe_receive (handle, source, tag);
  struct span span = recorder_begin (NOW_RECEIVING, pending.source < 0 ? -1 : pending.source);
  int error = REAL (Recv) (buffer, count, type, source, tag, handle, status);
  uint64_t end = recorder_end (span);

  pending.posted = span.begin;
  record_wait (span.begin, end, pending.source);
  if (error == MPI_SUCCESS)
    record_receive (&pending, status, end, 0);
  return error;
}

/* It failed, or its place in the ring was taken from inside of it, or it had none: recorder.without_place tells what it is. */
static __attribute__ ((noinline)) void
end_receive_slowly (struct opened opened, const MPI_Status *status, uint64_t end, int error)
{
  struct event *event = &recorder.without_place;

  if (error == MPI_SUCCESS)
    event_set_bytes (event, received_bytes (status));
  else
    sequence_undo (RECEIVED, event->peer, event->comm, event->object, event->sequence);
  if (error != MPI_SUCCESS)
    *event = (struct event){ .kind = EVENT_WAIT, .peer = event->peer };
  recorder_close_without_place (opened.head, opened.begin, end);
}

/* Where the caller names the sender and the tag, the order of calls is the order of matching. All but the end and the length is
 * written while the message is still on its way, so that the program, when it has come, goes on soon. */
static int
receive_from (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm handle, MPI_Status *status)
{
  const struct comm *comm = comm_find (handle);
  uint16_t peer = (uint16_t) comm_world_rank (comm, source);
  struct opened opened = recorder_open (EVENT_RECV, EVENT_BLOCKED, peer, comm->number);
  uint16_t number = (uint16_t) sequence_next (RECEIVED, peer, comm->number, tag);
  uint64_t end;
  int error;

  opened.place->sequence = number;
  opened.place->object = tag;
  __builtin_prefetch (opened.place + 1, 1);
  error = REAL (Recv) (buffer, count, type, source, tag, handle, status);
  end = recorder_time ();
  if (__builtin_expect (error != MPI_SUCCESS, 0) || !recorder_has_place (opened)) {
    recorder.without_place = (struct event){ .kind = EVENT_RECV, .flags = EVENT_BLOCKED, .peer = peer, .comm = comm->number,
                                             .sequence = number, .object = tag };
    end_receive_slowly (opened, status, end, error);
    return error;
  }
  event_set_bytes (opened.place, received_bytes (status));
  recorder_close (opened, end);
  return error;
}

WRAPPER int
MPI_Recv (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm handle, MPI_Status *status)
{
  MPI_Status own;

  if (straight (source))
    return REAL (Recv) (buffer, count, type, source, tag, handle, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  if (source == MPI_ANY_SOURCE || tag == MPI_ANY_TAG)
    return receive_any (buffer, count, type, source, tag, handle, status);
  return receive_from (buffer, count, type, source, tag, handle, status);
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

  if (exchange.sends) {
    struct sending sending = begin_sending (handle, destination, send_tag);
    exchange.send = describe_send (&sending, count, type, send_tag, EVENT_EXCHANGE);
  }
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
