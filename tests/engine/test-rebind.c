/* Binding the threads of a run anew while it goes on: in the trace by hand, and in real runs by the kernel's own word. */
#include "engine/launch/run.h"
#include "engine/trace/journal.h"
#include "engine/trace/recording.h"
#include "engine/trace/remove-tree.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"
#include "engine/trace/warnings.h"
#include "tests/engine/running.h"

#include <sched.h>
#include <string.h>

/* ---- the trace ---- */

static const uint64_t pu0[SEGMENT_PU_WORDS] = { 1 }, pu1[SEGMENT_PU_WORDS] = { 2 };

static void
run_on (struct trace *trace, int pu, uint64_t begin, uint64_t end)
{
  struct span span = { .begin = begin, .end = end, .object = pu, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };

  trace_writer_schedule (trace, 0, 0, &span, 1);
}

/* Bound to PU 0, from 5000 on to PU 1; the kernel was at it until 5100. */
static struct trace *
rebound_trace (struct journal *journal)
{
  struct trace *trace = trace_create (&(struct trace_description){ .model = (char *) "threads", .workload = (char *) "pi", .ranks = 1, .threads = 1 });
  struct writer_thread facts = { .at = 1000, .tid = 7, .bound = true, .asked = pu0, .binding = pu0 };

  if (journal)
    trace_keep_journal (trace, journal);
  trace_writer_workload (trace, 0, 1000, 0);
  trace_writer_thread (trace, 0, 0, &facts);
  run_on (trace, 0, 1000, 4000);
  trace_writer_rebind (trace, 0, 0, &(struct writer_binding){ .from = 5000, .settled = 5100, .bound = true, .asked = pu1, .allowed = pu1 });
  run_on (trace, 0, 4000, 5050); /* it began under the old one, or is being moved */
  return trace;
}

static bool
allowed_at (struct trace *trace, uint64_t t, int pu)
{
  struct snapshot snapshot = { 0 };

  snapshot_take (trace, t, 0, 0, &snapshot);
  bool allowed = snapshot.thread[0].binding[0] >> pu & 1;
  snapshot_finish (&snapshot);
  return allowed;
}

static bool
misplaced (struct trace *trace)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  bool found = summary->thread[0].misplaced;

  summary_destroy (summary);
  return found;
}

static int
warnings_of (struct trace *trace)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  struct warnings *warnings = warnings_take (summary, NULL);
  int strays = 0;

  for (int i = 0; i < warnings->count; i++)
    strays += strstr (warnings->warning[i].sentence, "not asked for") != NULL;
  warnings_destroy (warnings);
  summary_destroy (summary);
  return strays;
}

static void
check_history (struct trace *trace)
{
  g_assert_true (allowed_at (trace, 2000, 0));
  g_assert_false (allowed_at (trace, 2000, 1));
  g_assert_false (allowed_at (trace, 9000, 0));
  g_assert_true (allowed_at (trace, 9000, 1));
  struct summary *before = summary_take (trace, 2000), *after = summary_take (trace, UINT64_MAX);
  g_assert_cmpuint (before->thread[0].asked[0], ==, 1);
  g_assert_cmpuint (after->thread[0].asked[0], ==, 2);
  g_assert_false (before->thread[0].rebound);
  g_assert_true (after->thread[0].rebound);
  summary_destroy (before);
  summary_destroy (after);
}

static void
test_history (void)
{
  struct trace *trace = rebound_trace (NULL);

  run_on (trace, 1, 5060, 8000);
  trace_writer_advance (trace, 10000);
  check_history (trace);
  g_assert_false (misplaced (trace));
  g_assert_cmpint (warnings_of (trace), ==, 0); /* what it did before is no fault */
  run_on (trace, 0, 8000, 9000);
  trace_writer_advance (trace, 11000);
  g_assert_true (misplaced (trace));
  g_assert_cmpint (warnings_of (trace), ==, 1);
  trace_destroy (trace);
}

static void
test_being_moved (void)
{
  struct trace *trace = rebound_trace (NULL);

  run_on (trace, 0, 5060, 5090); /* the kernel has not come to it yet */
  trace_writer_advance (trace, 5150);
  g_assert_false (misplaced (trace));
  run_on (trace, 0, 5200, 5300);
  trace_writer_advance (trace, 5400);
  g_assert_true (misplaced (trace));
  trace_destroy (trace);
}

static void
test_recorded (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "rebound", NULL);
  struct trace *trace = rebound_trace (NULL);

  run_on (trace, 1, 5060, 8000);
  trace_writer_advance (trace, 10000);
  trace_writer_close (trace, 10000);
  g_assert_true (recording_save (trace, NULL, path, &error));
  trace_destroy (trace);
  trace = recording_load (path, NULL, &error);
  g_assert_no_error (error);
  check_history (trace);
  trace_destroy (trace);
  remove_tree (folder);
}

/* What is told while the program may still be killed. */
static void
test_in_the_journal (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "journal", NULL);
  struct trace_description description = { .model = (char *) "threads", .workload = (char *) "pi", .ranks = 1, .threads = 1 };
  struct journal *journal = journal_create (path, &description, NULL, NULL, &error);

  g_assert_no_error (error);
  struct trace *trace = rebound_trace (journal);
  trace_writer_advance (trace, 10000);
  trace_destroy (trace);
  trace = journal_load (path, NULL, &error);
  g_assert_no_error (error);
  check_history (trace);
  trace_destroy (trace);
  remove_tree (folder);
}

/* ---- real runs ---- */

static struct machine *machine;

static struct run *
start (enum model model, const char *bind)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();

  plan->model = model;
  plan->ranks = 2;
  plan->threads = 2;
  plan->endless = true;
  g_free (plan->bind);
  plan->bind = g_strdup (bind);
  struct run *run = run_start (plan, machine, &error);
  g_assert_no_error (error);
  plan_free (plan);
  return run;
}

/* The kernel's own word on the thread, now: exactly that one PU? */
static bool
kernel_says (const struct summary_thread *thread, int pu)
{
  cpu_set_t set;
  int os = machine->objects[machine->pu[pu]].os;

  return thread->tid > 0 && sched_getaffinity (thread->tid, sizeof set, &set) == 0 && CPU_COUNT (&set) == 1 && CPU_ISSET (os, &set);
}

/* All threads of RANK (-1: of all) come to be bound to PU: by the trace and by the kernel. */
static bool
comes_to (struct run *run, int rank, int pu)
{
  for (int tries = 0; tries < 4000; tries++) {
    struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
    bool all = true;
    for (int i = 0; i < summary->threads; i++) {
      const struct summary_thread *thread = &summary->thread[i];
      int os = machine->objects[machine->pu[pu]].os;
      if (rank < 0 || thread->rank == rank)
        all &= kernel_says (thread, pu) && thread->binding && thread->binding[os / 64] == UINT64_C (1) << os % 64 && !thread->binding_refused;
    }
    summary_destroy (summary);
    if (all)
      return true;
    g_usleep (2000);
  }
  return false;
}

static void
test_running (void)
{
  g_autoptr (GError) error = NULL;
  struct run *run = start (MODEL_HYBRID, "0");

  g_assert_true (wait_for_running (run));
  g_assert_true (comes_to (run, -1, 0));
  g_assert_true (run_rebind (run, machine, "0;1", &error)); /* rank 1's threads to PU 1 */
  g_assert_true (comes_to (run, 1, 1));
  g_assert_true (comes_to (run, 0, 0));
  g_assert_true (run_rebind (run, machine, "1", &error));
  g_assert_true (run_rebind (run, machine, "0", &error)); /* and back, at once */
  g_assert_true (comes_to (run, -1, 0));
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  for (int i = 0; i < summary->threads; i++)
    g_assert_false (summary->thread[i].misplaced);
  g_assert_true (g_strv_length (summary->notes) > 0);
  summary_destroy (summary);
  run_stop (run);
  g_assert_true (run_wait (run, 20));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  run_destroy (run);
}

/* What was ordered before the threads were there holds for them too. */
static void
test_starting (void)
{
  g_autoptr (GError) error = NULL;
  struct run *run = start (MODEL_THREADS, "0");

  g_assert_true (run_rebind (run, machine, "1", &error));
  g_assert_true (comes_to (run, -1, 1));
  run_destroy (run);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL, late = NULL;
  struct run *run = start (MODEL_THREADS, "0");

  g_assert_false (run_rebind (run, machine, "99999", &error));
  g_assert_nonnull (strstr (error->message, "99999"));
  g_assert_true (comes_to (run, -1, 0));
  run_stop (run);
  g_assert_true (run_wait (run, 20));
  g_assert_false (run_rebind (run, machine, "1", &late));
  g_assert_nonnull (strstr (late->message, "end"));
  run_destroy (run);
}

static bool
two_pus_allowed (void)
{
  g_autofree int *pu = g_new (int, machine->pu_count + 1);
  int forbidden;

  return machine_pus_of (machine, 0, pu, &forbidden) >= 2 && !machine_why_forbidden (machine, 0) && !machine_why_forbidden (machine, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  machine = machine_load (NULL, NULL);
  g_test_add_func ("/rebind/history", test_history);
  g_test_add_func ("/rebind/being-moved", test_being_moved);
  g_test_add_func ("/rebind/recorded", test_recorded);
  g_test_add_func ("/rebind/in-the-journal", test_in_the_journal);
  if (two_pus_allowed ()) {
    g_test_add_func ("/rebind/running", test_running);
    g_test_add_func ("/rebind/starting", test_starting);
    g_test_add_func ("/rebind/refused", test_refused);
  }
  int status = g_test_run ();
  machine_destroy (machine);
  return status;
}
