#include "engine/trace/trace-private.h"

void
moves_finish (struct moves *moves)
{
  column_finish (&moves->column);
  moves->count = 0;
}

void
trace_note_move (struct trace *trace, struct moves *moves, uint64_t at, int pu)
{
  const struct move *last = moves->count ? &moves->last : NULL;
  struct move move = { at, last ? last->to : -1, pu };

  if (pu < 0 || move.from == pu || (last && at < last->at))
    return;
  *(struct move *) column_room (&moves->column, moves->count++, sizeof move) = move;
  moves->last = move;
  trace->pus_listed = false;
}

long
moves_find (const struct moves *moves, uint64_t t)
{
  size_t low = 0, high = moves->count;

  if (high > 0 && moves->last.at <= t)
    return (long) high - 1;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (moves_get (moves, middle)->at <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return (long) low - 1;
}
