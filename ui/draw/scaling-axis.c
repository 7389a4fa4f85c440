#include "ui/draw/scaling-private.h"

#include <math.h>

double
scaling_axis_at (const struct scaling_axis *axis, double value)
{
  double share = axis->log ? log2 (value / axis->min) / log2 (axis->max / axis->min) : (value - axis->min) / (axis->max - axis->min);

  return axis->from + share * (axis->to - axis->from);
}

/* Powers of 2, or each 2nd, 3rd ... of them. */
static int
powers (const struct scaling_axis *axis, double apart, double *tick)
{
  double each = fabs (axis->to - axis->from) / log2 (axis->max / axis->min);
  int every = (int) fmax (1, ceil (apart / each)), count = 0, least = (int) ceil (log2 (axis->min)), most = (int) floor (log2 (axis->max));

  for (int power = (int) ceil ((double) least / every) * every; power <= most && count < SCALING_TICKS; power += every)
    tick[count++] = exp2 (power);
  return count;
}

/* 1, 2 or 5 times a power of ten, so that it takes at least APART px. */
static double
nice_step (const struct scaling_axis *axis, double apart, double least)
{
  static const double nice[] = { 1, 2, 5 };
  double px = fabs (axis->to - axis->from) / (axis->max - axis->min);

  for (double power = least;; power *= 10)
    for (int i = 0; i < 3; i++)
      if (nice[i] * power * px >= apart || power > 1e15)
        return nice[i] * power;
}

static int
steps (const struct scaling_axis *axis, double step, double *tick)
{
  int count = 0;

  for (double i = ceil (axis->min / step - 1e-9); i * step <= axis->max * (1 + 1e-9) && count < SCALING_TICKS; i++)
    tick[count++] = fabs (i * step); /* no -0 */
  return count;
}

int
scaling_axis_workers (const struct scaling_axis *axis, double apart, double *tick)
{
  return axis->log ? powers (axis, apart, tick) : steps (axis, nice_step (axis, apart, 1), tick);
}

int
scaling_axis_figures (const struct scaling_axis *axis, double apart, double *tick)
{
  double least = pow (10, floor (log10 (axis->max)) - 2);

  return axis->log ? powers (axis, apart, tick) : steps (axis, nice_step (axis, apart, least), tick);
}
