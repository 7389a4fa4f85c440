#include "ui/draw/blend.h"

#include <stdbool.h>
#include <string.h>

/* Four pixels at a time, as two vectors of two: the compiler knows what the processor has for them. */
typedef uint8_t bytes __attribute__ ((vector_size (16)));
typedef uint16_t words __attribute__ ((vector_size (16)));
typedef uint32_t pixels __attribute__ ((vector_size (16)));
struct four { words low, high; };

#define WORDS 8

static inline struct four
widened (bytes four)
{
  const bytes zero = { 0 };
  return (struct four){ (words) __builtin_shufflevector (four, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
                        (words) __builtin_shufflevector (four, zero, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31) };
}

static inline bytes
narrowed (struct four four)
{
  return __builtin_shufflevector ((bytes) four.low, (bytes) four.high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

/* A product / 255, to the nearest. 257 / 65536 is near enough, and a loop over the words is one instruction. */
static inline words
by_255 (words product)
{
  product += 128;
  for (int i = 0; i < WORDS; i++)
    product[i] = (uint16_t) ((uint32_t) product[i] * 257 >> 16);
  return product;
}

/* The alpha of each pixel in all of its channels. */
static inline words
alphas (words two)
{
  return __builtin_shufflevector (two, two, 3, 3, 3, 3, 7, 7, 7, 7);
}

static inline bytes
four_at (const void *at)
{
  bytes four;
  memcpy (&four, at, sizeof four);
  return four;
}

/* What is left of BELOW under SOURCE, and SOURCE. */
static inline bytes
over (bytes below, bytes source)
{
  struct four old = widened (below), new = widened (source);
  old.low = by_255 (old.low * (255 - alphas (new.low)));
  old.high = by_255 (old.high * (255 - alphas (new.high)));
  return narrowed (old) + source;
}

/* One to three pixels. A loop would become a call. */
static inline void
copy_few (uint32_t *to, const uint32_t *from, int count)
{
  to[0] = from[0];
  if (count > 1)
    to[1] = from[1];
  if (count > 2)
    to[2] = from[2];
}

/* The last pixels of a row, one to three, in a place of their own. */
#define IN_FOUR(row, count, statement) \
  do { \
    uint32_t four[4] = { 0 }; \
    copy_few (four, (row), (count)); \
    statement; \
    copy_few ((row), four, (count)); \
  } while (0)

/* ---- a colour through coverage, eight pixels at a time ---- */

/* The first or last four bytes of EIGHT, each in all channels of its pixel: doubled twice. */
static inline words
doubled (bytes eight)
{
  return (words) __builtin_shufflevector (eight, eight, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
}

static inline struct four
spread_first (bytes eight)
{
  words twice = doubled (eight);
  return widened ((bytes) __builtin_shufflevector (twice, twice, 0, 0, 1, 1, 2, 2, 3, 3));
}

static inline struct four
spread_last (bytes eight)
{
  words twice = doubled (eight);
  return widened ((bytes) __builtin_shufflevector (twice, twice, 4, 4, 5, 5, 6, 6, 7, 7));
}

/* Rounded once, not twice. */
static inline void
stamp_four (uint32_t *row, words color, struct four coverage, struct four rest)
{
  struct four below = widened (four_at (row));
  bytes result = narrowed ((struct four){ by_255 (color * coverage.low + below.low * rest.low), by_255 (color * coverage.high + below.high * rest.high) });
  memcpy (row, &result, sizeof result);
}

/* What is left of the pixels below, of eight or of the first four. */
static inline bytes
rest_of (bytes coverage, words color)
{
  words rest = 255 - by_255 (widened (coverage).low * color[3]);
  return narrowed ((struct four){ rest, rest });
}

static inline void
stamp_eight (uint32_t *row, uint64_t coverage, words color)
{
  bytes eight = (bytes) (uint64_t __attribute__ ((vector_size (16)))){ coverage }, rest = rest_of (eight, color);
  stamp_four (row, color, spread_first (eight), spread_first (rest));
  stamp_four (row + 4, color, spread_last (eight), spread_last (rest));
}

static inline void
stamp_first (uint32_t *row, uint32_t coverage, words color)
{
  bytes four = (bytes) (pixels){ coverage };
  stamp_four (row, color, spread_first (four), spread_first (rest_of (four, color)));
}

/* Less than eight. */
static void
stamp_last (uint32_t *row, const uint8_t *coverage, int count, words color)
{
  uint8_t left[4] = { 0 };
  uint32_t covered;
  if (count >= 4) {
    memcpy (&covered, coverage, sizeof covered);
    stamp_first (row, covered, color);
    row += 4, coverage += 4, count -= 4;
  }
  if (count <= 0)
    return;
  left[0] = coverage[0];
  left[1] = count > 1 ? coverage[1] : 0;
  left[2] = count > 2 ? coverage[2] : 0;
  memcpy (&covered, left, sizeof covered);
  if (covered != 0)
    IN_FOUR (row, count, stamp_first (four, covered, color));
}

void
blend_stamp (uint32_t *row, const uint8_t *coverage, int count, uint32_t color)
{
  words wide = widened ((bytes) (pixels){ color, color }).low;
  int i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t eight;
    memcpy (&eight, coverage + i, sizeof eight);
    if (eight != 0)
      stamp_eight (row + i, eight, wide);
  }
  if (i < count)
    stamp_last (row + i, coverage + i, count - i, wide);
}

/* ---- pixels over pixels ---- */

static inline void
blend_four (uint32_t *row, bytes source)
{
  bytes result = over (four_at (row), source);
  memcpy (row, &result, sizeof result);
}

void
blend_fill (uint32_t *row, int count, uint32_t color)
{
  bytes source = (bytes) (pixels){ color, color, color, color };
  int i = 0;
  bool opaque = color >> 24 == 255;
  for (; i + 4 <= count && opaque; i += 4)
    memcpy (row + i, &source, sizeof source);
  for (; i + 4 <= count; i += 4)
    blend_four (row + i, source);
  if (i < count)
    IN_FOUR (row + i, count - i, blend_four (four, source));
}

void
blend_sprite (uint32_t *row, const uint32_t *source, int count)
{
  const uint64_t opaque = 0xff000000ff000000;
  int i = 0;
  for (; i + 4 <= count; i += 4) {
    uint64_t two[2];
    memcpy (two, source + i, sizeof two);
    if ((two[0] & two[1] & opaque) == opaque)
      memcpy (row + i, two, sizeof two);
    else if ((two[0] | two[1]) != 0)
      blend_four (row + i, four_at (source + i));
  }
  if (i < count) {
    uint32_t cut[4] = { 0 }; /* the sprite may end here: nothing is read beyond it */
    copy_few (cut, source + i, count - i);
    IN_FOUR (row + i, count - i, blend_four (four, four_at (cut)));
  }
}

uint32_t
blend_thinned (uint32_t color, unsigned int coverage)
{
  struct four wide = widened ((bytes) (pixels){ color });
  wide.low = by_255 (wide.low * (uint16_t) coverage);
  bytes thin = narrowed (wide);
  memcpy (&color, &thin, sizeof color);
  return color;
}
