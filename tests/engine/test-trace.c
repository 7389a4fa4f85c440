/* Tracks, matching, windows and sums on made-up facts. */
#include "engine/trace/match.h"
#include "engine/trace/messages.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"

#include <string.h>

static struct span
span (uint64_t begin, uint64_t end, int object)
{
  return (struct span){ .begin = begin, .end = end, .object = object };
}

static void
test_track_encloses (void)
{
  struct track track = { 0 };
  uint64_t gained;

  g_assert_true (track_append (&track, span (10, 20, 1), NULL));
  g_assert_true (track_append (&track, span (30, 40, 2), NULL));
  g_assert_true (track_append (&track, span (5, 50, 3), &gained)); /* around both */
  g_assert_cmpuint (gained, ==, 5 + 10 + 10);
  g_assert_cmpuint (track.count, ==, 5);
  g_assert_cmpint (track_at (&track, 5)->object, ==, 3);
  g_assert_cmpint (track_at (&track, 10)->object, ==, 1);
  g_assert_cmpint (track_at (&track, 20)->object, ==, 3);
  g_assert_cmpint (track_at (&track, 39)->object, ==, 2);
  g_assert_cmpint (track_at (&track, 49)->object, ==, 3);
  g_assert_null (track_at (&track, 50));
  g_assert_null (track_at (&track, 4));
  g_assert_false (track_append (&track, span (1, 2, 4), NULL));   /* out of order */
  g_assert_false (track_append (&track, span (60, 55, 4), NULL)); /* backwards */
  g_assert_cmpuint (track.count, ==, 5);
  track_finish (&track);
}

static void
test_track_never_overlaps (void)
{
  struct track track = { 0 };
  uint64_t end = 0, sum = 0;

  for (int i = 0; i < 20000; i++) {
    uint64_t gained;
    end += g_test_rand_int_range (0, 20);
    uint64_t length = g_test_rand_int_range (0, 200);
    track_append (&track, span (end > length ? end - length : 0, end, i), &gained);
    sum += gained;
  }
  for (size_t i = 0; i < track.count; i++) {
    g_assert_cmpuint (track_get (&track, i)->begin, <=, track_get (&track, i)->end);
    sum -= track_get (&track, i)->end - track_get (&track, i)->begin;
    if (i > 0)
      g_assert_cmpuint (track_get (&track, i - 1)->end, <=, track_get (&track, i)->begin);
  }
  g_assert_cmpuint (sum, ==, 0);
  track_finish (&track);
}

static struct match_end
end_of (bool send, uint64_t begin, uint64_t end, uint32_t message)
{
  return (struct match_end){ send, begin, end, 0, message };
}

static void
test_match_many_keys (void)
{
  struct match *match = match_new ();
  struct match_end other;

  for (int i = 0; i < 50000; i++) { /* held in one order, taken in another: the table grows and closes holes */
    struct match_key key = { i % 7, i % 11, 0, i, i % 3 };
    struct match_end send = end_of (true, i, i + 1, i);
    match_hold (match, &key, &send);
  }
  for (int i = 49999; i >= 0; i -= 2) {
    struct match_key key = { i % 7, i % 11, 0, i, i % 3 };
    struct match_end receive = end_of (false, i, i + 9, 0);
    g_assert_true (match_take (match, &key, &receive, false, &other));
    g_assert_cmpuint (other.message, ==, i);
  }
  for (int i = 0; i < 50000; i++) {
    struct match_key key = { i % 7, i % 11, 0, i, i % 3 };
    struct match_end receive = end_of (false, i, i + 9, 0);
    g_assert_true (match_take (match, &key, &receive, false, &other) == (i % 2 == 0));
  }
  match_free (match);
}

static void
test_match_wraps (void)
{
  struct match *match = match_new ();
  struct match_key key = { 0, 1, 0, 7, 0 };
  struct match_end first = end_of (true, 100, 101, 1), second = end_of (true, 200, 201, 2), other;
  struct match_end receive = end_of (false, 150, 260, 0);

  match_hold (match, &key, &first);
  match_hold (match, &key, &second);
  g_assert_true (match_take (match, &key, &receive, false, &other)); /* nothing lost: in order */
  g_assert_cmpuint (other.message, ==, 1);
  match_hold (match, &key, &first);
  g_assert_true (match_take (match, &key, &receive, true, &other)); /* losses: the newest that can be */
  g_assert_true (other.message == 1 || other.message == 2);
  match_free (match);

  match = match_new ();
  match_hold (match, &key, &first);
  match_hold (match, &key, &second);
  g_assert_true (match_take (match, &key, &receive, true, &other));
  g_assert_cmpuint (other.message, ==, 2);
  g_assert_false (match_take (match, &key, &receive, true, &other)); /* the older one was given up */
  match_hold (match, &key, &receive);
  g_assert_cmpuint (match_waiting_receives (match), ==, 1);
  struct match_end late = end_of (true, 300, 301, 3);
  g_assert_false (match_take (match, &key, &late, false, &other)); /* nothing is received before it is sent */
  match_free (match);
}

static struct trace *
small_trace (int ranks, int threads)
{
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = ranks,
                                           .threads = threads };

  return trace_create (&description);
}

static struct event
event (unsigned kind, uint64_t begin, uint64_t end, int peer, int sequence)
{
  return (struct event){ .begin = begin, .span = event_span (end - begin, 0), .kind = kind, .peer = peer,
                         .sequence = sequence, .value = 100 };
}

static void
add (struct trace *trace, int rank, struct event added)
{
  trace_writer_events (trace, rank, 0, &added, 1);
}

static struct summary *
sums (struct trace *trace)
{
  return summary_take (trace, UINT64_MAX);
}

static void
test_matching_in_any_order (void)
{
  struct trace *trace = small_trace (2, 1);
  for (int i = 0; i < 1000; i++) {
    struct event send = event (EVENT_SEND, 1000 + i * 10, 1001 + i * 10, 1, i);
    struct event receive = event (EVENT_RECV, 1000 + i * 10, 1005 + i * 10, 0, i);
    if (i % 2) {
      add (trace, 0, send);
      add (trace, 1, receive);
    } else { /* the receiver's ring is drained first */
      add (trace, 1, receive);
      add (trace, 0, send);
    }
  }
  struct summary *summary = sums (trace);
  g_assert_cmpuint (summary->messages, ==, 1000);
  g_assert_cmpuint (summary->message_bytes, ==, 100000);
  g_assert_cmpuint (summary->unmatched, ==, 0);
  g_assert_cmpuint (summary->matrix_count[1], ==, 1000);
  g_assert_cmpuint (summary->matrix_bytes[2], ==, 0);
  summary_destroy (summary);
  trace_destroy (trace);
}

static void
test_matching_with_losses (void)
{
  struct trace *trace = small_trace (2, 1);
  const int count = 200000; /* the sequence wraps three times */
  int lost_sends = 0, lost_receives = 0;

  trace_writer_lost (trace, 0, 0, 1);
  for (int i = 0; i < count; i++) {
    if (i % 1009 == 5)
      lost_sends++;
    else
      add (trace, 0, event (EVENT_SEND, 1000 + i * 10, 1001 + i * 10, 1, i));
    if (i % 1013 == 9)
      lost_receives++;
    else
      add (trace, 1, event (EVENT_RECV, 1000 + i * 10, 1005 + i * 10, 0, i));
  }
  trace_writer_close (trace, 1000 + count * 10);
  struct summary *summary = sums (trace);
  g_assert_cmpuint (summary->messages, ==, count - lost_sends);
  g_assert_cmpuint (summary->unmatched, ==, lost_receives);
  summary_destroy (summary);
  struct window window = { 0 }; /* none was paired with a far one */
  window_take (trace, 0, UINT64_MAX, 1, count, &window);
  for (int i = 0; i < window.messages; i++)
    if (window.message[i].received_ns != UINT64_MAX)
      g_assert_cmpuint (window.message[i].received_ns - window.message[i].sent_ns, ==, 5);
  window_finish (&window);
  trace_destroy (trace);
}

static void
test_sums_agree (void) /* running sums at the end, and a walk to just before it */
{
  struct trace *trace = small_trace (1, 1);
  uint64_t t = 1000;

  trace_writer_workload (trace, 0, 1000, 0);
  for (int i = 0; i < 1000; i++) {
    uint64_t length = g_test_rand_int_range (1, 50);
    struct span on = { .begin = t, .end = t + length, .object = i % 3, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };
    struct span ready = { .begin = t + length, .end = t + length + 7, .object = i % 3, .kind = SCHEDULE_READY,
                          .value = span_shares (0, SPAN_WHOLE) };
    trace_writer_schedule (trace, 0, 0, &on, 1);
    trace_writer_schedule (trace, 0, 0, &ready, 1);
    add (trace, 0, event (i % 2 ? EVENT_LOCK_WAIT : EVENT_BARRIER, t + 1, t + length, 0, 0));
    t += length + 10;
  }
  trace_writer_close (trace, t + 1);
  struct summary *end = sums (trace), *before = summary_take (trace, t);
  const struct summary_thread *a = &end->thread[0], *b = &before->thread[0];
  g_assert_cmpfloat_with_epsilon (a->on_cpu_s, b->on_cpu_s, 1e-12);
  g_assert_cmpfloat_with_epsilon (a->runnable_s, 7000e-9, 1e-12);
  g_assert_cmpfloat_with_epsilon (a->runnable_s, b->runnable_s, 1e-12);
  g_assert_cmpfloat_with_epsilon (a->lock_wait_s, b->lock_wait_s, 1e-12);
  g_assert_cmpfloat_with_epsilon (a->barrier_wait_s, b->barrier_wait_s, 1e-12);
  g_assert_cmpint (a->migrations, ==, 999);
  g_assert_cmpint (a->pus, ==, 3);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (a->pu[i].seconds, b->pu[i].seconds, 1e-12);
  g_assert_cmpint (end->running_at_once, ==, 1);
  summary_destroy (end);
  summary_destroy (before);
  trace_destroy (trace);
}

static void
assert_in_order (const struct window *window)
{
  for (int l = 0; l < window->lanes; l++)
    for (int i = 0; i < window->lane[l].spans; i++) {
      const struct window_span *s = &window->lane[l].span[i];
      g_assert_cmpuint (s->begin, <, s->end);
      g_assert_cmpuint (s->begin, >=, window->from);
      g_assert_cmpuint (s->end, <=, window->to);
      if (i > 0)
        g_assert_cmpuint (s[-1].end, <=, s->begin);
    }
}

static void
test_window (void)
{
  struct trace *trace = small_trace (1, 1);
  struct window window = { 0 };
  struct span on = { .begin = 1000, .end = 9000, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };

  trace_writer_workload (trace, 0, 1000, 0);
  trace_writer_schedule (trace, 0, 0, &on, 1);
  add (trace, 0, event (EVENT_BARRIER, 1000, 2000, 0, 0));
  for (int i = 0; i < 100; i++) /* many short ones: a lock wait of 1 ns in 10 */
    add (trace, 0, event (EVENT_LOCK_WAIT, 3000 + i * 10, 3001 + i * 10, 0, 0));
  trace_writer_close (trace, 10000);

  window_take (trace, 0, UINT64_MAX, 1, 10, &window);
  assert_in_order (&window);
  g_assert_cmpint (window.lane[0].spans, ==, 1 + 1 + 100 + 100 + 1);
  g_assert_cmpint (window.lane[0].span[0].state, ==, THREAD_BARRIER_WAIT);
  g_assert_cmpint (window.lane[0].span[1].state, ==, THREAD_RUNNING);
  g_assert_cmpint (window.lane[0].span[2].state, ==, THREAD_LOCK_WAIT);
  g_assert_cmpint (window.lane[0].span[202].state, ==, THREAD_SLEEPING);

  window_take (trace, 0, UINT64_MAX, 100, 10, &window); /* merged: the rare state wins */
  assert_in_order (&window);
  g_assert_cmpint (window.lane[0].spans, <=, 15);
  g_assert_cmpint (window.lane[0].span[2].state, ==, THREAD_LOCK_WAIT);
  g_assert_cmpint (window.lane[0].span[2].merged, ==, 1);
  g_assert_cmpint (window.lane[0].span[0].merged, ==, 0);

  window_take (trace, 1500, 3005, 1, 10, &window);
  assert_in_order (&window);
  g_assert_cmpuint (window.lane[0].span[0].begin, ==, 1500);
  window_finish (&window);
  trace_destroy (trace);
}

static void
test_messages_in_sight (void) /* the index skips blocks and misses nothing */
{
  struct trace *trace = small_trace (2, 1);
  struct snapshot snapshot = { 0 };

  for (int i = 0; i < 30000; i++) {
    add (trace, 0, event (EVENT_SEND, 1000 + i * 10, 1001 + i * 10, 1, i));
    if (i != 77) /* one is never received: it stays in sight */
      add (trace, 1, event (EVENT_RECV, 1000 + i * 10, 1025 + i * 10, 0, i));
  }
  trace_writer_close (trace, 400000);
  for (int i = 100; i < 30000; i += 997) {
    snapshot_take (trace, 1000 + i * 10, 0, 1, &snapshot);
    g_assert_cmpint (snapshot.messages, ==, 4); /* three fly, one never lands */
    g_assert_cmpint (snapshot.message[0].state, ==, MESSAGE_UNMATCHED);
    g_assert_cmpuint (snapshot.message[3].sent_ns, ==, 1000 + i * 10);
    g_assert_cmpfloat (snapshot.message[3].progress, ==, 0);
    g_assert_cmpint (snapshot.message[1].state, ==, MESSAGE_FLYING);
    g_assert_cmpfloat_with_epsilon (snapshot.message[1].progress, 20 / 25.0, 1e-9);
    snapshot_take (trace, 1000 + i * 10, 100, 1, &snapshot);
    g_assert_cmpint (snapshot.messages, ==, 14);
  }
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

/* Concurrency is not parallelism: of four threads, samples saw two PUs' worth at once. */
static void
test_at_once_by_samples (void)
{
  struct trace_description description = { .ranks = 1, .threads = 4 };
  struct trace *trace = trace_create (&description);

  trace_writer_workload (trace, 0, 100, 300);
  for (int i = 0; i < 4; i++) {
    struct span half[] = { { .begin = 100, .end = 200, .object = i % 2, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE / 2, SPAN_WHOLE / 2) },
                           { .begin = 200, .end = 300, .object = i % 2, .kind = SCHEDULE_READY, .value = span_shares (SPAN_WHOLE / 5, SPAN_WHOLE / 2) } };
    trace_writer_schedule (trace, 0, i, half, 2);
  }
  trace_writer_close (trace, 300);
  struct summary *summary = sums (trace);
  g_assert_cmpint (summary->running_at_once, ==, 2);
  g_assert_cmpint (summary->threads, ==, 4);
  summary_destroy (summary);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/track/encloses", test_track_encloses);
  g_test_add_func ("/trace/track/never-overlaps", test_track_never_overlaps);
  g_test_add_func ("/trace/match/many-keys", test_match_many_keys);
  g_test_add_func ("/trace/match/wraps", test_match_wraps);
  g_test_add_func ("/trace/matching/any-order", test_matching_in_any_order);
  g_test_add_func ("/trace/matching/losses", test_matching_with_losses);
  g_test_add_func ("/trace/sums-agree", test_sums_agree);
  g_test_add_func ("/trace/window", test_window);
  g_test_add_func ("/trace/messages-in-sight", test_messages_in_sight);
  g_test_add_func ("/trace/at-once-by-samples", test_at_once_by_samples);
  return g_test_run ();
}
