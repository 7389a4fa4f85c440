/* The threads' schedules as one list a PU. */
#include "engine/trace/occupancy-private.h"

#include <string.h>

#define SETTLED_AFTER_NS UINT64_C (2000000000) /* schedules come in some time after the fact */
#define A_PART 60000                          /* spans that are merged at once: a few ms */

void
merged_free (struct merged *merged)
{
  for (int i = 0; merged && i < merged->pus; i++) {
    column_finish (&merged->pu[i].hold);
    for (int k = 0; k < HOLDERS_LEVELS; k++)
      column_finish (&merged->pu[i].level[k]);
  }
  if (merged) {
    g_free (merged->pu);
    g_free (merged->lane_ns);
  }
  g_free (merged);
}

struct holders *
merged_of_pu (struct merged *merged, int os)
{
  for (int i = 0; i < merged->pus; i++)
    if (merged->pu[i].os == os)
      return &merged->pu[i];
  return NULL;
}

static struct holders *
make_pu (struct trace *trace, int os)
{
  struct merged *merged = trace->merged;
  struct holders *known = merged_of_pu (merged, os);

  if (known)
    return known;
  merged->pu = g_renew (struct holders, merged->pu, merged->pus + 1);
  known = &merged->pu[merged->pus++];
  *known = (struct holders){ .os = os, .hold.store = trace->store };
  for (int k = 0; k < HOLDERS_LEVELS; k++)
    known->level[k].store = trace->store;
  return known;
}

size_t
holders_first_after (const struct holders *holders, uint64_t t)
{
  size_t low = 0, high = holders->count;

  while (low < high) {
    size_t middle = (low + high) / 2;
    if (holders_get (holders, middle)->reach > t)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

size_t
holders_from (const struct holders *holders, uint64_t t)
{
  size_t low = 0, high = holders->count;

  while (low < high) {
    size_t middle = (low + high) / 2;
    if (holders_get (holders, middle)->begin >= t)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* ---- merging ---- */

struct part { uint64_t from, to; int lane; hold_seen seen; void *data; };

static void
tell_hold (const struct part *part, const struct span *span)
{
  uint32_t share = span->kind == SCHEDULE_ON && span->value == 0 ? SPAN_WHOLE : span_on_share (span);
  uint64_t begin = MAX (span->begin, part->from), end = MIN (span->end, part->to);

  if (share > 0 && end > begin && span->object >= 0)
    part->seen (&(struct hold){ begin, end, end, part->lane, share }, span->object, part->data);
}

void
lane_holds (struct trace *trace, int index, uint64_t from, uint64_t to, hold_seen seen, void *data)
{
  const struct lane *lane = &trace->lane[index];
  const struct track *track = &lane->schedule;
  struct part part = { from, to, index, seen, data };

  for (size_t i = track_first_after (track, from); i < track->count && track_get (track, i)->begin < to; i++)
    tell_hold (&part, track_get (track, i));
  if (lane->schedule_open.kind == SCHEDULE_ON) {
    struct span going = lane->schedule_open;
    going.begin = MAX (going.begin, track->last_end);
    going.end = trace->end;
    going.value = span_shares (SPAN_WHOLE, 0);
    tell_hold (&part, &going);
  }
}

struct found { struct hold hold; int pu; };

static void
note_hold (const struct hold *hold, int pu, void *data)
{
  struct found found = { *hold, pu };

  g_array_append_val ((GArray *) data, found);
}

static int
by_begin (const void *a, const void *b)
{
  const struct hold *x = &((const struct found *) a)->hold, *y = &((const struct found *) b)->hold;

  return x->begin != y->begin ? (x->begin < y->begin ? -1 : 1) : x->lane - y->lane;
}

static void
append (struct trace *trace, const struct found *found)
{
  struct holders *pu = make_pu (trace, found->pu);
  struct hold *last = pu->count > 0 ? column_at (&pu->hold, pu->count - 1, sizeof *last) : NULL;

  trace->merged->lane_ns[found->hold.lane] += span_part (found->hold.end - found->hold.begin, found->hold.share);
  if (last && last->lane == found->hold.lane && last->end == found->hold.begin && last->share == found->hold.share) {
    last->end = found->hold.end; /* it was cut where a part ended */
    last->reach = MAX (last->reach, last->end);
    return;
  }
  uint64_t reach = last ? last->reach : 0;
  struct hold *hold = column_room (&pu->hold, pu->count++, sizeof *hold);
  *hold = found->hold;
  hold->reach = MAX (hold->reach, reach);
}

static uint64_t
spans_in (const struct trace *trace, uint64_t from, uint64_t to)
{
  uint64_t spans = 0;

  for (int i = 0; i < trace->lanes; i++)
    if (trace->lane[i].schedule.count > 0)
      spans += (uint64_t) (track_find (&trace->lane[i].schedule, to) - track_find (&trace->lane[i].schedule, from));
  return spans;
}

static void
merge_part (struct trace *trace, uint64_t settled)
{
  struct merged *merged = trace->merged;
  uint64_t left = settled - merged->until, length = merged->part ? MIN (merged->part * 2, left) : left;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (struct found));

  while (length > 1000 && spans_in (trace, merged->until, merged->until + length) > A_PART)
    length /= 2;
  for (int i = 0; i < trace->lanes; i++)
    lane_holds (trace, i, merged->until, merged->until + length, note_hold, found);
  if (found->len > 0)
    qsort (found->data, found->len, sizeof (struct found), by_begin);
  for (guint i = 0; i < found->len; i++)
    append (trace, &g_array_index (found, struct found, i));
  merged->part = MAX (length, 1);
  merged->until += length;
}

double
merged_extend (struct trace *trace)
{
  uint64_t settled = trace->closed ? trace->end + 1 : trace->end - MIN (trace->end, SETTLED_AFTER_NS);

  if (!trace->merged) {
    trace->merged = g_new0 (struct merged, 1);
    trace->merged->lane_ns = g_new0 (uint64_t, trace->lanes);
    for (int i = 0; i < trace->lanes; i++) /* schedules may reach back before the first event */
      if (trace->lane[i].schedule.count > 0 && (!trace->merged->origin || track_get (&trace->lane[i].schedule, 0)->begin < trace->merged->origin))
        trace->merged->origin = track_get (&trace->lane[i].schedule, 0)->begin;
    trace->merged->origin = trace->merged->origin ? MIN (trace->merged->origin, trace->begin) : trace->begin;
    trace->merged->until = trace->merged->bucketed = trace->merged->origin;
  }
  struct merged *merged = trace->merged;
  if (settled > merged->until) {
    merge_part (trace, settled);
    merged_fill_buckets (merged);
  }
  return settled > merged->until ? (double) (merged->until - merged->origin) / (double) (settled - merged->origin) : 1;
}
