/* A pause that a rank does not come to (it computes for long, is in a library, or has left its last step): all ranks are stopped
 * where they are, by SIGSTOP. What they were doing then goes on as if nothing had been, MPI's messages too. mpirun goes on and does
 * not mind. STRANDSCOPE_GATE_MS: how long they are waited for (1000). */
#include "engine/launch/run-private.h"

#include "engine/launch/family.h"
#include "engine/observe/proc.h"

#include <signal.h>
#include <stdlib.h>

#define PATIENCE_MS 1000
#define NAMED_MOST 4
#define TAKES_HOLD_US 500
#define TAKES_HOLD_LOOKS 200

uint64_t
halt_patience (void)
{
  const char *asked = g_getenv ("STRANDSCOPE_GATE_MS");

  return (asked && *asked ? g_ascii_strtoull (asked, NULL, 10) : PATIENCE_MS) * UINT64_C (1000000);
}

static bool
lives (const struct run_rank *rank)
{
  return rank->segment && !rank->ended && !rank->gone;
}

/* Neither at the gate nor done with its work. */
static bool
is_out (const struct run *run, const struct run_rank *rank)
{
  return lives (rank) && atomic_load_explicit (&rank->segment->state, memory_order_acquire) == SEGMENT_RUNNING &&
         !control_waits (run->control, rank->rank);
}

/* "rank 1", "ranks 0, 1, 2, 3, ..."; NULL: all came. */
static char *
who_is_out (const struct run *run)
{
  GString *names = g_string_new (NULL);
  int count = 0;

  for (int i = 0; i < run->ranks; i++) {
    if (!is_out (run, &run->rank[i]))
      continue;
    if (count < NAMED_MOST)
      g_string_append_printf (names, "%s%d", count ? ", " : "", i);
    count++;
  }
  if (count > 0)
    g_string_prepend (names, count > 1 ? "ranks " : "rank ");
  if (count > NAMED_MOST)
    g_string_append (names, ", ...");
  return g_string_free (names, count == 0);
}

static void
signal_ranks (const struct run *run, int number)
{
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (int));

  for (int i = 0; i < run->ranks; i++)
    if (lives (&run->rank[i]))
      g_array_append_val (roots, run->rank[i].pid);
  family_signal (roots, number);
}

static void
write_hold (struct run *run, uint64_t from, uint64_t to)
{
  for (int i = 0; i < run->ranks; i++)
    for (int thread = 0; lives (&run->rank[i]) && thread < run->threads; thread++)
      trace_writer_held (run->trace, i, thread, from, to);
}

/* A thread in a system call that cannot be interrupted takes a moment longer, hence the end of patience. */
static void
await_stopped (const struct run *run)
{
  for (int i = 0, looks = 0; i < run->ranks && looks < TAKES_HOLD_LOOKS; i++)
    for (; lives (&run->rank[i]) && proc_state (run->rank[i].pid) != 'T' && looks < TAKES_HOLD_LOOKS; looks++)
      g_usleep (TAKES_HOLD_US);
}

/* What the threads did before belongs before. */
static void
halt (struct run *run, const char *who)
{
  g_autofree char *note = g_strdup_printf ("The run was paused by SIGSTOP: %s did not come to the gate.", who);

  atomic_store (&run->halted, true);
  signal_ranks (run, SIGSTOP);
  await_stopped (run);
  uint64_t now = run_clock ();
  ranks_drain (run, now);
  run->halted_ns = now;
  write_hold (run, now, 0);
  trace_writer_note (run->trace, note);
}

static void
let_go (struct run *run)
{
  run->let_go_ns = run_clock ();
  write_hold (run, run->halted_ns, run->let_go_ns);
  run->halted_ns = 0;
  ranks_look_again (run);
  signal_ranks (run, SIGCONT);
  atomic_store (&run->halted, false);
}

static bool
may_halt (const struct run *run)
{
  return run->all_running_ns && !run->cause_known && !run->child_gone && !run->force_ns && !atomic_load (&run->stop_ns) &&
         !atomic_load (&run->kill_asked);
}

void
halt_check (struct run *run, uint64_t now)
{
  uint64_t by = may_halt (run) ? atomic_load (&run->gate_by_ns) : 0;

  if (run->halted_ns && (by == 0 || now < by))
    let_go (run);
  if (run->halted_ns || by == 0 || now < MAX (by, run->all_running_ns + run->patience_ns))
    return;
  /* In a deadlock nothing moves anyhow, and who waits for whom stays to be seen. */
  g_autofree char *who = run->deadlock ? NULL : who_is_out (run);
  if (who && !watch_foresees (run))
    halt (run, who);
}
