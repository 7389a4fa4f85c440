#include "ui/draw/raster.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 0.2 /* px: how far the straight pieces that a curve is drawn as may be off it */

struct run { int first, end; }; /* touched pixels of a row */

struct raster {
  struct pixels pixels;
  uint8_t *mask;                        /* borrowed from the thread; coverage of the stroke being drawn, right - left a row */
  struct run *run;                      /* a row */
  int low, high;                        /* touched rows, from top */
};

/* The mask is all zero between strokes, so the next frame can have it: fresh pages cost more than the strokes. */
static _Thread_local struct { uint8_t *mask; struct run *run; size_t bytes; int rows; } kept;

static bool
take_mask (struct raster *raster, size_t bytes, int rows)
{
  if (kept.bytes < bytes || kept.rows < rows) {
    free (kept.mask);
    free (kept.run);
    kept.mask = calloc (bytes, 1);
    kept.run = malloc (sizeof *kept.run * rows);
    kept.bytes = kept.mask && kept.run ? bytes : 0;
    kept.rows = kept.bytes ? rows : 0;
  }
  raster->mask = kept.mask;
  raster->run = kept.run;
  return kept.bytes > 0;
}

struct raster *
raster_create (const struct pixels *pixels)
{
  struct raster *raster = calloc (1, sizeof *raster);
  int width = pixels->right - pixels->left, height = pixels->bottom - pixels->top;
  if (!raster || !take_mask (raster, (size_t) width * height, height)) {
    free (raster);
    return NULL;
  }
  raster->pixels = *pixels;
  for (int y = 0; y < height; y++)
    raster->run[y] = (struct run){ width, 0 };
  raster->low = height;
  raster->high = -1;
  return raster;
}

void
raster_destroy (struct raster *raster)
{
  free (raster);
}

/* ---- coverage ---- */

#define LEAST(a, b) ((a) < (b) ? (a) : (b)) /* fmin is a function call for the sake of NaNs */
#define MOST(a, b) ((a) > (b) ? (a) : (b))

#define ONE 65536   /* a pixel */
#define SLOPE_LEAST 0.70710678f /* of a line at 45 degrees: its thickness to its width across */
#define SLOPES 32   /* steps of how much wider a slanting line is across than thick */
#define PHASES 32   /* places of its middle within a pixel */
#define ACROSS 16   /* pixels */
#define WIDTHS 16   /* steps of a pixel: thinner differences don't show */
#define KEPT 32     /* profiles of so many widths */

/* What a line of one thickness covers across, by slope and by where its middle lies in the first pixel. */
struct profile {
  int thick; /* in WIDTHS, 0 = none */
  bool known[SLOPES];
  struct across { uint8_t coverage[ACROSS]; int begin, end; } across[SLOPES][PHASES]; /* begin to end: not nothing */
};

static _Thread_local struct profile *profiles[KEPT];

struct line { /* a straight piece by its longer side, in pixels from the clip's corner */
  float from, to;      /* along */
  float start, lean;   /* across where along is 0, and a step's worth of it */
  int before;          /* whole pixels from the first one covered to the one that its middle is in */
  const struct across *across; /* by phase */
};

/* Half of a line's extent across, in pixels. */
static float
reach_of (float thick, int slope)
{
  return (thick / 2 + 0.5f) / (1 - (1 - SLOPE_LEAST) * slope / (SLOPES - 1));
}

static void
fill_slope (struct profile *profile, int slope)
{
  float thick = (float) profile->thick / WIDTHS, shrink = 1 - (1 - SLOPE_LEAST) * slope / (SLOPES - 1), most = LEAST (thick, 1);
  int before = (int) ceilf (reach_of (thick, slope));
  for (int phase = 0; phase < PHASES; phase++) {
    struct across across = { .begin = ACROSS };
    for (int i = 0; i < ACROSS; i++) {
      float off = fabsf ((float) (i - before) + 0.5f - (float) phase / PHASES), coverage = thick / 2 + 0.5f - off * shrink;
      coverage = LEAST (coverage, most); /* thinner than a pixel: never covers one */
      across.coverage[i] = coverage > 0 ? (uint8_t) (255 * coverage + 0.5f) : 0;
      across.begin = across.coverage[i] ? LEAST (across.begin, i) : across.begin;
      across.end = across.coverage[i] ? i + 1 : across.end;
    }
    profile->across[slope][phase] = across;
  }
  profile->known[slope] = true;
}

/* NULL: no memory. */
static struct profile *
profile_of (double thick)
{
  int steps = MOST (1, (int) (thick * WIDTHS + 0.5));
  struct profile **place = &profiles[steps % KEPT];
  if (!*place)
    *place = calloc (1, sizeof **place);
  if (*place && (*place)->thick != steps) {
    memset ((*place)->known, 0, sizeof (*place)->known);
    (*place)->thick = steps;
  }
  return *place;
}

static void
touch_row (struct raster *raster, int y, int first, int end)
{
  struct run *run = &raster->run[y];
  run->first = LEAST (run->first, first);
  run->end = MOST (run->end, end);
}

static void
touch_rows (struct raster *raster, int first, int last)
{
  raster->low = LEAST (raster->low, first);
  raster->high = MOST (raster->high, last);
}

#define FARTHEST 32760.0f /* px from the band's edge: what is farther is not seen, and would not fit a step's fixed point */

/* One step along a line: the first pixel across, and the coverage from there on. */
static inline const struct across *
step (const struct line *line, int along, int *first)
{
  float middle = LEAST (MOST ((float) along + 0.5f, line->from), line->to);
  float across = LEAST (MOST (line->start + middle * line->lean, -FARTHEST), FARTHEST);
  int b = (int) (across * ONE) + ONE / PHASES / 2; /* the nearest phase */
  *first = (b >> 16) - line->before;
  return &line->across[(b & (ONE - 1)) / (ONE / PHASES)];
}

/* Pieces overlap where they join: the most counts. */
static inline void
cover (uint8_t *at, uint8_t coverage)
{
  *at = MOST (*at, coverage);
}

typedef uint8_t bytes __attribute__ ((vector_size (ACROSS)));

/* All of ACROSS in a row, at once. */
static void
cover_all (uint8_t *at, const uint8_t *coverage)
{
  bytes old, new, larger;
  memcpy (&old, at, sizeof old);
  memcpy (&new, coverage, sizeof new);
  larger = (bytes) (old > new);
  old = (old & larger) | (new & ~larger);
  memcpy (at, &old, sizeof old);
}

static void
cover_steep (struct raster *raster, const struct line *line, int from, int to, int width)
{
  for (int y = from; y < to; y++) {
    int first;
    const struct across *across = step (line, y, &first);
    int begin = MOST (across->begin, -first), end = LEAST (across->end, width - first);
    uint8_t *row = raster->mask + (ptrdiff_t) y * width + first;
    if (first >= 0 && first + ACROSS <= width)
      cover_all (row, across->coverage);
    else
      for (int i = begin; i < end; i++)
        cover (row + i, across->coverage[i]);
    if (begin < end)
      touch_row (raster, y, first + begin, first + end);
  }
  touch_rows (raster, from, to - 1);
}

static void
cover_flat (struct raster *raster, const struct line *line, int from, int to, int width, int height)
{
  int top = height, bottom = -1;
  for (int x = from; x < to; x++) {
    int first;
    const struct across *across = step (line, x, &first);
    int begin = MOST (across->begin, -first), end = LEAST (across->end, height - first);
    uint8_t *column = raster->mask + (ptrdiff_t) (first + begin) * width + x;
    for (int i = begin; i < end; i++, column += width)
      cover (column, across->coverage[i]);
    top = LEAST (top, first + begin);
    bottom = MOST (bottom, first + end - 1);
  }
  for (int y = top; y <= bottom; y++)
    touch_row (raster, y, from, to);
  touch_rows (raster, top, bottom);
}

/* A straight piece, scanned along its longer side: a few pixels across for each step along it. */
static void
cover_piece (struct raster *raster, float x1, float y1, float x2, float y2, struct profile *profile)
{
  int width = raster->pixels.right - raster->pixels.left, height = raster->pixels.bottom - raster->pixels.top;
  float dx = x2 - x1, dy = y2 - y1, length = sqrtf (dx * dx + dy * dy);
  bool steep = fabsf (dy) >= fabsf (dx);
  float a1 = steep ? y1 : x1, b1 = steep ? x1 : y1, along = steep ? dy : dx, across = steep ? dx : dy;
  if (length < 1e-6f)
    return;
  int slope = (int) ((1 - fabsf (along) / length) / (1 - SLOPE_LEAST) * (SLOPES - 1) + 0.5f);
  slope = LEAST (slope, SLOPES - 1);
  if (!profile->known[slope])
    fill_slope (profile, slope);
  struct line line = { .from = LEAST (a1, a1 + along), .to = MOST (a1, a1 + along), .lean = across / along, .across = profile->across[slope] };
  line.start = b1 - a1 * line.lean;
  line.before = (int) ceilf (reach_of ((float) profile->thick / WIDTHS, slope));
  int from = (int) MOST (0, floorf (line.from)), to = (int) LEAST (steep ? height : width, ceilf (line.to));
  if (steep && from < to)
    cover_steep (raster, &line, from, to, width);
  else if (from < to)
    cover_flat (raster, &line, from, to, width, height);
}

static double
bezier (const double *p, double t)
{
  double u = 1 - t;
  return u * u * u * p[0] + 3 * u * u * t * p[2] + 3 * u * t * t * p[4] + t * t * t * p[6];
}

/* How far three pairs are from an even straight step. */
static double
bend (const double *p)
{
  return hypot (p[0] - 2 * p[2] + p[4], p[1] - 2 * p[3] + p[5]);
}

/* P: four pairs. */
static void
cover_curve (struct raster *raster, const double *p, struct profile *profile)
{
  const struct pixels *to = &raster->pixels;
  int pieces = (int) LEAST (400, 1 + sqrt (0.75 / TOLERANCE * MOST (bend (p), bend (p + 2)) * to->xx));
  double x = p[0] * to->xx + to->x0 - to->left, y = p[1] * to->yy + to->y0 - to->top;
  for (int i = 1; i <= pieces; i++) {
    double nx = bezier (p, (double) i / pieces) * to->xx + to->x0 - to->left, ny = bezier (p + 1, (double) i / pieces) * to->yy + to->y0 - to->top;
    cover_piece (raster, (float) x, (float) y, (float) nx, (float) ny, profile);
    x = nx;
    y = ny;
  }
}

static void
paint_row (struct raster *raster, int y, uint32_t color)
{
  struct run *run = &raster->run[y];
  int width = raster->pixels.right - raster->pixels.left;
  uint8_t *mask = raster->mask + (size_t) y * width;
  if (run->end > run->first) {
    int fours = (run->end - run->first + 3) & ~3, count = LEAST (fours, width - run->first); /* whole fours are quick */
    pixels_stamp_row (&raster->pixels, mask + run->first, raster->pixels.left + run->first, raster->pixels.top + y, count, color);
    memset (mask + run->first, 0, run->end - run->first);
  }
  *run = (struct run){ width, 0 };
}

void
raster_stroke (struct raster *raster, const double *points, int pairs, double width, struct rgba color)
{
  struct profile *profile = profile_of (width * raster->pixels.xx);
  for (int i = 0; profile && i + 3 < pairs; i += 3)
    cover_curve (raster, points + 2 * i, profile);
  uint32_t ink = pixels_color (color);
  for (int y = raster->low; y <= raster->high; y++)
    paint_row (raster, y, ink);
  raster->low = raster->pixels.bottom - raster->pixels.top;
  raster->high = -1;
}
