#include "ui/draw/shape.h"

#include <hb.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "ui/draw/font.h"

/* More texts than this are of one picture (a large export): forgetting them costs nothing. */
#define CACHE_LIMIT 20000
#define PANGO_SIZE 64.0 /* px at which Pango shapes */
#define LONGEST 128     /* glyphs of a text that is put together */

struct entry {
  char *text; /* with weight the key */
  uint8_t weight;
  struct shape shape;
  struct shape_run *runs; /* shape's, ours */
};

struct digits { /* of one face: what a digit adds to a text */
  bool ready;
  unsigned int glyph[10];
  float width[10];
  bool known[10][10];
  float kerning[10][10]; /* between two of them */
};

static _Thread_local GHashTable *entries;
static _Thread_local struct digits digits[WEIGHT_BOLD + 1];

static unsigned int
entry_hash (gconstpointer data)
{
  const struct entry *entry = data;
  return g_str_hash (entry->text) ^ entry->weight << 3;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const struct entry *one = a, *other = b;
  return one->weight == other->weight && strcmp (one->text, other->text) == 0;
}

static void
entry_free (gpointer data)
{
  struct entry *entry = data;
  for (int i = 0; i < entry->shape.count; i++) {
    cairo_font_face_destroy (entry->runs[i].face);
    g_free ((gpointer) entry->runs[i].glyphs);
  }
  g_free (entry->runs);
  g_free (entry->text);
  g_free (entry);
}

static void
add_run (struct entry *entry, cairo_font_face_t *face, const cairo_matrix_t *matrix, const struct shape_glyph *glyphs, int count,
         bool ours)
{
  entry->runs = g_renew (struct shape_run, entry->runs, entry->shape.count + 1);
  entry->runs[entry->shape.count++] = (struct shape_run){ cairo_font_face_reference (face), *matrix, ours, glyphs, count };
  entry->shape.runs = entry->runs;
}

/* ---- our faces ---- */

/* Latin, Greek, Cyrillic, and signs: left to right, no more than one font. */
static bool
simple (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);
    if (c < 32 || (c >= 0x590 && c < 0x1e00) || (c >= 0x2028 && c <= 0x202e) || c >= 0x2c00)
      return false;
  }
  return true;
}

/* False where the face lacks a character. */
static bool
take_glyphs (struct entry *entry, hb_buffer_t *buffer, cairo_font_face_t *face)
{
  unsigned int count;
  const hb_glyph_info_t *info = hb_buffer_get_glyph_infos (buffer, &count);
  const hb_glyph_position_t *at = hb_buffer_get_glyph_positions (buffer, NULL);
  cairo_matrix_t matrix;
  double x = 0;
  for (unsigned int i = 0; i < count; i++)
    if (info[i].codepoint == 0)
      return false;
  struct shape_glyph *glyphs = g_new (struct shape_glyph, MAX (1, count));
  for (unsigned int i = 0; i < count; i++) {
    glyphs[i] = (struct shape_glyph){ info[i].codepoint, (float) ((x + at[i].x_offset) / FONT_UNITS),
                                      (float) (-(double) at[i].y_offset / FONT_UNITS) };
    x += at[i].x_advance;
  }
  entry->shape.width = x / FONT_UNITS;
  cairo_matrix_init_identity (&matrix);
  add_run (entry, face, &matrix, glyphs, (int) count, true);
  return true;
}

static bool
shape_with_ours (struct entry *entry)
{
  hb_font_t *font = font_shaper (entry->weight);
  cairo_font_face_t *face = font_face (entry->weight);
  if (font == NULL || face == NULL || !simple (entry->text))
    return false;
  hb_buffer_t *buffer = hb_buffer_create ();
  hb_buffer_add_utf8 (buffer, entry->text, -1, 0, -1);
  hb_buffer_set_direction (buffer, HB_DIRECTION_LTR);
  hb_buffer_guess_segment_properties (buffer);
  hb_shape (font, buffer, NULL, 0);
  bool all = take_glyphs (entry, buffer, face);
  hb_buffer_destroy (buffer);
  return all;
}

/* ---- the system's ---- */

static void
take_item (struct entry *entry, const PangoGlyphItem *item)
{
  const PangoGlyphString *from = item->glyphs;
  const double unit = PANGO_SCALE * PANGO_SIZE;
  struct shape_glyph *glyphs = g_new (struct shape_glyph, MAX (1, from->num_glyphs));
  cairo_scaled_font_t *font = pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (item->item->analysis.font));
  cairo_matrix_t matrix;
  int count = 0;
  for (int i = 0; i < from->num_glyphs; i++) {
    const PangoGlyphInfo *info = &from->glyphs[i];
    if (info->glyph != PANGO_GLYPH_EMPTY && !(info->glyph & PANGO_GLYPH_UNKNOWN_FLAG))
      glyphs[count++] = (struct shape_glyph){ info->glyph, (float) (entry->shape.width + info->geometry.x_offset / unit),
                                              (float) (info->geometry.y_offset / unit) };
    entry->shape.width += info->geometry.width / unit;
  }
  cairo_scaled_font_get_font_matrix (font, &matrix);
  cairo_matrix_scale (&matrix, 1 / PANGO_SIZE, 1 / PANGO_SIZE);
  add_run (entry, cairo_scaled_font_get_font_face (font), &matrix, glyphs, count, false);
}

static void
shape_with_system (struct entry *entry)
{
  PangoLayout *layout = pango_layout_new (font_system ());
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font, font_family ());
  pango_font_description_set_weight (font, font_css_weight (entry->weight));
  pango_font_description_set_absolute_size (font, PANGO_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, entry->text, -1);
  for (GSList *items = pango_layout_get_line_readonly (layout, 0)->runs; items != NULL; items = items->next)
    take_item (entry, items->data);
  pango_font_description_free (font);
  g_object_unref (layout);
}

static const struct shape *
whole (const char *text, enum weight weight)
{
  struct entry key = { .text = (char *) text, .weight = weight };
  struct entry *entry = g_hash_table_lookup (entries, &key);
  if (entry != NULL)
    return &entry->shape;
  entry = g_new (struct entry, 1);
  *entry = key;
  entry->text = g_utf8_make_valid (text, -1); /* names come from files */
  if (!shape_with_ours (entry))
    shape_with_system (entry);
  g_hash_table_add (entries, entry);
  return &entry->shape;
}

/* ---- numbers ---- */

static const struct digits *
digits_of (enum weight weight)
{
  struct digits *of = &digits[weight];
  for (int digit = 0; digit < 10 && !of->ready; digit++) {
    const struct shape *shape = whole ((char[]){ (char) ('0' + digit), '\0' }, weight);
    if (shape->count != 1 || shape->runs[0].count != 1)
      return NULL;
    of->glyph[digit] = shape->runs[0].glyphs[0].index;
    of->width[digit] = (float) shape->width;
  }
  of->ready = true;
  return of;
}

static float
kerning (int first, int second, enum weight weight)
{
  struct digits *of = &digits[weight];
  if (!of->known[first][second]) {
    const struct shape *both = whole ((char[]){ (char) ('0' + first), (char) ('0' + second), '\0' }, weight);
    of->kerning[first][second] = (float) both->width - of->width[first] - of->width[second];
    of->known[first][second] = true;
  }
  return of->kerning[first][second];
}

/* Where the digits at TEXT's end begin, but for the first of them, whose place may depend on what is before it. */
static size_t
tail_of (const char *text, size_t length)
{
  size_t from = length;
  while (from > 0 && g_ascii_isdigit (text[from - 1]))
    from--;
  return from + 1;
}

/* Adds the digits of TAIL to the glyphs of a text of that WIDTH; returns the whole width. */
static double
append_digits (const char *tail, enum weight weight, double width, struct shape_glyph *glyphs)
{
  const struct digits *of = &digits[weight];
  for (; *tail != '\0'; tail++) {
    int digit = *tail - '0';
    width += kerning (tail[-1] - '0', digit, weight);
    *glyphs++ = (struct shape_glyph){ of->glyph[digit], (float) width, 0 };
    width += of->width[digit];
  }
  return width;
}

const struct shape *
shape_text (const char *text, enum weight weight)
{
  static _Thread_local struct shape_glyph glyphs[LONGEST];
  static _Thread_local struct shape_run run;
  static _Thread_local struct shape shape;
  char head[LONGEST];
  if (entries == NULL)
    entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);
  if (g_hash_table_size (entries) >= CACHE_LIMIT)
    g_hash_table_remove_all (entries);
  size_t length = strlen (text), from = tail_of (text, length);
  if (from >= length || length >= LONGEST || digits_of (weight) == NULL)
    return whole (text, weight);
  memcpy (head, text, from);
  head[from] = '\0';
  const struct shape *start = whole (head, weight);
  if (start->count != 1 || start->runs[0].count + (int) (length - from) > LONGEST)
    return whole (text, weight);
  run = start->runs[0];
  memcpy (glyphs, run.glyphs, sizeof *glyphs * run.count);
  double width = start->width;
  shape = (struct shape){ append_digits (text + from, weight, width, glyphs + run.count), &run, 1 };
  run.glyphs = glyphs;
  run.count += (int) (length - from);
  return &shape;
}
