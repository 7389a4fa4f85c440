/* What recording costs, against the least that it could cost (time, PU and a 32-byte store) and against other recorders.
 * Ratios: figures in ns are this machine's. All are interleaved, so that a busy machine disturbs them alike. */
#include <glib.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/record/recorder.h"
#include "tests/benchmark/bench.h"
#include "tests/benchmark/others.h"

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

static void
unrecorded (void)
{
  recorder_detach ();
  span ();
}

/* OTF2 takes no time itself: a record is given one. Of ours, which is half of what this takes, nobody can record a time at a quarter. */
static void
put_otf2 (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    struct event event = { .begin = recorder_time (), .value = i };

    otf2_put (&event);
  }
}

/* What an event of ours holds, as a tool that writes OTF2 gets it: the kernel's time, and the PU as an attribute of the record. */
static void
put_otf2_tool (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    struct event event = { .begin = bench_clock (), .value = i };

    otf2_put_with_pu (&event, (unsigned) sched_getcpu ());
  }
}

/* The same without the PU, which most tools do not record. */
static void
put_otf2_time (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    struct event event = { .begin = bench_clock (), .value = i };

    otf2_put (&event);
  }
}

static void
message (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    uint64_t begin = recorder_time ();

    recorder_span ((struct event){ .kind = EVENT_SEND, .peer = 1, .object = 7, .value = i }, begin, recorder_time ());
    __asm__ volatile ("" ::: "memory");
  }
}

static void
message_otf2 (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    struct event event = { .begin = recorder_time (), .peer = 1, .object = 7, .value = i };

    otf2_put_message (&event, recorder_time ());
  }
}

/* It takes the time itself. */
static void
put_lttng (void)
{
  for (unsigned i = 0; i < PUTS; i++) {
    struct event event = { .span = clock_pu (), .kind = EVENT_STEP, .value = i };

    lttng_put (&event);
  }
}

struct way {
  const char *name;
  void (*run) (void);
  int against;         /* which of our own ways it is to be compared with; 0 = none */
  const char *missing; /* why it is not measured, NULL = it is */
  double ns[ROUNDS];
};

enum { BARE, PUT, MESSAGE, SPAN, OFF, OTF2, OTF2_TIME, OTF2_TOOL, OTF2_MESSAGE, LTTNG, WAYS };
static struct way ways[WAYS] = {
  [BARE] = { "time, PU and 32-byte store", bare },
  [PUT] = { "put", put },
  [MESSAGE] = { "a message: two times, one put", message },
  [SPAN] = { "span with the now slot", span },
  [OFF] = { "the same, not recorded", unrecorded },
  [OTF2] = { "OTF2: Enter, given our time", put_otf2, PUT },
  [OTF2_TIME] = { "OTF2: clock_gettime, Enter", put_otf2_time, PUT },
  [OTF2_TOOL] = { "OTF2: the same with the PU", put_otf2_tool, PUT },
  [OTF2_MESSAGE] = { "OTF2: Enter, MpiSend, Leave", message_otf2, MESSAGE },
  [LTTNG] = { "LTTng-UST: tracepoint", put_lttng, PUT },
};

/* ns a call. */
static double
time_of (void (*run) (void))
{
  uint64_t begin = bench_clock ();

  run ();
  return (double) (bench_clock () - begin) / PUTS;
}

static void
measure (struct segment *segment)
{
  for (int round = 0; round < ROUNDS; round++)
    for (int i = 0; i < WAYS; i++) {
      struct thread_slot *slot = segment_slot (segment, 0);

      if (ways[i].missing)
        continue;
      recorder_attach (segment, 0);
      ways[i].ns[round] = time_of (ways[i].run);
      recorder_detach ();
      atomic_store (&slot->tail, atomic_load (&slot->head)); /* the host has taken all */
    }
}

static void
print_figures (void)
{
  double ns[WAYS] = { 0 };

  for (int i = 0; i < WAYS; i++) {
    if (ways[i].missing) {
      printf ("%-32s not measured: %s\n", ways[i].name, ways[i].missing);
      continue;
    }
    ns[i] = bench_typical (ways[i].ns, ROUNDS);
    printf ("%-32s %6.1f ns %6.2f times the least", ways[i].name, ns[i], ns[i] / ns[BARE]);
    if (ways[i].against)
      printf ("; ours takes %.2f of it, the least %.2f", ns[ways[i].against] / ns[i], ns[BARE] / ns[i]);
    printf ("\n");
  }
}

static void
remove_folder (const char *path)
{
  const char *argv[] = { "rm", "-rf", path, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (void)
{
  char folder[] = "/dev/shm/strandscope-bench-XXXXXX";
  struct segment *segment;

  if (!mkdtemp (folder) || chdir (folder) != 0)
    return 1;
  segment = segment_create ("segment", 0, 1, 1);
  ways[OTF2].missing = ways[OTF2_TIME].missing = ways[OTF2_TOOL].missing = ways[OTF2_MESSAGE].missing = otf2_open (folder);
  ways[LTTNG].missing = lttng_open ();
  if (segment) {
    measure (segment);
    print_figures ();
    if (atomic_load (&segment_slot (segment, 0)->dropped))
      printf ("events were dropped: the figures mean nothing\n");
  }
  if (!ways[OTF2].missing)
    otf2_close ();
  segment_unmap (segment);
  remove_folder (folder);
  return segment ? 0 : 1;
}
