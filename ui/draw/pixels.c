#include "ui/draw/pixels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/draw/blend.h"

/* ---- where ---- */

static bool
find_target (struct pixels *pixels, cairo_t *cr)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  cairo_format_t format = cairo_surface_get_type (surface) == CAIRO_SURFACE_TYPE_IMAGE ? cairo_image_surface_get_format (surface) : CAIRO_FORMAT_INVALID;
  cairo_matrix_t matrix;
  double sx, sy, ox, oy;
  cairo_get_matrix (cr, &matrix);
  if ((format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24) || matrix.xy != 0 || matrix.yx != 0 || matrix.xx <= 0
      || matrix.yy <= 0 || cairo_get_group_target (cr) != surface)
    return false;
  cairo_surface_get_device_scale (surface, &sx, &sy);
  cairo_surface_get_device_offset (surface, &ox, &oy);
  pixels->surface = surface;
  pixels->data = cairo_image_surface_get_data (surface);
  pixels->stride = cairo_image_surface_get_stride (surface);
  pixels->xx = matrix.xx * sx;
  pixels->yy = matrix.yy * sy;
  pixels->x0 = matrix.x0 * sx + ox;
  pixels->y0 = matrix.y0 * sy + oy;
  return pixels->data != NULL;
}

static bool
find_clip (struct pixels *pixels, cairo_t *cr)
{
  cairo_rectangle_list_t *list = cairo_copy_clip_rectangle_list (cr);
  bool one = list->status == CAIRO_STATUS_SUCCESS && list->num_rectangles == 1;
  cairo_rectangle_t clip = one ? list->rectangles[0] : (cairo_rectangle_t){ 0 };
  cairo_rectangle_list_destroy (list);
  pixels->left = (int) fmax (0, floor (clip.x * pixels->xx + pixels->x0 + 0.5));
  pixels->top = (int) fmax (0, floor (clip.y * pixels->yy + pixels->y0 + 0.5));
  pixels->right = (int) fmin (cairo_image_surface_get_width (pixels->surface), floor ((clip.x + clip.width) * pixels->xx + pixels->x0 + 0.5));
  pixels->bottom = (int) fmin (cairo_image_surface_get_height (pixels->surface), floor ((clip.y + clip.height) * pixels->yy + pixels->y0 + 0.5));
  return one && pixels->right > pixels->left && pixels->bottom > pixels->top;
}

bool
pixels_find (struct pixels *pixels, cairo_t *cr)
{
  return find_target (pixels, cr) && find_clip (pixels, cr);
}

static uint32_t *
row_at (const struct pixels *pixels, int y)
{
  return (uint32_t *) (void *) (pixels->data + (size_t) y * pixels->stride);
}

uint32_t
pixels_color (struct rgba color)
{
  uint32_t a = (uint32_t) (color.a * 255 + 0.5), r = (uint32_t) (color.r * color.a * 255 + 0.5);
  uint32_t g = (uint32_t) (color.g * color.a * 255 + 0.5), b = (uint32_t) (color.b * color.a * 255 + 0.5);
  return a << 24 | r << 16 | g << 8 | b;
}

/* ---- clipped ---- */

struct part { int x1, y1, x2, y2; }; /* pixels of the surface */

static bool
clipped (const struct pixels *pixels, int x, int y, int width, int height, struct part *part)
{
  part->x1 = x > pixels->left ? x : pixels->left;
  part->y1 = y > pixels->top ? y : pixels->top;
  part->x2 = x + width < pixels->right ? x + width : pixels->right;
  part->y2 = y + height < pixels->bottom ? y + height : pixels->bottom;
  return part->x2 > part->x1 && part->y2 > part->y1;
}

void
pixels_fill (const struct pixels *pixels, int x, int y, int width, int height, uint32_t color, unsigned int coverage)
{
  struct part part;
  if (coverage < 255)
    color = blend_thinned (color, coverage);
  if (color == 0 || !clipped (pixels, x, y, width, height, &part))
    return;
  for (int row = part.y1; row < part.y2; row++)
    blend_fill (row_at (pixels, row) + part.x1, part.x2 - part.x1, color);
}

void
pixels_stamp_row (const struct pixels *pixels, const uint8_t *coverage, int x, int y, int count, uint32_t color)
{
  struct part part;
  if (clipped (pixels, x, y, count, 1, &part))
    blend_stamp (row_at (pixels, y) + part.x1, coverage + part.x1 - x, part.x2 - part.x1, color);
}

void
pixels_stamp (const struct pixels *pixels, const struct mask *mask, int x, int y, uint32_t color)
{
  struct part part;
  x += mask->x;
  y += mask->y;
  if (!clipped (pixels, x, y, mask->width, mask->height, &part))
    return;
  for (int row = part.y1; row < part.y2; row++)
    blend_stamp (row_at (pixels, row) + part.x1, mask->coverage + (row - y) * mask->width + part.x1 - x, part.x2 - part.x1, color);
}

void
pixels_blend_row (const struct pixels *pixels, const uint32_t *source, int x, int y, int count)
{
  struct part part;
  if (clipped (pixels, x, y, count, 1, &part))
    blend_sprite (row_at (pixels, y) + part.x1, source + part.x1 - x, part.x2 - part.x1);
}

void
pixels_blend (const struct pixels *pixels, const struct sprite *sprite, int x, int y)
{
  struct part part;
  x += sprite->x;
  y += sprite->y;
  if (!clipped (pixels, x, y, sprite->width, sprite->height, &part))
    return;
  for (int row = part.y1; row < part.y2; row++)
    blend_sprite (row_at (pixels, row) + part.x1, sprite->pixel + (row - y) * sprite->width + part.x1 - x, part.x2 - part.x1);
}

void
pixels_expect_sprite (const struct pixels *pixels, const struct sprite *sprite, int x, int y)
{
  struct part part;
  x += sprite->x;
  y += sprite->y;
  if (!clipped (pixels, x, y, sprite->width, sprite->height, &part))
    return;
  const char *at = (const char *) (row_at (pixels, part.y1) + part.x1), *from = (const char *) sprite->pixel;
  for (int row = part.y1; row < part.y2; row++, at += pixels->stride) { /* a row may lie in two lines of the cache */
    __builtin_prefetch (at, 1);
    __builtin_prefetch (at + (part.x2 - part.x1) * 4 - 1, 1);
  }
  for (size_t i = 0; i < (size_t) sprite->width * sprite->height * sizeof *sprite->pixel; i += 64)
    __builtin_prefetch (from + i);
}

/* ---- made by Cairo ---- */

/* Copies the rows of what DRAW draws to TO, SIZE bytes a pixel; false: no memory. */
static bool
draw_into (void *to, cairo_format_t format, int size, const struct part *at, pixels_draw draw, const void *data)
{
  int width = at->x2 - at->x1, height = at->y2 - at->y1;
  cairo_surface_t *surface = cairo_image_surface_create (format, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_translate (cr, -at->x1, -at->y1);
  draw (cr, data);
  bool ok = to != NULL && cairo_status (cr) == CAIRO_STATUS_SUCCESS;
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const unsigned char *from = cairo_image_surface_get_data (surface);
  for (int y = 0; ok && y < height; y++)
    memcpy ((char *) to + (size_t) y * width * size, from + (size_t) y * cairo_image_surface_get_stride (surface), (size_t) width * size);
  cairo_surface_destroy (surface);
  return ok;
}

struct mask *
mask_drawn (int x, int y, int width, int height, pixels_draw draw, const void *data)
{
  struct mask *mask = malloc (sizeof *mask + (size_t) width * height);
  struct part at = { x, y, x + width, y + height };
  if (mask == NULL || !draw_into (mask->coverage, CAIRO_FORMAT_A8, 1, &at, draw, data)) {
    free (mask);
    return NULL;
  }
  *mask = (struct mask){ .x = x, .y = y, .width = width, .height = height };
  return mask;
}

/* What of WIDTH x HEIGHT pixels is not empty, widened to whole fours, which are quick. */
static struct part
not_empty (const uint32_t *pixel, int width, int height)
{
  struct part part = { width, height, 0, 0 };
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (pixel[y * width + x] != 0) {
        part.x1 = x < part.x1 ? x : part.x1;
        part.y1 = y < part.y1 ? y : part.y1;
        part.x2 = x >= part.x2 ? x + 1 : part.x2;
        part.y2 = y + 1;
      }
  if (part.x2 == 0)
    return (struct part){ 0 };
  int fours = (part.x2 - part.x1 + 3) & ~3;
  part.x1 = part.x1 + fours > width ? width - fours : part.x1;
  part.x2 = part.x1 + fours;
  return part;
}

struct sprite *
sprite_drawn (int x, int y, int width, int height, pixels_draw draw, const void *data)
{
  width = (width + 3) & ~3;
  struct sprite *sprite = malloc (sizeof *sprite + (size_t) width * height * sizeof *sprite->pixel);
  struct part at = { x, y, x + width, y + height };
  if (sprite == NULL || !draw_into (sprite->pixel, CAIRO_FORMAT_ARGB32, 4, &at, draw, data)) {
    free (sprite);
    return NULL;
  }
  struct part kept = not_empty (sprite->pixel, width, height);
  int kept_width = kept.x2 - kept.x1, kept_height = kept.y2 - kept.y1;
  for (int row = 0; row < kept_height; row++) /* forward: a row's place is never after where it was */
    memmove (sprite->pixel + row * kept_width, sprite->pixel + (kept.y1 + row) * width + kept.x1, (size_t) kept_width * sizeof *sprite->pixel);
  *sprite = (struct sprite){ .x = x + kept.x1, .y = y + kept.y1, .width = kept_width, .height = kept_height };
  struct sprite *smaller = realloc (sprite, sizeof *sprite + (size_t) kept_width * kept_height * sizeof *sprite->pixel);
  return smaller ? smaller : sprite;
}
