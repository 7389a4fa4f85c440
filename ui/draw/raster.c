#include "ui/draw/raster.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 5.0 /* px: a curve is drawn as straight pieces about so long */

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

static void
cover (struct raster *raster, int x, int y, double coverage)
{
  int width = raster->pixels.right - raster->pixels.left;
  x -= raster->pixels.left;
  y -= raster->pixels.top;
  if (coverage <= 0 || x < 0 || y < 0 || x >= width || y >= raster->pixels.bottom - raster->pixels.top)
    return;
  uint8_t value = (uint8_t) (255 * fmin (coverage, 1) + 0.5), *at = &raster->mask[(size_t) y * width + x];
  *at = value > *at ? value : *at; /* pieces overlap where they join: the most counts */
  raster->run[y].first = x < raster->run[y].first ? x : raster->run[y].first;
  raster->run[y].end = x + 1 > raster->run[y].end ? x + 1 : raster->run[y].end;
  raster->low = y < raster->low ? y : raster->low;
  raster->high = y > raster->high ? y : raster->high;
}

/* A straight piece, scanned along its longer side: a few pixels across for each step along it. */
static void
cover_piece (struct raster *raster, double x1, double y1, double x2, double y2, double width)
{
  bool steep = fabs (y2 - y1) >= fabs (x2 - x1);
  double a1 = steep ? y1 : x1, b1 = steep ? x1 : y1, a2 = steep ? y2 : x2, b2 = steep ? x2 : y2; /* along, across */
  double along = a2 - a1, length = hypot (x2 - x1, y2 - y1), half = width / 2;
  if (length < 1e-6)
    return;
  double lean = (b2 - b1) / along, shrink = fabs (along) / length, reach = (half + 0.5) / shrink;
  double from = fmin (a1, a2), to = fmax (a1, a2);
  for (int a = (int) floor (from); a < (int) ceil (to); a++) {
    double middle = fmin (fmax (a + 0.5, from), to), b = b1 + (middle - a1) * lean;
    for (int i = (int) floor (b - reach); i <= (int) floor (b + reach); i++) {
      double coverage = half + 0.5 - fabs (i + 0.5 - b) * shrink;
      coverage = fmin (coverage, fmin (width, 1)); /* a line thinner than a pixel never covers one */
      cover (raster, steep ? i : a, steep ? a : i, coverage);
    }
  }
}

static double
bezier (const double *p, double t)
{
  double u = 1 - t;
  return u * u * u * p[0] + 3 * u * u * t * p[2] + 3 * u * t * t * p[4] + t * t * t * p[6];
}

/* P: four pairs. */
static void
cover_curve (struct raster *raster, const double *p, double width)
{
  double span = hypot (p[2] - p[0], p[3] - p[1]) + hypot (p[4] - p[2], p[5] - p[3]) + hypot (p[6] - p[4], p[7] - p[5]);
  int pieces = (int) fmin (400, fmax (1, ceil (span * raster->pixels.xx / PIECE)));
  double x = p[0] * raster->pixels.xx + raster->pixels.x0, y = p[1] * raster->pixels.yy + raster->pixels.y0;
  for (int i = 1; i <= pieces; i++) {
    double nx = bezier (p, (double) i / pieces) * raster->pixels.xx + raster->pixels.x0, ny = bezier (p + 1, (double) i / pieces) * raster->pixels.yy + raster->pixels.y0;
    cover_piece (raster, x, y, nx, ny, width);
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
  for (int y = raster->low; y <= raster->high; y++)
    paint_row (raster, y, pixels_color (color));
  raster->low = raster->pixels.bottom - raster->pixels.top;
  raster->high = -1;
}
