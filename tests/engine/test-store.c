/* The pieces that a trace is kept in, and the sums and moments that are found in them without a walk. */
#include "engine/trace/at-once.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-private.h"

#include <string.h>

static void
check_pieces (size_t in_memory)
{
  struct store *store = store_new (in_memory);
  g_autoptr (GPtrArray) pieces = g_ptr_array_new ();

  for (int i = 0; i < 3000; i++) {
    char *piece = store_take (store, 1000);
    g_assert_cmpuint ((uintptr_t) piece % 64, ==, 0);
    for (int k = 0; k < 1000; k++)
      g_assert_cmpint (piece[k], ==, 0);
    memset (piece, i, 1000);
    g_ptr_array_add (pieces, piece);
  }
  for (int i = 0; i < 3000; i++)
    g_assert_cmpint (((char *) pieces->pdata[i])[999], ==, (char) i);
  g_assert_cmpuint (store_bytes (store), ==, 3000 * 1024);
  store_free (store);
}

static void
test_pieces (void)
{
  struct store *small = store_new (1 << 20), *large = store_new (0);

  check_pieces (0);
  check_pieces (1 << 20); /* the rest lies in a file */
  store_take (small, 4 << 20);
  store_take (large, 4 << 20);
  g_assert_true (store_uses_file (small));
  g_assert_false (store_uses_file (large));
  store_free (small);
  store_free (large);
}

static void
test_no_folder_for_the_file (void)
{
  if (g_test_subprocess ()) { /* a cache folder that cannot be made: the trace stays in memory */
    g_setenv ("XDG_CACHE_HOME", "/proc/nowhere", TRUE);
    struct store *store = store_new (1);
    char *piece = store_take (store, 10 << 20);
    piece[(10 << 20) - 1] = 1;
    g_assert_false (store_uses_file (store));
    store_free (store);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_column_places (void)
{
  struct column column = { 0 };
  size_t before = 0, place;

  for (size_t i = 0; i < 30000; i++) {
    size_t piece = column_piece (i, &place);
    g_assert_cmpuint (column_piece_begin (piece) + place, ==, i);
    g_assert_cmpuint (place, <, column_piece_records (piece));
    g_assert_cmpuint (piece - before, <=, 1);
    before = piece;
    *(size_t *) column_room (&column, i, sizeof i) = i;
  }
  for (size_t i = 0; i < 30000; i++)
    g_assert_cmpuint (*(size_t *) column_at (&column, i, sizeof i), ==, i);
  column_finish (&column);
}

static const uint8_t wait_kind[] = { EVENT_GATE, EVENT_LOCK_WAIT, EVENT_BARRIER, EVENT_WAIT };

/* Spans of random length, some around those before them, over many pieces. */
static void
fill (struct track *track, int spans)
{
  uint64_t end = 0;

  for (int i = 0; i < spans; i++) {
    bool encloses = g_test_rand_int_range (0, 8) == 0;
    uint64_t begin = encloses ? end - MIN (end, (uint64_t) g_test_rand_int_range (0, 4000)) : end + g_test_rand_int_range (0, 30);
    end = MAX (begin, end) + g_test_rand_int_range (0, 100);
    struct span span = { .begin = begin, .end = end, .kind = wait_kind[i % 4], .object = i % 5 };
    if (track->sums == TRACK_SCHEDULE) {
      span.kind = SCHEDULE_ON;
      span.value = span_shares (i % 3 ? SPAN_WHOLE : 0, i % 3 ? 0 : SPAN_WHOLE);
    }
    track_append (track, span, NULL);
  }
}

static void
check_moment (const struct track *track, uint64_t t)
{
  uint64_t sum[TRACK_SUMS], walked[TRACK_SUMS] = { 0 }, pus[5] = { 0 };
  long last = -1;

  for (size_t i = 0; i < track->count; i++) {
    const struct span *span = track_get (track, i);
    uint64_t part = span->begin < t ? MIN (span->end, t) - span->begin : 0;
    if (span->begin <= t)
      last = (long) i;
    if (track->sums == TRACK_WAITS) {
      walked[span->kind == EVENT_GATE ? SUM_HELD : span->kind == EVENT_LOCK_WAIT ? SUM_LOCK : span->kind == EVENT_BARRIER ? SUM_BARRIER
                                                                                              : SUM_MESSAGE] += part;
    } else {
      walked[SUM_ON] += span_part (part, span_on_share (span));
      walked[SUM_READY] += span_part (part, span_ready_share (span));
      pus[span->object] += span_part (part, span_on_share (span));
    }
  }
  g_assert_cmpint (track_find (track, t), ==, last);
  track_sum_until (track, t, sum);
  for (int i = 0; i < TRACK_SUMS; i++)
    g_assert_cmpuint (sum[i], ==, walked[i]);
  if (track->sums != TRACK_SCHEDULE)
    return;
  size_t count;
  g_autofree struct track_pu *pu = track_pus_until (track, t, &count);
  for (size_t i = 0; i < count; i++) {
    g_assert_true (i == 0 || pu[i - 1].os < pu[i].os);
    g_assert_cmpuint (pu[i].ns, ==, pus[pu[i].os]);
    pus[pu[i].os] = 0;
  }
  for (int i = 0; i < 5; i++)
    g_assert_cmpuint (pus[i], ==, 0);
}

static void
test_sums (gconstpointer sums)
{
  struct track track = { .sums = GPOINTER_TO_INT (sums) };

  fill (&track, 9000);
  for (int i = 0; i < 300; i++)
    check_moment (&track, (uint64_t) g_test_rand_double_range (0, (double) track.last_end * 1.1));
  for (uint64_t t = 5000; t < 6000; t += 7) /* forwards, as it is played */
    check_moment (&track, t);
  track_finish (&track);
}

/* Many tracks of any length at once, some of nothing, against a walk over each. */
static void
test_side_by_side (void)
{
  enum { TRACKS = 150 };
  static struct track track[TRACKS];
  const struct track *asked[TRACKS];
  struct track_place place[TRACKS];

  for (int i = 0; i < TRACKS; i++) {
    fill (&track[i], i % 7 == 0 ? 0 : g_test_rand_int_range (1, i % 5 == 0 ? 5000 : 100));
    asked[i] = &track[i];
  }
  for (int round = 0; round < 100; round++) {
    uint64_t t = round == 0 ? 0 : round == 1 ? UINT64_MAX : (uint64_t) g_test_rand_int_range (0, round % 2 ? 4000 : 400000);
    tracks_find (asked, TRACKS, t, place);
    for (int i = 0; i < TRACKS; i++) {
      long last = -1;
      while ((size_t) (last + 1) < track[i].count && track_get (&track[i], (size_t) (last + 1))->begin <= t)
        last++;
      g_assert_cmpint (place[i].index, ==, last);
      g_assert_true (place[i].span == (last < 0 ? NULL : track_get (&track[i], (size_t) last)));
    }
  }
  for (int i = 0; i < TRACKS; i++)
    track_finish (&track[i]);
}

static struct trace *
busy_trace (int lanes, int spans)
{
  char model[] = "threads";
  struct trace *trace = trace_create (&(struct trace_description){ .model = model, .ranks = 1, .threads = lanes });

  for (int i = 0; i < lanes; i++) {
    uint64_t at = 1;
    for (int k = 0; k < spans; k++) {
      uint64_t begin = at + g_test_rand_int_range (0, 300);
      at = begin + g_test_rand_int_range (1, 100);
      struct span span = { .begin = begin, .end = at, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };
      trace_writer_schedule (trace, 0, i, &span, 1);
    }
  }
  return trace;
}

static int
walked_at_once (const struct trace *trace, uint64_t t)
{
  int most = 0;

  for (int lane = 0; lane < trace->lanes; lane++) /* the most is reached where one begins */
    for (size_t i = 0; i < trace->lane[lane].schedule.count; i++) {
      uint64_t begin = track_get (&trace->lane[lane].schedule, i)->begin;
      int running = 0;
      for (int other = 0; other < trace->lanes; other++)
        running += track_at (&trace->lane[other].schedule, begin) != NULL;
      if (begin < t)
        most = MAX (most, running);
    }
  return most;
}

static void
test_at_once (void)
{
  struct trace *trace = busy_trace (9, 200);
  struct at_once *live = at_once_new (trace->lanes), *closed = at_once_new (trace->lanes);

  for (uint64_t t = 10; t < 40000; t = t * 5 / 3) {
    int most = walked_at_once (trace, t);
    g_assert_cmpint (at_once_until (live, trace, t, t / 2), ==, most);
    g_assert_cmpint (at_once_until (closed, trace, t, UINT64_MAX), ==, most);
  }
  at_once_free (live);
  at_once_free (closed);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/pieces", test_pieces);
  g_test_add_func ("/store/no-folder-for-the-file", test_no_folder_for_the_file);
  g_test_add_func ("/column/places", test_column_places);
  g_test_add_func ("/store/side-by-side", test_side_by_side);
  g_test_add_data_func ("/track/sums-of-waits", GINT_TO_POINTER (TRACK_WAITS), test_sums);
  g_test_add_data_func ("/track/sums-of-schedule", GINT_TO_POINTER (TRACK_SCHEDULE), test_sums);
  g_test_add_func ("/at-once/any-moment", test_at_once);
  return g_test_run ();
}
