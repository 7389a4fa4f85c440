#include "engine/trace/track-index.h"

#include "engine/record/event.h"

#include <glib.h>
#include <string.h>

void
track_index_finish (struct track *track)
{
  for (uint32_t i = 0; i < track->pieces; i++) {
    if (track->mark)
      g_free (track->mark[i].pu);
    if (!track->store)
      g_free (track->piece[i].span);
  }
  g_free (track->mark);
  g_free (track->piece);
  track->mark = NULL;
  track->piece = NULL;
  track->pieces = 0;
}

static void
add_wait (const struct span *span, uint64_t ns, uint64_t sum[TRACK_SUMS])
{
  switch (span->kind) {
  case EVENT_GATE:
    sum[SUM_HELD] += ns;
    break;
  case EVENT_LOCK_WAIT:
    sum[SUM_LOCK] += ns;
    break;
  case EVENT_BARRIER:
    sum[SUM_BARRIER] += ns;
    break;
  default:
    sum[SUM_MESSAGE] += ns;
  }
}

static void
add_span (const struct track *track, const struct span *span, uint64_t t, uint64_t sum[TRACK_SUMS])
{
  uint64_t ns = MIN (span->end, t) - span->begin;

  if (track->sums == TRACK_WAITS) {
    add_wait (span, ns, sum);
  } else if (track->sums == TRACK_LENGTHS) {
    sum[SUM_LENGTH] += ns;
  } else {
    sum[SUM_ON] += span_part (ns, span_on_share (span));
    sum[SUM_READY] += span_part (ns, span_ready_share (span));
  }
}

static size_t
pu_place (const GArray *pus, int os)
{
  size_t low = 0, high = pus->len;

  while (low < high) {
    size_t middle = (low + high) / 2;
    if (g_array_index (pus, struct track_pu, middle).os < os)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void
add_pu (GArray *pus, const struct span *span, uint64_t t)
{
  uint64_t ns = span_part (MIN (span->end, t) - span->begin, span_on_share (span));
  size_t place = pu_place (pus, span->object);
  struct track_pu fresh = { span->object, ns };

  if (ns == 0)
    return;
  if (place < pus->len && g_array_index (pus, struct track_pu, place).os == span->object)
    g_array_index (pus, struct track_pu, place).ns += ns;
  else
    g_array_insert_val (pus, place, fresh);
}

/* PUs of a mark and of the spans from its piece's begin up to before END. */
static GArray *
pus_between (const struct track *track, const struct track_mark *mark, size_t begin, size_t end, uint64_t t)
{
  GArray *pus = g_array_new (FALSE, FALSE, sizeof (struct track_pu));

  if (mark->pus)
    g_array_append_vals (pus, mark->pu, mark->pus);
  for (size_t i = begin; i < end; i++)
    add_pu (pus, track_get (track, i), t);
  return pus;
}

static void
fill_mark (const struct track *track, const struct track_mark *before, size_t begin, size_t end, struct track_mark *mark)
{
  *mark = *before;
  for (size_t i = begin; i < end; i++)
    add_span (track, track_get (track, i), UINT64_MAX, mark->sum);
  mark->pu = NULL;
  if (track->sums != TRACK_SCHEDULE)
    return;
  GArray *pus = pus_between (track, before, begin, end, UINT64_MAX);
  mark->pus = pus->len;
  mark->pu = (struct track_pu *) (void *) g_array_free (pus, FALSE);
}

#define ROOM_FIRST 4u

/* Room doubles: there is none beyond a power of two. */
static bool
has_no_room (uint32_t pieces)
{
  return pieces == 0 || (pieces >= ROOM_FIRST && (pieces & (pieces - 1)) == 0);
}

static void
add_piece (struct track *track)
{
  size_t bytes = column_piece_records (track->pieces) * sizeof (struct span);

  if (has_no_room (track->pieces)) {
    uint32_t room = MAX (2 * track->pieces, ROOM_FIRST);
    track->piece = g_renew (struct track_piece, track->piece, room);
    if (track->sums)
      track->mark = g_renew (struct track_mark, track->mark, room);
  }
  if (track->sums)
    track->mark[track->pieces] = (struct track_mark){ .pu = NULL };
  track->piece[track->pieces++].span = track->store ? store_take (track->store, bytes) : g_malloc (bytes);
}

struct span *
track_index_room (struct track *track)
{
  size_t place, piece = column_piece (track->count, &place);

  if (piece == track->pieces)
    add_piece (track);
  return &track->piece[piece].span[place];
}

void
track_index_pushed (struct track *track)
{
  size_t place, piece = column_piece (track->count - 1, &place);

  if (place != 0)
    return;
  track->piece[piece].begin = track->piece[piece].span->begin;
  if (!track->sums || piece == 0)
    return;
  g_free (track->mark[piece].pu); /* spans were taken back behind this one, and are put again */
  fill_mark (track, &track->mark[piece - 1], column_piece_begin (piece - 1), track->count - 1, &track->mark[piece]);
}

void
track_sum_until (const struct track *track, uint64_t t, uint64_t sum[TRACK_SUMS])
{
  long last = t > 0 ? track_find (track, t - 1) : -1;
  size_t place;

  memset (sum, 0, TRACK_SUMS * sizeof *sum);
  if (last < 0)
    return;
  size_t piece = column_piece ((size_t) last, &place);
  memcpy (sum, track->mark[piece].sum, TRACK_SUMS * sizeof *sum);
  for (size_t i = column_piece_begin (piece); i <= (size_t) last; i++)
    add_span (track, track_get (track, i), t, sum);
}

struct track_pu *
track_pus_until (const struct track *track, uint64_t t, size_t *count)
{
  long last = t > 0 ? track_find (track, t - 1) : -1;
  size_t place;

  *count = 0;
  if (last < 0)
    return NULL;
  size_t piece = column_piece ((size_t) last, &place);
  GArray *pus = pus_between (track, &track->mark[piece], column_piece_begin (piece), (size_t) last + 1, t);
  *count = pus->len;
  return (struct track_pu *) (void *) g_array_free (pus, FALSE);
}
