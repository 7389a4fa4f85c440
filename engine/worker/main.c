/* strandscope-worker: one rank of a run. Under Strandscope (STRANDSCOPE_RUN names the run's folder) it is
 * recorded and held at the gate; by itself it runs and prints its result. STRANDSCOPE_POOL: it waits for runs. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "engine/interpose/begin.h"
#include "engine/team/ranks.h"
#include "engine/worker/life.h"
#include "engine/worker/worker.h"

/* What mpirun says of this process, before MPI is asked. */
static int
number_from_environment (const char *name, int otherwise)
{
  const char *text = getenv (name);

  return text && *text ? atoi (text) : otherwise;
}

static bool
join (struct worker *worker)
{
  int levels[2];
  bool enough;

  if (worker->ranks == 1)
    return true;
  enough = ranks_join (worker->options.threads, levels);
  life_note_signals (worker->segment);
  worker_note_level (worker, levels);
  if (worker->segment) {
    struct segment_mpi told;

    interpose_ask (&told);
    worker_note_mpi (worker, &told);
  }
  if (!enough)
    snprintf (worker->error, sizeof worker->error,
              "this MPI allows no threads beside the one that calls it (MPI_THREAD_FUNNELED): use --threads 1");
  return enough;
}

static void
leave (struct worker *worker)
{
  if (worker->ranks > 1)
    ranks_leave ();
}

static void
find_place (struct worker *worker)
{
  worker->run = getenv ("STRANDSCOPE_RUN");
  worker->ranks = number_from_environment ("OMPI_COMM_WORLD_SIZE", 1);
  worker->rank = number_from_environment ("OMPI_COMM_WORLD_RANK", 0);
  worker->local_ranks = number_from_environment ("OMPI_COMM_WORLD_LOCAL_SIZE", worker->ranks);
}

int
main (int argc, char **argv)
{
  struct worker worker = { 0 };
  bool understood;
  int status;

  if (getenv ("STRANDSCOPE_RUN") || getenv ("STRANDSCOPE_POOL"))
    life_follow_parent ();
  prctl (PR_SET_NAME, getenv ("STRANDSCOPE_POOL") ? "strandscope-pool" : "strandscope-worker"); /* after a start through /proc/self/exe it would be called "exe" */
  find_place (&worker);
  if (getenv ("STRANDSCOPE_POOL"))
    return pool_serve (worker.rank, getenv ("STRANDSCOPE_POOL"));
  understood = options_read (argc, argv, worker.ranks, &worker.options, worker.error, sizeof worker.error);
  if (worker.options.help) {
    options_print_help ();
    return EXIT_DONE;
  }
  if (understood && worker.options.threads > 1 && worker.options.runtime == &runtime_openmp)
    life_wait_asleep (worker.local_ranks * worker.options.threads, argv);
  if (worker.run && !worker_open_segments (&worker))
    return worker_fail (&worker, EXIT_FAILED);
  if (!understood)
    return worker_fail (&worker, EXIT_USAGE);
  if (!join (&worker))
    return worker_fail (&worker, EXIT_FAILED);
  status = worker_work (&worker);
  leave (&worker);
  worker_close (&worker);
  return status;
}
