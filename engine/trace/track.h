/* Spans of one thread in order of time, without overlap: the shape that a moment is looked up in. */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/trace/column.h"

/* One shape serves waits, regions, steps, holds and the schedule. A span covers [begin, end). */
struct span {
  uint64_t begin, end;
  int32_t object; /* region, lock or collective id; the schedule: OS index of the PU */
  uint32_t value; /* step number, bytes; the schedule: shares, see span_shares */
  uint16_t peer;  /* awaited rank; regions: memory object + 1 */
  uint16_t first, parts;
  uint8_t kind;   /* enum event_kind; the schedule: enum schedule_kind */
  uint8_t flags;
};

static_assert (sizeof (struct span) == 32, "spans are written to recordings as they are");

enum schedule_kind { SCHEDULE_ON = 1, SCHEDULE_READY, SCHEDULE_BLOCKED, SCHEDULE_GAP /* records were lost */ };

/* What part of a schedule span was spent on a PU and waiting for one. The kernel's records say 0 or 1;
 * samples say something between. */
#define SPAN_WHOLE 65535u
static inline uint32_t
span_shares (unsigned on, unsigned ready)
{
  return on << 16 | ready;
}
static inline uint64_t
span_part (uint64_t length, unsigned share)
{
  return (uint64_t) ((double) length * share / SPAN_WHOLE);
}
/* How many threads were on PUs at once, when their shares add up to this (schedule.c). */
int threads_in_shares (int64_t shares);
static inline unsigned
span_on_share (const struct span *span)
{
  return span->value >> 16;
}
static inline unsigned
span_ready_share (const struct span *span)
{
  return span->value & 0xffff;
}

#define TRACK_SUMS 4

enum track_sums { /* what a track keeps sums of */
  TRACK_NO_SUMS,
  TRACK_WAITS,    /* ns by enum track_wait */
  TRACK_SCHEDULE, /* ns by enum track_schedule, and on each PU */
  TRACK_LENGTHS,  /* ns in all */
};
enum track_wait { SUM_HELD, SUM_LOCK, SUM_BARRIER, SUM_MESSAGE };
enum track_schedule { SUM_ON, SUM_READY };
enum { SUM_LENGTH }; /* of TRACK_LENGTHS */

struct track_pu { int os; uint64_t ns; };

struct track_mark; /* sums, one a piece: track-index.c */

struct track_piece {  /* as of a column; what a search looks at lies close together */
  uint64_t begin;     /* of its first span */
  struct span *span;
};

struct track { /* of one cache line */
  struct track_piece *piece;
  size_t count;
  uint64_t begin, last_end; /* of the first and of the last span */
  size_t cursor;            /* the span that was asked for last: a hint */
  uint32_t pieces;
  enum track_sums sums;     /* set before the first span */
  struct store *store;      /* borrowed, set before the first span; NULL: ordinary memory */
  struct track_mark *mark;
};
static_assert (sizeof (struct track) == 64, "a moment is looked up in tens of thousands of them");

void track_finish (struct track *track); /* zeroed but for the store and the kind of sums */

static inline const struct span *
track_get (const struct track *track, size_t i)
{
  size_t place, piece = column_piece (i, &place);

  return &track->piece[piece].span[place];
}

/* Spans come in order of their ends, inner ones before those that enclose them: an enclosing span keeps the
 * time that its inner ones leave free. GAINED: how much time that was (may be NULL). false: it came out of
 * order and was left out. */
bool track_append (struct track *track, struct span span, uint64_t *gained);

/* Index of the last span that begins at or before T, -1 = none. Fast where T is near the last one asked for. */
long track_find (const struct track *track, uint64_t t);
/* The span that covers T, or NULL. */
const struct span *track_at (const struct track *track, uint64_t t);
/* Index of the first span that ends after T; track->count where there is none. */
size_t track_first_after (const struct track *track, uint64_t t);

struct track_place { /* of a moment: the last span that begins at or before it */
  long index;              /* -1 = none */
  const struct span *span; /* NULL = none */
};
/* The span that covers T, or NULL; PLACE is that of T. */
static inline const struct span *
track_place_at (const struct track_place *place, uint64_t t)
{
  return place->span && t < place->span->end ? place->span : NULL;
}

/* The places of T in many tracks, which are searched side by side: much faster than one after another. */
void tracks_find (const struct track *const *track, int count, uint64_t t, struct track_place *place);

/* Sums over what lies before T, in O(log spans). */
void track_sum_until (const struct track *track, uint64_t t, uint64_t sum[TRACK_SUMS]);
/* Time on each PU before T, by OS index; of a track with TRACK_SCHEDULE. Free with g_free; COUNT of them. */
struct track_pu *track_pus_until (const struct track *track, uint64_t t, size_t *count);
