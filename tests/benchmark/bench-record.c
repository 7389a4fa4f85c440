/* What recording costs, against the least that it could cost: time, PU and a 32-byte store. Ratios: figures in
 * ns are this machine's. The two are interleaved, so that a busy machine disturbs both alike. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/record/recorder.h"

#define ROUNDS 200
#define PUTS 8192 /* a ring holds them: nothing is dropped */

static struct event plain[SEGMENT_RING_EVENTS];

static void
bare (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    struct event event = { .begin = recorder_time (), .span = clock_pu (), .kind = EVENT_STEP, .value = i };

    plain[i & (SEGMENT_RING_EVENTS - 1)] = event;
    __asm__ volatile ("" ::: "memory");
  }
}

static void
put (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    uint64_t now = recorder_time ();

    recorder_span ((struct event){ .kind = EVENT_STEP, .value = i }, now, now);
    __asm__ volatile ("" ::: "memory");
  }
}

/* As the team and the wrappers record a wait: two times, the now slot twice, one event. */
static void
span (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    struct span one = recorder_begin (NOW_BARRIER, 0);

    recorder_span ((struct event){ .kind = EVENT_BARRIER }, one.begin, recorder_end (one));
    __asm__ volatile ("" ::: "memory");
  }
}

static int
compare (const void *a, const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
time_of (void (*function) (void), struct thread_slot *slot)
{
  uint64_t begin = clock_monotonic ();

  function ();
  begin = clock_monotonic () - begin;
  if (slot)
    atomic_store (&slot->tail, atomic_load (&slot->head)); /* the host has taken all */
  return (double) begin / PUTS;
}

static double
median (double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare);
  return values[ROUNDS / 2];
}

int
main (void)
{
  static double bares[ROUNDS], puts[ROUNDS], spans[ROUNDS], offs[ROUNDS];
  char path[] = "/dev/shm/strandscope-bench-XXXXXX";
  struct segment *segment;
  double least;

  if (!mkdtemp (path) || chdir (path) != 0)
    return 1;
  segment = segment_create ("segment", 0, 1, 1);
  unlink ("segment");
  rmdir (path);
  if (!segment)
    return 1;
  for (int i = 0; i < ROUNDS; i++) {
    offs[i] = time_of (span, NULL);
    recorder_attach (segment, 0);
    bares[i] = time_of (bare, recorder.slot);
    puts[i] = time_of (put, recorder.slot);
    spans[i] = time_of (span, recorder.slot);
    if (atomic_load (&recorder.slot->dropped)) {
      fprintf (stderr, "events were dropped: the figures mean nothing\n");
      return 1;
    }
    recorder_detach ();
  }
  least = median (bares);
  printf ("time, PU and 32-byte store   %6.1f ns  1.00\n", least);
  printf ("put                          %6.1f ns  %.2f\n", median (puts), median (puts) / least);
  printf ("span with the now slot       %6.1f ns  %.2f\n", median (spans), median (spans) / least);
  printf ("the same, not recorded       %6.1f ns  %.2f\n", median (offs), median (offs) / least);
  segment_unmap (segment);
  return 0;
}
