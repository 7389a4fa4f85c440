#include "ui/draw/pattern.h"

/* Slanted lines run past the tile's edges, so that they meet in the next tile. */
static const struct stipple_tile tiles[STIPPLES] = {
  [STIPPLE_DOTS] = { 2, { { 2, 2, 2, 2 }, { 6, 6, 6, 6 } }, 2 },
  [STIPPLE_RISING] = { 3, { { -1, 9, 9, -1 }, { -1, 1, 1, -1 }, { 7, 9, 9, 7 } }, 1.2 },
  [STIPPLE_FALLING] = { 3, { { -1, -1, 9, 9 }, { 7, -1, 9, 1 }, { -1, 7, 1, 9 } }, 1.2 },
  [STIPPLE_LEVEL] = { 2, { { -1, 2, 9, 2 }, { -1, 6, 9, 6 } }, 1.2 },
  [STIPPLE_UPRIGHT] = { 2, { { 2, -1, 2, 9 }, { 6, -1, 6, 9 } }, 1.2 },
  [STIPPLE_GRID] = { 2, { { -1, 4, 9, 4 }, { 4, -1, 4, 9 } }, 1.2 },
  [STIPPLE_CROSS] = { 2, { { -1, 9, 9, -1 }, { -1, -1, 9, 9 } }, 1 },
  [STIPPLE_FINE_DOTS] = { 4, { { 1, 1, 1, 1 }, { 5, 1, 5, 1 }, { 3, 5, 3, 5 }, { 7, 5, 7, 5 } }, 1.2 },
  [STIPPLE_FORBIDDEN] = { 3, { { -1, 9, 9, -1 }, { -1, 1, 1, -1 }, { 7, 9, 9, 7 } }, 1 },
};

const struct stipple_tile *
stipple_tile (enum stipple stipple)
{
  return &tiles[stipple];
}

/* Drawn as lines within the clip, not as a repeated surface: stays sharp at any scale and vector in a PDF. */
void
stipple_fill (cairo_t *cr, enum stipple stipple, struct rgba color)
{
  const struct stipple_tile *tile = &tiles[stipple];
  double x1, y1, x2, y2;
  cairo_path_extents (cr, &x1, &y1, &x2, &y2);
  cairo_path_t *path = cairo_copy_path (cr);
  cairo_save (cr);
  cairo_clip (cr);
  for (int y = (int) (y1 / STIPPLE_TILE) * STIPPLE_TILE - STIPPLE_TILE; y < y2; y += STIPPLE_TILE)
    for (int x = (int) (x1 / STIPPLE_TILE) * STIPPLE_TILE - STIPPLE_TILE; x < x2; x += STIPPLE_TILE)
      for (int i = 0; i < tile->lines; i++) {
        cairo_move_to (cr, x + tile->line[i][0], y + tile->line[i][1]);
        cairo_line_to (cr, x + tile->line[i][2], y + tile->line[i][3]);
      }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, tile->width);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_source_rgba (cr, color.r, color.g, color.b, color.a);
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_append_path (cr, path);
  cairo_path_destroy (path);
}
