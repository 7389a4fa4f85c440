/* Whatever goes wrong with a rank, with mpirun or with the worker, at any moment: the run ends, says who it was, and leaves
 * nothing behind. STRANDSCOPE_TRIALS: how many (40); STRANDSCOPE_SEED: which. */
#include "engine/launch/run.h"
#include "engine/trace/summary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "tests/engine/running.h"

static const char *const fault_names[FAULTS] = { "SIGKILL", "SIGSEGV", "SIGSTOP", "exit(3)", "hang" };
static bool no_pidfds;

/* The launcher's pidfds come from here, so that a test can refuse them as a process with too many open files would. */
int
pidfd_open (pid_t pid, unsigned flags)
{
  if (!no_pidfds)
    return (int) syscall (SYS_pidfd_open, pid, flags);
  errno = EMFILE;
  return -1;
}

struct trial {
  enum model model;
  int ranks, who; /* who: a rank, -1 = mpirun */
  enum fault fault;
  int start_ms, running_ms; /* the moment: after its start, or (-1) after all ranks run */
  bool in_pool;             /* with one rank more than the run takes: WHO may be that one */
};

/* Each can be played again alone. */
static struct trial
draw_trial (int seed, int number)
{
  const guint32 both[] = { (guint32) seed, (guint32) number };
  g_autoptr (GRand) dice = g_rand_new_with_seed_array (both, G_N_ELEMENTS (both));
  struct trial trial = { .ranks = 1, .start_ms = -1 };

  trial.model = g_rand_int_range (dice, 0, MODELS);
  trial.fault = g_rand_int_range (dice, 0, FAULTS);
  if (trial.model != MODEL_THREADS) {
    trial.ranks = g_rand_int_range (dice, 2, 5);
    trial.who = g_rand_int_range (dice, -1, trial.ranks);
  }
  trial.in_pool = trial.model != MODEL_THREADS && trial.who >= 0 && g_rand_int_range (dice, 0, 3) == 0;
  if (trial.in_pool)
    trial.who = g_rand_int_range (dice, 0, trial.ranks + 1);
  if (!trial.in_pool && (g_rand_int_range (dice, 0, 5) < 2 || trial.who < 0))
    trial.start_ms = g_rand_int_range (dice, 0, 600); /* mpirun's signals are its own: only its clock can tell it */
  else
    trial.running_ms = g_rand_int_range (dice, 0, 200);
  return trial;
}

static struct pool *
start_pool (const struct trial *trial)
{
  struct pool *pool = trial->in_pool ? pool_create (trial->ranks + 1) : NULL;

  if (pool)
    g_assert_true (pool_prepare (pool));
  for (int i = 0; pool && i < 2000 && !pool_is_ready (pool); i++)
    g_usleep (5000);
  return pool;
}

static struct run *
start_trial (const struct trial *trial, struct pool **pool)
{
  g_autofree char *fault = g_strdup_printf ("%d %d %d", trial->who, trial->fault, trial->start_ms);
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();

  plan->model = trial->model;
  plan->ranks = trial->ranks;
  plan->threads = 2;
  plan->endless = true;
  plan->pace_s = 0.001;
  plan->settings = g_strsplit ("size=128", " ", -1);
  g_setenv ("STRANDSCOPE_FAULT", fault, TRUE);
  g_setenv ("LD_PRELOAD", g_getenv ("STRANDSCOPE_FAULT_LIBRARY"), TRUE);
  *pool = start_pool (trial);
  struct run *run = run_start_in_pool (*pool, plan, NULL, &error);
  g_assert_true (!*pool || pool_is_lent (*pool));
  g_unsetenv ("LD_PRELOAD");
  g_unsetenv ("STRANDSCOPE_FAULT");
  plan_free (plan);
  if (!run)
    g_assert_true (error && trial->start_ms >= 0 && trial->start_ms < 10); /* it never came to its exec */
  return run;
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

static bool
is_spare (const struct trial *trial)
{
  return trial->who >= trial->ranks;
}

/* A rank that hangs or is held says nothing: somebody must end the run. */
static bool
needs_a_stop (const struct trial *trial)
{
  return trial->fault == FAULT_STOP || trial->fault == FAULT_HANG;
}

static bool
carries (const char *pid, const char *name, const char *wanted)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "environ", NULL), *text = NULL;
  gsize length = 0;

  if (!g_ascii_isdigit (*pid) || !g_file_get_contents (path, &text, &length, NULL))
    return false;
  for (const char *at = text; at < text + length; at += strlen (at) + 1)
    if (g_str_has_prefix (at, name) && strstr (at, wanted))
      return true;
  return false;
}

/* The pool's ranks that no run takes are in no trace. */
static int
pid_of_spare (int rank)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  g_autofree char *own = g_strdup_printf ("/strandscope.%d/", (int) getpid ()), *wanted = g_strdup_printf ("OMPI_COMM_WORLD_RANK=%d", rank);

  for (const char *name; (name = g_dir_read_name (processes));)
    if (carries (name, "STRANDSCOPE_POOL=", own) && carries (name, wanted, wanted))
      return atoi (name);
  return 0;
}

static void
let_it_go_wrong (struct run *run, const struct trial *trial)
{
  if (trial->start_ms >= 0) {
    g_usleep ((gulong) (trial->start_ms + 100) * 1000);
  } else {
    g_assert_true (wait_for_running (run));
    g_usleep ((gulong) trial->running_ms * 1000);
    g_assert_cmpint (run_phase (run), ==, RUN_RUNNING);
    int pid = is_spare (trial) ? pid_of_spare (trial->who) : pid_of_rank (run, trial->who);
    g_assert_cmpint (pid, >, 0);
    kill (pid, FAULT_SIGNAL);
    g_usleep (100000);
  }
  if (needs_a_stop (trial))
    run_stop (run);
}

static char *
notes_of (struct run *run)
{
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  char *notes = g_strjoinv (" ", (char **) summary->notes);

  summary_destroy (summary);
  return notes;
}

/* Whoever was to blame is named first, and nobody else is. A stop while it still starts is no failure, and mpirun alone may hang
 * without anybody's harm. */
static void
check_blame (struct run *run, const struct trial *trial)
{
  const char *failure = run_failure (run);
  g_autofree char *notes = notes_of (run);
  g_autofree char *who = trial->who < 0 ? g_strdup ("mpirun (pid ") : g_strdup_printf ("Rank %d", trial->who);

  g_test_message ("%s | %s", failure ? failure : "-", notes);
  if (!failure && needs_a_stop (trial) && (trial->start_ms >= 0 || trial->who < 0 || is_spare (trial)))
    return;
  if (is_spare (trial) && failure && g_str_has_prefix (failure, "A waiting process of the pool"))
    return;
  g_assert_nonnull (failure);
  if (trial->who < 0 && g_str_has_prefix (failure, "mpirun ended with status"))
    return;
  if (trial->model == MODEL_THREADS && g_str_has_prefix (failure, "The worker"))
    return; /* it had not become a rank yet */
  g_assert_true (g_str_has_prefix (failure, who));
  g_assert_null (strstr (failure, ", rank "));
  g_assert_true ((trial->fault == FAULT_STOP) == (strstr (failure, "held by a stop signal") != NULL));
}

static void
assert_nothing_left (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *folder = g_strdup_printf ("%s/strandscope.%d", runtime ? runtime : "/dev/shm", (int) getpid ());
  g_autofree char *inside = g_strconcat (folder, "/", NULL);
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);

  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
  for (const char *name; (name = g_dir_read_name (processes));)
    g_assert_false (carries (name, "STRANDSCOPE_", inside));
}

static bool
is_mapped (const char *name)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);

  for (const char *pid; (pid = g_dir_read_name (processes));) {
    g_autofree char *path = g_build_filename ("/proc", pid, "maps", NULL), *text = NULL;
    if (g_ascii_isdigit (*pid) && g_file_get_contents (path, &text, NULL, NULL) && strstr (text, name))
      return true;
  }
  return false;
}

/* Open MPI's shared memory, where it is not in the run's folder, would be here. Another program's that still runs is none. */
static int
litter (void)
{
  g_autoptr (GDir) shared = g_dir_open ("/dev/shm", 0, NULL);
  int count = 0;

  for (const char *name; shared && (name = g_dir_read_name (shared));)
    count += (g_str_has_prefix (name, "vader_segment") || g_str_has_prefix (name, "sm_segment")) && !is_mapped (name);
  return count;
}

static void
play_trial (const struct trial *trial)
{
  struct pool *pool;
  struct run *run = start_trial (trial, &pool);

  if (run) {
    let_it_go_wrong (run, trial);
    gint64 since = g_get_monotonic_time ();
    g_assert_true (run_wait (run, 15));
    g_test_message ("ended after %.2f s", (double) (g_get_monotonic_time () - since) / 1e6);
    check_blame (run, trial);
    run_destroy (run);
  }
  pool_destroy (pool);
  assert_nothing_left ();
}

static int
number_from (const char *name, int otherwise)
{
  const char *text = g_getenv (name);

  return text && *text ? atoi (text) : otherwise;
}

static void
test_trials (void)
{
  int trials = number_from ("STRANDSCOPE_TRIALS", 40), seed = number_from ("STRANDSCOPE_SEED", 1), before = litter ();

  for (int i = 0; i < trials; i++) {
    struct trial trial = draw_trial (seed, i);
    g_test_message ("trial %d: %s, %d ranks: %s of %d, %d ms after its start or %d ms after all run%s", i, model_name (trial.model),
                    trial.ranks, fault_names[trial.fault], trial.who, trial.start_ms, trial.running_ms,
                    trial.in_pool ? ", in a pool" : "");
    play_trial (&trial);
  }
  g_assert_cmpint (litter (), <=, before);
}

/* Too many open files: no pidfd. The ranks live all the same, and a death among them is still found. */
static void
test_without_pidfds (void)
{
  struct trial trial = { .model = MODEL_PROCESSES, .ranks = 2, .who = 1, .fault = FAULT_KILL, .start_ms = -1, .running_ms = 1200 };

  no_pidfds = true;
  play_trial (&trial);
  no_pidfds = false;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/failure/without-pidfds", test_without_pidfds);
  g_test_add_func ("/failure/trials", test_trials);
  return g_test_run ();
}
