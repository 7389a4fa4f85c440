#include "engine/scaling/study.h"

#include <math.h>

#define SMALL 1e-9 /* what rounding does */

/* What the law says over what was measured, less 1, is linear in f: y + x f. Amdahl: of the times, Gustafson: of the scaled
 * speedups. */
static void
terms (enum scaling_kind kind, double speedup, double workers, double *x, double *y)
{
  *x = kind == SCALING_STRONG ? speedup * (1 - 1 / workers) : (1 - workers) / speedup;
  *y = kind == SCALING_STRONG ? speedup / workers - 1 : workers / speedup - 1;
}

static bool
take_point (const struct study *study, enum scaling_kind kind, int index, double *x, double *y)
{
  const struct scaling_series *series = &study->series[kind];
  const struct scaling_point *point = &series->point[index];
  double speedup = scaling_speedup (series, point, scaling_median (point));

  if (speedup <= 0 || point->workers < 2 || point->workers > study->pus)
    return false;
  terms (kind, speedup, point->workers, x, y);
  return true;
}

/* The sum of squares is a parabola in f: within bounds its least is at the bound that is nearest. */
struct scaling_fit
scaling_fit (const struct study *study, enum scaling_kind kind)
{
  struct scaling_fit fit = { 0 };
  double xx = 0, xy = 0, squares = 0, x, y;

  for (int i = 0; i < study->series[kind].points; i++)
    if (take_point (study, kind, i, &x, &y)) {
      xx += x * x;
      xy -= x * y;
      fit.points++;
    }
  if (!fit.points)
    return fit;
  fit.known = true;
  fit.fraction = fmin (1, fmax (0, xy / xx));
  fit.bounded = xy < -SMALL * xx || xy > (1 + SMALL) * xx;
  for (int i = 0; i < study->series[kind].points; i++)
    if (take_point (study, kind, i, &x, &y))
      squares += (y + fit.fraction * x) * (y + fit.fraction * x);
  fit.residual = sqrt (squares / fit.points);
  return fit;
}

double
scaling_law (enum scaling_kind kind, double fraction, double workers)
{
  return kind == SCALING_STRONG ? 1 / (fraction + (1 - fraction) / workers) : fraction + (1 - fraction) * workers;
}
