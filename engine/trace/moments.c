#include "engine/trace/moments.h"

void
moments_finish (struct moments *moments)
{
  column_finish (&moments->column);
  moments->count = 0;
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
  for (; place > 0 && *get (moments, place - 1) > at; place--)
    *get (moments, place) = *get (moments, place - 1);
  *get (moments, place) = at;
}

size_t
moments_until (const struct moments *moments, uint64_t t)
{
  size_t low = 0, high = moments->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (*get (moments, middle) <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
