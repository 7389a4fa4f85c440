/* A summary up to a moment in the past against a walk over all events, on random ones that are heard of in no order across threads. */
#include "engine/trace/moments.h"
#include "engine/trace/summary.h"
#include "engine/trace/totals.h"
#include "engine/trace/trace-writer.h"

#include <string.h>

#define RANKS 3
#define THREADS 2
#define LANES (RANKS * THREADS)
#define LOCKS 3
#define TAGS 4
#define ROUNDS 5000 /* more than a log keeps between two marks */

static GArray *events[LANES]; /* struct event, by end */
static uint64_t now[LANES];

static uint64_t
end_of (const struct event *event)
{
  return event->begin + (event->span >> 16);
}

static struct event *
add (int lane, uint64_t length, struct event event)
{
  event.begin = now[lane];
  event.span = event_span (length, EVENT_PU_UNKNOWN);
  now[lane] += length;
  g_array_append_val (events[lane], event);
  return &g_array_index (events[lane], struct event, events[lane]->len - 1);
}

static uint64_t
some (int most)
{
  return (uint64_t) g_test_rand_int_range (1, most);
}

static void
make_lock (int lane)
{
  int lock = g_test_rand_int_range (0, LOCKS);

  if (g_test_rand_bit ())
    add (lane, some (200), (struct event){ .kind = EVENT_LOCK_WAIT, .object = lock });
  add (lane, some (100), (struct event){ .kind = EVENT_LOCK_HOLD, .object = lock });
  now[lane] += some (50);
}

/* From a rank's thread to the other ranks' same thread; received some time after, often beside other work. */
static void
make_message (int lane, unsigned number)
{
  int rank = lane / THREADS, thread = lane % THREADS, to = (rank + g_test_rand_int_range (1, RANKS)) % RANKS;
  int tag = g_test_rand_int_range (0, TAGS) * THREADS + thread;
  uint32_t bytes = (uint32_t) some (3000);
  struct event *sent = add (lane, some (40), (struct event){ .kind = EVENT_SEND, .peer = (uint16_t) to, .comm = 0, .sequence = (uint16_t) number,
                                                              .object = tag, .value = bytes });
  int receiver = to * THREADS + thread;
  now[receiver] = MAX (now[receiver], end_of (sent));
  add (receiver, some (40), (struct event){ .kind = EVENT_RECV, .peer = (uint16_t) rank, .sequence = (uint16_t) number, .object = tag, .value = bytes });
  if (g_test_rand_int_range (0, 4) == 0)
    add (lane, some (9), (struct event){ .kind = EVENT_EDGE, .peer = (uint16_t) to, .comm = 1, .object = (int) some (5), .value = bytes });
}

static void
make_barrier (int rank, unsigned number)
{
  uint64_t last = 0;

  for (int i = 0; i < THREADS; i++) {
    now[rank * THREADS + i] += some (300);
    last = MAX (last, now[rank * THREADS + i]);
  }
  for (int i = 0; i < THREADS; i++) {
    int lane = rank * THREADS + i;
    add (lane, last + 5 - now[lane], (struct event){ .kind = EVENT_BARRIER, .object = BARRIER_NUMBERED, .value = number });
  }
}

static struct trace *
make_trace (void)
{
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = RANKS, .threads = THREADS };
  struct segment_mpi told = { .eager_self = 1000, .eager_shared = 1000, .eager_network = 1000, .edges = 1 };
  struct trace *trace = trace_create (&description);
  guint given[LANES] = { 0 };
  bool more = true;

  for (int i = 0; i < LANES; i++) {
    events[i] = g_array_new (FALSE, FALSE, sizeof (struct event));
    now[i] = 1000;
  }
  for (unsigned round = 0; round < ROUNDS; round++) {
    for (int lane = 0; lane < LANES; lane++) {
      make_lock (lane);
      make_message (lane, round);
    }
    if (round % 3 == 0)
      make_barrier (g_test_rand_int_range (0, RANKS), round / 3);
  }
  for (int rank = 0; rank < RANKS; rank++) {
    trace_writer_mpi (trace, rank, &told);
    trace_writer_workload (trace, rank, 1000, 0);
    for (unsigned id = 0; id < LOCKS; id++) /* named, so that all are listed */
      trace_writer_lock_name (trace, rank, id, "lock");
  }
  while (more) {
    more = false;
    for (int i = 0; i < LANES; i++) {
      guint count = MIN ((guint) some (700), events[i]->len - given[i]);
      trace_writer_events (trace, i / THREADS, i % THREADS, &g_array_index (events[i], struct event, given[i]), count);
      given[i] += count;
      more |= given[i] < events[i]->len;
    }
  }
  trace_writer_advance (trace, 1000000000);
  return trace;
}

/* ---- the walks ---- */

static void
check_lock (const struct summary_lock *lock, int id, uint64_t t)
{
  uint64_t acquisitions = 0, contended = 0, waited = 0, held = 0, longest = 0;

  for (int lane = lock->rank * THREADS; lane < (lock->rank + 1) * THREADS; lane++)
    for (guint i = 0; i < events[lane]->len; i++) {
      const struct event *event = &g_array_index (events[lane], struct event, i);
      if (event->begin >= t || event->object != id || (event->kind != EVENT_LOCK_WAIT && event->kind != EVENT_LOCK_HOLD))
        continue;
      uint64_t length = MIN (end_of (event), t) - event->begin;
      acquisitions += event->kind == EVENT_LOCK_HOLD;
      held += event->kind == EVENT_LOCK_HOLD ? length : 0;
      contended += event->kind == EVENT_LOCK_WAIT;
      waited += event->kind == EVENT_LOCK_WAIT ? length : 0;
      longest = event->kind == EVENT_LOCK_WAIT ? MAX (longest, length) : longest;
    }
  g_assert_cmpuint (lock->acquisitions, ==, acquisitions);
  g_assert_cmpuint (lock->contended, ==, contended);
  g_assert_cmpfloat_with_epsilon (lock->hold_s, (double) held / 1e9, 1e-12);
  g_assert_cmpfloat_with_epsilon (lock->wait_s, (double) waited / 1e9, 1e-12);
  g_assert_cmpfloat_with_epsilon (lock->longest_wait_s, (double) longest / 1e9, 1e-12);
}

static void
check_locks (const struct summary *summary, uint64_t t)
{
  int next = 0, rank = -1;

  for (int i = 0; i < summary->locks; i++) {
    const struct summary_lock *lock = &summary->lock[i];
    next = lock->rank == rank ? next + 1 : 0;
    rank = lock->rank;
    check_lock (lock, next, t);
  }
  g_assert_cmpint (summary->locks, ==, RANKS * LOCKS);
}

/* A group's barriers by number: of how many had all come, and who was the last. */
static void
check_barrier (const struct summary_barrier *barrier, uint64_t t)
{
  uint64_t met = 0, times[THREADS] = { 0 }, caused[THREADS] = { 0 };
  guint at[THREADS] = { 0 };

  for (;;) {
    uint64_t begin[THREADS], last = 0;
    int who = 0;
    for (int i = 0; i < THREADS; i++) {
      const GArray *all = events[barrier->rank * THREADS + i];
      while (at[i] < all->len && g_array_index (all, struct event, at[i]).kind != EVENT_BARRIER)
        at[i]++;
      if (at[i] == all->len)
        goto done;
      begin[i] = g_array_index (all, struct event, at[i]++).begin;
      who = begin[i] > begin[who] ? i : who;
      last = MAX (last, begin[i]);
    }
    if (last > t)
      continue;
    met++;
    times[who] += begin[0] != begin[1];
    caused[who] += last - MIN (begin[0], begin[1]);
  }
done:
  g_assert_cmpuint (barrier->met, ==, met);
  for (int i = 0; i < THREADS; i++) {
    g_assert_cmpuint (barrier->times_last[i], ==, times[i]);
    g_assert_cmpfloat_with_epsilon (barrier->caused_s[i], (double) caused[i] / 1e9, 1e-12);
  }
}

/* Over senders, receivers, tags; tag 0 of collectives is a row of its own. */
static void
check_talk (const struct summary *summary, uint64_t t)
{
  uint64_t count[RANKS][RANKS][2][TAGS * THREADS] = { 0 }, bytes[RANKS][RANKS][2][TAGS * THREADS] = { 0 }, received = 0, counted = 0, messages = 0;

  for (int lane = 0; lane < LANES; lane++)
    for (guint i = 0; i < events[lane]->len; i++) {
      const struct event *event = &g_array_index (events[lane], struct event, i);
      bool edge = event->kind == EVENT_EDGE;
      received += event->kind == EVENT_RECV && end_of (event) <= t;
      if (edge ? end_of (event) > t : event->kind != EVENT_SEND || event->begin > t)
        continue;
      messages += !edge;
      count[lane / THREADS][event->peer][edge][edge ? 0 : event->object] += edge ? (uint64_t) event->object : 1;
      bytes[lane / THREADS][event->peer][edge][edge ? 0 : event->object] += event->value;
    }
  for (int i = 0; i < summary->talks; i++) {
    const struct summary_talk *talk = &summary->talk[i];
    g_assert_cmpuint (talk->messages, ==, count[talk->source][talk->destination][talk->collective][talk->tag]);
    g_assert_cmpuint (talk->bytes, ==, bytes[talk->source][talk->destination][talk->collective][talk->tag]);
    count[talk->source][talk->destination][talk->collective][talk->tag] = 0;
  }
  for (size_t i = 0; i < sizeof count / sizeof count[0][0][0][0]; i++)
    g_assert_cmpuint ((&count[0][0][0][0])[i], ==, 0);
  for (int i = 0; i < 3; i++)
    counted += summary->by_arrival[i];
  g_assert_cmpuint (counted, ==, received);
  g_assert_cmpuint (summary->messages, ==, messages);
  g_assert_cmpuint (summary->unmatched, ==, messages - received);
}

static void
test_past (void)
{
  struct trace *trace = make_trace ();
  uint64_t end = 0;

  for (int i = 0; i < LANES; i++)
    end = MAX (end, now[i]);
  for (int i = 0; i < 40; i++) {
    uint64_t t = i == 0 ? 1001 : i == 1 ? end + 10 : 1000 + (uint64_t) g_test_rand_int_range (0, (int) (end - 1000));
    struct summary *summary = summary_take (trace, t);
    check_locks (summary, t);
    for (int group = 0; group < summary->barriers; group++)
      if (summary->barrier[group].rank >= 0)
        check_barrier (&summary->barrier[group], t);
    check_talk (summary, t);
    summary_destroy (summary);
  }
  trace_destroy (trace);
  for (int i = 0; i < LANES; i++)
    g_array_unref (events[i]);
}

/* However late they come. */
static void
test_late (void)
{
  struct totals totals = { .count = 0 };
  struct moments moments = { .count = 0 };
  uint64_t at[3000], amount[3000];

  for (size_t n = 0; n < 3000; n++) {
    at[n] = 10 * n + some (g_test_rand_int_range (0, 20) ? 40 : 3000);
    amount[n] = some (1000);
    totals_add (&totals, at[n], amount[n]);
    moments_add (&moments, at[n]);
    if (n % 97)
      continue;
    uint64_t t = some (30000), sum = 0, most = 0, count = 0;
    struct total last;
    for (size_t i = 0; i <= n; i++)
      if (at[i] <= t) {
        sum += amount[i];
        most = MAX (most, amount[i]);
        count++;
      }
    g_assert_cmpuint (totals_until (&totals, t, &last), ==, count);
    g_assert_cmpuint (moments_until (&moments, t), ==, count);
    uint64_t told_sum, told_most;
    totals_sum (&totals, count, &told_sum, &told_most);
    g_assert_cmpuint (told_sum, ==, sum);
    g_assert_cmpuint (told_most, ==, most);
  }
  totals_finish (&totals);
  moments_finish (&moments);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/past/summary", test_past);
  g_test_add_func ("/past/late", test_late);
  return g_test_run ();
}
