/* Who was last at barriers and collectives, and what that cost the others. */
#include "engine/trace/trace-private.h"

static void
add_all (const struct meetings *meetings, struct summary_barrier *out)
{
  out->met = meetings->met;
  out->wait_s = meetings->wait_ns / 1e9;
  for (int i = 0; i < out->members; i++) {
    out->times_last[i] = meetings->times_last[i];
    out->caused_s[i] = meetings->caused_ns[i] / 1e9;
  }
}

/* Had all come by T? */
static bool
was_over (const struct meetings *meetings, size_t index, uint64_t t)
{
  for (int i = 0; i < meetings->members; i++)
    if (meetings_arrival (meetings, index, i)->begin > t)
      return false;
  return meetings_get (meetings, index)->came == meetings->members;
}

static void
add_until (const struct meetings *meetings, uint64_t t, struct summary_barrier *out)
{
  for (long i = meetings_find (meetings, t); i >= 0; i--) {
    const struct meeting *meeting = meetings_get (meetings, i);
    if (!was_over (meetings, i, t))
      continue;
    out->met++;
    if (meeting->last < 0)
      continue;
    out->wait_s += meeting->caused_ns / 1e9;
    out->times_last[meeting->last]++;
    out->caused_s[meeting->last] += meeting->caused_ns / 1e9;
  }
}

void
summary_take_barriers (struct trace *trace, uint64_t t, bool all, struct summary *summary)
{
  int groups = barriers_count (trace);

  summary->barrier = g_new0 (struct summary_barrier, groups);
  for (int group = 0; group < groups; group++) {
    struct summary_barrier *out = &summary->barrier[summary->barriers];
    const struct meetings *meetings = barriers_group (trace, group, &out->rank);
    if (!meetings->count)
      continue;
    out->members = meetings->members;
    out->times_last = g_new0 (uint64_t, out->members);
    out->caused_s = g_new0 (double, out->members);
    if (all)
      add_all (meetings, out);
    else
      add_until (meetings, t, out);
    summary->barriers++;
  }
}

void
summary_free_barriers (struct summary *summary)
{
  for (int i = 0; i < summary->barriers; i++) {
    g_free (summary->barrier[i].times_last);
    g_free (summary->barrier[i].caused_s);
  }
  g_free (summary->barrier);
}
