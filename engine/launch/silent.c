/* Whom a stop waits for in vain. A rank that waits for a message waits for another: the one that waits for nobody is to
 * blame, and of those that all seem to wait the one that sleeps (Open MPI never sleeps while it waits) or lags behind. */
#include "engine/launch/run-private.h"

#include "engine/observe/proc.h"

#define NAMED_MOST 4

enum answer { STOPPED, BUSY, ASLEEP, BEHIND, WAITING, ANSWERED };

static bool
is_stopped (int pid)
{
  char state = proc_state (pid);

  return state == 'T' || state == 't';
}

static bool
waits_for_another (const struct run_rank *rank)
{
  enum now_state now = segment_now_state (rank->segment, 0);

  return now == NOW_MESSAGE_WAIT || now == NOW_COLLECTIVE || (now >= NOW_SENDING && now <= NOW_RECEIVING);
}

static enum answer
answer_of (const struct run *run, const struct run_rank *rank)
{
  unsigned state = rank->segment ? atomic_load_explicit (&rank->segment->state, memory_order_acquire) : SEGMENT_STARTING;

  if (!rank->segment || rank->gone)
    return ANSWERED;
  if (is_stopped (rank->pid))
    return STOPPED;
  if (state == SEGMENT_DONE)
    return ANSWERED;
  if (!waits_for_another (rank))
    return BUSY;
  if (proc_state (rank->pid) == 'S')
    return ASLEEP;
  return atomic_load (&run->control->rank[rank->rank].entered) < control_entered (run->control) ? BEHIND : WAITING;
}

static void
add_name (GString *names, const struct run_rank *rank, int count)
{
  if (count > NAMED_MOST)
    return;
  if (count == NAMED_MOST)
    g_string_append (names, ", ...");
  else if (rank->segment)
    g_string_append_printf (names, "%s %d (pid %d)", count ? ", rank" : "Rank", rank->rank, rank->pid);
  else
    g_string_append_printf (names, "%s %d", count ? ", rank" : "Rank", rank->rank);
}

/* The names of those who answer in this way; NULL = none. */
static char *
who_answers (const struct run *run, enum answer answer)
{
  GString *names = g_string_new (NULL);
  int count = 0;

  for (int i = 0; i < run->ranks; i++)
    if (answer_of (run, &run->rank[i]) == answer)
      add_name (names, &run->rank[i], count++);
  return g_string_free (names, count == 0);
}

static bool
mpirun_is_stopped (const struct run *run)
{
  return !run->direct && !run->child_gone && is_stopped (run->child.pid);
}

char *
silent_ranks (struct run *run, double seconds)
{
  for (enum answer answer = STOPPED; answer < ANSWERED; answer++) {
    g_autofree char *who = who_answers (run, answer);
    if (who && answer == STOPPED)
      return g_strdup_printf ("%s was held by a stop signal and did not answer", who);
    if (who)
      return g_strdup_printf ("%s did not come to the next step within %.1f s", who, seconds);
  }
  return g_strdup_printf ("mpirun (pid %d) did not answer", (int) run->child.pid);
}

static char *
not_begun (const struct run *run)
{
  GString *names = g_string_new (NULL);
  int count = 0;

  for (int i = 0; i < run->ranks; i++)
    if (!run->rank[i].segment)
      add_name (names, &run->rank[i], count++);
  bool some = count > 0 && count < run->ranks; /* where none has begun, none is to blame */
  return g_string_free (names, !some);
}

char *
silent_starters (struct run *run)
{
  if (mpirun_is_stopped (run))
    return g_strdup_printf ("mpirun (pid %d) was held by a stop signal", (int) run->child.pid);
  g_autofree char *held = who_answers (run, STOPPED), *missing = held ? NULL : not_begun (run);
  if (held)
    return g_strdup_printf ("%s was held by a stop signal", held);
  return missing ? g_strdup_printf ("%s had not begun", missing) : NULL;
}
