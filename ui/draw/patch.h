/* Boxes with round corners from nine pieces: corners and edges as Cairo draws them, kept, the rest filled. */
#pragma once

#include "ui/draw/pixels.h"

struct patch_style { double radius, stroke; }; /* pixels: of the path in the middle of the stroke; its width, 0 = none */

/* A box at whole pixels; its stroke lies inside. False: no memory. */
bool patch_draw (const struct pixels *pixels, int x, int y, int width, int height, struct patch_style style, uint32_t fill, uint32_t stroke);

/* The path of a box. Without a radius its corners are square. */
void patch_trace (cairo_t *cr, double x, double y, double width, double height, double radius);
