/* The worker program: what it says to bad input, how it stops, how it dies; and that messages are recorded as
 * they were. */
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/record/event.h"
#include "test-worker-common.h"

static void
assert_refused (const char *words, int status, const char *says)
{
  struct play *play = play_start (NULL, 1, 1, false, words);

  play_finish (play);
  g_test_message ("%s: %s", words, play->errors);
  g_assert_true (WIFEXITED (play->status));
  g_assert_cmpint (WEXITSTATUS (play->status), ==, status);
  g_assert_nonnull (strstr (play->errors, says));
  g_assert_true (strchr (play->errors, '\n') == play->errors + strlen (play->errors) - 1); /* one line */
  g_assert_nonnull (play->segment[0]);
  g_assert_cmpuint (play->segment[0]->state, ==, SEGMENT_FAILED);
  g_assert_nonnull (strstr (play->errors, play->segment[0]->error));
  play_destroy (play);
}

static void
test_usage (void)
{
  assert_refused ("", 2, "heat, pi, counter");
  assert_refused ("nothing", 2, "'nothing'");
  assert_refused ("--threads 0 heat", 2, "from 1 to");
  assert_refused ("--threads two heat", 2, "two");
  assert_refused ("--threads", 2, "needs a value");
  assert_refused ("--colour heat", 2, "--colour");
  assert_refused ("--runtime java heat", 2, "openmp, pthreads or c11");
  assert_refused ("--bind 1- heat", 2, "'1-'");
  assert_refused ("--sync none heat", 2, "mutex, atomic, reduction");
  assert_refused ("--model processes --threads 2 heat", 2, "one thread a rank");
  assert_refused ("--model processes false-sharing", 2, "give one of threads, hybrid");
  assert_refused ("mandelbrot size=8 chunk=8 schedule=2", 2, "schedule=2");
  assert_refused ("--sync reduction farm", 2, "atomic, mutex");
  assert_refused ("--model mixed heat", 2, "mixed");
  assert_refused ("heat size", 2, "KEY=VALUE");
  assert_refused ("heat size=2", 2, "from 4 to");
  assert_refused ("heat grid=2", 2, "size, steps");
  assert_refused ("--bind 4096 heat", 1, "PU 4096 does not exist");
  assert_refused ("--threads 12 heat size=8", 1, "at least 12");
}

static void
test_model_threads_under_mpirun (void)
{
  struct play *play = play_start (NULL, 2, 1, false, "--model threads heat");

  play_finish (play);
  g_assert_cmpint (WEXITSTATUS (play->status), ==, 2);
  g_assert_nonnull (strstr (play->errors, "start it without mpirun"));
  play_destroy (play);
}

/* Without STRANDSCOPE_RUN: one line with the result, no files. */
static void
test_by_itself (void)
{
  g_autofree char *output = NULL, *errors = NULL;
  const char *argv[] = { g_getenv ("STRANDSCOPE_WORKER"), "--threads", "2", "heat", "size=64", "steps=5", NULL };
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, &errors, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (errors, ==, "");
  g_assert_true (g_str_has_prefix (output, "heat: "));
  g_assert_nonnull (strstr (output, ": right."));
  g_assert_true (strchr (output, '\n') == output + strlen (output) - 1);
}

/* Until TRUE or 20 s. */
#define WAIT_FOR(play, condition)                                            \
  for (gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; !(condition);) { \
    g_assert_true (play_drain (play));                                       \
    g_assert_cmpint (g_get_monotonic_time (), <, end);                       \
    g_usleep (1000);                                                         \
  }

static struct play *
start_endless (int ranks, int threads, const char *words)
{
  struct play *play = play_start (NULL, ranks, threads, false, words);

  WAIT_FOR (play, control_entered (play->control) > 20);
  return play;
}

static unsigned
steps_of (struct play *play, int rank, int thread)
{
  return play_count (play, rank, thread, EVENT_STEP);
}

static void
test_stop (void)
{
  struct play *play = start_endless (2, 2, "heat size=200 steps=0");

  control_stop (play->control);
  play_finish (play);
  g_assert_cmpint (play->status, ==, 0);
  g_assert_true (play->segment[0]->result_ok);
  g_assert_cmpuint (play->segment[0]->state, ==, SEGMENT_DONE);
  for (int r = 0; r < 2; r++)
    for (int t = 0; t < 2; t++)
      g_assert_cmpuint (steps_of (play, r, t) + segment_slot (play->segment[r], t)->dropped, >=, play->control->stop_at);
  g_assert_cmpuint (play_match_messages (play), ==, 2 * play->control->stop_at);
  play_destroy (play);
}

/* Held before the first step: all threads say so; then one step, exactly. */
static void
test_hold (void)
{
  struct play *play = play_start (NULL, 2, 2, true, "pi samples=1000 steps=0 every=1");

  for (int i = 0; i < 4; i++)
    WAIT_FOR (play, play->segment[i / 2] && segment_slot (play->segment[i / 2], i % 2)->now_state == NOW_GATE);
  g_usleep (20000);
  play_drain (play);
  g_assert_cmpuint (play_count (play, -1, -1, EVENT_STEP), ==, 0);
  control_step (play->control, 1);
  WAIT_FOR (play, play_count (play, -1, -1, EVENT_STEP) == 4);
  g_usleep (20000);
  play_drain (play);
  g_assert_cmpuint (play_count (play, -1, -1, EVENT_STEP), ==, 4);
  g_assert_cmpuint (play_count (play, -1, -1, EVENT_GATE), ==, 4);
  control_stop (play->control);
  play_finish (play);
  g_assert_cmpint (play->status, ==, 0);
  g_assert_true (play->segment[0]->result_ok);
  play_destroy (play);
}

static void
test_signal (void)
{
  struct play *play = start_endless (2, 1, "counter steps=0");

  kill (play->segment[1]->pid, SIGSEGV);
  play_finish (play);
  g_assert_cmpuint (play->segment[1]->state, ==, SEGMENT_SIGNALLED);
  g_assert_cmpint (play->segment[1]->signal, ==, SIGSEGV);
  g_assert_cmpuint (play->segment[0]->state, ==, SEGMENT_RUNNING);
  g_assert_cmpint (WIFEXITED (play->status) ? WEXITSTATUS (play->status) : 0, ==, 139);
  g_assert_cmpuint (play->events[0]->len, >, 0); /* what was recorded survives */
  play_destroy (play);
}

/* It is ours, by the subreaper. Where it lives on it is killed here. */
static bool
dies (pid_t pid)
{
  for (int i = 0; i < 500; i++) {
    if (waitpid (pid, NULL, WNOHANG) == pid)
      return true;
    g_usleep (10000);
  }
  kill (pid, SIGKILL);
  return false;
}

/* The host dies: the worker does too. */
static void
test_parent_dies (void)
{
  int ends[2];
  pid_t parent, worker = 0;

  g_assert_cmpint (pipe (ends), ==, 0);
  prctl (PR_SET_CHILD_SUBREAPER, 1);
  parent = fork ();
  if (parent == 0) {
    struct play *play = start_endless (1, 2, "heat steps=0 size=64");
    pid_t pid = play->pid;

    g_assert_cmpint (write (ends[1], &pid, sizeof pid), ==, sizeof pid);
    g_assert_cmpint (write (ends[1], play->folder, strlen (play->folder) + 1), >, 0);
    pause ();
  }
  g_assert_cmpint (read (ends[0], &worker, sizeof worker), ==, sizeof worker);
  {
    char folder[256];
    g_autofree char *command = NULL;

    g_assert_cmpint (read (ends[0], folder, sizeof folder), >, 0);
    g_assert_cmpint (kill (worker, 0), ==, 0);
    kill (parent, SIGKILL);
    waitpid (parent, NULL, 0);
    g_assert_true (dies (worker));
    command = g_strdup_printf ("rm -r %s", folder);
    g_assert_cmpint (system (command), ==, 0);
  }
}

static void
test_binding (void)
{
  struct play *play = play_whole (2, 2, "--bind 0 pi samples=1000 steps=3");

  for (int r = 0; r < 2; r++)
    for (int t = 0; t < 2; t++) {
      struct thread_slot *slot = segment_slot (play->segment[r], t);

      g_assert_cmpuint (slot->bound, ==, 1);
      g_assert_cmpint (slot->bind_error, ==, 0);
      g_assert_cmpmem (slot->asked, sizeof slot->asked, slot->binding, sizeof slot->binding);
      for (guint i = 0; i < PLAY_EVENTS (play, r, t)->len; i++)
        g_assert_cmpint (slot->asked[0] >> event_pu (&g_array_index (PLAY_EVENTS (play, r, t), struct event, i)) & 1, ==, 1);
    }
  play_destroy (play);
}

static void
assert_spans_sane (struct play *play)
{
  for (int r = 0; r < play->ranks; r++) {
    uint64_t last = 0;

    for (guint i = 0; i < play->events[r]->len; i++) {
      const struct event *event = &g_array_index (play->events[r], struct event, i);

      g_assert_cmpuint (event->kind, >, EVENT_NONE);
      g_assert_cmpuint (event->kind, <, EVENT_KINDS);
      g_assert_cmpuint (event_end (event), >=, last); /* written when they end */
      last = event_end (event);
    }
  }
}

/* The messages of test-worker-messages-rank.c, counted by hand. */
static void
test_messages (void)
{
  struct play *play = play_start (g_getenv ("STRANDSCOPE_TEST_RANK"), 3, 1, false, "");
  unsigned cancelled = 0, numbers[3] = { 0 };

  play_finish (play);
  g_test_message ("%s", play->errors);
  g_assert_cmpint (play->status, ==, 0);
  assert_spans_sane (play);
  /* blocking 3 + 2 x 3; many 3 x 302; cancelled 3; split 2, copy 3, world 3, self 3; large 1 */
  g_assert_cmpuint (play_match_messages (play), ==, 3 + 6 + 3 * 302 + 3 + 2 + 3 + 3 + 3 + 1);
  for (int r = 0; r < 3; r++)
    for (guint i = 0; i < play->events[r]->len; i++) {
      const struct event *event = &g_array_index (play->events[r], struct event, i);

      cancelled += event->kind == EVENT_RECV && event->flags & EVENT_CANCELLED;
      if (event->kind == EVENT_SEND && event->object == 60 && event->comm < 3)
        numbers[event->comm]++;
    }
  g_assert_cmpuint (cancelled, ==, 3);
  g_assert_cmpuint (numbers[0], ==, 3);
  g_assert_cmpuint (numbers[1], ==, 2); /* the split: the same number in both parts */
  g_assert_cmpuint (numbers[2], ==, 3);
  g_assert_cmpuint (play_count (play, -1, -1, EVENT_COLLECTIVE), ==, 3 * (9 + 1));
  play_destroy (play);
}

/* What a send was stands in its event, what a communicator is called in the segment. */
static void
test_kinds_and_names (void)
{
  struct play *play = play_start (g_getenv ("STRANDSCOPE_TEST_RANK"), 3, 1, false, "");
  unsigned synchronous = 0, exchanges = 0, sends = 0;

  play_finish (play);
  for (guint i = 0; i < play->events[0]->len; i++) {
    const struct event *event = &g_array_index (play->events[0], struct event, i);

    if (event->kind != EVENT_SEND)
      continue;
    synchronous += event->object == 10 && event->flags & EVENT_SYNCHRONOUS;
    sends += event->object == 10;
    exchanges += (event->object == 20 || event->object == 21) && event->flags & EVENT_EXCHANGE;
  }
  g_assert_cmpuint (sends, ==, 2);
  g_assert_cmpuint (synchronous, ==, 1);
  g_assert_cmpuint (exchanges, ==, 2);
  g_assert_cmpuint (atomic_load (&play->segment[1]->comms), ==, 3);
  g_assert_cmpstr (play->segment[1]->comm[0].name, ==, "split 1");
  g_assert_cmpstr (play->segment[1]->comm[1].name, ==, "copy 2");
  g_assert_cmpstr (play->segment[1]->comm[2].name, ==, "all again");
  g_assert_cmpuint (play->segment[1]->comm[2].number, ==, 2);
  g_assert_cmpint (atomic_load (&play->segment[1]->receives_posted), ==, 0); /* as many ended as were posted */
  play_destroy (play);
}

static void
test_collective_shares (void)
{
  static const struct { int kind, root; unsigned bytes; } expected[] = {
    { COLLECTIVE_BARRIER, -1, 0 }, /* of the split */
    { COLLECTIVE_BARRIER, -1, 0 },   { COLLECTIVE_BCAST, 1, 24 },    { COLLECTIVE_REDUCE, 2, 8 },    { COLLECTIVE_ALLREDUCE, -1, 8 },
    { COLLECTIVE_GATHER, 0, 8 },     { COLLECTIVE_SCATTER, 0, 8 },   { COLLECTIVE_ALLGATHER, -1, 8 }, { COLLECTIVE_ALLTOALL, -1, 24 },
    { COLLECTIVE_ALLTOALL, -1, 24 },
  };
  struct play *play = play_start (g_getenv ("STRANDSCOPE_TEST_RANK"), 3, 1, false, "");

  play_finish (play);
  for (int r = 0; r < 3; r++) {
    unsigned next = 0;

    for (guint i = 0; i < play->events[r]->len; i++) {
      const struct event *event = &g_array_index (play->events[r], struct event, i);

      if (event->kind != EVENT_COLLECTIVE)
        continue;
      g_assert_cmpint (event->object, ==, expected[next].kind);
      g_assert_cmpuint (event->peer, ==, (unsigned) (expected[next].root < 0 ? r : expected[next].root));
      g_assert_cmpuint (event_bytes (event), ==, expected[next].bytes);
      next++;
    }
    g_assert_cmpuint (next, ==, G_N_ELEMENTS (expected));
  }
  play_destroy (play);
}

/* A receive that nobody answers: the now slot says for whom it waits, to a host that only looks. */
static void
test_waits_for_whom (void)
{
  struct play *play = start_endless (2, 1, "heat size=64 steps=0");
  struct thread_slot *slot = segment_slot (play->segment[0], 0);

  kill (play->segment[1]->pid, SIGSTOP);
  WAIT_FOR (play, slot->now_state == NOW_MESSAGE_WAIT && slot->now_object == 1);
  kill (play->segment[1]->pid, SIGCONT);
  control_stop (play->control);
  play_finish (play);
  g_assert_cmpint (play->status, ==, 0);
  play_destroy (play);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/usage", test_usage);
  g_test_add_func ("/worker/model-threads-under-mpirun", test_model_threads_under_mpirun);
  g_test_add_func ("/worker/by-itself", test_by_itself);
  g_test_add_func ("/worker/stop", test_stop);
  g_test_add_func ("/worker/hold", test_hold);
  g_test_add_func ("/worker/signal", test_signal);
  g_test_add_func ("/worker/parent-dies", test_parent_dies);
  g_test_add_func ("/worker/binding", test_binding);
  g_test_add_func ("/worker/messages", test_messages);
  g_test_add_func ("/worker/kinds-and-names", test_kinds_and_names);
  g_test_add_func ("/worker/collective-shares", test_collective_shares);
  g_test_add_func ("/worker/waits-for-whom", test_waits_for_whom);
  return g_test_run ();
}
