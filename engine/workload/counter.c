/* All threads of a rank add to one variable.
 *
 * Without synchronisation the addition is a relaxed atomic load and a relaxed atomic store: that is no data race
 * by the letter of C11 (5.1.2.4), hence no undefined behaviour, yet it loses updates just like the plain `counter++` that
 * it stands for. Between the two lies some work, as long as the mutex would be held for. In a few additions of every step the thread sleeps a moment between the two, so that the others' additions of that
 * moment are lost for certain, even on one PU. */
#include "engine/workload/workload.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/labour.h"

#define HELD_OPEN 4          /* times in a step */
#define HELD_OPEN_NS 100000  /* longer than it takes to wake threads from a barrier */
#define LINE 8               /* 64-bit words of a cache line */

struct counter {
  uint64_t adds, work, hold;
  enum sync sync;
  struct team_lock *lock;
  int add_region, object;
  _Atomic uint64_t *value;     /* on a cache line of its own */
  uint64_t *partial;           /* a cache line a thread, for the reduction */
  uint64_t sum;                /* rank 0: of the run */
  struct workload_result result;
};

static void
add_unsynchronised (struct counter *counter, struct member *member, uint64_t add)
{
  bool held_open = add % (counter->adds / HELD_OPEN + 1) == 0;
  uint64_t loaded = held_open ? member_load (member) : 0;
  uint64_t seen = atomic_load_explicit (counter->value, memory_order_relaxed);

  if (held_open)
    nanosleep (&(struct timespec){ .tv_nsec = HELD_OPEN_NS }, NULL);
  churn (counter->hold, seen);
  uint64_t now = held_open ? atomic_load_explicit (counter->value, memory_order_relaxed) : seen;
  atomic_store_explicit (counter->value, seen + 1, memory_order_relaxed);
  if (held_open) /* the counter may have been put back meanwhile by another that was held open longer */
    member_store (member, counter->object, loaded, now > seen ? now - seen : 0);
}

static void
add_locked (struct counter *counter, struct member *member)
{
  uint64_t seen;

  member_lock (member, counter->lock);
  seen = atomic_load_explicit (counter->value, memory_order_relaxed);
  churn (counter->hold, seen);
  atomic_store_explicit (counter->value, seen + 1, memory_order_relaxed);
  member_unlock (member, counter->lock);
}

static void
add_one (struct counter *counter, struct member *member, uint64_t add)
{
  switch (counter->sync) {
  case SYNC_NONE:
    add_unsynchronised (counter, member, add);
    break;
  case SYNC_MUTEX:
    add_locked (counter, member);
    break;
  case SYNC_ATOMIC:
    churn (counter->hold, add);
    atomic_fetch_add_explicit (counter->value, 1, memory_order_relaxed);
    break;
  default:
    churn (counter->hold, add);
    counter->partial[member->thread * LINE]++;
  }
}

static void
counter_step (struct counter *counter, struct member *member)
{
  uint64_t *partial = &counter->partial[member->thread * LINE], x = member->step;

  member_begin (member, counter->add_region, counter->object, 0, 1);
  for (uint64_t add = 0; add < counter->adds; add++) {
    x = churn (counter->work, x);
    add_one (counter, member, add);
  }
  /* The reduction's one addition for all of the step. */
  if (*partial)
    atomic_fetch_add_explicit (counter->value, *partial, memory_order_relaxed);
  *partial = 0;
  member_wrote (member, 0, 1);
  member_end (member);
}

static void
conclude (struct counter *counter, const struct member *member)
{
  uint64_t expected = (uint64_t) member->ranks * (unsigned) member->threads * counter->adds * member->steps;
  struct workload_result *result = &counter->result;

  result->value = (double) counter->sum;
  result->expected = (double) expected;
  result->ok = counter->sum == expected;
  result->lesson = counter->sync == SYNC_NONE;
  snprintf (result->text, sizeof result->text, "%llu additions, %llu counted, %llu lost (sync: %s).",
            (unsigned long long) expected, (unsigned long long) counter->sum, (unsigned long long) (expected - counter->sum),
            sync_name (counter->sync));
}

static void
counter_run (struct member *member, void *state)
{
  struct counter *counter = state;

  while (member_step (member))
    counter_step (counter, member);
  if (member->thread > 0)
    return;
  counter->sum = atomic_load (counter->value);
  ranks_sum_u64 (member, &counter->sum, 1);
  if (member->rank == 0)
    conclude (counter, member);
}

static void
counter_destroy (void *state)
{
  struct counter *counter = state;

  free (counter->partial);
  team_lock_destroy (counter->lock);
  free (counter);
}

static void *
counter_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct counter *counter = calloc (1, sizeof *counter);

  if (!counter)
    goto no_memory;
  counter->adds = (uint64_t) values[0];
  counter->work = (uint64_t) values[1];
  counter->hold = (uint64_t) values[2];
  counter->sync = team->sync;
  counter->value = team_memory (team, sizeof *counter->value);
  counter->partial = calloc ((size_t) team->threads * LINE, sizeof *counter->partial);
  counter->lock = counter->sync == SYNC_MUTEX ? team_lock_create (team, "counter") : NULL;
  if (counter->value && counter->partial && (counter->lock || counter->sync != SYNC_MUTEX)) {
    atomic_init (counter->value, 0);
    counter->object = team_object (team, "counter", "one variable", (void *) counter->value, sizeof *counter->value, 1,
                                   OBJECT_SHARED);
    team_sample (team, counter->object, (void *) counter->value, SAMPLE_UNSIGNED);
    counter->add_region = team_region (team, "add");
    return counter;
  }
  counter_destroy (counter);
no_memory:
  snprintf (error, room, "not enough memory for %d threads", team->threads);
  return NULL;
}

static void
counter_result (void *state, struct workload_result *result)
{
  *result = ((struct counter *) state)->result;
}

const struct workload workload_counter = { "counter", counter_create, counter_run, counter_result, counter_destroy };
