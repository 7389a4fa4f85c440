/* How a run went wrong: which rank, by what, in one sentence. */
#include "engine/launch/run-private.h"

#include "engine/launch/last-words.h"

#include <stdarg.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

void
run_fail (struct run *run, const char *format, ...)
{
  va_list args;

  if (atomic_load (&run->failure))
    return;
  va_start (args, format);
  atomic_store (&run->failure, g_strdup_vprintf (format, args));
  va_end (args);
}

static char *
signal_name (int number)
{
  const char *name = sigabbrev_np (number);

  return name ? g_strdup_printf ("SIG%s", name) : g_strdup_printf ("signal %d", number);
}

static void
set_fate (struct run *run, struct run_rank *rank, uint64_t now, const char *fate)
{
  trace_writer_process (run->trace, rank->rank, now, PROCESS_DEAD, fate);
}

static char *
name_of (const struct run_rank *rank)
{
  return rank->pid ? g_strdup_printf ("Rank %d (pid %d)", rank->rank, rank->pid)
                   : g_strdup_printf ("Rank %d, while it started,", rank->rank);
}

static void
killed (struct run *run, struct run_rank *rank, uint64_t now, int number)
{
  g_autofree char *name = signal_name (number);
  g_autofree char *where = NULL, *fate = NULL;

  if (rank->segment && rank->segment->signal_address && (number == SIGSEGV || number == SIGBUS))
    where = g_strdup_printf (" at address 0x%" G_GINT64_MODIFIER "x", rank->segment->signal_address);
  fate = g_strdup_printf ("killed by %s%s", name, where ? where : "");
  set_fate (run, rank, now, fate);
  g_autofree char *who = name_of (rank);
  run_fail (run, "%s was %s; the run ended.", who, fate);
}

static void
exited (struct run *run, struct run_rank *rank, uint64_t now, int status)
{
  g_autofree char *fate = g_strdup_printf ("exited early with status %d", status);
  g_autofree char *said = run->direct || !rank->pid ? last_words_sentence (run->output->str) : NULL;

  set_fate (run, rank, now, fate);
  g_autofree char *who = name_of (rank);
  run_fail (run, "%s %s; the run ended.%s%s", who, fate, said ? " It said: " : "", said ? said : "");
}

static void
failed (struct run *run, struct run_rank *rank, uint64_t now)
{
  g_autofree char *error = g_utf8_make_valid (rank->segment->error,
                                              strnlen (rank->segment->error, sizeof rank->segment->error));

  set_fate (run, rank, now, error);
  run_fail (run, "Rank %d (pid %d): %s", rank->rank, rank->pid, error);
}

static void
by_status (struct run *run, struct run_rank *rank, uint64_t now, int status)
{
  if (WIFSIGNALED (status))
    killed (run, rank, now, WTERMSIG (status));
  else
    exited (run, rank, now, WEXITSTATUS (status));
}

/* The workload is over as the segment says it. What comes after it (closing down MPI) may still fail. */
static bool
ended_well (struct run *run, struct run_rank *rank, uint64_t now)
{
  struct segment *segment = rank->segment;

  if (!segment || atomic_load_explicit (&segment->state, memory_order_acquire) != SEGMENT_DONE)
    return false;
  trace_writer_process (run->trace, rank->rank, now, PROCESS_ENDED, NULL);
  if (rank->rank == 0) {
    g_autofree char *text = g_utf8_make_valid (segment->result_text, strnlen (segment->result_text, sizeof segment->result_text));
    trace_writer_result (run->trace, segment->result_ok, segment->result_lesson, segment->result_value,
                         segment->result_expected, text);
  }
  return true;
}

static bool
any_missing (const struct run *run)
{
  for (int i = 0; i < run->ranks; i++)
    if (!run->rank[i].segment)
      return true;
  return false;
}

static void
child_failed (struct run *run)
{
  const char *name = run->direct ? "The worker" : "mpirun";
  g_autofree char *said = last_words_sentence (run->output->str);

  if (WIFSIGNALED (run->child_status)) {
    g_autofree char *signal = signal_name (WTERMSIG (run->child_status));
    run_fail (run, "%s (pid %d) was killed by %s; the run ended.", name, (int) run->child.pid, signal);
  } else if (any_missing (run)) {
    run_fail (run, "%s ended with status %d before the ranks had started%s%s", name, WEXITSTATUS (run->child_status),
              said ? ": " : ".", said ? said : "");
  } else if (!ranks_all_finished (run)) {
    run_fail (run, "%s ended with status %d%s%s", name, WEXITSTATUS (run->child_status), said ? ": " : ".", said ? said : "");
  }
}

/* Who failed is certain at once only where a rank says so itself: mpirun ends the others, they die with it, and several are
 * found dead together. The rest waits for mpirun's last words. */
void
fate_of_rank (struct run *run, struct run_rank *rank, uint64_t now)
{
  unsigned state = rank->segment ? atomic_load_explicit (&rank->segment->state, memory_order_acquire) : SEGMENT_STARTING;

  if (ended_well (run, rank, now))
    return;
  if (run->cause_known && run->stopped_by_force)
    set_fate (run, rank, now, "stopped by force");
  else if (run->cause_decided)
    set_fate (run, rank, now, "ended with the run");
  else if (state == SEGMENT_FAILED)
    failed (run, rank, now);
  else if (state == SEGMENT_SIGNALLED)
    killed (run, rank, now, atomic_load (&rank->segment->signal));
  else if (run->direct)
    by_status (run, rank, now, run->child_status);
  else
    rank->undecided = true;
  if (rank->undecided && !run->first_dead)
    run->first_dead = rank;
  run->cause_known = true;
  run->cause_decided |= !rank->undecided;
}

static int
code_of (int status)
{
  return WIFSIGNALED (status) ? 128 + WTERMSIG (status) : WEXITSTATUS (status);
}

/* mpirun passes the first failure on: 128 + signal, or the status. */
static void
by_code (struct run *run, struct run_rank *rank, uint64_t now, int code)
{
  if (code > 128 && code < 128 + NSIG)
    killed (run, rank, now, code - 128);
  else
    exited (run, rank, now, code);
}

static bool
ended_by_itself (const struct run *run)
{
  return run->child_status_known && !run->child_killed;
}

/* The rank that mpirun names; where it can't (it was itself killed by force, or it only counts) the one found dead first. NULL:
 * it was mpirun itself. */
static struct run_rank *
guilty (const struct run *run)
{
  int named = last_words_rank (run->output->str);

  if (named >= 0)
    return named < run->ranks ? &run->rank[named] : NULL;
  return ended_by_itself (run) && !last_words_blame_a_rank (run->output->str) ? NULL : run->first_dead;
}

static void
end_undecided (struct run *run, const struct run_rank *but, uint64_t now)
{
  for (int i = 0; i < run->ranks; i++)
    if (run->rank[i].undecided && &run->rank[i] != but)
      set_fate (run, &run->rank[i], now, "ended with the run");
}

static void
decide (struct run *run, uint64_t now)
{
  struct run_rank *rank = guilty (run);
  int named = last_words_rank (run->output->str);

  if (named >= run->ranks)
    run_fail (run, "A waiting process of the pool (%d) ended, and mpirun ended the run with it; start the run again.", named);
  else if (!rank)
    child_failed (run);
  else if (rank->status_known)
    by_status (run, rank, now, rank->status);
  else
    by_code (run, rank, now, code_of (run->child_status));
  end_undecided (run, rank, now);
}

static bool
any_undecided (const struct run *run)
{
  for (int i = 0; i < run->ranks; i++)
    if (run->rank[i].undecided)
      return true;
  return false;
}

void
fate_of_child (struct run *run, uint64_t now)
{
  if (run->stopped_by_force || atomic_load (&run->kill_asked))
    end_undecided (run, NULL, now);
  else if (any_undecided (run) || (!run->direct && any_missing (run)))
    decide (run, now);
  else
    child_failed (run);
}
