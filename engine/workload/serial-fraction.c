/* Amdahl's law: a part of every step is done by one worker while all others wait for what comes out of it.
 *
 * G. M. Amdahl, Validity of the single processor approach to achieving large scale computing capabilities, 1967. At the end of a
 * step all results are brought together, so that nobody can begin the next serial part before the last parallel one is done. */
#include "engine/workload/workload.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/labour.h"
#include "engine/workload/tally.h"

enum { VALUE_ITEMS, VALUE_SERIAL, VALUE_ROUNDS, VALUE_GROW };
enum { COUNT_SUM, COUNT_SERIAL, COUNT_PARALLEL, COUNTS };

struct fraction {
  uint64_t serial, parallel, rounds; /* items of a step; of an item */
  int serial_region, parallel_region, combine_region, tell_region;
  int start_object, total_object, result_object;
  uint64_t *start; /* what the serial part finds out */
  uint64_t *total; /* of all steps; the same in all ranks */
  struct tally *tally;
  uint64_t combined; /* of this rank's results, what is in the total */
  struct workload_result result;
};

/* Thread 0 of rank 0, while all others wait. */
static void
do_serial (struct fraction *fraction, struct member *member)
{
  uint64_t *count = fraction->tally[0].count, sum = 0;

  member_begin (member, fraction->serial_region, fraction->start_object, 0, 1);
  for (uint64_t i = 0; i < fraction->serial; i++)
    sum += labour (fraction->rounds);
  count[COUNT_SERIAL] += fraction->serial;
  count[COUNT_SUM] += sum;
  *fraction->start = sum;
  member_wrote (member, 0, 1);
  member_end (member);
}

/* Every item starts from what the serial part found out. */
static void
do_parallel (struct fraction *fraction, struct member *member)
{
  uint64_t first, end, mine_first, mine_end, *count = fraction->tally[member->thread].count;

  split (fraction->parallel, member->ranks, member->rank, &first, &end);
  split (end - first, member->threads, member->thread, &mine_first, &mine_end);
  member_begin (member, fraction->parallel_region, fraction->result_object, (unsigned) member->thread, 1);
  for (uint64_t i = mine_first; i < mine_end; i++)
    count[COUNT_SUM] += labour (fraction->rounds) + *fraction->start;
  count[COUNT_PARALLEL] += mine_end - mine_first;
  member_wrote (member, (unsigned) member->thread, 1);
  member_end (member);
}

static void
tell (struct fraction *fraction, struct member *member)
{
  member_begin (member, fraction->tell_region, fraction->start_object, 0, 1);
  ranks_broadcast (member, 0, fraction->start, 1);
  if (member->rank > 0)
    member_wrote (member, 0, 1);
  member_end (member);
}

/* Thread 0 of each rank, once its threads are done. */
static void
combine (struct fraction *fraction, struct member *member)
{
  uint64_t sum = 0;

  member_begin (member, fraction->combine_region, fraction->total_object, 0, 1);
  for (int t = 0; t < member->threads; t++)
    sum += fraction->tally[t].count[COUNT_SUM];
  sum -= fraction->combined;
  fraction->combined += sum;
  ranks_reduce_all (member, &sum, 1);
  *fraction->total += sum;
  member_wrote (member, 0, 1);
  member_end (member);
}

static void
fraction_step (struct fraction *fraction, struct member *member)
{
  if (member->thread == 0) {
    if (member->rank == 0)
      do_serial (fraction, member);
    if (member->ranks > 1)
      tell (fraction, member);
  }
  member_barrier (member);
  do_parallel (fraction, member);
  member_barrier (member);
  if (member->thread == 0)
    combine (fraction, member);
}

/* Modulo 2^64, like all sums here. */
static uint64_t
expected_sum (const struct fraction *fraction, uint64_t steps)
{
  uint64_t item = labour_result (fraction->rounds), start = fraction->serial * item;

  return steps * (start + fraction->parallel * (item + start));
}

static void
conclude (struct fraction *fraction, const struct member *member)
{
  uint64_t sum[COUNTS], expected = expected_sum (fraction, member->steps), least, most,
                        items = fraction->serial + fraction->parallel;
  double steps = member->steps ? (double) member->steps : 1;
  struct workload_result *result = &fraction->result;

  tally_sum (member, fraction->tally, sum, COUNTS);
  tally_range (member, fraction->tally, 0, COUNT_PARALLEL, &least, &most);
  result->value = (double) *fraction->total;
  result->expected = (double) expected;
  result->ok = *fraction->total == expected && sum[COUNT_SERIAL] == fraction->serial * member->steps &&
               sum[COUNT_PARALLEL] == fraction->parallel * member->steps;
  snprintf (result->text, sizeof result->text,
            "A step: %llu items by one worker, %llu by all (at most %.0f each): by Amdahl's law %d x %d workers are at "
            "most %.2f times as fast as one.",
            (unsigned long long) fraction->serial, (unsigned long long) fraction->parallel, (double) most / steps,
            member->ranks, member->threads,
            member->steps ? (double) items / ((double) fraction->serial + (double) most / steps) : 1);
}

static void
fraction_run (struct member *member, void *state)
{
  struct fraction *fraction = state;

  while (member_step (member))
    fraction_step (fraction, member);
  if (member->thread == 0)
    conclude (fraction, member);
}

static void
fraction_destroy (void *state)
{
  struct fraction *fraction = state;

  free (fraction);
}

static void
fraction_names (struct fraction *fraction, struct team *team)
{
  uint64_t bytes = (uint64_t) team->threads * sizeof *fraction->tally;

  fraction->start_object =
      team_object (team, "start", "found out by one worker", fraction->start, sizeof *fraction->start, 1, OBJECT_SHARED);
  fraction->result_object =
      team_object (team, "results", "one for each thread", fraction->tally, bytes, (unsigned) team->threads, 0);
  fraction->total_object =
      team_object (team, "total", "of all workers", fraction->total, sizeof *fraction->total, 1, OBJECT_SHARED);
  team_sample (team, fraction->start_object, fraction->start, SAMPLE_UNSIGNED);
  team_sample (team, fraction->result_object, &fraction->tally->count[COUNT_SUM], SAMPLE_UNSIGNED);
  team_sample (team, fraction->total_object, fraction->total, SAMPLE_UNSIGNED);
  fraction->serial_region = team_region (team, "serial part");
  fraction->parallel_region = team_region (team, "parallel part");
  fraction->combine_region = team_region (team, "combine");
  if (team->ranks > 1)
    fraction->tell_region = team_region (team, "tell all ranks");
}

static void *
fraction_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct fraction *fraction = calloc (1, sizeof *fraction);

  if (!fraction)
    return workload_refuse (error, room, "not enough memory");
  fraction->serial = (uint64_t) (values[VALUE_ITEMS] * values[VALUE_SERIAL] / 100);
  fraction->parallel = ((uint64_t) values[VALUE_ITEMS] - fraction->serial) * (uint64_t) values[VALUE_GROW];
  fraction->rounds = (uint64_t) values[VALUE_ROUNDS];
  fraction->start = team_memory (team, sizeof *fraction->start);
  fraction->total = team_memory (team, sizeof *fraction->total);
  fraction->tally = tally_create (team);
  if (fraction->start && fraction->total && fraction->tally) {
    fraction_names (fraction, team);
    return fraction;
  }
  fraction_destroy (fraction);
  return workload_refuse (error, room, "not enough memory for %d threads", team->threads);
}

static void
fraction_result (void *state, struct workload_result *result)
{
  *result = ((struct fraction *) state)->result;
}

const struct workload workload_serial_fraction = { "serial-fraction", fraction_create, fraction_run, fraction_result,
                                                  fraction_destroy };
