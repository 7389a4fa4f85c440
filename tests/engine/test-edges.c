/* Real runs: what collectives send by MPI's own count, how real messages meet their receives. */
#include "engine/launch/run.h"
#include "engine/trace/summary.h"
#include "engine/workload/table.h"

#include <string.h>

static struct plan *
make_plan (const char *workload, int ranks, bool edges, const char *settings)
{
  struct plan *plan = plan_new ();

  plan->model = MODEL_PROCESSES;
  plan->ranks = ranks;
  plan->edges = edges;
  g_free (plan->workload);
  plan->workload = g_strdup (workload);
  g_free (plan->sync);
  plan->sync = g_strdup (workload_describe (workload)->initial_sync);
  plan->settings = g_strsplit (settings, " ", -1);
  return plan;
}

static struct summary *
play (struct pool *pool, const char *workload, int ranks, bool edges, const char *settings, struct run **kept)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = make_plan (workload, ranks, edges, settings);
  struct run *run = run_start_in_pool (pool, plan, NULL, &error);

  g_assert_no_error (error);
  plan_free (plan);
  g_assert_true (run_wait (run, 60));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  *kept = run;
  return summary_take (run_trace (run), UINT64_MAX);
}

static void
inside (const struct summary *summary, uint64_t *messages, uint64_t *bytes)
{
  const struct talk_filter filter = { .traffic = TALK_COLLECTIVES };

  summary_matrix (summary, &filter, messages, bytes);
}

/* Each of 4 ranks gives each other one a block of 32 x 32 numbers a step, whatever way the library takes for that: in sum as many
 * bytes arrive as were to be exchanged, or more where they go round. What comes after the steps is a few bytes. */
static void
test_all_to_all (void)
{
  struct run *run;
  struct summary *summary = play (NULL, "transpose", 4, false, "size=128 steps=10", &run);
  uint64_t messages[16], bytes[16], sum = 0, all = 10 * 12 * 32 * 32 * 8;

  if (!summary->edges_observed) { /* an MPI without the component: it must say so */
    g_assert_nonnull (summary->edges_why);
    g_assert_cmpint (summary->talks, ==, 0);
    g_test_skip (summary->edges_why);
  } else {
    inside (summary, messages, bytes);
    for (int i = 0; i < 16; i++)
      sum += bytes[i];
    for (int r = 0; r < 4; r++)
      g_assert_cmpuint (bytes[r * 5], ==, 0);
    g_test_message ("%d of %d bytes", (int) sum, (int) all);
    g_assert_cmpuint (sum, >=, all);
    g_assert_cmpuint (sum, <, 3 * all);
    g_assert_cmpuint (summary->messages, ==, 0); /* none of that was a message of the program */
  }
  summary_destroy (summary);
  run_destroy (run);
}

/* What goes from all to all leads from each rank to every other one, by whatever way. */
static void
assert_reaches_all (const struct snapshot *snapshot, int ranks)
{
  for (int from = 0; from < ranks; from++) {
    unsigned reached = 1u << from, before;
    do {
      before = reached;
      for (int i = 0; i < snapshot->edges; i++)
        if (reached & 1u << snapshot->edge[i].source)
          reached |= 1u << snapshot->edge[i].destination;
    } while (reached != before);
    g_assert_cmpuint (reached, ==, (1u << ranks) - 1);
  }
}

static bool
all_held (const struct snapshot *snapshot, uint64_t steps)
{
  bool held = true;

  for (int i = 0; i < snapshot->threads; i++)
    held &= snapshot->thread[i].state == THREAD_HELD && snapshot->thread[i].steps == steps;
  return held;
}

/* Takes the moment at which all ranks are held after so many steps. */
static void
wait_for_steps (struct run *run, uint64_t steps, struct snapshot *snapshot)
{
  for (int i = 0; i < 10000; i++) {
    snapshot_take (run_trace (run), UINT64_MAX, UINT64_C (60000000000), 1000, snapshot);
    if (all_held (snapshot, steps))
      return;
    g_usleep (2000);
  }
  g_error ("no rank is held after %d steps", (int) steps);
}

/* After a step, with all ranks held, nobody is in a collective: the last one stands there whole. */
static void
test_edges_of_one (void)
{
  struct plan *plan = make_plan ("transpose", 4, false, "size=64 steps=4");
  struct snapshot snapshot = { 0 };
  g_autoptr (GError) error = NULL;

  plan->start_paused = true;
  struct run *run = run_start (plan, NULL, &error);
  g_assert_no_error (error);
  plan_free (plan);
  wait_for_steps (run, 0, &snapshot);
  for (int step = 1; step <= 3; step++) {
    run_step (run);
    wait_for_steps (run, (uint64_t) step, &snapshot);
    if (!snapshot.edges_observed) {
      g_test_skip (snapshot.edges_why);
      break;
    }
    g_assert_cmpint (snapshot.collectives, ==, 0);
    g_assert_cmpint (snapshot.edges, >, 0);
    g_assert_cmpint (snapshot.edge[0].kind, ==, COLLECTIVE_ALLTOALL);
    assert_reaches_all (&snapshot, 4);
  }
  run_resume (run);
  g_assert_true (run_wait (run, 60));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  snapshot_finish (&snapshot);
  run_destroy (run);
}

/* Where nobody asks for it, messages are not made slower, and that is said; where somebody does, it is observed. */
static void
test_only_if_asked (void)
{
  struct run *run;
  struct summary *summary = play (NULL, "heat", 2, false, "size=64 steps=20", &run);

  g_assert_false (summary->edges_observed);
  g_assert_nonnull (strstr (summary->edges_why, "--edges"));
  summary_destroy (summary);
  run_destroy (run);
  summary = play (NULL, "heat", 2, true, "size=64 steps=20", &run);
  if (summary->edges_observed)
    g_assert_true (summary->talk[0].collective != summary->talk[summary->talks - 1].collective || summary->talks > 2);
  else
    g_assert_null (strstr (summary->edges_why, "--edges"));
  summary_destroy (summary);
  run_destroy (run);
}

/* Rows of 2048 numbers are too large to go at once, rows of 64 are not. */
static void
test_protocols (void)
{
  for (int size = 64; size <= 2048; size += 2048 - 64) {
    g_autofree char *settings = g_strdup_printf ("size=%d steps=30", size);
    struct run *run;
    struct summary *summary = play (NULL, "heat", 2, false, settings, &run);
    enum message_protocol expected = size == 64 ? PROTOCOL_EAGER : PROTOCOL_RENDEZVOUS;

    g_test_message ("limit %d", (int) summary->eager_shared);
    g_assert_cmpuint (summary->eager_shared, >, 1000);
    g_assert_cmpuint (summary->eager_shared, <, 16384);
    g_assert_cmpuint (summary->by_protocol[expected], ==, summary->messages);
    g_assert_cmpuint (summary->by_arrival[0] + summary->by_arrival[1] + summary->by_arrival[2], ==, summary->messages);
    summary_destroy (summary);
    run_destroy (run);
  }
}

/* The sends of this ring all stand before their receives: what is just small enough to go at once goes, and waits there. */
static void
test_at_the_limit (void)
{
  struct run *run;
  struct summary *summary = play (NULL, "heat", 2, false, "size=64 steps=5", &run);
  g_autofree char *settings = g_strdup_printf ("bytes=%d steps=20", (int) summary->eager_shared);

  summary_destroy (summary);
  run_destroy (run);
  summary = play (NULL, "deadlock-send", 2, false, settings, &run);
  g_assert_cmpuint (summary->messages, >=, 40);
  g_assert_cmpuint (summary->by_protocol[PROTOCOL_EAGER], ==, summary->messages);
  g_assert_cmpuint (summary->by_arrival[ARRIVAL_UNEXPECTED], >, 0);
  summary_destroy (summary);
  run_destroy (run);
}

static void
wait_until_ready (struct pool *pool)
{
  g_assert_true (pool_prepare (pool));
  for (int i = 0; i < 3000 && !pool_is_ready (pool); i++)
    g_usleep (10000);
  g_assert_true (pool_is_ready (pool));
}

/* Waiting ranks count or they don't: only those that do what a run wants are borrowed. Ranks of the run are the pool's first. */
static void
test_pool (void)
{
  struct pool *pool = pool_create (3);
  uint64_t messages[4], bytes[4];
  struct run *run;

  pool_set_edges (pool, true);
  wait_until_ready (pool);
  for (int i = 0; i < 2; i++) {
    struct summary *summary = play (pool, "collectives", 2, false, "size=64 steps=10", &run);
    if (summary->edges_observed) {
      inside (summary, messages, bytes);
      g_assert_cmpuint (messages[1], >, 0);
      g_assert_cmpuint (messages[2], >, 0);
      g_assert_cmpuint (messages[0] + messages[3], ==, 0);
    }
    g_assert_true (pool_is_ready (pool)); /* given back */
    summary_destroy (summary);
    run_destroy (run);
  }
  struct summary *summary = play (pool, "heat", 2, false, "size=64 steps=10", &run);
  g_assert_false (summary->edges_observed); /* on ranks of its own */
  summary_destroy (summary);
  run_destroy (run);
  pool_set_edges (pool, false);
  g_assert_false (pool_exists (pool));
  wait_until_ready (pool);
  pool_destroy (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edges/all-to-all", test_all_to_all);
  g_test_add_func ("/edges/of-one", test_edges_of_one);
  g_test_add_func ("/edges/only-if-asked", test_only_if_asked);
  g_test_add_func ("/edges/protocols", test_protocols);
  g_test_add_func ("/edges/at-the-limit", test_at_the_limit);
  g_test_add_func ("/edges/pool", test_pool);
  return g_test_run ();
}
