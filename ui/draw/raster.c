#include "ui/draw/raster.h"

#include <math.h>

#define TOLERANCE 0.2 /* px: how far the straight pieces that a curve is drawn as may be off it */

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

/* A line is written as a curve that stays at one end, then at the other. */
static bool
is_line (const double *p)
{
  return p[0] == p[2] && p[1] == p[3] && p[4] == p[6] && p[5] == p[7];
}

static int
pieces_of (const double *p)
{
  return is_line (p) ? 1 : (int) fmin (400, 1 + sqrt (0.75 / TOLERANCE * fmax (bend (p), bend (p + 2))));
}

/* P: four pairs, in the coverage's pixels. */
static void
cover_curve (const struct coverage *coverage, const double *p, float thick)
{
  int pieces = pieces_of (p);
  float at[2] = { (float) p[0], (float) p[1] };
  for (int i = 1; i <= pieces; i++) {
    double t = (double) i / pieces;
    float next[2] = { (float) bezier (p, t), (float) bezier (p + 1, t) };
    coverage_piece (coverage, at, next, thick);
    at[0] = next[0];
    at[1] = next[1];
  }
}

struct bounds { double left, top, right, bottom; };

/* A curve stays between its points. */
static struct bounds
bounds_of (const struct pixels *pixels, const double *points, int pairs, double reach)
{
  struct bounds of = { INFINITY, INFINITY, -INFINITY, -INFINITY };
  for (int i = 0; i < pairs; i++) {
    double x = points[2 * i] * pixels->xx + pixels->x0, y = points[2 * i + 1] * pixels->yy + pixels->y0;
    of = (struct bounds){ fmin (of.left, x - reach), fmin (of.top, y - reach), fmax (of.right, x + reach), fmax (of.bottom, y + reach) };
  }
  of.left = fmax (of.left, pixels->left);
  of.top = fmax (of.top, pixels->top);
  of.right = fmin (of.right, pixels->right);
  of.bottom = fmin (of.bottom, pixels->bottom);
  return of;
}

void
raster_stroke (const struct pixels *pixels, const double *points, int pairs, double width, struct rgba color)
{
  double thick = width * pixels->xx;
  struct bounds of = bounds_of (pixels, points, pairs, thick + 1);
  struct coverage coverage;
  if (!(of.left < of.right && of.top < of.bottom))
    return;
  int left = (int) of.left, top = (int) of.top;
  if (!coverage_begin (&coverage, pixels, left, top, (int) ceil (of.right) - left, (int) ceil (of.bottom) - top))
    return;
  for (int i = 0; i + 3 < pairs; i += 3) {
    double p[8];
    for (int k = 0; k < 8; k += 2) {
      p[k] = points[2 * i + k] * pixels->xx + pixels->x0 - left;
      p[k + 1] = points[2 * i + k + 1] * pixels->yy + pixels->y0 - top;
    }
    cover_curve (&coverage, p, (float) thick);
  }
  coverage_paint (&coverage, pixels_color (color));
}
