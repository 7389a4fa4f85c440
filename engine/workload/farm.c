/* A task farm: tasks of very different length, each taken by who is free.
 *
 * The queue is in rank 0. Its threads take tasks from it under a lock (or by an atomic addition). Other ranks cannot
 * reach it: they ask thread 0 of rank 0, the master, by message, for as many tasks as they have threads, and bring the results of
 * the last ones along. After a first round the master answers whoever asks first; it does no task itself. */
#include "engine/workload/workload.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/labour.h"
#include "engine/workload/tally.h"

enum { VALUE_TASKS, VALUE_ROUNDS, VALUE_SPREAD };
enum { COUNT_SUM, COUNT_TASKS, COUNTS };
enum { ASK_SUM, ASK_TASKS, ASK_WANTED, ASKS };   /* what a rank says to the master */
enum { GIVE_FIRST, GIVE_TASKS, GIVES };          /* and the master to it; no tasks: the step is over */
enum { TAG_ASK = RANKS_TAG, TAG_GIVE = TAG_ASK + 2 }; /* even and odd steps: a rank may be one ahead of the master */

struct queue {
  _Atomic uint64_t next;
  uint64_t end;
};

struct farm {
  uint64_t tasks, rounds, spread;
  struct team_lock *lock; /* NULL: atomic */
  struct queue *queue;    /* rank 0: of this step and of the next; else the first is what the master gave */
  struct tally *tally;
  uint64_t told[COUNTS];  /* of this rank's results, what the master knows */
  uint64_t heard[COUNTS]; /* rank 0: of the others' results */
  int queue_object, result_object, task_region, take_region, ask_region, serve_region;
  struct workload_result result;
};

static uint64_t
task_rounds (const struct farm *farm, uint64_t task)
{
  return farm->rounds * (1 + task * 5 % farm->spread);
}

/* How many of WANTED tasks from FIRST on there are. */
static uint64_t
still_there (const struct queue *queue, uint64_t first, uint64_t wanted)
{
  if (first >= queue->end)
    return 0;
  return queue->end - first < wanted ? queue->end - first : wanted;
}

/* Load and store: only the lock makes one of them. */
static uint64_t
next_locked (struct farm *farm, struct member *member, struct queue *queue, uint64_t wanted)
{
  uint64_t first;

  member_lock (member, farm->lock);
  member_begin (member, farm->take_region, farm->queue_object, 0, 1);
  first = atomic_load_explicit (&queue->next, memory_order_relaxed);
  atomic_store_explicit (&queue->next, first + wanted, memory_order_relaxed);
  member_wrote (member, 0, 1);
  member_end (member);
  member_unlock (member, farm->lock);
  return first;
}

/* Takes up to WANTED tasks from FIRST on; returns how many. */
static uint64_t
take (struct farm *farm, struct member *member, struct queue *queue, uint64_t wanted, uint64_t *first)
{
  *first = farm->lock ? next_locked (farm, member, queue, wanted)
                      : atomic_fetch_add_explicit (&queue->next, wanted, memory_order_relaxed);
  if (!farm->lock)
    member_write (member, farm->queue_object, 0, 1);
  return still_there (queue, *first, wanted);
}

static void
do_tasks (struct farm *farm, struct member *member, struct queue *queue)
{
  uint64_t *count = farm->tally[member->thread].count, task;

  while (take (farm, member, queue, 1, &task)) {
    member_begin (member, farm->task_region, farm->result_object, (unsigned) member->thread, 1);
    count[COUNT_SUM] += labour (task_rounds (farm, task));
    count[COUNT_TASKS]++;
    member_wrote (member, (unsigned) member->thread, 1);
    member_end (member);
  }
}

/* The master answers rank FROM (or RANKS_ANY). true: that rank will ask again. */
static bool
answer (struct farm *farm, struct member *member, struct queue *queue, int from)
{
  uint64_t ask[ASKS], give[GIVES];
  int rank = ranks_receive (member, from, TAG_ASK + (member->step & 1), ask, ASKS);

  member_begin (member, farm->serve_region, farm->queue_object, 0, 1);
  farm->heard[COUNT_SUM] += ask[ASK_SUM];
  farm->heard[COUNT_TASKS] += ask[ASK_TASKS];
  give[GIVE_TASKS] = take (farm, member, queue, ask[ASK_WANTED], &give[GIVE_FIRST]);
  ranks_send (member, rank, TAG_GIVE, give, GIVES);
  member_end (member);
  return give[GIVE_TASKS] > 0;
}

/* All ranks get a first lot before anybody begins: else threads beside the queue could be through with it by the time
 * that the first message comes. Then the master answers until it has told every rank that nothing is left. */
static void
serve (struct farm *farm, struct member *member, struct queue *queue)
{
  int asking = 0;

  for (int rank = 1; rank < member->ranks; rank++)
    asking += answer (farm, member, queue, rank);
  member_barrier (member);
  while (asking > 0)
    asking -= !answer (farm, member, queue, RANKS_ANY);
}

/* Thread 0 of another rank, while its threads wait: results out, tasks in. */
static void
ask (struct farm *farm, struct member *member)
{
  uint64_t words[ASKS] = { [ASK_WANTED] = (uint64_t) member->threads }, give[GIVES];

  member_begin (member, farm->ask_region, farm->queue_object, 0, 1);
  for (int i = 0; i < COUNTS; i++) {
    for (int t = 0; t < member->threads; t++)
      words[i] += farm->tally[t].count[i];
    words[i] -= farm->told[i];
    farm->told[i] += words[i];
  }
  ranks_send (member, 0, TAG_ASK + (member->step & 1), words, ASKS);
  ranks_receive (member, 0, TAG_GIVE, give, GIVES);
  atomic_store_explicit (&farm->queue->next, give[GIVE_FIRST], memory_order_relaxed);
  farm->queue->end = give[GIVE_TASKS] ? give[GIVE_FIRST] + give[GIVE_TASKS] : 0;
  member_wrote (member, 0, 1);
  member_end (member);
}

static void
work_for_master (struct farm *farm, struct member *member)
{
  for (;;) {
    if (member->thread == 0)
      ask (farm, member);
    member_barrier (member);
    if (farm->queue->end == 0)
      return;
    do_tasks (farm, member, farm->queue);
    member_barrier (member);
  }
}

static void
work_at_queue (struct farm *farm, struct member *member)
{
  struct queue *queue = &farm->queue[member->step & 1];

  if (member->thread == 0) /* last used in the step before, which all have left */
    atomic_store_explicit (&farm->queue[(member->step + 1) & 1].next, 0, memory_order_relaxed);
  if (member->thread == 0 && member->ranks > 1) {
    serve (farm, member, queue);
    return;
  }
  if (member->ranks > 1)
    member_barrier (member);
  do_tasks (farm, member, queue);
}

static void
conclude (struct farm *farm, const struct member *member)
{
  uint64_t expected = 0, sum[COUNTS] = { farm->heard[COUNT_SUM], farm->heard[COUNT_TASKS] }, least, most;
  struct workload_result *result = &farm->result;

  tally_range (member, farm->tally, member->rank == 0 && member->ranks > 1, COUNT_TASKS, &least, &most);
  for (int t = 0; t < member->threads && member->rank == 0; t++)
    for (int i = 0; i < COUNTS; i++)
      sum[i] += farm->tally[t].count[i];
  for (uint64_t task = 0; task < farm->tasks; task++)
    expected += labour_result (task_rounds (farm, task)) * member->steps;
  result->value = (double) sum[COUNT_SUM];
  result->expected = (double) expected;
  result->ok = sum[COUNT_SUM] == expected && sum[COUNT_TASKS] == farm->tasks * member->steps;
  snprintf (result->text, sizeof result->text, "%llu of %llu tasks done%s; tasks a worker: %llu-%llu.",
            (unsigned long long) sum[COUNT_TASKS], (unsigned long long) (farm->tasks * member->steps),
            member->ranks > 1 ? ", handed out by a master that does none itself" : "", (unsigned long long) least,
            (unsigned long long) most);
}

static void
farm_run (struct member *member, void *state)
{
  struct farm *farm = state;

  while (member_step (member))
    if (member->rank == 0)
      work_at_queue (farm, member);
    else
      work_for_master (farm, member);
  if (member->thread == 0)
    conclude (farm, member);
}

static void
farm_destroy (void *state)
{
  struct farm *farm = state;

  team_lock_destroy (farm->lock);
  free (farm);
}

static void
farm_names (struct farm *farm, struct team *team)
{
  farm->queue_object = team_object (team, "queue", team->rank == 0 ? "of all tasks" : "as given by the master", farm->queue,
                                    2 * sizeof *farm->queue, 1, OBJECT_SHARED);
  farm->result_object = team_object (team, "results", "one for each thread", farm->tally,
                                     (uint64_t) team->threads * sizeof *farm->tally, (unsigned) team->threads, 0);
  team_sample (team, farm->queue_object, (void *) &farm->queue->next, SAMPLE_UNSIGNED);
  team_sample (team, farm->result_object, &farm->tally->count[COUNT_SUM], SAMPLE_UNSIGNED);
  farm->task_region = team_region (team, "task");
  if (farm->lock)
    farm->take_region = team_region (team, "take task");
  if (team->ranks > 1 && team->rank == 0)
    farm->serve_region = team_region (team, "hand out");
  if (team->rank > 0)
    farm->ask_region = team_region (team, "ask for tasks");
}

static void *
farm_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct farm *farm = calloc (1, sizeof *farm);

  if (!farm)
    return workload_refuse (error, room, "not enough memory");
  farm->tasks = (uint64_t) values[VALUE_TASKS];
  farm->rounds = (uint64_t) values[VALUE_ROUNDS];
  farm->spread = (uint64_t) values[VALUE_SPREAD];
  farm->queue = team_memory (team, 2 * sizeof *farm->queue);
  farm->tally = tally_create (team);
  farm->lock = team->sync == SYNC_MUTEX ? team_lock_create (team, "queue") : NULL;
  if (!farm->queue || !farm->tally || (!farm->lock && team->sync == SYNC_MUTEX)) {
    farm_destroy (farm);
    return workload_refuse (error, room, "not enough memory for %d threads", team->threads);
  }
  farm->queue[0].end = farm->queue[1].end = farm->tasks;
  farm_names (farm, team);
  return farm;
}

static void
farm_result (void *state, struct workload_result *result)
{
  *result = ((struct farm *) state)->result;
}

const struct workload workload_farm = { "farm", farm_create, farm_run, farm_result, farm_destroy };
