/* Who waits for whom, on hand-made traces: circles are found, and nothing else is. */
#include "engine/trace/trace-writer.h"
#include "engine/trace/summary.h"
#include "engine/trace/waits.h"

#define S UINT64_C (1000000000)
#define NOW (10 * S)

static struct trace *
make (int ranks, int threads)
{
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = ranks, .threads = threads };
  struct trace *trace = trace_create (&description);

  for (int r = 0; r < ranks; r++) {
    trace_writer_workload (trace, r, 1, 0);
    trace_writer_process (trace, r, 1, PROCESS_ALIVE, NULL);
    trace_writer_lock_name (trace, r, 0, "A");
    trace_writer_lock_name (trace, r, 1, "B");
    for (int t = 0; t < threads; t++) {
      struct writer_now now = { .at = 1, .since = 1, .state = NOW_RUNNING, .object = -1, .region = UINT32_MAX };
      trace_writer_now (trace, r, t, &now);
    }
  }
  trace_writer_advance (trace, NOW);
  return trace;
}

static void
waits (struct trace *trace, int rank, int thread, unsigned state, int object, uint64_t since)
{
  struct writer_now now = { .at = since, .since = since, .state = state, .object = object, .region = UINT32_MAX };

  trace_writer_now (trace, rank, thread, &now);
}

static void
holds (struct trace *trace, int rank, int thread, unsigned lock, uint64_t since)
{
  trace_writer_lock_holder (trace, rank, lock, thread, since);
}

static void
sent (struct trace *trace, int from, int to)
{
  struct event event = { .begin = 2 * S, .span = event_span (1000, 0), .kind = EVENT_SEND, .peer = (uint16_t) to, .object = 7, .value = 8 };

  trace_writer_events (trace, from, 0, &event, 1);
}

/* What is said of the trace's end; SENTENCE NULL: no deadlock. Ends the trace. */
static void
assert_said (struct trace *trace, const char *sentence, int members)
{
  struct snapshot snapshot = { 0 };
  int in_cycle = 0;

  snapshot_take (trace, UINT64_MAX, 0, S, &snapshot);
  g_autofree char *said = waits_sentence (&snapshot);
  for (int i = 0; i < snapshot.waits; i++)
    in_cycle += snapshot.wait[i].in_cycle;
  g_assert_cmpstr (said, ==, sentence);
  g_assert_cmpint (in_cycle, ==, members);
  g_assert_cmpint (snapshot.deadlock_since_ns > 0, ==, sentence != NULL);
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

static struct trace *
two_locks (uint64_t since)
{
  struct trace *trace = make (1, 3);

  holds (trace, 0, 0, 0, 2 * S);
  holds (trace, 0, 1, 1, 2 * S);
  waits (trace, 0, 0, NOW_LOCK_WAIT, 1, since);
  waits (trace, 0, 1, NOW_LOCK_WAIT, 0, since);
  return trace;
}

static void
test_two_locks (void)
{
  assert_said (two_locks (7 * S), "Deadlock: 0.0 waits for lock B held by 0.1, which waits for lock A held by 0.0; since 3.0 s", 2);
  assert_said (two_locks (NOW - S / 2), NULL, 0); /* not old enough */
  struct trace *trace = two_locks (NOW - S / 2);
  waits (trace, 0, 2, NOW_LOCK_WAIT, 0, 3 * S); /* an old wait beside them makes them no older */
  assert_said (trace, NULL, 0);
  trace = two_locks (7 * S);
  waits (trace, 0, 2, NOW_LOCK_WAIT, 0, 3 * S); /* waits for the circle, is no part of it */
  assert_said (trace, "Deadlock: 0.0 waits for lock B held by 0.1, which waits for lock A held by 0.0; since 3.0 s", 2);
}

static void
test_edges (void)
{
  struct trace *trace = two_locks (7 * S);
  struct snapshot snapshot = { 0 };

  waits (trace, 0, 2, NOW_LOCK_WAIT, 0, 3 * S);
  snapshot_take (trace, UINT64_MAX, 0, S, &snapshot);
  g_assert_cmpint (snapshot.waits, ==, 3);
  g_assert_cmpint (snapshot.wait[0].from, ==, 0);
  g_assert_cmpint (snapshot.wait[0].to_rank, ==, 0);
  g_assert_cmpint (snapshot.wait[0].to_thread, ==, 1);
  g_assert_cmpstr (snapshot.wait[0].name, ==, "B");
  g_assert_cmpint (snapshot.wait[2].to_thread, ==, 0);
  g_assert_true (snapshot.wait[1].in_cycle);
  g_assert_false (snapshot.wait[2].in_cycle);
  snapshot_take (trace, 5 * S, 0, S, &snapshot); /* before: one waits for 0.0, which runs */
  g_assert_cmpint (snapshot.waits, ==, 1);
  g_assert_cmpuint (snapshot.deadlock_since_ns, ==, 0);
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

/* Taken again and again while others wait long: the hold is young, whatever the wait's age. */
static void
test_young_hold (void)
{
  struct trace *trace = make (1, 2);

  waits (trace, 0, 0, NOW_LOCK_WAIT, 0, 2 * S);
  holds (trace, 0, 0, 0, NOW - 1000); /* it has just got it: its slot was read a moment before */
  assert_said (trace, NULL, 0);
}

static void
test_own_lock (void)
{
  struct trace *trace = make (1, 2);

  holds (trace, 0, 0, 0, 2 * S);
  waits (trace, 0, 0, NOW_LOCK_WAIT, 0, 6 * S);
  assert_said (trace, "Deadlock: 0.0 waits for lock A held by 0.0; since 4.0 s", 1);
}

static void
test_long_waits (void)
{
  struct trace *trace = make (1, 3);

  holds (trace, 0, 0, 0, S); /* 0.0 computes with it */
  waits (trace, 0, 1, NOW_LOCK_WAIT, 0, 2 * S);
  waits (trace, 0, 2, NOW_BARRIER, 0, 2 * S);
  assert_said (trace, NULL, 0);

  trace = make (1, 2); /* a condition: nobody holds it */
  waits (trace, 0, 0, NOW_LOCK_WAIT, 0, 2 * S);
  waits (trace, 0, 1, NOW_LOCK_WAIT, 1, 2 * S);
  assert_said (trace, NULL, 0);

  trace = make (2, 2); /* all in the barrier, all held */
  for (int i = 0; i < 4; i++)
    waits (trace, i / 2, i % 2, i < 2 ? NOW_BARRIER : NOW_GATE, -1, 2 * S);
  assert_said (trace, NULL, 0);

  trace = make (2, 1); /* one held at the gate, the other waits for its message */
  waits (trace, 0, 0, NOW_GATE, -1, 2 * S);
  waits (trace, 1, 0, NOW_MESSAGE_WAIT, 0, 2 * S);
  assert_said (trace, NULL, 0);
}

static void
test_sends (void)
{
  struct trace *trace = make (3, 1);

  for (int i = 0; i < 3; i++)
    waits (trace, i, 0, NOW_SENDING, (i + 1) % 3, 5 * S + i);
  assert_said (trace, "Deadlock: 0.0 waits in a send for rank 1 to receive, which waits in a send for rank 2 to receive, which waits "
                      "in a send for rank 0 to receive; since 5.0 s", 3);

  trace = make (2, 1); /* a long transfer: one sends what the other receives */
  waits (trace, 0, 0, NOW_SENDING, 1, 2 * S);
  waits (trace, 1, 0, NOW_MESSAGE_WAIT, 0, 2 * S);
  assert_said (trace, NULL, 0);

  trace = make (2, 1); /* both in a Sendrecv */
  waits (trace, 0, 0, NOW_EXCHANGE, 1, 2 * S);
  waits (trace, 1, 0, NOW_EXCHANGE, 0, 2 * S);
  assert_said (trace, NULL, 0);
}

static struct trace *
two_receives (void)
{
  struct trace *trace = make (2, 2);

  waits (trace, 0, 0, NOW_MESSAGE_WAIT, 1, 8 * S);
  waits (trace, 1, 0, NOW_MESSAGE_WAIT, 0, 7 * S);
  waits (trace, 0, 1, NOW_BARRIER, 0, 7 * S);
  waits (trace, 1, 1, NOW_BARRIER, 0, 7 * S);
  return trace;
}

static void
test_receives (void)
{
  struct trace *trace = two_receives ();

  assert_said (trace, "Deadlock: 0.0 waits for a message from rank 1, which waits for a message from rank 0; since 2.0 s", 2);
  trace = two_receives (); /* on its way */
  sent (trace, 1, 0);
  assert_said (trace, NULL, 0);
  trace = two_receives (); /* who knows what was lost */
  trace_writer_lost (trace, 1, 1, 1);
  assert_said (trace, NULL, 0);
  trace = two_receives (); /* another thread of rank 1 could still send */
  waits (trace, 1, 1, NOW_RUNNING, -1, 9 * S);
  assert_said (trace, NULL, 0);
  trace = two_receives (); /* inside a collective: with whom is not known */
  waits (trace, 1, 0, NOW_COLLECTIVE, COLLECTIVE_BCAST, 7 * S);
  assert_said (trace, NULL, 0);
}

static void
test_any_source (void)
{
  struct trace *trace = make (3, 1);

  waits (trace, 0, 0, NOW_MESSAGE_WAIT, -1, 5 * S);
  waits (trace, 1, 0, NOW_MESSAGE_WAIT, 0, 5 * S);
  assert_said (trace, NULL, 0); /* rank 2 runs */
  trace = make (3, 1);
  waits (trace, 0, 0, NOW_MESSAGE_WAIT, -1, 5 * S);
  waits (trace, 1, 0, NOW_MESSAGE_WAIT, 0, 5 * S);
  waits (trace, 2, 0, NOW_MESSAGE_WAIT, 0, 5 * S);
  assert_said (trace, "Deadlock: 0.0 waits for a message from any rank, which waits for a message from rank 0; since 5.0 s", 2);
}

/* A circle through a lock, a barrier and messages: 0.1 holds what 0.0 wants, in a barrier that 0.0 does not come to. */
static void
test_mixed (void)
{
  struct trace *trace = make (2, 2);

  holds (trace, 0, 1, 0, 2 * S);
  waits (trace, 0, 0, NOW_LOCK_WAIT, 0, 4 * S);
  waits (trace, 0, 1, NOW_BARRIER, 0, 3 * S);
  waits (trace, 1, 0, NOW_MESSAGE_WAIT, 0, 3 * S);
  assert_said (trace, "Deadlock: 0.0 waits for lock A held by 0.1, which waits in a barrier for 0.0; since 6.0 s", 2);
}

/* A killed run keeps its circle: the locks were held up to the end. */
static void
test_after_death (void)
{
  struct trace *trace = two_locks (7 * S);

  trace_writer_process (trace, 0, NOW, PROCESS_DEAD, "stopped by force");
  trace_writer_close (trace, NOW + S);
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_assert_nonnull (summary->deadlock);
  g_assert_cmpint (summary->deadlock->waits, ==, 2);
  g_assert_cmpint (summary->deadlock->wait[1].to_thread, ==, 0);
  g_assert_cmpstr (summary->deadlock->sentence, ==,
                   "Deadlock: 0.0 waits for lock B held by 0.1, which waits for lock A held by 0.0; since 3.0 s");
  g_assert_cmpint (summary->locks, ==, 2);
  g_assert_cmpuint (summary->lock[0].acquisitions, ==, 1);
  summary_destroy (summary);
  summary = summary_take (trace, 7 * S);
  g_assert_null (summary->deadlock);
  summary_destroy (summary);
  trace_destroy (trace);
}

static void
test_long_circle (void)
{
  struct trace *trace = make (64, 1);

  for (int i = 0; i < 64; i++)
    waits (trace, i, 0, NOW_SENDING, (i + 1) % 64, 5 * S);
  struct snapshot snapshot = { 0 };
  snapshot_take (trace, UINT64_MAX, 0, S, &snapshot);
  g_autofree char *said = waits_sentence (&snapshot);
  g_assert_true (g_str_has_suffix (said, ", and so on in a circle of 64; since 5.0 s"));
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waits/two-locks", test_two_locks);
  g_test_add_func ("/waits/edges", test_edges);
  g_test_add_func ("/waits/young-hold", test_young_hold);
  g_test_add_func ("/waits/own-lock", test_own_lock);
  g_test_add_func ("/waits/long-waits", test_long_waits);
  g_test_add_func ("/waits/sends", test_sends);
  g_test_add_func ("/waits/receives", test_receives);
  g_test_add_func ("/waits/any-source", test_any_source);
  g_test_add_func ("/waits/mixed", test_mixed);
  g_test_add_func ("/waits/after-death", test_after_death);
  g_test_add_func ("/waits/long-circle", test_long_circle);
  return g_test_run ();
}
