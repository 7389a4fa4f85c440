/* Live runs of the real worker. */
#include "engine/launch/run.h"
#include "engine/trace/summary.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct plan *
small_plan (enum model model, const char *workload, const char *size)
{
  struct plan *plan = plan_new ();

  plan->model = model;
  plan->ranks = 2;
  plan->threads = 2;
  g_free (plan->workload);
  plan->workload = g_strdup (workload);
  plan->settings = g_new0 (char *, 3);
  plan->settings[0] = g_strdup (size);
  return plan;
}

static struct run *
start (struct plan *plan)
{
  g_autoptr (GError) error = NULL;
  struct run *run = run_start (plan, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (run);
  plan_free (plan);
  return run;
}

/* Nothing may be left of a run: no folder, no process with its folder in the environment, no child. */
static void
assert_nothing_left (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *folder = g_strdup_printf ("%s/strandscope.%d", runtime ? runtime : "/dev/shm", (int) getpid ());

  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  for (const char *name; (name = g_dir_read_name (processes));) {
    g_autofree char *path = g_build_filename ("/proc", name, "environ", NULL), *text = NULL;
    gsize length = 0;
    if (g_ascii_isdigit (*name) && g_file_get_contents (path, &text, &length, NULL))
      for (const char *at = text; at < text + length; at += strlen (at) + 1)
        g_assert_false (g_str_has_prefix (at, "STRANDSCOPE_RUN=") && strstr (at, folder));
  }
}

static void
check_threads (const struct summary *summary)
{
  for (int i = 0; i < summary->threads; i++) {
    const struct summary_thread *thread = &summary->thread[i];
    g_assert_cmpint (thread->tid, >, 0);
    g_assert_cmpint (thread->pus, >, 0);
    g_assert_cmpfloat (thread->on_cpu_s, >, 0);
    g_assert_cmpfloat (thread->on_cpu_s, <, summary->wall_s + 0.5);
    g_assert_nonnull (thread->binding);
  }
}

static void
test_heat (gconstpointer model)
{
  struct run *run = start (small_plan (GPOINTER_TO_INT (model), "heat", "size=256"));

  g_assert_true (run_wait (run, 60));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  g_assert_cmpint (run_phase (run), ==, RUN_DONE);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  for (int i = 0; summary->notes[i]; i++)
    g_test_message ("note: %s", summary->notes[i]);
  g_assert_true (summary->has_result);
  g_assert_true (summary->ok);
  g_assert_cmpint (summary->events_lost, ==, 0);
  g_assert_cmpint (summary->unmatched, ==, 0);
  g_assert_cmpint (summary->steps, ==, 500);
  if (GPOINTER_TO_INT (model) == MODEL_THREADS)
    g_assert_cmpint (summary->messages, ==, 0);
  else
    g_assert_cmpint (summary->messages, >=, 1000);
  check_threads (summary);
  summary_destroy (summary);
  run_destroy (run);
  assert_nothing_left ();
}

static struct run *
start_endless (enum model model)
{
  struct plan *plan = small_plan (model, "heat", "size=128");

  plan->endless = true;
  return start (plan);
}

static bool
wait_for_phase (struct run *run, enum run_phase phase)
{
  for (int i = 0; i < 2000 && run_phase (run) != phase; i++)
    g_usleep (5000);
  return run_phase (run) == phase;
}

static uint64_t
steps_now (struct run *run)
{
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  uint64_t steps = summary->steps;

  summary_destroy (summary);
  return steps;
}

static void
test_live_snapshot (void)
{
  struct run *run = start_endless (MODEL_HYBRID);
  struct snapshot snapshot = { 0 };
  int on_cpu = 0, placed = 0;

  g_assert_true (wait_for_phase (run, RUN_RUNNING));
  g_usleep (200000);
  for (int i = 0; i < 50; i++) {
    snapshot_take (run_trace (run), UINT64_MAX, 100000000, 50000000, &snapshot);
    g_assert_cmpint (snapshot.threads, ==, 4);
    g_assert_cmpint (snapshot.process[1].state, ==, PROCESS_ALIVE);
    on_cpu += snapshot.on_cpu;
    for (int t = 0; t < 4; t++)
      placed += snapshot.thread[t].pu >= 0;
    g_usleep (5000);
  }
  g_assert_cmpint (on_cpu, >, 25);
  g_assert_cmpint (placed, ==, 200);
  g_assert_cmpint (snapshot.pus, >=, 1);
  snapshot_finish (&snapshot);
  run_stop (run);
  g_assert_true (run_wait (run, 5));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  run_destroy (run);
  assert_nothing_left ();
}

static void
test_killed_rank (void)
{
  struct run *run = start_endless (MODEL_PROCESSES);
  struct snapshot snapshot = { 0 };

  g_assert_true (wait_for_phase (run, RUN_RUNNING));
  g_usleep (100000);
  snapshot_take (run_trace (run), UINT64_MAX, 0, 1, &snapshot);
  int pid = snapshot.process[1].pid;
  kill (pid, SIGKILL);
  g_assert_true (run_wait (run, 1));
  g_autofree char *expected = g_strdup_printf ("Rank 1 (pid %d) was killed by SIGKILL; the run ended.", pid);
  g_assert_cmpstr (run_failure (run), ==, expected);
  g_assert_cmpint (run_phase (run), ==, RUN_FAILED);
  snapshot_take (run_trace (run), UINT64_MAX, 0, 1, &snapshot);
  g_assert_cmpint (snapshot.process[1].state, ==, PROCESS_DEAD);
  g_assert_cmpstr (snapshot.process[1].fate, ==, "killed by SIGKILL");
  g_assert_cmpint (snapshot.thread[1].state, ==, THREAD_DEAD);
  snapshot_finish (&snapshot);
  run_destroy (run);
  assert_nothing_left ();
}

static void
test_killed_mpirun (void)
{
  struct run *run = start_endless (MODEL_PROCESSES);
  g_autofree char *path = NULL, *children = NULL;

  g_assert_true (wait_for_phase (run, RUN_RUNNING));
  path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  kill (atoi (children), SIGKILL);
  g_assert_true (run_wait (run, 2));
  g_test_message ("%s", run_failure (run));
  g_assert_true (g_str_has_prefix (run_failure (run), "mpirun (pid "));
  run_destroy (run);
  assert_nothing_left ();
}

static void
test_step (gconstpointer model)
{
  struct plan *plan = small_plan (GPOINTER_TO_INT (model), "heat", "size=128");
  plan->endless = true;
  plan->start_paused = true;
  struct run *run = start (plan);
  struct snapshot snapshot = { 0 };

  g_assert_true (wait_for_phase (run, RUN_PAUSED));
  g_usleep (50000);
  g_assert_cmpint (steps_now (run), ==, 0);
  for (uint64_t step = 1; step <= 3; step++) {
    run_step (run);
    for (int i = 0; i < 400 && steps_now (run) < step; i++)
      g_usleep (5000);
    g_usleep (30000);
    g_assert_cmpint (steps_now (run), ==, step);
    g_assert_cmpint (run_phase (run), ==, RUN_PAUSED);
  }
  snapshot_take (run_trace (run), UINT64_MAX, 0, 1, &snapshot);
  g_assert_cmpint (snapshot.thread[0].state, ==, THREAD_HELD);
  g_assert_cmpint (snapshot.thread[0].steps, ==, 3);
  snapshot_finish (&snapshot);
  run_set_pace (run, 0.002); /* at full speed so small a plate can fill a ring on a busy machine */
  run_resume (run);
  for (int i = 0; i < 400 && steps_now (run) < 10; i++)
    g_usleep (5000);
  g_assert_cmpint (steps_now (run), >=, 10);
  run_stop (run);
  g_assert_true (run_wait (run, 5));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_test_message ("%d steps, %d events, %d lost, %d unmatched", (int) summary->steps, (int) summary->events, (int) summary->events_lost, (int) summary->unmatched);
  g_assert_true (summary->has_result && summary->ok);
  g_assert_cmpint (summary->events_lost, ==, 0);
  g_assert_cmpint (summary->unmatched, ==, 0);
  summary_destroy (summary);
  run_destroy (run);
  assert_nothing_left ();
}

static void
test_duration (void)
{
  struct plan *plan = small_plan (MODEL_HYBRID, "heat", "size=128");
  plan->duration_s = 0.5;
  struct run *run = start (plan);

  g_assert_true (run_wait (run, 20));
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_assert_cmpfloat (summary->wall_s, >=, 0.5);
  g_assert_cmpfloat (summary->wall_s, <, 1.5);
  g_assert_true (summary->has_result && summary->ok);
  summary_destroy (summary);
  run_destroy (run);
  assert_nothing_left ();
}

static void
assert_refused (const char *part)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = small_plan (MODEL_PROCESSES, "heat", "size=128");
  struct run *run = run_start (plan, NULL, &error);

  g_assert_null (run);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  plan_free (plan);
  assert_nothing_left ();
}

static void
test_no_mpirun (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));

  g_setenv ("PATH", "/nowhere", TRUE);
  assert_refused ("apt install openmpi-bin");
  g_setenv ("PATH", path, TRUE);
}

static void
test_no_worker (void)
{
  g_setenv ("STRANDSCOPE_WORKER", "/nowhere/worker", TRUE);
  assert_refused ("/nowhere/worker");
  g_unsetenv ("STRANDSCOPE_WORKER");
}

/* A worker that is none: it exits at once, or never makes itself known. */
static struct run *
start_script (enum model model, const char *text, char **path)
{
  g_autoptr (GError) error = NULL;
  *path = g_build_filename (g_get_tmp_dir (), "strandscope-test-worker", NULL);
  g_file_set_contents_full (*path, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, &error);
  g_assert_no_error (error);
  g_setenv ("STRANDSCOPE_WORKER", *path, TRUE);
  struct run *run = start (small_plan (model, "heat", "size=128"));
  g_unsetenv ("STRANDSCOPE_WORKER");
  return run;
}

static void
test_early_exit (gconstpointer model)
{
  g_autofree char *path = NULL;
  struct run *run = start_script (GPOINTER_TO_INT (model), "#!/bin/sh\necho the disk is on fire >&2\nexit 3\n", &path);

  g_assert_true (run_wait (run, 10));
  g_test_message ("%s", run_failure (run));
  g_assert_cmpint (run_phase (run), ==, RUN_FAILED);
  g_assert_nonnull (strstr (run_failure (run), "status 3"));
  g_assert_nonnull (strstr (run_failure (run), "the disk is on fire"));
  run_destroy (run);
  remove (path);
  assert_nothing_left ();
}

static void
test_stop_while_starting (gconstpointer model)
{
  g_autofree char *path = NULL;
  struct run *run = start_script (GPOINTER_TO_INT (model), "#!/bin/sh\nsleep 1000\n", &path);

  g_usleep (300000);
  g_assert_cmpint (run_phase (run), ==, RUN_STARTING);
  run_stop (run);
  g_assert_cmpint (run_phase (run), ==, RUN_STOPPING);
  g_assert_true (run_wait (run, 2));
  run_destroy (run);
  remove (path);
  assert_nothing_left ();
}

static void
test_stale_folder (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  if (!g_test_subprocess ()) {
    g_autofree char *stale = g_strdup_printf ("%s/strandscope.4194303/run-1", runtime ? runtime : "/dev/shm");
    g_mkdir_with_parents (stale, 0700);
    g_test_trap_subprocess (NULL, 20000000, 0);
    g_test_trap_assert_passed ();
    g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
    return;
  }
  struct run *run = start_endless (MODEL_THREADS);
  run_destroy (run);
}

static void
test_again_and_again (void)
{
  for (int i = 0; i < 100; i++) {
    struct run *run = start_endless (i % MODELS);
    g_assert_true (wait_for_phase (run, RUN_RUNNING));
    run_pause (run);
    run_step (run);
    run_stop (run);
    g_assert_true (run_wait (run, 5));
    g_assert_cmpstr (run_failure (run), ==, NULL);
    run_destroy (run);
  }
  assert_nothing_left ();
}

static void
test_destroy_at_any_moment (void)
{
  for (int i = 0; i < 30; i++) {
    struct run *run = start_endless (i % MODELS);
    g_usleep (i * 15000);
    run_destroy (run);
    assert_nothing_left ();
  }
}

#define ADD(path, model, test) g_test_add_data_func (path, GINT_TO_POINTER (model), test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/run/heat/threads", MODEL_THREADS, test_heat);
  ADD ("/run/heat/processes", MODEL_PROCESSES, test_heat);
  ADD ("/run/heat/hybrid", MODEL_HYBRID, test_heat);
  ADD ("/run/step/threads", MODEL_THREADS, test_step);
  ADD ("/run/step/processes", MODEL_PROCESSES, test_step);
  ADD ("/run/step/hybrid", MODEL_HYBRID, test_step);
  ADD ("/run/early-exit/direct", MODEL_THREADS, test_early_exit);
  ADD ("/run/early-exit/mpirun", MODEL_PROCESSES, test_early_exit);
  ADD ("/run/stop-while-starting/direct", MODEL_THREADS, test_stop_while_starting);
  ADD ("/run/stop-while-starting/mpirun", MODEL_PROCESSES, test_stop_while_starting);
  g_test_add_func ("/run/live-snapshot", test_live_snapshot);
  g_test_add_func ("/run/killed-rank", test_killed_rank);
  g_test_add_func ("/run/killed-mpirun", test_killed_mpirun);
  g_test_add_func ("/run/duration", test_duration);
  g_test_add_func ("/run/no-mpirun", test_no_mpirun);
  g_test_add_func ("/run/no-worker", test_no_worker);
  g_test_add_func ("/run/stale-folder", test_stale_folder);
  g_test_add_func ("/run/destroy-at-any-moment", test_destroy_at_any_moment);
  g_test_add_func ("/run/again-and-again", test_again_and_again);
  return g_test_run ();
}
