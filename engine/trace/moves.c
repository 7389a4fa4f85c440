#include "engine/trace/trace-private.h"

void
moves_finish (struct moves *moves)
{
  g_free (moves->move);
  moves->move = NULL;
  moves->count = moves->room = 0;
}

bool
moves_note (struct moves *moves, uint64_t at, int pu)
{
  int from = moves->count ? moves->move[moves->count - 1].to : -1;

  if (pu < 0 || from == pu || (moves->count && at < moves->move[moves->count - 1].at))
    return false;
  if (moves->count == moves->room) {
    moves->room = moves->room ? moves->room * 2 : 16;
    moves->move = g_renew (struct move, moves->move, moves->room);
  }
  moves->move[moves->count++] = (struct move){ at, from, pu };
  return true;
}

long
moves_find (const struct moves *moves, uint64_t t)
{
  size_t low = 0, high = moves->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (moves->move[middle].at <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return (long) low - 1;
}
