#include "ui/draw/wait-words.h"

#include <glib.h>
#include <stdio.h>

#include "ui/draw/program.h"

#define NAMED 3 /* who is late, one by one */

void
format_ns (double ns, char *out, size_t room)
{
  if (ns < 1000)
    snprintf (out, room, ns < 9.95 ? "%.1f ns" : "%.0f ns", ns);
  else
    format_duration ((uint64_t) ns, out, room);
}

void
format_times (double times, char *out, size_t room)
{
  if (times < 1000)
    snprintf (out, room, times < 9.95 ? "%.1f" : "%.0f", times);
  else if (times < 1e6)
    snprintf (out, room, times < 9950 ? "%.1f thousand" : "%.0f thousand", times / 1e3);
  else
    snprintf (out, room, "%.1f million", times / 1e6);
}

char *
member_name (int rank, int member)
{
  return rank >= 0 ? g_strdup_printf ("%d.%d", rank, member) : g_strdup_printf ("%d", member);
}

char *
lock_wait_words (const struct summary_lock *lock)
{
  char mean[24], alone[24], times[32];
  double mean_ns = lock->contended ? lock->wait_s * 1e9 / lock->contended : 0;

  if (!lock->contended)
    return NULL;
  format_ns (mean_ns, mean, sizeof mean);
  format_ns (lock->uncontended_ns, alone, sizeof alone);
  if (lock->uncontended_ns <= 0)
    return g_strdup_printf ("%s on average", mean);
  format_times (mean_ns / lock->uncontended_ns, times, sizeof times);
  return g_strdup_printf ("%s on average, %s × the %s uncontended", mean, times, alone);
}

char *
lock_cost_words (const struct lock_cost cost[LOCK_WAYS])
{
  GString *text = g_string_new (NULL);
  char plain[24], recorded[24];

  for (int way = 0; way < LOCK_WAYS; way++) {
    if (cost[way].median <= 0)
      continue;
    format_ns (cost[way].median, plain, sizeof plain);
    format_ns (cost[way].recorded_median, recorded, sizeof recorded);
    g_string_append_printf (text, "%s%s %s", text->len ? ", " : "", lock_way_name (way), plain);
    if (cost[way].recorded_median > 0)
      g_string_append_printf (text, " (%s recorded)", recorded);
  }
  return g_string_free (text, text->len == 0);
}

int
barrier_worst_member (const struct summary_barrier *barrier)
{
  int worst = 0;

  for (int i = 1; i < barrier->members; i++)
    if (barrier->caused_s[i] > barrier->caused_s[worst])
      worst = i;
  return worst;
}

const struct summary_barrier *
barrier_costliest (const struct summary *summary)
{
  const struct summary_barrier *most = NULL;

  for (int i = 0; i < summary->barriers; i++)
    if (summary->barrier[i].wait_s > (most ? most->wait_s : 0))
      most = &summary->barrier[i];
  return most;
}

char *
barrier_last_words (const struct summary_barrier *barrier)
{
  int worst = barrier_worst_member (barrier);
  g_autofree char *name = member_name (barrier->rank, worst);
  char caused[24];

  if (!barrier->met || barrier->caused_s[worst] <= 0)
    return NULL;
  format_duration ((uint64_t) (barrier->caused_s[worst] * 1e9), caused, sizeof caused);
  return g_strdup_printf ("%s %s in %.0f %% of %" G_GUINT64_FORMAT ", %s caused", barrier->rank >= 0 ? "thread" : "rank", name,
                          100.0 * barrier->times_last[worst] / barrier->met, barrier->met, caused);
}

const struct summary_lock *
lock_costliest (const struct summary *summary)
{
  const struct summary_lock *most = NULL;

  for (int i = 0; i < summary->locks; i++) {
    const struct summary_lock *lock = &summary->lock[i];
    bool better = !most || (lock->kind == LOCK_MUTEX) > (most->kind == LOCK_MUTEX) ||
                  ((lock->kind == LOCK_MUTEX) == (most->kind == LOCK_MUTEX) && lock->wait_s > most->wait_s);
    if (lock->contended && better)
      most = lock;
  }
  return most;
}

char *
wait_sentences (const struct summary *summary)
{
  const struct summary_lock *lock = lock_costliest (summary);
  const struct summary_barrier *barrier = barrier_costliest (summary);
  g_autofree char *waited = lock ? lock_wait_words (lock) : NULL, *last = barrier ? barrier_last_words (barrier) : NULL;
  GString *text = g_string_new (NULL);

  if (waited)
    g_string_append_printf (text, "Lock %s: whoever found it taken waited %s. ", lock->name ? lock->name : "", waited);
  if (last)
    g_string_append_printf (text, "Last to the %s: %s. ", barrier->rank >= 0 ? "barrier" : "collectives", last);
  return g_strchomp (g_string_free (text, FALSE));
}

static char *
late_names (const struct snapshot_barrier *barrier)
{
  GString *names = g_string_new (NULL);
  int named = 0;

  for (int i = 0; i < barrier->members; i++) {
    if (barrier->member[i] != MEMBER_LATE)
      continue;
    g_autofree char *name = member_name (barrier->rank, i);
    if (named < NAMED)
      g_string_append_printf (names, "%s%s", named == 0 ? "" : ", ", name);
    named++;
  }
  if (named > NAMED)
    g_string_append_printf (names, " and %d more", named - NAMED);
  return g_string_free (names, FALSE);
}

char *
barrier_now_words (const struct snapshot_barrier *barrier, uint64_t t)
{
  const char *what = barrier->rank >= 0 ? "thread" : "rank";
  char waited[24], all[24];

  if (barrier->open) {
    g_autofree char *names = late_names (barrier);
    format_duration (t > barrier->first_ns ? t - barrier->first_ns : 0, waited, sizeof waited);
    return g_strdup_printf (barrier->late == 1 ? "%s %s is late: the others have waited %s" : "%ss %s are late: the others have waited %s", what, names, waited);
  }
  g_autofree char *name = member_name (barrier->rank, barrier->last);
  format_duration (barrier->margin_ns, waited, sizeof waited);
  format_duration (barrier->caused_ns, all, sizeof all);
  if (barrier->members == 2)
    return g_strdup_printf ("%s %s came last, %s after the other", what, name, waited);
  return g_strdup_printf ("%s %s came last, %s after the one before it; the others waited %s in all", what, name, waited, all);
}
