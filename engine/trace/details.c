#include "engine/trace/details.h"

#include "engine/trace/cause.h"
#include "engine/trace/trace-private.h"

#include <string.h>

#define REGIONS 2400      /* in all rows; where a row has more than its part they are looked at from place to place: */
#define REGIONS_LEAST 60  /* its part, at least */
#define SLOTS 12          /* in so many parts of the stretch */
#define LOOKS 9           /* each so many times */
#define HANDOVERS 120
#define MEETINGS 48
#define MEETERS 512       /* of more lanes only those that are seen */

struct taking {
  struct trace *trace;
  uint64_t from, to;
  const struct overview_row *row;
  int rows;
  GArray *region, *handover, *meeting;
};

const char *
meeting_name (int collective)
{
  return collective >= 0 ? collective_name (collective) : "barrier";
}

/* ---- regions ---- */

static const char *
name_of (const struct taking *taking, const struct lane *lane, int id)
{
  const char *name = process_region_name (&taking->trace->process[lane->rank], id);

  return name ? name : "region";
}

static void
add_region (struct taking *taking, struct details_region region)
{
  struct details_region *last = taking->region->len ? &g_array_index (taking->region, struct details_region, taking->region->len - 1) : NULL;

  if (last && last->row == region.row && last->end == region.begin && last->name == region.name && last->share < 1 && region.share < 1) {
    last->end = region.end;
    last->share = MIN (last->share, region.share);
  } else {
    g_array_append_val (taking->region, region);
  }
}

/* The most frequent of the regions that LOOKS looks see between BEGIN and END. */
static void
look_at_regions (struct taking *taking, int row, const struct lane *lane, uint64_t begin, uint64_t end)
{
  int id[LOOKS], times[LOOKS] = { 0 }, ids = 0, best = -1;

  for (int i = 0; i < LOOKS; i++) {
    const struct span *span = track_at (&lane->regions, begin + (end - begin) * (uint64_t) (2 * i + 1) / (2 * LOOKS));
    int seen = 0;
    while (span && seen < ids && id[seen] != span->object)
      seen++;
    if (!span)
      continue;
    if (seen == ids)
      id[ids++] = span->object;
    times[seen]++;
    if (best < 0 || times[seen] > times[best])
      best = seen;
  }
  if (best >= 0)
    add_region (taking, (struct details_region){ row, begin, end, name_of (taking, lane, id[best]), MIN (0.99f, (float) times[best] / LOOKS) });
}

static void
take_open_region (struct taking *taking, int row, const struct lane *lane)
{
  const struct open_state *open = &lane->open;
  uint64_t begin = MAX (open->region_since, lane->regions.last_end);

  if (open->region < SEGMENT_MAX_NAMES && begin < taking->to)
    add_region (taking, (struct details_region){ row, MAX (begin, taking->from), taking->to, name_of (taking, lane, (int) open->region), 1 });
}

static void
take_regions (struct taking *taking, int row)
{
  const struct lane *lane = &taking->trace->lane[taking->row[row].first];
  const struct track *track = &lane->regions;
  size_t i = track_first_after (track, taking->from), end = (size_t) (track_find (track, taking->to) + 1);

  if (end > i + (size_t) MAX (REGIONS / taking->rows, REGIONS_LEAST))
    for (uint64_t slot = 0, length = taking->to - taking->from; slot < SLOTS; slot++)
      look_at_regions (taking, row, lane, taking->from + (uint64_t) ((double) length * (double) slot / SLOTS),
                       taking->from + (uint64_t) ((double) length * (double) (slot + 1) / SLOTS));
  else
    for (; i < end; i++) {
      const struct span *span = track_get (track, i);
      add_region (taking, (struct details_region){ row, MAX (span->begin, taking->from), MIN (span->end, taking->to), name_of (taking, lane, span->object), 1 });
    }
  take_open_region (taking, row, lane);
}

/* ---- locks ---- */

static void
take_handover (struct taking *taking, struct lane *lane, const struct span *wait)
{
  struct cause cause;

  if (!cause_of_span (taking->trace, lane, wait, &cause))
    return;
  const char *name = wait->object >= 0 ? taking->trace->process[lane->rank].lock[wait->object] : NULL;
  struct details_handover handover = { lane->rank, cause.thread, lane->thread, cause.at, wait->end, wait->begin, name ? name : "lock" };
  g_array_append_val (taking->handover, handover);
}

/* ---- meetings ---- */

struct range { size_t begin, end; };

static struct range
waits_in (const struct taking *taking, const struct lane *lane)
{
  return (struct range){ track_first_after (&lane->waits, taking->from), (size_t) (track_find (&lane->waits, taking->to) + 1) };
}

/* The wait of LANE that overlaps with WAIT and is of its kind, NULL = none. */
static const struct span *
same_meeting (const struct lane *lane, const struct span *wait)
{
  long i = track_find (&lane->waits, wait->end > 0 ? wait->end - 1 : 0);
  const struct span *best = NULL;

  for (int back = 0; i >= 0 && back < 4; i--, back++) {
    const struct span *span = track_get (&lane->waits, (size_t) i);
    if (span->end <= wait->begin)
      break;
    if (span->kind == wait->kind && (wait->kind != EVENT_COLLECTIVE || span->object == wait->object))
      best = span; /* the earliest that still overlaps is this one's, not the next one's */
  }
  return best;
}

static bool
known_meeting (const struct taking *taking, const struct details_meeting *meeting)
{
  for (guint i = taking->meeting->len; i > 0; i--) {
    const struct details_meeting *known = &g_array_index (taking->meeting, struct details_meeting, i - 1);
    if (known->collective == meeting->collective && known->rank == meeting->rank && known->first < meeting->left && meeting->first < known->left)
      return true;
  }
  return false;
}

static void
join (struct details_meeting *meeting, const struct lane *lane, const struct span *span)
{
  if (span->begin >= meeting->last) {
    meeting->last = span->begin;
    meeting->last_rank = lane->rank;
    meeting->last_thread = lane->thread;
  }
  meeting->first = MIN (meeting->first, span->begin);
  meeting->left = MAX (meeting->left, span->end);
}

static void
take_meeting (struct taking *taking, const struct lane *lane, const struct span *wait)
{
  bool ranks = wait->kind == EVENT_COLLECTIVE;
  struct details_meeting meeting = { ranks ? wait->object : -1, ranks ? -1 : lane->rank, UINT64_MAX, 0, 0, -1, -1 };
  struct trace *trace = taking->trace;
  int first = ranks ? 0 : lane->rank * trace->threads, count = ranks ? trace->lanes : trace->threads, met = 0;

  for (int i = first; i < first + MIN (count, MEETERS); i++) {
    const struct lane *other = &trace->lane[i];
    const struct span *span = other == lane ? wait : same_meeting (other, wait);
    if (span) {
      join (&meeting, other, span);
      met++;
    }
  }
  if (met > 1 && !known_meeting (taking, &meeting))
    g_array_append_val (taking->meeting, meeting);
}

/* Each STRIDE-th wait of a lane. */
static void
take_waits (struct taking *taking, struct lane *lane, size_t stride)
{
  struct range range = waits_in (taking, lane);

  for (size_t i = range.begin; i < range.end; i += stride) {
    const struct span *span = track_get (&lane->waits, i);
    if (span->kind == EVENT_LOCK_WAIT && taking->handover->len < HANDOVERS)
      take_handover (taking, lane, span);
    else if ((span->kind == EVENT_COLLECTIVE || span->kind == EVENT_BARRIER) && stride == 1 && taking->meeting->len < MEETINGS)
      take_meeting (taking, lane, span);
  }
}

static int
by_first (const void *a, const void *b)
{
  const struct details_meeting *x = a, *y = b;

  return x->first < y->first ? -1 : x->first > y->first;
}

static int
give (GArray *array, void *out)
{
  int count = (int) array->len;
  char *data = g_array_free (array, FALSE);

  memcpy (out, &data, sizeof data);
  return count;
}

void
details_take (struct trace *trace, uint64_t from, uint64_t to, const struct overview_row *row, int rows, bool regions, struct details *details)
{
  struct taking taking = { trace, from, to, row, rows, g_array_new (FALSE, FALSE, sizeof (struct details_region)),
                           g_array_new (FALSE, FALSE, sizeof (struct details_handover)), g_array_new (FALSE, FALSE, sizeof (struct details_meeting)) };
  size_t waits = 0;

  details_finish (details);
  g_mutex_lock (&trace->mutex);
  taking.to = MIN (to, trace->end);
  for (int i = 0; i < rows && taking.to > from; i++) {
    struct range range = waits_in (&taking, &trace->lane[row[i].first]);
    waits += row[i].lanes == 1 && range.end > range.begin ? range.end - range.begin : 0;
  }
  size_t stride = 1 + waits / (4 * HANDOVERS);
  for (int i = 0; i < rows && taking.to > from; i++)
    if (row[i].lanes == 1) {
      if (regions)
        take_regions (&taking, i);
      take_waits (&taking, &trace->lane[row[i].first], stride);
    }
  g_mutex_unlock (&trace->mutex);
  details->thinned = stride > 1;
  if (taking.meeting->len > 0)
    qsort (taking.meeting->data, taking.meeting->len, sizeof (struct details_meeting), by_first);
  details->regions = give (taking.region, &details->region);
  details->handovers = give (taking.handover, &details->handover);
  details->meetings = give (taking.meeting, &details->meeting);
}

void
details_finish (struct details *details)
{
  g_free (details->region);
  g_free (details->handover);
  g_free (details->meeting);
  memset (details, 0, sizeof *details);
}
