/* The two diagrams of a series, one above the other, over the same axis of workers. */
#include "ui/draw/scaling-private.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>

#include "ui/draw/text.h"

#define LEAST 60.0      /* px: a diagram's height */
#define SIDES 48        /* of a drawn curve */
#define LINEAR_UP_TO 16 /* workers */
#define DOT 0.39     /* radii, of the type */
#define RUN_DOT 0.22

struct plot {
  const struct scaling_look *look;
  const struct scaling_series *series;
  struct rect area;     /* of the curves */
  struct scaling_axis x, y;
  bool efficiency;
  bool crowded;         /* there are points with more workers than PUs */
  double most_workers;
};

static double
worth (const struct plot *plot, double speedup, double workers)
{
  return plot->efficiency ? speedup / workers : speedup;
}

static double
crisp (double at)
{
  return floor (at) + 0.5;
}

/* ---- extent ---- */

static void
extend (const struct plot *plot, double *least, double *most)
{
  double pus = plot->look->study->pus, ideal = fmin (plot->most_workers, pus);

  *least = 1;
  *most = worth (plot, ideal, plot->efficiency ? ideal : 1);
  for (int i = 0; i < plot->series->points; i++)
    for (int r = 0; r < plot->series->point[i].runs; r++) {
      const struct scaling_point *point = &plot->series->point[i];
      double value = worth (plot, scaling_speedup (plot->series, point, point->run[r].seconds), point->workers);
      *least = value > 0 ? fmin (*least, value) : *least;
      *most = fmax (*most, value);
    }
}

static void
set_axes (struct plot *plot)
{
  double least, most;
  bool log = plot->most_workers > LINEAR_UP_TO, log_y = log && !plot->efficiency;

  extend (plot, &least, &most);
  plot->x = (struct scaling_axis){ log, log ? 0.8 : 0.5, log ? plot->most_workers * 1.25 : plot->most_workers + 0.5, plot->area.x,
                                   plot->area.x + plot->area.w };
  plot->y = (struct scaling_axis){ log_y, log_y ? least / 1.25 : 0, log_y ? most * 1.25 : most * 1.08, plot->area.y + plot->area.h, plot->area.y };
}

/* ---- ground: ticks, zone, names ---- */

static void
draw_zone (struct scene *scene, const struct plot *plot)
{
  const struct study *study = plot->look->study;
  double x = crisp (scaling_axis_at (&plot->x, study->pus)), right = plot->area.x + plot->area.w, type = plot->look->type * 0.9;
  char words[64];

  if (study->pus > plot->most_workers)
    return;
  if (plot->crowded)
    scene_box (scene, -1, (struct rect){ x, plot->area.y, right - x, plot->area.h }, 0, PAINT_ALPHA (ROLE_INK, 0, 0.07), PAINT (ROLE_NONE), 0, DASH_SOLID);
  scene_line (scene, -1, x, plot->area.y, x, plot->area.y + plot->area.h, PAINT (ROLE_LINE), 1, DASH_DASHED);
  if (plot->efficiency)
    return;
  snprintf (words, sizeof words, plot->crowded ? "more workers than %d PU%s" : "%d PU%s", study->pus, study->pus == 1 ? "" : "s");
  double taken = text_width ("speedup", type, WEIGHT_REGULAR) + 8, width = text_width (words, type, WEIGHT_REGULAR);
  bool fits = plot->crowded && right - x - 6 > width;
  scene_text (scene, -1, fits ? x + 5 : right, plot->area.y - 5, plot->area.w - taken, type, WEIGHT_REGULAR, fits ? ALIGN_START : ALIGN_END,
              PAINT (ROLE_INK_SOFT), words);
}

static void
draw_figures (struct scene *scene, const struct plot *plot)
{
  double tick[SCALING_TICKS], type = plot->look->type * 0.9;
  int count = scaling_axis_figures (&plot->y, type * (plot->efficiency ? 2 : 2.8), tick);
  char text[24];

  for (int i = 0; i < count; i++) {
    double y = crisp (scaling_axis_at (&plot->y, tick[i]));
    scene_line (scene, -1, plot->area.x, y, plot->area.x + plot->area.w, y, PAINT_ALPHA (ROLE_INK, 0, 0.14), 1, DASH_SOLID);
    snprintf (text, sizeof text, plot->efficiency ? "%.6g %%" : "%.6g", tick[i] * (plot->efficiency ? 100 : 1));
    scene_text (scene, -1, plot->area.x - 6, y + type * 0.36, 0, type, WEIGHT_REGULAR, ALIGN_END, PAINT (ROLE_INK_SOFT), text);
  }
}

static void
draw_workers (struct scene *scene, const struct plot *plot, bool labels)
{
  double tick[SCALING_TICKS], type = plot->look->type * 0.9, bottom = plot->area.y + plot->area.h;
  char text[24];

  snprintf (text, sizeof text, "%.0f", plot->most_workers);
  int count = scaling_axis_workers (&plot->x, text_width (text, type, WEIGHT_REGULAR) + type, tick);
  for (int i = 0; i < count; i++) {
    double x = crisp (scaling_axis_at (&plot->x, tick[i]));
    if (tick[i] < 1)
      continue;
    scene_line (scene, -1, x, bottom, x, bottom + 4, PAINT (ROLE_LINE), 1, DASH_SOLID);
    snprintf (text, sizeof text, "%.0f", tick[i]);
    if (labels)
      scene_text (scene, -1, x, bottom + 5 + type, 0, type, WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), text);
  }
  if (labels)
    scene_text (scene, -1, plot->area.x + plot->area.w / 2, bottom + 5 + type * 2.3, plot->area.w, type, WEIGHT_REGULAR, ALIGN_MIDDLE,
                PAINT (ROLE_INK_SOFT), scaling_worker (plot->look->study, 2));
}

static void
draw_ground (struct scene *scene, const struct plot *plot, bool labels)
{
  double left = crisp (plot->area.x), bottom = crisp (plot->area.y + plot->area.h);

  draw_zone (scene, plot);
  draw_figures (scene, plot);
  draw_workers (scene, plot, labels);
  scene_line (scene, -1, left, plot->area.y, left, bottom, PAINT (ROLE_LINE), 1, DASH_SOLID);
  scene_line (scene, -1, left, bottom, plot->area.x + plot->area.w, bottom, PAINT (ROLE_LINE), 1, DASH_SOLID);
  scene_text (scene, -1, plot->area.x, plot->area.y - 5, 0, plot->look->type * 0.9, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT),
              plot->efficiency ? "efficiency" : "speedup");
}

/* ---- curves ---- */

/* Which speedup a curve says with so many workers. */
typedef double (*curve) (const struct plot *plot, double workers);

static double
ideal (const struct plot *plot, double workers)
{
  return fmin (workers, plot->look->study->pus);
}

static double
law (const struct plot *plot, double workers)
{
  return scaling_law (plot->look->kind, plot->look->fit.fraction, workers);
}

static void
draw_curve (struct scene *scene, const struct plot *plot, curve speedup, double from, double to, struct paint ink, double width, enum dash dash)
{
  double points[2 * (1 + 3 * SIDES)];
  int pairs = 0;

  if (to <= from)
    return;
  for (int i = 0; i <= SIDES; i++) {
    double workers = plot->x.log ? from * pow (to / from, (double) i / SIDES) : from + (to - from) * i / SIDES;
    double x = scaling_axis_at (&plot->x, workers), y = scaling_axis_at (&plot->y, worth (plot, speedup (plot, workers), workers));
    for (int copy = 0; copy < (i ? 3 : 1); copy++, pairs++) { /* a straight cubic: both its control points at an end */
      bool begin = i && copy == 0;
      points[2 * pairs] = begin ? points[2 * pairs - 2] : x;
      points[2 * pairs + 1] = begin ? points[2 * pairs - 1] : y;
    }
  }
  scene_path (scene, -1, points, pairs, ink, width, dash, PAINT (ROLE_NONE));
}

static void
draw_curves (struct scene *scene, const struct plot *plot)
{
  double last = plot->most_workers, pus = plot->look->study->pus, own = fmin (last, pus);

  draw_curve (scene, plot, ideal, 1, own, PAINT (ROLE_INK_FAINT), 1.25, DASH_DASHED);
  draw_curve (scene, plot, ideal, own, last, PAINT (ROLE_INK_FAINT), 1.25, DASH_DASHED);
  if (plot->look->fit.known && !plot->look->fit.bounded)
    draw_curve (scene, plot, law, 1, own, PAINT (ROLE_LAW), 2, DASH_SOLID);
}

/* ---- points ---- */

static void
point_id (const struct plot *plot, const struct scaling_point *point, int run, char *out, size_t room)
{
  const char *what = plot->efficiency ? "-efficiency" : "";

  if (run < 0)
    snprintf (out, room, "%s%s:%d", scaling_name (plot->look->kind), what, point->workers);
  else
    snprintf (out, room, "%s%s:%d:%d", scaling_name (plot->look->kind), what, point->workers, run + 1);
}

static struct rect
around (double x, double y, double half)
{
  return (struct rect){ x - half, y - half, 2 * half, 2 * half };
}

static void
draw_runs (struct scene *scene, const struct plot *plot, const struct scaling_point *point)
{
  double x = scaling_axis_at (&plot->x, point->workers);
  char id[40];

  for (int i = 0; i < point->runs; i++) {
    double speedup = scaling_speedup (plot->series, point, point->run[i].seconds);
    if (speedup <= 0)
      continue;
    double y = scaling_axis_at (&plot->y, worth (plot, speedup, point->workers));
    g_autofree char *title = scaling_run_words (plot->look->study, plot->look->kind, point, i);
    point_id (plot, point, i, id, sizeof id);
    int object = scene_add_object (scene, id, "Run", title, NULL, -1, around (x, y, RUN_DOT * plot->look->type + 2));
    scene_token (scene, object, x, y, RUN_DOT * plot->look->type, NULL, PAINT_ALPHA (ROLE_MEASURED, 0, 0.4), PAINT (ROLE_NONE), 0, DASH_SOLID, BADGE_NONE, PAINT (ROLE_NONE));
  }
}

/* From the slowest to the fastest run. */
static void
draw_spread (struct scene *scene, const struct plot *plot, const struct scaling_point *point)
{
  double least, most, x = crisp (scaling_axis_at (&plot->x, point->workers));

  if (!scaling_range (point, &least, &most) || most <= least)
    return;
  double low = scaling_axis_at (&plot->y, worth (plot, scaling_speedup (plot->series, point, most), point->workers));
  double high = scaling_axis_at (&plot->y, worth (plot, scaling_speedup (plot->series, point, least), point->workers));
  scene_line (scene, -1, x, low, x, high, PAINT_ALPHA (ROLE_MEASURED, 0, 0.55), 1, DASH_SOLID);
}

static void
draw_gap (struct scene *scene, const struct plot *plot, const struct scaling_point *point, int object)
{
  double x = scaling_axis_at (&plot->x, point->workers), y = plot->area.y + plot->area.h - 8, half = 3.5;

  scene_line (scene, object, x - half, y - half, x + half, y + half, PAINT (ROLE_ERROR), 2, DASH_SOLID);
  scene_line (scene, object, x - half, y + half, x + half, y - half, PAINT (ROLE_ERROR), 2, DASH_SOLID);
}

static double
median_worth (const struct plot *plot, const struct scaling_point *point)
{
  return worth (plot, scaling_speedup (plot->series, point, scaling_median (point)), point->workers);
}

static void
draw_point (struct scene *scene, const struct plot *plot, const struct scaling_point *point)
{
  double x = scaling_axis_at (&plot->x, point->workers), value = median_worth (plot, point), y = scaling_axis_at (&plot->y, value);
  g_autofree char *title = scaling_point_words (plot->look->study, plot->look->kind, point);
  bool gap = scaling_gap (point) && !plot->efficiency;
  double radius = DOT * plot->look->type;
  char id[40];

  if (value <= 0 && !gap)
    return;
  point_id (plot, point, -1, id, sizeof id);
  struct rect rect = value > 0 ? around (x, y, radius + 3) : around (x, plot->area.y + plot->area.h - 8, radius + 3);
  int object = scene_add_object (scene, id, "Point", title, NULL, -1, rect);
  if (value > 0)
    scene_token (scene, object, x, y, plot->efficiency ? radius - 1 : radius, NULL, PAINT (ROLE_MEASURED), PAINT (ROLE_PAGE), 1, DASH_SOLID, BADGE_NONE, PAINT (ROLE_NONE));
  if (gap)
    draw_gap (scene, plot, point, object);
}

/* A line through the medians, broken where there is none. */
static void
join_points (struct scene *scene, const struct plot *plot)
{
  for (int i = 1; i < plot->series->points; i++) {
    const struct scaling_point *from = &plot->series->point[i - 1], *to = &plot->series->point[i];
    double before = median_worth (plot, from), after = median_worth (plot, to);
    if (before > 0 && after > 0)
      scene_line (scene, -1, scaling_axis_at (&plot->x, from->workers), scaling_axis_at (&plot->y, before), scaling_axis_at (&plot->x, to->workers),
                  scaling_axis_at (&plot->y, after), PAINT_ALPHA (ROLE_MEASURED, 0, 0.6), 1.25, DASH_DOTTED);
  }
}

static void
draw_plot (struct scene *scene, struct plot *plot, bool labels)
{
  set_axes (plot);
  draw_ground (scene, plot, labels);
  draw_curves (scene, plot);
  join_points (scene, plot);
  for (int i = 0; i < plot->series->points; i++) {
    draw_spread (scene, plot, &plot->series->point[i]);
    draw_runs (scene, plot, &plot->series->point[i]);
  }
  for (int i = 0; i < plot->series->points; i++)
    draw_point (scene, plot, &plot->series->point[i]);
}

/* What the words above and under a diagram take. */
static double
strip_height (double type)
{
  return ceil (type * 0.9 + 8);
}

static double
under_height (double type)
{
  return ceil (type * 0.9 * 2.6 + 5);
}

double
scaling_plot_least (double type)
{
  return strip_height (type) + under_height (type) + LEAST;
}

void
scaling_plot (struct scene *scene, const struct scaling_look *look, struct rect area, double efficiency_h)
{
  const struct scaling_series *series = &look->study->series[look->kind];
  double type = look->type * 0.9, left = ceil (text_width ("100 %", type, WEIGHT_REGULAR) + 10), strip = strip_height (look->type), under = under_height (look->type);
  double last = series->points ? series->point[series->points - 1].workers : 1;
  struct plot plot = { .look = look, .series = series, .most_workers = fmax (last, 1), .crowded = last > look->study->pus };

  plot.area = (struct rect){ area.x + left, area.y + strip, area.w - left, area.h - strip - under - (efficiency_h > 0 ? efficiency_h + strip : 0) };
  draw_plot (scene, &plot, efficiency_h <= 0);
  if (efficiency_h <= 0)
    return;
  plot.efficiency = true;
  plot.area = (struct rect){ area.x + left, area.y + area.h - under - efficiency_h, area.w - left, efficiency_h };
  draw_plot (scene, &plot, true);
}
