/* The barriers of a stretch of time whose last one cost the others a wait that can be seen there. */
#include "engine/trace/trace-private.h"

#define SEEN_PART 300 /* a wait of this part of the stretch, for each who waited, is some px long */

static void
add_group (struct trace *trace, int group, const struct window *window, GArray *found)
{
  int rank;
  const struct meetings *meetings = barriers_group (trace, group, &rank);
  uint64_t least = MAX ((window->to - window->from) / SEEN_PART, 1);
  long end = meetings_find (meetings, window->to);

  for (long i = MAX (meetings_find (meetings, window->from), 0); i <= end; i++) {
    const struct meeting *meeting = meetings_get (meetings, i);
    uint64_t came = meetings_last_came (meetings, i);
    struct window_last last = { rank >= 0 ? rank : meeting->last, rank >= 0 ? meeting->last : 0, came, meeting->caused_ns, meetings->members };
    if (came >= window->from && came <= window->to && came && meeting->caused_ns / (meetings->members - 1) >= least)
      g_array_append_val (found, last);
  }
}

static int
costliest_first (const void *a, const void *b)
{
  const struct window_last *x = a, *y = b;

  return x->caused_ns > y->caused_ns ? -1 : x->caused_ns < y->caused_ns;
}

void
window_take_lasts (struct trace *trace, struct window *window)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (struct window_last));

  for (int group = 0; group < barriers_count (trace); group++)
    add_group (trace, group, window, found);
  g_array_sort (found, costliest_first);
  g_array_set_size (found, MIN (found->len, WINDOW_LASTS));
  window->lasts = found->len;
  window->last = (struct window_last *) (void *) g_array_free (found, FALSE);
}
