/* Binds the threads of a running run anew, from outside: the kernel lets whoever owns a process do so, and moves a thread that is
 * on another PU at once. The worker need not know. */
#include "engine/launch/places.h"
#include "engine/launch/run-private.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

struct rebind {
  char *bind;
  struct placement *before, *after;
  struct placement_pu *pu;
  int pus;
};

void
rebind_free (gpointer data)
{
  struct rebind *rebind = data;

  g_free (rebind->bind);
  placement_destroy (rebind->before);
  placement_destroy (rebind->after);
  g_free (rebind->pu);
  g_free (rebind);
}

/* ---- main thread ---- */

static struct placement *
placement_for (const struct run *run, const struct machine *machine, const char *bind, GError **error)
{
  struct plan plan = *run->plan;

  plan.bind = (char *) bind;
  return places_of_plan (&plan, machine, error);
}

bool
run_rebind (struct run *run, const struct machine *machine, const char *bind, GError **error)
{
  enum run_phase phase = run_phase (run);

  if (run_ended (run) || phase == RUN_STOPPING || phase == RUN_DONE || phase == RUN_FAILED) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The run has come to its end: its threads cannot be bound any more.");
    return false;
  }
  struct rebind *rebind = g_new0 (struct rebind, 1);
  rebind->before = placement_for (run, machine, run->bind, error);
  rebind->after = rebind->before ? placement_for (run, machine, bind, error) : NULL;
  if (!rebind->after) {
    rebind_free (rebind);
    return false;
  }
  rebind->pu = places_of_machine (machine);
  rebind->pus = machine->pu_count;
  rebind->bind = g_strdup (bind);
  g_free (run->bind);
  run->bind = g_strdup (bind);
  g_async_queue_push (run->rebinds, rebind);
  run_wake (run);
  return true;
}

/* ---- collector ---- */

struct set { uint64_t word[SEGMENT_PU_WORDS]; bool bound; };

static bool
may_use (const struct rebind *rebind, int index)
{
  return rebind->pu[index].allowed && rebind->pu[index].os < (int) SEGMENT_MAX_PUS;
}

/* By OS index. A thread that is not bound may use whatever the run may. */
static void
set_of (const struct rebind *rebind, const struct placement *placement, int rank, int thread, struct set *set)
{
  int count;
  const int *pu = placement_of (placement, rank, thread, &count);

  memset (set, 0, sizeof *set);
  set->bound = count > 0;
  for (int i = 0; i < (count ? count : rebind->pus); i++) {
    int index = count ? pu[i] : i, os = rebind->pu[index].os;
    if (os >= 0 && os < (int) SEGMENT_MAX_PUS && (count || may_use (rebind, index)))
      set->word[os / 64] |= UINT64_C (1) << (os % 64);
  }
}

static int
bind_task (pid_t tid, const struct set *set)
{
  return sched_setaffinity (tid, sizeof set->word, (const cpu_set_t *) (const void *) set->word) < 0 ? errno : 0;
}

/* One of a pool's rank that has done its work may soon work for another run. */
static bool
is_done (const struct run_rank *rank, struct thread_slot *slot)
{
  return rank->gone || rank->ended || atomic_load_explicit (&rank->segment->state, memory_order_acquire) == SEGMENT_DONE ||
         atomic_load_explicit (&slot->now_state, memory_order_relaxed) == NOW_ENDED;
}

/* A thread that is gone may have left its number to a stranger. */
static bool
is_task_of (pid_t tid, pid_t pid)
{
  char path[64];

  g_snprintf (path, sizeof path, "/proc/%d/task/%d", (int) pid, (int) tid);
  return access (path, F_OK) == 0;
}

static void
bind_thread (struct run *run, const struct run_rank *rank, int thread, const struct set *set)
{
  struct thread_slot *slot = segment_slot (rank->segment, thread);
  pid_t tid = atomic_load_explicit (&slot->tid, memory_order_acquire), pid = slot->pid > 0 ? slot->pid : rank->pid;
  uint64_t allowed[SEGMENT_PU_WORDS] = { 0 };

  if (is_done (rank, slot) || !is_task_of (tid, pid))
    return;
  struct writer_binding facts = { .from = run_clock (), .bound = set->bound, .asked = set->word };
  facts.error = bind_task (tid, set);
  if (sched_getaffinity (tid, sizeof allowed, (cpu_set_t *) (void *) allowed) == 0)
    facts.allowed = allowed;
  facts.settled = run_clock ();
  if (facts.error != ESRCH)
    trace_writer_rebind (run->trace, rank->rank, thread, &facts);
}

static void
bind_if_changed (struct run *run, const struct run_rank *rank, int thread, const struct rebind *first, const struct rebind *last)
{
  struct set before, after;

  set_of (first, first->before, rank->rank, thread, &before);
  set_of (last, last->after, rank->rank, thread, &after);
  if (before.bound != after.bound || memcmp (before.word, after.word, sizeof before.word) != 0)
    bind_thread (run, rank, thread, &after);
}

void
rebind_newcomer (struct run *run, struct run_rank *rank, int thread)
{
  if (run->rebound->len > 0)
    bind_if_changed (run, rank, thread, run->rebound->pdata[0], run->rebound->pdata[run->rebound->len - 1]);
}

/* The run's description says how it began. */
static void
note_change (struct run *run, const struct rebind *rebind)
{
  uint64_t begin = trace_begin (run->trace), now = run_clock ();
  g_autofree char *note = g_strdup_printf ("After %.3f s the binding was changed while the run went on, to %s.",
                                           begin ? (double) (now - begin) / 1e9 : 0, rebind->bind);

  trace_writer_note (run->trace, note);
}

void
rebind_carry_out (struct run *run)
{
  struct rebind *rebind;

  while ((rebind = g_async_queue_try_pop (run->rebinds))) {
    for (int i = 0; i < run->ranks; i++)
      for (int thread = 0; run->rank[i].segment && thread < run->threads; thread++)
        if (run->rank[i].attached[thread])
          bind_if_changed (run, &run->rank[i], thread, rebind, rebind);
    note_change (run, rebind);
    g_ptr_array_add (run->rebound, rebind);
  }
}
