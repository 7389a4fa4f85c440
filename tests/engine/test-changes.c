/* Stepping through time: against every moment that made-up traces were told of, and through a real run. */
#include "engine/launch/run.h"
#include "engine/trace/changes.h"
#include "engine/trace/trace-writer.h"

#include "tests/engine/running.h"

#include <stdlib.h>

#define LENGTH 20000

struct told { struct trace *trace; GArray *moments[CHANGES]; /* uint64_t */ };

static void
tell (struct told *told, int rank, int thread, unsigned kind, uint64_t begin, uint64_t end, int peer, int object, unsigned value, unsigned sequence)
{
  struct event event = { .begin = begin, .span = event_span (end - begin, EVENT_PU_UNKNOWN), .kind = (uint8_t) kind, .peer = (uint16_t) peer,
                         .object = object, .value = value, .sequence = (uint16_t) sequence };

  trace_writer_events (told->trace, rank, thread, &event, 1);
  bool message = kind == EVENT_SEND || kind == EVENT_RECV;
  uint64_t counts = kind == EVENT_SEND ? begin : end; /* of a message: sent, received */
  if (!message)
    g_array_append_val (told->moments[CHANGE_EVENT], begin);
  g_array_append_val (told->moments[CHANGE_EVENT], counts);
  if (message)
    g_array_append_val (told->moments[CHANGE_MESSAGE], counts);
  if (kind == EVENT_STEP)
    g_array_append_val (told->moments[CHANGE_ITERATION], end);
}

/* One after another with gaps now and then: nothing overlaps within a kind. */
static void
fill_lane (struct told *told, GRand *rand, int rank, int thread)
{
  static const unsigned kinds[] = { EVENT_REGION, EVENT_STEP, EVENT_LOCK_WAIT, EVENT_LOCK_HOLD };

  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++) {
    uint64_t at = 1000 + (uint64_t) g_rand_int_range (rand, 0, 50);
    for (unsigned n = 0; at < LENGTH; n++) {
      uint64_t end = at + (uint64_t) g_rand_int_range (rand, 1, 300);
      tell (told, rank, thread, kinds[k], at, end, UINT16_MAX, 1, n, 0);
      at = end + (uint64_t) g_rand_int_range (rand, 0, 3) * 40;
    }
  }
}

static void
send_some (struct told *told, GRand *rand)
{
  uint64_t at = 1500;

  for (unsigned n = 0; n < 40; n++, at += (uint64_t) g_rand_int_range (rand, 10, 300)) {
    tell (told, 0, 0, EVENT_SEND, at, at + 5, 1, 7, 64, n);
    tell (told, 1, 0, EVENT_RECV, at - 10, at + (uint64_t) g_rand_int_range (rand, 20, 900), 0, 7, 64, n);
  }
}

static struct told
make (GRand *rand)
{
  char model[] = "hybrid";
  struct told told = { .trace = trace_create (&(struct trace_description){ .model = model, .ranks = 2, .threads = 2 }) };

  for (int kind = 0; kind < CHANGES; kind++)
    told.moments[kind] = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  for (int i = 0; i < 4; i++)
    fill_lane (&told, rand, i / 2, i % 2);
  send_some (&told, rand);
  for (int i = 0; i < 4; i++) /* last, as it ends last: a thread's life */
    tell (&told, i / 2, i % 2, EVENT_THREAD, 900, LENGTH + 2000, 0, 0, 0, 0);
  trace_writer_close (told.trace, LENGTH + 5000);
  return told;
}

static bool
by_walking (const GArray *moments, uint64_t t, bool back, uint64_t *at)
{
  bool found = false;

  for (guint i = 0; i < moments->len; i++) {
    uint64_t each = g_array_index (moments, uint64_t, i);
    if ((back ? each < t : each > t) && (!found || (back ? each > *at : each < *at))) {
      *at = each;
      found = true;
    }
  }
  return found;
}

static void
test_made_up (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (int trial = 0; trial < 4; trial++) {
    struct told told = make (rand);
    for (int i = 0; i < 4000; i++) {
      uint64_t t = (uint64_t) g_rand_int_range (rand, 800, LENGTH + 3000), expected = 0, at;
      enum change kind = (enum change) (i % CHANGES);
      bool back = i / CHANGES % 2, found = by_walking (told.moments[kind], t, back, &expected);
      g_assert_cmpint (change_find (told.trace, kind, t, back, &at), ==, found);
      if (found)
        g_assert_cmpuint (at, ==, expected);
    }
    for (int kind = 0; kind < CHANGES; kind++)
      g_array_unref (told.moments[kind]);
    trace_destroy (told.trace);
  }
}

static void
test_step (void)
{
  char model[] = "threads";
  struct told told = { .trace = trace_create (&(struct trace_description){ .model = model, .ranks = 1, .threads = 2 }) };
  uint64_t at;

  for (int kind = 0; kind < CHANGES; kind++)
    told.moments[kind] = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  tell (&told, 0, 0, EVENT_STEP, 100, 200, 0, 0, 0, 0);
  tell (&told, 0, 0, EVENT_STEP, 200, 300, 0, 0, 1, 0);
  tell (&told, 0, 1, EVENT_STEP, 100, 250, 0, 0, 0, 0);
  tell (&told, 0, 1, EVENT_STEP, 250, 400, 0, 0, 2, 0); /* its second one was lost */
  trace_writer_close (told.trace, 500);
  g_assert_true (change_of_step (told.trace, 0, &at));
  g_assert_cmpuint (at, ==, 250);
  g_assert_true (change_of_step (told.trace, 1, &at));
  g_assert_cmpuint (at, ==, 300);
  g_assert_false (change_of_step (told.trace, 9, &at));
  for (int kind = 0; kind < CHANGES; kind++)
    g_array_unref (told.moments[kind]);
  trace_destroy (told.trace);
}

/* Forwards from the begin, then backwards from the end: the same moments, and what is seen between two of them stays the same. */
/* From the begin of the step that began first, whichever thread's it is. */
static void
test_first_step (void)
{
  struct trace *trace = trace_create (&(struct trace_description){ .ranks = 1, .threads = 2 });
  static const uint64_t begins[] = { 5000, 3000 };
  uint64_t at = 0;

  g_assert_false (change_first_step (trace, &at));
  for (int thread = 0; thread < 2; thread++)
    for (uint64_t n = 0; n < 2; n++) {
      struct event step = { .begin = begins[thread] + n * 1000, .span = event_span (900, EVENT_PU_UNKNOWN), .kind = EVENT_STEP, .value = (uint32_t) n };
      trace_writer_events (trace, 0, thread, &step, 1);
    }
  trace_writer_close (trace, 9000);
  g_assert_true (change_first_step (trace, &at));
  g_assert_cmpuint (at, ==, 3000);
  trace_destroy (trace);
}

/* One step begins where the other ends: back from there is the end before. */
static void
test_without_gaps (void)
{
  struct trace *trace = trace_create (&(struct trace_description){ .ranks = 1, .threads = 1 });
  uint64_t at = 0;

  for (uint64_t n = 0; n < 5; n++) {
    struct event step = { .begin = 1000 + n * 300, .span = event_span (300, EVENT_PU_UNKNOWN), .kind = EVENT_STEP, .value = (uint32_t) n };
    trace_writer_events (trace, 0, 0, &step, 1);
  }
  trace_writer_close (trace, 9000);
  g_assert_true (change_find (trace, CHANGE_ITERATION, 1900, true, &at));
  g_assert_cmpuint (at, ==, 1600);
  g_assert_true (change_find (trace, CHANGE_ITERATION, 1600, true, &at));
  g_assert_cmpuint (at, ==, 1300);
  trace_destroy (trace);
}

static void
test_real_run (void)
{
  struct plan *plan = plan_new ();
  g_autoptr (GError) error = NULL;

  plan->model = MODEL_HYBRID;
  plan->duration_s = 0.2;
  struct run *run = run_start (plan, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (run_wait (run, 60));
  struct trace *trace = run_trace (run);
  for (int kind = 0; kind < CHANGES; kind++) {
    g_autoptr (GArray) forward = g_array_new (FALSE, FALSE, sizeof (uint64_t));
    uint64_t at = trace_begin (trace);
    while (forward->len < 3000 && change_find (trace, (enum change) kind, at, false, &at))
      g_array_append_val (forward, at);
    g_assert_cmpuint (forward->len, >, 2);
    for (guint i = forward->len - 1; i > 0; i--) {
      g_assert_true (change_find (trace, (enum change) kind, at, true, &at));
      g_assert_cmpuint (at, ==, g_array_index (forward, uint64_t, i - 1));
    }
  }
  run_destroy (run);
  plan_free (plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/changes/made-up", test_made_up);
  g_test_add_func ("/changes/step", test_step);
  g_test_add_func ("/changes/without-gaps", test_without_gaps);
  g_test_add_func ("/changes/first-step", test_first_step);
  g_test_add_func ("/changes/real-run", test_real_run);
  return g_test_run ();
}
