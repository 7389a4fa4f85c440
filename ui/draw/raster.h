/* Solid curves straight into an image surface's pixels. Cairo takes some 50 µs for a long thin curve, this a few: a
 * picture with many messages and threads lives of it (RENDERING.md). Looks the same: coverage by distance. */
#pragma once

#include "ui/draw/pixels.h"

struct raster;

/* For these pixels, within their clip; NULL: no memory. */
struct raster *raster_create (const struct pixels *pixels);
void raster_destroy (struct raster *raster); /* accepts NULL */

/* A curve as in a scene's path: 1 + 3n pairs of user coordinates, WIDTH in their units, at most RASTER_THICKEST pixels; butt ends. */
#define RASTER_THICKEST 8.8 /* pixels: Cairo is better at thick ones */
void raster_stroke (struct raster *raster, const double *points, int pairs, double width, struct rgba color);
