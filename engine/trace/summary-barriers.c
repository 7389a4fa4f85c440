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

/* A meeting counts from when all had come. */
static void
add_until (struct meetings *meetings, uint64_t t, struct summary_barrier *out)
{
  struct total last;
  uint64_t caused, most;

  out->met = moments_until (&meetings->over, t);
  for (int i = 0; i < out->members; i++) {
    out->times_last[i] = totals_until (&meetings->caused[i], t, &last);
    totals_sum (&meetings->caused[i], (size_t) out->times_last[i], &caused, &most);
    out->caused_s[i] = caused / 1e9;
    out->wait_s += caused / 1e9;
  }
}

void
summary_take_barriers (struct trace *trace, uint64_t t, bool all, struct summary *summary)
{
  int groups = barriers_count (trace);

  summary->barrier = g_new0 (struct summary_barrier, groups);
  for (int group = 0; group < groups; group++) {
    struct summary_barrier *out = &summary->barrier[summary->barriers];
    struct meetings *meetings = barriers_group (trace, group, &out->rank);
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
