/* The scheduler's own word: context-switch records of perf_event_open for a process and all that it will start.
 * One event a CPU; the kernel's clock is CLOCK_MONOTONIC, the recorder's too. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct perf;

enum perf_change { PERF_ON, PERF_OFF_READY, PERF_OFF_BLOCKED, PERF_EXIT, PERF_LOST };

struct perf_switch {
  uint64_t at;
  int32_t pid, tid; /* PERF_LOST: 0 */
  int32_t cpu;
  enum perf_change change;
};

/* PID must be held before its exec. NULL with errno when the kernel refuses. */
struct perf *perf_open (pid_t pid);
void perf_close (struct perf *perf); /* accepts NULL */

/* Calls SEE for every record up to about UNTIL (ns), in order of time over all CPUs; younger ones wait for the
 * next call. UINT64_MAX: all. */
typedef void (*perf_see) (const struct perf_switch *change, void *data);
void perf_read (struct perf *perf, uint64_t until, perf_see see, void *data);

/* in-order.c: puts WAITING (struct perf_switch) in order of time; SPARE is room for it, and the two may change places. */
void perf_put_in_order (GArray **waiting, GArray **spare);
