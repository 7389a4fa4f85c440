/* How a run went wrong: which rank, by what, in one sentence. */
#include "engine/launch/run-private.h"

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

static void
killed (struct run *run, struct run_rank *rank, uint64_t now, int number)
{
  g_autofree char *name = signal_name (number);
  g_autofree char *where = NULL, *fate = NULL;

  if (rank->segment && rank->segment->signal_address && (number == SIGSEGV || number == SIGBUS))
    where = g_strdup_printf (" at address 0x%" G_GINT64_MODIFIER "x", rank->segment->signal_address);
  fate = g_strdup_printf ("killed by %s%s", name, where ? where : "");
  set_fate (run, rank, now, fate);
  run_fail (run, "Rank %d (pid %d) was %s; the run ended.", rank->rank, rank->pid, fate);
}

static void
exited (struct run *run, struct run_rank *rank, uint64_t now, int status)
{
  g_autofree char *fate = g_strdup_printf ("exited early with status %d", status);
  g_autofree char *said = run->direct ? output_sentence (run->output->str) : NULL;

  set_fate (run, rank, now, fate);
  run_fail (run, "Rank %d (pid %d) %s; the run ended.%s%s", rank->rank, rank->pid, fate, said ? " It said: " : "",
            said ? said : "");
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
exit_status (const struct run *run, const struct run_rank *rank, int *status)
{
  bool own = run->direct && run->child_status_known; /* a direct child is this process's to reap */

  *status = own ? run->child_status : rank->status;
  return own || rank->status_known;
}

static bool
is_noise (const char *line)
{
  return *line == '\0' || strspn (line, "-= ") == strlen (line) || g_str_has_prefix (line, "Local host:") ||
         g_str_has_prefix (line, "Primary job") || strstr (line, "Set MCA parameter") || strstr (line, "Sorry!");
}

char *
output_sentence (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  GString *sentence = g_string_new (NULL);

  for (int i = 0; lines[i] && sentence->len < 240; i++) {
    g_autofree char *line = g_utf8_make_valid (g_strstrip (lines[i]), -1);
    if (is_noise (line) && sentence->len > 0 && *line == '\0')
      break; /* a paragraph says it */
    if (!is_noise (line))
      g_string_append_printf (sentence, "%s%s", sentence->len ? " " : "", line);
  }
  if (sentence->len == 0) {
    g_string_free (sentence, TRUE);
    return NULL;
  }
  return g_string_free (sentence, FALSE);
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
  g_autofree char *said = output_sentence (run->output->str);

  if (WIFSIGNALED (run->child_status)) {
    g_autofree char *signal = signal_name (WTERMSIG (run->child_status));
    run_fail (run, "%s (pid %d) was killed by %s; the run ended.", name, (int) run->child.pid, signal);
  } else if (any_missing (run)) {
    run_fail (run, "%s ended with status %d before the ranks had started%s%s", name, WEXITSTATUS (run->child_status),
              said ? ": " : ".", said ? said : "");
  } else if (WEXITSTATUS (run->child_status) != 0 && !ranks_all_finished (run)) {
    run_fail (run, "%s ended with status %d%s%s", name, WEXITSTATUS (run->child_status), said ? ": " : ".", said ? said : "");
  }
}

/* Ranks die with their mpirun: then it is the cause, whichever death was seen first. */
static bool
mpirun_was_killed (const struct run *run)
{
  return !run->direct && run->child_status_known && WIFSIGNALED (run->child_status);
}

void
fate_of_rank (struct run *run, struct run_rank *rank, uint64_t now)
{
  unsigned state = rank->segment ? atomic_load_explicit (&rank->segment->state, memory_order_acquire) : SEGMENT_STARTING;
  int status;

  if (ended_well (run, rank, now))
    return;
  if (run->cause_known) {
    set_fate (run, rank, now, run->stopped_by_force ? "stopped by force" : "ended with the run");
    return;
  }
  run->cause_known = true;
  if (state == SEGMENT_FAILED) {
    failed (run, rank, now);
  } else if (state == SEGMENT_SIGNALLED) {
    killed (run, rank, now, atomic_load (&rank->segment->signal));
  } else if (mpirun_was_killed (run)) {
    set_fate (run, rank, now, "ended with the run");
    child_failed (run);
  } else if (exit_status (run, rank, &status)) {
    by_status (run, rank, now, status);
  } else {
    rank->undecided = true;
  }
}

/* mpirun passes the first failure on: 128 + signal, or the status. */
static void
decide (struct run *run, struct run_rank *rank, uint64_t now)
{
  int code = WIFEXITED (run->child_status) ? WEXITSTATUS (run->child_status) : 0;

  rank->undecided = false;
  if (code > 128 && code < 128 + NSIG)
    killed (run, rank, now, code - 128);
  else
    exited (run, rank, now, code);
}

void
fate_of_child (struct run *run, uint64_t now)
{
  for (int i = 0; i < run->ranks; i++)
    if (run->rank[i].undecided)
      decide (run, &run->rank[i], now);
  if (!run->stopped_by_force && !atomic_load (&run->kill_asked))
    child_failed (run);
}
