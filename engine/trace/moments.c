#include "engine/trace/moments.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

void
moments_finish (struct moments *moments)
{
  g_free (moments->at);
  memset (moments, 0, sizeof *moments);
}

#define NEAR 64 /* places that a late one is moved up by at most, one by one; beyond, all are sorted when they are asked for */

static int
by_time (const void *a, const void *b)
{
  const uint64_t *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

void
moments_add (struct moments *moments, uint64_t at)
{
  size_t place = moments->count;

  moments->unsorted |= place > NEAR && moments->at[place - NEAR] > at;

  if (moments->count == moments->room) {
    moments->room = MAX (moments->room * 2, 64);
    moments->at = g_renew (uint64_t, moments->at, moments->room);
  }
  for (; !moments->unsorted && place > 0 && moments->at[place - 1] > at; place--)
    moments->at[place] = moments->at[place - 1];
  moments->at[place] = at;
  moments->count++;
}

size_t
moments_until (struct moments *moments, uint64_t t)
{
  if (moments->unsorted)
    qsort (moments->at, moments->count, sizeof *moments->at, by_time);
  moments->unsorted = false;

  size_t low = 0, high = moments->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (moments->at[middle] <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
