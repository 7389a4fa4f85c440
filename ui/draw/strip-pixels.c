/* Strips straight into pixels: few kinds of rows, each made once and copied. */
#include "ui/draw/brush.h"

#include <glib.h>
#include <math.h>

#include "ui/draw/strip.h"

#define KINDS 64   /* rows that differ */
#define LOOKS 256

struct rows {
  const struct brush *brush;
  const struct primitive *strip;
  int width, height, lower;
  uint32_t fill[LOOKS], ink[LOOKS];
  uint32_t *row[KINDS];  /* made so far, NULL = not yet */
  const struct strip_cell *cell; /* of each pixel */
  struct strip_cell *spread;     /* where a pixel is no column */
  unsigned main_weaves, mark_weaves; /* that are in it, a bit each: fewer make fewer kinds of rows */
};

static int
nearest (double value)
{
  return (int) floor (value + 0.5);
}

/* What is translucent lets the page shine through: it can then be copied. */
static uint32_t
color_of (const struct brush *brush, struct paint paint)
{
  struct rgba page = palette_color (brush->theme, PAINT (ROLE_PAGE)), c = palette_color (brush->theme, paint);
  if (!brush_visible (paint))
    return 0;
  return pixels_color ((struct rgba){ page.r + (c.r - page.r) * c.a, page.g + (c.g - page.g) * c.a, page.b + (c.b - page.b) * c.a, 1 });
}

/* Which weaves have ink in row Y of a part, a bit each. */
static unsigned
inks (int y, int height)
{
  unsigned bits = 0;
  for (int weave = WEAVE_EDGES; weave <= WEAVE_MIDDLE; weave++)
    bits |= (unsigned) strip_ink (weave, y, height) << (weave - 1);
  return bits;
}

static void
colors_of_row (const struct rows *rows, unsigned bits, uint32_t color[LOOKS])
{
  const struct look *looks = rows->brush->scene->looks + rows->strip->first_look;
  color[0] = 0;
  for (int i = 0; i < rows->strip->looks; i++)
    color[i + 1] = looks[i].weave != WEAVE_PLAIN && bits >> (looks[i].weave - 1) & 1 ? rows->ink[i] : rows->fill[i];
}

static void
make_row (const struct rows *rows, int y, uint32_t *out)
{
  uint32_t color[LOOKS], mark[LOOKS];
  int upper = rows->height - rows->lower;
  colors_of_row (rows, inks (y, rows->height), color);
  if (y < upper) {
    for (int x = 0; x < rows->width; x++)
      out[x] = color[rows->cell[x].look];
    return;
  }
  colors_of_row (rows, inks (y - upper, rows->lower), mark);
  for (int x = 0; x < rows->width; x++)
    out[x] = rows->cell[x].mark ? mark[rows->cell[x].mark] : color[rows->cell[x].look];
}

/* Rows of the same kind look the same: ink in the same weaves, above or in the marks. */
static unsigned
kind_of (const struct rows *rows, int y)
{
  int upper = rows->height - rows->lower;
  unsigned above = inks (y, rows->height) & rows->main_weaves;
  return y < upper ? above : 16 + above + 32 * (inks (y - upper, rows->lower) & rows->mark_weaves);
}

static void
note_weaves (struct rows *rows)
{
  const struct look *looks = rows->brush->scene->looks + rows->strip->first_look;
  const struct strip_cell *cells = rows->brush->scene->cells + rows->strip->first_cell;
  bool main[LOOKS] = { false }, mark[LOOKS] = { false };
  for (int i = 0; i < rows->strip->columns; i++) {
    main[cells[i].look] = true;
    mark[cells[i].mark] = true;
  }
  for (int i = 0; i < rows->strip->looks; i++)
    if (looks[i].weave != WEAVE_PLAIN) {
      rows->main_weaves |= (unsigned) main[i + 1] << (looks[i].weave - 1);
      rows->mark_weaves |= (unsigned) mark[i + 1] << (looks[i].weave - 1);
    }
}

static void
spread_cells (struct rows *rows)
{
  const struct strip_cell *cells = rows->brush->scene->cells + rows->strip->first_cell;
  rows->cell = cells;
  if (rows->width == rows->strip->columns)
    return;
  rows->cell = rows->spread = g_new (struct strip_cell, rows->width);
  for (int x = 0; x < rows->width; x++)
    rows->spread[x] = cells[(int64_t) x * rows->strip->columns / rows->width];
}

static void
paint_rows (struct rows *rows, int left, int top)
{
  unsigned made[KINDS];
  int kinds = 0;
  for (int y = 0; y < rows->height; y++) {
    unsigned kind = kind_of (rows, y);
    int k = 0;
    while (k < kinds && made[k] != kind)
      k++;
    if (k == KINDS)
      k = kinds = 0; /* cannot be: start over */
    if (k == kinds) {
      made[kinds++] = kind;
      rows->row[k] = rows->row[k] ? rows->row[k] : g_new (uint32_t, rows->width + 4);
      make_row (rows, y, rows->row[k]);
    }
    pixels_blend_row (rows->brush->pixels, rows->row[k], left, top + y, rows->width);
  }
  for (int k = 0; k < KINDS; k++)
    g_free (rows->row[k]);
}

bool
brush_pixel_strip (const struct brush *brush, const struct primitive *strip)
{
  const struct pixels *pixels = brush->pixels;
  if (!pixels || strip->looks >= LOOKS)
    return false;
  int x = nearest (strip->rect.x * pixels->xx + pixels->x0), y = nearest (strip->rect.y * pixels->yy + pixels->y0);
  int right = nearest ((strip->rect.x + strip->rect.w) * pixels->xx + pixels->x0), bottom = nearest ((strip->rect.y + strip->rect.h) * pixels->yy + pixels->y0);
  struct rows rows = { .brush = brush, .strip = strip, .width = MAX (right - x, 1), .height = MAX (bottom - y, 1) };
  rows.lower = strip_mark_height (rows.height);
  if (y >= pixels->bottom || y + rows.height <= pixels->top)
    return true;
  for (int i = 0; i < strip->looks; i++) {
    rows.fill[i] = color_of (brush, brush->scene->looks[strip->first_look + i].fill);
    rows.ink[i] = color_of (brush, brush->scene->looks[strip->first_look + i].ink);
  }
  note_weaves (&rows);
  spread_cells (&rows);
  paint_rows (&rows, x, y);
  g_free (rows.spread);
  return true;
}
