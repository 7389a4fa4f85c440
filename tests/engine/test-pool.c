/* Runs on ranks that wait: as good as on new ones, and as clean. */
#include "engine/launch/run.h"
#include "engine/trace/summary.h"
#include "tests/engine/running.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct plan *
make_plan (enum model model, int ranks, int threads, const char *settings)
{
  struct plan *plan = plan_new ();

  plan->model = model;
  plan->ranks = ranks;
  plan->threads = threads;
  plan->settings = g_strsplit (settings, " ", -1);
  return plan;
}

static void
wait_until_ready (struct pool *pool)
{
  g_assert_true (pool_prepare (pool));
  for (int i = 0; i < 3000 && !pool_is_ready (pool); i++)
    g_usleep (10000);
  g_assert_true (pool_is_ready (pool));
}

static struct run *
start (struct pool *pool, struct plan *plan)
{
  g_autoptr (GError) error = NULL;
  struct run *run = run_start_in_pool (pool, plan, NULL, &error);

  g_assert_no_error (error);
  plan_free (plan);
  return run;
}

static void
assert_well (struct run *run)
{
  g_assert_true (run_wait (run, 30));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  g_assert_true (summary->has_result && summary->ok);
  g_assert_cmpint (summary->unmatched, ==, 0);
  g_assert_cmpint (summary->events_lost, ==, 0);
  summary_destroy (summary);
}

static bool
in_environment (const char *pid, const char *wanted)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "environ", NULL), *text = NULL;
  gsize length = 0;

  return g_ascii_isdigit (*pid) && g_file_get_contents (path, &text, &length, NULL) && memmem (text, length, wanted, strlen (wanted));
}

/* PIDs of the pool's ranks; how many. */
static int
find_ranks (int *pids, int room)
{
  g_autofree char *mark = g_strdup_printf ("/strandscope.%d/", (int) getpid ());
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  int count = 0;

  for (const char *name; (name = g_dir_read_name (processes));)
    if (in_environment (name, mark) && in_environment (name, "OMPI_COMM_WORLD_RANK=") && count < room)
      pids[count++] = atoi (name);
  return count;
}

static void
destroy (struct pool *pool)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *folder = g_strdup_printf ("%s/strandscope.%d", runtime ? runtime : "/dev/shm", (int) getpid ());
  int pid;

  pool_destroy (pool);
  g_assert_cmpint (find_ranks (&pid, 1), ==, 0);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
}

/* Messages, steps, bytes: what can be counted is the same as on ranks of its own, in the first run of a pool and in the third. */
static void
test_the_same_facts (void)
{
  struct pool *pool = pool_create (4);
  uint64_t messages[4], bytes[4], steps[4], pss[4];

  wait_until_ready (pool);
  for (int i = 0; i < 4; i++) {
    struct run *run = start (i == 0 ? NULL : pool, make_plan (MODEL_HYBRID, 2, 2, "size=128 steps=100"));
    g_assert_true (pool_is_lent (pool) == (i > 0));
    assert_well (run);
    struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
    messages[i] = summary->messages;
    bytes[i] = summary->message_bytes;
    steps[i] = summary->steps;
    pss[i] = summary->process[1].pss_bytes;
    g_test_message ("%d messages, %d events, PSS %d KiB", (int) summary->messages, (int) summary->events, (int) (pss[i] >> 10));
    summary_destroy (summary);
    run_destroy (run);
    g_assert_true (messages[i] == messages[0] && bytes[i] == bytes[0] && steps[i] == steps[0]);
  }
  g_assert_cmpint (messages[0], >, 100);
  destroy (pool);
}

static int
pid_of_rank (struct run *run, int rank)
{
  struct snapshot snapshot = { 0 };

  snapshot_take (run_trace (run), UINT64_MAX, 0, 1, &snapshot);
  int pid = snapshot.process[rank].pid;
  snapshot_finish (&snapshot);
  return pid;
}

/* No thread may still be bound as in the run before. */
static void
assert_unbound (struct run *run)
{
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  uint64_t own[SEGMENT_PU_WORDS];

  g_assert_cmpint (sched_getaffinity (0, sizeof own, (cpu_set_t *) (void *) own), ==, 0);
  for (int i = 0; i < summary->threads; i++)
    g_assert_cmpmem (summary->thread[i].binding, 64, own, 64); /* 512 PUs are enough to tell */
  summary_destroy (summary);
}

/* To the run its ranks are all that there are: its communicator is number 0, as MPI_COMM_WORLD is in a run of its own. */
static void
assert_world (struct run *run)
{
  struct snapshot snapshot = { 0 };
  int seen = 0;

  for (int i = 0; i < 200 && seen == 0; i++, g_usleep (1000)) {
    snapshot_take (run_trace (run), UINT64_MAX, UINT64_C (100000000), 50000000, &snapshot);
    for (seen = 0; seen < snapshot.messages; seen++)
      g_assert_cmpint (snapshot.message[seen].comm, ==, 0);
  }
  snapshot_finish (&snapshot);
  g_assert_cmpint (seen, >, 0);
}

/* All models, sizes and runtimes one after another, each stopped in its midst; the processes stay the same. */
static void
test_switching (void)
{
  static const struct { enum model model; int ranks, threads; const char *runtime, *bind; } step[] = {
    { MODEL_HYBRID, 4, 2, "openmp", "compact" }, { MODEL_HYBRID, 4, 2, "openmp", "none" }, { MODEL_THREADS, 1, 4, "c11", "none" },
    { MODEL_HYBRID, 2, 3, "pthreads", "scatter" },  { MODEL_HYBRID, 3, 2, "openmp", "none" }, { MODEL_PROCESSES, 4, 1, "c11", "none" },
  };
  struct pool *pool = pool_create (4);
  int pid = 0;

  wait_until_ready (pool);
  for (size_t i = 0; i < G_N_ELEMENTS (step); i++) {
    struct plan *plan = make_plan (step[i].model, step[i].ranks, step[i].threads, "size=128");
    plan->endless = true;
    plan->pace_s = 0.001;
    g_free (plan->runtime);
    plan->runtime = g_strdup (step[i].runtime);
    g_free (plan->bind);
    plan->bind = g_strdup (step[i].bind);
    struct run *run = start (pool, plan);
    g_assert_true (wait_for_running (run));
    g_usleep (50000);
    if (step[i].ranks > 1) {
      g_assert_true (pid == 0 || pid == pid_of_rank (run, 0));
      pid = pid_of_rank (run, 0);
      assert_world (run);
    }
    run_stop (run);
    assert_well (run);
    if (strcmp (step[i].bind, "none") == 0)
      assert_unbound (run);
    run_destroy (run);
  }
  g_assert_true (pool_is_ready (pool));
  destroy (pool);
}

static uint64_t
pss_of_run (struct pool *pool, const char *settings)
{
  struct plan *plan = make_plan (MODEL_PROCESSES, 2, 1, settings);

  plan->endless = true;
  plan->pace_s = 0.01;
  struct run *run = start (pool, plan);
  g_assert_true (wait_for_running (run));
  g_usleep (1800000); /* its memory is looked at from time to time, as rarely as what it takes allows */
  run_stop (run);
  assert_well (run);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  uint64_t pss = summary->process[0].pss_bytes;
  g_test_message ("%s: PSS %d KiB", settings, (int) (pss >> 10));
  summary_destroy (summary);
  run_destroy (run);
  return pss;
}

/* A large run's memory is no part of the small one's after it. */
static void
test_memory_is_given_back (void)
{
  struct pool *pool = pool_create (2);

  wait_until_ready (pool);
  uint64_t small = pss_of_run (pool, "size=128"), large = pss_of_run (pool, "size=2048"), again = pss_of_run (pool, "size=128");
  pss_of_run (NULL, "size=128"); /* to compare with, in the log */
  g_assert_cmpint (large, >, small + (16 << 20));
  g_assert_cmpint (again, <, small + (1 << 20));
  destroy (pool);
}

/* A rank that dies in a run takes the pool along; the sentence is the usual one, and the next run starts by itself. */
static void
test_death_in_a_run (void)
{
  struct pool *pool = pool_create (4);

  wait_until_ready (pool);
  struct plan *plan = make_plan (MODEL_PROCESSES, 2, 1, "size=128");
  plan->endless = true;
  struct run *run = start (pool, plan);
  g_assert_true (wait_for_running (run));
  int pid = pid_of_rank (run, 1);
  kill (pid, SIGKILL);
  g_assert_true (run_wait (run, 3));
  g_autofree char *expected = g_strdup_printf ("Rank 1 (pid %d) was killed by SIGKILL; the run ended.", pid);
  g_assert_cmpstr (run_failure (run), ==, expected);
  run_destroy (run);
  g_assert_cmpint (find_ranks (&pid, 1), ==, 0);
  run = start (pool, make_plan (MODEL_PROCESSES, 2, 1, "size=128 steps=50"));
  g_assert_false (pool_is_lent (pool));
  assert_well (run);
  run_destroy (run);
  wait_until_ready (pool);
  destroy (pool);
}

/* So does one that dies, or is held, while it waits. */
static void
test_death_while_waiting (gconstpointer signal)
{
  struct pool *pool = pool_create (3);
  int pids[8];

  wait_until_ready (pool);
  int count = find_ranks (pids, 8);
  g_assert_cmpint (count, ==, 3);
  kill (pids[count - 1], GPOINTER_TO_INT (signal));
  g_usleep (20000);
  struct run *run = start (pool, make_plan (MODEL_PROCESSES, 2, 1, "size=128 steps=50"));
  g_assert_false (pool_is_lent (pool));
  assert_well (run);
  run_destroy (run);
  wait_until_ready (pool);
  destroy (pool);
}

/* A run that hangs in its stop is ended by force, and the pool with it. */
static void
test_killed_run (void)
{
  struct pool *pool = pool_create (4);
  int pid;

  wait_until_ready (pool);
  struct plan *plan = make_plan (MODEL_HYBRID, 2, 2, "size=128");
  plan->endless = true;
  struct run *run = start (pool, plan);
  g_assert_true (wait_for_running (run));
  run_kill (run);
  g_assert_true (run_wait (run, 3));
  run_destroy (run);
  g_assert_false (pool_is_lent (pool));
  g_assert_cmpint (find_ranks (&pid, 1), ==, 0);
  destroy (pool);
}

static void
test_destroyed_while_it_starts (void)
{
  for (int i = 0; i < 5; i++) {
    struct pool *pool = pool_create (4);
    g_assert_true (pool_prepare (pool));
    g_usleep ((gulong) i * 100000);
    destroy (pool);
  }
}

/* What asks more of MPI than heat does, or starts programs of its own, each twice; and a circle in which the pool's ranks stand
 * still is no failure, but ends the job. */
static void
test_other_workloads (void)
{
  static const struct { enum model model; int threads; const char *workload, *settings; bool deadlock; } play[] = {
    { MODEL_HYBRID, 2, "window", "size=64 shared=1 steps=7", false }, { MODEL_PROCESSES, 1, "window", "size=64 shared=0 steps=7", false },
    { MODEL_HYBRID, 2, "buffer", "steps=5", false },                  { MODEL_PROCESSES, 1, "deadlock-send", "order=1 steps=5", false },
    { MODEL_HYBRID, 2, "first-touch", "size=256 steps=5", false },    { MODEL_PROCESSES, 1, "gil", "rounds=2000 steps=4", false },
    { MODEL_PROCESSES, 1, "deadlock-send", "order=0", true },
  };
  struct pool *pool = pool_create (4);

  wait_until_ready (pool);
  for (size_t i = 0; i < 2 * G_N_ELEMENTS (play) - 1; i++) {
    size_t at = i / 2;
    struct plan *plan = make_plan (play[at].model, 2, play[at].threads, play[at].settings);
    g_free (plan->workload);
    plan->workload = g_strdup (play[at].workload);
    g_free (plan->sync);
    plan->sync = g_strdup (strcmp (play[at].workload, "buffer") == 0 ? "mutex" : "none");
    plan->end_deadlock = true;
    struct run *run = start (pool, plan);
    g_assert_true (pool_is_lent (pool));
    g_assert_true (run_wait (run, 30));
    g_assert_cmpstr (run_failure (run), ==, NULL);
    struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
    g_assert_true (summary->has_result && summary->ok == !play[at].deadlock && summary->lesson == play[at].deadlock);
    g_assert_true ((summary->deadlock != NULL) == play[at].deadlock);
    summary_destroy (summary);
    run_destroy (run);
    g_assert_true (pool_exists (pool) == !play[at].deadlock);
  }
  destroy (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/the-same-facts", test_the_same_facts);
  g_test_add_func ("/pool/switching", test_switching);
  g_test_add_func ("/pool/other-workloads", test_other_workloads);
  g_test_add_func ("/pool/memory-is-given-back", test_memory_is_given_back);
  g_test_add_func ("/pool/death-in-a-run", test_death_in_a_run);
  g_test_add_data_func ("/pool/death-while-waiting", GINT_TO_POINTER (SIGKILL), test_death_while_waiting);
  g_test_add_data_func ("/pool/held-while-waiting", GINT_TO_POINTER (SIGSTOP), test_death_while_waiting);
  g_test_add_func ("/pool/killed-run", test_killed_run);
  g_test_add_func ("/pool/destroyed-while-it-starts", test_destroyed_while_it_starts);
  return g_test_run ();
}
