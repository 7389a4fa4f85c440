#include "engine/workload/table.h"

#include <math.h>

static double
work_of (const struct workload_scaling *scaling, const int64_t *values, int64_t value, int workers)
{
  if (scaling->work)
    return scaling->work (values);
  return pow ((double) value, scaling->power) * (scaling->each ? workers : 1);
}

/* A worker's share of the same problem, or the whole of a problem that grows with them. */
static double
scaled (const struct workload_scaling *scaling, bool weak, int workers, double value)
{
  if (scaling->each)
    return weak ? value : value / workers;
  return weak ? value * pow (workers, 1.0 / scaling->power) : value;
}

bool
workload_scale (const struct workload_description *workload, bool weak, int workers, int64_t *values, double *work)
{
  const struct workload_scaling *scaling = &workload->scaling;
  const struct workload_parameter *parameter = scaling->key ? workload_parameter (workload, scaling->key) : NULL;

  if (!parameter || workers < 1)
    return false;
  int64_t *value = &values[parameter - workload->parameter];
  double wanted = round (scaled (scaling, weak, workers, (double) *value));
  if (!(wanted >= (double) parameter->min && wanted <= (double) parameter->max) || wanted < 1)
    return false;
  *value = (int64_t) wanted;
  *work = work_of (scaling, values, *value, workers);
  return true;
}
