#include "engine/trace/track.h"

#include <glib.h>
#include <string.h>

#define ENCLOSED_MAX 64 /* inner spans that an enclosing one is laid around; beyond that it keeps its end only */

void
track_finish (struct track *track)
{
  g_free (track->span);
  memset (track, 0, sizeof *track);
}

static void
push (struct track *track, const struct span *span)
{
  if (track->count == track->room) {
    track->room = track->room ? track->room * 2 : 64;
    track->span = g_renew (struct span, track->span, track->room);
  }
  track->span[track->count++] = *span;
}

static uint64_t
push_piece (struct track *track, struct span span, uint64_t begin, uint64_t end)
{
  if (end <= begin)
    return 0;
  span.begin = begin;
  span.end = end;
  push (track, &span);
  return end - begin;
}

static uint64_t
enclose (struct track *track, struct span span)
{
  struct span inner[ENCLOSED_MAX];
  size_t count = 0;

  while (track->count > 0 && count < ENCLOSED_MAX && track->span[track->count - 1].begin >= span.begin)
    inner[count++] = track->span[--track->count];

  uint64_t cursor = span.begin, gained = 0;
  if (track->count > 0)
    cursor = MAX (cursor, track->span[track->count - 1].end);
  while (count > 0) {
    struct span *next = &inner[--count];
    gained += push_piece (track, span, cursor, next->begin);
    push (track, next);
    cursor = MAX (cursor, next->end);
  }
  return gained + push_piece (track, span, cursor, span.end);
}

bool
track_append (struct track *track, struct span span, uint64_t *gained)
{
  const struct span *last = track->count ? &track->span[track->count - 1] : NULL;
  uint64_t own = 0;

  if (span.end < span.begin || (last && span.end < last->end)) {
    if (gained)
      *gained = 0;
    return false;
  }
  if (!last || span.begin >= last->end) {
    push (track, &span);
    own = span.end - span.begin;
  } else {
    own = enclose (track, span);
  }
  if (gained)
    *gained = own;
  return true;
}

long
track_find (const struct track *track, uint64_t t)
{
  size_t low = 0, high = track->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (track->span[middle].begin <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return (long) low - 1;
}

const struct span *
track_at (const struct track *track, uint64_t t)
{
  long i = track_find (track, t);

  return i >= 0 && t < track->span[i].end ? &track->span[i] : NULL;
}

size_t
track_first_after (const struct track *track, uint64_t t)
{
  long i = track_find (track, t);

  if (i < 0)
    return 0;
  return track->span[i].end > t ? (size_t) i : (size_t) i + 1;
}
