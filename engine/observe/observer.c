#include "engine/observe/observer-private.h"

#include <errno.h>

/* How often, and thousandths of a PU that it may take. */
#define SAMPLES { .every = UINT64_C (20000000), .most = 25 }
#define COUNTERS { .every = UINT64_C (100000000), .most = 2 } /* with switch records only the counters are wanted */
#define MEMORY { .every = UINT64_C (500000000), .most = 2 }
#define SPACES { .every = UINT64_C (10000000), .most = 5 }
#define SETTLE_NS UINT64_C (200000)      /* a record's time is taken before it can be read */

static void
note_refusal (struct trace *trace, const char *why)
{
  g_autofree char *note = g_strdup_printf ("There were no switch records of the kernel (%s): the schedule was sampled from "
                                           "/proc, so it shows shares of time, not every switch.", why);

  trace_writer_note (trace, note);
}

static void
process_clear (struct watched_process *process)
{
  g_array_unref (process->object);
  g_array_unref (process->stack);
}

static struct observer *
observer_new (struct trace *trace, struct perf *perf, const char *why_not)
{
  struct observer *observer = g_new0 (struct observer, 1);

  observer->trace = trace;
  observer->thread = g_array_new (FALSE, TRUE, sizeof (struct watched_thread));
  observer->process = g_array_new (FALSE, TRUE, sizeof (struct watched_process));
  g_array_set_clear_func (observer->process, (GDestroyNotify) process_clear);
  observer->text = g_string_new (NULL);
  observer->mappings = g_array_new (FALSE, FALSE, sizeof (struct mapping));
  observer->tasks = tasks_new (trace);
  observer->perf = perf;
  if (!perf)
    note_refusal (trace, why_not);
  observer->samples = perf ? (struct ration) COUNTERS : (struct ration) SAMPLES;
  observer->memory = (struct ration) MEMORY;
  observer->spaces = (struct ration) SPACES;
  trace_writer_numa_nodes (trace, maps_nodes ());
  trace_writer_sources (trace, perf ? SOURCE_KERNEL : SOURCE_SAMPLED, SOURCE_SAMPLED);
  return observer;
}

static bool
is_unwanted (void)
{
  return g_strcmp0 (g_getenv ("STRANDSCOPE_NO_PERF"), "1") == 0;
}

struct observer *
observer_start (struct trace *trace, pid_t child)
{
  struct perf *perf = is_unwanted () ? NULL : perf_open (child);

  return observer_new (trace, perf, is_unwanted () ? "STRANDSCOPE_NO_PERF is set" : g_strerror (errno));
}

static void
forget (const struct perf_switch *change, void *nothing)
{
}

struct observer *
observer_start_with (struct trace *trace, struct perf *perf, int reason)
{
  struct observer *observer = observer_new (trace, is_unwanted () ? NULL : perf,
                                            is_unwanted () ? "STRANDSCOPE_NO_PERF is set" : g_strerror (reason));

  observer->perf_borrowed = true;
  if (observer->perf)
    perf_read (observer->perf, UINT64_MAX, forget, NULL);
  return observer;
}

void
observer_attach_process (struct observer *observer, int rank, pid_t pid)
{
  struct watched_process process = { .rank = rank, .pid = pid };

  process.object = g_array_new (FALSE, TRUE, sizeof (struct watched_piece));
  process.stack = g_array_new (FALSE, TRUE, sizeof (struct watched_piece));
  g_array_append_val (observer->process, process);
  observer->memory.next = 0;
}

static struct watched_process *
find_process (struct observer *observer, int rank)
{
  for (guint i = 0; i < observer->process->len; i++)
    if (g_array_index (observer->process, struct watched_process, i).rank == rank)
      return &g_array_index (observer->process, struct watched_process, i);
  return NULL;
}

void
observer_attach_object (struct observer *observer, int rank, uint64_t address, uint64_t bytes)
{
  struct watched_process *process = find_process (observer, rank);
  struct watched_piece piece = { address, bytes };

  if (process)
    g_array_append_val (process->object, piece);
}

void
observer_attach_stack (struct observer *observer, int rank, int thread, uint64_t address, uint64_t bytes)
{
  struct watched_process *process = find_process (observer, rank);

  if (!process)
    return;
  if (thread >= (int) process->stack->len)
    g_array_set_size (process->stack, thread + 1);
  g_array_index (process->stack, struct watched_piece, thread) = (struct watched_piece){ address, bytes };
  process->space_due = process->space_rest ? 2 : 1; /* at once, and those first that were never looked at */
}

void
observer_attach_thread (struct observer *observer, int rank, int thread, pid_t pid, pid_t tid, uint64_t since)
{
  struct watched_thread watched = { .rank = rank, .thread = thread, .tid = tid };

  proc_thread_open (&watched.files, pid, tid);
  g_array_append_val (observer->thread, watched);
  if (observer->perf)
    tasks_attach (observer->tasks, tid, rank, thread, since);
}

void
observer_detach_process (struct observer *observer, int rank)
{
  struct watched_process *process = find_process (observer, rank);

  if (process)
    process->pid = 0;
}

static void
begin_cost (struct observer *observer, uint64_t now)
{
  if (observer->began || !observer->thread->len)
    return;
  observer->began = now;
  observer->cpu_began = ration_clock ();
}

/* What it costs is this thread's whole CPU time: it does nothing but watch. */
static void
tell_cost (struct observer *observer, uint64_t now)
{
  double passed = now - observer->began;

  if (!observer->began || passed <= 0)
    return;
  trace_writer_watching (observer->trace, observer->perf ? 0 : observer->looks * 1e9 / passed,
                         (ration_clock () - observer->cpu_began) / passed);
}

uint64_t
observer_poll (struct observer *observer, uint64_t now)
{
  uint64_t known = now - SETTLE_NS;

  begin_cost (observer, now);
  if (observer->perf) {
    perf_read (observer->perf, known, tasks_see, observer->tasks);
    tasks_flush (observer->tasks);
  }
  if (ration_begin (&observer->samples, now)) {
    observer_sample (observer, now);
    observer->looks += observer->began && observer->began < now;
    tell_cost (observer, now);
    ration_end (&observer->samples, now);
  }
  if (ration_begin (&observer->memory, now)) {
    observer_memory (observer, now);
    ration_end (&observer->memory, now);
  }
  observer_look_at_spaces (observer, now);
  return known;
}

void
observer_stop (struct observer *observer, uint64_t now)
{
  tell_cost (observer, now);
  if (!observer->perf)
    return;
  perf_read (observer->perf, UINT64_MAX, tasks_see, observer->tasks);
  tasks_flush (observer->tasks);
}

void
observer_destroy (struct observer *observer)
{
  if (!observer)
    return;
  for (guint i = 0; i < observer->thread->len; i++) {
    struct watched_thread *thread = &g_array_index (observer->thread, struct watched_thread, i);
    if (!thread->gone)
      proc_thread_close (&thread->files);
  }
  g_array_unref (observer->thread);
  g_array_unref (observer->process);
  g_string_free (observer->text, TRUE);
  g_array_unref (observer->mappings);
  tasks_free (observer->tasks);
  if (!observer->perf_borrowed)
    perf_close (observer->perf);
  g_free (observer);
}
