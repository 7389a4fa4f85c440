/* The session without a window: switching the model while a run goes on, on ranks that wait. */
#include "app/session.h"
#include "app/time-words.h"
#include "engine/trace/recording.h"
#include "engine/trace/remove-tree.h"

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

/* ---- time: a recording, and a run that goes on ---- */

static bool
shows_recording (StrandSession *session)
{
  return strand_session_get_recording (session) != NULL && strand_session_get_snapshot (session) != NULL;
}

static bool
nothing_loads (StrandSession *session)
{
  const char *what;
  double share;

  return strand_session_get_loading (session, &what, &share) == NULL;
}

/* A run of the hybrid heat, saved; its bookmarks beside it. */
static void
save_run (StrandSession *session, const char *folder)
{
  g_autoptr (GError) error = NULL;

  strand_session_run (session);
  g_assert_true (wait_until (has_stepped, session, 20));
  g_usleep (200000);
  strand_session_stop (session);
  g_assert_true (wait_until (has_ended, session, 20));
  strand_session_add_bookmark (session, trace_begin (strand_session_get_trace (session)) + 1000000, "near the begin");
  g_assert_true (recording_save (strand_session_get_trace (session), strand_session_get_this_machine (session), folder, NULL, &error));
  g_autoptr (GKeyFile) bookmarks = strand_session_copy_bookmarks (session);
  g_assert_true (strand_session_put_bookmarks (bookmarks, folder, &error));
  g_assert_no_error (error);
}

static uint64_t
shown_t (StrandSession *session)
{
  return strand_session_get_snapshot (session)->t;
}

static bool
stands (StrandSession *session)
{
  return strand_session_get_speed (session) == 0;
}

static bool
in_step_2 (StrandSession *session)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (session);

  return snapshot->thread[0].steps >= 2;
}

static void
check_steps (StrandSession *session)
{
  uint64_t begin = trace_begin (strand_session_get_trace (session)), t, back;

  strand_session_set_playhead (session, begin);
  for (int kind = 0; kind < CHANGES; kind++)
    for (int i = 0; i < 8; i++) {
      t = shown_t (session);
      g_assert_true (strand_session_step_time (session, (enum change) kind, FALSE));
      g_assert_cmpuint (shown_t (session), >, t);
    }
  t = shown_t (session);
  g_assert_true (strand_session_step_time (session, CHANGE_EVENT, TRUE));
  back = shown_t (session);
  g_assert_cmpuint (back, <, t);
  g_assert_true (strand_session_step_time (session, CHANGE_EVENT, FALSE));
  g_assert_cmpuint (shown_t (session), ==, t);
  strand_session_set_playhead (session, 0);
  g_assert_false (strand_session_step_time (session, CHANGE_MESSAGE, TRUE));
}

/* Ten times as fast, round in a short stretch: it never leaves it, and does not come to an end. */
static void
check_loop (StrandSession *session)
{
  uint64_t begin = trace_begin (strand_session_get_trace (session)), from = begin + 2000000, to = begin + 5000000, a, b;
  int turns = 0;

  strand_session_set_loop (session, from, to);
  g_assert_true (strand_session_get_loop (session, &a, &b) && a == from && b == to);
  strand_session_set_playhead (session, begin);
  strand_session_play (session, 0.05);
  uint64_t last = shown_t (session);
  for (int i = 0; i < 4000 && turns < 2; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (200);
    g_assert_cmpuint (shown_t (session), >=, from);
    g_assert_cmpuint (shown_t (session), <, to);
    turns += shown_t (session) < last;
    last = shown_t (session);
  }
  g_assert_cmpint (turns, ==, 2);
  strand_session_set_loop (session, 0, UINT64_MAX);
  g_assert_true (strand_session_get_loop (session, &a, &b) && a == begin && b == trace_end (strand_session_get_trace (session)));
  strand_session_set_loop (session, 0, 0);
  g_assert_false (strand_session_get_loop (session, &a, &b));
  strand_session_play (session, 0);
}

static void
check_playing (StrandSession *session)
{
  struct trace *trace = strand_session_get_trace (session);

  strand_session_set_playhead (session, trace_begin (trace));
  strand_session_play (session, 1);
  g_assert_true (wait_until (in_step_2, session, 10));
  strand_session_play (session, 10);
  g_assert_true (wait_until (stands, session, 20));
  g_assert_cmpuint (shown_t (session), ==, trace_end (trace));
  g_assert_false (strand_session_get_follows (session));
  strand_session_set_playhead (session, trace_begin (trace)); /* a millionth: 40 ns a frame, and none are lost */
  strand_session_play (session, 1e-6);
  gint64 began = g_get_monotonic_time ();
  g_assert_false (wait_until (stands, session, 0.3));
  uint64_t moved = shown_t (session) - trace_begin (trace);
  g_assert_cmpuint (moved, >, 0);
  g_assert_cmpuint (moved, <=, (uint64_t) (g_get_monotonic_time () - began) / 1000 + 1);
  strand_session_play (session, 0);
}

/* Facts of a past moment are those of the trace up to there. */
static void
check_facts (StrandSession *session)
{
  struct trace *trace = strand_session_get_trace (session);
  uint64_t t = (trace_begin (trace) + trace_end (trace)) / 2;
  struct summary *expected = summary_take (trace, t);

  strand_session_set_playhead (session, t);
  for (int i = 0; i < 300; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (2000);
  }
  const struct summary *shown = strand_session_get_summary (session);
  g_assert_cmpuint (shown->messages, ==, expected->messages);
  g_assert_cmpuint (shown->steps, ==, expected->steps);
  g_assert_cmpfloat (shown->thread[0].on_cpu_s, ==, expected->thread[0].on_cpu_s);
  summary_destroy (expected);
}

static void
check_words (StrandSession *session)
{
  struct trace *trace = strand_session_get_trace (session);
  uint64_t begin = trace_begin (trace), t, step;
  g_autoptr (GError) error = NULL;

  g_assert_true (time_words_parse (" 1.5 ms", trace, &t, &error));
  g_assert_cmpuint (t, ==, begin + 1500000);
  g_assert_true (time_words_parse ("0.002", trace, &t, &error));
  g_assert_cmpuint (t, ==, begin + 2000000);
  g_assert_true (time_words_parse ("100 %", trace, &t, &error));
  g_assert_cmpuint (t, ==, trace_end (trace));
  g_assert_true (change_of_step (trace, 1, &step));
  g_assert_true (time_words_parse ("step 1", trace, &t, &error));
  g_assert_cmpuint (t, ==, step);
  g_assert_no_error (error);
  static const char *const wrong[] = { "", "soon", "-1 s", "1 fortnight", "step", "step 999999", "nan", "99999 s" };
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) why = NULL;
    g_assert_false (time_words_parse (wrong[i], trace, &t, &why));
    g_assert_nonnull (why);
  }
  g_autofree char *words = time_words (1204318000, 2000000), *slow = time_words_speed (1e-6);
  g_assert_cmpstr (words, ==, "1.204\u2009318 s");
  g_assert_cmpstr (slow, ==, "1 µs takes 1 s");
}

static void
test_recording (void)
{
  g_autoptr (StrandSession) session = strand_session_new ();
  g_autofree char *folder = g_dir_make_tmp ("strandscope-session-XXXXXX", NULL), *path = g_build_filename (folder, "run", NULL);

  strand_session_load_machine (session, NULL);
  g_assert_true (wait_until (has_machine, session, 30));
  save_run (session, path);
  strand_session_open_recording (session, path);
  g_assert_true (wait_until (shows_recording, session, 20));
  g_assert_cmpstr (strand_session_get_recording (session), ==, path);
  g_assert_nonnull (strand_session_get_machine (session));
  g_assert_true (strand_session_get_machine (session) != strand_session_get_this_machine (session));
  const GPtrArray *bookmarks = strand_session_get_bookmarks (session);
  g_assert_cmpuint (bookmarks->len, ==, 1);
  const struct session_bookmark *bookmark = bookmarks->pdata[0];
  g_assert_cmpstr (bookmark->name, ==, "near the begin");
  g_assert_cmpuint (bookmark->t, ==, trace_begin (strand_session_get_trace (session)) + 1000000);
  check_words (session);
  check_steps (session);
  check_playing (session);
  check_loop (session);
  check_facts (session);

  strand_session_open_recording (session, folder); /* not one: what is shown stays */
  g_assert_true (wait_until (nothing_loads, session, 20));
  g_assert_true (shows_recording (session));
  strand_session_run (session);
  g_assert_null (strand_session_get_recording (session));
  g_assert_true (wait_until (has_stepped, session, 20));
  strand_session_close (session);
  remove_tree (folder);
}

static bool
recorded_on (StrandSession *session)
{
  static uint64_t before;
  uint64_t end = trace_end (strand_session_get_trace (session));

  if (!before)
    before = end;
  return end > before + 50000000;
}

/* The picture is paused, the program is not. */
static void
test_picture_paused (void)
{
  g_autoptr (StrandSession) session = strand_session_new ();

  strand_session_load_machine (session, NULL);
  g_assert_true (wait_until (has_machine, session, 30));
  strand_session_run (session);
  g_assert_true (wait_until (has_stepped, session, 20));
  uint64_t t = shown_t (session);
  strand_session_set_playhead (session, t);
  g_assert_true (wait_until (recorded_on, session, 10));
  g_assert_cmpuint (shown_t (session), ==, t);
  g_assert_cmpint (strand_session_get_phase (session), ==, SESSION_RUNNING);
  strand_session_set_live (session);
  g_assert_cmpuint (shown_t (session), >, t);
  strand_session_close (session);
}

int
main (int argc, char **argv)
{
  g_unsetenv ("XDG_RUNTIME_DIR");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/switching", test_switching);
  g_test_add_func ("/session/placing", test_placing);
  g_test_add_func ("/session/recording", test_recording);
  g_test_add_func ("/session/picture-paused", test_picture_paused);
  return g_test_run ();
}
