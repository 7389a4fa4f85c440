#include "engine/trace/meetings.h"

#include <glib.h>
#include <string.h>

void
meetings_init (struct meetings *meetings, int members)
{
  *meetings = (struct meetings){ .members = members };
  meetings->next = g_new0 (size_t, members);
  meetings->times_last = g_new0 (uint64_t, members);
  meetings->caused_ns = g_new0 (uint64_t, members);
}

void
meetings_finish (struct meetings *meetings)
{
  g_free (meetings->meeting);
  g_free (meetings->arrival);
  g_free (meetings->next);
  g_free (meetings->times_last);
  g_free (meetings->caused_ns);
  memset (meetings, 0, sizeof *meetings);
}

const struct arrival *
meetings_arrival (const struct meetings *meetings, size_t index, int member)
{
  return &meetings->arrival[index * meetings->members + member];
}

uint64_t
meetings_last_came (const struct meetings *meetings, size_t index)
{
  int last = meetings->meeting[index].last;

  return last >= 0 ? meetings_arrival (meetings, index, last)->begin : 0;
}

size_t
meetings_index (const struct meetings *meetings, uint64_t number, bool *found)
{
  size_t low = 0, high = meetings->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (meetings->meeting[middle].number < number)
      low = middle + 1;
    else
      high = middle;
  }
  *found = low < meetings->count && meetings->meeting[low].number == number;
  return low;
}

long
meetings_find (const struct meetings *meetings, uint64_t t)
{
  size_t low = 0, high = meetings->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (meetings->meeting[middle].first <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return (long) low - 1;
}

/* Nearly always at the end: numbers grow. */
static void
insert (struct meetings *meetings, size_t index, const struct meeting *which)
{
  size_t members = meetings->members;

  if (meetings->count == meetings->room) {
    meetings->room = meetings->room ? meetings->room * 2 : 64;
    meetings->meeting = g_renew (struct meeting, meetings->meeting, meetings->room);
    meetings->arrival = g_renew (struct arrival, meetings->arrival, meetings->room * members);
  }
  struct meeting *place = &meetings->meeting[index];
  struct arrival *arrival = &meetings->arrival[index * members];
  size_t after = meetings->count++ - index;

  memmove (place + 1, place, after * sizeof *place);
  memmove (arrival + members, arrival, after * members * sizeof *arrival);
  memset (arrival, 0, members * sizeof *arrival);
  *place = *which;
  place->first = UINT64_MAX;
  place->came = 0;
  place->last = -1;
  place->margin_ns = place->caused_ns = 0;
}

static size_t
place_of (struct meetings *meetings, int member, const struct meeting *which)
{
  size_t likely = meetings->next[member];
  bool found = likely < meetings->count && meetings->meeting[likely].number == which->number;

  if (!found)
    likely = meetings_index (meetings, which->number, &found);
  if (!found)
    insert (meetings, likely, which);
  meetings->next[member] = likely + 1;
  return likely;
}

/* Where all wait for all it is who came last; where all wait for one, only that one is worth a wait. */
static int
waited_for (const struct meetings *meetings, const struct meeting *meeting, const struct arrival *arrival)
{
  int last = 0;

  if (meeting->root >= 0)
    return meeting->root;
  for (int i = 1; i < meetings->members; i++)
    if (arrival[i].begin > arrival[last].begin)
      last = i;
  return last;
}

/* All are known: who was last, and what did that cost the others? Who left before had not waited for it. */
static void
conclude (struct meetings *meetings, struct meeting *meeting, const struct arrival *arrival)
{
  int last = waited_for (meetings, meeting, arrival);
  uint64_t came = arrival[last].begin, before = 0;

  for (int i = 0; i < meetings->members; i++)
    if (arrival[i].begin < came) {
      uint64_t until = MIN (arrival[i].end, came);
      before = MAX (before, arrival[i].begin);
      meeting->caused_ns += until > arrival[i].begin ? until - arrival[i].begin : 0;
    }
  meetings->met++;
  if (!meeting->caused_ns)
    return;
  meeting->last = last;
  meeting->margin_ns = came - before;
  meetings->wait_ns += meeting->caused_ns;
  meetings->times_last[last]++;
  meetings->caused_ns[last] += meeting->caused_ns;
}

void
meetings_come (struct meetings *meetings, int member, const struct meeting *which, uint64_t begin, uint64_t end)
{
  if (member < 0 || member >= meetings->members || begin == 0)
    return;
  size_t index = place_of (meetings, member, which);
  struct meeting *meeting = &meetings->meeting[index];
  struct arrival *arrival = &meetings->arrival[index * meetings->members];

  if (arrival[member].begin) /* nobody comes twice: a damaged recording */
    return;
  arrival[member] = (struct arrival){ begin, end };
  meeting->first = MIN (meeting->first, begin);
  if (++meeting->came == meetings->members)
    conclude (meetings, meeting, arrival);
}
