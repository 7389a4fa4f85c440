/* The pixels behind a Cairo context, to be written without Cairo: it takes microseconds for what takes nanoseconds here,
 * and a picture of a large machine has a hundred thousand such things. Blends as Cairo does. */
#pragma once

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#include "ui/draw/cache.h"
#include "ui/draw/palette.h"

struct pixels {
  cairo_surface_t *surface;
  unsigned char *data;
  int stride, left, top, right, bottom; /* the clip */
  double xx, yy, x0, y0;                /* user coordinates to pixels */
};

/* Small pictures, as a cache keeps them; (x, y) is their upper left corner, from where they are put. */
struct mask { struct cache_key key; int x, y, width, height; uint8_t coverage[]; };   /* 0..255, row after row */
struct sprite { struct cache_key key; int x, y, width, height; uint32_t pixel[]; };   /* ARGB32, premultiplied */

/* False where the target is no image of 32-bit pixels, CR turns or shears, or its clip is no rectangle. The surface must
 * be flushed before and marked dirty after it was written. */
bool pixels_find (struct pixels *pixels, cairo_t *cr);

/* Premultiplied ARGB32 of a colour. */
uint32_t pixels_color (struct rgba color);
/* COLOR over the pixels of a rectangle, its coverage 0..255. */
void pixels_fill (const struct pixels *pixels, int x, int y, int width, int height, uint32_t color, unsigned int coverage);
/* COLOR through a row of coverage. */
void pixels_stamp_row (const struct pixels *pixels, const uint8_t *coverage, int x, int y, int count, uint32_t color);
/* COLOR through MASK. */
void pixels_stamp (const struct pixels *pixels, const struct mask *mask, int x, int y, uint32_t color);
/* A row of premultiplied pixels over those from (X, Y) on. */
void pixels_blend_row (const struct pixels *pixels, const uint32_t *source, int x, int y, int count);
void pixels_blend (const struct pixels *pixels, const struct sprite *sprite, int x, int y);
/* Soon the sprite will be put there: has both fetched from memory meanwhile. */
void pixels_expect_sprite (const struct pixels *pixels, const struct sprite *sprite, int x, int y);

/* What the Cairo program DRAW leaves in an empty picture with (X, Y) at its corner; free() it. NULL: no memory. */
typedef void (*pixels_draw) (cairo_t *cr, const void *data);
struct mask *mask_drawn (int x, int y, int width, int height, pixels_draw draw, const void *data);
struct sprite *sprite_drawn (int x, int y, int width, int height, pixels_draw draw, const void *data);
