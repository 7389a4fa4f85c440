/* Recordings of real runs: all that the trace held comes back, and other tools read them without a warning. */
#include "engine/launch/run.h"
#include "engine/trace/recording.h"
#include "same-trace.h"

#include <string.h>

static const struct { const char *name; enum model model; const char *workload, *sync, *setting; } runs[] = {
  { "heat/threads", MODEL_THREADS, "heat", "mutex", "size=256" },
  { "heat/processes", MODEL_PROCESSES, "heat", "mutex", "size=256" },
  { "heat/hybrid", MODEL_HYBRID, "heat", "mutex", "size=256" },
  { "ring/processes", MODEL_PROCESSES, "ring", "mutex", NULL },
  { "ring/hybrid", MODEL_HYBRID, "ring", "mutex", NULL },
  { "counter/threads", MODEL_THREADS, "counter", "mutex", NULL },
  { "collectives/processes", MODEL_PROCESSES, "collectives", "reduction", NULL },
  { "collectives/hybrid", MODEL_HYBRID, "collectives", "reduction", NULL },
  { "farm/processes", MODEL_PROCESSES, "farm", "mutex", NULL },
};

static struct run *
play (enum model model, const char *workload, const char *sync, const char *setting)
{
  struct plan *plan = plan_new ();
  g_autoptr (GError) error = NULL;

  plan->model = model;
  plan->ranks = plan->threads = 2;
  g_free (plan->workload);
  plan->workload = g_strdup (workload);
  g_free (plan->sync);
  plan->sync = g_strdup (sync);
  plan->settings = g_new0 (char *, 2);
  plan->settings[0] = g_strdup (setting);
  plan->duration_s = 1;
  struct run *run = run_start (plan, NULL, &error);
  plan_free (plan);
  g_assert_no_error (error);
  g_assert_true (run_wait (run, 60));
  return run;
}

static char *
program (const char *name)
{
  char *path = g_find_program_in_path (name);

  if (!path)
    g_test_message ("%s is not installed (otf2-tools): not tried", name);
  return path;
}

static void
assert_other_tools_read (const char *recording)
{
  g_autofree char *print = program ("otf2-print"), *anchor = g_build_filename (recording, "traces.otf2", NULL), *said = NULL, *text = NULL;
  const char *argv[] = { print, "-Werror", "--silent", anchor, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  if (!print)
    return;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &text, &said, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (said, ==, "");
  g_assert_null (strstr (text, "arning"));
}

static void
test_run (gconstpointer data)
{
  size_t i = GPOINTER_TO_SIZE (data);
  struct run *run = play (runs[i].model, runs[i].workload, runs[i].sync, runs[i].setting);
  g_autofree char *folder = g_dir_make_tmp ("strandscope-recording-XXXXXX", NULL), *path = g_build_filename (folder, "run", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (recording_save (run_trace (run), NULL, path, NULL, &error));
  g_assert_no_error (error);
  struct trace *loaded = recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_same_trace (run_trace (run), loaded);
  assert_other_tools_read (path);
  trace_destroy (loaded);
  run_destroy (run);
  const char *rm[] = { "rm", "-rf", folder, NULL };
  g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (runs); i++) {
    g_autofree char *name = g_strconcat ("/recording-runs/", runs[i].name, NULL);
    g_test_add_data_func (name, GSIZE_TO_POINTER (i), test_run);
  }
  return g_test_run ();
}
