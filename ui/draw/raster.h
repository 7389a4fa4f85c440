/* Solid curves straight into an image surface's pixels. Cairo takes some 50 µs for a long thin curve, this a few: a
 * picture with many messages and threads lives of it (RENDERING.md). Looks the same: coverage by distance. */
#pragma once

#include <cairo.h>
#include <stdbool.h>

#include "ui/draw/palette.h"

struct raster;

/* For the surface behind CR, within its present clip; NULL where that is no image of 32-bit pixels, or CR turns or
 * shears. Destroy it before the surface. The clip's extents count, not its shape. */
struct raster *raster_create (cairo_t *cr);
void raster_destroy (struct raster *raster); /* accepts NULL */

/* A curve as in a scene's path: 1 + 3n pairs of page coordinates, WIDTH in page px, butt ends. */
void raster_stroke (struct raster *raster, const double *points, int pairs, double width, struct rgba color);
