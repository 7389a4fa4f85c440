/* The session without a window: switching the model while a run goes on, on ranks that wait. */
#include "app/session.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Lets the main loop go on until CHECK holds. */
static bool
wait_until (bool (*check) (StrandSession *session), StrandSession *session, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * 1e6);

  while (!check (session) && g_get_monotonic_time () < until) {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_usleep (1000);
  }
  return check (session);
}

static bool
has_machine (StrandSession *session)
{
  return strand_session_get_this_machine (session) != NULL;
}

/* Processes that this one started: their environment names its folder. */
static int
count_processes (void)
{
  g_autofree char *mark = g_strdup_printf ("/strandscope.%d/", (int) getpid ());
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  int count = 0;

  for (const char *name; (name = g_dir_read_name (processes));) {
    g_autofree char *path = g_build_filename ("/proc", name, "environ", NULL), *text = NULL;
    gsize length = 0;
    if (g_ascii_isdigit (*name) && g_file_get_contents (path, &text, &length, NULL) && memmem (text, length, mark, strlen (mark)))
      count++;
  }
  return count;
}

static bool
is_ready (StrandSession *session)
{
  return strand_session_is_ready (session);
}

static bool
has_stepped (StrandSession *session)
{
  struct trace *trace = strand_session_get_trace (session);
  struct summary *summary = trace ? summary_take (trace, UINT64_MAX) : NULL;
  bool stepped = summary && summary->steps > 0;

  summary_destroy (summary);
  return stepped;
}

static int
pid_of_rank_0 (StrandSession *session)
{
  struct summary *summary = summary_take (strand_session_get_trace (session), UINT64_MAX);
  int pid = summary->process[0].pid;

  summary_destroy (summary);
  return pid;
}

static int
switch_to (StrandSession *session, enum model model, int ranks)
{
  struct plan *plan = plan_copy (strand_session_get_plan (session));
  gint64 begin = g_get_monotonic_time ();

  plan->model = model;
  plan->ranks = ranks;
  strand_session_set_plan (session, plan);
  g_assert_true (wait_until (has_stepped, session, 20));
  g_test_message ("%s, %d ranks: first step after %d ms", model_name (model), ranks, (int) ((g_get_monotonic_time () - begin) / 1000));
  return pid_of_rank_0 (session);
}

static void
test_switching (void)
{
  g_autoptr (StrandSession) session = strand_session_new ();
  g_autofree char *folder = g_strdup_printf ("/dev/shm/strandscope.%d", (int) getpid ());

  strand_session_load_machine (session, NULL);
  g_assert_true (wait_until (has_machine, session, 30));
  strand_session_keep_ready (session);
  g_assert_true (wait_until (is_ready, session, 60));
  strand_session_set_model (session, MODEL_HYBRID);
  strand_session_run (session);
  g_assert_true (wait_until (has_stepped, session, 20));
  int pid = pid_of_rank_0 (session);
  g_assert_cmpint (switch_to (session, MODEL_PROCESSES, 8), ==, pid);
  g_assert_cmpint (switch_to (session, MODEL_THREADS, 8), !=, pid);
  g_assert_cmpint (switch_to (session, MODEL_HYBRID, 3), ==, pid);
  g_assert_cmpint (switch_to (session, MODEL_PROCESSES, 12), !=, pid); /* more than wait: cold */
  g_assert_cmpint (switch_to (session, MODEL_PROCESSES, 2), ==, pid);
  strand_session_close (session);
  g_assert_cmpint (count_processes (), ==, 0);
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static bool
is_bound (StrandSession *session, int rank, int thread, int pu)
{
  const struct machine *machine = strand_session_get_this_machine (session);
  struct summary *summary = summary_take (strand_session_get_trace (session), UINT64_MAX);
  int os = machine->objects[machine->pu[pu]].os;
  bool bound = true;

  for (int i = 0; i < summary->threads; i++) {
    const struct summary_thread *each = &summary->thread[i];
    if (each->rank == rank && (thread < 0 || each->thread == thread))
      bound &= each->binding && each->binding[os / 64] == UINT64_C (1) << os % 64;
  }
  summary_destroy (summary);
  return bound;
}

static bool
thread_1_0_on_0 (StrandSession *session)
{
  return is_bound (session, 1, 0, 0);
}

static bool
thread_1_0_on_1 (StrandSession *session)
{
  return is_bound (session, 1, 0, 1);
}

/* What is shown, too: while all are held the playhead stands, but not before this. */
static bool
thread_1_0_seen_on_1 (StrandSession *session)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (session);
  const struct machine *machine = strand_session_get_this_machine (session);
  int os = machine->objects[machine->pu[1]].os;

  return snapshot && snapshot->thread[2].binding && snapshot->thread[2].binding[os / 64] == UINT64_C (1) << os % 64;
}

static bool
rank_0_on_1 (StrandSession *session)
{
  return is_bound (session, 0, -1, 1);
}

static bool
all_held (StrandSession *session)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (session);
  int held = 0;

  for (int i = 0; snapshot && i < snapshot->threads; i++)
    held += snapshot->thread[i].state == THREAD_HELD;
  return held == 4 && strand_session_get_phase (session) == SESSION_PAUSED;
}

static bool
has_ended (StrandSession *session)
{
  return !strand_session_is_live (session);
}

static enum placed
place (StrandSession *session, int rank, int thread, int pu)
{
  g_autoptr (GError) error = NULL;
  enum placed placed = strand_session_place (session, rank, thread, &pu, 1, &error);

  g_assert_no_error (error);
  return placed;
}

/* The run that goes on is bound anew, the plan says so, and it can be taken back. */
static void
test_placing (void)
{
  g_autoptr (StrandSession) session = strand_session_new ();
  g_autoptr (GError) error = NULL;

  strand_session_load_machine (session, NULL);
  g_assert_true (wait_until (has_machine, session, 30));
  if (strand_session_get_this_machine (session)->pu_count < 2) {
    g_test_skip ("this machine has one PU");
    return;
  }
  struct plan *plan = plan_copy (strand_session_get_plan (session));
  plan->ranks = plan->threads = 2;
  g_free (plan->bind);
  plan->bind = g_strdup ("0,1");
  strand_session_set_plan (session, plan);
  strand_session_run (session);
  g_assert_true (wait_until (has_stepped, session, 20));
  int pid = pid_of_rank_0 (session);
  g_assert_true (wait_until (thread_1_0_on_0, session, 10));

  g_assert_cmpint (place (session, 1, 0, 1), ==, PLACED_NOW);
  g_assert_true (wait_until (thread_1_0_on_1, session, 10));
  g_assert_cmpint (pid_of_rank_0 (session), ==, pid); /* the same run */
  g_assert_cmpstr (strand_session_get_plan (session)->bind, ==, "0,1;1");
  g_assert_cmpint (place (session, 0, -1, 1), ==, PLACED_NOW);
  g_assert_true (wait_until (rank_0_on_1, session, 10));
  g_assert_cmpstr (strand_session_get_plan (session)->bind, ==, "1");
  g_assert_cmpint (strand_session_undo_place (session), ==, PLACED_NOW);
  g_assert_cmpint (strand_session_undo_place (session), ==, PLACED_NOW);
  g_assert_true (wait_until (thread_1_0_on_0, session, 10));
  g_assert_cmpstr (strand_session_get_plan (session)->bind, ==, "0,1");
  g_assert_cmpint (strand_session_undo_place (session), ==, PLACED_NOT);

  strand_session_pause (session, TRUE);
  g_assert_true (wait_until (all_held, session, 10));
  g_assert_cmpint (place (session, 1, 0, 1), ==, PLACED_HELD);
  g_assert_true (wait_until (thread_1_0_on_1, session, 10));
  g_assert_true (wait_until (thread_1_0_seen_on_1, session, 10));
  strand_session_stop (session);
  g_assert_true (wait_until (has_ended, session, 20));
  g_assert_cmpint (place (session, 1, 0, 0), ==, PLACED_LATER);
  int none = -1;
  g_assert_cmpint (strand_session_place (session, 7, 0, &none, 1, &error), ==, PLACED_NOT);
  g_assert_nonnull (error);
  g_assert_true (strand_session_can_undo_place (session));
  strand_session_set_model (session, MODEL_THREADS); /* another plan: what was before it is gone */
  g_assert_false (strand_session_can_undo_place (session));
  strand_session_close (session);
}

int
main (int argc, char **argv)
{
  g_unsetenv ("XDG_RUNTIME_DIR");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/switching", test_switching);
  g_test_add_func ("/session/placing", test_placing);
  return g_test_run ();
}
