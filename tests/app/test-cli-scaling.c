/* strandscope scaling: real studies, their files, what is wrong with an order, and an interrupt. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

#include "engine/scaling/study-file.h"

struct outcome { int status; char *out, *err; };

static GSubprocess *
started (const char *command, const char *const *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_ptr_array_add (argv, (char *) g_getenv ("STRANDSCOPE_PROGRAM"));
  g_ptr_array_add (argv, (char *) command);
  for (; *words; words++)
    g_ptr_array_add (argv, (char *) *words);
  g_ptr_array_add (argv, NULL);
  GSubprocess *process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static struct outcome
ended (GSubprocess *process)
{
  struct outcome outcome = { 0 };
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &outcome.out, &outcome.err, NULL));
  outcome.status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  if (*outcome.err)
    g_test_message ("%s", outcome.err);
  g_object_unref (process);
  return outcome;
}

#define RENDER(...) ended (started ("render", (const char *const[]){ __VA_ARGS__, NULL }))
#define SCALING(...) ended (started ("scaling", (const char *const[]){ __VA_ARGS__, NULL }))

static void
outcome_clear (struct outcome *outcome)
{
  g_free (outcome->out);
  g_free (outcome->err);
}

/* One line, and the status of the contract. */
static void
assert_refused (struct outcome outcome, int status, const char *words)
{
  g_assert_cmpint (outcome.status, ==, status);
  g_assert_nonnull (strstr (outcome.err, words));
  g_assert_cmpint (strchr (outcome.err, '\n') - outcome.err, ==, (long) strlen (outcome.err) - 1);
  outcome_clear (&outcome);
}

static char *
text_of (const char *path)
{
  char *text = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  return text;
}

static void
assert_same_bytes (const char *one, const char *other)
{
  g_autofree char *a = NULL, *b = NULL;
  gsize a_length, b_length;
  g_assert_true (g_file_get_contents (one, &a, &a_length, NULL));
  g_assert_true (g_file_get_contents (other, &b, &b_length, NULL));
  g_assert_cmpmem (a, a_length, b, b_length);
}

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* What is printed as JSON is a study; a picture from its file is that of the runs, the same bytes each time, in each format. */
static void
test_study (void)
{
  g_autofree char *live = in_folder ("live.svg"), *json = in_folder ("study.json"), *csv = in_folder ("study.csv");
  struct outcome outcome = SCALING ("--workload", "pi", "--model", "threads", "--max", "2", "--repeat", "2", "--set", "steps=4", "--set", "samples=10000",
                                    "--json", "--csv", csv, "-o", live);
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_cmpstr (outcome.err, ==, "");
  g_assert_true (g_file_set_contents (json, outcome.out, -1, NULL));
  outcome_clear (&outcome);
  g_autoptr (GError) error = NULL;
  struct study *study = study_load (json, &error);
  g_assert_no_error (error);
  g_assert_cmpint (scaling_measured (&study->series[SCALING_WEAK].point[1]), ==, 2);
  g_autofree char *table = text_of (csv), *same = study_to_csv (study), *svg = text_of (live);
  g_assert_cmpstr (table, ==, same);
  g_assert_nonnull (strstr (svg, "<title>2 threads, samples=20000: "));
  study_free (study);
  for (const char *const *ending = (const char *const[]){ "svg", "png", "pdf", NULL }; *ending; ending++) {
    g_autofree char *a = g_strdup_printf ("%s/a.%s", folder, *ending), *b = g_strdup_printf ("%s/b.%s", folder, *ending);
    outcome = SCALING (json, "-o", a);
    g_assert_cmpint (outcome.status, ==, 0);
    g_assert_nonnull (strstr (outcome.out, "Weak: the same work for each worker"));
    outcome_clear (&outcome);
    outcome = SCALING (json, "-o", b);
    outcome_clear (&outcome);
    assert_same_bytes (a, b);
    if (g_str_equal (*ending, "svg"))
      assert_same_bytes (a, live);
    g_unlink (a);
    g_unlink (b);
  }
  outcome = SCALING (json, "-o", "-", "--format", "svg");
  g_assert_cmpstr (outcome.out, ==, svg);
  outcome_clear (&outcome);
  g_unlink (live);
  g_unlink (csv);
  g_unlink (json);
}

static void
test_one_kind (void)
{
  struct outcome outcome = SCALING ("--weak", "--workload", "serial-fraction", "--max", "2", "--repeat", "1", "--set", "steps=2", "--set", "rounds=10", "--json");
  g_assert_cmpint (outcome.status, ==, 0);
  struct study *study = study_from_json (outcome.out, strlen (outcome.out), "study", NULL);
  g_assert_cmpint (study->series[SCALING_STRONG].points, ==, 0);
  g_assert_cmpfloat (study->series[SCALING_WEAK].point[1].work, ==, 100 + 2 * 900);
  study_free (study);
  outcome_clear (&outcome);
}

static void
test_refused (void)
{
  g_autofree char *path = in_folder ("a.json"), *picture = in_folder ("a.gif");
  struct study *study = study_new ();
  study->pus = 2;
  scaling_point_add (study_add_point (study, SCALING_STRONG, 1, 1, 1), 1, NULL);
  g_autofree char *text = study_to_json (study);
  study_free (study);
  g_assert_true (study_write (text, path, NULL));
  assert_refused (SCALING ("--workload", "soup"), 2, "There is no workload \"soup\"");
  assert_refused (SCALING ("--model", "hybrid"), 2, "threads or processes");
  assert_refused (SCALING ("--model", "soup"), 2, "there is no such model");
  assert_refused (SCALING ("--workload", "deadlock-send", "--model", "processes"), 2, "no scaling to study");
  assert_refused (SCALING ("--max", "100000"), 2, "100000 threads");
  assert_refused (SCALING ("--repeat", "0"), 2, "0 runs a point");
  assert_refused (SCALING ("--set", "steps=0"), 2, "must come to an end");
  assert_refused (SCALING ("--size", "12x12", path), 2, "12x12: a size is");
  assert_refused (SCALING ("--size", "800x600x2", path), 2, "800x600x2: a size is");
  assert_refused (SCALING ("--theme", "pink", path), 2, "pink: a theme is");
  assert_refused (SCALING (path, path), 2, "one study at a time");
  assert_refused (SCALING (path, "--workload", "pi"), 2, "not run again");
  assert_refused (SCALING ("/nonexistent.json"), 1, "/nonexistent.json");
  assert_refused (SCALING ("--set", "steps=1000000000", "-o", picture), 2, "ends in .png, .svg or .pdf"); /* before anything is run */
  assert_refused (SCALING ("--set", "steps=1000000000", "-o", "/nonexistent/a.png"), 1, "/nonexistent/a.png");
  assert_refused (SCALING (path, "--csv", "/nonexistent/a.csv"), 1, "/nonexistent/a.csv");
  g_unlink (path);
}

static void
assert_no_scene (const char *text, const char *words)
{
  g_autofree char *scene = in_folder ("bad.scene"), *picture = in_folder ("bad.png");
  g_assert_true (g_file_set_contents (scene, text, -1, NULL));
  struct outcome outcome = RENDER (scene, "-o", picture);
  g_assert_cmpint (outcome.status, ==, 1);
  g_assert_nonnull (strstr (outcome.err, words));
  outcome_clear (&outcome);
  g_unlink (scene);
}

/* The view of a scene: the same picture, in words too. */
static void
test_scene (void)
{
  g_autofree char *path = in_folder ("a.json"), *scene = in_folder ("a.scene"), *by_scene = in_folder ("a.png"), *by_command = in_folder ("b.png"), *words = in_folder ("a.txt");
  struct study *study = study_new ();
  study->pus = 2;
  for (int n = 1; n <= 2; n++)
    scaling_point_add (study_add_point (study, SCALING_STRONG, n, 1, 1), 1.0 / n, NULL);
  g_autofree char *text = study_to_json (study);
  study_free (study);
  g_assert_true (study_write (text, path, NULL));
  g_assert_true (g_file_set_contents (scene, "[scene]\nstudy=a.json\nsize=640x480\ntheme=dark\n", -1, NULL));
  struct outcome outcome = RENDER (scene, "-o", by_scene, "--alt-text");
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  outcome = SCALING (path, "-o", by_command, "--size", "640x480", "--theme", "dark");
  outcome_clear (&outcome);
  assert_same_bytes (by_scene, by_command);
  g_autofree char *alt = text_of (words);
  g_assert_nonnull (strstr (alt, "2 threads: 2.00 times as fast as one"));
  outcome = RENDER (path, "-o", by_scene, "--size", "640x480", "--theme", "dark"); /* without a scene */
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  assert_same_bytes (by_scene, by_command);
  assert_no_scene ("[scene]\nstudy=a.json\nview=stage\n", ":3: a study is shown by view=scaling");
  assert_no_scene ("[scene]\nview=scaling\n", ":2: view=scaling wants a study");
  assert_no_scene ("[scene]\nstudy=none.json\n", ":2: ");
  assert_no_scene ("[scene]\nstudy=a.json\nsize=100x100\n", ":3: a scaling study takes at least 320x240");
  assert_no_scene ("[scene]\nstudy=a.json\nworkload=pi\n", ":2: study= stands for its own runs");
  for (char **each = (char *[]){ path, scene, by_scene, by_command, words, NULL }; *each; each++)
    g_unlink (*each);
}

/* A run goes on, so that the program listens to signals. */
static void
wait_for_run (GSubprocess *process)
{
  const char *pid = g_subprocess_get_identifier (process);
  g_autofree char *path = g_strdup_printf ("/proc/%s/task/%s/children", pid, pid);
  for (int i = 0; i < 4000; i++) {
    g_autofree char *children = NULL;
    if (g_file_get_contents (path, &children, NULL, NULL) && *children)
      return;
    g_usleep (5000);
  }
  g_assert_not_reached ();
}

static void
test_interrupt (void)
{
  g_autofree char *path = in_folder ("cut.json");
  GSubprocess *process = started ("scaling", (const char *const[]){ "--max", "2", "--strong", "--set", "steps=1000000000", "-o", path, NULL });
  wait_for_run (process);
  g_subprocess_send_signal (process, SIGINT);
  struct outcome outcome = ended (process);
  g_assert_cmpint (outcome.status, ==, 1);
  g_assert_nonnull (strstr (outcome.err, "the study was ended after 0 runs: what was measured until then is kept"));
  outcome_clear (&outcome);
  struct study *study = study_load (path, NULL);
  g_assert_true (study->cut_short);
  g_assert_cmpint (study->series[SCALING_STRONG].points, ==, 2);
  study_free (study);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL);
  g_test_add_func ("/cli-scaling/study", test_study);
  g_test_add_func ("/cli-scaling/one-kind", test_one_kind);
  g_test_add_func ("/cli-scaling/refused", test_refused);
  g_test_add_func ("/cli-scaling/scene", test_scene);
  g_test_add_func ("/cli-scaling/interrupt", test_interrupt);
  int status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}
