#include "ui/draw/text.h"

#include <glib.h>

#include "ui/draw/font.h"
#include "ui/draw/shape.h"

const char *
text_family (void)
{
  return font_family ();
}

int
text_css_weight (enum weight weight)
{
  return font_css_weight (weight);
}

double
text_width (const char *text, double size, enum weight weight)
{
  return size * shape_text (text, weight)->width;
}

/* The first CHARACTERS of TEXT, trailing spaces off, and an ellipsis. */
static char *
shortened (const char *text, glong characters)
{
  g_autofree char *start = g_utf8_substring (text, 0, characters);
  return g_strconcat (g_strchomp (start), "…", NULL);
}

char *
text_fit (const char *text, double size, enum weight weight, double room)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  if (size * shape_text (valid, weight)->width <= room)
    return g_steal_pointer (&valid);
  glong low = 1, high = g_utf8_strlen (valid, -1) - 1; /* an ellipsis alone says nothing */
  char *best = NULL;
  while (low <= high) {
    glong middle = (low + high) / 2;
    char *tried = shortened (valid, middle);
    if (size * shape_text (tried, weight)->width <= room) {
      g_free (best);
      best = tried;
      low = middle + 1;
    } else {
      g_free (tried);
      high = middle - 1;
    }
  }
  return best;
}

static void
draw_run (cairo_t *cr, double x, double baseline, double size, const struct shape_run *run)
{
  static cairo_glyph_t *moved;
  static int room;
  cairo_matrix_t matrix = run->matrix;
  if (run->count > room) {
    room = 2 * run->count;
    moved = g_renew (cairo_glyph_t, moved, room);
  }
  for (int i = 0; i < run->count; i++)
    moved[i] = (cairo_glyph_t){ run->glyphs[i].index, x + size * run->glyphs[i].x, baseline + size * run->glyphs[i].y };
  cairo_matrix_scale (&matrix, size, size);
  cairo_set_font_face (cr, run->face);
  cairo_set_font_matrix (cr, &matrix);
  cairo_set_font_options (cr, font_options ());
  cairo_show_glyphs (cr, moved, run->count);
}

void
text_draw (cairo_t *cr, double x, double baseline, double size, enum weight weight, const char *text)
{
  const struct shape *shape = shape_text (text, weight);
  for (int i = 0; i < shape->count; i++)
    draw_run (cr, x, baseline, size, &shape->runs[i]);
}
