/* Broadcast, reduction to one, reduction to all, gathering, all to all: what each worker must get is known in closed form.
 *
 * Every worker (thread of a rank) has N numbers: number K of worker W in step S is (W + 1) (K + 1) + S. Threads of a rank first
 * add theirs up in the memory that they share; then one of them makes the call for all. The root changes
 * from step to step. With one rank nothing is left to call. */
#include "engine/workload/workload.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/tally.h"

enum { VALUE_SIZE };
enum { COUNT_RIGHT, COUNT_NUMBERS, COUNTS };

enum call { BROADCAST, REDUCE, REDUCE_ALL, GATHER, ALL_TO_ALL, CALLS };
static const char *const call_names[CALLS] = { "broadcast", "reduce", "reduce to all", "gather", "all to all" };

struct collectives {
  uint64_t size;
  uint64_t *own;    /* threads x size */
  uint64_t *common; /* size: what is broadcast, then what is added up */
  uint64_t *total;  /* size: common, as it comes back from a reduction */
  uint64_t *give, *get; /* ranks x size */
  int own_object, common_object, total_object, give_object, get_object;
  int fill_region, add_region, check_region, call_region[CALLS];
  struct tally *tally;
  struct workload_result result;
};

static uint64_t
number (uint64_t worker, uint64_t k, uint64_t step)
{
  return (worker + 1) * (k + 1) + step;
}

/* Added up over workers FIRST to END (exclusive). */
static uint64_t
number_sum (uint64_t first, uint64_t end, uint64_t k, uint64_t step)
{
  return (k + 1) * (end * (end + 1) / 2 - first * (first + 1) / 2) + (end - first) * step;
}

static int
root_of (const struct member *member)
{
  return (int) (member->step % (unsigned) member->ranks);
}

/* The sum over all workers of rank RANK. */
static uint64_t
rank_sum (const struct member *member, int rank, uint64_t k)
{
  uint64_t threads = (uint64_t) member->threads;

  return number_sum ((uint64_t) rank * threads, ((uint64_t) rank + 1) * threads, k, member->step);
}

static uint64_t
whole_sum (const struct member *member, uint64_t k)
{
  return number_sum (0, (uint64_t) member->ranks * (uint64_t) member->threads, k, member->step);
}

static void
thread_part (const struct collectives *collectives, const struct member *member, uint64_t *first, uint64_t *end)
{
  split (collectives->size, member->threads, member->thread, first, end);
}

static void
note (struct collectives *collectives, const struct member *member, bool right)
{
  collectives->tally[member->thread].count[COUNT_RIGHT] += right;
  collectives->tally[member->thread].count[COUNT_NUMBERS]++;
}

/* Each thread its own numbers, of which the root's are to be broadcast. */
static void
fill (struct collectives *collectives, struct member *member)
{
  uint64_t worker = (uint64_t) member->rank * (uint64_t) member->threads + (uint64_t) member->thread, first, end;
  uint64_t *own = collectives->own + (uint64_t) member->thread * collectives->size;

  thread_part (collectives, member, &first, &end);
  member_begin (member, collectives->fill_region, collectives->own_object, (unsigned) member->thread, 1);
  for (uint64_t k = 0; k < collectives->size; k++)
    own[k] = number (worker, k, member->step);
  for (uint64_t k = first; k < end; k++)
    collectives->common[k] = member->rank == root_of (member) ? rank_sum (member, member->rank, k) : 0;
  member_wrote (member, (unsigned) member->thread, 1);
  member_end (member);
  member_write (member, collectives->common_object, 0, 1);
}

/* Each thread adds up a part of all threads' numbers. */
static void
add (struct collectives *collectives, struct member *member)
{
  uint64_t first, end;

  thread_part (collectives, member, &first, &end);
  member_begin (member, collectives->add_region, collectives->own_object, 0, (unsigned) member->threads);
  for (uint64_t k = first; k < end; k++) {
    uint64_t sum = 0;

    for (int t = 0; t < member->threads; t++)
      sum += collectives->own[(uint64_t) t * collectives->size + k];
    collectives->common[k] = collectives->total[k] = sum;
    for (int r = 0; r < member->ranks; r++)
      collectives->give[(uint64_t) r * collectives->size + k] = sum + (uint64_t) r;
  }
  member_end (member);
  member_write (member, collectives->common_object, 0, 1);
  member_write (member, collectives->total_object, 0, 1);
  member_write (member, collectives->give_object, 0, (unsigned) member->ranks);
}

/* Thread 0 calls, while the others wait. */
static void
call (struct collectives *collectives, struct member *member, enum call which)
{
  int root = root_of (member), count = (int) collectives->size;
  const int object[CALLS] = { collectives->common_object, collectives->total_object, collectives->common_object,
                              collectives->get_object, collectives->get_object };

  member_barrier (member);
  if (member->thread == 0) {
    bool gets = (which == BROADCAST) != (member->rank == root) || which == REDUCE_ALL || which == ALL_TO_ALL;
    unsigned parts = which == GATHER || which == ALL_TO_ALL ? (unsigned) member->ranks : 1;

    member_begin (member, collectives->call_region[which], object[which], 0, parts);
    if (which == BROADCAST)
      ranks_broadcast (member, root, collectives->common, count);
    else if (which == REDUCE)
      ranks_reduce (member, root, collectives->total, count);
    else if (which == REDUCE_ALL)
      ranks_reduce_all (member, collectives->common, count);
    else if (which == GATHER)
      ranks_gather (member, root, collectives->give, collectives->get, count);
    else
      ranks_all_to_all (member, collectives->give, collectives->get, count);
    if (gets)
      member_wrote (member, 0, parts);
    member_end (member);
  }
  member_barrier (member);
}

static void
check_broadcast (struct collectives *collectives, struct member *member)
{
  uint64_t first, end;

  thread_part (collectives, member, &first, &end);
  for (uint64_t k = first; k < end; k++)
    note (collectives, member, collectives->common[k] == rank_sum (member, root_of (member), k));
}

static void
check_sums (struct collectives *collectives, struct member *member)
{
  uint64_t first, end;

  thread_part (collectives, member, &first, &end);
  for (uint64_t k = first; k < end; k++) {
    note (collectives, member, collectives->common[k] == whole_sum (member, k));
    if (member->rank == root_of (member))
      note (collectives, member, collectives->total[k] == whole_sum (member, k));
  }
}

/* Each rank gave its sum plus the number MORE. */
static void
check_pieces (struct collectives *collectives, struct member *member, uint64_t more)
{
  uint64_t first, end;

  thread_part (collectives, member, &first, &end);
  for (int r = 0; r < member->ranks; r++)
    for (uint64_t k = first; k < end; k++)
      note (collectives, member, collectives->get[(uint64_t) r * collectives->size + k] == rank_sum (member, r, k) + more);
}

static void
collectives_step (struct collectives *collectives, struct member *member)
{
  fill (collectives, member);
  call (collectives, member, BROADCAST);
  check_broadcast (collectives, member);
  add (collectives, member);
  call (collectives, member, REDUCE);
  call (collectives, member, REDUCE_ALL);
  check_sums (collectives, member);
  call (collectives, member, GATHER);
  if (member->rank == root_of (member)) /* all gave the piece for rank 0 */
    check_pieces (collectives, member, 0);
  call (collectives, member, ALL_TO_ALL);
  check_pieces (collectives, member, (uint64_t) member->rank);
}

/* How many numbers must have come: at all ranks broadcast and sum, at the root sum and pieces, everywhere pieces. */
static uint64_t
numbers_of_step (const struct collectives *collectives, const struct member *member)
{
  uint64_t ranks = (uint64_t) member->ranks;

  return collectives->size * (2 * ranks + 1 + ranks + ranks * ranks);
}

static void
conclude (struct collectives *collectives, const struct member *member)
{
  uint64_t sum[COUNTS], expected = numbers_of_step (collectives, member) * member->steps;
  struct workload_result *result = &collectives->result;

  tally_sum (member, collectives->tally, sum, COUNTS);
  result->value = (double) sum[COUNT_RIGHT];
  result->expected = (double) expected;
  result->ok = sum[COUNT_RIGHT] == expected && sum[COUNT_NUMBERS] == expected;
  snprintf (result->text, sizeof result->text,
            "%llu numbers received, %llu of them as the closed form says; %d collective calls a rank and step.",
            (unsigned long long) sum[COUNT_NUMBERS], (unsigned long long) sum[COUNT_RIGHT], member->ranks > 1 ? CALLS : 0);
}

static void
collectives_run (struct member *member, void *state)
{
  struct collectives *collectives = state;

  while (member_step (member))
    collectives_step (collectives, member);
  if (member->thread == 0)
    conclude (collectives, member);
}

static void
collectives_destroy (void *state)
{
  struct collectives *collectives = state;

  free (collectives);
}

static void
collectives_names (struct collectives *collectives, struct team *team)
{
  uint64_t bytes = collectives->size * sizeof (uint64_t);
  unsigned threads = (unsigned) team->threads, ranks = (unsigned) team->ranks;

  collectives->own_object =
      team_object (team, "own numbers", "of each thread", collectives->own, bytes * threads, threads, 0);
  collectives->common_object =
      team_object (team, "common", "broadcast, sum to all", collectives->common, bytes, 1, OBJECT_SHARED);
  collectives->total_object = team_object (team, "total", "sum to one", collectives->total, bytes, 1, OBJECT_SHARED);
  collectives->give_object =
      team_object (team, "given", "a piece for each rank", collectives->give, bytes * ranks, ranks, OBJECT_SHARED);
  collectives->get_object =
      team_object (team, "got", "a piece of each rank", collectives->get, bytes * ranks, ranks, OBJECT_SHARED);
  team_sample (team, collectives->own_object, collectives->own, SAMPLE_UNSIGNED);
  team_sample (team, collectives->common_object, collectives->common, SAMPLE_UNSIGNED);
  team_sample (team, collectives->total_object, collectives->total, SAMPLE_UNSIGNED);
  collectives->fill_region = team_region (team, "fill");
  collectives->add_region = team_region (team, "add up threads");
  for (int i = 0; i < CALLS; i++)
    collectives->call_region[i] = team_region (team, call_names[i]);
}

static bool
collectives_allocate (struct collectives *collectives, const struct team *team)
{
  uint64_t bytes = collectives->size * sizeof (uint64_t), threads = (uint64_t) team->threads, ranks = (uint64_t) team->ranks;

  if (bytes * (threads + 2 * ranks + 2) >= workload_memory_available () / ranks)
    return false;
  collectives->own = team_memory (team, bytes * threads);
  collectives->common = team_memory (team, bytes);
  collectives->total = team_memory (team, bytes);
  collectives->give = team_memory (team, bytes * ranks);
  collectives->get = team_memory (team, bytes * ranks);
  collectives->tally = tally_create (team);
  return collectives->own && collectives->common && collectives->total && collectives->give && collectives->get &&
         collectives->tally;
}

static void *
collectives_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct collectives *collectives = calloc (1, sizeof *collectives);

  if (!collectives)
    return workload_refuse (error, room, "not enough memory");
  collectives->size = (uint64_t) values[VALUE_SIZE];
  if (collectives_allocate (collectives, team)) {
    collectives_names (collectives, team);
    return collectives;
  }
  collectives_destroy (collectives);
  return workload_refuse (error, room, "not enough memory for size=%lld: give a smaller size",
                          (long long)values[VALUE_SIZE]);
}

static void
collectives_result (void *state, struct workload_result *result)
{
  *result = ((struct collectives *) state)->result;
}

const struct workload workload_collectives = { "collectives", collectives_create, collectives_run, collectives_result,
                                              collectives_destroy };
