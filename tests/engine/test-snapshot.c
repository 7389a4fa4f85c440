/* What a snapshot says at the edges of spans, at the live end, and about locks, places and deaths. */
#include "engine/trace/trace-writer.h"

#include <string.h>

static struct trace *
small_trace (int ranks, int threads)
{
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = ranks,
                                           .threads = threads };

  return trace_create (&description);
}

static void
add (struct trace *trace, int rank, int thread, unsigned kind, uint64_t begin, uint64_t end, int object, unsigned value)
{
  struct event event = { .begin = begin, .span = event_span (end - begin, 1), .kind = kind, .peer = 1, .object = object,
                         .value = value };

  trace_writer_events (trace, rank, thread, &event, 1);
}

static void
on_pu (struct trace *trace, int rank, int thread, uint64_t begin, uint64_t end, int pu)
{
  struct span span = { .begin = begin, .end = end, .object = pu, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };

  trace_writer_schedule (trace, rank, thread, &span, 1);
}

static void
ready (struct trace *trace, int rank, int thread, uint64_t begin, uint64_t end)
{
  struct span span = { .begin = begin, .end = end, .kind = SCHEDULE_READY, .value = span_shares (0, SPAN_WHOLE) };

  trace_writer_schedule (trace, rank, thread, &span, 1);
}

static struct snapshot_thread
at (struct trace *trace, uint64_t t, int index)
{
  struct snapshot snapshot = { 0 };

  snapshot_take (trace, t, 0, 10, &snapshot);
  struct snapshot_thread thread = snapshot.thread[index];
  snapshot_finish (&snapshot);
  return thread;
}

static void
test_edges (void)
{
  struct trace *trace = small_trace (1, 1);

  trace_writer_sources (trace, SOURCE_KERNEL, SOURCE_SAMPLED);
  add (trace, 0, 0, EVENT_STEP, 100, 200, 0, 0);
  on_pu (trace, 0, 0, 100, 200, 3);
  ready (trace, 0, 0, 200, 220);
  on_pu (trace, 0, 0, 220, 300, 4);
  add (trace, 0, 0, EVENT_LOCK_WAIT, 240, 260, 2, 0);
  add (trace, 0, 0, EVENT_THREAD, 100, 400, 0, 0);
  trace_writer_close (trace, 500);

  g_assert_cmpint (at (trace, 0, 0).state, ==, THREAD_RUNNING); /* clamped to the begin */
  g_assert_cmpint (at (trace, 199, 0).state, ==, THREAD_RUNNING);
  g_assert_cmpint (at (trace, 199, 0).pu, ==, 3);
  g_assert_cmpint (at (trace, 199, 0).pu_source, ==, SOURCE_KERNEL);
  g_assert_cmpuint (at (trace, 199, 0).steps, ==, 0);
  g_assert_cmpuint (at (trace, 200, 0).steps, ==, 1);
  g_assert_cmpint (at (trace, 200, 0).state, ==, THREAD_RUNNABLE);
  g_assert_false (at (trace, 200, 0).on_cpu);
  g_assert_cmpint (at (trace, 220, 0).pu, ==, 4);
  g_assert_cmpint (at (trace, 220, 0).previous_pu, ==, 3);
  g_assert_cmpuint (at (trace, 230, 0).migrated_ns, ==, 220);
  g_assert_cmpint (at (trace, 240, 0).state, ==, THREAD_LOCK_WAIT); /* it spins: waits and is on a PU */
  g_assert_true (at (trace, 240, 0).on_cpu);
  g_assert_cmpint (at (trace, 240, 0).lock, ==, 2);
  g_assert_cmpuint (at (trace, 259, 0).since_ns, ==, 240);
  g_assert_cmpint (at (trace, 260, 0).state, ==, THREAD_RUNNING);
  g_assert_cmpint (at (trace, 300, 0).state, ==, THREAD_SLEEPING);
  g_assert_cmpint (at (trace, 399, 0).state, ==, THREAD_SLEEPING);
  g_assert_cmpint (at (trace, 400, 0).state, ==, THREAD_ENDED);
  g_assert_cmpint (at (trace, UINT64_MAX, 0).state, ==, THREAD_ENDED);
  trace_destroy (trace);
}

static void
test_live_end (void)
{
  struct trace *trace = small_trace (2, 1);
  struct writer_now now = { .at = 500, .since = 400, .state = NOW_MESSAGE_WAIT, .object = 1, .pu = 0, .region = UINT32_MAX };

  add (trace, 0, 0, EVENT_BARRIER, 100, 200, 0, 0);
  trace_writer_now (trace, 0, 0, &now);
  trace_writer_advance (trace, 600);
  g_assert_cmpint (at (trace, 150, 0).state, ==, THREAD_BARRIER_WAIT);
  g_assert_cmpint (at (trace, 300, 0).state, ==, THREAD_RUNNING);
  g_assert_cmpint (at (trace, 400, 0).state, ==, THREAD_MESSAGE_WAIT);
  g_assert_cmpint (at (trace, 600, 0).awaited, ==, 1);
  add (trace, 0, 0, EVENT_WAIT, 400, 550, 0, 0); /* now it is recorded: what comes after is not waiting */
  g_assert_cmpint (at (trace, 549, 0).state, ==, THREAD_MESSAGE_WAIT);
  g_assert_cmpint (at (trace, 551, 0).state, ==, THREAD_RUNNING);
  now = (struct writer_now){ .at = 700, .since = 650, .state = NOW_COLLECTIVE, .object = COLLECTIVE_BCAST, .region = UINT32_MAX };
  trace_writer_now (trace, 0, 0, &now);
  trace_writer_process (trace, 0, 800, PROCESS_DEAD, "killed by SIGKILL");
  trace_writer_advance (trace, 900);
  g_assert_cmpint (at (trace, 799, 0).state, ==, THREAD_MESSAGE_WAIT); /* seen waiting up to its death */
  g_assert_cmpint (at (trace, 800, 0).state, ==, THREAD_DEAD);
  g_assert_cmpint (at (trace, 800, 1).state, ==, THREAD_ABSENT);
  trace_destroy (trace);
}

static void
test_locks (void)
{
  struct trace *trace = small_trace (1, 3);
  struct snapshot snapshot = { 0 };

  trace_writer_lock_name (trace, 0, 0, "counter");
  add (trace, 0, 0, EVENT_LOCK_HOLD, 100, 200, 0, 0);
  add (trace, 0, 1, EVENT_LOCK_WAIT, 120, 200, 0, 0);
  add (trace, 0, 2, EVENT_LOCK_WAIT, 130, 260, 0, 0);
  add (trace, 0, 1, EVENT_LOCK_HOLD, 200, 260, 0, 0);
  trace_writer_close (trace, 300);
  snapshot_take (trace, 150, 0, 10, &snapshot);
  g_assert_cmpint (snapshot.locks, ==, 1);
  g_assert_cmpstr (snapshot.lock[0].name, ==, "counter");
  g_assert_cmpint (snapshot.lock[0].holder, ==, 0);
  g_assert_cmpint (snapshot.lock[0].queued, ==, 2);
  snapshot_take (trace, 200, 0, 10, &snapshot);
  g_assert_cmpint (snapshot.lock[0].holder, ==, 1);
  g_assert_cmpint (snapshot.lock[0].queued, ==, 1);
  g_assert_cmpint (snapshot.lock[0].queue[0], ==, 2);
  snapshot_take (trace, 270, 0, 10, &snapshot);
  g_assert_cmpint (snapshot.lock[0].holder, ==, -1);
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

static void
test_slices (void)
{
  struct trace *trace = small_trace (2, 1);
  struct snapshot snapshot = { 0 };

  add (trace, 0, 0, EVENT_STEP, 10000, 10001, 0, 0);
  add (trace, 1, 0, EVENT_STEP, 10000, 10001, 0, 0);
  on_pu (trace, 0, 0, 10000, 10075, 5);
  on_pu (trace, 1, 0, 10075, 10100, 5);
  on_pu (trace, 1, 0, 10150, 10200, 7);
  trace_writer_close (trace, 10200);
  snapshot_take (trace, 10200, 0, 100, &snapshot);
  g_assert_cmpint (snapshot.pus, >=, 2);
  const struct snapshot_pu *five = &snapshot.pu[0], *seven = &snapshot.pu[1];
  g_assert_cmpint (five->os, ==, 5);
  g_assert_cmpint (five->slice_rank[SNAPSHOT_SLICES - 2], ==, 0);
  g_assert_cmpfloat_with_epsilon (five->slice_share[SNAPSHOT_SLICES - 2], 1, 1e-3);
  g_assert_cmpint (five->slice_rank[SNAPSHOT_SLICES - 1], ==, -1);
  g_assert_cmpint (seven->os, ==, 7);
  g_assert_cmpint (seven->slice_rank[SNAPSHOT_SLICES - 1], ==, 1);
  g_assert_cmpfloat_with_epsilon (seven->slice_share[SNAPSHOT_SLICES - 1], 0.5, 1e-3);
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

static void
test_misplaced (void)
{
  struct trace *trace = small_trace (1, 1);
  uint64_t asked[SEGMENT_PU_WORDS] = { 1 << 3 };
  struct writer_thread facts = { .at = 100, .tid = 7, .bound = true, .asked = asked, .binding = asked };

  trace_writer_workload (trace, 0, 100, 0);
  trace_writer_thread (trace, 0, 0, &facts);
  on_pu (trace, 0, 0, 100, 200, 3);
  on_pu (trace, 0, 0, 200, 300, 4);
  trace_writer_close (trace, 400);
  g_assert_false (at (trace, 150, 0).misplaced);
  g_assert_true (at (trace, 250, 0).misplaced);
  g_assert_false (at (trace, 250, 0).binding_refused);
  trace_destroy (trace);
}

static gpointer
write_much (gpointer data)
{
  struct trace *trace = data;

  for (uint64_t t = 1000; t < 2000000; t += 20) {
    add (trace, 0, 0, EVENT_BARRIER, t, t + 5, 0, 0);
    on_pu (trace, 0, 0, t + 5, t + 15, t / 20 % 4);
    trace_writer_advance (trace, t);
  }
  return NULL;
}

static void
test_reader_beside_writer (void)
{
  struct trace *trace = small_trace (1, 1);
  struct snapshot snapshot = { 0 };
  struct window window = { 0 };
  GThread *writer = g_thread_new ("writer", write_much, trace);

  for (int i = 0; i < 300; i++) {
    snapshot_take (trace, UINT64_MAX, 100, 10, &snapshot);
    window_take (trace, snapshot.end > 1000 ? snapshot.end - 1000 : 0, snapshot.end, 50, 10, &window);
    g_assert_cmpuint (snapshot.t, <=, snapshot.end);
  }
  g_thread_join (writer);
  snapshot_finish (&snapshot);
  window_finish (&window);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/snapshot/edges", test_edges);
  g_test_add_func ("/snapshot/live-end", test_live_end);
  g_test_add_func ("/snapshot/locks", test_locks);
  g_test_add_func ("/snapshot/slices", test_slices);
  g_test_add_func ("/snapshot/misplaced", test_misplaced);
  g_test_add_func ("/snapshot/reader-beside-writer", test_reader_beside_writer);
  return g_test_run ();
}
