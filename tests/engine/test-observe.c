/* The observers on a child of the test's own: a busy thread and a sleeping one. */
#include "engine/launch/spawn.h"
#include "engine/observe/observer.h"
#include "engine/observe/perf.h"
#include "engine/observe/proc.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static uint64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
watch (const char *script, enum source expected, double seconds, struct summary **out)
{
  const char *argv[] = { "/bin/sh", "-c", script, NULL };
  g_auto (GStrv) environment = g_get_environ ();
  struct trace_description description = { .ranks = 1, .threads = 1 };
  struct trace *trace = trace_create (&description);
  struct spawn child;

  g_assert_true (spawn_held ((char **) argv, environment, &child, NULL));
  struct observer *observer = observer_start (trace, child.pid);
  g_assert_true (spawn_release (&child, "sh", NULL));
  uint64_t begin = now_ns ();
  trace_writer_workload (trace, 0, begin, 0);
  observer_attach_process (observer, 0, child.pid);
  observer_attach_thread (observer, 0, 0, child.pid, child.pid, begin);
  while (now_ns () < begin + (uint64_t) (seconds * 1e9)) {
    trace_writer_advance (trace, observer_poll (observer, now_ns ()));
    g_usleep (5000);
  }
  kill (child.pid, SIGKILL);
  waitpid (child.pid, NULL, 0);
  observer_stop (observer, now_ns ());
  trace_writer_close (trace, now_ns ());
  *out = summary_take (trace, UINT64_MAX);
  if (expected == SOURCE_KERNEL && (*out)->schedule_source != SOURCE_KERNEL)
    g_test_skip ("this kernel gives no switch records");
  else
    g_assert_cmpint ((*out)->schedule_source, ==, expected);
  observer_destroy (observer);
  spawn_finish (&child);
  trace_destroy (trace);
}

static void
check_busy (const struct summary *summary)
{
  const struct summary_thread *thread = &summary->thread[0];

  g_test_message ("on %.3f s, ready %.3f s", thread->on_cpu_s, thread->runnable_s);
  g_assert_cmpfloat (thread->on_cpu_s + thread->runnable_s, >, 0.4);
  g_assert_cmpfloat (thread->on_cpu_s, >, 0.1);
  g_assert_cmpfloat (thread->on_cpu_s, <, 0.65);
  if (thread->on_cpu_s > 0.3) /* on a crowded machine it may be off its PU whenever a sample is taken */
    g_assert_cmpint (thread->pus, >, 0);
  g_assert_cmpuint (summary->process[0].pss_bytes, >, 0);
}

static void
test_busy_by_kernel (void)
{
  struct summary *summary;

  watch ("while :; do :; done", SOURCE_KERNEL, 0.6, &summary);
  check_busy (summary);
  g_assert_cmpfloat (summary->watching_share, >, 0);
  if (summary->schedule_source == SOURCE_KERNEL)
    g_assert_cmpfloat (summary->looks_per_s, ==, 0);
  summary_destroy (summary);
}

static void
test_busy_by_samples (void)
{
  struct summary *summary;

  g_setenv ("STRANDSCOPE_NO_PERF", "1", TRUE);
  watch ("while :; do :; done", SOURCE_SAMPLED, 0.6, &summary);
  g_unsetenv ("STRANDSCOPE_NO_PERF");
  check_busy (summary);
  g_assert_nonnull (summary->notes[0]); /* says that and why it was sampled */
  g_assert_cmpfloat (summary->looks_per_s, >, 5);
  g_assert_cmpfloat (summary->looks_per_s, <, 60);
  g_assert_cmpfloat (summary->watching_share, >, 0);
  g_assert_cmpint (summary->running_at_once, ==, 1);
  summary_destroy (summary);
}

static void
test_asleep (void)
{
  struct summary *summary;

  watch ("exec sleep 100", SOURCE_KERNEL, 0.4, &summary);
  g_assert_cmpfloat (summary->thread[0].on_cpu_s, <, 0.1);
  summary_destroy (summary);
}

static void
test_exit_status (void)
{
  const char *argv[] = { "/bin/sh", "-c", "exit 3", NULL };
  g_auto (GStrv) environment = g_get_environ ();
  struct spawn child;
  int status = 0;

  g_assert_true (spawn_held ((char **) argv, environment, &child, NULL));
  g_assert_true (spawn_release (&child, "sh", NULL));
  for (int i = 0; i < 400 && !proc_exit_status (child.pid, &status); i++)
    g_usleep (5000);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 3);
  waitpid (child.pid, NULL, 0);
  g_assert_false (proc_exit_status (child.pid, &status));
  spawn_finish (&child);
}

static void
test_exec_fails (void)
{
  const char *argv[] = { "/nowhere/at/all", NULL };
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  struct spawn child;

  g_assert_true (spawn_held ((char **) argv, environment, &child, NULL));
  g_assert_false (spawn_release (&child, argv[0], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (waitpid (child.pid, NULL, 0), ==, -1); /* reaped */
  spawn_finish (&child);
}

static struct perf_switch
change (uint64_t at, int tid, enum perf_change what)
{
  return (struct perf_switch){ .at = at, .pid = tid, .tid = tid, .change = what };
}

/* Three CPUs' records, one stretch after another; who goes comes before who comes at the same moment. */
static void
test_in_order (void)
{
  const struct perf_switch mixed[] = { change (3, 1, PERF_ON), change (9, 2, PERF_ON), change (1, 3, PERF_ON), change (9, 3, PERF_EXIT),
                                       change (2, 4, PERF_ON), change (2, 5, PERF_ON), change (4, 6, PERF_ON), change (3, 7, PERF_OFF_READY) };
  const int order[] = { 3, 4, 5, 7, 1, 6, 3, 2 };
  GArray *waiting = g_array_new (FALSE, FALSE, sizeof (struct perf_switch)), *spare = g_array_new (FALSE, FALSE, sizeof (struct perf_switch));

  perf_put_in_order (&waiting, &spare); /* nothing at all */
  g_array_append_vals (waiting, mixed, G_N_ELEMENTS (mixed));
  perf_put_in_order (&waiting, &spare);
  g_assert_cmpint (waiting->len, ==, G_N_ELEMENTS (mixed));
  for (guint i = 0; i < waiting->len; i++)
    g_assert_cmpint (g_array_index (waiting, struct perf_switch, i).tid, ==, order[i]);
  g_array_unref (waiting);
  g_array_unref (spare);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/observe/busy/kernel", test_busy_by_kernel);
  g_test_add_func ("/observe/busy/samples", test_busy_by_samples);
  g_test_add_func ("/observe/in-order", test_in_order);
  g_test_add_func ("/observe/asleep", test_asleep);
  g_test_add_func ("/observe/exit-status", test_exit_status);
  g_test_add_func ("/observe/exec-fails", test_exec_fails);
  return g_test_run ();
}
