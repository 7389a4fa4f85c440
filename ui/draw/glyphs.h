/* Shaped text straight into pixels: each glyph is drawn by Cairo once a size. */
#pragma once

#include "ui/draw/pixels.h"
#include "ui/draw/shape.h"

/* (X, BASELINE) and SIZE in user coordinates. False, and nothing drawn, where the shape's fonts are not all our own. */
bool glyphs_draw (const struct pixels *pixels, const struct shape *shape, double x, double baseline, double size, uint32_t color);
