#include "engine/trace/times.h"
#include "engine/trace/track-index.h"

#include <glib.h>
#include <string.h>

#define ENCLOSED_MAX 64 /* inner spans that an enclosing one is laid around; beyond that it keeps its end only */

void
track_finish (struct track *track)
{
  track_index_finish (track);
  track->count = track->cursor = 0;
  track->last_end = 0;
}

static void
push (struct track *track, const struct span *span)
{
  *track_index_room (track) = *span;
  track->count++;
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

struct seek { /* the way of one track to its place */
  const struct track *track;
  const struct span *span; /* of the piece */
  size_t piece, records, guess;
};

static void
seek_piece (struct seek *seek, uint64_t t)
{
  const struct track *track = seek->track;
  size_t begin;

  seek->piece = track_index_find (track, t);
  begin = column_piece_begin (seek->piece);
  seek->records = MIN (column_piece_records (seek->piece), track->count - begin);
  uint64_t end = begin + seek->records < track->count ? track->piece[seek->piece + 1].begin : track->last_end;
  seek->guess = times_guess (track->piece[seek->piece].begin, end, seek->records, t);
}

static void
seek_span (struct seek *seek)
{
  seek->span = seek->track->piece[seek->piece].span;
}

static size_t
seek_end (const struct seek *seek, uint64_t t)
{
  return column_piece_begin (seek->piece) + times_find (seek->span, sizeof *seek->span, seek->records, seek->guess, t);
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

  if (track->count == 0 || t < track->piece[0].begin)
    return -1;
  if (!find_near (track, t, &found)) {
    struct seek seek = { .track = track };
    seek_piece (&seek, t);
    seek_span (&seek);
    found = seek_end (&seek, t);
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

#define SEEK_AT_ONCE 64

/* Each look at memory waits for the one before it, but tracks do not wait for each other. */
static void
seek_some (const struct track *const *track, int count, uint64_t t)
{
  struct seek seek[SEEK_AT_ONCE];
  int going = 0;

  for (int i = 0; i < count; i++)
    if (track[i]->count > 0) {
      seek[going++].track = track[i];
      __builtin_prefetch (track[i]->piece);
    }
  for (int i = 0; i < going; i++)
    seek_piece (&seek[i], t);
  for (int i = 0; i < going; i++) {
    seek_span (&seek[i]);
    __builtin_prefetch (&seek[i].span[seek[i].guess]);
  }
  for (int i = 0; i < going; i++)
    set_cursor (seek[i].track, seek_end (&seek[i], t));
}

void
tracks_seek (const struct track *const *track, int count, uint64_t t)
{
  for (int i = 0; i < count; i += SEEK_AT_ONCE)
    seek_some (track + i, MIN (count - i, SEEK_AT_ONCE), t);
}
