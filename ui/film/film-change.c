#include "ui/film/film-private.h"

#include <string.h>

/* How many pixels at a row's begin are alike. */
static int
alike_before (const uint32_t *a, const uint32_t *b, int count)
{
  int x = 0;
  while (x < count && a[x] == b[x])
    x++;
  return x;
}

static int
alike_after (const uint32_t *a, const uint32_t *b, int from, int count)
{
  int x = count;
  while (x > from && a[x - 1] == b[x - 1])
    x--;
  return x;
}

/* Most rows are alike, and memcmp sees that quickest; of the others only what lies outside of the area so far has to be looked at. */
struct film_area
film_change (const uint32_t *before, const uint32_t *now, int width, int height)
{
  int left = width, right = 0, top = -1, bottom = -1;
  for (int y = 0; y < height; y++) {
    const uint32_t *a = before + (size_t) y * width, *b = now + (size_t) y * width;
    if (memcmp (a, b, sizeof *a * (size_t) width) == 0)
      continue;
    top = top < 0 ? y : top;
    bottom = y;
    left = alike_before (a, b, left);
    right = alike_after (a, b, right, width);
  }
  if (top < 0)
    return (struct film_area){ 0 };
  return (struct film_area){ left, top, right - left, bottom + 1 - top };
}
