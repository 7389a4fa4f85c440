#include "ui/draw/raster.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 5.0 /* px: a curve is drawn as straight pieces about so long */

struct run { int first, end; }; /* touched pixels of a row */

struct raster {
  cairo_surface_t *surface;
  unsigned char *pixels;
  int stride, left, top, right, bottom; /* pixels: the clip */
  double xx, yy, x0, y0;                /* page to pixels */
  uint8_t *mask;                        /* borrowed from the thread; coverage of the stroke being drawn, right - left a row */
  struct run *run;                      /* a row */
  int low, high;                        /* touched rows, from top */
};

static bool
find_target (struct raster *raster, cairo_t *cr)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  cairo_format_t format = cairo_surface_get_type (surface) == CAIRO_SURFACE_TYPE_IMAGE ? cairo_image_surface_get_format (surface) : CAIRO_FORMAT_INVALID;
  cairo_matrix_t matrix;
  double sx, sy, ox, oy;
  cairo_get_matrix (cr, &matrix);
  if ((format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24) || matrix.xy != 0 || matrix.yx != 0 || cairo_get_group_target (cr) != surface)
    return false;
  cairo_surface_get_device_scale (surface, &sx, &sy);
  cairo_surface_get_device_offset (surface, &ox, &oy);
  raster->surface = surface;
  raster->stride = cairo_image_surface_get_stride (surface);
  raster->xx = matrix.xx * sx;
  raster->yy = matrix.yy * sy;
  raster->x0 = matrix.x0 * sx + ox;
  raster->y0 = matrix.y0 * sy + oy;
  return true;
}

static void
find_clip (struct raster *raster, cairo_t *cr)
{
  double x1, y1, x2, y2;
  cairo_clip_extents (cr, &x1, &y1, &x2, &y2);
  raster->left = (int) fmax (0, floor (x1 * raster->xx + raster->x0));
  raster->top = (int) fmax (0, floor (y1 * raster->yy + raster->y0));
  raster->right = (int) fmin (cairo_image_surface_get_width (raster->surface), ceil (x2 * raster->xx + raster->x0));
  raster->bottom = (int) fmin (cairo_image_surface_get_height (raster->surface), ceil (y2 * raster->yy + raster->y0));
}

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
raster_create (cairo_t *cr)
{
  struct raster *raster = calloc (1, sizeof *raster);
  if (!raster || !find_target (raster, cr)) {
    free (raster);
    return NULL;
  }
  find_clip (raster, cr);
  int width = raster->right - raster->left, height = raster->bottom - raster->top;
  if (width <= 0 || height <= 0 || !take_mask (raster, (size_t) width * height, height)) {
    raster_destroy (raster);
    return NULL;
  }
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
  int width = raster->right - raster->left;
  x -= raster->left;
  y -= raster->top;
  if (coverage <= 0 || x < 0 || y < 0 || x >= width || y >= raster->bottom - raster->top)
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
  int pieces = (int) fmin (400, fmax (1, ceil (span * raster->xx / PIECE)));
  double x = p[0] * raster->xx + raster->x0, y = p[1] * raster->yy + raster->y0;
  for (int i = 1; i <= pieces; i++) {
    double nx = bezier (p, (double) i / pieces) * raster->xx + raster->x0, ny = bezier (p + 1, (double) i / pieces) * raster->yy + raster->y0;
    cover_piece (raster, x, y, nx, ny, width);
    x = nx;
    y = ny;
  }
}

/* ---- colour ---- */

static uint32_t
over (uint32_t below, const uint32_t premultiplied[4], unsigned coverage)
{
  uint32_t result = 0, alpha = premultiplied[0] * coverage / 255;
  for (int i = 0; i < 4; i++) { /* alpha, red, green, blue */
    int shift = 24 - 8 * i;
    uint32_t old = below >> shift & 255;
    result |= ((premultiplied[i] * coverage / 255 + (old * (255 - alpha) + 127) / 255) & 255) << shift;
  }
  return result;
}

static void
paint_row (struct raster *raster, int y, const uint32_t premultiplied[4])
{
  struct run *run = &raster->run[y];
  int width = raster->right - raster->left;
  uint8_t *mask = raster->mask + (size_t) y * width;
  uint32_t *row = (uint32_t *) (void *) (raster->pixels + (size_t) (raster->top + y) * raster->stride) + raster->left;
  for (int x = run->first; x < run->end; x++)
    if (mask[x])
      row[x] = over (row[x], premultiplied, mask[x]);
  if (run->end > run->first)
    memset (mask + run->first, 0, run->end - run->first);
  *run = (struct run){ width, 0 };
}

void
raster_stroke (struct raster *raster, const double *points, int pairs, double width, struct rgba color)
{
  uint32_t premultiplied[4] = { (uint32_t) (color.a * 255 + 0.5), (uint32_t) (color.r * color.a * 255 + 0.5),
                                (uint32_t) (color.g * color.a * 255 + 0.5), (uint32_t) (color.b * color.a * 255 + 0.5) };
  for (int i = 0; i + 3 < pairs; i += 3)
    cover_curve (raster, points + 2 * i, width * raster->xx);
  if (raster->high < raster->low)
    return;
  cairo_surface_flush (raster->surface);
  raster->pixels = cairo_image_surface_get_data (raster->surface);
  for (int y = raster->low; y <= raster->high; y++)
    paint_row (raster, y, premultiplied);
  cairo_surface_mark_dirty (raster->surface);
  raster->low = raster->bottom - raster->top;
  raster->high = -1;
}
