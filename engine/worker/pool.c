/* A rank that waits for runs: MPI was started once, each run is played as if the process were new. */
#include <malloc.h>
#include <omp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "engine/interpose/begin.h"
#include "engine/record/order.h"
#include "engine/team/ranks-comm.h"
#include "engine/team/ranks.h"
#include "engine/worker/life.h"
#include "engine/worker/worker.h"

#define WORDS_MOST 64

struct pool {
  int rank;
  int levels[2];
  struct segment_mpi told;
  struct order *order;
  cpu_set_t may[16]; /* PUs that this process may use: a run binds its threads */
};

/* PMPI: making the run's communicator is not part of the run. */
static bool
take_ranks (int ranks)
{
  int first[1][3] = { { 0, ranks - 1, 1 } };
  MPI_Group all, some;

  MPI_Comm_group (MPI_COMM_WORLD, &all);
  MPI_Group_range_incl (all, 1, first, &some);
  bool made = PMPI_Comm_create_group (MPI_COMM_WORLD, some, 0, &ranks_comm) == MPI_SUCCESS;
  MPI_Group_free (&some);
  MPI_Group_free (&all);
  interpose_begin (ranks_comm);
  return made;
}

static void
return_ranks (void)
{
  PMPI_Comm_free (&ranks_comm);
  ranks_comm = MPI_COMM_WORLD;
  interpose_begin (ranks_comm);
}

/* The next run shall find a process as new: no thread, no binding, no memory of the run before. */
static void
forget_run (struct pool *pool, struct worker *worker)
{
  life_note_signals (NULL);
  worker_close (worker);
  segment_unmap (worker->segment);
  return_ranks ();
  omp_pause_resource_all (omp_pause_hard);
  sched_setaffinity (0, sizeof pool->may, pool->may);
  malloc_trim (0);
}

static int
carry_out (struct pool *pool)
{
  struct order *order = pool->order;
  struct worker worker = { .rank = pool->rank, .ranks = (int) order->takes, .local_ranks = (int) order->takes, .run = order->run };
  char *words[WORDS_MOST];
  int count = order_words (order, words, WORDS_MOST);
  bool understood = options_read (count, words, worker.ranks, &worker.options, worker.error, sizeof worker.error);

  if (order->machine[0])
    setenv ("STRANDSCOPE_MACHINE", order->machine, 1);
  else
    unsetenv ("STRANDSCOPE_MACHINE");
  if (!worker_open_segments (&worker))
    return worker_fail (&worker, EXIT_FAILED);
  if (!understood)
    return worker_fail (&worker, EXIT_USAGE);
  worker_note_level (&worker, pool->levels);
  worker_note_mpi (&worker, &pool->told);
  if (!take_ranks (worker.ranks)) {
    snprintf (worker.error, sizeof worker.error, "MPI cannot put %d waiting ranks together: start the run again", worker.ranks);
    return worker_fail (&worker, EXIT_FAILED);
  }
  worker_work (&worker);
  forget_run (pool, &worker);
  return EXIT_DONE;
}

int
pool_serve (int rank, const char *folder)
{
  struct pool pool = { .rank = rank };
  char path[4096];

  snprintf (path, sizeof path, "%s/order", folder);
  pool.order = order_open (path);
  if (!pool.order || rank >= (int) pool.order->ranks || !ranks_join (2, pool.levels))
    return EXIT_FAILED;
  interpose_ask (&pool.told);
  sched_getaffinity (0, sizeof pool.may, pool.may);
  for (uint32_t number = 0;;) {
    prctl (PR_SET_NAME, "strandscope-pool");
    number = order_await (pool.order, rank, number);
    if (rank >= (int) pool.order->takes)
      continue;
    prctl (PR_SET_NAME, "strandscope-worker");
    carry_out (&pool);
  }
}
