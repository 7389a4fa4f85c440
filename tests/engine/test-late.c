/* Barriers, collectives and what locks cost in live runs: every runtime, every model. What is asserted is who and how often,
 * never how long. */
#include "engine/launch/run.h"
#include "engine/trace/summary.h"

struct ask {
  const char *name;
  enum model model;
  int ranks, threads;
  const char *runtime, *workload, *sync;
};

static struct summary *
play (const struct ask *ask)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();

  plan->model = ask->model;
  plan->ranks = ask->ranks;
  plan->threads = ask->threads;
  g_free (plan->workload);
  plan->workload = g_strdup (ask->workload);
  g_free (plan->runtime);
  plan->runtime = g_strdup (ask->runtime);
  g_free (plan->sync);
  plan->sync = g_strdup (ask->sync);
  plan->settings = g_new0 (char *, 2);
  plan->settings[0] = g_strdup ("steps=20");
  struct run *run = run_start (plan, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (run_wait (run, 60));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_assert_cmpuint (summary->events_lost, ==, 0);
  run_destroy (run);
  plan_free (plan);
  return summary;
}

/* All threads pass the same barriers, so every one of them is known whole; somebody is last to most. */
static void
assert_barrier (const struct summary_barrier *barrier, int rank, int members, uint64_t least)
{
  uint64_t last = 0;
  double caused = 0;

  g_assert_cmpint (barrier->rank, ==, rank);
  g_assert_cmpint (barrier->members, ==, members);
  g_assert_cmpuint (barrier->met, >=, least);
  for (int i = 0; i < members; i++) {
    last += barrier->times_last[i];
    caused += barrier->caused_s[i];
    g_assert_true ((barrier->times_last[i] > 0) == (barrier->caused_s[i] > 0));
  }
  g_assert_cmpuint (last, >, 0);
  g_assert_cmpuint (last, <=, barrier->met);
  g_assert_cmpfloat_with_epsilon (caused, barrier->wait_s, 1e-9);
}

static void
assert_costs (const struct summary *summary, const struct ask *ask)
{
  const struct lock_cost *cost = summary->lock_cost;

  for (int way = 0; way < LOCK_WAYS; way++) {
    bool known = way != WAY_CRITICAL || g_str_equal (ask->runtime, "openmp"); /* the others have no critical sections */
    g_assert_true ((cost[way].least > 0) == known);
    g_assert_true ((cost[way].recorded_least > 0) == (way == WAY_MUTEX));
    g_assert_cmpfloat (cost[way].least, <=, cost[way].median);
    g_assert_cmpfloat (cost[way].recorded_least, <=, cost[way].recorded_median);
  }
  for (int i = 0; i < summary->locks; i++)
    g_assert_cmpfloat (summary->lock[i].uncontended_ns, ==, summary->lock[i].kind == LOCK_MUTEX ? cost[WAY_MUTEX].median : 0);
}

static void
test_late (gconstpointer data)
{
  const struct ask *ask = data;
  struct summary *summary = play (ask);
  int groups = ask->threads > 1 ? ask->ranks : 0;

  g_assert_cmpint (summary->barriers, ==, groups + (ask->ranks > 1));
  for (int rank = 0; rank < groups; rank++)
    assert_barrier (&summary->barrier[rank], rank, ask->threads, 20);
  if (ask->ranks > 1)
    assert_barrier (&summary->barrier[groups], -1, ask->ranks, 1);
  assert_costs (summary, ask);
  summary_destroy (summary);
}

/* A lock, and conditions that are waited for and never held. */
static void
test_kinds (gconstpointer data)
{
  struct summary *summary = play (data);
  int kinds[LOCK_KINDS] = { 0 };

  for (int i = 0; i < summary->locks; i++) {
    kinds[summary->lock[i].kind]++;
    g_assert_true ((summary->lock[i].acquisitions > 0) == (summary->lock[i].kind != LOCK_CONDITION));
    g_assert_true ((summary->lock[i].contended > 0) == (summary->lock[i].longest_wait_s > 0));
    g_assert_cmpfloat (summary->lock[i].longest_wait_s, <=, summary->lock[i].wait_s + 1e-9);
  }
  g_assert_cmpint (kinds[LOCK_MUTEX], ==, 1);
  g_assert_cmpint (kinds[LOCK_CONDITION], ==, 2);
  summary_destroy (summary);
}

static const struct ask asks[] = {
  { "threads-openmp", MODEL_THREADS, 1, 3, "openmp", "heat", "mutex" },
  { "threads-pthreads", MODEL_THREADS, 1, 3, "pthreads", "heat", "mutex" },
  { "threads-c11", MODEL_THREADS, 1, 3, "c11", "heat", "mutex" },
  { "hybrid", MODEL_HYBRID, 2, 2, "openmp", "heat", "mutex" },
  { "processes", MODEL_PROCESSES, 2, 1, "openmp", "heat", "reduction" },
};
static const struct ask kinds[] = {
  { "openmp", MODEL_THREADS, 1, 4, "openmp", "buffer", "mutex" },
  { "pthreads", MODEL_THREADS, 1, 4, "pthreads", "buffer", "mutex" },
  { "c11", MODEL_THREADS, 1, 4, "c11", "buffer", "mutex" },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (asks); i++) {
    g_autofree char *path = g_strconcat ("/late/", asks[i].name, NULL);
    g_test_add_data_func (path, &asks[i], test_late);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path = g_strconcat ("/locks/kinds/", kinds[i].name, NULL);
    g_test_add_data_func (path, &kinds[i], test_kinds);
  }
  return g_test_run ();
}
