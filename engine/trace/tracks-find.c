/* A moment in many tracks at once: each look at memory waits for the one before it, but tracks do not wait for each other. */
#include "engine/trace/times.h"
#include "engine/trace/track.h"

#include <glib.h>

#define AT_ONCE 64

struct seek { /* the way of one track to its place */
  const struct track *track;
  struct track_place *place;
  const struct span *span; /* of the piece */
  size_t piece, guess;     /* guess: in the piece */
};

/* Where T would lie if all spans were equally long. false: before all of them. */
static bool
guess_piece (struct seek *seek, uint64_t t)
{
  const struct track *track = seek->track;

  if (track->count == 0 || t < track->begin)
    return false;
  seek->piece = column_piece (times_guess (track->begin, track->last_end, track->count, t), &seek->guess);
  __builtin_prefetch (&track->piece[seek->piece]);
  return true;
}

static size_t
records (const struct seek *seek)
{
  return seek->piece + 1 < seek->track->pieces ? column_piece_records (seek->piece) : seek->track->count - column_piece_begin (seek->piece);
}

/* The guess was of another piece: one in the right one. */
static void
guess_again (struct seek *seek, size_t piece, uint64_t t)
{
  const struct track *track = seek->track;
  uint64_t end = piece + 1 < track->pieces ? track->piece[piece + 1].begin : track->last_end;

  seek->piece = piece;
  seek->guess = times_guess (track->piece[piece].begin, end, records (seek), t);
}

static void
find_piece (struct seek *seek, uint64_t t)
{
  size_t piece = times_find (seek->track->piece, sizeof *seek->track->piece, seek->track->pieces, seek->piece, t);

  if (piece != seek->piece)
    guess_again (seek, piece, t);
  seek->span = seek->track->piece[piece].span;
  __builtin_prefetch (&seek->span[seek->guess]);
}

static void
find_span (struct seek *seek, uint64_t t)
{
  size_t i = times_find (seek->span, sizeof *seek->span, records (seek), seek->guess, t);

  *seek->place = (struct track_place){ (long) (column_piece_begin (seek->piece) + i), &seek->span[i] };
}

static void
find_some (const struct track *const *track, int count, uint64_t t, struct track_place *place)
{
  struct seek seek[AT_ONCE];
  int going = 0;

  for (int i = 0; i < count; i++) {
    place[i] = (struct track_place){ -1, NULL };
    seek[going].track = track[i];
    seek[going].place = &place[i];
    going += guess_piece (&seek[going], t);
  }
  for (int i = 0; i < going; i++)
    find_piece (&seek[i], t);
  for (int i = 0; i < going; i++)
    find_span (&seek[i], t);
}

void
tracks_find (const struct track *const *track, int count, uint64_t t, struct track_place *place)
{
  for (int i = 0; i < count; i += AT_ONCE)
    find_some (track + i, MIN (count - i, AT_ONCE), t, place + i);
}
