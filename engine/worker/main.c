/* strandscope-worker: one rank of a run. Under Strandscope (STRANDSCOPE_RUN names the run's folder) it is
 * recorded and held at the gate; by itself it runs and prints its result. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "engine/record/clock.h"
#include "engine/record/recorder.h"
#include "engine/team/binder.h"
#include "engine/team/ranks.h"
#include "engine/worker/life.h"
#include "engine/worker/options.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct worker {
  int rank, ranks, local_ranks; /* local: on this host */
  const char *run; /* the run's folder, NULL = by itself */
  struct options options;
  struct segment *segment;
  struct control *control;
  struct binder *binder;
  char error[256];
};

/* What mpirun says of this process, before MPI is asked. */
static int
number_from_environment (const char *name, int otherwise)
{
  const char *text = getenv (name);

  return text && *text ? atoi (text) : otherwise;
}

/* Ends this process; with several ranks mpirun then ends the others. */
static int
fail (struct worker *worker, int status)
{
  recorder_fail (worker->segment, worker->error);
  /* All ranks find the same fault in the command line: one says so, before mpirun ends it because another ended. */
  if (status == EXIT_USAGE && worker->rank > 0)
    nanosleep (&(struct timespec){ .tv_nsec = 500000000 }, NULL);
  else
    fprintf (stderr, "strandscope-worker: %s\n", worker->error);
  fflush (NULL);
  _exit (status);
}

static bool
open_segments (struct worker *worker)
{
  char path[4096];

  snprintf (path, sizeof path, "%s/rank-%d", worker->run, worker->rank);
  worker->segment = segment_create (path, worker->rank, worker->ranks, worker->options.threads);
  if (!worker->segment) {
    snprintf (worker->error, sizeof worker->error, "cannot make %.160s: %s", path, strerror (errno));
    return false;
  }
  if (worker->options.runtime)
    snprintf (worker->segment->runtime, sizeof worker->segment->runtime, "%s", worker->options.runtime->name);
  life_note_signals (worker->segment);
  segment_publish (worker->segment);
  snprintf (path, sizeof path, "%s/control", worker->run);
  worker->control = control_open (path);
  if (worker->control && (int) worker->control->ranks == worker->ranks)
    return true;
  if (!worker->control)
    snprintf (worker->error, sizeof worker->error, "cannot open %.160s: %s", path, strerror (errno));
  else
    snprintf (worker->error, sizeof worker->error, "%.160s is for %u ranks, this run has %d", path, worker->control->ranks,
              worker->ranks);
  return false;
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
  if (worker->segment) {
    worker->segment->mpi_level_asked = levels[0];
    worker->segment->mpi_level_given = levels[1];
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
keep_result (struct worker *worker, const struct workload_result *result)
{
  struct segment *segment = worker->segment;

  if (!segment)
    return;
  segment->result_ok = result->ok;
  segment->result_lesson = result->lesson;
  segment->result_value = result->value;
  segment->result_expected = result->expected;
  snprintf (segment->result_text, sizeof segment->result_text, "%s", result->text);
}

/* What a run that never comes to an end was set up for must be known before it begins. */
static void
keep_lesson (struct worker *worker, void *state)
{
  struct workload_result result = { 0 };

  worker->options.workload->result (state, &result);
  if (worker->segment)
    worker->segment->result_lesson = result.lesson;
}

static void
print_result (const struct worker *worker, const struct workload_result *result, double seconds)
{
  const char *verdict = result->ok ? "right" : result->lesson ? "wrong, as meant" : "WRONG";

  if (worker->rank == 0 && !worker->segment)
    printf ("%s: %.15g, expected %.15g: %s. %s (%d x %d %s, %.3f s)\n", worker->options.workload->name, result->value,
            result->expected, verdict, result->text, worker->ranks, worker->options.threads,
            worker->options.runtime->name, seconds);
}

static bool
play (struct worker *worker, struct team *team, void *state)
{
  uint64_t begin = clock_monotonic ();

  if (worker->segment) {
    worker->segment->begin_ns = begin;
    atomic_store (&worker->segment->state, SEGMENT_RUNNING);
  }
  if (!team_run (team, worker->options.workload->run, state)) {
    snprintf (worker->error, sizeof worker->error, "%s cannot start %d threads: give fewer", team->runtime->name, team->threads);
    return false;
  }
  if (worker->segment)
    worker->segment->end_ns = clock_monotonic ();
  return true;
}

/* Runs and checks the workload; the exit status. */
static int
work (struct worker *worker)
{
  struct options *options = &worker->options;
  struct team team = { .rank = worker->rank, .ranks = worker->ranks, .threads = options->threads, .runtime = options->runtime,
                       .segment = worker->segment, .control = worker->control, .binder = worker->binder,
                       .limit = options_steps (options), .sync = options->sync };
  struct workload_result result = { .ok = true };
  uint64_t begin = clock_monotonic ();
  void *state;

  if (!team_init (&team)) {
    snprintf (worker->error, sizeof worker->error, "not enough memory for %d threads", options->threads);
    return fail (worker, EXIT_FAILED);
  }
  state = options->workload->create (&team, options->values, worker->error, sizeof worker->error);
  if (state)
    keep_lesson (worker, state);
  if (!state || !play (worker, &team, state))
    return fail (worker, EXIT_FAILED);
  if (worker->rank == 0) {
    options->workload->result (state, &result);
    keep_result (worker, &result);
    print_result (worker, &result, (double) (clock_monotonic () - begin) / 1e9);
  }
  if (worker->segment)
    atomic_store (&worker->segment->state, SEGMENT_DONE);
  options->workload->destroy (state);
  team_finish (&team);
  return result.ok || result.lesson ? EXIT_DONE : EXIT_FAILED;
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

  if (getenv ("STRANDSCOPE_RUN"))
    life_follow_parent ();
  prctl (PR_SET_NAME, "strandscope-worker"); /* after a start through /proc/self/exe it would be called "exe" */
  find_place (&worker);
  understood = options_read (argc, argv, worker.ranks, &worker.options, worker.error, sizeof worker.error);
  if (worker.options.help) {
    options_print_help ();
    return EXIT_DONE;
  }
  if (understood && worker.options.threads > 1 && worker.options.runtime == &runtime_openmp)
    life_wait_asleep (worker.local_ranks * worker.options.threads, argv);
  if (worker.run && !open_segments (&worker))
    return fail (&worker, EXIT_FAILED);
  if (!understood)
    return fail (&worker, EXIT_USAGE);
  if (!join (&worker))
    return fail (&worker, EXIT_FAILED);
  worker.binder = binder_create (worker.options.bind, worker.rank, worker.ranks, worker.options.threads, worker.error,
                                 sizeof worker.error);
  if (worker.error[0])
    return fail (&worker, EXIT_FAILED);
  status = work (&worker);
  leave (&worker);
  binder_destroy (worker.binder);
  control_unmap (worker.control);
  return status;
}
