/* A pause holds all ranks and threads, those that come to the gate and those that do not; MPI goes on after it as if nothing had been.
 * STRANDSCOPE_PAUSE_S: how long (5). */
#include "engine/launch/run.h"
#include "engine/observe/proc.h"
#include "engine/trace/summary.h"
#include "tests/engine/running.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define AT_ONCE "0"

static struct run *
start (enum model model, const char *workload, const char *sync, const char *settings)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();

  plan->model = model;
  plan->ranks = plan->threads = 2;
  plan->endless = true;
  g_free (plan->workload);
  plan->workload = g_strdup (workload);
  g_free (plan->sync);
  plan->sync = g_strdup (sync);
  plan->settings = g_strsplit (settings, " ", -1);
  struct run *run = run_start (plan, NULL, &error);
  g_assert_no_error (error);
  plan_free (plan);
  g_assert_true (wait_for_running (run));
  return run;
}

static double
pause_s (void)
{
  const char *asked = g_getenv ("STRANDSCOPE_PAUSE_S");

  return asked && *asked ? g_ascii_strtod (asked, NULL) : 5;
}

static void
look (struct run *run, struct snapshot *snapshot)
{
  snapshot_take (run_trace (run), UINT64_MAX, 0, 1, snapshot);
}

/* Ranks that are stopped by a signal. */
static int
stopped (struct run *run)
{
  struct snapshot snapshot = { 0 };
  int count = 0;

  look (run, &snapshot);
  for (int i = 0; i < snapshot.processes; i++)
    count += proc_state (snapshot.process[i].pid) == 'T';
  snapshot_finish (&snapshot);
  return count;
}

static bool
wait_for_stopped (struct run *run, int count, int ms)
{
  for (int waited = 0; waited < ms && stopped (run) != count; waited += 10)
    g_usleep (10000);
  return stopped (run) == count;
}

static bool
has_note (struct run *run, const char *part)
{
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  bool found = false;

  for (int i = 0; summary->notes[i]; i++)
    found |= strstr (summary->notes[i], part) != NULL;
  summary_destroy (summary);
  return found;
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
wait_for_steps (struct run *run, uint64_t steps)
{
  for (int i = 0; i < 4000 && steps_now (run) < steps; i++)
    g_usleep (5000);
  g_assert_cmpuint (steps_now (run), >=, steps);
}

static bool
all_held (struct run *run)
{
  struct snapshot snapshot = { 0 };
  bool held = true;

  look (run, &snapshot);
  for (int i = 0; i < snapshot.threads; i++)
    held &= snapshot.thread[i].state == THREAD_HELD;
  held &= snapshot.deadlock_since_ns == 0;
  snapshot_finish (&snapshot);
  return held && run_phase (run) == RUN_PAUSED;
}

static void
wait_for_held (struct run *run)
{
  for (int i = 0; i < 1000 && !all_held (run); i++)
    g_usleep (5000);
  g_assert_true (all_held (run));
}

static void
assert_nothing_left (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *folder = g_strdup_printf ("%s/strandscope.%d", runtime ? runtime : "/dev/shm", (int) getpid ());

  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
}

/* It ends as if it had never been paused: every message received, nothing lost, the result right. */
static void
end_well (struct run *run)
{
  run_stop (run);
  g_assert_true (run_wait (run, 10));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_test_message ("%d steps, %d messages; %s", (int) summary->steps, (int) summary->messages, summary->result_text);
  g_assert_true (summary->has_result && summary->ok);
  g_assert_cmpint (summary->events_lost, ==, 0);
  g_assert_cmpint (summary->unmatched, ==, 0);
  for (int i = 0; summary->notes[i]; i++)
    g_assert_null (strstr (summary->notes[i], "out of order"));
  summary_destroy (summary);
  run_destroy (run);
  assert_nothing_left ();
}

/* At the gate, where no message is under way. */
static void
test_long_pause (gconstpointer model)
{
  struct run *run = start (GPOINTER_TO_INT (model), "heat", "reduction", "size=256");

  run_pause (run);
  wait_for_held (run);
  uint64_t before = steps_now (run);
  run_wait (run, pause_s ());
  g_assert_cmpint (stopped (run), ==, 0); /* all came: no signal is needed */
  g_assert_true (all_held (run));
  g_assert_cmpuint (steps_now (run), ==, before);
  run_resume (run);
  wait_for_steps (run, before + 10);
  end_well (run);
}

/* Nobody is waited for: ranks are stopped wherever they are. A token goes round between them all the time: there is always a message
 * under way or awaited. */
static struct run *
start_impatient (enum model model)
{
  g_setenv ("STRANDSCOPE_GATE_MS", AT_ONCE, TRUE);
  struct run *run = start (model, "ring", "mutex", "laps=4000 hold=5000");
  g_unsetenv ("STRANDSCOPE_GATE_MS");
  wait_for_steps (run, 1); /* all threads exist */
  return run;
}

/* Tries until the signal was faster than the gate. */
static void
halt (struct run *run)
{
  int tries = 0;

  do {
    run_resume (run);
    g_usleep ((gulong) (1000 + tries * 37 % 5000));
    run_pause (run);
  } while (!wait_for_stopped (run, 2, 100) && ++tries < 200);
  g_assert_cmpint (stopped (run), ==, 2);
  wait_for_held (run); /* what they did before has been taken over */
}

static void
test_long_halt (gconstpointer model)
{
  struct run *run = start_impatient (GPOINTER_TO_INT (model));

  halt (run);
  uint64_t before = steps_now (run);
  run_wait (run, pause_s ());
  g_assert_false (run_ended (run));
  g_assert_cmpint (stopped (run), ==, 2);
  g_assert_true (all_held (run));
  g_assert_true (has_note (run, "paused by SIGSTOP: rank"));
  g_assert_cmpuint (steps_now (run), ==, before);
  run_resume (run);
  wait_for_steps (run, before + 10);
  g_assert_false (has_note (run, "Deadlock"));
  end_well (run);
}

static void
test_again_and_again (gconstpointer model)
{
  struct run *run = start_impatient (GPOINTER_TO_INT (model));

  for (int i = 0; i < 20; i++)
    halt (run);
  end_well (run); /* out of the pause */
}

static void
test_destroyed (gconstpointer model)
{
  struct run *run = start_impatient (GPOINTER_TO_INT (model));

  halt (run);
  run_destroy (run);
  assert_nothing_left ();
}

static void
test_killed (void)
{
  struct run *run = start_impatient (MODEL_PROCESSES);
  struct snapshot snapshot = { 0 };

  halt (run);
  look (run, &snapshot);
  kill (snapshot.process[1].pid, SIGKILL);
  snapshot_finish (&snapshot);
  g_assert_true (run_wait (run, 5));
  g_assert_true (g_str_has_prefix (run_failure (run), "Rank 1 (pid "));
  run_destroy (run);
  assert_nothing_left ();
}

/* The step asked for is the one that the ranks are in. */
static void
test_step (void)
{
  struct run *run = start_impatient (MODEL_HYBRID);

  halt (run);
  uint64_t before = steps_now (run);
  run_step (run);
  g_assert_true (wait_for_stopped (run, 0, 5000));
  wait_for_steps (run, before + 1);
  wait_for_held (run);
  g_usleep (50000);
  g_assert_cmpuint (steps_now (run), ==, before + 1);
  end_well (run);
}

static int
pid_of_thread (struct run *run)
{
  struct snapshot snapshot = { 0 };

  look (run, &snapshot);
  int tid = snapshot.thread[0].tid;
  snapshot_finish (&snapshot);
  return tid;
}

/* One step of it takes minutes. The Python programs that the ranks started are stopped too. */
static void
test_never_comes (gconstpointer settings)
{
  struct run *run = start (MODEL_PROCESSES, "gil", "none", settings);

  for (int i = 0; i < 1000 && pid_of_thread (run) <= 0; i++)
    g_usleep (5000);
  int python = pid_of_thread (run);
  g_assert_cmpint (python, >, 0);
  g_usleep (300000);
  run_pause (run);
  g_assert_true (wait_for_stopped (run, 2, 5000));
  wait_for_held (run);
  g_assert_cmpint (proc_state (python), ==, 'T');
  g_assert_true (has_note (run, "paused by SIGSTOP: ranks 0, 1 did not come to the gate."));
  run_resume (run);
  g_assert_true (wait_for_stopped (run, 0, 1000));
  for (int i = 0; i < 200 && proc_state (python) == 'T'; i++) /* it is let go after the ranks */
    g_usleep (10000);
  g_assert_cmpint (proc_state (python), !=, 'T');
  run_pause (run);
  g_assert_true (wait_for_stopped (run, 2, 5000));
  run_stop (run);
  g_assert_true (run_wait (run, 10));
  g_assert_nonnull (strstr (run_failure (run), "did not come to the next step"));
  g_assert_true (proc_state (python) == 0 || proc_state (python) == 'Z'); /* Z: whoever inherited it has not looked yet */
  run_destroy (run);
  assert_nothing_left ();
}

#define ADD(path, model, test) g_test_add_data_func (path, GINT_TO_POINTER (model), test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pause/long/processes", MODEL_PROCESSES, test_long_pause);
  ADD ("/pause/long/hybrid", MODEL_HYBRID, test_long_pause);
  ADD ("/pause/halt/processes", MODEL_PROCESSES, test_long_halt);
  ADD ("/pause/halt/hybrid", MODEL_HYBRID, test_long_halt);
  ADD ("/pause/again-and-again/processes", MODEL_PROCESSES, test_again_and_again);
  ADD ("/pause/again-and-again/hybrid", MODEL_HYBRID, test_again_and_again);
  ADD ("/pause/destroyed", MODEL_HYBRID, test_destroyed);
  g_test_add_func ("/pause/killed", test_killed);
  g_test_add_func ("/pause/step", test_step);
  g_test_add_data_func ("/pause/python/threads", "processes=0 rounds=1000000000", test_never_comes);
  g_test_add_data_func ("/pause/python/processes", "processes=1 rounds=1000000000", test_never_comes);
  return g_test_run ();
}
