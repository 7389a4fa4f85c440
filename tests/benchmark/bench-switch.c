/* From the click to the first step: runs of all models one after another while they run, each on ranks of its own and on a pool's.
 * What an idle pool costs: PU time of all its processes over 10 s. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/launch/run.h"
#include "engine/trace/summary.h"

#define RANKS 8
#define ROUNDS 3
#define IDLE_S 10

static const struct { enum model model; int ranks, threads; } step[] = {
  { MODEL_THREADS, 1, 2 }, { MODEL_PROCESSES, 2, 1 }, { MODEL_HYBRID, 2, 2 }, { MODEL_PROCESSES, 4, 1 }, { MODEL_THREADS, 1, 4 },
  { MODEL_HYBRID, 4, 2 },  { MODEL_PROCESSES, 8, 1 }, { MODEL_HYBRID, 8, 2 }, { MODEL_PROCESSES, 3, 1 },
};

static double
seconds (void)
{
  return (double) g_get_monotonic_time () / 1e6;
}

static struct run *
start (struct pool *pool, size_t which)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();

  plan->model = step[which].model;
  plan->ranks = step[which].ranks;
  plan->threads = step[which].threads;
  plan->endless = true;
  plan->pace_s = 0.002;
  plan->settings = g_strsplit ("size=256", " ", -1);
  struct run *run = run_start_in_pool (pool, plan, NULL, &error);
  plan_free (plan);
  if (!run)
    g_error ("%s", error->message);
  return run;
}

static bool
has_stepped (struct run *run)
{
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  bool stepped = summary->steps > 0;

  summary_destroy (summary);
  return stepped;
}

/* As the window does it. Returns the time from the click to the first step of the next run that is in the trace, STOP that part
 * of it that went into making way. */
static double
change (struct pool *pool, struct run **run, size_t which, double *stop)
{
  double click = seconds ();
  struct run *before = *run;

  if (before)
    run_make_way (before);
  *stop = seconds () - click;
  *run = start (pool, which);
  while (!has_stepped (*run) && !run_ended (*run))
    g_usleep (1000);
  double shown = seconds () - click;
  run_destroy (before);
  if (run_failure (*run))
    g_error ("%s", run_failure (*run));
  return shown;
}

static void
measure (struct pool *pool)
{
  struct run *run = NULL;
  double worst = 0, stop;

  printf ("%s\n", pool ? "on waiting ranks:" : "cold:");
  for (size_t i = 0; i < G_N_ELEMENTS (step) * ROUNDS; i++) {
    size_t which = i % G_N_ELEMENTS (step);
    double time = change (pool, &run, which, &stop);
    printf ("  %-9s %d x %d  %6.0f ms, of which stopping the run before %4.0f ms\n", model_name (step[which].model),
            step[which].ranks, step[which].threads, time * 1e3, stop * 1e3);
    worst = MAX (worst, time);
    g_usleep (300000);
  }
  printf ("  longest: %.0f ms\n", worst * 1e3);
  run_stop (run);
  run_wait (run, 5);
  run_destroy (run);
}

static bool
of_this_pool (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "environ", NULL), *text = NULL;
  g_autofree char *mark = g_strdup_printf ("/strandscope.%d/", (int) getpid ());
  gsize length;

  return g_ascii_isdigit (*pid) && g_file_get_contents (path, &text, &length, NULL) && memmem (text, length, mark, strlen (mark));
}

static double
cpu_of_process (const char *pid)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "task", NULL);
  g_autoptr (GDir) tasks = g_dir_open (folder, 0, NULL);
  double sum = 0;

  for (const char *name; tasks && (name = g_dir_read_name (tasks));) {
    g_autofree char *path = g_build_filename (folder, name, "schedstat", NULL), *text = NULL;
    if (g_file_get_contents (path, &text, NULL, NULL))
      sum += g_ascii_strtod (text, NULL) / 1e9;
  }
  return sum;
}

static double
cpu_of_pool (int *processes)
{
  g_autoptr (GDir) all = g_dir_open ("/proc", 0, NULL);
  double sum = 0;

  *processes = 0;
  for (const char *name; all && (name = g_dir_read_name (all));)
    if (of_this_pool (name)) {
      sum += cpu_of_process (name);
      (*processes)++;
    }
  return sum;
}

static void
measure_idle (void)
{
  int processes;
  double before = cpu_of_pool (&processes);

  sleep (IDLE_S);
  double used = cpu_of_pool (&processes) - before;
  printf ("an idle pool (%d processes): %.2f ms of PU time in %d s\n", processes, used * 1e3, IDLE_S);
}

int
main (void)
{
  struct pool *pool = pool_create (RANKS);
  double begin = seconds ();

  setvbuf (stdout, NULL, _IOLBF, 0);
  measure (NULL);
  if (!pool_prepare (pool))
    return 1;
  while (!pool_is_ready (pool) && seconds () < begin + 120)
    g_usleep (10000);
  measure_idle ();
  measure (pool);
  measure_idle ();
  pool_destroy (pool);
  return 0;
}
