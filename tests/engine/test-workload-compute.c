/* The workloads of table-compute.c in every model and runtime: results that are known from elsewhere, and the counts that are
 * their witness. */
#include <string.h>

#include "engine/workload/table.h"
#include "test-worker-common.h"

static const int shapes[][2] = { { 1, 1 }, { 1, 3 }, { 3, 1 }, { 2, 2 } }; /* ranks, threads */
static const char *const runtimes[] = { "openmp", "pthreads", "c11" };

struct lesson {
  const char *name, *words;
  unsigned steps;
  double each, once; /* expected result: for every worker, and whatever the shape */
  void (*check) (struct play *play, const struct lesson *lesson);
};

static unsigned
regions (struct play *play, const char *name)
{
  unsigned count = 0;

  for (int r = 0; r < play->ranks; r++)
    for (int t = 0; t < play->threads; t++)
      count += play_count_regions (play, r, t, name);
  return count;
}

static unsigned
workers (const struct play *play)
{
  return (unsigned) (play->ranks * play->threads);
}

/* Calls of one kind, by rank 0. */
static unsigned
calls (struct play *play, enum event_collective kind)
{
  unsigned count = 0;

  for (guint i = 0; i < play->events[0]->len; i++) {
    const struct event *event = &g_array_index (play->events[0], struct event, i);

    count += event->kind == EVENT_COLLECTIVE && event->object == (int) kind;
  }
  return count;
}

static const struct segment_object *
object (struct play *play, const char *name)
{
  for (unsigned i = 0; i < play->segment[0]->objects; i++)
    if (g_str_equal (play->segment[0]->object[i].name, name))
      return &play->segment[0]->object[i];
  g_assert_not_reached ();
}

/* 61 rows in chunks of 7 are 9 chunks, whoever does them. */
static void
check_mandelbrot (struct play *play, const struct lesson *lesson)
{
  g_assert_cmpuint (regions (play, "rows"), ==, 9 * lesson->steps);
  g_assert_nonnull (strstr (play->segment[0]->result_text, "(imbalance)"));
  if (strstr (lesson->words, "mutex")) /* everyone asks once more, to hear that nothing is left */
    g_assert_cmpuint (play_count (play, -1, -1, EVENT_LOCK_HOLD), ==, (9 + workers (play)) * lesson->steps);
}

static void
check_ring (struct play *play, const struct lesson *lesson)
{
  unsigned laps = 5 * lesson->steps;

  for (int r = 0; r < play->ranks; r++)
    for (int t = 0; t < play->threads; t++) {
      g_assert_cmpuint (play_count_regions (play, r, t, "hold token"), ==, laps);
      /* thread 0 gets it back at the end of its rank */
      g_assert_cmpuint (play_count (play, r, t, EVENT_LOCK_HOLD), ==, t == 0 && play->threads > 1 ? 2 * laps : laps);
    }
  g_assert_cmpuint (play_match_messages (play), ==, play->ranks > 1 ? (unsigned) play->ranks * laps : 0);
}

static void
check_transpose (struct play *play, const struct lesson *lesson)
{
  bool alone = play->ranks == 1;

  g_assert_cmpuint (calls (play, COLLECTIVE_ALLTOALL), ==, alone ? 0 : lesson->steps);
  g_assert_cmpuint (regions (play, "transpose"), ==, alone ? workers (play) * lesson->steps : 0);
  g_assert_cmpuint (regions (play, "unpack"), ==, alone ? 0 : workers (play) * lesson->steps);
}

/* The root of broadcasts moves on. */
static void
check_roots (struct play *play)
{
  unsigned step = 0;

  for (guint i = 0; i < play->events[0]->len; i++) {
    const struct event *event = &g_array_index (play->events[0], struct event, i);

    if (event->kind != EVENT_COLLECTIVE || event->object != COLLECTIVE_BCAST)
      continue;
    g_assert_cmpuint (event->peer, ==, step++ % (unsigned) play->ranks);
    g_assert_cmpuint (event_bytes (event), ==, 800);
  }
}

static void
check_collectives (struct play *play, const struct lesson *lesson)
{
  static const int kinds[] = { COLLECTIVE_BCAST, COLLECTIVE_ALLREDUCE, COLLECTIVE_GATHER, COLLECTIVE_ALLTOALL };
  unsigned ranks = (unsigned) play->ranks;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpuint (calls (play, kinds[i]), ==, ranks > 1 ? lesson->steps : 0);
  check_roots (play);
  g_assert_cmpfloat (play->segment[0]->result_value, ==, 100 * (3 * ranks + 1 + ranks * ranks) * lesson->steps);
}

/* The last word to each rank is that nothing is left. */
static void
check_farm (struct play *play, const struct lesson *lesson)
{
  unsigned messages = play_match_messages (play), others = (unsigned) play->ranks - 1;

  g_assert_cmpuint (regions (play, "task"), ==, (strstr (lesson->words, "tasks=23") ? 23 : 1) * lesson->steps);
  g_assert_cmpuint (messages % 2, ==, 0);
  g_assert_cmpuint (messages, >=, 2 * others * lesson->steps);
  g_assert_cmpuint (messages, ==, 2 * regions (play, "hand out"));
  if (others > 0)
    g_assert_cmpuint (play_count_regions (play, 0, 0, "task"), ==, 0);
  if (others > 0) /* a first lot for each */
    g_assert_cmpuint (play_count_regions (play, 1, 0, "task") + play_count_regions (play, 1, play->threads - 1, "task"), >=, lesson->steps);
  g_assert_cmpint (play_count (play, 0, -1, EVENT_LOCK_HOLD) > 0, ==, strstr (lesson->words, "mutex") != NULL);
}

static void
check_serial_fraction (struct play *play, const struct lesson *lesson)
{
  g_assert_cmpuint (regions (play, "serial part"), ==, lesson->steps);
  g_assert_cmpuint (play_count_regions (play, 0, 0, "serial part"), ==, lesson->steps);
  g_assert_cmpuint (regions (play, "parallel part"), ==, workers (play) * lesson->steps);
  g_assert_cmpuint (calls (play, COLLECTIVE_BCAST), ==, play->ranks > 1 ? lesson->steps : 0);
  g_assert_nonnull (strstr (play->segment[0]->result_text, "15 items by one worker, 35 by all"));
}

static void
check_oversubscribe (struct play *play, const struct lesson *lesson)
{
  g_assert_cmpuint (regions (play, "slice"), ==, 5 * workers (play) * lesson->steps);
  g_assert_nonnull (strstr (play->segment[0]->result_text, "(kernel)"));
}

static void
check_false_sharing (struct play *play, const struct lesson *lesson)
{
  const struct segment_object *counters = object (play, "counters");
  bool padded = strstr (lesson->words, "padded=1") != NULL;

  g_assert_cmpuint (counters->parts, ==, (unsigned) play->threads);
  g_assert_cmpint (counters->bytes >= (unsigned) play->threads * 64, ==, padded);
  g_assert_cmpint (counters->bytes == (unsigned) play->threads * 8, ==, !padded);
  g_assert_cmpuint (regions (play, "count"), ==, workers (play) * lesson->steps);
}

static void
check_stream (struct play *play, const struct lesson *lesson)
{
  g_assert_cmpuint (regions (play, "copy"), ==, workers (play) * lesson->steps);
  g_assert_cmpuint (regions (play, "triad"), ==, workers (play) * lesson->steps);
  g_assert_nonnull (strstr (play->segment[0]->result_text, "Measured GB/s"));
}

/* Iterations and the sum of all tasks were computed by another program, in Python, from the formulas alone. */
static const struct lesson lessons[] = {
  { "mandelbrot", "mandelbrot size=61 iterations=200 chunk=7", 3, 0, 3 * 241385., check_mandelbrot },
  { "mandelbrot", "--sync mutex mandelbrot size=61 iterations=200 chunk=7 schedule=1", 3, 0, 3 * 241385., check_mandelbrot },
  { "mandelbrot", "mandelbrot size=61 iterations=200 chunk=7 schedule=dynamic", 3, 0, 3 * 241385., check_mandelbrot },
  { "ring", "ring laps=5 hold=100", 4, 20, 0, check_ring },
  { "transpose", "transpose size=50", 5, 0, 2500, check_transpose },
  { "collectives", "collectives size=100", 7, 0, 0, check_collectives },
  { "farm", "--sync mutex farm tasks=23 rounds=5000 spread=8", 6, 0, 44701560000., check_farm },
  { "farm", "--sync atomic farm tasks=23 rounds=5000 spread=8", 6, 0, 44701560000., check_farm },
  { "farm", "--sync mutex farm tasks=1 rounds=100", 6, 0, 6 * 5050, check_farm }, /* fewer than one asks for */
  { "serial-fraction", "serial-fraction items=50 serial=30 rounds=100", 4, 0, 4 * (75750. + 35 * (5050 + 75750)), check_serial_fraction },
  { "oversubscribe", "oversubscribe slices=5 rounds=1000", 3, 5 * 500500. * 3, 0, check_oversubscribe },
  { "false-sharing", "false-sharing updates=1000", 5, 5000, 0, check_false_sharing },
  { "false-sharing", "false-sharing updates=1000 padded=1", 5, 5000, 0, check_false_sharing },
  { "stream", "stream size=1000", 10, 0, 1, check_stream },
};

static bool
runs_in (const char *name, int ranks, int threads)
{
  const struct workload_description *workload = workload_describe (name);

  return !workload_check_model (workload, ranks == 1 ? "threads" : threads == 1 ? "processes" : "hybrid");
}

static void
play_lesson (const struct lesson *lesson, int ranks, int threads, const char *runtime)
{
  g_autofree char *words = g_strdup_printf ("--runtime %s %s steps=%u", runtime, lesson->words, lesson->steps);
  struct play *play = play_whole (ranks, threads, words);

  g_test_message ("%s: %s", words, play->segment[0]->result_text);
  g_assert_true (play->segment[0]->result_ok);
  if (lesson->each + lesson->once > 0)
    g_assert_cmpfloat_with_epsilon (play->segment[0]->result_value, lesson->each * workers (play) + lesson->once, 1e-12);
  play_assert_steps (play, lesson->steps);
  if (ranks == 1) { /* no MPI */
    g_assert_cmpint (play->segment[0]->mpi_level_asked, ==, -1);
    g_assert_cmpuint (play_count (play, -1, -1, EVENT_COLLECTIVE) + play_count (play, -1, -1, EVENT_SEND), ==, 0);
  }
  lesson->check (play, lesson);
  play_destroy (play);
}

static void
test_lesson (gconstpointer data)
{
  const struct lesson *lesson = data;

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (gsize r = 0; r < (shapes[s][1] > 1 ? G_N_ELEMENTS (runtimes) : 1); r++)
      if (runs_in (lesson->name, shapes[s][0], shapes[s][1]))
        play_lesson (lesson, shapes[s][0], shapes[s][1], runtimes[r]);
}

/* Until TRUE or 20 s. */
#define WAIT_FOR(play, condition)                                            \
  for (gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; !(condition);) { \
    g_assert_true (play_drain (play));                                       \
    g_assert_cmpint (g_get_monotonic_time (), <, end);                       \
    g_usleep (1000);                                                         \
  }

/* Endless, held at the gate, let through three steps, stopped there: with default sizes, and the result stands. */
static void
test_gate (gconstpointer name)
{
  g_autofree char *words = g_strdup_printf ("%s steps=0", (const char *) name);
  struct play *play = play_start (NULL, 2, 2, true, words);

  for (int i = 0; i < 4; i++)
    WAIT_FOR (play, play->segment[i / 2] && segment_slot (play->segment[i / 2], i % 2)->now_state == NOW_GATE);
  control_step (play->control, 3);
  WAIT_FOR (play, play_count (play, -1, -1, EVENT_STEP) == 12);
  control_stop (play->control);
  play_finish (play);
  g_assert_cmpint (play->status, ==, 0);
  play_assert_steps (play, 3);
  g_assert_true (play->segment[0]->result_ok);
  for (int i = 0; i < 4; i++)
    g_assert_cmpuint (segment_slot (play->segment[i / 2], i % 2)->dropped, ==, 0);
  play_destroy (play);
}

/* Stopped before the first step: a result all the same, of nothing. */
static void
test_no_step (gconstpointer name)
{
  g_autofree char *words = g_strdup_printf ("--runtime pthreads %s steps=0", (const char *) name);
  struct play *play = play_start (NULL, 1, 2, true, words);

  control_stop (play->control);
  play_finish (play);
  g_assert_cmpint (play->status, ==, 0);
  play_assert_steps (play, 0);
  g_assert_true (play->segment[0]->result_ok);
  g_assert_cmpfloat_with_epsilon (play->segment[0]->result_value, play->segment[0]->result_expected, 1e-12);
  play_destroy (play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (lessons); i++) {
    g_autofree char *path = g_strdup_printf ("/workload/%s/%zu", lessons[i].name, i);
    g_autofree char *gate = g_strdup_printf ("/workload/%s/gate", lessons[i].name);
    g_autofree char *no_step = g_strdup_printf ("/workload/%s/no-step", lessons[i].name);

    g_test_add_data_func (path, &lessons[i], test_lesson);
    if (i > 0 && g_str_equal (lessons[i].name, lessons[i - 1].name))
      continue;
    g_test_add_data_func (gate, lessons[i].name, test_gate);
    g_test_add_data_func (no_step, lessons[i].name, test_no_step);
  }
  return g_test_run ();
}
