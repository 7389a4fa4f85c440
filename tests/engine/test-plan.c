/* What can be run, what cannot, and the command that runs without Strandscope. */
#include "engine/launch/plan.h"

#include <string.h>

static void
set (char **word, const char *value)
{
  g_free (*word);
  *word = g_strdup (value);
}

struct refusal {
  const char *bind;
  int ranks, threads;
  const char *part; /* of the sentence; NULL: it can be run */
};

static const struct refusal refusals[] = {
  { "compact", 2, 2, NULL },
  { "scatter", 1024, 4, NULL },
  { "0,2,4-6", 2, 2, NULL },
  { "7", 2, 2, NULL },
  { "8", 2, 2, "PU 8 does not exist" },
  { "0-8", 2, 2, "0 to 7" },
  { "3-1", 2, 2, NULL },
  { "numa", 2, 2, NULL },
  { "0,1;{2-3},any", 2, 2, NULL },
  { "0,1;{2-8},any", 2, 2, "PU 8 does not exist" },
  { "1,,2", 2, 2, "no PU list" },
  { "", 2, 2, "binding is empty" },
  { "-1", 2, 2, "no PU list" },
  { "1x", 2, 2, "no PU list" },
  { "99999999999999999999", 2, 2, "does not exist" },
  { "none", 0, 2, "0 ranks" },
  { "none", 2, 0, "0 threads" },
  { "none", -5, 2, "-5 ranks" },
  { "none", 2000, 1, "2000 ranks" },
  { "none", 1000, 1000, "more than" },
};

static void
test_check (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
    const struct refusal *refusal = &refusals[i];
    g_autoptr (GError) error = NULL;
    struct plan *plan = plan_new ();
    set (&plan->bind, refusal->bind);
    plan->ranks = refusal->ranks;
    plan->threads = refusal->threads;
    g_test_message ("%s, %d x %d", refusal->bind, refusal->ranks, refusal->threads);
    g_assert_true (plan_check (plan, 8, &error) == (refusal->part == NULL));
    if (refusal->part)
      g_assert_nonnull (strstr (error->message, refusal->part));
    plan_free (plan);
  }
}

static void
test_words (void)
{
  struct plan *plan = plan_new ();
  g_autoptr (GError) error = NULL, setting = NULL, number = NULL;
  static const char *const bad[] = { "size", NULL };

  set (&plan->workload, "nothing");
  g_assert_false (plan_check (plan, 8, &error));
  g_assert_nonnull (strstr (error->message, "heat, pi, counter"));
  set (&plan->workload, "pi");
  g_assert_true (plan_check (plan, 8, NULL));
  plan->settings = g_strdupv ((char **) bad);
  g_assert_false (plan_check (plan, 8, &setting));
  g_assert_nonnull (strstr (setting->message, "size"));
  g_clear_pointer (&plan->settings, g_strfreev);
  plan->duration_s = -1;
  g_assert_false (plan_check (plan, 8, &number));
  plan_free (plan);
}

static void
test_models (void)
{
  struct plan *plan = plan_new (), *copy;
  enum model model;

  plan->ranks = 3;
  plan->threads = 5;
  plan->model = MODEL_THREADS;
  g_assert_cmpint (plan_ranks (plan) * 100 + plan_threads (plan), ==, 105);
  plan->model = MODEL_PROCESSES;
  g_assert_cmpint (plan_ranks (plan) * 100 + plan_threads (plan), ==, 301);
  plan->model = MODEL_HYBRID;
  copy = plan_copy (plan);
  g_assert_cmpint (plan_ranks (copy) * 100 + plan_threads (copy), ==, 305);
  g_assert_true (model_parse ("hybrid", &model) && model == MODEL_HYBRID);
  g_assert_false (model_parse ("Hybrid", &model));
  plan_free (plan);
  plan_free (copy);
}

/* Where a workload makes no sense in a model, that is said before anything is started. */
static void
test_workload_models (void)
{
  struct plan *plan = plan_new ();
  g_autoptr (GError) error = NULL;

  set (&plan->workload, "false-sharing");
  set (&plan->sync, "none");
  plan->model = MODEL_PROCESSES;
  g_assert_false (plan_check (plan, 8, &error));
  g_assert_cmpstr (error->message, ==, "The workload false-sharing does not run in the model processes; choose one of: threads, hybrid.");
  plan->model = MODEL_HYBRID;
  g_assert_true (plan_check (plan, 8, NULL));
  plan->model = MODEL_THREADS;
  g_assert_true (plan_check (plan, 8, NULL));
  plan_free (plan);
}

/* The command is pasted into a shell: it must run there, without Strandscope. */
static void
test_command_runs (gconstpointer model)
{
  static const char *const settings[] = { "size=64", "steps=10", NULL };
  g_autofree char *out = NULL, *said = NULL;
  struct plan *plan = plan_new ();
  int status;

  plan->model = GPOINTER_TO_INT (model);
  plan->settings = g_strdupv ((char **) settings);
  g_autofree char *command = plan_equivalent_command (plan);
  g_test_message ("%s", command);
  const char *argv[] = { "/bin/sh", "-c", command, NULL };
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &out, &said, &status, NULL));
  g_test_message ("%s%s", out, said);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  plan_free (plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/check", test_check);
  g_test_add_func ("/plan/words", test_words);
  g_test_add_func ("/plan/models", test_models);
  g_test_add_func ("/plan/workload-models", test_workload_models);
  g_test_add_data_func ("/plan/command-runs/threads", GINT_TO_POINTER (MODEL_THREADS), test_command_runs);
  g_test_add_data_func ("/plan/command-runs/hybrid", GINT_TO_POINTER (MODEL_HYBRID), test_command_runs);
  return g_test_run ();
}
