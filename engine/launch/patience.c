/* How long a run is waited for: at its start, after it was asked to stop, after its work, after a rank died. Then comes force. */
#include "engine/launch/run-private.h"

#include "engine/launch/last-words.h"

#define STOP_NS UINT64_C (500000000)       /* patience with a stop while nothing happens */
#define STOP_MOST_NS UINT64_C (2000000000) /* and at most */
#define CROWD_MOST 4
#define CLOSING_NS UINT64_C (5000000000)   /* for MPI to close down after the workload is done */
#define REST_NS UINT64_C (500000000)       /* for the rest to follow a rank that died */
#define START_NS UINT64_C (30000000000)
#define START_RANK_NS UINT64_C (1000000000) /* more for each rank */

/* Threads a PU: so many times longer takes a step, and the way to the next gate. */
uint64_t
run_crowding (const struct run *run)
{
  unsigned pus = g_get_num_processors ();

  return MAX (1, (unsigned) (run->ranks * run->threads) / pus);
}

void
patience_check_start (struct run *run, uint64_t now)
{
  uint64_t patience = START_NS + START_RANK_NS * run->ranks;

  if (atomic_load (&run->phase) != RUN_STARTING || now < run->started_ns + patience || run->force_ns)
    return;
  g_autofree char *said = last_words_sentence (run->output->str), *who = silent_starters (run);
  run_fail (run, "The ranks did not start within %d seconds%s%s%s%s", (int) (patience / 1000000000), who ? ": " : "",
            who ? who : "", said ? ": " : ".", said ? said : "");
  run->stopped_by_force = true;
  force_end (run, now);
}

/* Patience lasts as long as something still happens: a long step, or closing down, is no reason for force, nor is a
 * circle that will soon be called a deadlock. Whoever presses Stop waits some seconds at most. */
static bool
patience_over (struct run *run, uint64_t now)
{
  uint64_t asked = atomic_load (&run->stop_ns);

  if (run->finished_ns)
    return now > run->finished_ns + CLOSING_NS;
  if (!asked)
    return false;
  uint64_t crowd = MIN (run_crowding (run), CROWD_MOST);
  if (now > asked + STOP_MOST_NS * crowd)
    return true;
  return now > MAX (asked, run->last_event_ns) + STOP_NS * crowd && !watch_foresees (run);
}

/* A run that was told to stop and didn't has failed: its result is not known. One that was told while it started, or that
 * only did not close down, has not. */
static void
say_who_was_silent (struct run *run, uint64_t now)
{
  if (!run->finished_ns && run->all_running_ns) {
    g_autofree char *who = silent_ranks (run, (double) (now - atomic_load (&run->stop_ns)) / 1e9);
    run_fail (run, "%s; the run was ended by force, so its result was not checked.", who);
    return;
  }
  g_autofree char *who = silent_starters (run);
  g_autofree char *note = g_strdup_printf (run->finished_ns ? "After its work the run did not close down and was ended by force%s%s."
                                                            : "The run was stopped by force before all ranks had begun%s%s.",
                                           who ? ": " : "", who ? who : "");
  trace_writer_note (run->trace, note);
}

static void
lose_patience (struct run *run, uint64_t now)
{
  if (!run->cause_known && !run->deadlock && !atomic_load (&run->kill_asked))
    say_who_was_silent (run, now);
  run->stopped_by_force |= !run->cause_known;
  run->cause_known = true;
}

/* Once begun, force goes on until nobody is left. */
void
patience_check_force (struct run *run, uint64_t now)
{
  bool unusable = atomic_load (&run->failure) && !run->cause_known;
  bool over = !run->force_ns && (atomic_load (&run->kill_asked) || patience_over (run, now));

  if (run->cause_known && !run->cause_ns)
    run->cause_ns = now;
  if (!run->finished_ns && ranks_all_finished (run))
    run->finished_ns = now;
  bool lingers = run->cause_ns && now > run->cause_ns + REST_NS;
  if (over)
    lose_patience (run, now);
  if (over || unusable || lingers || run->child_gone || run->force_ns)
    force_end (run, now);
}
