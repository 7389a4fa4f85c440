/* What a thread records, and how: reserve a place in its own ring, fill it, publish it.
 *
 * A thread attaches itself to its slot of a segment once. From then on nothing here sleeps, locks or allocates:
 * a full ring drops the event and counts it. A thread that is not attached (a worker that a user runs under
 * their own mpirun) records nothing, at the price of one test. */
#pragma once

#include "engine/record/clock.h"
#include "engine/record/event.h"
#include "engine/record/segment.h"

struct recorder {
  struct thread_slot *slot; /* NULL: this thread is not recorded */
  struct event *ring;
  struct segment *segment;
  struct clock clock;
  const volatile uint32_t *pu; /* clock_pu_word */
  uint64_t attached_ns;
  int thread;
  /* of an event under way without a place in the ring (recorder_open): itself, and what the thread was inside of before */
  struct event without_place;
  uint32_t outer_state;
  int32_t outer_object;
};

#if defined(__GNUC__)
#define RECORDER_TLS __attribute__ ((tls_model ("initial-exec"), visibility ("hidden")))
#define RECORDER_INLINE static inline __attribute__ ((always_inline)) /* a call costs as much as what is done there */
#else
#define RECORDER_TLS
#define RECORDER_INLINE static inline
#endif
extern RECORDER_TLS _Thread_local struct recorder recorder;

/* The calling thread becomes THREAD of SEGMENT: its tid is published (last), its state is NOW_RUNNING. SEGMENT
 * may be NULL: nothing is recorded. */
void recorder_attach (struct segment *segment, int thread);
/* The same where the calling thread only stands in for a thread of another process, which the kernel's word is to be about. */
void recorder_attach_for (struct segment *segment, int thread, int pid, int tid);
/* Records the thread's life (EVENT_THREAD), leaves NOW_ENDED. */
void recorder_detach (void);

/* Names, made known before or while it runs; from any thread. The id, or -1 where there is no room (or no segment). */
int recorder_region (struct segment *segment, const char *name);
int recorder_lock (struct segment *segment, const char *name, enum lock_kind kind);
int recorder_object (struct segment *segment, const struct segment_object *object);
int recorder_comm (struct segment *segment, uint16_t number, const char *name);

/* Leaves SEGMENT in state FAILED with one sentence. Accepts NULL. */
void recorder_fail (struct segment *segment, const char *sentence);

static inline bool
recorder_on (void)
{
  return recorder.slot != NULL;
}

static inline uint64_t
recorder_time (void)
{
  return clock_read (&recorder.clock);
}

/* OS index of the PU, EVENT_PU_UNKNOWN. Only for attached threads. */
static inline uint16_t
recorder_pu (void)
{
  uint32_t pu = *recorder.pu;

  return __builtin_expect (pu < EVENT_PU_UNKNOWN, 1) ? (uint16_t) pu : clock_pu ();
}

/* A place for one event, NULL when the ring is full (which is counted). Only for attached threads. */
RECORDER_INLINE struct event *
recorder_reserve (void)
{
  struct thread_slot *slot = recorder.slot;
  uint64_t head = atomic_load_explicit (&slot->head, memory_order_relaxed);

  if (__builtin_expect (head - slot->cached_tail >= SEGMENT_RING_EVENTS, 0)) {
    slot->cached_tail = atomic_load_explicit (&slot->tail, memory_order_acquire);
    if (head - slot->cached_tail >= SEGMENT_RING_EVENTS) {
      uint64_t dropped = atomic_load_explicit (&slot->dropped, memory_order_relaxed);

      atomic_store_explicit (&slot->dropped, dropped + 1, memory_order_relaxed);
      return NULL;
    }
  }
  return &recorder.ring[head & (SEGMENT_RING_EVENTS - 1)];
}

static inline void
recorder_publish (void)
{
  _Atomic uint64_t *head = &recorder.slot->head;

  atomic_store_explicit (head, atomic_load_explicit (head, memory_order_relaxed) + 1, memory_order_release);
}

/* The whole event, its span as event_span () made it. */
RECORDER_INLINE void
recorder_put (struct event event)
{
  struct event *place = recorder_reserve ();

  if (place) {
    *place = event;
    recorder_publish ();
  }
}

/* A stretch of time that is under way. */
struct span {
  uint64_t begin;
  uint32_t outer_state; /* what the thread was inside of before */
  int32_t outer_object;
};

RECORDER_INLINE void
recorder_now (enum now_state state, int32_t object, uint64_t since, uint16_t pu)
{
  struct thread_slot *slot = recorder.slot;
  uint32_t serial = atomic_load_explicit (&slot->now_serial, memory_order_relaxed);

  atomic_store_explicit (&slot->now_serial, serial + 1, memory_order_relaxed);
  atomic_thread_fence (memory_order_release);
  atomic_store_explicit (&slot->now_state, state, memory_order_relaxed);
  atomic_store_explicit (&slot->now_object, object, memory_order_relaxed);
  atomic_store_explicit (&slot->now_pu, pu, memory_order_relaxed);
  atomic_store_explicit (&slot->now_since, since, memory_order_relaxed);
  atomic_store_explicit (&slot->now_serial, serial + 2, memory_order_release);
}

static inline void
recorder_now_region (uint32_t region)
{
  struct thread_slot *slot = recorder.slot;
  uint32_t serial = atomic_load_explicit (&slot->now_serial, memory_order_relaxed);

  atomic_store_explicit (&slot->now_serial, serial + 1, memory_order_relaxed);
  atomic_thread_fence (memory_order_release);
  atomic_store_explicit (&slot->now_region, region, memory_order_relaxed);
  atomic_store_explicit (&slot->now_serial, serial + 2, memory_order_release);
}

/* From now on the thread is inside of STATE. */
RECORDER_INLINE struct span
recorder_begin (enum now_state state, int32_t object)
{
  struct span span = { 0 };

  if (recorder_on ()) {
    span.begin = recorder_time ();
    span.outer_state = atomic_load_explicit (&recorder.slot->now_state, memory_order_relaxed);
    span.outer_object = atomic_load_explicit (&recorder.slot->now_object, memory_order_relaxed);
    recorder_now (state, object, span.begin, recorder_pu ());
  }
  return span;
}

/* The thread is back in what it was before; returns the time. */
RECORDER_INLINE uint64_t
recorder_end (struct span span)
{
  uint64_t end = 0;

  if (recorder_on ()) {
    end = recorder_time ();
    recorder_now (span.outer_state, span.outer_object, end, recorder_pu ());
  }
  return end;
}

/* Records EVENT from BEGIN to END on this PU. */
RECORDER_INLINE void
recorder_span (struct event event, uint64_t begin, uint64_t end)
{
  if (recorder_on ()) {
    event.begin = begin;
    event.span = event_span (end - begin, recorder_pu ());
    recorder_put (event);
  }
}

/* A send or a receive under way. It lies unpublished in the place where it will be recorded and says there what its thread is inside
 * of (segment_now), so that the now slot need not be told, twice a message. */
struct opened {
  struct thread_slot *slot;
  struct event *place;
  uint64_t head;  /* the place's; RECORDER_NO_PLACE: the ring was full, the now slot was told */
  uint64_t begin;
};

#define RECORDER_NO_PLACE UINT64_MAX

struct event *recorder_open_without_place (uint8_t kind, uint16_t peer);
/* What recorder.without_place tells, which began at BEGIN. HEAD as it was opened. */
void recorder_close_without_place (uint64_t head, uint64_t begin, uint64_t end);

/* KIND: EVENT_SEND or EVENT_RECV. The caller fills in the rest of the place, up to recorder_close, or leaves it. */
RECORDER_INLINE struct opened
recorder_open (uint8_t kind, uint8_t flags, uint16_t peer, uint16_t comm)
{
  struct opened opened = { .slot = recorder.slot, .place = recorder_reserve () };
  struct event *place = opened.place;

  opened.head = atomic_load_explicit (&opened.slot->head, memory_order_relaxed);
  if (__builtin_expect (!place, 0)) {
    opened.place = place = recorder_open_without_place (kind, peer);
    opened.head = RECORDER_NO_PLACE;
  }
  opened.begin = recorder_time ();
  place->begin = opened.begin;
  event_set_subject (place, kind, flags, peer, comm);
  atomic_thread_fence (memory_order_release);
  *(volatile uint64_t *) &place->span = EVENT_OPEN | recorder_pu ();
  return opened;
}

/* Is its place still its own? Else it had none, or something was recorded from inside of it: recorder_close_without_place. */
RECORDER_INLINE bool
recorder_has_place (struct opened opened)
{
  return __builtin_expect (atomic_load_explicit (&opened.slot->head, memory_order_relaxed) == opened.head, 1);
}

RECORDER_INLINE void
recorder_close (struct opened opened, uint64_t end)
{
  opened.place->span = event_span (end - opened.begin, recorder_pu ());
  atomic_store_explicit (&opened.slot->head, opened.head + 1, memory_order_release);
}
