/* Stipples: a small tile of ink, repeated over an area. */
#pragma once

#include <cairo.h>
#include "ui/draw/palette.h"

#define STIPPLE_TILE 8

struct stipple_tile {
  int lines;
  double line[4][4]; /* x1 y1 x2 y2; a dot is a line of no length with round caps */
  double width;
};

const struct stipple_tile *stipple_tile (enum stipple stipple);
/* Fills the current path with the stipple, keeps the path. */
void stipple_fill (cairo_t *cr, enum stipple stipple, struct rgba color);
