#include "ui/draw/pixels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* ---- arithmetic, rounded as pixman rounds ---- */

uint32_t
pixels_color (struct rgba color)
{
  uint32_t a = (uint32_t) (color.a * 255 + 0.5), r = (uint32_t) (color.r * color.a * 255 + 0.5);
  uint32_t g = (uint32_t) (color.g * color.a * 255 + 0.5), b = (uint32_t) (color.b * color.a * 255 + 0.5);
  return a << 24 | r << 16 | g << 8 | b;
}

/* Four pixels at a time, as two vectors of two: the compiler knows what the processor has for them. */
typedef uint8_t bytes __attribute__ ((vector_size (16)));
typedef uint16_t words __attribute__ ((vector_size (16)));
struct four { words low, high; };

static inline struct four
widened (bytes pixels)
{
  const bytes zero = { 0 };
  return (struct four){ (words) __builtin_shufflevector (pixels, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
                        (words) __builtin_shufflevector (pixels, zero, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31) };
}

static inline bytes
narrowed (struct four pixels)
{
  return __builtin_shufflevector ((bytes) pixels.low, (bytes) pixels.high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

static inline words
by_255 (words product)
{
  product += 128;
  return (product + (product >> 8)) >> 8;
}

/* The alpha of each pixel in all of its channels. */
static inline words
alphas (words pixels)
{
  return __builtin_shufflevector (pixels, pixels, 3, 3, 3, 3, 7, 7, 7, 7);
}

static inline bytes
four_at (const uint32_t *row)
{
  bytes four;
  memcpy (&four, row, sizeof four);
  return four;
}

/* What is left of BELOW under SOURCE, and SOURCE. */
static inline bytes
over (bytes below, bytes source)
{
  struct four old = widened (below), new = widened (source);
  old.low = by_255 (old.low * (255 - alphas (new.low)));
  old.high = by_255 (old.high * (255 - alphas (new.high)));
  return narrowed (old) + source;
}

/* COLOR over two pixels of BELOW, each of COVERAGE / 255: rounded once, not twice. */
static inline words
covered (words below, words color, words coverage)
{
  words rest = 255 - by_255 (alphas (color) * coverage);
  return by_255 (color * coverage + below * rest);
}

/* The four bytes of COVERAGE, each in all channels of its pixel. */
static inline struct four
spread (uint32_t coverage)
{
  bytes all = (bytes) (uint32_t __attribute__ ((vector_size (16)))){ coverage };
  all = __builtin_shufflevector (all, all, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  all = (bytes) __builtin_shufflevector ((words) all, (words) all, 0, 0, 1, 1, 2, 2, 3, 3);
  return widened (all);
}

static inline uint32_t
coverage_at (const uint8_t *coverage, int count)
{
  uint8_t four[4] = { 0 };
  uint32_t all;
  for (int i = 0; i < count; i++)
    four[i] = coverage[i];
  memcpy (&all, four, sizeof all);
  return all;
}

static inline bool
sixteen_zeros (const uint8_t *coverage)
{
  uint64_t half[2];
  memcpy (half, coverage, sizeof half);
  return (half[0] | half[1]) == 0;
}

static inline void
stamp_four (uint32_t *row, uint32_t coverage, struct four color)
{
  struct four below = widened (four_at (row)), by = spread (coverage);
  bytes result = narrowed ((struct four){ covered (below.low, color.low, by.low), covered (below.high, color.high, by.high) });
  memcpy (row, &result, sizeof result);
}

/* The last pixels of a row, fewer than four, in a place of their own. */
#define IN_FOUR(row, count, statement) \
  do { \
    uint32_t four[4] = { 0 }; \
    for (int last = 0; last < (count); last++) \
      four[last] = (row)[last]; \
    statement; \
    for (int last = 0; last < (count); last++) \
      (row)[last] = four[last]; \
  } while (0)

static void
stamp_row (uint32_t *row, const uint8_t *coverage, int count, uint32_t color)
{
  struct four wide = widened ((bytes) (uint32_t __attribute__ ((vector_size (16)))){ color, color, color, color });
  int i = 0;
  for (; i + 4 <= count; i += 4) {
    while (i + 16 <= count && sixteen_zeros (coverage + i))
      i += 16;
    if (i + 4 > count)
      break;
    uint32_t four = coverage_at (coverage + i, 4);
    if (four != 0)
      stamp_four (row + i, four, wide);
  }
  if (i < count)
    IN_FOUR (row + i, count - i, stamp_four (four, coverage_at (coverage + i, count - i), wide));
}

static void
blend_four (uint32_t *row, bytes source)
{
  bytes result = over (four_at (row), source);
  memcpy (row, &result, sizeof result);
}

static void
fill_row (uint32_t *row, int count, uint32_t color)
{
  bytes source = (bytes) (uint32_t __attribute__ ((vector_size (16)))){ color, color, color, color };
  int i = 0;
  bool opaque = color >> 24 == 255;
  for (; i + 4 <= count && opaque; i += 4)
    memcpy (row + i, &source, sizeof source);
  for (; i + 4 <= count; i += 4)
    blend_four (row + i, source);
  if (i < count)
    IN_FOUR (row + i, count - i, blend_four (four, source));
}

static void
blend_row (uint32_t *row, const uint32_t *source, int count)
{
  const uint64_t opaque = 0xff000000ff000000;
  int i = 0;
  for (; i + 4 <= count; i += 4) {
    uint64_t two[2];
    memcpy (two, source + i, sizeof two);
    if ((two[0] & two[1] & opaque) == opaque)
      memcpy (row + i, two, sizeof two);
    else if ((two[0] | two[1]) != 0)
      blend_four (row + i, four_at (source + i));
  }
  if (i < count) {
    uint32_t cut[4] = { 0 }; /* the sprite may end here: nothing is read beyond it */
    memcpy (cut, source + i, (size_t) (count - i) * sizeof *cut);
    IN_FOUR (row + i, count - i, blend_four (four, four_at (cut)));
  }
}

/* COLOR times COVERAGE / 255. */
static uint32_t
thinned (uint32_t color, unsigned int coverage)
{
  bytes wide = (bytes) (uint32_t __attribute__ ((vector_size (16)))){ color };
  struct four four = widened (wide);
  four.low = by_255 (four.low * (uint16_t) coverage);
  wide = narrowed (four);
  memcpy (&color, &wide, sizeof color);
  return color;
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
    color = thinned (color, coverage);
  if (color == 0 || !clipped (pixels, x, y, width, height, &part))
    return;
  for (int row = part.y1; row < part.y2; row++)
    fill_row (row_at (pixels, row) + part.x1, part.x2 - part.x1, color);
}

void
pixels_stamp_row (const struct pixels *pixels, const uint8_t *coverage, int x, int y, int count, uint32_t color)
{
  struct part part;
  if (clipped (pixels, x, y, count, 1, &part))
    stamp_row (row_at (pixels, y) + part.x1, coverage + part.x1 - x, part.x2 - part.x1, color);
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
    stamp_row (row_at (pixels, row) + part.x1, mask->coverage + (row - y) * mask->width + part.x1 - x, part.x2 - part.x1, color);
}

void
pixels_blend_row (const struct pixels *pixels, const uint32_t *source, int x, int y, int count)
{
  struct part part;
  if (clipped (pixels, x, y, count, 1, &part))
    blend_row (row_at (pixels, y) + part.x1, source + part.x1 - x, part.x2 - part.x1);
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
    blend_row (row_at (pixels, row) + part.x1, sprite->pixel + (row - y) * sprite->width + part.x1 - x, part.x2 - part.x1);
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
  *mask = (struct mask){ x, y, width, height };
  return mask;
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
  *sprite = (struct sprite){ x, y, width, height };
  return sprite;
}
