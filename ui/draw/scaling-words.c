#include "ui/draw/scaling-private.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/program.h"

#define WAITED_MUCH 0.1 /* share: less is usual */

void
scaling_percent (double share, char *out, size_t room)
{
  if (share > 1e-9 && share < 0.0005)
    snprintf (out, room, "under 0.1\u00a0%%");
  else
    snprintf (out, room, share < 0.0995 && share > 1e-9 ? "%.1f\u00a0%%" : "%.0f\u00a0%%", 100 * share);
}

/* Three digits. */
static void
times_words (double times, char *out, size_t room)
{
  snprintf (out, room, "%.*f times", times < 9.995 ? 2 : times < 99.95 ? 1 : 0, times);
}

const char *
scaling_worker (const struct study *study, int count)
{
  bool processes = strcmp (study->model, "processes") == 0;

  return processes ? (count == 1 ? "process" : "processes") : count == 1 ? "thread" : "threads";
}

static const char *
law_name (enum scaling_kind kind)
{
  return kind == SCALING_STRONG ? "Amdahl’s law" : "Gustafson’s law";
}

char *
scaling_law_words (const struct study *study, enum scaling_kind kind)
{
  struct scaling_fit fit = scaling_fit (study, kind);
  char share[24];

  if (!fit.known || fit.bounded)
    return NULL;
  scaling_percent (fit.fraction, share, sizeof share);
  return g_strdup_printf ("%s, %s serial", law_name (kind), share);
}

static void
seconds_words (double seconds, char *out, size_t room)
{
  format_duration ((uint64_t) fmin (seconds * 1e9, 1e18), out, room);
}

char *
scaling_run_words (const struct study *study, enum scaling_kind kind, const struct scaling_point *point, int run)
{
  double seconds = point->run[run].seconds, speedup = scaling_speedup (&study->series[kind], point, seconds);
  char time[24];

  seconds_words (seconds, time, sizeof time);
  return g_strdup_printf ("%d %s, run %d: %s, speedup %.2f (measured)", point->workers, scaling_worker (study, point->workers), run + 1, time, speedup);
}

char *
scaling_point_words (const struct study *study, enum scaling_kind kind, const struct scaling_point *point)
{
  double median = scaling_median (point), speedup = scaling_speedup (&study->series[kind], point, median), least, most;
  char time[24], from[24], to[24], share[24];
  int count = scaling_measured (point);
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, "%d %s, %s=%" G_GINT64_FORMAT ": ", point->workers, scaling_worker (study, point->workers), study->size, (gint64) point->value);
  if (scaling_range (point, &least, &most)) {
    seconds_words (median, time, sizeof time);
    seconds_words (least, from, sizeof from);
    seconds_words (most, to, sizeof to);
    scaling_percent (speedup / point->workers, share, sizeof share);
    g_string_append_printf (words, "%s, median of %d run%s (%s to %s, measured)", time, count, count == 1 ? "" : "s", from, to);
    if (speedup > 0)
      g_string_append_printf (words, "; speedup %.2f, efficiency %s", speedup, share);
    scaling_percent (scaling_waited (point), share, sizeof share);
    if (scaling_waited (point) >= 0)
      g_string_append_printf (words, "; had no PU for %s of the time (%s)", share, study->schedule);
  }
  if (scaling_gap (point))
    g_string_append_printf (words, "%s%d of %d runs gave no figure: %s", count ? "; " : "", point->runs - count, point->runs, scaling_gap (point));
  return g_string_free (words, FALSE);
}

/* The first reason, and how many more. */
char *
scaling_gap_words (const struct study *study)
{
  const char *why = NULL;
  int gaps = 0, workers = 0;

  for (int kind = 0; kind < SCALINGS; kind++)
    for (int i = 0; i < study->series[kind].points; i++) {
      const struct scaling_point *point = &study->series[kind].point[i];
      gaps += point->runs - scaling_measured (point);
      if (!why && scaling_gap (point)) {
        why = scaling_gap (point);
        workers = point->workers;
      }
    }
  if (!why)
    return NULL;
  g_autofree char *more = gaps > 1 ? g_strdup_printf (" (%d more, marked ×)", gaps - 1) : g_strdup (" (marked ×)");
  return g_strdup_printf ("No figure with %d %s%s: %s", workers, scaling_worker (study, workers), more, why);
}

/* The point with a PU for each worker whose workers waited most for one all the same. */
char *
scaling_wait_words (const struct study *study)
{
  double most = WAITED_MUCH;
  int workers = 0;
  char share[24];

  for (int kind = 0; kind < SCALINGS; kind++)
    for (int i = 0; i < study->series[kind].points; i++) {
      const struct scaling_point *point = &study->series[kind].point[i];
      if (point->workers > study->pus || scaling_waited (point) < most)
        continue;
      most = scaling_waited (point);
      workers = point->workers;
    }
  if (!workers)
    return NULL;
  scaling_percent (most, share, sizeof share);
  return g_strdup_printf ("Not the workload alone: %d %s had no PU for %s of the time in which %s could have run (%s), for other programs ran too, or "
                          "the binding let them share one.",
                          workers, scaling_worker (study, workers), share, workers == 1 ? "it" : "they", study->schedule);
}

/* The last point that has a speedup: among those with a PU for each worker, or with more workers than PUs. */
static const struct scaling_point *
last_point (const struct study *study, enum scaling_kind kind, bool crowded, double *speedup)
{
  const struct scaling_series *series = &study->series[kind];

  for (int i = series->points - 1; i >= 0; i--) {
    const struct scaling_point *point = &series->point[i];
    *speedup = scaling_speedup (series, point, scaling_median (point));
    if (*speedup > 0 && point->workers > 1 && (point->workers > study->pus) == crowded)
      return point;
  }
  return NULL;
}

static void
add_fit (GString *words, const struct study *study, enum scaling_kind kind)
{
  struct scaling_fit fit = scaling_fit (study, kind);
  char share[24], off[24];

  if (!fit.known)
    return;
  scaling_percent (fit.fraction, share, sizeof share);
  scaling_percent (fit.residual, off, sizeof off);
  if (fit.bounded)
    g_string_append (words, fit.fraction > 0 ? "; it is slower than any serial share explains" : "; no serial share is seen");
  else if (fit.points == 1)
    g_string_append_printf (words, "; by %s that is %s serial (one point: any law fits)", law_name (kind), share);
  else
    g_string_append_printf (words, "; %s fits best with %s serial, off by %s", law_name (kind), share, off);
  if (kind == SCALING_STRONG && !fit.bounded && fit.fraction > 0.001)
    g_string_append_printf (words, ": never more than %.*f times", fit.fraction > 0.1 ? 1 : 0, 1 / fit.fraction);
}

static bool
has_base (const struct scaling_series *series)
{
  return series->points && series->point[0].workers == 1 && scaling_median (&series->point[0]) > 0;
}

char *
scaling_caption (const struct study *study, enum scaling_kind kind)
{
  GString *words = g_string_new (NULL);
  double speedup, crowded_speedup;
  const struct scaling_point *point = last_point (study, kind, false, &speedup);
  const struct scaling_point *crowded = last_point (study, kind, true, &crowded_speedup);
  const char *verb = kind == SCALING_STRONG ? "as fast as" : "as much a second as";
  char share[24], times[24];

  if (point) {
    scaling_percent (speedup / point->workers, share, sizeof share);
    times_words (speedup, times, sizeof times);
    g_string_append_printf (words, "%d %s: %s %s one (efficiency %s)", point->workers, scaling_worker (study, 2), times, verb, share);
    add_fit (words, study, kind);
  }
  if (crowded) {
    times_words (crowded_speedup, times, sizeof times);
    g_string_append_printf (words, "%s%d %s: %s%s%s", point ? "; " : "", crowded->workers, scaling_worker (study, 2), times, point ? "" : " ", point ? "" : verb);
  }
  if (crowded && !point)
    g_string_append (words, " one");
  if (!has_base (&study->series[kind]))
    g_string_append (words, "There is no figure with one worker, so that there is nothing to compare with");
  else if (!point && !crowded)
    g_string_append (words, "Figures with one worker and with more are needed to see how it scales");
  g_string_append_c (words, '.');
  return g_string_free (words, FALSE);
}

char *
scaling_describe (const struct study *study)
{
  static const char *const names[] = { "Strong scaling, the same problem for all", "Weak scaling, the same work for each" };
  GString *words = g_string_new (NULL);
  g_autofree char *waits = scaling_wait_words (study), *gaps = scaling_gap_words (study);

  g_string_append_printf (words, "%s by 1, 2, … %s on %d PU%s of %s.", study->title, scaling_worker (study, 2), study->pus, study->pus == 1 ? "" : "s",
                          study->machine);
  for (int kind = 0; kind < SCALINGS; kind++) {
    g_autofree char *caption = scaling_caption (study, kind);
    if (study->series[kind].points)
      g_string_append_printf (words, " %s: %s", names[kind], caption);
  }
  if (waits)
    g_string_append_printf (words, " %s", waits);
  if (gaps)
    g_string_append_printf (words, " %s", gaps);
  return g_string_free (words, FALSE);
}
