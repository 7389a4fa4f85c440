/* Every workload in every model and runtime, against what is known of its result. */
#include <math.h>

#include "engine/workload/table.h"
#include "test-worker-common.h"

static const int shapes[][2] = { { 1, 1 }, { 1, 3 }, { 3, 1 }, { 2, 2 } }; /* ranks, threads */
static const char *const runtimes[] = { "openmp", "pthreads", "c11" };

static void
assert_heat (struct play *play, unsigned steps, unsigned size)
{
  g_assert_true (play->segment[0]->result_ok);
  g_assert_cmpfloat_with_epsilon (play->segment[0]->result_value, play->segment[0]->result_expected, 1e-12);
  play_assert_steps (play, steps);
  g_assert_cmpuint (play_match_messages (play), ==, 2 * ((unsigned) play->ranks - 1) * steps);
  for (guint i = 0; i < PLAY_EVENTS (play, 0, 0)->len; i++) {
    const struct event *event = &g_array_index (PLAY_EVENTS (play, 0, 0), struct event, i);

    if (event->kind == EVENT_SEND || event->kind == EVENT_RECV) {
      g_assert_cmpuint (event_bytes (event), ==, (size + 2) * 8);
      g_assert_cmpint (event->flags & EVENT_NONBLOCKING, !=, 0);
    }
  }
}

static void
test_heat (gconstpointer data)
{
  const int *shape = data;
  double norm = 0;

  for (gsize r = 0; r < (shape[1] > 1 ? G_N_ELEMENTS (runtimes) : 1); r++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s heat size=130 steps=40", runtimes[r]);
    struct play *play = play_whole (shape[0], shape[1], words);

    assert_heat (play, 40, 130);
    g_assert_cmpstr (play->segment[0]->runtime, ==, runtimes[r]);
    g_assert_cmpint (play->segment[0]->mpi_level_given >= 0, ==, shape[0] > 1);
    norm = play->segment[0]->result_value;
    /* two arrays and, where there is somebody beside it, a halo row each side */
    g_assert_cmpuint (play->segment[0]->object[0].parts, ==, 34);
    g_assert_cmpint (!(play->segment[0]->object[0].flags & OBJECT_HALO_LAST), ==, shape[0] == 1);
    g_assert_cmpint (play->segment[0]->object[0].flags & OBJECT_HALO_FIRST, ==, 0);
    play_destroy (play);
  }
  g_assert_cmpfloat (norm, >, 0.1);
}

static void
test_heat_sync (gconstpointer sync)
{
  g_autofree char *words = g_strdup_printf ("--sync %s heat size=100 steps=60", (const char *) sync);
  struct play *play = play_whole (1, 4, words);

  assert_heat (play, 60, 100);
  g_assert_cmpint (play_count (play, -1, -1, EVENT_LOCK_HOLD) > 0, ==, g_str_equal (sync, "mutex"));
  play_destroy (play);
}

/* 100,003 points a step do not divide by any of the shapes. The hits were counted by
 * another program, in Python, from the formula alone: they are the same for all. */
#define PI_HITS 471122

static void
test_pi (gconstpointer data)
{
  static const char *const syncs[] = { "mutex", "atomic", "reduction" };
  const int *shape = data;

  for (gsize i = 0; i < (shape[1] > 1 ? G_N_ELEMENTS (runtimes) : 1); i++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s --sync %s pi samples=100003 steps=6 every=4", runtimes[i], syncs[i]);
    struct play *play = play_whole (shape[0], shape[1], words);

    g_assert_true (play->segment[0]->result_ok);
    g_assert_cmpfloat_with_epsilon (play->segment[0]->result_value, 4.0 * PI_HITS / (6 * 100003), 1e-12);
    g_assert_cmpfloat (play->segment[0]->result_expected, ==, G_PI);
    play_assert_steps (play, 6);
    g_assert_cmpuint (play_count (play, -1, -1, EVENT_SEND), ==, 0);
    g_assert_cmpuint (play_count (play, 0, 0, EVENT_COLLECTIVE), ==, shape[0] > 1 ? 2 : 0);
    play_destroy (play);
  }
}

static void
test_counter (gconstpointer data)
{
  static const char *const syncs[] = { "none", "mutex", "atomic", "reduction" };
  const int *shape = data;

  for (gsize i = 0; i < G_N_ELEMENTS (syncs); i++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s --sync %s counter adds=50 work=1000 hold=200 steps=10", runtimes[i % 3], syncs[i]);
    struct play *play = play_whole (shape[0], shape[1], words);
    struct segment *segment = play->segment[0];

    g_assert_cmpfloat (segment->result_expected, ==, shape[0] * shape[1] * 500);
    g_assert_cmpint (segment->result_lesson, ==, i == 0);
    if (i == 0 && shape[1] > 1) { /* shared and not synchronised: loses for certain */
      g_assert_false (segment->result_ok);
      g_assert_cmpfloat (segment->result_value, <, segment->result_expected);
    } else {
      g_assert_true (segment->result_ok);
      g_assert_cmpfloat (segment->result_value, ==, segment->result_expected);
    }
    g_assert_cmpuint (play_count (play, -1, -1, EVENT_LOCK_HOLD), ==, i == 1 ? (unsigned) segment->result_expected : 0);
    play_destroy (play);
  }
}

static void
test_table (void)
{
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  const struct workload_description *heat = workload_describe ("heat");
  static const char *const bad[] = { "", "=", "size", "size=", "size=x", "size=3", "size=1e3", "size=99999999999999999999", "sizes=4", "=4" };
  char error[256];

  g_assert_null (workload_describe ("nothing"));
  workload_set_initial (heat, values);
  g_assert_cmpint (values[0], ==, heat->parameter[0].initial);
  g_assert_cmpint (workload_set (heat, "size=64", values, error, sizeof error), ==, 0);
  g_assert_cmpint (values[0], ==, 64);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    error[0] = 0;
    g_assert_cmpint (workload_set (heat, bad[i], values, error, sizeof error), ==, -1);
    g_assert_cmpstr (error, !=, "");
    g_assert_cmpint (values[0], ==, 64);
  }
  workload_set_initial (workload_describe ("mandelbrot"), values);
  g_assert_cmpint (workload_set (workload_describe ("mandelbrot"), "schedule=dynamic", values, error, sizeof error), ==, 0);
  g_assert_cmpint (values[3], ==, 1);
  g_assert_cmpint (workload_set (workload_describe ("mandelbrot"), "schedule=static", values, error, sizeof error), ==, 0);
  g_assert_cmpint (values[3], ==, 0);
  g_assert_cmpint (workload_set (workload_describe ("mandelbrot"), "schedule=guided", values, error, sizeof error), ==, -1);
  for (int i = 0; workload_table[i]; i++) {
    g_assert_nonnull (workload_parameter (workload_table[i], "steps"));
    g_assert_cmpuint (workload_table[i]->models, !=, 0);
    g_assert_cmpuint (workload_table[i]->models & ~WORKLOAD_ANY_MODEL, ==, 0);
    g_assert_null (workload_check_sync (workload_table[i], workload_table[i]->initial_sync));
    for (int p = 0; p < workload_table[i]->parameters; p++) {
      g_assert_cmpint (workload_table[i]->parameter[p].initial, >=, workload_table[i]->parameter[p].min);
      g_assert_cmpint (workload_table[i]->parameter[p].initial, <=, workload_table[i]->parameter[p].max);
    }
  }
  g_assert_cmpstr (workload_check_sync (heat, "none"), ==, "mutex, atomic, reduction");
  g_assert_null (workload_check_model (heat, "processes"));
  g_assert_cmpstr (workload_check_model (workload_describe ("false-sharing"), "processes"), ==, "threads, hybrid");
  g_assert_cmpstr (workload_check_model (heat, "mixed"), ==, "threads, processes, hybrid");
}

int
main (int argc, char **argv)
{
  static const char *const syncs[] = { "mutex", "atomic", "reduction" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workload/table", test_table);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autofree char *heat = g_strdup_printf ("/workload/heat/%dx%d", shapes[i][0], shapes[i][1]);
    g_autofree char *pi = g_strdup_printf ("/workload/pi/%dx%d", shapes[i][0], shapes[i][1]);
    g_autofree char *counter = g_strdup_printf ("/workload/counter/%dx%d", shapes[i][0], shapes[i][1]);

    g_test_add_data_func (heat, shapes[i], test_heat);
    g_test_add_data_func (pi, shapes[i], test_pi);
    g_test_add_data_func (counter, shapes[i], test_counter);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (syncs); i++) {
    g_autofree char *path = g_strdup_printf ("/workload/heat/sync/%s", syncs[i]);

    g_test_add_data_func (path, syncs[i], test_heat_sync);
  }
  return g_test_run ();
}
