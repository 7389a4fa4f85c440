/* What the files of the scaling picture share. */
#pragma once

#include "ui/draw/scaling.h"

/* ---- scaling-axis.c ---- */

struct scaling_axis { bool log; double min, max; double from, to; /* px of min and max */ };

double scaling_axis_at (const struct scaling_axis *axis, double value); /* px, also beyond its ends */
#define SCALING_TICKS 24
/* Values that get a tick: whole numbers of workers, or nice figures at least APART px from each other. Their count. */
int scaling_axis_workers (const struct scaling_axis *axis, double apart, double *tick);
int scaling_axis_figures (const struct scaling_axis *axis, double apart, double *tick);

/* ---- scaling-plot.c ---- */

struct scaling_look {
  const struct study *study;
  enum scaling_kind kind;
  struct scaling_fit fit;
  double type;          /* size of plain text, px */
};

/* The speedups, and with EFFICIENCY_H > 0 the efficiency below them, in AREA. */
void scaling_plot (struct scene *scene, const struct scaling_look *look, struct rect area, double efficiency_h);
double scaling_plot_least (double type); /* height that the speedups alone take */

/* ---- scaling-words.c ---- */

void scaling_percent (double share, char *out, size_t room);            /* "3.5 %" */
char *scaling_law_words (const struct study *study, enum scaling_kind kind); /* for the legend; NULL: none fits */
char *scaling_point_words (const struct study *study, enum scaling_kind kind, const struct scaling_point *point);
char *scaling_run_words (const struct study *study, enum scaling_kind kind, const struct scaling_point *point, int run);
char *scaling_gap_words (const struct study *study);                     /* runs that gave no figure; NULL: all did */
char *scaling_wait_words (const struct study *study);                    /* workers waited for PUs that they were to have; NULL: hardly */
const char *scaling_worker (const struct study *study, int count);       /* "thread", "processes" */

/* ---- scaling-text.c ---- */

/* Draws TEXT in lines of at most W px, at most LINES of them (the last one shortened); the height that it takes. SCENE NULL: measures. */
double scaling_lines (struct scene *scene, int object, double x, double y, double w, double type, int lines, struct paint ink, const char *text);
