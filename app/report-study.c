#include "app/report.h"

static void
print_point (const struct study *study, enum scaling_kind kind, const struct scaling_point *point)
{
  double median = scaling_median (point), speedup = scaling_speedup (&study->series[kind], point, median), least, most;

  if (!scaling_range (point, &least, &most)) {
    g_print ("%7d  %s\n", point->workers, scaling_gap (point) ? scaling_gap (point) : "not run");
    return;
  }
  g_print ("%7d %12" G_GINT64_FORMAT " %10.4f %10.4f %10.4f", point->workers, point->value, median, least, most);
  if (speedup > 0)
    g_print (" %8.2f %9.0f %%", speedup, 100 * speedup / point->workers);
  if (scaling_waited (point) >= 0)
    g_print (" %8.0f %%", 100 * scaling_waited (point));
  g_print ("%s", point->workers > study->pus ? "  more workers than PUs" : "");
  if (scaling_gap (point))
    g_print ("  %d of %d runs; %s", scaling_measured (point), point->runs, scaling_gap (point));
  g_print ("\n");
}

static void
print_fit (const struct study *study, enum scaling_kind kind)
{
  struct scaling_fit fit = scaling_fit (study, kind);
  const char *law = kind == SCALING_STRONG ? "Amdahl" : "Gustafson";

  if (!fit.known)
    g_print ("No law is fitted: it takes figures with one worker, and with two or more on as many PUs.\n");
  else if (fit.bounded)
    g_print ("%s's law does not fit: it is %s any serial share would make it.\n", law, fit.fraction > 0 ? "slower than" : "faster than");
  else
    g_print ("%s's law: %.2f %% serial, off by %.2f %% (root mean square of %d point%s).\n", law, 100 * fit.fraction, 100 * fit.residual, fit.points,
             fit.points == 1 ? ", which one always fits" : "s");
}

static void
print_series (const struct study *study, enum scaling_kind kind)
{
  g_print ("\n%s\n%7s %12s %10s %10s %10s %8s %11s %10s\n", kind == SCALING_STRONG ? "Strong: the same problem for all" : "Weak: the same work for each worker",
           "workers", study->size, "median s", "least s", "most s", "speedup", "efficiency", "had no PU");
  for (int i = 0; i < study->series[kind].points; i++)
    print_point (study, kind, &study->series[kind].point[i]);
  print_fit (study, kind);
}

void
report_print_study (const struct study *study)
{
  g_print ("%s by 1, 2, ... %s on %d PU%s (%s, bound %s), %d run%s a point\n", study->workload, study->model, study->pus,
           study->pus == 1 ? "" : "s", study->runtime, study->bind, study->repeat, study->repeat == 1 ? "" : "s");
  for (int kind = 0; kind < SCALINGS; kind++)
    if (study->series[kind].points)
      print_series (study, kind);
}
