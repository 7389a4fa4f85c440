#include "ui/draw/coverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 4         /* pixels that a bit tells of */
#define MARGIN 16       /* pixels beside a row, so that a step that is partly outside needs no care */
#define LANES 8         /* pixels that are covered at once */
#define FINE 2          /* binary digits below a grade of coverage */
#define GRADES (255 << FINE) /* of a pixel: distances are whole numbers of them */
#define FARTHEST 32760.0f   /* px: what is farther off is not seen */

#define LEAST(a, b) ((a) < (b) ? (a) : (b)) /* fmin is a function call for the sake of NaNs */
#define MOST(a, b) ((a) > (b) ? (a) : (b))

/* All zero between strokes, so the next can have it: fresh pages cost more than the strokes. */
static _Thread_local struct { uint8_t *mask; uint64_t *touched; size_t bytes, words; } kept;

static bool
keep (size_t bytes, size_t words)
{
  if (kept.bytes < bytes || kept.words < words) {
    free (kept.mask);
    free (kept.touched);
    kept.mask = calloc (bytes, 1);
    kept.touched = calloc (words, sizeof *kept.touched);
    bool ok = kept.mask && kept.touched;
    kept.bytes = ok ? bytes : 0;
    kept.words = ok ? words : 0;
  }
  return kept.bytes > 0;
}

/* The mask is as large as the stroke, not as the surface: most strokes' stay in the processor's nearest memory. */
bool
coverage_begin (struct coverage *coverage, const struct pixels *pixels, int left, int top, int width, int height)
{
  int blocks = (width + 2 * MARGIN + LANES + BLOCK - 1) / BLOCK, words = (blocks + 63) / 64;
  if (!keep ((size_t) blocks * BLOCK * height, (size_t) words * height))
    return false;
  *coverage = (struct coverage){ pixels, left, top, width, height, blocks * BLOCK, words, kept.mask, kept.touched };
  coverage->pitch = pixels->stride;
  coverage->corner = (uintptr_t) pixels->data + (uintptr_t) top * (uintptr_t) pixels->stride + (uintptr_t) (left - MARGIN) * 4;
  return true;
}

/* ---- eight pixels ---- */

typedef int16_t shorts __attribute__ ((vector_size (2 * LANES)));
typedef uint8_t lanes __attribute__ ((vector_size (LANES)));

static const shorts ordinal = { 0, 1, 2, 3, 4, 5, 6, 7 };

static inline shorts
all (int value)
{
  return (shorts){ 0 } + (int16_t) value;
}

/* A loop over the lanes is one instruction. */
static inline shorts
between (shorts value, shorts least, shorts most)
{
  for (int i = 0; i < LANES; i++)
    value[i] = MOST (value[i], least[i]);
  for (int i = 0; i < LANES; i++)
    value[i] = LEAST (value[i], most[i]);
  return value;
}

static inline lanes
larger (lanes a, lanes b)
{
  for (int i = 0; i < LANES; i++)
    a[i] = MOST (a[i], b[i]);
  return a;
}

/* What a line covers of eight pixels at DISTANCE from its middle: nothing at FULL, all nearer by a pixel. */
static inline void
cover_eight (uint8_t *at, shorts distance, shorts full, shorts most)
{
  lanes old;
  shorts sign = distance >> 15, covered = between (full - ((distance ^ sign) - sign), (shorts){ 0 }, most);
  memcpy (&old, at, sizeof old);
  old = larger (old, __builtin_convertvector ((covered + (1 << (FINE - 1))) >> FINE, lanes));
  memcpy (at, &old, sizeof old);
}

/* ---- lines ---- */

struct line { /* by its longer side */
  float start, lean;     /* across where along is 0, and a pixel's worth of it */
  float scale, reach;    /* distance from the middle of a pixel across; half of what is covered across, in pixels */
  int16_t full, most;    /* see cover_eight; a line thinner than a pixel never covers one */
};

static inline int
whole_below (float value)
{
  int whole = (int) value;
  return whole - (value < (float) whole);
}

static inline float
middle_at (const struct line *line, int along)
{
  float middle = line->start + ((float) along + 0.5f) * line->lean;
  return LEAST (MOST (middle, -FARTHEST), FARTHEST);
}

/* The pixels across that a line whose middle lies from LOW to HIGH covers. */
static inline int
first_covered (const struct line *line, float low)
{
  return whole_below (low - line->reach + 0.5f);
}

static inline int
last_covered (const struct line *line, float high)
{
  return whole_below (high + line->reach - 0.5f);
}

/* LANES pixels of the mask, or less; soon they will get their colour. */
static inline void
touch (struct coverage coverage, int row, int first, int last)
{
  uint64_t *touched = coverage.touched + (ptrdiff_t) row * coverage.words, one = 1;
  __builtin_prefetch ((const void *) (coverage.corner + (uintptr_t) row * (uintptr_t) coverage.pitch + (uintptr_t) first * 4), 1);
  first /= BLOCK;
  last /= BLOCK;
  if (first >> 6 == last >> 6) {
    touched[first >> 6] |= ((one << 1 << (last - first)) - 1) << (first & 63);
  } else {
    touched[first >> 6] |= -one << (first & 63);
    touched[last >> 6] |= (one << 1 << (last & 63)) - 1;
  }
}

/* Both by value: what is written to the mask cannot change them then, and they stay in registers. */
static void
cover_steep (struct coverage coverage, struct line line, int from, int to)
{
  int whole = (int) (line.scale + 0.5f), count = (int) (2 * line.reach) + 1;
  shorts step = ordinal * (int16_t) whole, full = all (line.full), most = all (line.most);
  for (int y = from; y < to; y++) {
    float middle = middle_at (&line, y);
    int first = first_covered (&line, middle);
    if (first <= -MARGIN || first >= coverage.width)
      continue;
    uint8_t *at = coverage.mask + (ptrdiff_t) y * coverage.stride + MARGIN + first;
    shorts distance = step + all ((int) (((float) first + 0.5f - middle) * line.scale));
    for (int done = 0; done < count; done += LANES, distance += (int16_t) (LANES * whole)) {
      cover_eight (at + done, distance, full, most);
      touch (coverage, y, MARGIN + first + done, MARGIN + first + LEAST (count, done + LANES) - 1);
    }
  }
}

static void
cover_flat (struct coverage coverage, struct line line, int from, int to)
{
  shorts slant = ordinal * (int16_t) lrintf (line.lean * line.scale), step = all ((int) (line.scale + 0.5f)), most = all (line.most);
  for (int x = from; x < to; x += LANES) {
    int count = LEAST (LANES, to - x);
    float middle = middle_at (&line, x), other = middle_at (&line, x + count - 1);
    int top = MOST (0, first_covered (&line, LEAST (middle, other))), bottom = LEAST (coverage.height - 1, last_covered (&line, MOST (middle, other)));
    if (top > bottom) /* and too far for a distance of 16 bits */
      continue;
    shorts full = all (line.full) & (ordinal < all (count)), distance = all ((int) (((float) top + 0.5f - middle) * line.scale)) - slant;
    uint8_t *at = coverage.mask + (ptrdiff_t) top * coverage.stride + MARGIN + x;
    for (int y = top; y <= bottom; y++, at += coverage.stride, distance += step) {
      cover_eight (at, distance, full, most);
      touch (coverage, y, MARGIN + x, MARGIN + x + count - 1);
    }
  }
}

/* Scanned along its longer side. */
void
coverage_piece (const struct coverage *coverage, const float from[2], const float to[2], float thick)
{
  float x = from[0], y = from[1], dx = to[0] - x, dy = to[1] - y;
  bool steep = fabsf (dy) >= fabsf (dx);
  float a = steep ? y : x, b = steep ? x : y, along = steep ? dy : dx, across = steep ? dx : dy;
  if (fabsf (along) < 1e-6f)
    return;
  float lean = across / along, stretch = sqrtf (1 + lean * lean), half = thick / 2 + 0.5f; /* STRETCH: across to thick */
  struct line line = { b - a * lean, lean, GRADES / stretch, half * stretch, (int16_t) (half * GRADES + 0.5f), (int16_t) (LEAST (thick, 1) * GRADES + 0.5f) };
  float extent = (float) (steep ? coverage->height : coverage->width), least = MOST (LEAST (a, a + along), 0), most = LEAST (MOST (a, a + along), extent); /* what is no number: 0 to EXTENT */
  int first = (int) least, end = (int) most + (most > (float) (int) most);
  if (steep)
    cover_steep (*coverage, line, first, end);
  else
    cover_flat (*coverage, line, first, end);
}

/* ---- colour ---- */

/* Eight pixels from the first touched block on, again and again: runs come in all lengths, and a processor that guessed
 * one wrong loses more than some empty pixels cost. */
void
coverage_paint (const struct coverage *coverage, uint32_t color)
{
  for (int row = 0; row < coverage->height; row++)
    for (int word = 0; word < coverage->words; word++) {
      uint64_t *touched = coverage->touched + (ptrdiff_t) row * coverage->words + word;
      while (*touched) {
        int block = __builtin_ctzll (*touched), x = (word * 64 + block) * BLOCK;
        uint8_t *mask = coverage->mask + (ptrdiff_t) row * coverage->stride + x;
        pixels_stamp_row (coverage->pixels, mask, coverage->left + x - MARGIN, coverage->top + row, 2 * BLOCK, color);
        memset (mask, 0, 2 * BLOCK);
        *touched &= ~((uint64_t) 3 << block);
      }
    }
}
