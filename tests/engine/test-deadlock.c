/* Deadlocks in live runs: found, said, ended; and none found where there is none. */
#include "engine/launch/run.h"
#include "engine/trace/json.h"
#include "engine/trace/recording.h"
#include "engine/trace/remove-tree.h"
#include "engine/trace/summary.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct ask {
  const char *name;
  enum model model;
  int ranks, threads;
  const char *runtime, *workload;
};

static struct run *
start (const struct ask *ask, const char *setting, bool end)
{
  struct plan *plan = plan_new ();
  g_autoptr (GError) error = NULL;

  plan->model = ask->model;
  plan->ranks = ask->ranks;
  plan->threads = ask->threads;
  g_free (plan->workload);
  plan->workload = g_strdup (ask->workload);
  g_free (plan->runtime);
  plan->runtime = g_strdup (ask->runtime);
  g_free (plan->sync);
  plan->sync = g_strdup (g_str_equal (ask->workload, "deadlock-send") ? "none" : "mutex");
  plan->settings = g_new0 (char *, 2);
  plan->settings[0] = g_strdup (setting);
  plan->end_deadlock = end;
  plan->endless = true;
  struct run *run = run_start (plan, NULL, &error);
  g_assert_no_error (error);
  plan_free (plan);
  return run;
}

static const char *
deadlock_note (const struct summary *summary)
{
  for (int i = 0; summary->notes[i]; i++)
    if (g_str_has_prefix (summary->notes[i], "Deadlock: "))
      return summary->notes[i];
  return NULL;
}

/* A rank a turn for sends, a thread a turn for locks; each waits for the next, round and round. */
static void
assert_circle (const struct summary_deadlock *deadlock, const struct ask *ask)
{
  bool sends = g_str_equal (ask->workload, "deadlock-send");

  g_assert_nonnull (deadlock);
  g_assert_cmpint (deadlock->waits, >=, sends ? ask->ranks : 2);
  g_assert_cmpfloat (deadlock->age_s, >=, 0.99);
  for (int i = 0; i < deadlock->waits; i++) {
    const struct summary_wait *wait = &deadlock->wait[i];
    g_assert_cmpint (wait->kind, ==, sends ? WAIT_SEND : WAIT_LOCK);
    g_assert_cmpint (wait->to_rank, ==, sends ? (wait->rank + 1) % ask->ranks : wait->rank);
    if (!sends) {
      g_assert_cmpint (wait->to_thread, !=, wait->thread);
      g_assert_cmpint (wait->to_thread % 2, !=, wait->thread % 2);
      g_assert_cmpstr (wait->name, ==, wait->thread % 2 ? "A" : "B");
    }
  }
}

static void
assert_recorded (struct run *run, const struct ask *ask)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-deadlock-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (recording_save (run_trace (run), NULL, folder, NULL, &error));
  g_assert_no_error (error);
  struct trace *trace = recording_load (folder, NULL, NULL, &error);
  g_assert_no_error (error);
  struct summary *summary = summary_take (trace, UINT64_MAX);
  assert_circle (summary->deadlock, ask);
  g_assert_nonnull (deadlock_note (summary));
  summary_destroy (summary);
  trace_destroy (trace);
  remove_tree (folder);
}

static void
test_found (gconstpointer data)
{
  const struct ask *ask = data;
  struct run *run = start (ask, "order=0", true);

  g_assert_true (run_wait (run, 40));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  g_assert_cmpint (run_phase (run), ==, RUN_DONE);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  assert_circle (summary->deadlock, ask);
  g_test_message ("%s", deadlock_note (summary));
  g_assert_true (summary->has_result && summary->lesson && !summary->ok);
  g_assert_cmpint (summary->events_lost, ==, 0);
  g_autofree char *json = summary_to_json (summary, trace_description (run_trace (run)), NULL, NULL);
  g_assert_nonnull (strstr (json, "\"cycle\""));
  summary_destroy (summary);
  assert_recorded (run, ask);
  run_destroy (run);
}

static const struct ask two_threads = { "stands", MODEL_THREADS, 1, 2, "pthreads", "deadlock-lock" };

static bool
wait_for_circle (struct run *run, struct snapshot *snapshot)
{
  for (int i = 0; i < 2000; i++) {
    snapshot_take (run_trace (run), UINT64_MAX, 0, SNAPSHOT_SLICE_NS, snapshot);
    if (snapshot->deadlock_since_ns)
      return true;
    g_usleep (10000);
  }
  return false;
}

static double
seconds_to_stop (struct run *run)
{
  gint64 asked = g_get_monotonic_time ();

  run_stop (run);
  g_assert_true (run_wait (run, 30));
  return (g_get_monotonic_time () - asked) / 1e6;
}

/* In the window it stands until it is stopped: the gate does not reach it any more, Stop does. */
static void
test_stands (void)
{
  struct run *run = start (&two_threads, "order=0", false);
  struct snapshot snapshot = { 0 };

  g_assert_true (wait_for_circle (run, &snapshot));
  g_usleep (300000);
  g_assert_false (run_ended (run));
  run_pause (run);
  run_step (run);
  run_resume (run);
  g_usleep (200000);
  snapshot_take (run_trace (run), UINT64_MAX, 0, SNAPSHOT_SLICE_NS, &snapshot);
  g_assert_cmpint (snapshot.waits, ==, 2);
  g_assert_true (snapshot.wait[0].in_cycle && snapshot.wait[1].in_cycle);
  g_assert_cmpint (snapshot.wait[0].to_thread, ==, 1);
  g_assert_cmpint (snapshot.wait[1].to_thread, ==, 0);
  snapshot_finish (&snapshot);
  g_assert_cmpfloat (seconds_to_stop (run), <, 10);
  g_assert_cmpstr (run_failure (run), ==, NULL);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_assert_nonnull (deadlock_note (summary));
  g_assert_nonnull (summary->deadlock);
  summary_destroy (summary);
  run_destroy (run);
}

/* Stop works before anyone has seen that it hangs. */
static void
test_stop_early (gconstpointer data)
{
  struct run *run = start (data, "order=0", false);

  for (int i = 0; i < 4000 && run_phase (run) == RUN_STARTING; i++)
    g_usleep (5000);
  g_usleep (100000);
  g_assert_cmpfloat (seconds_to_stop (run), <, 10);
  g_assert_cmpstr (run_failure (run), ==, NULL);
  run_destroy (run);
}

static int
pid_of (struct run *run, int rank)
{
  struct snapshot snapshot = { 0 };

  snapshot_take (run_trace (run), UINT64_MAX, 0, SNAPSHOT_SLICE_NS, &snapshot);
  int pid = snapshot.process[rank].pid;
  snapshot_finish (&snapshot);
  return pid;
}

/* Long waits that are none: a rank that does not answer for 1.5 s, a run that is held, and one with a long pace. A false alarm
 * would end the run. */
static void
test_no_false_alarm (void)
{
  static const struct ask heat = { "none", MODEL_HYBRID, 2, 2, "openmp", "heat" };
  struct run *run = start (&heat, "size=1024", true);

  for (int i = 0; i < 4000 && run_phase (run) != RUN_RUNNING; i++)
    g_usleep (5000);
  kill (pid_of (run, 1), SIGSTOP);
  g_usleep (1500000);
  kill (pid_of (run, 1), SIGCONT);
  run_pause (run);
  g_usleep (1500000);
  run_set_pace (run, 1.3);
  run_resume (run);
  g_usleep (1500000);
  g_assert_false (run_ended (run));
  g_assert_cmpfloat (seconds_to_stop (run), <, 10);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_assert_null (deadlock_note (summary));
  g_assert_null (summary->deadlock);
  g_assert_true (summary->has_result && summary->ok);
  summary_destroy (summary);
  run_destroy (run);
}

int
main (int argc, char **argv)
{
  static const struct ask asks[] = {
    { "lock-openmp", MODEL_THREADS, 1, 2, "openmp", "deadlock-lock" },
    { "lock-pthreads", MODEL_THREADS, 1, 3, "pthreads", "deadlock-lock" },
    { "lock-c11", MODEL_THREADS, 1, 2, "c11", "deadlock-lock" },
    { "lock-hybrid", MODEL_HYBRID, 2, 2, "openmp", "deadlock-lock" },
    { "send", MODEL_PROCESSES, 3, 1, "openmp", "deadlock-send" },
    { "send-hybrid", MODEL_HYBRID, 2, 2, "c11", "deadlock-send" },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (asks); i++) {
    g_autofree char *path = g_strdup_printf ("/deadlock/found/%s", asks[i].name);
    g_test_add_data_func (path, &asks[i], test_found);
  }
  g_test_add_func ("/deadlock/stands", test_stands);
  g_test_add_data_func ("/deadlock/stop-early/lock", &asks[1], test_stop_early);
  g_test_add_data_func ("/deadlock/stop-early/send", &asks[4], test_stop_early);
  g_test_add_func ("/deadlock/no-false-alarm", test_no_false_alarm);
  return g_test_run ();
}
