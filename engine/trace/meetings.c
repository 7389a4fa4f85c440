#include "engine/trace/meetings.h"

#include <glib.h>
#include <string.h>

void
meetings_init (struct meetings *meetings, struct store *store, int members)
{
  *meetings = (struct meetings){ .members = members, .meeting.store = store, .arrival.store = store };
  meetings->next = g_new0 (size_t, members);
  meetings->times_last = g_new0 (uint64_t, members);
  meetings->caused_ns = g_new0 (uint64_t, members);
  meetings->caused = g_new0 (struct totals, members);
  meetings->over.column.store = store;
  for (int i = 0; i < members; i++)
    meetings->caused[i].column.store = meetings->caused[i].sums.store = store;
}

void
meetings_finish (struct meetings *meetings)
{
  column_finish (&meetings->meeting);
  column_finish (&meetings->arrival);
  moments_finish (&meetings->over);
  for (int i = 0; meetings->caused && i < meetings->members; i++)
    totals_finish (&meetings->caused[i]);
  g_free (meetings->caused);
  g_free (meetings->next);
  g_free (meetings->times_last);
  g_free (meetings->caused_ns);
  memset (meetings, 0, sizeof *meetings);
}

static size_t
arrival_bytes (const struct meetings *meetings)
{
  return meetings->members * sizeof (struct presence);
}

static struct presence *
arrivals (const struct meetings *meetings, size_t index)
{
  return column_at (&meetings->arrival, index, arrival_bytes (meetings));
}

const struct presence *
meetings_arrival (const struct meetings *meetings, size_t index, int member)
{
  return &arrivals (meetings, index)[member];
}

size_t
meetings_index (const struct meetings *meetings, uint64_t number, bool *found)
{
  size_t low = 0, high = meetings->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (meetings_get (meetings, middle)->number < number)
      low = middle + 1;
    else
      high = middle;
  }
  *found = low < meetings->count && meetings_get (meetings, low)->number == number;
  return low;
}

long
meetings_find (const struct meetings *meetings, uint64_t t)
{
  size_t low = 0, high = meetings->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (meetings_get (meetings, middle)->first <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return (long) low - 1;
}

static size_t
add (struct meetings *meetings, const struct meeting *which)
{
  size_t index = meetings->count++;

  *(struct meeting *) column_room (&meetings->meeting, index, sizeof *which) =
    (struct meeting){ .number = which->number, .first = UINT64_MAX, .last = -1, .root = which->root, .kind = which->kind };
  column_room (&meetings->arrival, index, arrival_bytes (meetings)); /* of zeros */
  return index;
}

/* false: it is older than the newest one and unknown. Who came to a later one has lost this event, so that it can never be whole. */
static bool
find_place (struct meetings *meetings, int member, const struct meeting *which, size_t *index)
{
  bool found = false;

  *index = meetings->next[member];
  if (*index < meetings->count)
    found = meetings_get (meetings, *index)->number == which->number;
  if (!found)
    *index = meetings_index (meetings, which->number, &found);
  if (!found && *index < meetings->count)
    return false;
  if (!found)
    *index = add (meetings, which);
  meetings->next[member] = *index + 1;
  return true;
}

/* Where all wait for all it is who came last; where all wait for one, only that one is worth a wait. */
static int
waited_for (const struct meetings *meetings, const struct meeting *meeting, const struct presence *arrival)
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
conclude (struct meetings *meetings, struct meeting *meeting, const struct presence *arrival)
{
  int last = waited_for (meetings, meeting, arrival);
  uint64_t came = arrival[last].begin, before = 0, over = 0;

  for (int i = 0; i < meetings->members; i++)
    over = MAX (over, arrival[i].begin);
  for (int i = 0; i < meetings->members; i++)
    if (arrival[i].begin < came) {
      uint64_t until = MIN (arrival[i].end, came);
      before = MAX (before, arrival[i].begin);
      meeting->caused_ns += until > arrival[i].begin ? until - arrival[i].begin : 0;
    }
  meetings->met++;
  moments_add (&meetings->over, over);
  if (!meeting->caused_ns)
    return;
  meeting->last = last;
  meeting->last_ns = came;
  meeting->margin_ns = came - before;
  meetings->wait_ns += meeting->caused_ns;
  meetings->times_last[last]++;
  meetings->caused_ns[last] += meeting->caused_ns;
  totals_add (&meetings->caused[last], over, meeting->caused_ns);
}

void
meetings_come (struct meetings *meetings, int member, const struct meeting *which, uint64_t begin, uint64_t end)
{
  size_t index;

  if (member < 0 || member >= meetings->members || begin == 0 || !find_place (meetings, member, which, &index))
    return;
  struct meeting *meeting = meetings_get (meetings, index);
  struct presence *arrival = arrivals (meetings, index);

  if (arrival[member].begin) /* nobody comes twice: a damaged recording */
    return;
  arrival[member] = (struct presence){ begin, end };
  meeting->first = MIN (meeting->first, begin);
  if (++meeting->came == meetings->members)
    conclude (meetings, meeting, arrival);
}
