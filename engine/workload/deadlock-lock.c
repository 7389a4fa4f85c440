/* Transfers between two accounts with a lock each, taken in opposite order: the classic deadlock of two threads.
 *
 * Between the two locks each thread sleeps a moment, so that all come to hold their first one, even on one PU. */
#include "engine/workload/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"

#define BALANCE 1000000 /* of each account at the start */

struct deadlock {
  bool same_order;
  uint64_t transfers;
  long gap_ns;
  struct team_lock *lock[2];   /* A and B */
  int64_t *account, moved;     /* two accounts; under both locks */
  int region, object;
  uint64_t total[2];           /* rank 0, of the run: transfers, what is missing in the accounts */
  struct workload_result result;
};

static void
transfer (struct deadlock *deadlock, struct member *member)
{
  int first = deadlock->same_order ? 0 : member->thread & 1;

  member_lock (member, deadlock->lock[first]);
  if (deadlock->gap_ns > 0)
    nanosleep (&(struct timespec){ deadlock->gap_ns / 1000000000, deadlock->gap_ns % 1000000000 }, NULL);
  member_lock (member, deadlock->lock[!first]);
  deadlock->account[member->thread & 1]--;
  deadlock->account[!(member->thread & 1)]++;
  deadlock->moved++;
  member_write (member, deadlock->object, 0, 2);
  member_unlock (member, deadlock->lock[!first]);
  member_unlock (member, deadlock->lock[first]);
}

static void
conclude (struct deadlock *deadlock, const struct member *member)
{
  uint64_t expected = (uint64_t) member->ranks * (unsigned) member->threads * deadlock->transfers * member->steps;
  struct workload_result *result = &deadlock->result;

  result->value = (double) deadlock->total[0];
  result->expected = (double) expected;
  result->ok = deadlock->total[0] == expected && deadlock->total[1] == 0;
  result->lesson = false; /* it came to its end */
  snprintf (result->text, sizeof result->text, "%llu transfers, %llu missing in the accounts; locks taken in %s order, no deadlock.",
            (unsigned long long) deadlock->total[0], (unsigned long long) deadlock->total[1],
            deadlock->same_order ? "the same" : "opposite");
}

static void
deadlock_run (struct member *member, void *state)
{
  struct deadlock *deadlock = state;

  while (member_step (member)) {
    member_begin (member, deadlock->region, deadlock->object, 0, 2);
    for (uint64_t i = 0; i < deadlock->transfers; i++)
      transfer (deadlock, member);
    member_end (member);
  }
  if (member->thread > 0)
    return;
  deadlock->total[0] = (uint64_t) deadlock->moved;
  deadlock->total[1] = (uint64_t) (2 * BALANCE - deadlock->account[0] - deadlock->account[1]);
  ranks_sum_u64 (member, deadlock->total, 2);
  if (member->rank == 0)
    conclude (deadlock, member);
}

static void
deadlock_destroy (void *state)
{
  struct deadlock *deadlock = state;

  team_lock_destroy (deadlock->lock[0]);
  team_lock_destroy (deadlock->lock[1]);
  free (deadlock);
}

static void *
deadlock_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct deadlock *deadlock;

  if (team->threads < 2) {
    snprintf (error, room, "two locks need two threads of one process: give at least 2 threads, in the model threads or hybrid");
    return NULL;
  }
  deadlock = calloc (1, sizeof *deadlock);
  if (deadlock) {
    deadlock->same_order = values[0] == 1;
    deadlock->transfers = (uint64_t) values[1];
    deadlock->gap_ns = (long) values[2] * 1000;
    deadlock->account = team_memory (team, 2 * sizeof *deadlock->account);
    deadlock->result.lesson = !deadlock->same_order;
    deadlock->lock[0] = team_lock_create (team, "A");
    deadlock->lock[1] = team_lock_create (team, "B");
    if (deadlock->account && deadlock->lock[0] && deadlock->lock[1]) {
      deadlock->account[0] = deadlock->account[1] = BALANCE;
      deadlock->object = team_object (team, "accounts", "two", deadlock->account, 2 * sizeof *deadlock->account, 2, OBJECT_SHARED);
      team_sample (team, deadlock->object, deadlock->account, SAMPLE_UNSIGNED);
      deadlock->region = team_region (team, "transfer");
      return deadlock;
    }
    deadlock_destroy (deadlock);
  }
  snprintf (error, room, "not enough memory for %d threads", team->threads);
  return NULL;
}

static void
deadlock_result (void *state, struct workload_result *result)
{
  *result = ((struct deadlock *) state)->result;
}

const struct workload workload_deadlock_lock = { "deadlock-lock", deadlock_create, deadlock_run, deadlock_result,
                                                 deadlock_destroy };
