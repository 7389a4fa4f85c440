/* Each thread adds to a counter of its own; what differs is how near the counters lie to each other.
 *
 * Nothing is shared by the letter of the program, and the sums are right either way. But a cache keeps memory in lines: where several
 * counters lie in one, each addition takes the line away from the other threads' caches. */
#include "engine/workload/workload.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/tally.h"

enum { VALUE_UPDATES, VALUE_PADDED };
enum { COUNT_UPDATES, COUNT_CPU_NS, COUNTS };

#define PADDING 128 /* bytes: PUs fetch lines of 64 bytes in pairs */

struct sharing {
  uint64_t updates, distance; /* a step; bytes from counter to counter */
  uint64_t line;              /* bytes of a cache line */
  char *counters;
  uint64_t bytes;
  int object, count_region;
  struct tally *tally;
  struct workload_result result;
};

static _Atomic uint64_t *
counter_of (const struct sharing *sharing, int thread)
{
  return (_Atomic uint64_t *) (void *) (sharing->counters + (uint64_t) thread * sharing->distance);
}

static uint64_t
thread_cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

/* A load and a store, not one atomic addition: no other thread writes there, and the compiler may not keep it in a register. */
static void
update (_Atomic uint64_t *counter, uint64_t updates)
{
  for (uint64_t i = 0; i < updates; i++)
    atomic_store_explicit (counter, atomic_load_explicit (counter, memory_order_relaxed) + 1, memory_order_relaxed);
}

static void
sharing_step (struct sharing *sharing, struct member *member)
{
  uint64_t *count = sharing->tally[member->thread].count, begin;

  member_begin (member, sharing->count_region, sharing->object, (unsigned) member->thread, 1);
  begin = thread_cpu_ns ();
  update (counter_of (sharing, member->thread), sharing->updates);
  count[COUNT_CPU_NS] += thread_cpu_ns () - begin;
  member_wrote (member, (unsigned) member->thread, 1);
  member_end (member);
}

/* Threads whose counters begin in the first line. */
static int
threads_in_line (const struct sharing *sharing, int threads)
{
  uint64_t fit = (sharing->line + sharing->distance - 1) / sharing->distance;

  return fit < (uint64_t) threads ? (int) fit : threads;
}

static void
conclude (struct sharing *sharing, const struct member *member)
{
  uint64_t each = sharing->updates * member->steps, expected = each * (uint64_t) member->ranks * (uint64_t) member->threads,
           sum[COUNTS], least, most;
  struct workload_result *result = &sharing->result;

  tally_sum (member, sharing->tally, sum, COUNTS);
  tally_range (member, sharing->tally, 0, COUNT_UPDATES, &least, &most);
  result->value = (double) sum[COUNT_UPDATES];
  result->expected = (double) expected;
  result->ok = sum[COUNT_UPDATES] == expected && least == each && most == each;
  snprintf (result->text, sizeof result->text,
            "%llu updates a thread; counters lie %llu bytes apart, the first line of %llu bytes holds %d; measured: %.2f "
            "ns of CPU an update.",
            (unsigned long long) each, (unsigned long long) sharing->distance, (unsigned long long) sharing->line,
            threads_in_line (sharing, member->threads), expected ? (double) sum[COUNT_CPU_NS] / (double) expected : 0);
}

static void
sharing_run (struct member *member, void *state)
{
  struct sharing *sharing = state;

  while (member_step (member))
    sharing_step (sharing, member);
  sharing->tally[member->thread].count[COUNT_UPDATES] = atomic_load (counter_of (sharing, member->thread));
  member_barrier (member);
  if (member->thread == 0)
    conclude (sharing, member);
}

static void
sharing_destroy (void *state)
{
  struct sharing *sharing = state;

  free (sharing);
}

static uint64_t
line_bytes (void)
{
  long bytes = sysconf (_SC_LEVEL1_DCACHE_LINESIZE);

  return bytes > 0 ? (uint64_t) bytes : 64;
}

static void *
sharing_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct sharing *sharing = calloc (1, sizeof *sharing);
  char detail[64];

  if (!sharing)
    return workload_refuse (error, room, "not enough memory");
  sharing->updates = (uint64_t) values[VALUE_UPDATES];
  sharing->line = line_bytes ();
  sharing->distance = values[VALUE_PADDED] ? (sharing->line > PADDING ? sharing->line : PADDING) : sizeof (_Atomic uint64_t);
  sharing->bytes = (uint64_t) team->threads * sharing->distance;
  sharing->counters = team_memory (team, sharing->bytes);
  sharing->tally = tally_create (team);
  if (!sharing->counters || !sharing->tally) {
    sharing_destroy (sharing);
    return workload_refuse (error, room, "not enough memory for %d threads", team->threads);
  }
  snprintf (detail, sizeof detail, "one for each thread, %llu bytes apart", (unsigned long long) sharing->distance);
  sharing->object =
      team_object (team, "counters", detail, sharing->counters, sharing->bytes, (unsigned) team->threads, OBJECT_SHARED);
  team_sample (team, sharing->object, sharing->counters, SAMPLE_UNSIGNED);
  sharing->count_region = team_region (team, "count");
  return sharing;
}

static void
sharing_result (void *state, struct workload_result *result)
{
  *result = ((struct sharing *) state)->result;
}

const struct workload workload_false_sharing = { "false-sharing", sharing_create, sharing_run, sharing_result,
                                                sharing_destroy };
