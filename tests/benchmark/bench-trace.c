/* A trace of up to 10^8 events: what an event takes to keep, in time and memory, and what a moment of it takes to look up. */
#include "engine/trace/overview.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 512 /* as a collector drains a ring */
#define MOMENTS 200

static uint64_t random_state = 88172645463325252u;

static uint64_t
any (uint64_t below)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state % below;
}

/* One step of a halo exchange: a region, a lock, a barrier, the step; and in each rank's first thread, which sends for all
 * (funneled), a send and a receive with its wait. Every receive outlasts all sends of the step. */
#define STEP_EVENTS 8
#define STEP_NS 20000

static size_t
make_step (struct event *event, int rank, int ranks, bool sends, uint64_t at, unsigned step)
{
  uint64_t work = 4000 + any (4000), posted = at + work + 400;
  int next = (rank + 1) % ranks, before = (rank + ranks - 1) % ranks;
  size_t n = 0;

  event[n++] = (struct event){ .begin = at, .span = event_span (work, 0), .kind = EVENT_REGION, .object = 1 };
  if (sends) {
    event[n++] = (struct event){ .begin = at + work, .span = event_span (300, 0), .kind = EVENT_SEND, .peer = next, .sequence = step, .value = 8192 };
    event[n++] = (struct event){ .begin = posted, .span = event_span (at + 11000 - posted, 0), .kind = EVENT_WAIT, .peer = before };
    event[n++] = (struct event){ .begin = posted, .span = event_span (at + 11000 - posted, 0), .kind = EVENT_RECV, .peer = before, .sequence = step, .value = 8192 };
  }
  event[n++] = (struct event){ .begin = at + 11000, .span = event_span (200, 0), .kind = EVENT_LOCK_WAIT, .object = 0 };
  event[n++] = (struct event){ .begin = at + 11200, .span = event_span (100, 0), .kind = EVENT_LOCK_HOLD, .object = 0 };
  event[n++] = (struct event){ .begin = at + 11500, .span = event_span (STEP_NS - 12500, 0), .kind = EVENT_BARRIER };
  event[n++] = (struct event){ .begin = at, .span = event_span (STEP_NS - 500, 0), .kind = EVENT_STEP, .value = step };
  return n;
}

/* Returns how many events they were. */
static uint64_t
fill (struct trace *trace, int ranks, int threads, uint64_t steps)
{
  struct event *event = malloc (BATCH * sizeof *event);
  uint64_t all = 0;

  for (uint64_t first = 0; first < steps; first += BATCH / STEP_EVENTS)
    for (int lane = 0; lane < ranks * threads; lane++) {
      size_t count = 0;
      for (uint64_t step = first; step < MIN (steps, first + BATCH / STEP_EVENTS); step++)
        count += make_step (event + count, lane / threads, ranks, lane % threads == 0, 1000000 + step * STEP_NS, (unsigned) step);
      trace_writer_events (trace, lane / threads, lane % threads, event, count);
      all += count;
    }
  trace_writer_close (trace, 1000000 + steps * STEP_NS);
  free (event);
  return all;
}

static double
resident_bytes (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  long size, resident;
  bool read = file && fscanf (file, "%ld %ld", &size, &resident) == 2;

  if (file)
    fclose (file);
  return read ? (double) resident * 4096 : 0;
}

struct snapshot_cost { double typical, least; }; /* ms */

/* PLAYED: t goes on a little each time; else it is anywhere. */
static struct snapshot_cost
snapshots (struct trace *trace, bool played)
{
  static double ms[MOMENTS];
  struct snapshot snapshot = { 0 };
  uint64_t begin = trace_begin (trace), span = trace_end (trace) - begin, t = begin + span / 3;

  for (int i = 0; i < MOMENTS; i++) {
    t = played ? t + STEP_NS / 7 : begin + any (span);
    double cpu = bench_cpu_s ();
    snapshot_take (trace, t, STEP_NS / 2, STEP_NS, &snapshot);
    ms[i] = (bench_cpu_s () - cpu) * 1e3;
  }
  snapshot_finish (&snapshot);
  double typical = bench_typical (ms, MOMENTS); /* sorts */
  return (struct snapshot_cost){ typical, ms[MOMENTS / 20] };
}

static double
summaries (struct trace *trace)
{
  uint64_t begin = trace_begin (trace), span = trace_end (trace) - begin;
  double cpu = bench_cpu_s ();

  for (int i = 0; i < 10; i++)
    summary_destroy (summary_take (trace, begin + any (span)));
  return (bench_cpu_s () - cpu) / 10 * 1e3;
}

/* 64 lanes over 1920 columns: all of the trace, and a tenth of it anywhere; FIRST: what the pyramid takes to build. */
static double
overviews (struct trace *trace, double *first)
{
  struct overview overview = { 0 };
  uint64_t begin = trace_begin (trace), span = trace_end (trace) - begin;

  *first = bench_cpu_s ();
  overview_take (trace, begin, begin + span, 1920, 0, 64, &overview);
  *first = (bench_cpu_s () - *first) * 1e3;
  double cpu = bench_cpu_s ();
  for (int i = 0; i < 20; i++) {
    uint64_t from = i % 2 ? begin + any (span - span / 10) : begin;
    overview_take (trace, from, from + (i % 2 ? span / 10 : span), 1920, 0, 64, &overview);
  }
  cpu = bench_cpu_s () - cpu;
  overview_finish (&overview);
  return cpu / 20 * 1e3;
}

static void
measure (int ranks, int threads, uint64_t events)
{
  char model[] = "hybrid";
  struct trace *trace = trace_create (&(struct trace_description){ .model = model, .ranks = ranks, .threads = threads });
  uint64_t steps = events / (5 * (uint64_t) ranks * threads + 3 * (uint64_t) ranks);
  double cpu = bench_cpu_s (), bytes = resident_bytes ();

  uint64_t all = fill (trace, ranks, threads, steps);
  cpu = bench_cpu_s () - cpu;
  bytes = resident_bytes () - bytes;
  struct snapshot_cost random = snapshots (trace, false), played = snapshots (trace, true);
  double sums = summaries (trace), first, overview = overviews (trace, &first);
  printf ("# %6d lanes, %9.0f events: %5.0f ns and %5.1f bytes an event; snapshot %6.3f ms at any time (a 20th below %.3f), %6.3f ms played "
          "(%.3f); sums at any time %7.2f ms; overview %5.2f ms, the first %.0f\n", ranks * threads, (double) all, cpu / all * 1e9, bytes / all,
          random.typical, random.least, played.typical, played.least, sums, overview, first);
  fflush (stdout);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  uint64_t most = argc > 1 ? strtoull (argv[1], NULL, 10) : 10000000;

  for (uint64_t events = 100000; events <= most; events *= 10)
    measure (64, 1, events);
  for (uint64_t events = 1000000; events <= most; events *= 10)
    measure (100, 100, events);
  return 0;
}
