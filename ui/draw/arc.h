/* Arcs from rank to rank: of messages, and of what collectives send. Inside ui/draw only. */
#pragma once

#include "ui/draw/program-layout.h"

struct curve { double x[4], y[4]; }; /* one cubic */

/* The two directions of a pair bow to different sides, so that both are seen; neither leaves AREA. */
struct curve arc_bow (double x1, double y1, double x2, double y2, struct rect area);
double arc_at (const double p[4], double t);
double arc_width (uint64_t bytes); /* grows with the logarithm (DESIGN.md) */
void arc_draw (struct scene *scene, int object, const struct curve *curve, struct paint stroke, double width, enum dash dash);
void arc_label (struct scene *scene, int object, const struct curve *curve, struct paint ink, const char *text); /* none on a short arc */

int arc_box (const struct snapshot *snapshot, int rank); /* index of the rank's box, -1 */
/* Where arcs of a rank begin (SENDS) or end: the halo cell that faces the other rank, else the thread. */
bool arc_anchor (const struct program_layout *layout, const struct snapshot *snapshot, int rank, int thread, int other, bool sends,
                 double *x, double *y);
