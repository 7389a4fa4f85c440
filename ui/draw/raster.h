/* Solid curves straight into an image surface's pixels. Cairo takes some 50 µs for a long thin curve, this a few: a
 * picture with many messages and threads lives of it (RENDERING.md). Looks the same: coverage by distance. */
#pragma once

#include "ui/draw/coverage.h"

/* A curve as in a scene's path: 1 + 3n pairs of user coordinates, WIDTH in their units, at most RASTER_THICKEST pixels; butt ends.
 * Stays within the clip. Nothing is drawn where there is no memory. */
#define RASTER_THICKEST COVERAGE_THICKEST /* Cairo is better at thick ones */
void raster_stroke (const struct pixels *pixels, const double *points, int pairs, double width, struct rgba color);
