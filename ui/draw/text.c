#include "ui/draw/text.h"

#include <glib.h>
#include <string.h>

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

/* Files keep the characters with their glyphs, so that a reader finds and copies them: each with its own where they are as many,
 * else all of a text's with all of its glyphs. */
static void
show_with_text (cairo_t *cr, const cairo_glyph_t *glyphs, int count, const char *text)
{
  int bytes = (int) strlen (text), characters = (int) g_utf8_strlen (text, -1), clusters = characters == count ? count : 1;
  g_autofree cairo_text_cluster_t *cluster = g_new (cairo_text_cluster_t, clusters);
  cluster[0] = (cairo_text_cluster_t){ bytes, count };
  for (int i = 0; clusters > 1 && i < clusters; i++, text = g_utf8_next_char (text))
    cluster[i] = (cairo_text_cluster_t){ (int) (g_utf8_next_char (text) - text), 1 };
  cairo_show_text_glyphs (cr, text - (clusters > 1 ? bytes : 0), bytes, glyphs, count, cluster, clusters, 0);
}

/* TEXT: NULL = it is more than this run's. */
static void
draw_run (cairo_t *cr, double x, double baseline, double size, const struct shape_run *run, const char *text)
{
  static _Thread_local cairo_glyph_t *moved;
  static _Thread_local int room;
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
  if (text && run->count > 0 && *text && cairo_surface_has_show_text_glyphs (cairo_get_target (cr)))
    show_with_text (cr, moved, run->count, text);
  else
    cairo_show_glyphs (cr, moved, run->count);
}

void
text_draw (cairo_t *cr, double x, double baseline, double size, enum weight weight, const char *text)
{
  const struct shape *shape = shape_text (text, weight);
  for (int i = 0; i < shape->count; i++)
    draw_run (cr, x, baseline, size, &shape->runs[i], shape->count == 1 && g_utf8_validate (text, -1, NULL) ? text : NULL);
}
