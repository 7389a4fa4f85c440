#include "engine/trace/moments.h"

#include <glib.h>
#include <string.h>

void
moments_finish (struct moments *moments)
{
  g_free (moments->at);
  memset (moments, 0, sizeof *moments);
}

void
moments_add (struct moments *moments, uint64_t at)
{
  size_t place = moments->count;

  if (moments->count == moments->room) {
    moments->room = MAX (moments->room * 2, 64);
    moments->at = g_renew (uint64_t, moments->at, moments->room);
  }
  for (; place > 0 && moments->at[place - 1] > at; place--)
    moments->at[place] = moments->at[place - 1];
  moments->at[place] = at;
  moments->count++;
}

size_t
moments_until (const struct moments *moments, uint64_t t)
{
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
