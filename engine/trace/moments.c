#include "engine/trace/moments.h"

#include <glib.h>
#include <stdlib.h>

#define NEAR 64 /* places that a late one is moved up by at most, one by one; beyond, it finds its place when it is asked for */

void
moments_finish (struct moments *moments)
{
  column_finish (&moments->column);
  moments->count = moments->known = 0;
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
  if (moments->known == place && (place <= NEAR || *get (moments, place - NEAR) <= at)) {
    moments->known++;
    for (; place > 0 && *get (moments, place - 1) > at; place--)
      *get (moments, place) = *get (moments, place - 1);
  }
  *get (moments, place) = at;
}

static size_t
until (const struct moments *moments, size_t count, uint64_t t)
{
  size_t low = 0, high = count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (*get (moments, middle) <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int
by_time (const void *a, const void *b)
{
  const uint64_t *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* Only what lies after the earliest of the late ones moves. */
static void
sort (struct moments *moments)
{
  uint64_t earliest = UINT64_MAX;

  for (size_t i = moments->known; i < moments->count; i++)
    earliest = MIN (earliest, *get (moments, i));
  size_t from = until (moments, moments->known, earliest), count = moments->count - from;
  g_autofree uint64_t *moved = g_new (uint64_t, count);
  for (size_t i = 0; i < count; i++)
    moved[i] = *get (moments, from + i);
  qsort (moved, count, sizeof *moved, by_time);
  for (size_t i = 0; i < count; i++)
    *get (moments, from + i) = moved[i];
  moments->known = moments->count;
}

size_t
moments_until (struct moments *moments, uint64_t t)
{
  if (moments->known < moments->count)
    sort (moments);
  return until (moments, moments->count, t);
}
