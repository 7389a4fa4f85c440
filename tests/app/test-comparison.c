/* Two runs on one clock, without a window: recordings, runs one after the other, and what cannot be compared. */
#include "app/comparison.h"
#include "engine/trace/recording.h"
#include "engine/trace/remove-tree.h"
#include "engine/trace/trace-writer.h"

#include <stdlib.h>

static char *refusal;

static void
on_refused (StrandComparison *comparison, const char *sentence)
{
  g_free (refusal);
  refusal = g_strdup (sentence);
}

static StrandComparison *
new_comparison (void)
{
  StrandComparison *comparison = strand_comparison_new ();
  g_clear_pointer (&refusal, g_free);
  g_signal_connect (comparison, "refused", G_CALLBACK (on_refused), NULL);
  return comparison;
}

static bool
wait_until (bool (*check) (StrandComparison *comparison), StrandComparison *comparison, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * 1e6);

  while (!check (comparison) && g_get_monotonic_time () < until) {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_usleep (1000);
  }
  return check (comparison);
}

static bool
is_idle (StrandComparison *comparison)
{
  double share;

  return !strand_comparison_get_loading (comparison, &share) && !strand_comparison_get_running (comparison, &share);
}

static bool
stands (StrandComparison *comparison)
{
  return strand_comparison_get_speed (comparison) == 0;
}

static bool
has_five_steps (StrandComparison *comparison)
{
  return strand_comparison_get (comparison, 0)->summary->steps == 5;
}

/* A run whose first step begins LATE ns after its begin; five steps of LENGTH ns. */
static struct trace *
made_up (const char *model, uint64_t begin, uint64_t late, uint64_t length)
{
  struct trace *trace = trace_create (&(struct trace_description){ .model = (char *) model, .workload = (char *) "heat", .ranks = 1, .threads = 1 });
  struct event whole = { .begin = begin, .span = event_span (late + 5 * length, EVENT_PU_UNKNOWN), .kind = EVENT_THREAD };

  for (uint64_t n = 0; n < 5; n++) {
    struct event step = { .begin = begin + late + n * length, .span = event_span (length, EVENT_PU_UNKNOWN), .kind = EVENT_STEP, .value = (uint32_t) n };
    trace_writer_events (trace, 0, 0, &step, 1);
  }
  trace_writer_events (trace, 0, 0, &whole, 1);
  trace_writer_close (trace, begin + late + 5 * length);
  return trace;
}

static void
put_two (StrandComparison *comparison)
{
  struct trace *a = made_up ("threads", 1000000, 200000, 100000), *b = made_up ("processes", 77000000, 50000, 300000);

  strand_comparison_put (comparison, 0, a, NULL, "a", NULL);
  g_assert_false (strand_comparison_is_whole (comparison));
  strand_comparison_put (comparison, 1, b, NULL, "b", NULL);
  g_assert_true (strand_comparison_is_whole (comparison));
  trace_destroy (a);
  trace_destroy (b);
}

/* A moment is the same run time in both, counted from the first step. */
static void
test_clock (void)
{
  StrandComparison *comparison = new_comparison ();
  int64_t from, to;

  put_two (comparison);
  strand_comparison_get_range (comparison, &from, &to);
  g_assert_cmpint (from, ==, -50000); /* as far back as both go */
  g_assert_cmpint (to, ==, 1500000);  /* the longer one */
  strand_comparison_set_clock (comparison, 100000);
  g_assert_cmpuint (strand_comparison_get (comparison, 0)->snapshot.t, ==, 1300000);
  g_assert_cmpuint (strand_comparison_get (comparison, 1)->snapshot.t, ==, 77150000);
  strand_comparison_set_clock (comparison, -20000);
  g_assert_cmpuint (strand_comparison_moment (comparison, 0, -20000), ==, 1180000);
  g_assert_cmpuint (strand_comparison_moment (comparison, 0, -900000), ==, 1000000);
  g_assert_cmpuint (strand_comparison_moment (comparison, 0, 900000), ==, 1700000); /* it is over by then */
  strand_comparison_set_clock (comparison, INT64_MAX);
  g_assert_cmpint (strand_comparison_get_clock (comparison), ==, 1500000);
  strand_comparison_swap (comparison);
  g_assert_cmpstr (strand_comparison_get (comparison, 0)->name, ==, "b");
  g_assert_cmpint (strand_comparison_get_clock (comparison), ==, 1500000);
  g_object_unref (comparison);
}

/* Steps of 100 and of 300 µs: the nearest end of any. */
static void
test_steps (void)
{
  static const int64_t ends[] = { 100000, 200000, 300000, 400000, 500000, 600000, 900000 };
  StrandComparison *comparison = new_comparison ();

  put_two (comparison);
  strand_comparison_set_clock (comparison, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_assert_true (strand_comparison_step (comparison, CHANGE_ITERATION, FALSE));
    g_assert_cmpint (strand_comparison_get_clock (comparison), ==, ends[i]);
  }
  g_assert_true (strand_comparison_step (comparison, CHANGE_ITERATION, TRUE));
  g_assert_cmpint (strand_comparison_get_clock (comparison), ==, 600000);
  strand_comparison_set_clock (comparison, 1500000);
  g_assert_false (strand_comparison_step (comparison, CHANGE_ITERATION, FALSE));
  g_object_unref (comparison);
}

static void
test_playing (void)
{
  StrandComparison *comparison = new_comparison ();
  int64_t from, to;

  put_two (comparison);
  strand_comparison_set_clock (comparison, 0);
  strand_comparison_play (comparison, 0.02);
  g_assert_true (wait_until (stands, comparison, 10));
  g_assert_cmpint (strand_comparison_get_clock (comparison), ==, 1500000);
  g_assert_true (wait_until (has_five_steps, comparison, 5));
  strand_comparison_set_loop (comparison, 100000, 200000);
  strand_comparison_play (comparison, 0.01);
  g_assert_false (wait_until (stands, comparison, 0.3));
  g_assert_cmpint (strand_comparison_get_clock (comparison), >=, 100000);
  g_assert_cmpint (strand_comparison_get_clock (comparison), <, 200000);
  strand_comparison_play (comparison, 0);
  strand_comparison_zoom (comparison, 1e9);
  strand_comparison_get_stretch (comparison, &from, &to);
  g_assert_cmpint (from, ==, -50000);
  g_assert_cmpint (to, ==, 1500000);
  g_object_unref (comparison);
}

static void
test_recordings (void)
{
  StrandComparison *comparison = new_comparison ();
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *a = g_build_filename (folder, "a.run", NULL), *b = g_build_filename (folder, "b.run", NULL);
  struct trace *one = made_up ("threads", 1000000, 200000, 100000), *two = made_up ("processes", 77000000, 50000, 300000);
  g_autoptr (GError) error = NULL;

  g_assert_true (recording_save (one, NULL, a, NULL, &error));
  g_assert_true (recording_save (two, NULL, b, NULL, &error));
  strand_comparison_open (comparison, a, b);
  g_assert_true (wait_until (is_idle, comparison, 20));
  g_assert_null (refusal);
  g_assert_true (strand_comparison_is_whole (comparison));
  g_assert_cmpstr (strand_comparison_get (comparison, 1)->name, ==, "b.run");
  strand_comparison_open (comparison, "/nowhere/at/all", NULL); /* what was compared still is */
  g_assert_true (wait_until (is_idle, comparison, 20));
  g_assert_nonnull (refusal);
  g_assert_nonnull (strstr (refusal, "/nowhere/at/all"));
  g_assert_cmpstr (strand_comparison_get (comparison, 0)->name, ==, "a.run");
  strand_comparison_open (comparison, NULL, a);
  g_assert_true (wait_until (is_idle, comparison, 20));
  g_assert_cmpstr (strand_comparison_get (comparison, 1)->name, ==, "a.run");
  strand_comparison_open (comparison, b, b);
  strand_comparison_cancel_loading (comparison);
  g_assert_true (is_idle (comparison));
  g_assert_cmpstr (strand_comparison_get (comparison, 0)->name, ==, "a.run");
  remove_tree (folder);
  trace_destroy (one);
  trace_destroy (two);
  g_object_unref (comparison);
}

/* As many workers in every model. */
static void
test_plans (void)
{
  struct plan *plan = plan_new ();

  plan->model = MODEL_HYBRID;
  plan->ranks = 2;
  plan->threads = 3;
  g_free (plan->bind);
  plan->bind = g_strdup ("0,1;1,0");
  for (int model = 0; model < MODELS; model++) {
    struct plan *other = strand_comparison_plan (plan, (enum model) model, 2);
    g_assert_cmpint (plan_ranks (other) * plan_threads (other), ==, 6);
    g_assert_cmpint (plan_ranks (other), ==, model == MODEL_THREADS ? 1 : model == MODEL_PROCESSES ? 6 : 2);
    g_assert_cmpstr (other->bind, ==, "compact");
    g_assert_cmpfloat (other->duration_s, ==, 2);
    plan_free (other);
  }
  plan_free (plan);
}

static void
test_runs (void)
{
  StrandComparison *comparison = new_comparison ();
  struct plan *plan = plan_new ();
  const enum model models[] = { MODEL_THREADS, MODEL_PROCESSES };

  plan->ranks = 1;
  plan->threads = 2;
  plan->model = MODEL_THREADS;
  strand_comparison_run (comparison, plan, NULL, models, 0.3);
  double share;
  g_assert_cmpstr (strand_comparison_get_running (comparison, &share), ==, "Threads, run 1 of 2");
  g_assert_true (wait_until (is_idle, comparison, 60));
  g_assert_cmpstr (refusal, ==, NULL);
  g_assert_true (strand_comparison_is_whole (comparison));
  const struct compared *threads = strand_comparison_get (comparison, 0), *processes = strand_comparison_get (comparison, 1);
  g_assert_cmpstr (trace_description (threads->trace)->model, ==, "threads");
  g_assert_cmpstr (trace_description (processes->trace)->model, ==, "processes");
  g_assert_cmpuint (threads->end, <=, processes->begin); /* one after the other */
  strand_comparison_set_clock (comparison, INT64_MAX);
  g_assert_cmpint (threads->snapshot.threads, ==, 2);
  g_assert_cmpint (processes->snapshot.processes, ==, 2);
  strand_comparison_run (comparison, plan, NULL, models, 100);
  strand_comparison_cancel_running (comparison);
  g_assert_true (is_idle (comparison));
  g_assert_true (strand_comparison_is_whole (comparison));
  plan->threads = 0;
  strand_comparison_run (comparison, plan, NULL, models, 1);
  g_assert_true (is_idle (comparison));
  g_assert_nonnull (refusal);
  plan_free (plan);
  g_object_unref (comparison);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comparison/clock", test_clock);
  g_test_add_func ("/comparison/steps", test_steps);
  g_test_add_func ("/comparison/playing", test_playing);
  g_test_add_func ("/comparison/recordings", test_recordings);
  g_test_add_func ("/comparison/plans", test_plans);
  g_test_add_func ("/comparison/runs", test_runs);
  return g_test_run ();
}
