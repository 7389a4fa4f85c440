/* The facts of two runs beside each other: what the difference is in words, and when a ratio says more. */
#include "engine/trace/trace-writer.h"
#include "ui/draw/fact-difference.h"

#include <glib.h>

static struct fact
fact (double number, enum fact_unit unit)
{
  return (struct fact){ .name = "made up", .source = SOURCE_MEASURED, .number = number, .unit = unit };
}

static void
assert_difference (struct fact a, struct fact b, const char *by, const char *times)
{
  struct fact_difference difference;

  fact_difference (&a, &b, &difference);
  g_assert_cmpstr (difference.by, ==, by);
  g_assert_cmpstr (difference.times, ==, times);
}

static void
test_words (void)
{
  assert_difference (fact (10, FACT_UNIT_COUNT), fact (31, FACT_UNIT_COUNT), "+21", "×3.1");
  assert_difference (fact (31, FACT_UNIT_COUNT), fact (10, FACT_UNIT_COUNT), "−21", "×0.32");
  assert_difference (fact (100, FACT_UNIT_COUNT), fact (101, FACT_UNIT_COUNT), "+1", ""); /* a ratio of 1.0 says less */
  assert_difference (fact (0, FACT_UNIT_COUNT), fact (500, FACT_UNIT_COUNT), "+500", ""); /* of nothing there is no ratio */
  assert_difference (fact (0.25, FACT_UNIT_COUNT), fact (1.75, FACT_UNIT_COUNT), "+1.50", "×7.0");
  assert_difference (fact (4 << 20, FACT_UNIT_BYTES), fact (12 << 20, FACT_UNIT_BYTES), "+8.0 MB", "×3.0");
  assert_difference (fact (80, FACT_UNIT_NS), fact (40, FACT_UNIT_NS), "−40 ns", "×0.50");
  assert_difference (fact (10, FACT_UNIT_PERCENT), fact (14.5, FACT_UNIT_PERCENT), "+4.5 pts", "×1.4");
  assert_difference (fact (10, FACT_UNIT_PERCENT), fact (10.01, FACT_UNIT_PERCENT), "=", ""); /* nothing that could be seen */
  assert_difference (fact (66, FACT_UNIT_PERCENT), fact (0.1, FACT_UNIT_PERCENT), "−66 pts", "");
  assert_difference (fact (7, FACT_UNIT_COUNT), fact (7, FACT_UNIT_COUNT), "=", "");
}

static void
test_unknown (void)
{
  struct fact unknown = fact (0, FACT_UNIT_COUNT);

  unknown.source = SOURCE_NONE;
  assert_difference (unknown, fact (7, FACT_UNIT_COUNT), "–", "");
  assert_difference (fact (7, FACT_UNIT_COUNT), unknown, "–", "");
  assert_difference (fact (7, FACT_UNIT_NONE), fact (7, FACT_UNIT_NONE), "–", "");
}

/* What a run's facts are as numbers agrees with what they are as words. */
static void
test_of_runs (void)
{
  struct trace_description description = { .model = (char *) "threads", .ranks = 2, .threads = 1 };
  struct trace *trace = trace_create (&description);
  struct fact none[FACTS], list[FACTS];
  struct fact_difference difference;

  for (int rank = 0; rank < 2; rank++) {
    struct event step = { .begin = 1000, .span = event_span (500, EVENT_PU_UNKNOWN), .kind = EVENT_STEP };
    trace_writer_events (trace, rank, 0, &step, 1);
    trace_writer_workload (trace, rank, 1000, 1900);
  }
  struct event send = { .begin = 1100, .span = event_span (50, EVENT_PU_UNKNOWN), .kind = EVENT_SEND, .peer = 1, .object = 7, .value = 4096 };
  trace_writer_events (trace, 0, 0, &send, 1);
  trace_writer_close (trace, 2000);
  struct summary *summary = summary_take (trace, UINT64_MAX);
  fact_list (NULL, none);
  fact_list (summary, list);
  g_assert_cmpfloat (list[FACT_MESSAGES].number, ==, 1);
  g_assert_cmpfloat (list[FACT_BYTES].number, ==, 4096);
  g_assert_cmpint (list[FACT_BYTES].unit, ==, FACT_UNIT_BYTES);
  g_assert_cmpfloat (list[FACT_STEPS].number, ==, 1);
  g_assert_cmpint (list[FACT_MESSAGE_WAIT].unit, ==, FACT_UNIT_PERCENT);
  g_assert_cmpint (list[FACT_RESULT].unit, ==, FACT_UNIT_NONE);
  fact_difference (&none[FACT_BYTES], &list[FACT_BYTES], &difference);
  g_assert_cmpstr (difference.by, ==, "–");
  fact_difference (&list[FACT_BYTES], &list[FACT_BYTES], &difference);
  g_assert_cmpstr (difference.by, ==, "=");
  summary_destroy (summary);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fact-difference/words", test_words);
  g_test_add_func ("/fact-difference/unknown", test_unknown);
  g_test_add_func ("/fact-difference/of-runs", test_of_runs);
  return g_test_run ();
}
