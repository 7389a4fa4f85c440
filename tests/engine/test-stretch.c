/* A stretch of time: exact tallies against a walk, lanes by PU against the schedules, regions, handovers, meetings, search, and what one thread
 * does at a moment. */
#include "engine/trace/details.h"
#include "engine/trace/lane-moment.h"
#include "engine/trace/occupancy.h"
#include "engine/trace/seek.h"
#include "engine/trace/tally.h"
#include "engine/trace/trace-writer.h"

#include <math.h>
#include <string.h>

static struct trace *
new_trace (int ranks, int threads)
{
  char model[] = "hybrid";

  return trace_create (&(struct trace_description){ .model = model, .ranks = ranks, .threads = threads });
}

static void
add (struct trace *trace, int rank, int thread, struct event event, uint64_t begin, uint64_t end)
{
  event.begin = begin;
  event.span = event_span (end - begin, EVENT_PU_UNKNOWN);
  trace_writer_events (trace, rank, thread, &event, 1);
}

/* ---- tally ---- */

static struct trace *
random_trace (guint32 seed, int count)
{
  struct trace *trace = new_trace (2, 2);
  GRand *random = g_rand_new_with_seed (seed);
  static const uint8_t kinds[] = { EVENT_LOCK_WAIT, EVENT_BARRIER, EVENT_WAIT, EVENT_COLLECTIVE, EVENT_SEND };

  for (int lane = 0; lane < 4; lane++) {
    uint64_t at = 1000;
    for (int i = 0; i < count; i++) {
      uint64_t begin = at + (uint64_t) g_rand_int_range (random, 1, 900);
      at = begin + (uint64_t) g_rand_int_range (random, 1, 900);
      struct event event = { .kind = kinds[g_rand_int_range (random, 0, 5)], .peer = (uint16_t) (1 - lane / 2), .value = (uint32_t) i, .sequence = (uint16_t) i };
      add (trace, lane / 2, lane % 2, event, begin, at);
    }
  }
  trace_writer_close (trace, 1000 + (uint64_t) count * 1800);
  g_rand_free (random);
  return trace;
}

static void
assert_tally (struct trace *trace, uint64_t from, uint64_t to, uint64_t part)
{
  struct tally tally;
  struct window window = { 0 };
  double seconds[THREAD_STATES] = { 0 };
  uint64_t sent = 0, bytes = 0;
  int steps = 1;

  tally_begin (&tally, trace, from, to, 0, 100);
  while (!tally_step (&tally, trace, part))
    steps++;
  window_take (trace, from, to, 1, 1 << 30, &window);
  for (int lane = 0; lane < window.lanes; lane++)
    for (int i = 0; i < window.lane[lane].spans; i++)
      seconds[window.lane[lane].span[i].state] += (double) (window.lane[lane].span[i].end - window.lane[lane].span[i].begin) / 1e9;
  for (int i = 0; i < window.messages; i++)
    if (window.message[i].sent_ns >= from && window.message[i].sent_ns < to) {
      sent++;
      bytes += window.message[i].bytes;
    }
  for (int i = 0; i < THREAD_STATES; i++)
    g_assert_cmpfloat (fabs (tally.seconds[i] - seconds[i]), <, 1e-12);
  g_assert_cmpuint (tally.messages, ==, sent);
  g_assert_cmpuint (tally.bytes, ==, bytes);
  g_assert_cmpfloat (tally.share, ==, 1);
  if (part < 50 && to - from > 1000000)
    g_assert_cmpint (steps, >, 10);
  window_finish (&window);
}

static void
test_tally (void)
{
  struct trace *trace = random_trace (3, 3000);
  uint64_t begin = trace_begin (trace), end = trace_end (trace);

  assert_tally (trace, begin, end, 1 << 20);
  assert_tally (trace, begin, end, 20);
  assert_tally (trace, begin + 12345, begin + 1200000, 33);
  assert_tally (trace, begin + 777, begin + 778, 10);
  trace_destroy (trace);
}

static void
test_tally_counts_each_wait_once (void)
{
  struct trace *trace = new_trace (1, 1);
  struct tally whole, parts;

  for (uint64_t i = 0; i < 500; i++)
    add (trace, 0, 0, (struct event){ .kind = i % 5 == 0 ? EVENT_LOCK_WAIT : EVENT_BARRIER }, 1000 + i * 100, 1080 + i * 100);
  trace_writer_close (trace, 60000);
  tally_begin (&whole, trace, 1050, 20030, 0, 1); /* begins and ends inside of a wait */
  g_assert_true (tally_step (&whole, trace, 1 << 20));
  tally_begin (&parts, trace, 1050, 20030, 0, 1);
  while (!tally_step (&parts, trace, 7))
    ;
  g_assert_cmpuint (whole.lock_waits + whole.barriers, ==, 191);
  g_assert_cmpuint (whole.lock_waits, ==, 39);
  g_assert_cmpuint (parts.lock_waits, ==, 39);
  g_assert_cmpuint (parts.barriers, ==, whole.barriers);
  g_assert_cmpfloat (fabs (whole.lock_wait_s - (30 + 37 * 80 + 30) / 1e9), <, 1e-12);
  g_assert_cmpfloat (fabs (parts.lock_wait_s - whole.lock_wait_s), <, 1e-12);
  trace_destroy (trace);
}

/* ---- lanes by PU ---- */

#define LANES 6
#define PUS 4

struct plan { int pu; uint64_t begin, end; int lane; };

/* At each moment a PU has at most one thread. */
static GArray *
schedule (struct trace *trace, guint32 seed, int count)
{
  GArray *plan = g_array_new (FALSE, FALSE, sizeof (struct plan));
  GRand *random = g_rand_new_with_seed (seed);
  uint64_t free_pu[PUS] = { 1000, 1000, 1000, 1000 }, free_lane[LANES] = { 0 };

  for (int i = 0; i < count; i++) {
    int pu = g_rand_int_range (random, 0, PUS), lane = g_rand_int_range (random, 0, LANES);
    uint64_t begin = MAX (free_pu[pu], free_lane[lane]) + (uint64_t) g_rand_int_range (random, 0, 300);
    struct plan one = { pu, begin, begin + (uint64_t) g_rand_int_range (random, 1, 2000), lane };
    free_pu[pu] = free_lane[lane] = one.end;
    struct span span = { .begin = one.begin, .end = one.end, .object = pu, .value = span_shares (SPAN_WHOLE, 0), .kind = SCHEDULE_ON };
    trace_writer_schedule (trace, lane / 3, lane % 3, &span, 1);
    g_array_append_val (plan, one);
  }
  add (trace, 0, 0, (struct event){ .kind = EVENT_THREAD }, 900, 1000);
  g_rand_free (random);
  return plan;
}

static uint64_t
last_end (const GArray *plan)
{
  uint64_t end = 0;

  for (guint i = 0; i < plan->len; i++)
    end = MAX (end, g_array_index (plan, struct plan, i).end);
  return end;
}

static void
take_all (struct trace *trace, uint64_t from, uint64_t to, int columns, int most, struct occupancy *occupancy)
{
  do
    occupancy_take (trace, from, to, columns, 0, 100, most, occupancy);
  while (occupancy->merged < 1);
}

static void
test_pus_exact (void)
{
  struct trace *trace = new_trace (2, 3);
  GArray *plan = schedule (trace, 5, 3000);
  struct occupancy occupancy = { 0 };
  uint64_t end = last_end (plan), from = end / 3, to = end / 2;
  guint seen = 0, wanted = 0;

  trace_writer_close (trace, end);
  take_all (trace, from, to, 100, 100000, &occupancy);
  g_assert_true (occupancy.exact);
  g_assert_cmpint (occupancy.lanes, ==, PUS);
  for (guint i = 0; i < plan->len; i++) {
    const struct plan *one = &g_array_index (plan, struct plan, i);
    if (one->end <= from || one->begin >= to)
      continue;
    wanted++;
    const struct occupancy_lane *lane = &occupancy.lane[one->pu];
    g_assert_cmpint (lane->pu, ==, one->pu);
    for (int s = 0; s < lane->spans; s++)
      seen += lane->span[s].begin == one->begin && lane->span[s].end == one->end && lane->span[s].rank == one->lane / 3 && lane->span[s].thread == one->lane % 3;
  }
  g_assert_cmpuint (wanted, >, 100);
  g_assert_cmpuint (seen, ==, wanted);
  occupancy_finish (&occupancy);
  g_array_unref (plan);
  trace_destroy (trace);
}

/* Time of each lane on a PU within a column. */
static void
held_in (const GArray *plan, int pu, uint64_t from, uint64_t to, double held[LANES])
{
  memset (held, 0, LANES * sizeof *held);
  for (guint i = 0; i < plan->len; i++) {
    const struct plan *one = &g_array_index (plan, struct plan, i);
    if (one->pu == pu && one->begin < to && one->end > from)
      held[one->lane] += (double) (MIN (one->end, to) - MAX (one->begin, from));
  }
}

static void
check_cells (const GArray *plan, const struct occupancy *occupancy)
{
  double column_ns = (double) (occupancy->to - occupancy->from) / occupancy->columns;

  for (int pu = 0; pu < occupancy->lanes; pu++)
    for (int column = 0; column < occupancy->columns; column += 7) {
      const struct occupancy_cell *cell = &occupancy->cell[pu * occupancy->columns + column];
      double held[LANES], longest = 0, all = 0;
      held_in (plan, pu, occupancy->from + (uint64_t) (column_ns * column), occupancy->from + (uint64_t) (column_ns * (column + 1)), held);
      for (int i = 0; i < LANES; i++) {
        longest = fmax (longest, held[i]);
        all += held[i];
      }
      if (cell->rank >= 0) /* a bucket's edge is not a column's: a fifth of a column may be another's */
        g_assert_cmpfloat (held[cell->rank * 3 + cell->thread], >=, longest - 0.45 * column_ns);
      else
        g_assert_cmpfloat (all, <, 0.3 * column_ns);
    }
}

static void
test_pus_in_columns (void)
{
  struct trace *trace = new_trace (2, 3);
  GArray *plan = schedule (trace, 9, 20000);
  struct occupancy occupancy = { 0 };
  uint64_t end = last_end (plan);

  trace_writer_close (trace, end);
  for (int part = 1; part < 40; part *= 3) {
    take_all (trace, 1000, 1000 + (end - 1000) / (uint64_t) part, 150, 0, &occupancy);
    g_assert_false (occupancy.exact);
    check_cells (plan, &occupancy);
  }
  occupancy_finish (&occupancy);
  g_array_unref (plan);
  trace_destroy (trace);
}

/* One short visit in a hundred thousand moments is seen. */
static void
test_pus_hide_nobody (void)
{
  struct trace *trace = new_trace (1, 2);
  struct occupancy occupancy = { 0 };
  int marked = 0;

  for (uint64_t i = 0; i < 20000; i++) {
    bool visit = i == 7777;
    struct span span = { .begin = 1000 + i * 100, .end = 1000 + i * 100 + (visit ? 40 : 90), .object = 0, .value = span_shares (SPAN_WHOLE, 0), .kind = SCHEDULE_ON };
    trace_writer_schedule (trace, 0, 0, &span, 1);
    if (visit) {
      span.begin += 50;
      span.end += 41;
      trace_writer_schedule (trace, 0, 1, &span, 1);
    }
  }
  add (trace, 0, 0, (struct event){ .kind = EVENT_THREAD }, 900, 1000);
  trace_writer_close (trace, 2001000);
  take_all (trace, 1000, 2001000, 100, 0, &occupancy);
  for (int i = 0; i < 100; i++)
    marked += occupancy.cell[i].mark_rank == 0 && occupancy.cell[i].mark_thread == 1;
  g_assert_cmpint (marked, ==, 1);
  g_assert_cmpint (occupancy.cell[38].mark_thread, ==, 1);
  occupancy_finish (&occupancy);
  trace_destroy (trace);
}

/* While it goes on: a thread that holds its PU for long is seen from the begin of that to now, in one piece. */
static void
test_pus_live (void)
{
  struct trace *trace = new_trace (1, 1);
  struct occupancy occupancy = { 0 };
  const uint64_t s = 1000000000;
  struct span open = { .begin = 2 * s, .object = 3, .kind = SCHEDULE_ON };

  add (trace, 0, 0, (struct event){ .kind = EVENT_REGION }, s, s + 10);
  trace_writer_schedule_open (trace, 0, 0, &open);
  for (uint64_t now = 3 * s; now < 12 * s; now += s / 3) {
    trace_writer_advance (trace, now);
    occupancy_take (trace, s, now, 10, 0, 10, 100, &occupancy);
    g_assert_cmpint (occupancy.lanes, ==, 1);
    uint64_t covered = 0;
    for (int i = 0; i < occupancy.lane[0].spans; i++)
      covered += occupancy.lane[0].span[i].end - occupancy.lane[0].span[i].begin;
    g_assert_cmpuint (covered, ==, now - 2 * s);
    g_assert_cmpint (occupancy.lane[0].spans, <=, 2);
  }
  occupancy_finish (&occupancy);
  trace_destroy (trace);
}

/* ---- details ---- */

static struct trace *
small_trace (void)
{
  struct trace *trace = new_trace (2, 2);

  trace_writer_region_name (trace, 0, 1, "Compute");
  trace_writer_lock_name (trace, 0, 2, "rows");
  add (trace, 0, 0, (struct event){ .kind = EVENT_REGION, .object = 1 }, 1000, 5000);
  add (trace, 0, 1, (struct event){ .kind = EVENT_LOCK_WAIT, .object = 2 }, 2000, 3000);
  add (trace, 0, 0, (struct event){ .kind = EVENT_LOCK_HOLD, .object = 2 }, 1500, 2990);
  add (trace, 0, 1, (struct event){ .kind = EVENT_LOCK_HOLD, .object = 2 }, 3000, 3100);
  add (trace, 0, 0, (struct event){ .kind = EVENT_SEND, .peer = 1, .object = 7, .value = 100000 }, 6000, 6100);
  add (trace, 1, 0, (struct event){ .kind = EVENT_RECV, .peer = 0, .object = 7, .value = 100000 }, 5500, 6500);
  add (trace, 0, 0, (struct event){ .kind = EVENT_COLLECTIVE, .object = COLLECTIVE_BCAST }, 7000, 9000);
  add (trace, 1, 0, (struct event){ .kind = EVENT_COLLECTIVE, .object = COLLECTIVE_BCAST }, 8500, 9010);
  add (trace, 0, 0, (struct event){ .kind = EVENT_SEND, .peer = 1, .object = 8, .value = 64 }, 9500, 9600);
  trace_writer_close (trace, 10000);
  return trace;
}

static void
test_details (void)
{
  struct trace *trace = small_trace ();
  struct overview_row row[] = { { 0, 1 }, { 1, 1 }, { 2, 1 }, { 3, 1 } };
  struct details details = { 0 };

  details_take (trace, 1000, 10000, row, 4, true, &details);
  g_assert_cmpint (details.regions, ==, 1);
  g_assert_cmpstr (details.region[0].name, ==, "Compute");
  g_assert_cmpuint (details.region[0].end, ==, 5000);
  g_assert_cmpint (details.handovers, ==, 1);
  g_assert_cmpint (details.handover[0].from, ==, 0);
  g_assert_cmpint (details.handover[0].to, ==, 1);
  g_assert_cmpuint (details.handover[0].released, ==, 2990);
  g_assert_cmpuint (details.handover[0].acquired, ==, 3000);
  g_assert_cmpstr (details.handover[0].lock, ==, "rows");
  g_assert_cmpint (details.meetings, ==, 1);
  g_assert_cmpuint (details.meeting[0].first, ==, 7000);
  g_assert_cmpuint (details.meeting[0].last, ==, 8500);
  g_assert_cmpuint (details.meeting[0].left, ==, 9010);
  g_assert_cmpint (details.meeting[0].last_rank, ==, 1);
  g_assert_cmpstr (collective_name (details.meeting[0].collective), ==, "MPI_Bcast");
  details_take (trace, 1000, 1200, row, 4, false, &details);
  g_assert_cmpint (details.regions + details.handovers + details.meetings, ==, 0);
  details_finish (&details);
  trace_destroy (trace);
}

/* However many there are, the lists stay short. */
static void
test_details_are_bounded (void)
{
  struct trace *trace = new_trace (1, 1);
  struct overview_row row = { 0, 1 };
  struct details details = { 0 };

  trace_writer_region_name (trace, 0, 1, "short");
  trace_writer_region_name (trace, 0, 2, "long");
  for (uint64_t i = 0; i < 20000; i++)
    add (trace, 0, 0, (struct event){ .kind = EVENT_REGION, .object = i % 2 ? 2 : 1 }, 1000 + i * 100 + (i % 2 ? 0 : 70), 1000 + i * 100 + (i % 2 ? 90 : 100));
  trace_writer_close (trace, 2001000);
  details_take (trace, 1000, 2001000, &row, 1, true, &details);
  g_assert_cmpint (details.regions, >, 0);
  g_assert_cmpint (details.regions, <, 100);
  for (int i = 0; i < details.regions; i++)
    g_assert_cmpfloat (details.region[i].share, <, 1);
  details_finish (&details);
  trace_destroy (trace);
}

/* ---- search ---- */

static bool
find (struct trace *trace, const char *words, uint64_t t, bool back, uint64_t part, struct seek_found *found)
{
  struct seek_query query;
  struct seek seek;
  GError *error = NULL;
  bool parsed = seek_parse (words, &query, &error);

  g_assert_no_error (error);
  g_assert_true (parsed);
  seek_begin (&seek, &query, t, back);
  while (!seek_step (&seek, trace, part))
    ;
  *found = seek.found;
  seek_query_finish (&query);
  return seek.has_found;
}

static void
test_search (void)
{
  struct trace *trace = small_trace ();
  struct seek_found found;

  g_assert_true (find (trace, "comp", 0, false, 1, &found));
  g_assert_cmpuint (found.begin, ==, 1000);
  g_assert_false (find (trace, "comp", 1000, false, 1, &found));
  g_assert_true (find (trace, "comp", 9999, true, 1, &found));
  g_assert_true (find (trace, "0->1", 0, false, 100, &found));
  g_assert_cmpuint (found.begin, ==, 6000);
  g_assert_cmpuint (found.end, ==, 6500);
  g_assert_true (find (trace, "0->1", 6000, false, 100, &found));
  g_assert_cmpuint (found.begin, ==, 9500);
  g_assert_true (find (trace, "0→1", 9500, true, 100, &found));
  g_assert_cmpuint (found.begin, ==, 6000);
  g_assert_false (find (trace, "1->0", 0, false, 100, &found));
  g_assert_true (find (trace, "tag 8", 0, false, 100, &found));
  g_assert_cmpuint (found.begin, ==, 9500);
  g_assert_true (find (trace, ">64 KiB", 0, false, 100, &found));
  g_assert_cmpuint (found.begin, ==, 6000);
  g_assert_false (find (trace, ">64 KiB", 6000, false, 100, &found));
  g_assert_true (find (trace, "<1k", 0, false, 100, &found));
  g_assert_cmpuint (found.begin, ==, 9500);
  g_assert_true (find (trace, "lock ROWS", 0, false, 100, &found));
  g_assert_cmpuint (found.begin, ==, 2000);
  g_assert_cmpint (found.thread, ==, 1);
  g_assert_true (find (trace, "0.1", 0, false, 100, &found));
  g_assert_cmpuint (found.begin, ==, 2000);
  g_assert_true (find (trace, "1.0", 99999, true, 100, &found));
  g_assert_cmpuint (found.begin, ==, 8500);
  trace_destroy (trace);
}

static void
test_what_is_no_search (void)
{
  static const char *const wrong[] = { ">", ">many", "tag x", "> -3", "0->1 compute", ">9e99999" };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    struct seek_query query;
    GError *error = NULL;
    g_assert_false (seek_parse (wrong[i], &query, &error));
    g_assert_nonnull (error);
    g_clear_error (&error);
    seek_query_finish (&query);
  }
}

/* By a walk over all: the same, whatever the size of a part. */
static void
test_search_is_the_nearest (void)
{
  struct trace *trace = random_trace (21, 2000);
  struct window window = { 0 };
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  struct seek_found found;

  window_take (trace, begin, end, 1, 1 << 30, &window);
  for (uint64_t t = begin; t < end; t += (end - begin) / 97) {
    uint64_t next = UINT64_MAX, before = 0;
    for (int i = 0; i < window.messages; i++) {
      uint64_t sent = window.message[i].sent_ns;
      next = sent > t ? MIN (next, sent) : next;
      before = sent < t ? MAX (before, sent) : before;
    }
    g_assert_true (find (trace, "message", t, false, 1 + t % 50, &found) == (next != UINT64_MAX));
    g_assert_true (next == UINT64_MAX || found.begin == next);
    g_assert_true (find (trace, "message", t, true, 1 + t % 50, &found) == (before > 0));
    g_assert_true (before == 0 || found.begin == before);
  }
  window_finish (&window);
  trace_destroy (trace);
}

/* ---- one thread at a moment ---- */

static void
test_lane_moment (void)
{
  struct trace *trace = small_trace ();
  struct lane_moment moment;

  g_assert_true (lane_moment_take (trace, 0, 1, 2500, &moment));
  g_assert_cmpint (moment.state, ==, THREAD_LOCK_WAIT);
  g_assert_cmpuint (moment.since, ==, 2000);
  g_assert_cmpuint (moment.until, ==, 3000);
  g_assert_cmpstr (moment.lock, ==, "rows");
  g_assert_true (lane_moment_take (trace, 0, 0, 4000, &moment));
  g_assert_cmpint (moment.state, ==, THREAD_RUNNING);
  g_assert_cmpuint (moment.since, ==, 1000);
  g_assert_cmpuint (moment.until, ==, 7000);
  g_assert_cmpstr (moment.region, ==, "Compute");
  g_assert_cmpuint (moment.region_until, ==, 5000);
  g_assert_true (lane_moment_take (trace, 1, 0, 8800, &moment));
  g_assert_cmpstr (moment.collective, ==, "MPI_Bcast");
  g_assert_false (lane_moment_take (trace, 2, 0, 8800, &moment));
  trace_destroy (trace);
}

/* From PU to PU it runs on: one state. */
static void
test_lane_moment_over_pieces (void)
{
  struct trace *trace = new_trace (1, 1);
  struct lane_moment moment;

  add (trace, 0, 0, (struct event){ .kind = EVENT_THREAD }, 1000, 9000);
  for (int i = 0; i < 3; i++) {
    struct span span = { .begin = 2000 + 1000 * (uint64_t) i, .end = 3000 + 1000 * (uint64_t) i, .object = i, .value = span_shares (SPAN_WHOLE, 0), .kind = SCHEDULE_ON };
    trace_writer_schedule (trace, 0, 0, &span, 1);
  }
  trace_writer_close (trace, 9000);
  g_assert_true (lane_moment_take (trace, 0, 0, 3500, &moment));
  g_assert_cmpint (moment.state, ==, THREAD_RUNNING);
  g_assert_cmpuint (moment.since, ==, 2000);
  g_assert_cmpuint (moment.until, ==, 5000);
  g_assert_cmpint (moment.pu, ==, 1);
  trace_destroy (trace);
}

/* ---- folded ---- */

static void
test_summed_rows (void)
{
  struct trace *trace = random_trace (31, 3000);
  struct overview one = { 0 }, sum = { 0 };
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  struct overview_row all = { 0, 4 };

  overview_take (trace, begin, end, 200, 0, 4, &one);
  overview_take_rows (trace, begin, end, 200, &all, 1, &sum);
  g_assert_cmpint (sum.lanes, ==, 1);
  for (int s = 0; s < THREAD_STATES; s++)
    g_assert_cmpfloat (fabs (sum.seconds[s] * 4 - one.seconds[s]), <=, 0.02 * (double) (end - begin) / 1e9);
  overview_finish (&one);
  overview_finish (&sum);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stretch/tally", test_tally);
  g_test_add_func ("/stretch/tally-counts-each-wait-once", test_tally_counts_each_wait_once);
  g_test_add_func ("/stretch/pus-exact", test_pus_exact);
  g_test_add_func ("/stretch/pus-in-columns", test_pus_in_columns);
  g_test_add_func ("/stretch/pus-hide-nobody", test_pus_hide_nobody);
  g_test_add_func ("/stretch/pus-live", test_pus_live);
  g_test_add_func ("/stretch/details", test_details);
  g_test_add_func ("/stretch/details-are-bounded", test_details_are_bounded);
  g_test_add_func ("/stretch/search", test_search);
  g_test_add_func ("/stretch/what-is-no-search", test_what_is_no_search);
  g_test_add_func ("/stretch/search-is-the-nearest", test_search_is_the_nearest);
  g_test_add_func ("/stretch/lane-moment", test_lane_moment);
  g_test_add_func ("/stretch/lane-moment-over-pieces", test_lane_moment_over_pieces);
  g_test_add_func ("/stretch/summed-rows", test_summed_rows);
  return g_test_run ();
}
