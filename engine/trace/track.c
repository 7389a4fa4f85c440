#include "engine/trace/track-index.h"

#include <glib.h>
#include <string.h>

#define ENCLOSED_MAX 64 /* inner spans that an enclosing one is laid around; beyond that it keeps its end only */

void
track_finish (struct track *track)
{
  track_index_finish (track);
  track->count = track->cursor = 0;
  track->begin = track->last_end = 0;
}

static void
push (struct track *track, const struct span *span)
{
  *track_index_room (track) = *span;
  if (track->count++ == 0)
    track->begin = span->begin;
  track->last_end = span->end;
  track_index_pushed (track);
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

  while (track->count > 0 && count < ENCLOSED_MAX && track_get (track, track->count - 1)->begin >= span.begin)
    inner[count++] = *track_get (track, --track->count);

  uint64_t cursor = span.begin, gained = 0;
  if (track->count > 0)
    cursor = MAX (cursor, track_get (track, track->count - 1)->end);
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
  uint64_t own = 0;

  if (span.end < span.begin || (track->count && span.end < track->last_end)) {
    if (gained)
      *gained = 0;
    return false;
  }
  if (!track->count || span.begin >= track->last_end) {
    push (track, &span);
    own = span.end - span.begin;
  } else {
    own = enclose (track, span);
  }
  if (gained)
    *gained = own;
  return true;
}

/* Time is mostly played forwards: the span that was asked for last, or the one after it. */
static bool
find_near (const struct track *track, uint64_t t, size_t *found)
{
  size_t i = track->cursor;

  if (i >= track->count || track_get (track, i)->begin > t)
    return false;
  if (i + 1 < track->count && track_get (track, i + 1)->begin <= t)
    i++;
  *found = i;
  return i + 1 == track->count || track_get (track, i + 1)->begin > t;
}

/* A hint is no part of what a track says. */
static void
set_cursor (const struct track *track, size_t cursor)
{
  ((struct track *) (uintptr_t) track)->cursor = cursor;
}

long
track_find (const struct track *track, uint64_t t)
{
  size_t found;

  if (track->count == 0 || t < track->begin)
    return -1;
  if (!find_near (track, t, &found)) {
    struct track_place place;
    tracks_find (&track, 1, t, &place);
    found = (size_t) place.index;
  }
  set_cursor (track, found);
  return (long) found;
}

const struct span *
track_at (const struct track *track, uint64_t t)
{
  if (t >= track->last_end)
    return NULL;
  long i = track_find (track, t);
  const struct span *span = i >= 0 ? track_get (track, (size_t) i) : NULL;

  return span && t < span->end ? span : NULL;
}

size_t
track_first_after (const struct track *track, uint64_t t)
{
  if (t >= track->last_end)
    return track->count;
  long i = track_find (track, t);

  if (i < 0)
    return 0;
  return track_get (track, (size_t) i)->end > t ? (size_t) i : (size_t) i + 1;
}
