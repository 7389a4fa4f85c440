/* Work in slices, with an offer to the scheduler to let another run between two: meant for more workers than PUs.
 *
 * What the scheduler makes of it is the kernel's to tell: each thread asks it how often it was switched (getrusage). */
#include "engine/workload/workload.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "engine/record/segment.h"
#include "engine/workload/labour.h"
#include "engine/workload/tally.h"

enum { VALUE_SLICES, VALUE_ROUNDS };
enum { COUNT_SUM, COUNT_RUNNABLE, COUNT_WAITED, COUNTS };

struct oversubscribe {
  uint64_t slices, rounds;
  int pus; /* that this rank may use; 0 = not known */
  int slice_region, object;
  struct tally *tally;
  struct workload_result result;
};

/* Switched away from while it could have run on (preempted, or it yielded), and because it waited. */
static void
count_switches (uint64_t *count, int64_t sign)
{
  struct rusage usage;

  if (getrusage (RUSAGE_THREAD, &usage) < 0)
    return;
  count[COUNT_RUNNABLE] += (uint64_t) (sign * usage.ru_nivcsw);
  count[COUNT_WAITED] += (uint64_t) (sign * usage.ru_nvcsw);
}

static void
oversubscribe_step (struct oversubscribe *oversubscribe, struct member *member)
{
  uint64_t *count = oversubscribe->tally[member->thread].count;

  for (uint64_t i = 0; i < oversubscribe->slices; i++) {
    member_begin (member, oversubscribe->slice_region, oversubscribe->object, (unsigned) member->thread, 1);
    count[COUNT_SUM] += labour (oversubscribe->rounds);
    member_wrote (member, (unsigned) member->thread, 1);
    member_end (member);
    sched_yield ();
  }
}

static void
conclude (struct oversubscribe *oversubscribe, const struct member *member)
{
  int workers = member->ranks * member->threads;
  uint64_t sum[COUNTS],
      expected = (uint64_t) workers * oversubscribe->slices * labour_result (oversubscribe->rounds) * member->steps;
  struct workload_result *result = &oversubscribe->result;

  tally_sum (member, oversubscribe->tally, sum, COUNTS);
  result->value = (double) sum[COUNT_SUM];
  result->expected = (double) expected;
  result->ok = sum[COUNT_SUM] == expected;
  snprintf (
      result->text, sizeof result->text,
      "%d x %d workers on %d PUs%s: left a PU %llu times though they could have run on (kernel), %llu times to wait.",
      member->ranks, member->threads, oversubscribe->pus,
      workers > oversubscribe->pus ? "" : " (no lack of PUs: give more threads or ranks)",
      (unsigned long long) sum[COUNT_RUNNABLE], (unsigned long long) sum[COUNT_WAITED]);
}

static void
oversubscribe_run (struct member *member, void *state)
{
  struct oversubscribe *oversubscribe = state;
  uint64_t *count = oversubscribe->tally[member->thread].count;

  count_switches (count, -1);
  while (member_step (member))
    oversubscribe_step (oversubscribe, member);
  count_switches (count, 1);
  member_barrier (member);
  if (member->thread == 0)
    conclude (oversubscribe, member);
}

static int
allowed_pus (void)
{
  cpu_set_t may[16]; /* 16384 PUs */

  return sched_getaffinity (0, sizeof may, may) == 0 ? CPU_COUNT_S (sizeof may, may) : 0;
}

static void
oversubscribe_destroy (void *state)
{
  struct oversubscribe *oversubscribe = state;

  free (oversubscribe);
}

static void *
oversubscribe_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct oversubscribe *oversubscribe = calloc (1, sizeof *oversubscribe);

  if (!oversubscribe)
    return workload_refuse (error, room, "not enough memory");
  oversubscribe->slices = (uint64_t) values[VALUE_SLICES];
  oversubscribe->rounds = (uint64_t) values[VALUE_ROUNDS];
  oversubscribe->pus = allowed_pus ();
  oversubscribe->tally = tally_create (team);
  if (!oversubscribe->tally) {
    oversubscribe_destroy (oversubscribe);
    return workload_refuse (error, room, "not enough memory for %d threads", team->threads);
  }
  oversubscribe->object = team_object (team, "sums", "one for each thread", oversubscribe->tally,
                                       (uint64_t) team->threads * sizeof *oversubscribe->tally, (unsigned) team->threads, 0);
  team_sample (team, oversubscribe->object, &oversubscribe->tally->count[COUNT_SUM], SAMPLE_UNSIGNED);
  oversubscribe->slice_region = team_region (team, "slice");
  return oversubscribe;
}

static void
oversubscribe_result (void *state, struct workload_result *result)
{
  *result = ((struct oversubscribe *) state)->result;
}

const struct workload workload_oversubscribe = { "oversubscribe", oversubscribe_create, oversubscribe_run,
                                                oversubscribe_result, oversubscribe_destroy };
