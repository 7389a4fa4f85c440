/* The report's lines about waiting for each other. */
#include "app/report.h"

#include "ui/draw/program.h"
#include "ui/draw/wait-words.h"

static const char *
taken_words (int kind)
{
  return kind == LOCK_CONDITION ? "condition" : kind == LOCK_BATON ? "baton" : "lock";
}

static void
print_lock (const struct summary_lock *lock)
{
  g_autofree char *words = lock_wait_words (lock);
  char longest[24];

  g_print ("%s %s of rank %d: ", taken_words (lock->kind), lock->name ? lock->name : "?", lock->rank);
  if (lock->kind == LOCK_CONDITION)
    g_print ("waited for %" G_GUINT64_FORMAT " times (%.3f s)", lock->contended, lock->wait_s);
  else
    g_print ("taken %" G_GUINT64_FORMAT " times, %" G_GUINT64_FORMAT " with a wait (%.3f s)", lock->acquisitions, lock->contended, lock->wait_s);
  format_ns (lock->longest_wait_s * 1e9, longest, sizeof longest);
  if (words)
    g_print (": %s, at most %s", words, longest);
  g_print ("\n");
}

static void
print_barrier (const struct summary_barrier *barrier)
{
  g_autofree char *whose = barrier->rank >= 0 ? g_strdup_printf ("barriers of rank %d's threads", barrier->rank) : g_strdup ("collectives of all ranks");

  g_print ("%s: %" G_GUINT64_FORMAT ", %.3f s waited for the last; last:", whose, barrier->met, barrier->wait_s);
  for (int i = 0; i < barrier->members; i++) {
    g_autofree char *name = member_name (barrier->rank, i);
    g_print ("%s %s %.0f %% (%.3f s)", i ? "," : "", name, barrier->met ? 100.0 * barrier->times_last[i] / barrier->met : 0, barrier->caused_s[i]);
  }
  g_print ("\n");
}

void
report_print_waits (const struct summary *summary)
{
  g_autofree char *costs = lock_cost_words (summary->lock_cost);

  for (int i = 0; i < summary->locks; i++)
    print_lock (&summary->lock[i]);
  if (costs)
    g_print ("one addition alone, before the run: %s\n", costs);
  for (int i = 0; i < summary->barriers; i++)
    print_barrier (&summary->barrier[i]);
}
