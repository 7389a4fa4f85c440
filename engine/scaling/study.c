#include "engine/scaling/study.h"

#include <glib.h>
#include <stdlib.h>

const char *
scaling_name (enum scaling_kind kind)
{
  return kind == SCALING_STRONG ? "strong" : "weak";
}

struct study *
study_new (void)
{
  struct study *study = g_new0 (struct study, 1);
  char **words[] = { &study->workload, &study->title, &study->model, &study->runtime, &study->bind, &study->sync,
                     &study->size, &study->host, &study->machine, &study->started, &study->schedule };

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    *words[i] = g_strdup ("");
  study->settings = g_new0 (char *, 1);
  return study;
}

static void
series_clear (struct scaling_series *series)
{
  for (int i = 0; i < series->points; i++) {
    for (int r = 0; r < series->point[i].runs; r++)
      g_free (series->point[i].run[r].why);
    g_free (series->point[i].run);
  }
  g_free (series->point);
}

void
study_free (struct study *study)
{
  if (!study)
    return;
  char *words[] = { study->workload, study->title, study->model, study->runtime, study->bind, study->sync,
                    study->size, study->host, study->machine, study->started, study->schedule };
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    g_free (words[i]);
  g_strfreev (study->settings);
  for (int kind = 0; kind < SCALINGS; kind++)
    series_clear (&study->series[kind]);
  g_free (study);
}

struct scaling_point *
study_add_point (struct study *study, enum scaling_kind kind, int workers, int64_t value, double work)
{
  struct scaling_series *series = &study->series[kind];

  series->point = g_renew (struct scaling_point, series->point, series->points + 1);
  series->point[series->points] = (struct scaling_point){ .workers = workers, .value = value, .work = work };
  return &series->point[series->points++];
}

void
scaling_point_add (struct scaling_point *point, double seconds, const char *why)
{
  point->run = g_renew (struct scaling_run, point->run, point->runs + 1);
  point->run[point->runs++] = (struct scaling_run){ MAX (seconds, 0), seconds > 0 ? NULL : g_strdup (why), -1 };
}

static int
by_size (const void *a, const void *b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

double
scaling_median (const struct scaling_point *point)
{
  g_autofree double *seconds = g_new (double, point->runs + 1);
  int count = 0;

  for (int i = 0; i < point->runs; i++)
    if (point->run[i].seconds > 0)
      seconds[count++] = point->run[i].seconds;
  if (!count)
    return 0;
  qsort (seconds, count, sizeof *seconds, by_size);
  return (seconds[(count - 1) / 2] + seconds[count / 2]) / 2;
}

bool
scaling_range (const struct scaling_point *point, double *least, double *most)
{
  bool any = false;

  for (int i = 0; i < point->runs; i++) {
    double seconds = point->run[i].seconds;
    if (seconds <= 0)
      continue;
    *least = any ? MIN (*least, seconds) : seconds;
    *most = any ? MAX (*most, seconds) : seconds;
    any = true;
  }
  return any;
}

double
scaling_waited (const struct scaling_point *point)
{
  double sum = 0;
  int known = 0;

  for (int i = 0; i < point->runs; i++)
    if (point->run[i].seconds > 0 && point->run[i].waited >= 0) {
      sum += point->run[i].waited;
      known++;
    }
  return known ? sum / known : -1;
}

int
scaling_measured (const struct scaling_point *point)
{
  int count = 0;

  for (int i = 0; i < point->runs; i++)
    count += point->run[i].seconds > 0;
  return count;
}

const char *
scaling_gap (const struct scaling_point *point)
{
  for (int i = 0; i < point->runs; i++)
    if (point->run[i].seconds <= 0)
      return point->run[i].why;
  return NULL;
}

double
scaling_speedup (const struct scaling_series *series, const struct scaling_point *point, double seconds)
{
  const struct scaling_point *one = series->points && series->point[0].workers == 1 ? &series->point[0] : NULL;
  double alone = one ? scaling_median (one) : 0;

  return alone > 0 && seconds > 0 && one->work > 0 ? point->work / one->work * alone / seconds : 0;
}
