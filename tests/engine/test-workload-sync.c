/* The workloads on waiting and on memory, in every model and runtime, against what is known of their results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test-worker-common.h"

static const int shapes[][2] = { { 1, 1 }, { 1, 3 }, { 3, 1 }, { 2, 2 } }; /* ranks, threads */
static const char *const runtimes[] = { "openmp", "pthreads", "c11" };

#define CLOCK_SLACK_NS 20000 /* each thread calibrates its clock by itself: on a crowded machine some µs apart */

static void
assert_steps (struct play *play, unsigned steps)
{
  g_assert_cmpuint (play_count (play, -1, -1, EVENT_STEP), ==, steps * (unsigned) (play->ranks * play->threads));
}

/* Right, and for the right reason. */
static struct play *
play_right (const int *shape, double expected, unsigned steps, const char *words)
{
  struct play *play = play_whole (shape[0], shape[1], words);

  g_test_message ("%s", play->segment[0]->result_text);
  g_assert_true (play->segment[0]->result_ok);
  g_assert_false (play->segment[0]->result_lesson);
  g_assert_cmpfloat (play->segment[0]->result_expected, ==, expected);
  g_assert_cmpfloat (play->segment[0]->result_value, ==, expected);
  assert_steps (play, steps);
  return play;
}

static int
lock_id (const struct segment *segment, const char *name)
{
  for (unsigned i = 0; i < segment->locks; i++)
    if (g_str_equal (segment->lock[i], name))
      return (int) i;
  g_assert_not_reached ();
}

static unsigned
count_waits (struct play *play, const char *lock)
{
  unsigned count = 0;

  for (int i = 0; i < play->ranks * play->threads; i++)
    for (guint e = 0; e < play->events[i]->len; e++) {
      const struct event *event = &g_array_index (play->events[i], struct event, e);
      count += event->kind == EVENT_LOCK_WAIT && event->object == lock_id (play->segment[i / play->threads], lock);
    }
  return count;
}

static int
by_begin (const void *a, const void *b)
{
  const struct event *x = a, *y = b;

  return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* Nobody holds a lock while another does. */
static void
assert_held_by_one (struct play *play, int rank, const char *lock)
{
  g_autoptr (GArray) holds = g_array_new (FALSE, FALSE, sizeof (struct event));

  for (int t = 0; t < play->threads; t++)
    for (guint e = 0; e < PLAY_EVENTS (play, rank, t)->len; e++) {
      const struct event *event = &g_array_index (PLAY_EVENTS (play, rank, t), struct event, e);
      if (event->kind == EVENT_LOCK_HOLD && event->object == lock_id (play->segment[rank], lock))
        g_array_append_vals (holds, event, 1);
    }
  g_array_sort (holds, by_begin);
  g_assert_cmpuint (holds->len, >, 0);
  for (guint i = 1; i < holds->len; i++)
    g_assert_cmpuint (event_end (&g_array_index (holds, struct event, i - 1)), <=,
                      g_array_index (holds, struct event, i).begin + CLOCK_SLACK_NS);
}

/* What the workload counted and what was recorded are the same waits. */
static void
assert_buffer_waits (struct play *play)
{
  const char *text = strstr (play->segment[0]->result_text, "waits: ");
  unsigned full, empty;

  g_assert_cmpint (sscanf (text, "waits: %u for a free place (full), %u for", &full, &empty), ==, 2);
  g_assert_cmpuint (count_waits (play, "not full"), ==, full);
  g_assert_cmpuint (count_waits (play, "not empty"), ==, empty);
  g_assert_cmpuint (full + empty, >, 0);
}

static void
test_buffer (gconstpointer data)
{
  const int *shape = data;

  for (gsize i = 0; i < G_N_ELEMENTS (runtimes); i++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s buffer places=2 items=40 work=500 steps=20", runtimes[i]);
    struct play *play = play_right (shape, shape[0] * (shape[1] / 2) * 40 * 20, 20, words);

    assert_buffer_waits (play);
    for (int r = 0; r < play->ranks; r++)
      assert_held_by_one (play, r, "buffer");
    play_destroy (play);
  }
}

static void
test_lock_order (gconstpointer data)
{
  const int *shape = data;

  for (gsize i = 0; i < G_N_ELEMENTS (runtimes); i++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s deadlock-lock order=1 gap=20 steps=20", runtimes[i]);
    struct play *play = play_right (shape, shape[0] * shape[1] * 4 * 20, 20, words);

    assert_held_by_one (play, 0, "A");
    assert_held_by_one (play, 0, "B");
    play_destroy (play);
  }
}

/* Below the eager limit any order comes to an end, above it the right one does. */
static void
test_send_order (gconstpointer data)
{
  const int *shape = data;

  for (int i = 0; i < 2; i++) {
    g_autofree char *words = g_strdup_printf ("deadlock-send pause=10 steps=20 order=%d bytes=%d", i, i ? 100000 : 1000);
    struct play *play = play_right (shape, shape[0] * 20, 20, words);

    g_assert_cmpuint (play_match_messages (play), ==, (unsigned) shape[0] * 20);
    play_destroy (play);
  }
}

static void
test_window (gconstpointer data)
{
  const int *shape = data;

  for (int shared = 0; shared < 2; shared++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s window size=65 steps=7 shared=%d", runtimes[shared], shared);
    struct play *play = play_right (shape, shape[0] * 7, 7, words);
    bool window = shared && shape[0] > 1;

    for (int r = 0; r < play->ranks; r++) {
      g_assert_cmpint ((play->segment[r]->object[0].flags & OBJECT_WINDOW) != 0, ==, window);
      g_assert_cmpuint (play->segment[r]->object[0].bytes, ==, 65 * 1024);
      for (guint e = 0; e < PLAY_EVENTS (play, r, 0)->len; e++) /* in common, only barriers are needed */
        if (g_array_index (PLAY_EVENTS (play, r, 0), struct event, e).kind == EVENT_COLLECTIVE && window)
          g_assert_cmpint (g_array_index (PLAY_EVENTS (play, r, 0), struct event, e).object, !=, COLLECTIVE_BCAST);
    }
    g_assert_cmpuint (play_count (play, 0, 0, EVENT_COLLECTIVE), ==, shape[0] == 1 ? 0 : shared ? 2 * 7 + 1 : 7 + 1);
    play_destroy (play);
  }
}

static struct play *
start_endless (int ranks, int threads, const char *words)
{
  struct play *play = play_start (NULL, ranks, threads, false, words);

  for (int i = 0; i < 2000 && control_entered (play->control) < 3; i++) {
    play_drain (play);
    g_usleep (5000);
  }
  g_assert_cmpuint (control_entered (play->control), >=, 3);
  play_drain (play);
  return play;
}

/* "offset dev inode" of the mapping at ADDRESS; the caller frees. */
static char *
file_at (int pid, uint64_t address)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/maps", pid), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (int i = 0; lines[i]; i++) {
    unsigned long begin, end, offset, inode;
    char device[32];
    if (sscanf (lines[i], "%lx-%lx %*s %lx %31s %lu", &begin, &end, &offset, device, &inode) == 5 && address >= begin && address < end)
      return g_strdup_printf ("%lx %s %lu", offset + (address - begin), device, inode);
  }
  g_assert_not_reached ();
}

/* One piece of memory for all: the same file, at the same offset, whatever the address. */
static void
test_window_is_shared (void)
{
  for (int shared = 0; shared < 2; shared++) {
    g_autofree char *words = g_strdup_printf ("window size=64 steps=0 shared=%d", shared);
    struct play *play = start_endless (2, 1, words);
    g_autofree char *first = file_at (play->segment[0]->pid, play->segment[0]->object[0].address);
    g_autofree char *second = file_at (play->segment[1]->pid, play->segment[1]->object[0].address);

    g_test_message ("%s, %s", first, second);
    g_assert_cmpint (g_str_equal (first, second) && !g_str_has_suffix (first, " 0"), ==, shared);
    control_stop (play->control);
    play_finish (play);
    g_assert_true (play->segment[0]->result_ok);
    play_destroy (play);
  }
}

static void
test_first_touch (gconstpointer data)
{
  const int *shape = data;

  for (int parallel = 0; parallel < 2; parallel++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s first-touch size=1024 steps=5 parallel=%d", runtimes[parallel], parallel);
    struct play *play = play_right (shape, shape[0] * 1024 * 1024 / 8, 5, words);
    const char *text = play->segment[0]->result_text, *pages = strstr (text, "pages on node 0: ");

    if (!strstr (text, "not known") && strstr (text, "one NUMA node"))
      g_assert_cmpint (atoi (pages + strlen ("pages on node 0: ")), ==, shape[0] * 1024 * 1024 / getpagesize ());
    g_assert_cmpuint (play_count (play, 0, -1, EVENT_REGION), ==, (parallel ? shape[1] : 1) + 5 * shape[1]);
    play_destroy (play);
  }
}

/* The lanes' threads are Python's: other processes' or other threads', each another one. */
static void
assert_python_threads (struct play *play, int processes)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (int r = 0; r < play->ranks; r++)
    for (int t = 0; t < play->threads; t++) {
      const struct thread_slot *slot = segment_slot (play->segment[r], t);
      g_assert_cmpint (slot->pid, >, 0);
      g_assert_cmpint (slot->pid, !=, play->segment[r]->pid);
      g_assert_true (g_hash_table_add (seen, GINT_TO_POINTER (slot->tid)));
      if (processes)
        g_assert_cmpint (slot->pid, ==, slot->tid);
      else
        g_assert_cmpint (slot->pid, ==, segment_slot (play->segment[r], 0)->pid);
    }
}

static void
test_gil (gconstpointer data)
{
  const int *shape = data;

  for (int processes = 0; processes < 2; processes++) {
    g_autofree char *words = g_strdup_printf ("--runtime %s gil rounds=2000 steps=4 processes=%d", runtimes[processes], processes);
    struct play *play = play_right (shape, shape[0] * shape[1] * 4, 4, words);

    assert_python_threads (play, processes);
    play_destroy (play);
  }
}

/* Long enough for the threads to have to take the GIL from each other: then they leave their PUs, processes don't. */
static void
test_gil_witness (void)
{
  int left[2];

  for (int processes = 0; processes < 2; processes++) {
    g_autofree char *words = g_strdup_printf ("gil rounds=50000 steps=20 processes=%d", processes);
    struct play *play = play_right (shapes[1], 60, 20, words);
    const char *text = play->segment[0]->result_text;

    if (strstr (text, "without GIL")) {
      g_test_skip ("this python3 has no GIL");
      play_destroy (play);
      return;
    }
    g_assert_cmpint (sscanf (strstr (text, "themselves "), "themselves %d times", &left[processes]), ==, 1);
    play_destroy (play);
  }
  g_assert_cmpint (left[0], >, left[1] + 5);
}

static void
assert_refused (int ranks, int threads, const char *words, const char *sentence)
{
  struct play *play = play_start (NULL, ranks, threads, false, words);

  play_finish (play);
  g_test_message ("%s", play->errors);
  g_assert_cmpint (play->status, !=, 0);
  g_assert_nonnull (strstr (play->errors, sentence));
  play_destroy (play);
}

static void
test_refused (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));

  assert_refused (1, 1, "buffer", "threads");
  assert_refused (1, 1, "deadlock-lock", "threads");
  assert_refused (1, 2, "deadlock-send", "processes");
  g_setenv ("PATH", "/nowhere", TRUE);
  assert_refused (1, 2, "gil", "python3 was not found");
  g_setenv ("PATH", path, TRUE);
}

/* Held before the first step, three steps by hand, then stopped: all of them are cut into steps as they should be. */
static void
test_gate (gconstpointer data)
{
  struct play *play = play_start (NULL, 2, 2, true, data);

  control_step (play->control, 3);
  for (int i = 0; i < 4000 && play_drain (play) && control_entered (play->control) < 3; i++)
    g_usleep (5000);
  g_usleep (20000);
  g_assert_cmpuint (control_entered (play->control), ==, 3);
  control_stop (play->control);
  play_finish (play);
  g_assert_cmpint (play->status, ==, 0);
  assert_steps (play, 3);
  g_assert_true (play->segment[0]->result_ok);
  play_destroy (play);
}

static const int crowd[] = { 1, 5 }; /* several on either side of the buffer */

static void
add (const char *name, const int *shape, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/workload-sync/%s/%dx%d", name, shape[0], shape[1]);

  g_test_add_data_func (path, shape, test);
}

int
main (int argc, char **argv)
{
  static const char *const endless[] = { "buffer steps=0", "deadlock-lock order=1 steps=0", "deadlock-send bytes=100 steps=0",
                                         "window steps=0", "first-touch size=256 steps=0", "gil steps=0" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    if (shapes[i][1] > 1) {
      add ("buffer", shapes[i], test_buffer);
      add ("lock-order", shapes[i], test_lock_order);
    }
    if (shapes[i][0] > 1)
      add ("send-order", shapes[i], test_send_order);
    add ("window", shapes[i], test_window);
    add ("first-touch", shapes[i], test_first_touch);
    add ("gil", shapes[i], test_gil);
  }
  add ("buffer", crowd, test_buffer);
  g_test_add_func ("/workload-sync/window-is-shared", test_window_is_shared);
  g_test_add_func ("/workload-sync/gil-witness", test_gil_witness);
  g_test_add_func ("/workload-sync/refused", test_refused);
  for (gsize i = 0; i < G_N_ELEMENTS (endless); i++) {
    g_auto (GStrv) words = g_strsplit (endless[i], " ", 2);
    g_autofree char *path = g_strdup_printf ("/workload-sync/gate/%s", words[0]);

    g_test_add_data_func (path, endless[i], test_gate);
  }
  return g_test_run ();
}
