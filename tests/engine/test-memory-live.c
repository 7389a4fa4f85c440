/* Memory of real runs: addresses, what the kernel says of them, who wrote last. */
#include "engine/launch/run.h"
#include "engine/record/segment.h"
#include "engine/trace/summary.h"
#include "engine/workload/table.h"
#include "tests/engine/running.h"

#include <string.h>

static struct run *
start (enum model model, const char *workload, int ranks, int threads, const char *const *settings, bool endless)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();

  plan->model = model;
  plan->ranks = ranks;
  plan->threads = threads;
  plan->endless = endless;
  plan->end_deadlock = true;
  g_free (plan->workload);
  plan->workload = g_strdup (workload);
  g_free (plan->sync);
  plan->sync = g_strdup (workload_describe (workload)->initial_sync);
  plan->settings = g_strdupv ((char **) settings);
  struct run *run = run_start (plan, NULL, &error);
  g_assert_no_error (error);
  plan_free (plan);
  return run;
}

static bool
all_stacks_seen (const struct snapshot_process *process)
{
  for (int i = 0; i < process->threads; i++)
    if (!space_stack (process->space, i) || !space_stack (process->space, i)->address)
      return false;
  return true;
}

/* And written: each object has a writer and, where the run tells what it holds, a value. */
static bool
all_resident (const struct snapshot *snapshot)
{
  for (int i = 0; i < snapshot->processes; i++) {
    const struct snapshot_process *process = &snapshot->process[i];
    for (int k = 0; k < process->objects; k++)
      if (!process->object[k].place || (process->object[k].place->measured && !process->object[k].place->rss) ||
          process->object[k].writer < 0 || (process->object[k].sample != SAMPLE_NONE && !process->object[k].has_value))
        return false;
    if (!process->space || !process->objects || !all_stacks_seen (process))
      return false;
  }
  return true;
}

/* Until the kernel was asked about every process after its memory was first written; then ends the run. */
static void
look_and_stop (struct run *run, struct snapshot *snapshot)
{
  g_assert_true (wait_for_running (run));
  for (int i = 0; i < 3000; i++) {
    snapshot_take (run_trace (run), UINT64_MAX, 0, 10, snapshot);
    if (all_resident (snapshot))
      break;
    g_usleep (10000);
  }
  run_stop (run);
  g_assert_true (run_wait (run, 60));
  g_assert_cmpstr (run_failure (run), ==, NULL);
  snapshot_take (run_trace (run), UINT64_MAX, 0, 10, snapshot);
  g_assert_true (all_resident (snapshot));
}

static void
check_stacks (const struct snapshot_process *process)
{
  uint64_t address = 0;

  for (int i = 0; i < process->threads; i++) {
    const struct space_part *stack = space_stack (process->space, i);
    g_assert_nonnull (stack);
    g_assert_cmpuint (stack->address, !=, 0);
    g_assert_cmpuint (stack->address, !=, address);
    g_assert_cmpuint (stack->bytes, >, 0);
    g_assert_true (!stack->measured || stack->rss > 0);
    address = stack->address;
  }
}

/* As much as the kernel tells: without numa_maps the run says so instead. */
static void
check_nodes (const struct snapshot *snapshot, const struct snapshot_process *process)
{
  uint64_t sum = process->space->whole.nodes.on_others;

  if (!process->space->nodes_known)
    return;
  for (int i = 0; i < process->space->whole.nodes.count; i++)
    sum += process->space->whole.nodes.node[i].bytes;
  g_assert_cmpuint (sum, >, 0);
  if (snapshot->numa_nodes == 1)
    g_assert_cmpint (space_only_node (&process->space->whole.nodes), >=, 0);
}

static const char *const small_heat[] = { "size=256", NULL };

/* Each process has its own grid at the address of the others', with other contents. */
static void
test_processes (void)
{
  struct run *run = start (MODEL_PROCESSES, "heat", 2, 1, small_heat, true);
  struct snapshot snapshot = { 0 };

  look_and_stop (run, &snapshot);
  for (int rank = 0; rank < 2; rank++) {
    const struct snapshot_process *process = &snapshot.process[rank];
    const struct snapshot_object *grid = &process->object[0];
    g_assert_cmpstr (grid->name, ==, "grid");
    g_assert_cmpint (grid->place->sharing, ==, SPACE_PRIVATE);
    g_assert_true (grid->place->measured);
    g_assert_cmpuint (grid->place->pss, ==, grid->place->rss); /* nobody else has these pages */
    g_assert_cmpint (grid->twin, ==, TWIN_OTHER);
    g_assert_true (grid->twin_differs);
    g_assert_cmpint (grid->twin_rank, ==, !rank);
    g_assert_cmpint (grid->mapped_by, ==, 1);
    g_assert_cmpint (grid->writer, ==, rank);
    check_stacks (process);
    check_nodes (&snapshot, process);
  }
  g_assert_cmpuint (snapshot.process[0].object[0].address, ==, snapshot.process[1].object[0].address);
  snapshot_finish (&snapshot);
  run_destroy (run);
}

static const char *const small_window[] = { "size=64", NULL };

/* One table, mapped by both ranks wherever each has room for it. */
static void
test_window (void)
{
  struct run *run = start (MODEL_HYBRID, "window", 2, 2, small_window, true);
  struct snapshot snapshot = { 0 };

  look_and_stop (run, &snapshot);
  for (int rank = 0; rank < 2; rank++) {
    const struct snapshot_object *table = &snapshot.process[rank].object[0];
    g_assert_cmpint (table->place->sharing, ==, SPACE_MAPPED_SHARED);
    g_assert_cmpint (table->mapped_by, ==, 2);
    g_assert_cmpint (table->writer, ==, snapshot.process[0].object[0].writer);
    g_assert_cmpuint (table->value, ==, snapshot.process[0].object[0].value);
    check_stacks (&snapshot.process[rank]);
  }
  snapshot_finish (&snapshot);
  run_destroy (run);
}

static const char *const copies[] = { "size=64", "shared=no", NULL };

static void
test_window_copies (void)
{
  struct run *run = start (MODEL_HYBRID, "window", 2, 2, copies, true);
  struct snapshot snapshot = { 0 };

  look_and_stop (run, &snapshot);
  for (int rank = 0; rank < 2; rank++) {
    g_assert_cmpint (snapshot.process[rank].object[0].place->sharing, ==, SPACE_PRIVATE);
    g_assert_cmpint (snapshot.process[rank].object[0].mapped_by, ==, 1);
    g_assert_cmpint (snapshot.process[rank].object[0].twin, ==, TWIN_OTHER);
  }
  snapshot_finish (&snapshot);
  run_destroy (run);
}

static const char *const short_run[] = { "steps=20", NULL };

/* One counter for all threads: what it holds at the end is the result, and updates were seen to be lost. */
static void
test_threads (void)
{
  struct run *run = start (MODEL_THREADS, "counter", 1, 3, short_run, false);
  struct snapshot snapshot = { 0 };

  g_assert_true (run_wait (run, 60));
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  snapshot_take (run_trace (run), UINT64_MAX, 0, 10, &snapshot);
  const struct snapshot_object *counter = &snapshot.process[0].object[0];
  g_assert_cmpstr (counter->name, ==, "counter");
  g_assert_true (counter->has_value);
  g_assert_cmpfloat ((double) counter->value, ==, summary->value);
  g_assert_cmpfloat (summary->value, <, summary->expected);
  g_assert_cmpuint (counter->overwrote, >, 0);
  g_assert_cmpint (counter->writer, >=, 0);
  g_assert_cmpint (counter->writer, <, 3);
  g_assert_cmpint (counter->twins, ==, 0);
  summary_destroy (summary);
  snapshot_finish (&snapshot);
  run_destroy (run);
}

static const char *const *
settings_of (const char *workload)
{
  static const char *const same[] = { "steps=4", "order=same", NULL }, *const odd[] = { "steps=4", "order=odd-receive", NULL };
  static const char *const small[] = { "steps=4", NULL };

  return strcmp (workload, "deadlock-lock") == 0 ? same : strcmp (workload, "deadlock-send") == 0 ? odd : small;
}

/* What is shared by the threads of a rank, or one for all, is written by somebody in every workload, and who did is known. */
static void
test_all_workloads (void)
{
  for (int w = 0; workload_table[w]; w++) {
    struct run *run = start (MODEL_HYBRID, workload_table[w]->name, 2, 2, settings_of (workload_table[w]->name), false);
    struct snapshot snapshot = { 0 };

    g_assert_true (run_wait (run, 120));
    snapshot_take (run_trace (run), UINT64_MAX, 0, 10, &snapshot);
    g_test_message ("%s", workload_table[w]->name);
    for (int i = 0; i < snapshot.processes; i++)
      for (int k = 0; k < snapshot.process[i].objects; k++) {
        const struct snapshot_object *object = &snapshot.process[i].object[k];
        if (object->writer < 0)
          g_test_message ("%s: %s of rank %d has no writer", workload_table[w]->name, object->name, i);
        g_assert_cmpint (object->writer, >=, 0);
        g_assert_cmpuint (object->written_ns, <=, snapshot.end);
      }
    snapshot_finish (&snapshot);
    run_destroy (run);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory-live/processes", test_processes);
  g_test_add_func ("/memory-live/window", test_window);
  g_test_add_func ("/memory-live/window-copies", test_window_copies);
  g_test_add_func ("/memory-live/threads", test_threads);
  g_test_add_func ("/memory-live/all-workloads", test_all_workloads);
  return g_test_run ();
}
