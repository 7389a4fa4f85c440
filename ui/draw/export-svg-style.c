#include "ui/draw/export-svg-style.h"

struct svg_style {
  enum theme theme;
  GHashTable *known; /* class -> class */
  GString *rules;
};

struct svg_style *
svg_style_create (enum theme theme)
{
  struct svg_style *style = g_new0 (struct svg_style, 1);
  style->theme = theme;
  style->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  style->rules = g_string_new (NULL);
  return style;
}

void
svg_style_destroy (struct svg_style *style)
{
  if (!style)
    return;
  g_hash_table_destroy (style->known);
  g_string_free (style->rules, TRUE);
  g_free (style);
}

static void
append_class (struct svg_style *style, GString *classes, char kind, const char *property, struct paint paint)
{
  char hex[8], here[8];
  if (paint.role == ROLE_NONE || paint.alpha <= 0)
    return;
  palette_hex (THEME_DARK, paint, hex);
  palette_hex (style->theme, paint, here);
  if (g_str_equal (hex, here))
    return;
  char *class = g_strdup_printf ("%c%d-%d", kind, paint.role, paint.index);
  g_string_append_printf (classes, "%s%s", classes->len ? " " : "", class);
  if (!g_hash_table_contains (style->known, class))
    g_string_append_printf (style->rules, ".%s{%s:%s}\n", class, property, hex);
  g_hash_table_add (style->known, class);
}

void
svg_style_append (struct svg_style *style, GString *out, struct paint fill, struct paint stroke)
{
  g_autoptr (GString) classes = g_string_new (NULL);
  append_class (style, classes, 'f', "fill", fill);
  append_class (style, classes, 's', "stroke", stroke);
  if (classes->len)
    g_string_append_printf (out, " class=\"%s\"", classes->str);
}

void
svg_style_write (const struct svg_style *style, GString *out)
{
  g_string_append_printf (out, "<style>\nsvg{color-scheme:light dark}\n@media (prefers-color-scheme: dark){\n%s}\n</style>\n", style->rules->str);
}
