/* An array of equal records that grows at its end and whose records never move: pieces that double in size up to COLUMN_MOST
 * records. Whoever owns a column counts its records. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/trace/store.h"

#define COLUMN_FIRST 32u  /* records in the first piece */
#define COLUMN_MOST 2048u /* and in the largest */
#define COLUMN_GROWING 6u /* pieces before all are as large */

struct column {
  struct store *store; /* borrowed; NULL: ordinary memory */
  char **piece;
  uint32_t pieces, room;
};

void column_finish (struct column *column); /* zeroed, but for the store */

/* Piece that record I lies in, and its place there. */
static inline size_t
column_piece (size_t i, size_t *place)
{
  size_t step = i / COLUMN_FIRST + 1;

  if (step < COLUMN_MOST / COLUMN_FIRST) {
    size_t piece = 63 - (size_t) __builtin_clzll (step);
    *place = i - COLUMN_FIRST * (((size_t) 1 << piece) - 1);
    return piece;
  }
  i -= COLUMN_MOST - COLUMN_FIRST;
  *place = i % COLUMN_MOST;
  return COLUMN_GROWING + i / COLUMN_MOST;
}

/* Index of a piece's first record, and how many it holds. */
static inline size_t
column_piece_begin (size_t piece)
{
  return piece < COLUMN_GROWING ? COLUMN_FIRST * (((size_t) 1 << piece) - 1)
                                : COLUMN_MOST - COLUMN_FIRST + (piece - COLUMN_GROWING) * COLUMN_MOST;
}
static inline size_t
column_piece_records (size_t piece)
{
  return piece < COLUMN_GROWING ? COLUMN_FIRST << piece : COLUMN_MOST;
}

static inline void *
column_at (const struct column *column, size_t i, size_t record)
{
  size_t place, piece = column_piece (i, &place);

  return column->piece[piece] + place * record;
}

/* Room for record I (at most one beyond those that have room); where it is. */
void *column_room (struct column *column, size_t i, size_t record);
