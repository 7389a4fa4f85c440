#include "ui/draw/font.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

#define NAMED_INSTANCE(index) ((index) >> 16) /* of a variable font, from 1; FreeType and fontconfig agree on it */

struct file {
  char *path; /* NULL = none found */
  int index;
  hb_font_t *shaper;       /* these two are made when they are needed */
  cairo_font_face_t *face;
};

static _Thread_local struct {
  bool ready;
  const char *family;
  struct file file[WEIGHT_BOLD + 1];
  PangoContext *system;
  cairo_font_options_t *options;
} fonts;

static FcConfig *
config_from (const char *text)
{
  FcConfig *config = FcConfigCreate ();
  if (!FcConfigParseAndLoadFromMemory (config, (const FcChar8 *) text, FcFalse) || !FcConfigBuildFonts (config)) {
    FcConfigDestroy (config);
    return NULL;
  }
  return config;
}

/* The upright files of FAMILY at normal width, NULL or empty = none. */
static FcFontSet *
files_of (FcConfig *config, const char *family)
{
  FcPattern *pattern = FcPatternBuild (NULL, FC_FAMILY, FcTypeString, family, FC_SLANT, FcTypeInteger, FC_SLANT_ROMAN,
                                       FC_WIDTH, FcTypeInteger, FC_WIDTH_NORMAL, NULL);
  FcObjectSet *wanted = FcObjectSetBuild (FC_FILE, FC_INDEX, FC_WEIGHT, FC_VARIABLE, NULL);
  FcFontSet *found = FcFontList (config, pattern, wanted);
  FcObjectSetDestroy (wanted);
  FcPatternDestroy (pattern);
  return found;
}

/* How far PATTERN is from WEIGHT; NULL file or a variable font as such: unusable. */
static double
distance (FcPattern *pattern, enum weight weight)
{
  double has = FC_WEIGHT_REGULAR;
  FcBool variable = FcFalse;
  FcChar8 *path;
  FcPatternGetBool (pattern, FC_VARIABLE, 0, &variable);
  if (variable || FcPatternGetString (pattern, FC_FILE, 0, &path) != FcResultMatch)
    return G_MAXDOUBLE;
  FcPatternGetDouble (pattern, FC_WEIGHT, 0, &has);
  return ABS (FcWeightToOpenTypeDouble (has) - font_css_weight (weight));
}

static void
choose (FcFontSet *found, enum weight weight, struct file *file)
{
  double least = G_MAXDOUBLE;
  for (int i = 0; i < found->nfont; i++) {
    double off = distance (found->fonts[i], weight);
    FcChar8 *path;
    if (off > least || off == G_MAXDOUBLE || FcPatternGetString (found->fonts[i], FC_FILE, 0, &path) != FcResultMatch)
      continue;
    if (off == least && strcmp ((const char *) path, file->path) > 0) /* folders are read in no order */
      continue;
    least = off;
    g_free (file->path);
    file->path = g_strdup ((const char *) path);
    file->index = 0;
    FcPatternGetInteger (found->fonts[i], FC_INDEX, 0, &file->index);
  }
}

/* The first of the families that is there. */
static bool
take_family (FcConfig *config)
{
  static const char *const families[] = { "Inter", "Cantarell", "DejaVu Sans", "Liberation Sans", "Noto Sans" };
  for (size_t i = 0; config != NULL && i < G_N_ELEMENTS (families) && fonts.family == NULL; i++) {
    FcFontSet *found = files_of (config, families[i]);
    if (found != NULL && found->nfont > 0) {
      fonts.family = families[i];
      for (int weight = WEIGHT_REGULAR; weight <= WEIGHT_BOLD; weight++)
        choose (found, weight, &fonts.file[weight]);
    }
    if (found != NULL)
      FcFontSetDestroy (found);
  }
  return fonts.family != NULL;
}

#define CACHES "<cachedir>/var/cache/fontconfig</cachedir><cachedir prefix=\"xdg\">fontconfig</cachedir>"

/* What the system's packages installed, without anyone's rules: pictures are the same whoever makes them, and that takes a
 * tenth of the time. What users added comes only where there is none of our families. */
static const char packaged[] = "<fontconfig><dir>/usr/share/fonts</dir>" CACHES "</fontconfig>";

static void
prepare (void)
{
  static const char added[] = "<fontconfig><dir>/usr/local/share/fonts</dir><dir prefix=\"xdg\">fonts</dir>" CACHES "</fontconfig>";
  if (fonts.ready)
    return;
  fonts.ready = true;
  for (int i = 0; i < 2 && !fonts.family; i++) {
    FcConfig *config = config_from (i == 0 ? packaged : added);
    take_family (config);
    if (config != NULL)
      FcConfigDestroy (config);
  }
  if (!fonts.family) {
    FcConfig *all = FcInitLoadConfigAndFonts ();
    take_family (all);
    FcConfigDestroy (all);
  }
}

static struct file *
file_of (enum weight weight)
{
  prepare ();
  struct file *file = &fonts.file[weight];
  return file->path != NULL ? file : NULL;
}

const char *
font_family (void)
{
  prepare ();
  return fonts.family != NULL ? fonts.family : "sans-serif";
}

int
font_css_weight (enum weight weight)
{
  return weight == WEIGHT_BOLD ? 600 : weight == WEIGHT_MEDIUM ? 500 : 400;
}

hb_font_t *
font_shaper (enum weight weight)
{
  struct file *file = file_of (weight);
  if (file == NULL || file->shaper != NULL)
    return file != NULL ? file->shaper : NULL;
  hb_blob_t *blob = hb_blob_create_from_file (file->path);
  hb_face_t *face = hb_face_create (blob, (unsigned int) file->index & 0xffff);
  file->shaper = hb_font_create (face);
  if (NAMED_INSTANCE (file->index) > 0)
    hb_font_set_var_named_instance (file->shaper, (unsigned int) NAMED_INSTANCE (file->index) - 1);
  hb_font_set_scale (file->shaper, FONT_UNITS, FONT_UNITS);
  hb_face_destroy (face);
  hb_blob_destroy (blob);
  return file->shaper;
}

cairo_font_face_t *
font_face (enum weight weight)
{
  static _Thread_local FT_Library library;
  struct file *file = file_of (weight);
  FT_Face face;
  if (file == NULL || file->face != NULL)
    return file != NULL ? file->face : NULL;
  if (library == NULL && FT_Init_FreeType (&library) != 0)
    return NULL;
  if (FT_New_Face (library, file->path, file->index, &face) == 0)
    file->face = cairo_ft_font_face_create_for_ft_face (face, FT_LOAD_NO_HINTING); /* kept as long as the program runs */
  return file->face;
}

const cairo_font_options_t *
font_options (void)
{
  if (fonts.options == NULL) {
    fonts.options = cairo_font_options_create ();
    cairo_font_options_set_antialias (fonts.options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style (fonts.options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics (fonts.options, CAIRO_HINT_METRICS_OFF);
  }
  return fonts.options;
}

PangoContext *
font_system (void)
{
  if (fonts.system != NULL)
    return fonts.system;
  PangoFontMap *map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 96);
  FcConfig *config = config_from (packaged);
  FcFontSet *known = config != NULL ? FcConfigGetFonts (config, FcSetSystem) : NULL;
  if (known != NULL && known->nfont > 0) { /* Pango gives up where there is no font at all */
    pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (map), config);
  }
  if (config != NULL)
    FcConfigDestroy (config);
  fonts.system = pango_font_map_create_context (map);
  pango_context_set_language (fonts.system, pango_language_from_string ("en"));
  pango_cairo_context_set_font_options (fonts.system, font_options ());
  pango_context_set_round_glyph_positions (fonts.system, FALSE);
  g_object_unref (map);
  return fonts.system;
}
