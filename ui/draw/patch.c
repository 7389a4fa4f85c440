#include "ui/draw/patch.h"

#include <math.h>

#include "ui/draw/cache.h"

#define STEPS 16 /* of a pixel: finer radii look the same */

struct box { int width, height, radius, stroke; }; /* pixels, the latter two in steps */

void
patch_trace (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  if (radius <= 0) {
    cairo_rectangle (cr, x, y, width, height);
    return;
  }
  double right = x + width, bottom = y + height;
  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, y + radius, radius, -M_PI / 2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, M_PI / 2);
  cairo_arc (cr, x + radius, bottom - radius, radius, M_PI / 2, M_PI);
  cairo_arc (cr, x + radius, y + radius, radius, M_PI, 3 * M_PI / 2);
  cairo_close_path (cr);
}

static void
trace (cairo_t *cr, const struct box *box)
{
  double inset = box->stroke / 2.0 / STEPS;
  patch_trace (cr, inset, inset, box->width - 2 * inset, box->height - 2 * inset, (double) box->radius / STEPS);
}

static void
draw_fill (cairo_t *cr, const void *box)
{
  trace (cr, box);
  cairo_fill (cr);
}

static void
draw_stroke (cairo_t *cr, const void *data)
{
  const struct box *box = data;
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, (double) box->stroke / STEPS);
  trace (cr, box);
  cairo_stroke (cr);
}

static const struct mask *
mask_of (const struct box *box, bool stroke)
{
  static _Thread_local struct cache cache = { .sets = 512 };
  struct cache_key key = { { (uint64_t) box->width << 32 | (uint32_t) box->height, (uint64_t) box->radius << 32 | (uint32_t) box->stroke, stroke } };
  const struct mask *mask = cache_find (&cache, &key);
  if (mask)
    return mask;
  struct mask *drawn = mask_drawn (0, 0, box->width, box->height, stroke ? draw_stroke : draw_fill, box);
  return drawn ? cache_put (&cache, &key, drawn) : NULL;
}

struct half { int before, after; }; /* a mask's first half; its last, which begins with what is repeated */

static struct half
half_of (int size)
{
  return (struct half){ size / 2, size - size / 2 };
}

/* Rows Y to Y + HEIGHT of a box at X with the coverage of one row of MASK. */
static void
stretch_row (const struct pixels *pixels, const struct mask *mask, int row, int x, int y, int width, int height, uint32_t color)
{
  struct half half = half_of (mask->width);
  const uint8_t *coverage = mask->coverage + row * mask->width;
  for (int i = 0; i < height; i++) {
    pixels_stamp_row (pixels, coverage, x, y + i, half.before, color);
    pixels_stamp_row (pixels, coverage + half.before, x + width - half.after, y + i, half.after, color);
  }
  pixels_fill (pixels, x + half.before, y, width - mask->width, height, color, coverage[half.before]);
}

/* MASK with its row and column in the middle repeated. */
static void
stretch (const struct pixels *pixels, const struct mask *mask, int x, int y, int width, int height, uint32_t color)
{
  struct half half = half_of (mask->height);
  for (int i = 0; i < half.before; i++)
    stretch_row (pixels, mask, i, x, y + i, width, 1, color);
  stretch_row (pixels, mask, half.before, x, y + half.before, width, height - mask->height, color);
  for (int i = half.before; i < mask->height; i++)
    stretch_row (pixels, mask, i, x, y + height - mask->height + i, width, 1, color);
}

bool
patch_draw (const struct pixels *pixels, int x, int y, int width, int height, struct patch_style style, uint32_t fill, uint32_t stroke)
{
  if (style.radius <= 0 && (style.stroke <= 0 || stroke == 0)) { /* whole pixels */
    pixels_fill (pixels, x, y, width, height, fill, 255);
    return true;
  }
  int edge = 2 * (int) ceil (style.radius + style.stroke + 1) + 1;
  struct box box = { width < edge ? width : edge, height < edge ? height : edge, (int) lround (style.radius * STEPS), (int) lround (style.stroke * STEPS) };
  const struct mask *inner = mask_of (&box, false);
  if (!inner)
    return false;
  if (fill != 0)
    stretch (pixels, inner, x, y, width, height, fill);
  const struct mask *edges = stroke != 0 && box.stroke > 0 ? mask_of (&box, true) : NULL;
  if (edges)
    stretch (pixels, edges, x, y, width, height, stroke);
  return true;
}
