/* Switch records of several CPUs in order of time. Each CPU's come in order already, so few stretches are merged: far
 * less work than sorting, a hundred thousand times a second. */
#include "engine/observe/perf.h"

static bool
before (const struct perf_switch *x, const struct perf_switch *y)
{
  if (x->at != y->at)
    return x->at < y->at;
  return x->change != PERF_ON && y->change == PERF_ON; /* who goes makes room before who comes */
}

static guint
end_of_stretch (const struct perf_switch *all, guint from, guint count)
{
  guint end = MIN (from + 1, count);

  while (end < count && !before (&all[end], &all[end - 1]))
    end++;
  return end;
}

static void
merge (const struct perf_switch *all, guint from, guint middle, guint end, struct perf_switch *to)
{
  guint left = from, right = middle;

  while (left < middle && right < end)
    *to++ = before (&all[right], &all[left]) ? all[right++] : all[left++];
  while (left < middle)
    *to++ = all[left++];
  while (right < end)
    *to++ = all[right++];
}

/* Merges neighbours two by two; how many stretches there were. */
static guint
merge_pairs (const struct perf_switch *all, guint count, struct perf_switch *to)
{
  guint stretches = 0;

  for (guint from = 0, end; from < count; from = end) {
    guint middle = end_of_stretch (all, from, count);
    end = middle < count ? end_of_stretch (all, middle, count) : middle;
    merge (all, from, middle, end, to + from);
    stretches += middle < count ? 2 : 1;
  }
  return stretches;
}

void
perf_put_in_order (GArray **waiting, GArray **spare)
{
  guint count = (*waiting)->len;

  if (end_of_stretch ((const struct perf_switch *) (void *) (*waiting)->data, 0, count) == count)
    return;
  g_array_set_size (*spare, count);
  for (guint stretches = 3; stretches > 2;) {
    GArray *merged = *spare;
    stretches = merge_pairs ((const struct perf_switch *) (void *) (*waiting)->data, count, (struct perf_switch *) (void *) merged->data);
    *spare = *waiting;
    *waiting = merged;
  }
}
