#include "ui/draw/glyphs.h"

#include <math.h>
#include <string.h>

#include "ui/draw/cache.h"
#include "ui/draw/font.h"

struct request {
  cairo_scaled_font_t *font;
  unsigned int index;
};

static void
draw_glyph (cairo_t *cr, const void *data)
{
  const struct request *request = data;
  cairo_glyph_t glyph = { request->index, 0, 0 };
  cairo_set_scaled_font (cr, request->font);
  cairo_show_glyphs (cr, &glyph, 1);
}

/* At SIZE pixels an em. */
static struct mask *
drawn (cairo_font_face_t *face, double size, unsigned int index)
{
  cairo_matrix_t matrix, identity;
  cairo_matrix_init_scale (&matrix, size, size);
  cairo_matrix_init_identity (&identity);
  struct request request = { cairo_scaled_font_create (face, &matrix, &identity, font_options ()), index };
  cairo_glyph_t glyph = { index, 0, 0 };
  cairo_text_extents_t extents;
  cairo_scaled_font_glyph_extents (request.font, &glyph, 1, &extents);
  int x = (int) floor (extents.x_bearing) - 1, y = (int) floor (extents.y_bearing) - 1;
  int width = (int) ceil (extents.x_bearing + extents.width) + 1 - x, height = (int) ceil (extents.y_bearing + extents.height) + 1 - y;
  struct mask *mask = mask_drawn (x, y, (width + 3) & ~3, height, draw_glyph, &request); /* whole fours are quick */
  cairo_scaled_font_destroy (request.font);
  return mask;
}

static const struct mask *
mask_of (cairo_font_face_t *face, double size, unsigned int index)
{
  static _Thread_local struct cache cache = { .sets = 1024 };
  struct cache_key key = { { (uintptr_t) face, 0, index } };
  memcpy (&key.word[1], &size, sizeof size);
  const struct mask *mask = cache_find (&cache, &key);
  if (mask)
    return mask;
  struct mask *fresh = drawn (face, size, index);
  return fresh ? cache_put (&cache, &key, fresh) : NULL;
}

static bool
ours (const struct shape *shape)
{
  for (int i = 0; i < shape->count; i++)
    if (!shape->runs[i].ours)
      return false;
  return true;
}

bool
glyphs_draw (const struct pixels *pixels, const struct shape *shape, double x, double baseline, double size, uint32_t color)
{
  if (!ours (shape) || pixels->xx != pixels->yy)
    return false;
  double left = x * pixels->xx + pixels->x0, bottom = baseline * pixels->yy + pixels->y0, scale = size * pixels->xx;
  for (int i = 0; i < shape->count; i++)
    for (int j = 0; j < shape->runs[i].count; j++) {
      const struct shape_glyph *glyph = &shape->runs[i].glyphs[j];
      const struct mask *mask = mask_of (shape->runs[i].face, scale, glyph->index);
      if (mask) /* at whole pixels, as Cairo places them */
        pixels_stamp (pixels, mask, (int) floor (left + scale * glyph->x + 0.5), (int) floor (bottom + scale * glyph->y + 0.5), color);
    }
  return true;
}
