/* What can be run, what cannot, and the command that runs without Strandscope. */
#include "engine/launch/places.h"

#include <glib/gstdio.h>
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
  g_autofree char *command = plan_equivalent_command (plan, NULL);
  g_test_message ("%s", command);
  const char *argv[] = { "/bin/sh", "-c", command, NULL };
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &out, &said, &status, NULL));
  g_test_message ("%s%s", out, said);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  plan_free (plan);
}

/* ---- placing by hand ---- */

#define NUMA_MACHINE "pack:2 [numa] core:2 pu:2" /* PUs 0-7, nodes 0-3 and 4-7 */

static struct machine *
load (const char *source)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (source, &error);

  g_assert_no_error (error);
  return machine;
}

struct placing {
  const char *bind;
  int ranks, threads, rank, thread;
  const char *pus; /* "0 1" */
  const char *becomes;
};

static const struct placing placings[] = {
  { "none", 2, 2, 1, 0, "3", "any;3,any" },
  { "none", 2, 2, -1, -1, "5", "5" },
  { "none", 1, 2, 0, 1, "5", "any,5" },
  { "compact", 2, 2, 0, 1, "7", "0,7;4,6" },
  { "compact", 2, 2, 1, -1, "4 5 6 7", "0,2;{4-7}" },      /* a rank onto a package */
  { "scatter", 2, 2, 0, 0, "3 1", "{1,3},4;2,6" },         /* onto no one object */
  { "numa", 2, 2, 0, 0, "4 5", "{4-5},{0-3};{4-7}" },      /* onto a core */
  { "numa", 2, 2, 0, -1, "", "any;{4-7}" },
  { "0,2", 2, 2, -1, 1, "1", "0,1;0,1" },
  { "0,7;4,6", 2, 2, 0, 1, "2", "0,2;4,6" },
};

static GArray *
numbers_in (const char *text)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (int i = 0; words[i] && *words[i]; i++) {
    int number = atoi (words[i]);
    g_array_append_val (numbers, number);
  }
  return numbers;
}

static void
test_place (void)
{
  struct machine *machine = load (NUMA_MACHINE);

  for (size_t i = 0; i < G_N_ELEMENTS (placings); i++) {
    const struct placing *placing = &placings[i];
    g_autoptr (GArray) pus = numbers_in (placing->pus);
    g_autoptr (GError) error = NULL;
    struct plan *plan = plan_new ();
    set (&plan->bind, placing->bind);
    plan->ranks = placing->ranks;
    plan->threads = placing->threads;
    plan->model = placing->ranks > 1 ? MODEL_HYBRID : MODEL_THREADS;
    plan_place (plan, machine, placing->rank, placing->thread, (const int *) (void *) pus->data, pus->len, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (plan->bind, ==, placing->becomes);
    g_assert_true (plan_check (plan, machine->pu_count, &error));
    plan_free (plan);
  }
  machine_destroy (machine);
}

static void
test_place_refused (void)
{
  struct machine *machine = load (NUMA_MACHINE);
  g_autoptr (GError) error = NULL, thread = NULL;
  struct plan *plan = plan_new ();
  int no_pu = 8;

  set (&plan->bind, "compact");
  plan->threads = 2;
  g_assert_false (plan_place (plan, machine, 0, 0, &no_pu, 1, &error));
  g_assert_nonnull (strstr (error->message, "PU 8 does not exist"));
  g_assert_false (plan_place (plan, machine, 2, 0, &no_pu, 0, &thread));
  g_assert_nonnull (strstr (thread->message, "2.0"));
  g_assert_cmpstr (plan->bind, ==, "compact");
  plan_free (plan);
  machine_destroy (machine);
}

/* The nodes of PUs whose cores hang on a machine's, a package's and a group's memory. */
static void
test_places_of_machine (void)
{
  static const struct { const char *source; int node[4]; } cases[] = {
    { "pack:2 [numa] core:2 pu:1", { 0, 0, 1, 1 } },
    { "[numa] pack:2 core:2 pu:1", { 0, 0, 0, 0 } },
    { "pack:1 group:2 [numa] core:2 pu:1", { 0, 0, 1, 1 } },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    struct machine *machine = load (cases[i].source);
    g_autofree struct placement_pu *pu = places_of_machine (machine);
    for (int p = 0; p < 4; p++)
      g_assert_cmpint (machine->objects[pu[p].numa].logical, ==, cases[i].node[p]);
    machine_destroy (machine);
  }
}

/* ---- the command in mpirun's and OpenMP's own terms ---- */

/* What is written of it for a machine that is not ours, so that it can only be read. */
static void
test_command_words (void)
{
  static const struct { enum model model; const char *runtime, *bind, *part; } cases[] = {
    { MODEL_THREADS, "openmp", "none", "OMP_NUM_THREADS=2 OMP_PROC_BIND=false " },
    { MODEL_THREADS, "openmp", "compact", "OMP_PLACES='{0},{2}' OMP_PROC_BIND=close " },
    { MODEL_THREADS, "openmp", "scatter", "OMP_PLACES='{0},{4}' OMP_PROC_BIND=close " },
    { MODEL_THREADS, "openmp", "numa", "OMP_PLACES=numa_domains OMP_PROC_BIND=spread " },
    { MODEL_THREADS, "openmp", "{6-7},1", "OMP_PLACES='{6,7},{1}' " },
    { MODEL_THREADS, "pthreads", "compact", "--bind compact" },
    { MODEL_PROCESSES, "openmp", "none", "--bind-to none" },
    { MODEL_PROCESSES, "pthreads", "compact", "'rank 0=localhost slot=0\\nrank 1=localhost slot=2\\n'" },
    { MODEL_PROCESSES, "openmp", "numa", "--map-by numa --bind-to numa" },
    { MODEL_HYBRID, "openmp", "compact", "-n 1 -x OMP_PLACES='{0},{2}'" },
    { MODEL_HYBRID, "openmp", "compact", ": -n 1 -x OMP_PLACES='{4},{6}'" },
    { MODEL_HYBRID, "openmp", "numa", "OMP_PROC_BIND=false mpirun" },
    { MODEL_HYBRID, "openmp", "any,3", "OMP_PLACES='{0,1,2,3,4,5,6,7},{3}'" },
    { MODEL_HYBRID, "c11", "0,1", "--bind 0,1" },
  };
  struct machine *machine = load (NUMA_MACHINE);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    struct plan *plan = plan_new ();
    plan->model = cases[i].model;
    plan->threads = 2;
    set (&plan->runtime, cases[i].runtime);
    set (&plan->bind, cases[i].bind);
    g_autofree char *command = plan_equivalent_command (plan, machine);
    g_test_message ("%s", command);
    g_assert_nonnull (strstr (command, cases[i].part));
    plan_free (plan);
  }
  machine_destroy (machine);
}

/* "0.1,3": what the thread is to say of itself. */
static void
add_expected (GPtrArray *lines, const struct plan *plan, const struct machine *machine)
{
  g_autofree struct placement_pu *pu = places_of_machine (machine);
  struct placement *placement = places_of_plan (plan, machine, NULL);

  for (int i = 0; i < plan_ranks (plan) * plan_threads (plan); i++) {
    int count, rank = i / plan_threads (plan), thread = i % plan_threads (plan);
    const int *set = placement_of (placement, rank, thread, &count);
    GString *line = g_string_new (NULL);
    g_string_printf (line, "%d.%d", rank, thread);
    for (int j = 0; j < (count ? count : machine->pu_count); j++)
      if (count || pu[j].allowed)
        g_string_append_printf (line, ",%d", pu[count ? set[j] : j].os);
    g_ptr_array_add (lines, g_string_free (line, FALSE));
  }
  placement_destroy (placement);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
run_command (const char *command)
{
  g_autofree char *out = NULL, *said = NULL, *folder = g_dir_make_tmp ("strandscope-test-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "strandscope.rankfile", NULL);
  const char *argv[] = { "/bin/sh", "-c", command, NULL };
  int status;

  g_assert_true (g_spawn_sync (folder, (char **) argv, NULL, 0, NULL, NULL, &out, &said, &status, NULL));
  g_test_message ("%s\n%s%s", command, out, said);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  g_unlink (file);
  g_rmdir (folder);
  return g_steal_pointer (&out);
}

/* The command is run with a program in the worker's place that tells where its threads may run. */
static void
test_command_binds (gconstpointer data)
{
  static const char *const binds[] = { "none", "compact", "scatter", "numa", "0,any;0" };
  struct machine *machine = load (NULL);

  g_setenv ("STRANDSCOPE_WORKER", g_getenv ("STRANDSCOPE_TEST_PLACES"), TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS (binds); i++) {
    struct plan *plan = plan_new ();
    plan->model = GPOINTER_TO_INT (data);
    plan->threads = 3;
    set (&plan->bind, binds[i]);
    g_autofree char *command = plan_equivalent_command (plan, machine), *out = run_command (command);
    g_autoptr (GPtrArray) expected = g_ptr_array_new_with_free_func (g_free);
    add_expected (expected, plan, machine);
    g_auto (GStrv) lines = g_strsplit (g_strstrip (out), "\n", -1);
    qsort (lines, g_strv_length (lines), sizeof *lines, by_text);
    g_assert_cmpint (g_strv_length (lines), ==, expected->len);
    for (guint line = 0; line < expected->len; line++)
      g_assert_cmpstr (lines[line], ==, g_ptr_array_index (expected, line));
    plan_free (plan);
  }
  g_unsetenv ("STRANDSCOPE_WORKER");
  machine_destroy (machine);
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
  g_test_add_func ("/plan/place", test_place);
  g_test_add_func ("/plan/place-refused", test_place_refused);
  g_test_add_func ("/plan/places-of-machine", test_places_of_machine);
  g_test_add_func ("/plan/command-words", test_command_words);
  g_test_add_data_func ("/plan/command-binds/threads", GINT_TO_POINTER (MODEL_THREADS), test_command_binds);
  g_test_add_data_func ("/plan/command-binds/processes", GINT_TO_POINTER (MODEL_PROCESSES), test_command_binds);
  g_test_add_data_func ("/plan/command-binds/hybrid", GINT_TO_POINTER (MODEL_HYBRID), test_command_binds);
  return g_test_run ();
}
