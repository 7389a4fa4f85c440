#include "ui/draw/export-svg.h"

#include <math.h>

#include "ui/draw/badge.h"
#include "ui/draw/export-svg-style.h"
#include "ui/draw/number.h"
#include "ui/draw/pattern.h"
#include "ui/draw/strip.h"
#include "ui/draw/text.h"

struct svg {
  GString *out;
  enum theme theme;
  const struct scene *scene;
  GHashTable *patterns; /* id -> id: those defined so far */
  GString *defs;
  int clips;            /* clip paths defined so far */
  struct svg_style *style; /* NULL: colours are fixed */
  GHashTable *ids;      /* those given so far: ids are unique in a document */
};

static void
attribute (GString *out, const char *name, double value)
{
  g_string_append_c (out, ' ');
  g_string_append (out, name);
  g_string_append (out, "=\"");
  number_append (out, value);
  g_string_append_c (out, '"');
}

static void
word_attribute (GString *out, const char *name, const char *word)
{
  g_string_append_c (out, ' ');
  g_string_append (out, name);
  g_string_append (out, "=\"");
  g_string_append (out, word);
  g_string_append_c (out, '"');
}

/* XML 1.0 has no room for most control characters, even escaped. */
static void
escaped (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    switch (*c) {
    case '&':
      g_string_append (out, "&amp;");
      break;
    case '<':
      g_string_append (out, "&lt;");
      break;
    case '>':
      g_string_append (out, "&gt;");
      break;
    case '"':
      g_string_append (out, "&quot;");
      break;
    case '\xef': /* U+FFFE and U+FFFF are no characters of XML */
      if (c[1] == '\xbf' && (c[2] == '\xbe' || c[2] == '\xbf')) {
        g_string_append_c (out, '?');
        c += 2;
        break;
      }
      /* fall through */
    default:
      g_string_append_c (out, (unsigned char) *c < 32 && *c != '\n' && *c != '\t' ? ' ' : *c);
    }
}

static void
color_attribute (struct svg *svg, const char *name, struct paint paint)
{
  char hex[8];
  if (paint.role == ROLE_NONE || paint.alpha <= 0) {
    word_attribute (svg->out, name, "none");
    return;
  }
  palette_hex (svg->theme, paint, hex);
  word_attribute (svg->out, name, hex);
  if (paint.alpha < 1) {
    g_autofree char *opacity = g_strconcat (name, "-opacity", NULL);
    attribute (svg->out, opacity, paint.alpha);
  }
}

static void
stroke_attributes (struct svg *svg, struct paint stroke, double width, enum dash dash)
{
  color_attribute (svg, "stroke", stroke);
  if (stroke.role == ROLE_NONE)
    return;
  attribute (svg->out, "stroke-width", width);
  if (dash == DASH_SOLID)
    return;
  g_string_append (svg->out, " stroke-dasharray=\"");
  number_append (svg->out, dash == DASH_DASHED ? fmax (3, 1.4 * width) : 0.01);
  g_string_append_c (svg->out, ' ');
  number_append (svg->out, dash == DASH_DASHED ? fmax (2.4, 1.2 * width) : fmax (3.4, 1.7 * width));
  g_string_append (svg->out, dash == DASH_DOTTED ? "\" stroke-linecap=\"round\"" : "\"");
}

static void
style_attribute (struct svg *svg, struct paint fill, struct paint stroke)
{
  if (svg->style)
    svg_style_append (svg->style, svg->out, fill, stroke);
}

/* Id of the pattern that stands for PAINT's stipple, defined once; NULL = plain colour. */
static char *
pattern_for (struct svg *svg, struct paint paint)
{
  int stipple = palette_stipple (svg->theme, paint);
  if (stipple < 0 || paint.alpha <= 0)
    return NULL;
  char hex[8];
  palette_hex (svg->theme, paint, hex);
  struct rgba ink = palette_stipple_color (svg->theme, paint);
  char *id = g_strdup_printf ("stipple-%d-%d", stipple, paint.role);
  if (!g_hash_table_add (svg->patterns, g_strdup (id)))
    return id;
  const struct stipple_tile *tile = stipple_tile (stipple);
  g_string_append_printf (svg->defs,
                          "<pattern id=\"%s\" width=\"%d\" height=\"%d\" patternUnits=\"userSpaceOnUse\">"
                          "<rect width=\"%d\" height=\"%d\" fill=\"%s\"/><path stroke-linecap=\"round\" stroke=\"#%02x%02x%02x\"",
                          id, STIPPLE_TILE, STIPPLE_TILE, STIPPLE_TILE, STIPPLE_TILE, hex,
                          (unsigned int) lround (ink.r * 255), (unsigned int) lround (ink.g * 255),
                          (unsigned int) lround (ink.b * 255));
  attribute (svg->defs, "stroke-width", tile->width);
  g_string_append (svg->defs, " d=\"");
  for (int i = 0; i < tile->lines; i++)
    for (int j = 0; j < 4; j += 2) {
      g_string_append_c (svg->defs, j == 0 ? 'M' : 'L');
      number_append (svg->defs, tile->line[i][j]);
      g_string_append_c (svg->defs, ' ');
      number_append (svg->defs, tile->line[i][j + 1]);
    }
  g_string_append (svg->defs, "\"/></pattern>\n");
  return id;
}

static void
fill_attribute (struct svg *svg, struct paint fill, bool stippled)
{
  g_autofree char *pattern = stippled ? pattern_for (svg, fill) : NULL;
  if (pattern != NULL)
    g_string_append_printf (svg->out, " fill=\"url(#%s)\"", pattern);
  else
    color_attribute (svg, "fill", fill);
}

static void
write_box (struct svg *svg, const struct primitive *box)
{
  double half = box->stroke.role != ROLE_NONE ? box->stroke_width / 2 : 0;
  if (box->rect.w <= 2 * half || box->rect.h <= 2 * half)
    half = 0;
  g_string_append (svg->out, "<rect");
  attribute (svg->out, "x", box->rect.x + half);
  attribute (svg->out, "y", box->rect.y + half);
  attribute (svg->out, "width", box->rect.w - 2 * half);
  attribute (svg->out, "height", box->rect.h - 2 * half);
  if (box->radius - half >= 0.5)
    attribute (svg->out, "rx", box->radius - half);
  fill_attribute (svg, box->fill, true);
  if (half > 0)
    stroke_attributes (svg, box->stroke, box->stroke_width, box->dash);
  style_attribute (svg, box->fill, half > 0 ? box->stroke : PAINT (ROLE_NONE));
  g_string_append (svg->out, "/>");
}

static void
write_string (struct svg *svg, double x, double y, double size, enum weight weight, enum align align,
              struct paint ink, const char *text)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  g_string_append (svg->out, "<text");
  attribute (svg->out, "x", x);
  attribute (svg->out, "y", y);
  attribute (svg->out, "font-size", size);
  if (weight != WEIGHT_REGULAR)
    attribute (svg->out, "font-weight", text_css_weight (weight));
  if (align != ALIGN_START)
    word_attribute (svg->out, "text-anchor", anchors[align]);
  color_attribute (svg, "fill", ink);
  style_attribute (svg, ink, PAINT (ROLE_NONE));
  g_string_append_c (svg->out, '>');
  escaped (svg->out, text);
  g_string_append (svg->out, "</text>");
}

static void
write_text (struct svg *svg, const struct primitive *text)
{
  write_string (svg, text->rect.x, text->rect.y, text->rect.h, text->weight, text->align, text->fill,
                scene_text_at (svg->scene, text->text));
}

static void
write_points (GString *out, const double *at, int points, bool closed)
{
  g_string_append (out, " d=\"M");
  number_append (out, at[0]);
  g_string_append_c (out, ' ');
  number_append (out, at[1]);
  for (int i = 1; i + 2 < points; i += 3) {
    const double *c = at + 2 * i;
    bool straight = c[2] == c[4] && c[3] == c[5];
    g_string_append_c (out, straight ? 'L' : 'C');
    for (int j = straight ? 4 : 0; j < 6; j++) {
      if (j > (straight ? 4 : 0))
        g_string_append_c (out, ' ');
      number_append (out, c[j]);
    }
  }
  g_string_append (out, closed ? "Z\"" : "\"");
}

static void
write_path (struct svg *svg, const struct primitive *path)
{
  g_string_append (svg->out, "<path");
  write_points (svg->out, svg->scene->points + 2 * path->first_point, path->points, false);
  fill_attribute (svg, path->fill, true);
  stroke_attributes (svg, path->stroke, path->stroke_width, path->dash);
  style_attribute (svg, path->fill, path->stroke);
  g_string_append (svg->out, "/>");
}

static void
write_badge (struct svg *svg, const struct primitive *token)
{
  static const struct paint none = { 0 }, ink = { ROLE_INK, 0, 1 }, paper = { ROLE_PANEL, 0, 1 };
  struct rect rect = badge_rect (token);
  int count;
  const struct badge_shape *shapes = badge_shapes (token->badge, &count);
  g_string_append (svg->out, "<g transform=\"translate(");
  number_append (svg->out, rect.x);
  g_string_append_c (svg->out, ' ');
  number_append (svg->out, rect.y);
  g_string_append (svg->out, ") scale(");
  number_append (svg->out, rect.w / BADGE_UNITS);
  g_string_append (svg->out, ")\">");
  for (int i = 0; i < count; i++) {
    g_string_append (svg->out, "<path");
    write_points (svg->out, shapes[i].at[0], shapes[i].points, shapes[i].closed);
    struct paint fill = shapes[i].fill == BADGE_HOLLOW ? none : shapes[i].fill == BADGE_INK ? ink : paper;
    color_attribute (svg, "fill", fill);
    stroke_attributes (svg, shapes[i].stroke ? ink : none, token->badge == BADGE_ENVELOPE ? 1.1 : 1.7, DASH_SOLID);
    style_attribute (svg, fill, shapes[i].stroke ? ink : none);
    g_string_append (svg->out, "/>");
  }
  g_string_append (svg->out, "</g>");
}

static void
write_token (struct svg *svg, const struct primitive *token)
{
  double radius = token->rect.w / 2, cx = token->rect.x + radius, cy = token->rect.y + radius;
  g_string_append (svg->out, "<circle");
  attribute (svg->out, "cx", cx);
  attribute (svg->out, "cy", cy);
  attribute (svg->out, "r", fmax (0.5, radius - (token->stroke.role != ROLE_NONE ? token->stroke_width / 2 : 0)));
  fill_attribute (svg, token->fill, false);
  stroke_attributes (svg, token->stroke, token->stroke_width, token->dash);
  style_attribute (svg, token->fill, token->stroke);
  g_string_append (svg->out, "/>");
  if (token->text >= 0 && token->radius > 0)
    write_string (svg, cx, cy + token->radius * 0.364, token->radius, WEIGHT_BOLD, ALIGN_MIDDLE, token->ink,
                  scene_text_at (svg->scene, token->text));
  if (token->badge != BADGE_NONE)
    write_badge (svg, token);
}

static void
write_rects (const struct rect *rect, int rects, struct paint paint, void *data)
{
  struct svg *svg = data;
  g_string_append (svg->out, "<path d=\"");
  for (int i = 0; i < rects; i++) {
    g_string_append_c (svg->out, 'M');
    number_append (svg->out, rect[i].x);
    g_string_append_c (svg->out, ' ');
    number_append (svg->out, rect[i].y);
    g_string_append_c (svg->out, 'h');
    number_append (svg->out, rect[i].w);
    g_string_append_c (svg->out, 'v');
    number_append (svg->out, rect[i].h);
    g_string_append_c (svg->out, 'h');
    number_append (svg->out, -rect[i].w);
    g_string_append_c (svg->out, 'z');
  }
  g_string_append_c (svg->out, '"');
  color_attribute (svg, "fill", paint);
  style_attribute (svg, paint, PAINT (ROLE_NONE));
  g_string_append (svg->out, "/>");
}

static void
write_strip (struct svg *svg, const struct primitive *strip)
{
  strip_walk (svg->scene, strip, write_rects, svg);
}

/* "Memory object" -> "memory-object": a class's name. */
static void
append_slug (GString *out, const char *words)
{
  for (const char *c = words; *c; c++)
    g_string_append_c (out, g_ascii_isalnum (*c) ? g_ascii_tolower (*c) : '-');
}

static void
class_attribute (GString *out, const char *type, const char *state)
{
  g_string_append (out, " class=\"");
  append_slug (out, type ? type : "object");
  if (state && *state) {
    g_string_append (out, " is-");
    append_slug (out, state);
  }
  g_string_append_c (out, '"');
}

/* A group for an object's run of primitives. The id is on its first group only: ids are unique in a document. */
static void
open_group (struct svg *svg, int object)
{
  const struct scene_object *it = &svg->scene->objects[object];
  g_string_append (svg->out, "<g");
  if (g_hash_table_add (svg->ids, g_strdup (it->id))) {
    g_string_append (svg->out, " id=\"");
    escaped (svg->out, it->id);
    g_string_append_c (svg->out, '"');
  }
  class_attribute (svg->out, it->type, scene_text_at (svg->scene, it->state));
  g_string_append_c (svg->out, '>');
  if (it->title >= 0) {
    g_string_append (svg->out, "<title>");
    escaped (svg->out, scene_text_at (svg->scene, it->title));
    g_string_append (svg->out, "</title>");
  }
}

/* A panned or clipped scene is a group of its own. */
static void
open_scene (struct svg *svg, const struct scene *scene)
{
  bool clipped = scene->clip.w > 0, moved = scene->dx != 0 || scene->dy != 0;
  if (clipped) {
    int id = svg->clips++;
    g_string_append_printf (svg->defs, "<clipPath id=\"clip%d\"><rect", id);
    attribute (svg->defs, "x", scene->clip.x);
    attribute (svg->defs, "y", scene->clip.y);
    attribute (svg->defs, "width", scene->clip.w);
    attribute (svg->defs, "height", scene->clip.h);
    g_string_append (svg->defs, "/></clipPath>\n");
    g_string_append_printf (svg->out, "<g clip-path=\"url(#clip%d)\">\n", id);
  }
  if (moved) {
    g_string_append (svg->out, "<g transform=\"translate(");
    number_append (svg->out, scene->dx);
    g_string_append_c (svg->out, ' ');
    number_append (svg->out, scene->dy);
    g_string_append (svg->out, ")\">\n");
  }
}

static void
close_scene (struct svg *svg, const struct scene *scene)
{
  if (scene->dx != 0 || scene->dy != 0)
    g_string_append (svg->out, "</g>\n");
  if (scene->clip.w > 0)
    g_string_append (svg->out, "</g>\n");
}

static void
write_scene (struct svg *svg, const struct scene *scene)
{
  static void (*const write[]) (struct svg *, const struct primitive *)
    = { [PRIMITIVE_BOX] = write_box, [PRIMITIVE_TEXT] = write_text, [PRIMITIVE_PATH] = write_path,
        [PRIMITIVE_TOKEN] = write_token, [PRIMITIVE_STRIP] = write_strip };
  int open = -1;
  svg->scene = scene;
  open_scene (svg, scene);
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *primitive = &scene->primitives[i];
    if (primitive->object != open) {
      if (open >= 0)
        g_string_append (svg->out, "</g>\n");
      open = primitive->object;
      if (open >= 0)
        open_group (svg, open);
    }
    write[primitive->kind](svg, primitive);
    if (open < 0)
      g_string_append_c (svg->out, '\n');
  }
  if (open >= 0)
    g_string_append (svg->out, "</g>\n");
  close_scene (svg, scene);
}

static void
write_words (GString *out, const char *element, const char *words)
{
  if (!words)
    return;
  g_string_append_printf (out, "<%s>", element);
  escaped (out, words);
  g_string_append_printf (out, "</%s>\n", element);
}

static void
write_head (GString *out, const struct scene *page, const struct export_options *options)
{
  g_string_append (out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
  attribute (out, "width", page->width * options->scale);
  attribute (out, "height", page->height * options->scale);
  g_string_append (out, " viewBox=\"0 0 ");
  number_append (out, page->width);
  g_string_append_c (out, ' ');
  number_append (out, page->height);
  g_string_append_printf (out, "\"%s font-family=\"%s, Inter, sans-serif\" stroke-linejoin=\"round\">\n",
                          options->title ? " role=\"img\"" : "", text_family ());
  write_words (out, "title", options->title);
  write_words (out, "desc", options->description);
}

GString *
export_svg (struct scene *const *scenes, int count, const struct export_options *options)
{
  g_autoptr (GHashTable) patterns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  struct svg svg = { .out = g_string_new (NULL), .theme = options->theme, .scene = scenes[0], .patterns = patterns, .defs = g_string_new (NULL),
                     .style = options->adapts ? svg_style_create (options->theme) : NULL, .ids = ids };
  struct primitive page = { .rect = { 0, 0, scenes[0]->width, scenes[0]->height }, .fill = PAINT (ROLE_PAGE) };
  write_box (&svg, &page);
  g_string_append_c (svg.out, '\n');
  for (int i = 0; i < count; i++)
    write_scene (&svg, scenes[i]);
  GString *file = g_string_new (NULL);
  write_head (file, scenes[0], options);
  if (svg.style)
    svg_style_write (svg.style, file);
  if (svg.defs->len > 0)
    g_string_append_printf (file, "<defs>\n%s</defs>\n", svg.defs->str);
  g_string_append_len (file, svg.out->str, (gssize) svg.out->len);
  g_string_append (file, "</svg>\n");
  svg_style_destroy (svg.style);
  g_string_free (svg.out, TRUE);
  g_string_free (svg.defs, TRUE);
  return file;
}
