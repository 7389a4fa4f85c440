/* From a wait to what ended it, and sums over messages. */
#include "engine/trace/cause.h"
#include "engine/trace/messages.h"
#include "engine/trace/trace-writer.h"

static struct trace *
new_trace (int ranks, int threads)
{
  char model[] = "hybrid";

  return trace_create (&(struct trace_description){ .model = model, .ranks = ranks, .threads = threads });
}

static void
add (struct trace *trace, int rank, int thread, unsigned kind, uint64_t begin, uint64_t end, int peer, int object, unsigned flags)
{
  struct event event = { .begin = begin, .span = event_span (end - begin, EVENT_PU_UNKNOWN), .kind = (uint8_t) kind,
                         .peer = (uint16_t) peer, .object = object, .flags = (uint8_t) flags };

  trace_writer_events (trace, rank, thread, &event, 1);
}

static void
assert_cause (struct trace *trace, int rank, int thread, uint64_t t, enum cause_kind kind, int by_rank, int by_thread, uint64_t at)
{
  struct cause cause;

  g_assert_true (cause_of_wait (trace, rank, thread, t, &cause));
  g_assert_cmpint (cause.kind, ==, kind);
  g_assert_cmpint (cause.rank, ==, by_rank);
  g_assert_cmpint (cause.thread, ==, by_thread);
  g_assert_cmpuint (cause.at, ==, at);
}

static void
test_message (void)
{
  struct trace *trace = new_trace (3, 1);
  struct cause cause;

  add (trace, 1, 0, EVENT_SEND, 1000, 1100, 0, 7, 0);
  add (trace, 2, 0, EVENT_SEND, 5000, 5100, 0, 7, 0);
  add (trace, 0, 0, EVENT_RECV, 500, 1200, 1, 7, 0);
  add (trace, 0, 0, EVENT_WAIT, 2000, 5201, UINT16_MAX, 0, 0); /* from anyone */
  add (trace, 0, 0, EVENT_RECV, 2000, 5200, 2, 7, 0);
  trace_writer_close (trace, 9000);
  assert_cause (trace, 0, 0, 3000, CAUSE_SEND, 2, 0, 5000);
  assert_cause (trace, 0, 0, 8000, CAUSE_SEND, 2, 0, 5000); /* the last one before */
  g_assert_false (cause_of_wait (trace, 0, 0, 1999, &cause));
  g_assert_false (cause_of_wait (trace, 1, 0, 8000, &cause));
  g_assert_false (cause_of_wait (trace, 9, 9, 8000, &cause));
  trace_destroy (trace);
}

/* A message of rank 1 to rank 0, which waits from 5000000 on. */
static void
assert_received (uint64_t sent, uint64_t returned, unsigned bytes, uint64_t posted, uint64_t wait_end, enum cause_kind kind, uint64_t at)
{
  struct trace *trace = new_trace (2, 1);
  struct event send = { .begin = sent, .span = event_span (returned - sent, EVENT_PU_UNKNOWN), .kind = EVENT_SEND, .value = bytes,
                        .flags = returned == sent + 1 ? EVENT_NONBLOCKING : 0 };
  struct event receive = { .begin = posted, .span = event_span (wait_end - posted, EVENT_PU_UNKNOWN), .kind = EVENT_RECV, .peer = 1, .value = bytes };
  struct segment_mpi told = { .eager_self = 1000, .eager_shared = 1000, .eager_network = 1000 };

  for (int rank = 0; rank < 2; rank++)
    trace_writer_mpi (trace, rank, &told);
  trace_writer_events (trace, 1, 0, &send, 1);
  add (trace, 0, 0, EVENT_WAIT, 5000000, wait_end, 1, 0, 0);
  trace_writer_events (trace, 0, 0, &receive, 1);
  trace_writer_close (trace, 9000000);
  assert_cause (trace, 0, 0, 8000000, kind, 1, 0, at);
  trace_destroy (trace);
}

/* What was sent before the wait began did not end it: then it was there, or its bytes had still to move. */
static void
test_sent_before (void)
{
  assert_received (1000, 1100, 8, 5000000, 5000100, CAUSE_THERE, 1000);
  assert_received (4999000, 4999100, 8, 4000000, 5000100, CAUSE_THERE, 4999000);
  assert_received (4999000, 5000050, 8, 4000000, 5000100, CAUSE_SEND, 5000050);
  assert_received (5000040, 5000050, 8, 4000000, 5000100, CAUSE_SEND, 5000040);
  assert_received (4999000, 4999001, 8000, 5000000, 5009000, CAUSE_TRANSFER, 4999000);
}

/* One call that receives from several: its span names the first of them. Another thread's receive has nothing to do with it. */
static void
test_several (void)
{
  struct trace *trace = new_trace (3, 2);

  add (trace, 1, 0, EVENT_SEND, 2100, 2110, 0, 7, 0);
  add (trace, 2, 0, EVENT_SEND, 2900, 2910, 0, 7, 0);
  add (trace, 2, 1, EVENT_SEND, 2950, 2960, 0, 8, 0);
  add (trace, 0, 0, EVENT_WAIT, 2000, 3000, 1, 0, 0);
  add (trace, 0, 0, EVENT_RECV, 1000, 3000, 1, 7, 0);
  add (trace, 0, 0, EVENT_RECV, 1000, 3000, 2, 7, 0);
  add (trace, 0, 1, EVENT_RECV, 1000, 3000, 2, 8, 0);
  add (trace, 1, 1, EVENT_SEND, 3100, 3110, 0, 9, 0);
  add (trace, 0, 0, EVENT_RECV, 1000, 3200, 1, 9, 0); /* by a test after the wait */
  trace_writer_close (trace, 9000);
  assert_cause (trace, 0, 0, 5000, CAUSE_SEND, 2, 0, 2900);
  trace_destroy (trace);
}

static void
test_send_waits (void)
{
  struct trace *trace = new_trace (2, 1);

  add (trace, 0, 0, EVENT_WAIT, 1000, 4000, 1, 0, EVENT_SENDING);
  add (trace, 0, 0, EVENT_SEND, 1000, 4000, 1, 7, 0);
  add (trace, 1, 0, EVENT_RECV, 3900, 4100, 0, 7, 0);
  trace_writer_close (trace, 9000);
  add (trace, 1, 0, EVENT_SEND, 5000, 6000, 0, 7, 0);
  add (trace, 1, 0, EVENT_WAIT, 5000, 6000, 0, 0, EVENT_SENDING);
  add (trace, 0, 0, EVENT_RECV, 4500, 6100, 1, 7, 0); /* it was posted already */
  assert_cause (trace, 0, 0, 2000, CAUSE_RECEIVE, 1, 0, 3900);
  assert_cause (trace, 1, 0, 5500, CAUSE_TRANSFER, 0, 0, 4500);
  trace_destroy (trace);
}

static void
test_lock (void)
{
  struct trace *trace = new_trace (1, 3);

  add (trace, 0, 0, EVENT_LOCK_HOLD, 1000, 2000, 0, 0, 0);
  add (trace, 0, 1, EVENT_LOCK_HOLD, 2000, 3000, 0, 0, 0);
  add (trace, 0, 2, EVENT_LOCK_WAIT, 1500, 3010, 0, 0, 0);
  add (trace, 0, 2, EVENT_LOCK_HOLD, 3010, 3100, 0, 0, 0);
  add (trace, 0, 0, EVENT_LOCK_HOLD, 3110, 9000000, 0, 0, 0); /* the next one */
  trace_writer_close (trace, 9000000);
  assert_cause (trace, 0, 2, 2500, CAUSE_RELEASE, 0, 1, 3000);
  trace_destroy (trace);
}

static void
test_meetings (void)
{
  struct trace *trace = new_trace (2, 2);

  add (trace, 0, 0, EVENT_BARRIER, 1000, 5000, 0, 0, 0);
  add (trace, 0, 1, EVENT_BARRIER, 4900, 5001, 0, 0, 0);
  add (trace, 1, 0, EVENT_BARRIER, 4990, 5000, 0, 0, 0); /* of another rank */
  add (trace, 0, 0, EVENT_COLLECTIVE, 6000, 8000, 0, COLLECTIVE_BARRIER, 0);
  add (trace, 1, 0, EVENT_COLLECTIVE, 7900, 8002, 0, COLLECTIVE_BARRIER, 0);
  trace_writer_close (trace, 9000);
  assert_cause (trace, 0, 0, 3000, CAUSE_LAST, 0, 1, 4900);
  assert_cause (trace, 0, 1, 4950, CAUSE_LAST, 0, 1, 4900); /* itself */
  assert_cause (trace, 0, 0, 7000, CAUSE_LAST, 1, 0, 7900);
  trace_destroy (trace);
}

static void
test_sums_of_messages (void)
{
  struct messages messages = { .count = 0 };
  uint64_t before[5001] = { 0 };

  for (int i = 0; i < 5000; i++) {
    struct message message = { .sent = (uint64_t) i * 10 + 5, .bytes = (uint64_t) g_test_rand_int_range (0, 1000) };
    messages_add (&messages, &message);
    before[i + 1] = before[i] + message.bytes;
  }
  for (int i = 0; i < 500; i++) {
    size_t first = (size_t) g_test_rand_int_range (0, 5000), end = first + (size_t) g_test_rand_int_range (0, (int) (5001 - first));
    g_assert_cmpuint (messages_bytes (&messages, first, end), ==, before[end] - before[first]);
    g_assert_cmpuint (messages_from (&messages, first * 10 + 5), ==, first);
    g_assert_cmpuint (messages_from (&messages, first * 10 + 6), ==, first + 1);
  }
  g_assert_cmpuint (messages_from (&messages, 0), ==, 0);
  messages_finish (&messages);
}

static void
test_thinned (void)
{
  struct trace *trace = new_trace (4, 1);
  struct window window = { 0 };

  for (int i = 0; i < 4000; i++)
    add (trace, i % 4, 0, EVENT_SEND, 1000 + (uint64_t) i, 1001 + (uint64_t) i, (i + 1) % 4, i, 0);
  trace_writer_close (trace, 9000);
  window_take (trace, 2000, 4000, 1, 100, &window);
  g_assert_cmpint (window.messages, <=, 100);
  g_assert_cmpint (window.messages, >=, 90);
  g_assert_cmpint (window.messages_not_listed + window.messages, ==, 3000); /* 1000 were sent before and never received */
  for (int i = 1; i < window.messages; i++)
    g_assert_cmpuint (window.message[i - 1].sent_ns, <=, window.message[i].sent_ns);
  window_take (trace, 2000, 4000, 1, 9999, &window);
  g_assert_cmpint (window.messages, ==, 3000);
  g_assert_cmpint (window.messages_not_listed, ==, 0);
  window_finish (&window);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cause/message", test_message);
  g_test_add_func ("/cause/sent-before", test_sent_before);
  g_test_add_func ("/cause/several", test_several);
  g_test_add_func ("/cause/send-waits", test_send_waits);
  g_test_add_func ("/cause/lock", test_lock);
  g_test_add_func ("/cause/meetings", test_meetings);
  g_test_add_func ("/messages/sums", test_sums_of_messages);
  g_test_add_func ("/messages/thinned", test_thinned);
  return g_test_run ();
}
