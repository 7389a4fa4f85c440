/* Time and place of an event, as cheap as they come.
 *
 * clock_read: ns of CLOCK_MONOTONIC. Where the kernel itself keeps time by the TSC, it is read straight (11 ns
 * against 30) and scaled by this thread's own calibration, which follows CLOCK_MONOTONIC every few ms, so that it
 * stays within some 50 ns of it for ever, slewing included, and never runs backwards. Elsewhere it is
 * clock_gettime. clock_pu: OS index of the PU, from the kernel's rseq area (0.4 ns) where glibc has one. */
#pragma once

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "engine/record/event.h"

#if defined(__x86_64__) && defined(__has_include)
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#define CLOCK_HAS_RSEQ 1
#endif
#endif

struct clock {
  uint64_t base_tsc;
  uint64_t base_ns;
  uint64_t ns_per_tick; /* 32.32 fixed point; 0 = clock_gettime is used */
  int64_t frequency;    /* the same without what makes up for an error */
  uint64_t period;      /* ticks after which it is set anew; 0 where it is not set at all */
};

/* Ready for clock_read; the first call in a process measures the TSC for 2 ms. */
void clock_init (struct clock *clock);
/* Sets the clock anew at TSC, returns the time (clock_gettime's, where that is used). */
uint64_t clock_follow (struct clock *clock, uint64_t tsc);

static inline uint64_t
clock_monotonic (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

static inline uint64_t
clock_read (struct clock *clock)
{
#ifdef __x86_64__
  uint64_t tsc = __builtin_ia32_rdtsc (), ticks = tsc - clock->base_tsc;

  if (__builtin_expect (ticks >= clock->period, 0))
    return clock_follow (clock, tsc);
  /* A period is short enough for the product to fit 64 bits. */
  return clock->base_ns + (ticks * clock->ns_per_tick >> 32);
#else
  return clock_monotonic ();
#endif
}

/* Where the kernel keeps it for the calling thread: read it as it is, and ask clock_pu where that is no PU (< EVENT_PU_UNKNOWN). */
static inline const volatile uint32_t *
clock_pu_word (void)
{
  static const volatile uint32_t nowhere = UINT32_MAX;

#ifdef CLOCK_HAS_RSEQ
  const volatile struct rseq *rseq = (void *) ((char *) __builtin_thread_pointer () + __rseq_offset);

  return __rseq_size ? &rseq->cpu_id : &nowhere;
#else
  return &nowhere;
#endif
}

static inline uint16_t
clock_pu (void)
{
#ifdef CLOCK_HAS_RSEQ
  const volatile struct rseq *rseq = (void *) ((char *) __builtin_thread_pointer () + __rseq_offset);
  int cpu = __builtin_expect (__rseq_size != 0, 1) ? (int) rseq->cpu_id : -1;

  if (__builtin_expect (cpu < 0, 0))
    cpu = sched_getcpu ();
#else
  int cpu = sched_getcpu ();
#endif
  return cpu < 0 || cpu >= EVENT_PU_UNKNOWN ? EVENT_PU_UNKNOWN : (uint16_t) cpu;
}
