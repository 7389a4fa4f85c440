#include "engine/launch/run-private.h"

#include "engine/launch/command.h"
#include "engine/launch/files.h"
#include "engine/launch/unsaved.h"
#include "engine/trace/journal.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define WAY_S 0.2
#define STEP_NS UINT64_C (10000000000) /* a step that was asked for may take that much longer than a pause before it is stopped */

static struct trace *
describe (const struct plan *plan, const struct machine *machine)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *started = g_date_time_format_iso8601 (now), *command = plan_equivalent_command (plan, machine);
  struct trace_description description = {
    .model = (char *) model_name (plan->model),
    .workload = plan->workload,
    .runtime = plan->runtime,
    .bind = plan->bind,
    .sync = plan->sync,
    .ranks = plan_ranks (plan),
    .threads = plan_threads (plan),
    .settings = plan->settings,
    .host = (char *) g_get_host_name (),
    .command = command,
    .started = started,
  };

  return trace_create (&description);
}

static struct run *
run_new (const struct plan *plan, const struct machine *machine)
{
  struct run *run = g_new0 (struct run, 1);

  run->plan = plan_copy (plan);
  run->ranks = plan_ranks (plan);
  run->threads = plan_threads (plan);
  run->direct = run->ranks == 1;
  run->patience_ns = halt_patience ();
  run->gate_by_ns = plan->start_paused; /* at once, but not before they have begun */
  run->trace = describe (plan, machine);
  run->rank = g_new0 (struct run_rank, run->ranks);
  for (int i = 0; i < run->ranks; i++)
    run->rank[i] = (struct run_rank){ .rank = i, .pidfd = -1 };
  run->buffer = g_new (struct event, SEGMENT_RING_EVENTS);
  run->output = g_string_new (NULL);
  run->child = (struct spawn){ -1, -1, -1, -1, -1 };
  run->rebinds = g_async_queue_new_full (rebind_free);
  run->rebound = g_ptr_array_new_with_free_func (rebind_free);
  run->bind = g_strdup (plan->bind);
  run->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_mutex_init (&run->mutex);
  g_cond_init (&run->cond);
  return run;
}

static void
run_free (struct run *run)
{
  ranks_finish (run);
  snapshot_finish (&run->watched);
  control_unmap (run->control);
  observer_destroy (run->observer);
  spawn_finish (&run->child);
  if (run->wake >= 0)
    close (run->wake);
  trace_destroy (run->trace);
  if (run->journal && !run->kept)
    unsaved_remove (run->journal);
  g_free (run->journal);
  plan_free (run->plan);
  g_free (run->folder);
  g_free (run->mark);
  g_free (run->bind);
  g_async_queue_unref (run->rebinds);
  g_ptr_array_unref (run->rebound);
  g_free (run->buffer);
  g_string_free (run->output, TRUE);
  g_free (atomic_load (&run->failure));
  g_mutex_clear (&run->mutex);
  g_cond_clear (&run->cond);
  g_free (run);
}

static bool
make_control (struct run *run, GError **error)
{
  g_autofree char *path = g_build_filename (run->folder, "control", NULL);
  g_autofree char *ompi = g_build_filename (run->folder, "ompi", NULL);

  run->control = control_create (path, run->ranks, run->plan->start_paused);
  if (!run->control || g_mkdir (ompi, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The run's control memory %s could not be made: %s.", path,
                 g_strerror (errno));
    return false;
  }
  control_set_pace (run->control, (uint64_t) (run->plan->pace_s * 1e9));
  return true;
}

/* Without a journal the run is as good, but lost where this program is killed. */
static void
begin_journal (struct run *run, const struct machine *machine)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = unsaved_new ();
  struct journal *journal = journal_create (folder, trace_description (run->trace), machine ? machine->xml : NULL, run->folder, &error);

  if (!journal) {
    trace_writer_note (run->trace, error->message);
    return;
  }
  g_autofree char *link = g_build_filename (run->folder, FILES_JOURNAL, NULL);
  if (symlink (folder, link) != 0)
    g_debug ("%s: what the ranks record last is not found again", link);
  run->journal = g_steal_pointer (&folder);
  trace_keep_journal (run->trace, journal);
}

/* The path of the machine's XML in the run's folder, NULL where there is none. */
static char *
write_machine (struct run *run, const struct machine *machine, GError **error)
{
  if (!machine || !machine->xml)
    return NULL;
  char *path = g_build_filename (run->folder, "machine.xml", NULL);
  if (!g_file_set_contents (path, machine->xml, -1, error))
    g_clear_pointer (&path, g_free);
  return path;
}

/* The run's folder is all that the ranks need to know besides their command line. false: no rank was told anything. */
static bool
order_job (struct run *run, const char *xml)
{
  g_auto (GStrv) words = command_worker (run->plan, NULL);

  if (!words || !order_give (run->job->order, run->ranks, run->folder, xml, words)) {
    pool_give (run->pool, g_steal_pointer (&run->job));
    return false;
  }
  run->child = run->job->child;
  run->mark = g_strdup (run->job->mark);
  run->direct = false;
  run->in_pool = true;
  trace_writer_note (run->trace, "The run was played on ranks that had waited for it: what MPI keeps for a communicator of their "
                                 "own is part of their memory, about 2 MB more a rank than on ranks that are started for a run.");
  return true;
}

/* What the kernel recorded before belongs to no run: the observer forgets it first. */
static bool
start_in_pool (struct run *run, const char *xml)
{
  run->job = run->pool ? pool_take (run->pool, run->plan) : NULL;
  if (!run->job)
    return false;
  struct job *job = run->job;
  run->observer = observer_start_with (run->trace, job->perf, job->perf_error);
  if (order_job (run, xml))
    return true;
  g_clear_pointer (&run->observer, observer_destroy);
  return false;
}

static bool
start_child (struct run *run, const char *xml, GError **error)
{
  g_auto (GStrv) arguments = command_arguments (run->plan, run->folder, error);
  if (!arguments)
    return false;
  run->mark = g_strdup_printf ("STRANDSCOPE_RUN=%s", run->folder);
  g_auto (GStrv) environment = command_environment (run->folder, xml);
  if (!spawn_held (arguments, environment, &run->child, error))
    return false;
  run->observer = observer_start (run->trace, run->child.pid);
  return spawn_release (&run->child, arguments[0], error);
}

static bool
start_ranks (struct run *run, const struct machine *machine, GError **error)
{
  GError *trouble = NULL;
  g_autofree char *xml = write_machine (run, machine, &trouble);

  if (trouble) {
    g_propagate_error (error, trouble);
    return false;
  }
  return start_in_pool (run, xml) || start_child (run, xml, error);
}

struct run *
run_start (const struct plan *plan, const struct machine *machine, GError **error)
{
  return run_start_in_pool (NULL, plan, machine, error);
}

struct run *
run_start_in_pool (struct pool *pool, const struct plan *plan, const struct machine *machine, GError **error)
{
  if (!plan_check (plan, machine ? machine->pu_count : (int) g_get_num_processors (), error))
    return NULL;
  struct run *run = run_new (plan, machine);
  run->pool = pool;
  run->folder = files_create (segment_bytes (run->threads) * run->ranks, error);
  if (run->folder)
    begin_journal (run, machine);
  if (!run->folder || !make_control (run, error) || !start_ranks (run, machine, error)) {
    if (run->folder)
      files_remove (run->folder);
    run_free (run);
    return NULL;
  }
  run->started_ns = run_clock ();
  run->thread = g_thread_new ("collector", run_collect, run);
  return run;
}

const char *
run_keep (struct run *run)
{
  run->kept = trace_journal_folder (run->trace) != NULL;
  return run->kept ? run->journal : NULL;
}

struct trace *
run_trace (struct run *run)
{
  return run->trace;
}

enum run_phase
run_phase (struct run *run)
{
  enum run_phase phase = atomic_load (&run->phase);

  if (phase == RUN_DONE || phase == RUN_FAILED)
    return phase;
  if (atomic_load (&run->stop_ns) || atomic_load (&run->kill_asked))
    return RUN_STOPPING;
  return phase == RUN_RUNNING && control_paused (run->control) ? RUN_PAUSED : phase;
}

bool
run_ended (struct run *run)
{
  return atomic_load (&run->ended);
}

const char *
run_failure (struct run *run)
{
  return atomic_load (&run->failure);
}

void
run_wake (struct run *run)
{
  uint64_t one = 1;

  if (write (run->wake, &one, sizeof one) < 0)
    return; /* full: it will wake anyhow */
}

void
run_pause (struct run *run)
{
  control_pause (run->control);
  atomic_store (&run->gate_by_ns, run_clock () + run->patience_ns);
  run_wake (run);
}

void
run_resume (struct run *run)
{
  control_resume (run->control);
  atomic_store (&run->gate_by_ns, 0);
  run_wake (run);
}

/* Ranks that were stopped in the middle of a step first come to its end. */
void
run_step (struct run *run)
{
  if (!atomic_load (&run->halted))
    control_step (run->control, 1);
  atomic_store (&run->gate_by_ns, run_clock () + run->patience_ns + STEP_NS);
  run_wake (run);
}

void
run_set_pace (struct run *run, double seconds)
{
  control_set_pace (run->control, seconds > 0 ? (uint64_t) (MIN (seconds, 1e9) * 1e9) : 0);
}

void
run_stop (struct run *run)
{
  uint64_t no = 0;

  control_stop (run->control);
  atomic_compare_exchange_strong (&run->stop_ns, &no, run_clock ());
  run_wake (run);
}

void
run_kill (struct run *run)
{
  atomic_store (&run->kill_asked, true);
  run_wake (run);
}

void
run_make_way (struct run *run)
{
  if (!run->in_pool) {
    run_kill (run);
    return;
  }
  run_stop (run);
  run_wait (run, WAY_S);
}

bool
run_wait (struct run *run, double timeout_s)
{
  gint64 until = g_get_monotonic_time () + (gint64) (MIN (MAX (timeout_s, 0), 1e9) * 1e6);

  g_mutex_lock (&run->mutex);
  while (!atomic_load (&run->ended)) {
    if (timeout_s < 0)
      g_cond_wait (&run->cond, &run->mutex);
    else if (!g_cond_wait_until (&run->cond, &run->mutex, until))
      break;
  }
  g_mutex_unlock (&run->mutex);
  return atomic_load (&run->ended);
}

void
run_destroy (struct run *run)
{
  if (!run)
    return;
  run_kill (run);
  g_thread_join (run->thread);
  run_free (run);
}
