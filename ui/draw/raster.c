#include "ui/draw/raster.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 0.05 /* px: how far the straight pieces that a curve is drawn as may be off it */

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

#define ONE 65536 /* a pixel */

struct line { /* a straight piece by its longer side, in pixels from the clip's corner */
  float from, to;      /* along */
  float start, lean;   /* across where along is 0, and a step's worth of it */
  int reach;           /* across, in ONEs: where its coverage ends */
  int edge, fall;      /* coverage in the middle and what it loses a pixel further out, 256 * 255 = all */
  int most;            /* what it is cut to, 0..255 */
};

/* Coverage of pixels FIRST to LAST across, STEP bytes apart from AT, of a line whose middle is at B ONEs. */
static void
cover_across (const struct line *line, int b, int first, int last, uint8_t *at, int step)
{
  int off = first * ONE + ONE / 2 - b;
  for (int i = first; i <= last; i++, at += step, off += ONE) {
    int lost = (int) (((int64_t) (off < 0 ? -off : off) * line->fall) >> 16), value = (line->edge - lost) >> 8;
    value = LEAST (value, line->most);
    if (value > *at) /* pieces overlap where they join: the most counts */
      *at = (uint8_t) value;
  }
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

/* One step along a line: the pixels across, FIRST to LAST. */
static bool
step (const struct line *line, int along, int limit, int *b, int *first, int *last)
{
  float middle = LEAST (MOST ((float) along + 0.5f, line->from), line->to);
  *b = (int) ((line->start + middle * line->lean) * ONE);
  *first = MOST (0, (*b - line->reach) >> 16);
  *last = LEAST (limit - 1, (*b + line->reach) >> 16);
  return *last >= *first;
}

static void
cover_steep (struct raster *raster, const struct line *line, int from, int to, int width)
{
  int b, first, last;
  for (int y = from; y < to; y++)
    if (step (line, y, width, &b, &first, &last)) {
      cover_across (line, b, first, last, raster->mask + (size_t) y * width + first, 1);
      touch_row (raster, y, first, last + 1);
    }
  touch_rows (raster, from, to - 1);
}

static void
cover_flat (struct raster *raster, const struct line *line, int from, int to, int width, int height)
{
  int b, first, last, top = height, bottom = -1;
  for (int x = from; x < to; x++)
    if (step (line, x, height, &b, &first, &last)) {
      cover_across (line, b, first, last, raster->mask + (size_t) first * width + x, width);
      top = LEAST (top, first);
      bottom = MOST (bottom, last);
    }
  for (int y = top; y <= bottom; y++)
    touch_row (raster, y, from, to);
  touch_rows (raster, top, bottom);
}

/* A straight piece, scanned along its longer side: a few pixels across for each step along it. */
static void
cover_piece (struct raster *raster, float x1, float y1, float x2, float y2, float thick)
{
  int width = raster->pixels.right - raster->pixels.left, height = raster->pixels.bottom - raster->pixels.top;
  float dx = x2 - x1, dy = y2 - y1, length = sqrtf (dx * dx + dy * dy);
  bool steep = fabsf (dy) >= fabsf (dx);
  float a1 = steep ? y1 : x1, b1 = steep ? x1 : y1, along = steep ? dy : dx, across = steep ? dx : dy;
  if (length < 1e-6f)
    return;
  float shrink = fabsf (along) / length, edge = thick / 2 + 0.5f; /* its width across is more than its thickness */
  struct line line = { .from = LEAST (a1, a1 + along), .to = MOST (a1, a1 + along), .lean = across / along };
  line.start = b1 - a1 * line.lean;
  line.reach = (int) (edge / shrink * ONE);
  line.edge = (int) (edge * 256 * 255) + 128;
  line.fall = (int) (shrink * 256 * 255);
  line.most = (int) (LEAST (thick, 1) * 255 + 0.5f); /* thinner than a pixel: never covers one */
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
cover_curve (struct raster *raster, const double *p, double width)
{
  const struct pixels *to = &raster->pixels;
  int pieces = (int) LEAST (400, 1 + sqrt (0.75 / TOLERANCE * MOST (bend (p), bend (p + 2)) * to->xx));
  double x = p[0] * to->xx + to->x0 - to->left, y = p[1] * to->yy + to->y0 - to->top;
  for (int i = 1; i <= pieces; i++) {
    double nx = bezier (p, (double) i / pieces) * to->xx + to->x0 - to->left, ny = bezier (p + 1, (double) i / pieces) * to->yy + to->y0 - to->top;
    cover_piece (raster, (float) x, (float) y, (float) nx, (float) ny, (float) width);
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
    pixels_stamp_row (&raster->pixels, mask + run->first, raster->pixels.left + run->first, raster->pixels.top + y, run->end - run->first, color);
    memset (mask + run->first, 0, run->end - run->first);
  }
  *run = (struct run){ width, 0 };
}

void
raster_stroke (struct raster *raster, const double *points, int pairs, double width, struct rgba color)
{
  for (int i = 0; i + 3 < pairs; i += 3)
    cover_curve (raster, points + 2 * i, width * raster->pixels.xx);
  uint32_t ink = pixels_color (color);
  for (int y = raster->low; y <= raster->high; y++)
    paint_row (raster, y, ink);
  raster->low = raster->pixels.bottom - raster->pixels.top;
  raster->high = -1;
}
