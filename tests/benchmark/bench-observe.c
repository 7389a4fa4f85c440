/* What watching a large run costs the host: 64 ranks of 4 threads, however few PUs there are. The collector is the only
 * thread of this process that does anything meanwhile, so the process's CPU time is its. */
#include <stdio.h>

#include "engine/launch/run.h"
#include "engine/trace/summary.h"

#define RANKS 64
#define THREADS 4
#define WATCH_S 5

static double
seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec + now.tv_nsec / 1e9;
}

static long
switches_of (const struct summary *summary)
{
  long switches = 0;

  for (int i = 0; i < summary->threads; i++)
    switches += summary->thread[i].voluntary_switches + summary->thread[i].involuntary_switches;
  return switches;
}

/* Since the beginning of the run. */
static struct summary *
count (struct run *run)
{
  return summary_take (run_trace (run), UINT64_MAX);
}

static void
watch (struct run *run, const char *how)
{
  struct summary *before = count (run);
  double cpu = seconds (CLOCK_PROCESS_CPUTIME_ID), wall = seconds (CLOCK_MONOTONIC);

  run_wait (run, WATCH_S);
  cpu = seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu;
  wall = seconds (CLOCK_MONOTONIC) - wall;
  struct summary *after = count (run);
  printf ("%-20s %6.2f %% of one PU: %8.0f events/s, %8.0f switches/s, %" G_GUINT64_FORMAT " events lost\n", how, 100 * cpu / wall,
          (double) (after->events - before->events) / wall, (double) (switches_of (after) - switches_of (before)) / wall,
          after->events_lost);
  fflush (stdout);
  summary_destroy (before);
  summary_destroy (after);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (NULL, NULL);
  struct plan *plan = plan_new ();
  plan->ranks = RANKS;
  plan->threads = THREADS;
  plan->endless = true;
  struct run *run = run_start (plan, machine, &error);

  if (!run) {
    fprintf (stderr, "%s\n", error->message);
    return 1;
  }
  for (int waited = 0; run_phase (run) == RUN_STARTING && waited < 120; waited++)
    run_wait (run, 1);
  watch (run, "at real speed");
  run_set_pace (run, 0.5);
  run_wait (run, 1);
  watch (run, "a step every 0.5 s");
  run_pause (run);
  run_wait (run, 2);
  watch (run, "paused");
  run_kill (run);
  run_wait (run, -1);
  run_destroy (run);
  plan_free (plan);
  machine_destroy (machine);
  return 0;
}
