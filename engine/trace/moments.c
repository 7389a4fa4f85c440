#include "engine/trace/moments.h"

#include <glib.h>
#include <stdlib.h>

#define NEAR 64 /* places that a late one is moved up by at most, one by one; beyond, all are sorted when they are asked for */

void
moments_finish (struct moments *moments)
{
  column_finish (&moments->column);
  moments->count = 0;
  moments->unsorted = false;
}

static uint64_t *
get (const struct moments *moments, size_t i)
{
  return column_at (&moments->column, i, sizeof (uint64_t));
}

void
moments_add (struct moments *moments, uint64_t at)
{
  size_t place = moments->count++;

  column_room (&moments->column, place, sizeof at);
  moments->unsorted |= place > NEAR && *get (moments, place - NEAR) > at;
  for (; !moments->unsorted && place > 0 && *get (moments, place - 1) > at; place--)
    *get (moments, place) = *get (moments, place - 1);
  *get (moments, place) = at;
}

static int
by_time (const void *a, const void *b)
{
  const uint64_t *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
sort (struct moments *moments)
{
  g_autofree uint64_t *all = g_new (uint64_t, moments->count);

  for (size_t i = 0; i < moments->count; i++)
    all[i] = *get (moments, i);
  qsort (all, moments->count, sizeof *all, by_time);
  for (size_t i = 0; i < moments->count; i++)
    *get (moments, i) = all[i];
  moments->unsorted = false;
}

size_t
moments_until (struct moments *moments, uint64_t t)
{
  size_t low = 0, high = moments->count;

  if (moments->unsorted)
    sort (moments);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (*get (moments, middle) <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
