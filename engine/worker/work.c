#include "engine/worker/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/record/clock.h"
#include "engine/record/recorder.h"
#include "engine/team/lock-cost.h"
#include "engine/worker/life.h"

int
worker_fail (struct worker *worker, int status)
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

bool
worker_open_segments (struct worker *worker)
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

static int
play_and_check (struct worker *worker)
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
    return worker_fail (worker, EXIT_FAILED);
  }
  if (worker->segment && worker->rank == 0)
    lock_cost_measure (&team, worker->segment->lock_cost);
  state = options->workload->create (&team, options->values, worker->error, sizeof worker->error);
  if (state)
    keep_lesson (worker, state);
  if (!state || !play (worker, &team, state))
    return worker_fail (worker, EXIT_FAILED);
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

void
worker_note_level (struct worker *worker, const int levels[2])
{
  if (!worker->segment)
    return;
  worker->segment->mpi_level_asked = levels[0];
  worker->segment->mpi_level_given = levels[1];
}

void
worker_note_mpi (struct worker *worker, const struct segment_mpi *told)
{
  if (worker->segment)
    worker->segment->mpi = *told;
}

int
worker_work (struct worker *worker)
{
  worker->binder = binder_create (worker->options.bind, worker->rank, worker->ranks, worker->options.threads, worker->error,
                                  sizeof worker->error);
  if (worker->error[0])
    return worker_fail (worker, EXIT_FAILED);
  return play_and_check (worker);
}

void
worker_close (struct worker *worker)
{
  binder_destroy (worker->binder);
  control_unmap (worker->control);
}
