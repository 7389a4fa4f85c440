/* Rows of pixels over a stretch of time: by the pyramid as by a walk over all states, live as afterwards. */
#include "engine/trace/overview.h"
#include "engine/trace/trace-private.h"

#include <math.h>
#include <string.h>

#define LANES 3
#define COLUMNS 500

static struct trace *
new_trace (void)
{
  char model[] = "threads";

  return trace_create (&(struct trace_description){ .model = model, .ranks = 1, .threads = LANES });
}

struct supply { GRand *random; uint64_t at[LANES]; };

/* Waits of three kinds between stretches of running; one lock wait in a thousand. */
static void
add_some (struct trace *trace, struct supply *supply, int lane, int count)
{
  for (int i = 0; i < count; i++) {
    uint64_t begin = supply->at[lane] + (uint64_t) g_rand_int_range (supply->random, 1, 20000);
    uint64_t length = (uint64_t) g_rand_int_range (supply->random, 1, 20000);
    bool rare = g_rand_int_range (supply->random, 0, 1000) == 0;
    struct event event = { .begin = begin, .span = event_span (rare ? 50 : length, EVENT_PU_UNKNOWN),
                           .kind = rare ? EVENT_LOCK_WAIT : i % 2 ? EVENT_BARRIER : EVENT_WAIT, .peer = UINT16_MAX };
    trace_writer_events (trace, 0, lane, &event, 1);
    supply->at[lane] = event_end (&event);
  }
}

static struct trace *
whole_trace (guint32 seed, int count)
{
  struct trace *trace = new_trace ();
  struct supply supply = { g_rand_new_with_seed (seed), { 1000, 1000, 1000 } };

  for (int lane = 0; lane < LANES; lane++)
    add_some (trace, &supply, lane, count);
  trace_writer_close (trace, MAX (supply.at[0], MAX (supply.at[1], supply.at[2])) + 10);
  g_rand_free (supply.random);
  return trace;
}

struct seen { double ns[THREAD_STATES]; };

static void
walk_column (struct trace *trace, int lane, uint64_t from, uint64_t to, struct seen *seen)
{
  struct window window = { 0 };

  memset (seen, 0, sizeof *seen);
  window_take (trace, from, to, 1, 0, &window);
  for (int i = 0; i < window.lane[lane].spans; i++)
    seen->ns[window.lane[lane].span[i].state] += (double) (window.lane[lane].span[i].end - window.lane[lane].span[i].begin);
  window_finish (&window);
}

/* The longest by the walk is the longest in the cell, or nearly as long. */
static void
check_cell (struct trace *trace, const struct overview *overview, int lane, int column)
{
  double ns = (double) (overview->to - overview->from) / overview->columns, longest = 0;
  struct overview_cell cell = overview->cell[lane * overview->columns + column];
  struct seen seen;

  walk_column (trace, lane, overview->from + (uint64_t) (ns * column), overview->from + (uint64_t) (ns * (column + 1)), &seen);
  for (int s = 0; s < THREAD_STATES; s++)
    longest = fmax (longest, seen.ns[s]);
  g_assert_cmpfloat (seen.ns[cell.state], >=, longest - 0.35 * ns);
}

static void
test_longest (void)
{
  struct trace *trace = whole_trace (7, 20000);
  struct overview overview = { 0 };
  uint64_t begin = trace_begin (trace), length = trace_end (trace) - begin;

  for (uint64_t part = 1; part < 100000; part *= 7) { /* from all of it to a few states */
    uint64_t from = begin + length / 3 / part;
    overview_take (trace, from, from + length / part / 2, COLUMNS, 0, LANES, &overview);
    g_assert_cmpint (overview.lanes, ==, LANES);
    for (int column = 0; column < COLUMNS; column += 37)
      for (int lane = 0; lane < LANES; lane++)
        check_cell (trace, &overview, lane, column);
  }
  overview_finish (&overview);
  trace_destroy (trace);
}

static void
test_nothing_rare_is_hidden (void)
{
  struct trace *trace = whole_trace (11, 20000);
  struct overview overview = { 0 };
  struct window window = { 0 };
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  int locks = 0;

  overview_take (trace, begin, end, COLUMNS, 0, LANES, &overview);
  window_take (trace, begin, end, 1, 0, &window);
  for (int lane = 0; lane < LANES; lane++)
    for (int i = 0; i < window.lane[lane].spans; i++) {
      const struct window_span *span = &window.lane[lane].span[i];
      if (span->state != THREAD_LOCK_WAIT)
        continue;
      int column = MIN (COLUMNS - 1, (int) ((double) (span->begin - begin) * COLUMNS / (double) (end - begin)));
      bool marked = false;
      for (int near = MAX (0, column - 1); near <= MIN (COLUMNS - 1, column + 1); near++)
        marked |= overview.cell[lane * COLUMNS + near].mark == THREAD_LOCK_WAIT;
      g_assert_true (marked);
      locks++;
    }
  g_assert_cmpint (locks, >, 20);
  overview_finish (&overview);
  window_finish (&window);
  trace_destroy (trace);
}

static void
test_seconds (void)
{
  struct trace *trace = whole_trace (13, 20000);
  struct overview overview = { 0 };
  struct seen seen;
  uint64_t begin = trace_begin (trace), end = trace_end (trace);

  overview_take (trace, begin, end, COLUMNS, 1, 1, &overview);
  walk_column (trace, 1, begin, end, &seen);
  g_assert_cmpfloat_with_epsilon (overview.seconds[THREAD_BARRIER_WAIT], seen.ns[THREAD_BARRIER_WAIT] / 1e9,
                                  seen.ns[THREAD_BARRIER_WAIT] / 1e9 * 0.03);
  g_assert_cmpint (overview.lanes, ==, 1);
  overview_take (trace, begin, end, COLUMNS, 2, 9, &overview);
  g_assert_cmpint (overview.lanes, ==, 1);
  overview_take (trace, begin, end, COLUMNS, 3, 9, &overview);
  g_assert_cmpint (overview.lanes, ==, 0);
  overview_finish (&overview);
  trace_destroy (trace);
}

/* Looked at while it grows, with states that come in late, it is what it is when it is looked at in the end. */
static void
test_live (void)
{
  struct trace *live = new_trace (), *whole = whole_trace (17, 15000);
  struct supply supply = { g_rand_new_with_seed (17), { 1000, 1000, 1000 } };
  struct overview a = { 0 }, b = { 0 };
  int differ = 0;

  for (int lane = 0; lane < LANES; lane++)
    for (int i = 0; i < 15000; i += 500) {
      add_some (live, &supply, lane, 500);
      trace_writer_advance (live, supply.at[lane] + UINT64_C (400000000)); /* too soon for what still comes */
      overview_take (live, trace_begin (live), trace_end (live), COLUMNS, 0, LANES, &a);
    }
  trace_writer_close (live, trace_end (whole));
  uint64_t begin = trace_begin (whole), end = MIN (supply.at[0], MIN (supply.at[1], supply.at[2]));
  overview_take (live, begin, end, COLUMNS, 0, LANES, &a);
  overview_take (whole, begin, end, COLUMNS, 0, LANES, &b);
  for (int i = 0; i < COLUMNS * LANES; i++)
    differ += a.cell[i].state != b.cell[i].state;
  g_assert_cmpint (differ, <, COLUMNS * LANES / 10); /* buckets of another length: near a tie the other may win */
  for (int s = 0; s < THREAD_STATES; s++)
    g_assert_cmpfloat_with_epsilon (a.seconds[s], b.seconds[s], 0.02 * (b.seconds[s] + 0.01));
  g_rand_free (supply.random);
  overview_finish (&a);
  overview_finish (&b);
  trace_destroy (live);
  trace_destroy (whole);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overview/longest", test_longest);
  g_test_add_func ("/overview/nothing-rare-is-hidden", test_nothing_rare_is_hidden);
  g_test_add_func ("/overview/seconds", test_seconds);
  g_test_add_func ("/overview/live", test_live);
  return g_test_run ();
}
