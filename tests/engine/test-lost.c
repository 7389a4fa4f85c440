/* No workload records faster than it is drained, at its default settings: a lost event is a gap in what is shown. */
#include "engine/launch/run.h"
#include "engine/trace/summary.h"
#include "engine/workload/table.h"

#define SECONDS 0.4

static void
set (char **word, const char *value)
{
  g_free (*word);
  *word = g_strdup (value);
}

static void
play (const struct workload_description *workload, enum model model)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();
  plan->model = model;
  plan->duration_s = SECONDS;
  set (&plan->workload, workload->name);
  set (&plan->sync, workload->initial_sync);

  struct run *run = run_start (plan, NULL, &error);
  g_assert_no_error (error);
  run_wait (run, -1);
  g_assert_cmpstr (run_failure (run), ==, NULL);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_test_message ("%s, %s: %" G_GUINT64_FORMAT " events", workload->name, model_name (model), summary->events);
  if (!g_str_has_prefix (workload->name, "deadlock")) /* those may hang in their first call, which then never ends */
    g_assert_cmpuint (summary->events, >, 0);
  g_assert_cmpuint (summary->events_lost, ==, 0);
  summary_destroy (summary);
  run_destroy (run);
  plan_free (plan);
}

static void
test_workload (gconstpointer data)
{
  for (int model = 0; model < MODELS; model++)
    if (!workload_check_model (data, model_name (model)))
      play (data, model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const struct workload_description *const *each = workload_table; *each; each++) {
    g_autofree char *path = g_strconcat ("/lost/", (*each)->name, NULL);
    g_test_add_data_func (path, *each, test_workload);
  }
  return g_test_run ();
}
