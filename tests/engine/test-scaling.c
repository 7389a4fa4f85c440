/* Scaling studies: the fits on laws in closed form, files of all kinds, the workloads' rules, and small studies of real runs. */
#include "engine/launch/scaling.h"
#include "engine/scaling/study-file.h"
#include "engine/workload/table.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* As LAW says for F on PUS PUs, up to MAX workers; those with no PU of their own fall behind any law. */
static struct study *
study_of (double f, int pus, int max)
{
  struct study *study = study_new ();
  study->pus = pus;
  study->repeat = 3;
  for (int kind = 0; kind < SCALINGS; kind++)
    for (int n = 1; n <= max; n++) {
      double work = kind == SCALING_WEAK ? 7.0 * n : 7.0, seconds = work / 7 * 1.25 / scaling_law (kind, f, n) * (n > pus ? 3 : 1);
      struct scaling_point *point = study_add_point (study, kind, n, n, work);
      scaling_point_add (point, seconds * 1.5, NULL);
      scaling_point_add (point, seconds, NULL);
      scaling_point_add (point, seconds * 0.9, NULL);
    }
  return study;
}

static void
test_laws (void)
{
  g_assert_cmpfloat_with_epsilon (scaling_law (SCALING_STRONG, 0.1, 1e12), 10, 1e-9);
  g_assert_cmpfloat_with_epsilon (scaling_law (SCALING_STRONG, 0.5, 4), 1.6, 1e-12);
  g_assert_cmpfloat_with_epsilon (scaling_law (SCALING_WEAK, 0.5, 4), 2.5, 1e-12);
}

/* The fraction that the times were made of, whatever those with more workers than PUs say. */
static void
test_fit_exact (void)
{
  static const double fractions[] = { 0, 0.001, 0.03, 0.25, 0.9, 1 };
  for (size_t i = 0; i < G_N_ELEMENTS (fractions); i++) {
    struct study *study = study_of (fractions[i], 8, 12);
    for (int kind = 0; kind < SCALINGS; kind++) {
      struct scaling_fit fit = scaling_fit (study, kind);
      g_assert_true (fit.known && !fit.bounded);
      g_assert_cmpint (fit.points, ==, 7);
      g_assert_cmpfloat_with_epsilon (fit.fraction, fractions[i], 1e-12);
      g_assert_cmpfloat (fit.residual, <, 1e-12);
    }
    study_free (study);
  }
}

/* Two points that no fraction meets: between theirs, with what is left over. */
static void
test_fit_between (void)
{
  struct study *study = study_new ();
  study->pus = 4;
  scaling_point_add (study_add_point (study, SCALING_STRONG, 1, 1, 1), 1, NULL);
  scaling_point_add (study_add_point (study, SCALING_STRONG, 2, 1, 1), 0.55, NULL); /* 10 % serial */
  scaling_point_add (study_add_point (study, SCALING_STRONG, 4, 1, 1), 0.4, NULL);  /* 20 % */
  struct scaling_fit fit = scaling_fit (study, SCALING_STRONG);
  double at[2] = { (fit.fraction + (1 - fit.fraction) / 2) / 0.55 - 1, (fit.fraction + (1 - fit.fraction) / 4) / 0.4 - 1 };
  g_assert_cmpfloat (fit.fraction, >, 0.1);
  g_assert_cmpfloat (fit.fraction, <, 0.2);
  g_assert_cmpfloat_with_epsilon (fit.residual, sqrt ((at[0] * at[0] + at[1] * at[1]) / 2), 1e-12);
  for (double other = 0.1; other < 0.2; other += 0.001) { /* none is better */
    double off[2] = { (other + (1 - other) / 2) / 0.55 - 1, (other + (1 - other) / 4) / 0.4 - 1 };
    g_assert_cmpfloat (sqrt ((off[0] * off[0] + off[1] * off[1]) / 2), >=, fit.residual - 1e-12);
  }
  study_free (study);
}

static void
test_fit_bounds (void)
{
  static const struct { double seconds, fraction; } cases[] = { { 0.3, 0 }, { 1.4, 1 } }; /* faster than ideal, slower than one */
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    struct study *study = study_new ();
    study->pus = 2;
    for (int kind = 0; kind < SCALINGS; kind++) {
      scaling_point_add (study_add_point (study, kind, 1, 1, 1), 1, NULL);
      scaling_point_add (study_add_point (study, kind, 2, 1, 1 + kind), cases[i].seconds * (1 + kind), NULL);
      struct scaling_fit fit = scaling_fit (study, kind);
      g_assert_true (fit.known && fit.bounded);
      g_assert_cmpfloat (fit.fraction, ==, cases[i].fraction);
    }
    study_free (study);
  }
}

static void
test_fit_unknown (void)
{
  struct study *study = study_of (0.1, 1, 4); /* all but one share a PU */
  g_assert_false (scaling_fit (study, SCALING_STRONG).known);
  study_free (study);
  study = study_new ();
  study->pus = 4;
  scaling_point_add (study_add_point (study, SCALING_STRONG, 1, 1, 1), 0, "It was killed.");
  scaling_point_add (study_add_point (study, SCALING_STRONG, 2, 1, 1), 1, NULL);
  g_assert_false (scaling_fit (study, SCALING_STRONG).known);
  g_assert_false (scaling_fit (study, SCALING_WEAK).known);
  g_assert_cmpfloat (scaling_speedup (&study->series[SCALING_STRONG], &study->series[SCALING_STRONG].point[1], 1), ==, 0);
  study_free (study);
}

static void
test_points (void)
{
  struct study *study = study_new ();
  struct scaling_point *point = study_add_point (study, SCALING_WEAK, 1, 5, 10);
  double least, most;
  g_assert_cmpfloat (scaling_median (point), ==, 0);
  g_assert_false (scaling_range (point, &least, &most));
  scaling_point_add (point, 4, NULL);
  scaling_point_add (point, 0, "It was killed.");
  scaling_point_add (point, 1, NULL);
  g_assert_cmpfloat (scaling_median (point), ==, 2.5);
  scaling_point_add (point, 2, NULL);
  g_assert_cmpfloat (scaling_median (point), ==, 2);
  g_assert_true (scaling_range (point, &least, &most));
  g_assert_cmpfloat (least, ==, 1);
  g_assert_cmpfloat (most, ==, 4);
  g_assert_cmpint (scaling_measured (point), ==, 3);
  g_assert_cmpfloat (scaling_waited (point), ==, -1);
  point->run[0].waited = 0.5;
  point->run[1].waited = 0.9; /* of a run that gave no figure */
  point->run[2].waited = 0.1;
  g_assert_cmpfloat (scaling_waited (point), ==, 0.3);
  g_assert_cmpstr (scaling_gap (point), ==, "It was killed.");
  struct scaling_point *more = study_add_point (study, SCALING_WEAK, 3, 5, 30); /* three times the work in twice the time */
  g_assert_cmpfloat (scaling_speedup (&study->series[SCALING_WEAK], more, 4), ==, 1.5);
  study_free (study);
}

/* ---- files ---- */

static struct study *
full_study (void)
{
  struct study *study = study_of (0.0371, 3, 5);
  char **words[] = { &study->workload, &study->title, &study->model, &study->host, &study->machine };
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
    g_free (*words[i]);
    *words[i] = g_strdup ("Monte-Carlo π, \"ein\" \\ Wort");
  }
  g_strfreev (study->settings);
  study->settings = g_strsplit ("steps=5 samples=1000", " ", -1);
  study->cut_short = true;
  g_free (study->schedule);
  study->schedule = g_strdup ("kernel");
  study->series[SCALING_STRONG].point[0].run[1].waited = 0.25;
  study->series[SCALING_STRONG].point[1].run[0].waited = 0;
  scaling_point_add (&study->series[SCALING_STRONG].point[2], 1 / 3.0, NULL);
  scaling_point_add (&study->series[SCALING_WEAK].point[1], 0, "Rank 1 was \"killed\", by signal 9.");
  return study;
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  struct study *study = full_study ();
  g_autofree char *text = study_to_json (study);
  struct study *back = study_from_json (text, strlen (text), "study", &error);
  g_assert_no_error (error);
  g_autofree char *again = study_to_json (back);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpstr (back->title, ==, study->title);
  g_assert_cmpstr (back->settings[1], ==, "samples=1000");
  g_assert_true (back->cut_short);
  g_assert_cmpint (back->pus, ==, 3);
  g_assert_cmpint (back->repeat, ==, 3);
  for (int kind = 0; kind < SCALINGS; kind++) {
    g_assert_cmpint (back->series[kind].points, ==, study->series[kind].points);
    for (int i = 0; i < study->series[kind].points; i++) {
      const struct scaling_point *a = &study->series[kind].point[i], *b = &back->series[kind].point[i];
      g_assert_true (a->workers == b->workers && a->value == b->value && a->work == b->work && a->runs == b->runs);
      for (int r = 0; r < a->runs; r++) {
        g_assert_cmpfloat (a->run[r].seconds, ==, b->run[r].seconds); /* to the last bit */
        g_assert_cmpstr (a->run[r].why, ==, b->run[r].why);
        g_assert_cmpfloat (a->run[r].waited, ==, b->run[r].waited);
      }
    }
  }
  study_free (study);
  study_free (back);
}

static void
test_csv (void)
{
  struct study *study = full_study ();
  g_autofree char *csv = study_to_csv (study);
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, 1 + 2 * 5 * 3 + 2 + 1);
  g_assert_cmpstr (lines[0], ==, "scaling,workers,size,work,run,seconds,speedup,efficiency,waited_share,why");
  g_assert_cmpstr (lines[2], ==, "strong,1,1,7,2,1.25,1,1,0.25,\"\"");
  g_assert_nonnull (strstr (csv, "\nweak,2,2,14,4,,,,,\"Rank 1 was \"\"killed\"\", by signal 9.\"\n"));
  study_free (study);
}

#define HEAD "{\"format\":\"strandscope scaling study\",\"version\":1,\"pus\":2,"
static const char *const hostile[] = {
  "", "[]", "{", "null", "{}", "{\"format\":\"strandscope scaling study\"}", "{\"format\":7,\"version\":1}",
  "{\"format\":\"strandscope scaling study\",\"version\":99,\"pus\":2,\"strong\":{\"points\":[{\"workers\":1,\"work\":1,\"runs\":[]}]}}",
  HEAD "\"strong\":{}}", HEAD "\"strong\":{\"points\":[]}}", HEAD "\"strong\":{\"points\":[7]}}", HEAD "\"strong\":{\"points\":[{}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":0,\"work\":1,\"runs\":[]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":1,\"work\":-1,\"runs\":[]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":1,\"work\":1e300,\"runs\":[]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":1,\"work\":1}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":99999999999,\"work\":1,\"runs\":[]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":2,\"work\":1,\"runs\":[]},{\"workers\":2,\"work\":1,\"runs\":[]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":1,\"work\":1,\"runs\":[null]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":1,\"work\":1,\"runs\":[{}]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":1,\"work\":1,\"runs\":[{\"seconds\":-3}]}]}}",
  HEAD "\"strong\":{\"points\":[{\"workers\":1,\"work\":1,\"runs\":[{\"seconds\":\"1\"}]}]}}",
  "{\"format\":\"strandscope scaling study\",\"version\":1,\"pus\":-5,\"strong\":{\"points\":[{\"workers\":1,\"work\":1,\"runs\":[]}]}}",
};

static void
test_hostile (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (study_from_json (hostile[i], strlen (hostile[i]), "bad.json", &error));
    g_assert_true (g_str_has_prefix (error->message, "bad.json cannot be opened as a scaling study: "));
    g_assert_null (strchr (error->message, '\n'));
  }
}

/* A picture's words are one line each. */
static void
test_lines (void)
{
  static const char text[] = HEAD "\"title\":\"a\\nb\\tc\",\"strong\":{\"points\":[{\"workers\":1,\"work\":1,\"runs\":[{\"why\":\"It\\nfailed\"}]}]}}";
  struct study *study = study_from_json (text, strlen (text), "lines.json", NULL);
  g_assert_cmpstr (study->title, ==, "a b c");
  g_assert_cmpstr (scaling_gap (&study->series[SCALING_STRONG].point[0]), ==, "It failed");
  study_free (study);
}

/* What is loaded of a file that was cut off or changed anywhere can be worked with. */
static void
test_mutated (void)
{
  struct study *study = full_study ();
  g_autofree char *text = study_to_json (study);
  gsize length = strlen (text);
  guint32 seed = 7, loaded = 0;
  study_free (study);
  for (int i = 0; i < 4000; i++) {
    g_autofree char *bad = g_memdup2 (text, length + 1);
    seed = seed * 1664525 + 1013904223;
    gsize end = i % 2 ? length : seed % length;
    bad[seed % length] = (char) ("0\"{}[]9-e,.: \n\x01z"[seed >> 20 & 15]);
    struct study *back = study_from_json (bad, end, "bad.json", NULL);
    if (back) {
      g_autofree char *json = study_to_json (back), *csv = study_to_csv (back);
      loaded++;
    }
    study_free (back);
  }
  g_assert_cmpuint (loaded, >, 100);
}

static void
assert_no_study (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (study_load (path, &error));
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "a.json", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  struct study *study = full_study ();
  g_autofree char *text = study_to_json (study);
  g_autoptr (GError) error = NULL;
  g_assert_true (study_write (text, path, &error));
  struct study *back = study_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->series[SCALING_STRONG].points, ==, 5);
  g_assert_false (study_write (text, "/nonexistent/a.json", &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/a.json"));
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_no_study (pipe); /* and does not wait for a writer */
  assert_no_study (folder);
  assert_no_study ("/dev/zero");
  assert_no_study ("/nonexistent/a.json");
  study_free (study);
  study_free (back);
  g_unlink (path);
  g_unlink (pipe);
  g_rmdir (folder);
}

/* ---- what the workloads say ---- */

static void
check_rule (const struct workload_description *workload)
{
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  double alone, work;
  g_assert_true (workload_parameter (workload, workload->scaling.key) != NULL);
  g_assert_cmpint (workload->scaling.power, >=, 1);
  workload_set_initial (workload, values);
  g_assert_true (workload_scale (workload, false, 1, values, &alone));
  for (int workers = 2; workers <= 8; workers++) {
    workload_set_initial (workload, values);
    g_assert_true (workload_scale (workload, false, workers, values, &work));
    g_assert_cmpfloat_with_epsilon (work / alone, 1, 0.21); /* 20 slices by 8: 3 each */
    workload_set_initial (workload, values);
    g_assert_true (workload_scale (workload, true, workers, values, &work));
    if (!workload->scaling.work) /* a part of it stays as it is */
      g_assert_cmpfloat_with_epsilon (work / alone / workers, 1, 0.01);
  }
}

static void
test_rules (void)
{
  int studied = 0;
  for (const struct workload_description *const *each = workload_table; *each; each++) {
    g_assert_true (((*each)->scaling.key == NULL) == ((*each)->scaling.why != NULL));
    if ((*each)->scaling.key)
      check_rule (*each);
    studied += (*each)->scaling.key != NULL;
  }
  g_assert_cmpint (studied, >=, 10);
}

/* heat: twice the points in a grid; stream: of a worker; serial-fraction: a tenth of the items stays. */
static void
test_sizes (void)
{
  static const struct { const char *workload; bool weak; int workers; int64_t value; double work; } cases[] = {
    { "heat", true, 2, 2896, 2896.0 * 2896 }, { "heat", false, 2, 2048, 2048.0 * 2048 }, { "pi", true, 3, 3000000, 3e6 },
    { "stream", true, 4, 1000000, 4e6 },      { "stream", false, 4, 250000, 1e6 },       { "serial-fraction", true, 4, 4, 100 + 4 * 900 },
    { "serial-fraction", false, 4, 1, 1000 }, { "counter", false, 3, 33, 99 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    const struct workload_description *workload = workload_describe (cases[i].workload);
    int64_t values[WORKLOAD_MAX_PARAMETERS];
    double work = 0;
    workload_set_initial (workload, values);
    g_assert_true (workload_scale (workload, cases[i].weak, cases[i].workers, values, &work));
    g_assert_cmpint (values[workload_parameter (workload, workload->scaling.key) - workload->parameter], ==, cases[i].value);
    g_assert_cmpfloat (work, ==, cases[i].work);
  }
  const struct workload_description *heat = workload_describe ("heat");
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  double work;
  workload_set_initial (heat, values);
  g_assert_false (workload_scale (heat, true, 1000, values, &work)); /* a grid larger than it can be */
  g_assert_false (workload_scale (workload_describe ("ring"), false, 2, values, &work));
}

/* ---- real runs ---- */

static struct plan *
plan_with (const char *workload, enum model model, const char *settings)
{
  struct plan *plan = plan_new ();
  g_free (plan->workload);
  g_free (plan->sync);
  plan->workload = g_strdup (workload);
  plan->sync = g_strdup (workload_describe (workload)->initial_sync);
  plan->model = model;
  plan->settings = g_strsplit (settings, " ", -1);
  return plan;
}

static struct machine *machine;

static void
assert_refused (const char *workload, enum model model, const char *settings, struct scaling_order order, const char *words)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_with (workload, model, settings);
  order.plan = plan;
  g_assert_null (scaling_start (&order, machine, &error));
  g_assert_nonnull (strstr (error->message, words));
  plan_free (plan);
}

static void
test_refused (void)
{
  const struct scaling_order both = { .max = 2, .repeat = 1, .wanted = { true, true } };
  assert_refused ("pi", MODEL_HYBRID, "steps=5", both, "threads or processes");
  assert_refused ("ring", MODEL_THREADS, "steps=5", both, "only who has the token works");
  assert_refused ("pi", MODEL_THREADS, "steps=0", both, "must come to an end");
  assert_refused ("pi", MODEL_THREADS, "feet=5", both, "feet");
  assert_refused ("false-sharing", MODEL_PROCESSES, "steps=5", both, "does not run in the model processes");
  assert_refused ("heat", MODEL_THREADS, "steps=5", (struct scaling_order){ .max = 100, .repeat = 1, .wanted = { true, true } }, "100 workers");
  assert_refused ("stream", MODEL_THREADS, "size=3", (struct scaling_order){ .max = 64, .repeat = 1, .wanted = { true, false } }, "64 workers");
  assert_refused ("pi", MODEL_THREADS, "steps=5", (struct scaling_order){ .max = 100000, .repeat = 1, .wanted = { true, true } }, "100000 threads");
  assert_refused ("pi", MODEL_THREADS, "steps=5", (struct scaling_order){ .max = -1, .repeat = 1, .wanted = { true, true } }, "-1 workers");
  assert_refused ("pi", MODEL_THREADS, "steps=5", (struct scaling_order){ .max = 2, .repeat = 0, .wanted = { true, true } }, "0 runs");
  assert_refused ("pi", MODEL_THREADS, "steps=5", (struct scaling_order){ .max = 2, .repeat = 1 }, "strong or weak");
}

static struct study *
made (const char *workload, enum model model, const char *settings, int repeat)
{
  struct plan *plan = plan_with (workload, model, settings);
  struct scaling_order order = { .plan = plan, .max = 2, .repeat = repeat, .wanted = { true, true } };
  g_autoptr (GError) error = NULL;
  struct scaling_runs *runs = scaling_start (&order, machine, &error);
  int seen = 0;
  g_assert_no_error (error);
  while (scaling_turn (runs)) {
    struct scaling_progress progress = scaling_progress (runs);
    g_assert_cmpint (progress.all, ==, 4 * repeat);
    g_assert_cmpint (progress.done, >=, seen);
    seen = progress.done;
    g_usleep (2000);
  }
  g_assert_cmpint (scaling_progress (runs).done, ==, 4 * repeat);
  plan_free (plan);
  return scaling_finish (runs);
}

static void
test_real (gconstpointer data)
{
  enum model model = GPOINTER_TO_INT (data);
  struct study *study = made ("pi", model, "steps=4 samples=20000", 2);
  g_assert_cmpstr (study->model, ==, model_name (model));
  g_assert_cmpstr (study->size, ==, "samples");
  g_assert_cmpint (study->pus, ==, scaling_pus (machine));
  g_assert_false (study->cut_short);
  for (int kind = 0; kind < SCALINGS; kind++) {
    g_assert_cmpint (study->series[kind].points, ==, 2);
    for (int i = 0; i < 2; i++) {
      const struct scaling_point *point = &study->series[kind].point[i];
      g_assert_cmpint (point->workers, ==, i + 1);
      g_assert_cmpint (point->value, ==, kind == SCALING_WEAK ? 20000 * (i + 1) : 20000);
      g_assert_cmpstr (scaling_gap (point), ==, NULL);
      g_assert_cmpint (scaling_measured (point), ==, 2);
      g_assert_cmpfloat (scaling_speedup (&study->series[kind], point, scaling_median (point)), >, 0);
      g_assert_true ((scaling_waited (point) >= 0 && scaling_waited (point) < 1) == (*study->schedule != 0));
    }
  }
  study_free (study);
}

/* A run that fails is a gap that says why, and the study goes on. */
static void
test_gap (void)
{
  g_autofree char *worker = g_strdup (g_getenv ("STRANDSCOPE_WORKER"));
  g_setenv ("STRANDSCOPE_WORKER", "/bin/false", TRUE);
  struct study *study = made ("pi", MODEL_THREADS, "steps=4", 1);
  if (worker)
    g_setenv ("STRANDSCOPE_WORKER", worker, TRUE);
  else
    g_unsetenv ("STRANDSCOPE_WORKER");
  for (int i = 0; i < 2; i++) {
    g_assert_cmpint (study->series[SCALING_STRONG].point[i].runs, ==, 1);
    g_assert_cmpint (scaling_measured (&study->series[SCALING_STRONG].point[i]), ==, 0);
    g_assert_cmpstr (scaling_gap (&study->series[SCALING_STRONG].point[i]), !=, NULL);
    g_assert_cmpstr (scaling_gap (&study->series[SCALING_STRONG].point[i]), !=, "It ended without a result."); /* it says how it failed */
  }
  study_free (study);
}

/* What goes on when it is stopped gives no figure, and no reason either. */
static void
test_stop (void)
{
  struct plan *plan = plan_with ("pi", MODEL_THREADS, "steps=1000000000");
  struct scaling_order order = { .plan = plan, .repeat = 1, .wanted = { true, false }, .max = 2 };
  struct scaling_runs *runs = scaling_start (&order, machine, NULL);
  g_assert_true (scaling_turn (runs));
  g_usleep (50000);
  g_assert_true (scaling_turn (runs));
  scaling_stop (runs);
  while (scaling_turn (runs))
    g_usleep (2000);
  struct study *study = scaling_finish (runs);
  g_assert_true (study->cut_short);
  g_assert_cmpint (study->series[SCALING_STRONG].point[0].runs, ==, 0);
  study_free (study);
  plan_free (plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  machine = machine_load (NULL, NULL);
  g_test_add_func ("/scaling/laws", test_laws);
  g_test_add_func ("/scaling/fit-exact", test_fit_exact);
  g_test_add_func ("/scaling/fit-between", test_fit_between);
  g_test_add_func ("/scaling/fit-bounds", test_fit_bounds);
  g_test_add_func ("/scaling/fit-unknown", test_fit_unknown);
  g_test_add_func ("/scaling/points", test_points);
  g_test_add_func ("/scaling/round-trip", test_round_trip);
  g_test_add_func ("/scaling/csv", test_csv);
  g_test_add_func ("/scaling/hostile", test_hostile);
  g_test_add_func ("/scaling/lines", test_lines);
  g_test_add_func ("/scaling/mutated", test_mutated);
  g_test_add_func ("/scaling/files", test_files);
  g_test_add_func ("/scaling/rules", test_rules);
  g_test_add_func ("/scaling/sizes", test_sizes);
  g_test_add_func ("/scaling/refused", test_refused);
  g_test_add_data_func ("/scaling/real-threads", GINT_TO_POINTER (MODEL_THREADS), test_real);
  g_test_add_data_func ("/scaling/real-processes", GINT_TO_POINTER (MODEL_PROCESSES), test_real);
  g_test_add_func ("/scaling/gap", test_gap);
  g_test_add_func ("/scaling/stop", test_stop);
  int status = g_test_run ();
  machine_destroy (machine);
  return status;
}
