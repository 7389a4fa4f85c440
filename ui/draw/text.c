#include "ui/draw/text.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

/* More labels than this in one picture are drawn once each (a large export): forgetting them costs nothing. */
#define CACHE_LIMIT 20000

struct run {
  cairo_scaled_font_t *font;
  cairo_glyph_t *glyphs; /* at the origin */
  int count;
};

struct entry {
  char *text; /* with size, weight and mono the key */
  float size;
  uint8_t weight;
  bool mono;
  double width;
  struct run *runs;
  int run_count;
};

static struct {
  PangoContext *own, *system; /* system: only for scripts that our fonts don't have */
  GHashTable *entries;
  cairo_glyph_t *moved;
  int moved_room;
  char *family, *mono_family;
} fonts;

static unsigned int
entry_hash (gconstpointer data)
{
  const struct entry *entry = data;
  return g_str_hash (entry->text) ^ (unsigned int) (entry->size * 64) * 2654435761u ^ entry->weight << 3 ^ entry->mono;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const struct entry *one = a, *other = b;
  return one->size == other->size && one->weight == other->weight && one->mono == other->mono
         && strcmp (one->text, other->text) == 0;
}

static void
entry_free (gpointer data)
{
  struct entry *entry = data;
  for (int i = 0; i < entry->run_count; i++) {
    cairo_scaled_font_destroy (entry->runs[i].font);
    g_free (entry->runs[i].glyphs);
  }
  g_free (entry->runs);
  g_free (entry->text);
  g_free (entry);
}

/* Adds every upright file of FAMILY that the system knows to OWN; false = it has none. */
static bool
add_family (FcConfig *own, FcConfig *system, const char *family)
{
  FcPattern *pattern = FcPatternBuild (NULL, FC_FAMILY, FcTypeString, family, FC_SLANT, FcTypeInteger, FC_SLANT_ROMAN,
                                       NULL);
  FcObjectSet *wanted = FcObjectSetBuild (FC_FILE, FC_WIDTH, NULL);
  FcFontSet *found = FcFontList (system, pattern, wanted);
  bool any = false;
  for (int i = 0; found != NULL && i < found->nfont; i++) {
    FcChar8 *file = NULL;
    int width = FC_WIDTH_NORMAL;
    FcPatternGetInteger (found->fonts[i], FC_WIDTH, 0, &width);
    if (width == FC_WIDTH_NORMAL && FcPatternGetString (found->fonts[i], FC_FILE, 0, &file) == FcResultMatch)
      any |= FcConfigAppFontAddFile (own, file);
  }
  if (found != NULL)
    FcFontSetDestroy (found);
  FcObjectSetDestroy (wanted);
  FcPatternDestroy (pattern);
  return any;
}

static char *
first_family (FcConfig *own, FcConfig *system, const char *const *families)
{
  for (; *families != NULL; families++)
    if (add_family (own, system, *families))
      return g_strdup (*families);
  return NULL;
}

static PangoContext *
context_for (FcConfig *config)
{
  PangoFontMap *map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  if (config != NULL)
    pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (map), config);
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 96);
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  g_object_unref (map);
  return context;
}

/* A font set-up of our own: the user's fontconfig rules (hinting, aliases) would change widths and so the layout. */
static void
prepare (void)
{
  static const char *const sans[] = { "Inter", "Cantarell", "DejaVu Sans", "Liberation Sans", "Noto Sans", NULL };
  static const char *const mono[] = { "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", NULL };
  if (fonts.entries != NULL)
    return;
  FcConfig *system = FcInitLoadConfigAndFonts (), *own = FcConfigCreate ();
  fonts.family = first_family (own, system, sans);
  fonts.mono_family = first_family (own, system, mono);
  fonts.system = context_for (NULL);
  fonts.own = fonts.family != NULL && fonts.mono_family != NULL ? context_for (own) : g_object_ref (fonts.system);
  if (fonts.family == NULL)
    fonts.family = g_strdup ("sans-serif");
  if (fonts.mono_family == NULL)
    fonts.mono_family = g_strdup ("monospace");
  fonts.entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);
  FcConfigDestroy (system);
  FcConfigDestroy (own);
}

const char *
text_family (bool mono)
{
  prepare ();
  return mono ? fonts.mono_family : fonts.family;
}

int
text_css_weight (enum weight weight)
{
  return weight == WEIGHT_BOLD ? 600 : weight == WEIGHT_MEDIUM ? 500 : 400;
}

static PangoLayout *
layout_for (PangoContext *context, const struct entry *entry)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font, text_family (entry->mono));
  pango_font_description_set_weight (font, text_css_weight (entry->weight));
  pango_font_description_set_absolute_size (font, entry->size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  g_autofree char *valid = g_utf8_make_valid (entry->text, -1); /* names come from files */
  pango_layout_set_text (layout, valid, -1);
  pango_font_description_free (font);
  return layout;
}

static double
keep_run (struct entry *entry, const PangoGlyphItem *item, double x)
{
  entry->runs = g_renew (struct run, entry->runs, entry->run_count + 1);
  struct run *run = &entry->runs[entry->run_count++];
  const PangoGlyphString *glyphs = item->glyphs;
  run->font = cairo_scaled_font_reference (
    pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (item->item->analysis.font)));
  run->glyphs = g_new (cairo_glyph_t, MAX (1, glyphs->num_glyphs));
  run->count = 0;
  for (int i = 0; i < glyphs->num_glyphs; i++) {
    const PangoGlyphInfo *info = &glyphs->glyphs[i];
    if (info->glyph != PANGO_GLYPH_EMPTY && !(info->glyph & PANGO_GLYPH_UNKNOWN_FLAG))
      run->glyphs[run->count++] = (cairo_glyph_t){ info->glyph, x + (double) info->geometry.x_offset / PANGO_SCALE,
                                                   (double) info->geometry.y_offset / PANGO_SCALE };
    x += (double) info->geometry.width / PANGO_SCALE;
  }
  return x;
}

static void
shape (struct entry *entry)
{
  PangoLayout *layout = layout_for (fonts.own, entry);
  if (pango_layout_get_unknown_glyphs_count (layout) > 0) {
    g_object_unref (layout);
    layout = layout_for (fonts.system, entry);
  }
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);
  for (GSList *runs = line->runs; runs != NULL; runs = runs->next)
    entry->width = keep_run (entry, runs->data, entry->width);
  g_object_unref (layout);
}

static const struct entry *
lookup (const char *text, double size, enum weight weight, bool mono)
{
  prepare ();
  struct entry key = { .text = (char *) text, .size = (float) size, .weight = weight, .mono = mono };
  struct entry *entry = g_hash_table_lookup (fonts.entries, &key);
  if (entry != NULL)
    return entry;
  if (g_hash_table_size (fonts.entries) >= CACHE_LIMIT)
    g_hash_table_remove_all (fonts.entries);
  entry = g_new (struct entry, 1);
  *entry = key;
  entry->text = g_strdup (text);
  shape (entry);
  g_hash_table_add (fonts.entries, entry);
  return entry;
}

double
text_width (const char *text, double size, enum weight weight)
{
  return lookup (text, size, weight, false)->width;
}

double
text_mono_width (const char *text, double size)
{
  return lookup (text, size, WEIGHT_REGULAR, true)->width;
}

/* The first CHARACTERS of TEXT, trailing spaces off, and an ellipsis. */
static char *
shortened (const char *text, glong characters)
{
  g_autofree char *start = g_utf8_substring (text, 0, characters);
  return g_strconcat (g_strchomp (start), "…", NULL);
}

char *
text_fit (const char *text, double size, enum weight weight, bool mono, double room)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  if (lookup (valid, size, weight, mono)->width <= room)
    return g_steal_pointer (&valid);
  glong low = 1, high = g_utf8_strlen (valid, -1) - 1; /* an ellipsis alone says nothing */
  char *best = NULL;
  while (low <= high) {
    glong middle = (low + high) / 2;
    char *tried = shortened (valid, middle);
    if (lookup (tried, size, weight, mono)->width <= room) {
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

void
text_draw (cairo_t *cr, double x, double baseline, double size, enum weight weight, bool mono, const char *text)
{
  const struct entry *entry = lookup (text, size, weight, mono);
  for (int i = 0; i < entry->run_count; i++) {
    const struct run *run = &entry->runs[i];
    if (run->count > fonts.moved_room) {
      fonts.moved_room = 2 * run->count;
      fonts.moved = g_renew (cairo_glyph_t, fonts.moved, fonts.moved_room);
    }
    for (int j = 0; j < run->count; j++)
      fonts.moved[j] = (cairo_glyph_t){ run->glyphs[j].index, run->glyphs[j].x + x, run->glyphs[j].y + baseline };
    cairo_set_scaled_font (cr, run->font);
    cairo_show_glyphs (cr, fonts.moved, run->count);
  }
}
