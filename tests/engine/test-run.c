/* Live runs of the real worker. */
#include "engine/launch/run.h"
#include "engine/trace/summary.h"

#include <signal.h>
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/run/heat/threads", GINT_TO_POINTER (MODEL_THREADS), test_heat);
  g_test_add_data_func ("/run/heat/processes", GINT_TO_POINTER (MODEL_PROCESSES), test_heat);
  g_test_add_data_func ("/run/heat/hybrid", GINT_TO_POINTER (MODEL_HYBRID), test_heat);
  return g_test_run ();
}
