#include "ui/draw/wait-facts.h"

#include <stdio.h>
#include <string.h>

#include "ui/draw/program.h"
#include "ui/draw/wait-words.h"

static char *
duration (double ns)
{
  char text[24];
  format_ns (ns, text, sizeof text);
  return g_strdup (text);
}

/* Takes VALUE. */
static void
add (GArray *facts, const char *name, char *value, const char *link)
{
  object_facts_add (facts, name, value, link);
  g_free (value);
}

/* ---- locks ---- */

static void
add_holder (GArray *facts, const struct snapshot *snapshot, const struct snapshot_lock *lock)
{
  g_autofree char *link = g_strdup_printf ("thread:%d.%d", lock->rank, lock->holder);
  if (lock->holder < 0) {
    object_facts_add (facts, "Holder", "nobody", NULL);
    return;
  }
  g_autofree char *since = duration ((double) (snapshot->t - MIN (snapshot->t, lock->held_since_ns)));
  add (facts, "Holder", g_strdup_printf ("%d.%d, for %s", lock->rank, lock->holder, since), link);
}

static void
add_queue (GArray *facts, const struct snapshot_lock *lock)
{
  g_autoptr (GString) queue = g_string_new (NULL);
  for (int i = 0; i < lock->queued; i++)
    g_string_append_printf (queue, "%s%d.%d", i ? ", " : "", lock->rank, lock->queue[i]);
  object_facts_add (facts, "Queue", queue->len ? queue->str : "nobody", NULL);
  if (lock->last_waiter >= 0) {
    g_autofree char *waited = duration ((double) lock->last_wait_ns);
    add (facts, "Last wait", g_strdup_printf ("%d.%d, %s", lock->rank, lock->last_waiter, waited), NULL);
  }
}

static void
add_sums (GArray *facts, const struct summary *summary, const struct summary_lock *lock)
{
  g_autofree char *mean = lock_wait_words (lock);
  if (lock->kind != LOCK_CONDITION)
    add (facts, "Taken", g_strdup_printf ("%" G_GUINT64_FORMAT " times", lock->acquisitions), NULL);
  add (facts, lock->kind == LOCK_CONDITION ? "Waits" : "Contended", g_strdup_printf ("%" G_GUINT64_FORMAT " times", lock->contended), NULL);
  if (mean) {
    object_facts_add (facts, "Waited", mean, NULL);
    add (facts, "Longest wait", duration (lock->longest_wait_s * 1e9), NULL);
    add (facts, "Waited in all", duration (lock->wait_s * 1e9), NULL);
  }
  g_autofree char *costs = lock->kind == LOCK_MUTEX ? lock_cost_words (summary->lock_cost) : NULL;
  if (costs)
    object_facts_add (facts, "Uncontended", costs, NULL);
}

static const struct summary_lock *
sums_of (const struct summary *summary, const struct snapshot_lock *lock)
{
  for (int i = 0; summary && i < summary->locks; i++)
    if (summary->lock[i].rank == lock->rank && g_strcmp0 (summary->lock[i].name, lock->name) == 0)
      return &summary->lock[i];
  return NULL;
}

static GArray *
lock_facts (const struct snapshot *snapshot, const struct summary *summary, int rank, int id)
{
  for (int i = 0; i < snapshot->locks; i++) {
    const struct snapshot_lock *lock = &snapshot->lock[i];
    if (lock->rank != rank || lock->lock != id)
      continue;
    const struct summary_lock *sums = sums_of (summary, lock);
    GArray *facts = object_facts_new ();
    object_facts_add (facts, "Type", sums && sums->kind == LOCK_CONDITION ? "Condition" : sums && sums->kind == LOCK_BATON ? "Baton" : "Lock", NULL);
    object_facts_add (facts, "Name", lock->name ? lock->name : "", NULL);
    if (!sums || sums->kind != LOCK_CONDITION)
      add_holder (facts, snapshot, lock);
    add_queue (facts, lock);
    if (sums)
      add_sums (facts, summary, sums);
    return facts;
  }
  return NULL;
}

/* ---- barriers ---- */

static void
add_members (GArray *facts, const struct snapshot_barrier *barrier)
{
  static const char *const names[] = { [MEMBER_LATE] = "Late", [MEMBER_WAITS] = "Waiting", [MEMBER_LEFT] = "Left" };
  for (int state = MEMBER_LATE; state <= MEMBER_LEFT && barrier->open; state++) {
    g_autoptr (GString) list = g_string_new (NULL);
    for (int i = 0; i < barrier->members; i++) {
      g_autofree char *name = member_name (barrier->rank, i);
      if (barrier->member[i] == state)
        g_string_append_printf (list, "%s%s", list->len ? ", " : "", name);
    }
    if (list->len)
      object_facts_add (facts, names[state], list->str, NULL);
  }
}

static void
add_last (GArray *facts, const struct summary *summary, int rank)
{
  for (int i = 0; summary && i < summary->barriers; i++) {
    const struct summary_barrier *sums = &summary->barrier[i];
    if (sums->rank != rank)
      continue;
    g_autofree char *waited = duration (sums->wait_s * 1e9);
    add (facts, "So far", g_strdup_printf ("%" G_GUINT64_FORMAT ", %s waited for the last", sums->met, waited), NULL);
    for (int k = 0; k < sums->members && k < 16 && sums->met; k++) {
      g_autofree char *name = member_name (rank, k), *row = g_strdup_printf ("Last: %s", name), *caused = duration (sums->caused_s[k] * 1e9);
      add (facts, row, g_strdup_printf ("%.0f %%, %s caused", 100.0 * (double) sums->times_last[k] / (double) sums->met, caused), NULL);
    }
  }
}

static GArray *
barrier_facts (const struct snapshot *snapshot, const struct summary *summary, int rank)
{
  for (int i = 0; i < snapshot->barriers; i++) {
    const struct snapshot_barrier *barrier = &snapshot->barrier[i];
    if (barrier->rank != rank)
      continue;
    GArray *facts = object_facts_new ();
    object_facts_add (facts, "Type", barrier->kind < 0 ? "Barrier of the threads" : collective_name (barrier->kind), NULL);
    add (facts, barrier->open ? "Now" : "Just now", barrier_now_words (barrier, snapshot->t), NULL);
    add_members (facts, barrier);
    add_last (facts, summary, rank);
    return facts;
  }
  return NULL;
}

GArray *
wait_facts (const struct snapshot *snapshot, const struct summary *summary, const char *id)
{
  int rank, lock;
  if (snapshot && sscanf (id, "lock:%d.%d", &rank, &lock) == 2)
    return lock_facts (snapshot, summary, rank, lock);
  if (snapshot && strcmp (id, "barrier:ranks") == 0)
    return barrier_facts (snapshot, summary, -1);
  if (snapshot && sscanf (id, "barrier:%d", &rank) == 1)
    return barrier_facts (snapshot, summary, rank);
  return NULL;
}
