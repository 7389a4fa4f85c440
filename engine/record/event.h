/* One recorded event: 32 bytes, written by the thread it happened on.
 *
 * An event is a span (begin, duration): it is written once, when it ends, so that a lost event never
 * breaks a pair. What a thread is inside of right now stands in its thread slot, or, of a blocking send or receive, unpublished at
 * the head of its ring (segment.h).
 * C11 and libc only: this header is compiled into other people's programs.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum event_kind {
  EVENT_NONE = 0,
  EVENT_THREAD,     /* life of a thread: begin to end */
  EVENT_REGION,     /* a named part of the program; `object` = region id */
  EVENT_STEP,       /* one iteration between two gates; `value` = number of the step, from 0 */
  EVENT_GATE,       /* held at the step gate (paused, or waiting for the pace) */
  EVENT_LOCK_WAIT,  /* wanted a lock that was taken; `object` = lock id */
  EVENT_LOCK_HOLD,  /* held a lock, acquire to release; `object` = lock id */
  EVENT_BARRIER,    /* waited in a barrier of this rank's threads; `object` = enum event_barrier */
  EVENT_SEND,       /* point-to-point send call: entry to return; `peer` = destination */
  EVENT_RECV,       /* receive: posted to completed; `peer` = source as matched, not as asked for */
  EVENT_WAIT,       /* blocked inside MPI for point-to-point completion (Recv, Wait*, Sendrecv, Probe) */
  EVENT_COLLECTIVE, /* inside an MPI collective; `object` = enum event_collective, `peer` = root or own rank */
  EVENT_EDGE,       /* what MPI sent one `peer` inside of the collective of that `comm` and `sequence`; `object` = messages */
  EVENT_WRITE,      /* wrote a memory object; `object` = its id, `comm` = first part, `sequence` = number of parts; from load to
                       store where it is one addition, then `value` = updates of others that it overwrote */
  EVENT_KINDS
};

enum event_barrier {
  BARRIER_UNNUMBERED = 0, /* the one that opens the step gate: it follows another at once, who is late there says nothing */
  BARRIER_NUMBERED        /* `value` = how many this thread passed before: the same number is the same barrier */
};

enum event_collective {
  COLLECTIVE_BARRIER = 0,
  COLLECTIVE_BCAST,
  COLLECTIVE_REDUCE,
  COLLECTIVE_ALLREDUCE,
  COLLECTIVE_GATHER,
  COLLECTIVE_SCATTER,
  COLLECTIVE_ALLGATHER,
  COLLECTIVE_ALLTOALL,
  COLLECTIVE_OTHER,
  COLLECTIVES
};

enum event_flags {
  EVENT_NONBLOCKING = 1 << 0, /* SEND, RECV: an Isend or Irecv */
  EVENT_SCALED_BYTES = 1 << 1, /* `value` counts units of 4096 bytes, rounded up */
  EVENT_CANCELLED = 1 << 2,   /* RECV: the request was cancelled or freed, no message came */
  EVENT_SENDING = 1 << 3,     /* WAIT: for `peer` to receive (in a send that never returned) */
  EVENT_EXCHANGE = 1 << 4,    /* WAIT, SEND: in a call that sends and receives at once */
  EVENT_SYNCHRONOUS = 1 << 5, /* SEND: an Ssend or Issend, which ends when it is being received */
  EVENT_BUFFERED = 1 << 6,    /* SEND: a Bsend or Ibsend, which waits for nobody */
  EVENT_POSTED = 1 << 5,      /* WAIT: in a blocking receive (that never returned) */
  EVENT_BLOCKED = 1 << 7,     /* RECV: its thread was in the call all along, so that this is a WAIT for `peer` as well */
};

/* Peers are ranks in MPI_COMM_WORLD. `comm` is a number the recorder gives each communicator, the same in
 * all its members (0 = MPI_COMM_WORLD). `sequence` counts messages of one (source, destination, comm, tag),
 * modulo 65536, at the sender in the order of sends and at the receiver in the order of matching (for
 * non-blocking receives: of posting), so that the two ends of a message carry the same number. Of a collective it
 * counts the collectives of COMM, which all members enter in the same order.
 *
 * EVENT_REGION uses the message's fields to say what it touches: `peer` = memory object id + 1 (0 = none),
 * `comm` = first part, `sequence` = number of parts, and `value` (event_written) which of its parts it wrote. */
struct event {
  uint64_t begin;    /* ns, CLOCK_MONOTONIC of this host */
  uint64_t span;     /* high 48 bits: duration in ns; low 16: OS index of the PU at the end */
  uint8_t kind;      /* enum event_kind */
  uint8_t flags;     /* enum event_flags */
  uint16_t peer;
  uint16_t comm;
  uint16_t sequence;
  int32_t object;    /* tag of a message; region, lock or collective id */
  uint32_t value;    /* bytes of a message, of an edge or of this rank's share of a collective; step number */
};

static_assert (sizeof (struct event) == 32, "an event is 32 bytes: rings and recordings rely on it");

#define EVENT_PU_UNKNOWN UINT16_MAX
#define EVENT_OPEN (UINT64_MAX << 16) /* the duration of one that is under way: it is not published yet (recorder_open) */

static inline uint64_t
event_span (uint64_t duration_ns, uint16_t pu)
{
  return duration_ns << 16 | pu;
}

static inline bool
event_span_is_open (uint64_t span)
{
  return span >= EVENT_OPEN;
}

static inline uint64_t
event_duration (const struct event *event)
{
  return event->span >> 16;
}

static inline uint64_t
event_end (const struct event *event)
{
  return event->begin + event_duration (event);
}

static inline uint16_t
event_pu (const struct event *event)
{
  return event->span & 0xffff;
}

/* Sequence 0. One store, where bytes lie in that order: a message waits for what is stored before it. */
static inline void
event_set_subject (struct event *event, uint8_t kind, uint8_t flags, uint16_t peer, uint16_t comm)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t word = kind | (uint64_t) flags << 8 | (uint64_t) peer << 16 | (uint64_t) comm << 32;

  memcpy (&event->kind, &word, sizeof word);
#else
  event->kind = kind;
  event->flags = flags;
  event->peer = peer;
  event->comm = comm;
  event->sequence = 0;
#endif
}

/* What a region wrote: FIRST in the high 16 bits, the number of PARTS in the low ones; 0 = nothing. */
static inline uint32_t
event_written (unsigned first, unsigned parts)
{
  return parts ? (uint32_t) (first & 0xffff) << 16 | (parts > 0xffff ? 0xffff : parts) : 0;
}

static inline uint64_t
event_bytes (const struct event *event)
{
  return event->flags & EVENT_SCALED_BYTES ? (uint64_t) event->value << 12 : event->value;
}

/* Of an event without EVENT_SCALED_BYTES. Inline: an event whose address leaves the function has to be put together in memory. */
static inline void
event_set_bytes (struct event *event, uint64_t bytes)
{
  if (bytes <= UINT32_MAX) {
    event->value = (uint32_t) bytes;
    return;
  }
  event->flags |= EVENT_SCALED_BYTES;
  event->value = (uint32_t) ((bytes + 4095) >> 12);
}
