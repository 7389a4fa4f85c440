#include "ui/draw/stage.h"

#include "ui/draw/wait-words.h"

static void
explain_sharing (GString *text, const struct snapshot *snapshot)
{
  int processes = snapshot->processes, threads = processes ? snapshot->process[0].threads : 0;
  if (processes == 1)
    g_string_append_printf (text, "One process with %d thread%s: one address space, seen by all of them. They exchange data by writing it%s. ", threads,
                            threads == 1 ? "" : "s", snapshot->locks ? ", and take turns with a lock" : "");
  else if (threads <= 1)
    g_string_append_printf (text, "%d processes of one thread each. They share nothing: each has an address space of its own, and all that they "
                                  "exchange crosses as messages. ", processes);
  else
    g_string_append_printf (text, "%d processes, each with %d threads. Threads of one process (same colour) share its memory%s. The "
                                  "processes share nothing: what crosses between them is a message. ", processes, threads,
                            snapshot->locks ? " and take turns with its lock" : "");
}

static void
explain_placement (GString *text, const struct snapshot *snapshot, const struct machine *machine)
{
  int live = 0, misplaced = 0;
  for (int i = 0; i < snapshot->threads; i++) {
    enum thread_state state = snapshot->thread[i].state;
    live += state != THREAD_ABSENT && state != THREAD_ENDED && state != THREAD_DEAD;
    misplaced += snapshot->thread[i].misplaced;
  }
  if (live)
    g_string_append_printf (text, "When last looked at, %d of %d threads %s on a PU", snapshot->on_cpu, live, snapshot->on_cpu == 1 ? "was" : "were");
  if (machine && live > machine->pu_count)
    g_string_append_printf (text, "; there are %d PUs, so at most %d can be", machine->pu_count, machine->pu_count);
  if (live)
    g_string_append (text, ". ");
  if (misplaced)
    g_string_append_printf (text, "%d thread%s ran on a PU that was not asked for. ", misplaced, misplaced == 1 ? "" : "s");
}

#define WORTH_TELLING_NS UINT64_C (1000000)

/* The longest of the waits for somebody who has not come. */
static void
explain_lateness (GString *text, const struct snapshot *snapshot)
{
  const struct snapshot_barrier *longest = NULL;
  for (int i = 0; i < snapshot->barriers; i++) {
    const struct snapshot_barrier *barrier = &snapshot->barrier[i];
    bool worth = barrier->open && barrier->first_ns + WORTH_TELLING_NS <= snapshot->t;
    if (worth && (!longest || barrier->first_ns < longest->first_ns))
      longest = barrier;
  }
  g_autofree char *words = longest ? barrier_now_words (longest, snapshot->t) : NULL;
  if (words)
    g_string_append_printf (text, "%c%s. ", g_ascii_toupper (*words), words + 1);
}

static void
explain_deaths (GString *text, const struct snapshot *snapshot)
{
  for (int i = 0; i < snapshot->processes; i++)
    if (snapshot->process[i].fate)
      g_string_append_printf (text, "Rank %d: %s. ", snapshot->process[i].rank, snapshot->process[i].fate);
}

char *
stage_describe_run (const struct snapshot *snapshot, const struct machine *machine)
{
  GString *text = g_string_new (NULL);
  explain_sharing (text, snapshot);
  explain_placement (text, snapshot, machine);
  explain_lateness (text, snapshot);
  explain_deaths (text, snapshot);
  return g_strchomp (g_string_free (text, FALSE));
}

char *
stage_describe (const struct snapshot *snapshot, const struct machine *machine)
{
  GString *text = g_string_new (NULL);
  if (machine && !machine->this_machine && !snapshot) { /* a recording has a snapshot of its own machine */
    char *summary = machine_summary (machine);
    g_string_append_printf (text, "Another machine, %s: %s. It can be looked at; a run is played on the machine that this program runs on.", machine->name, summary);
    g_free (summary);
    return g_string_free (text, FALSE);
  }
  if (!snapshot || !snapshot->processes) {
    char *summary = machine ? machine_summary (machine) : g_strdup ("no machine yet");
    g_string_append_printf (text, "The machine that this program runs on: %s. No run yet.", summary);
    g_free (summary);
    return g_string_free (text, FALSE);
  }
  g_string_free (text, TRUE);
  return stage_describe_run (snapshot, machine);
}
