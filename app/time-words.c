#include "app/time-words.h"

#include "engine/trace/changes.h"

#include <math.h>
#include <string.h>

static const struct { const char *name; double ns; } units[] = {
  { "", 1e9 }, { "s", 1e9 }, { "ms", 1e6 }, { "us", 1e3 }, { "µs", 1e3 }, { "ns", 1 },
};

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no time: say 1.5 ms, 1.3 s, 40 %%, step 12, begin or end.", text);
  return FALSE;
}

static gboolean
parse_step (const char *text, struct trace *trace, uint64_t *t, GError **error)
{
  guint64 number;
  g_autofree char *digits = g_strstrip (g_strdup (text));
  if (!g_ascii_string_to_unsigned (digits, 10, 0, UINT32_MAX, &number, NULL))
    return refuse (error, text);
  if (change_of_step (trace, number, t))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No thread has done step %" G_GUINT64_FORMAT " (the first is step 0).", number);
  return FALSE;
}

/* ns after the begin; < 0: it is none. */
static double
parse_length (const char *text, double all)
{
  char *rest;
  double number = g_ascii_strtod (text, &rest);
  if (rest == text || !(number >= 0) || !isfinite (number))
    return -1;
  rest = g_strchug (rest);
  if (strcmp (rest, "%") == 0)
    return fmin (number, 100) / 100 * all;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (rest, units[i].name) == 0)
      return fmin (number * units[i].ns, 1e18);
  return -1;
}

gboolean
time_words_parse_length (const char *text, uint64_t all, uint64_t *ns, GError **error)
{
  g_autofree char *words = g_strstrip (g_strdup (text));
  double whole = (double) all, length = strcmp (words, "begin") == 0 ? 0 : strcmp (words, "end") == 0 ? whole : parse_length (words, whole);
  if (length < 0)
    return refuse (error, words);
  if (length > whole + 1e6) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: what is recorded ends %.3f s after its begin.", words, whole / 1e9);
    return FALSE;
  }
  *ns = MIN (all, (uint64_t) length);
  return TRUE;
}

gboolean
time_words_parse (const char *text, struct trace *trace, uint64_t *t, GError **error)
{
  g_autofree char *words = g_strstrip (g_strdup (text));
  uint64_t begin = trace_begin (trace), ns;
  if (g_str_has_prefix (words, "step"))
    return parse_step (words + strlen ("step"), trace, t, error);
  if (!time_words_parse_length (words, trace_end (trace) - begin, &ns, error))
    return FALSE;
  *t = begin + ns;
  return TRUE;
}

/* Digits after the point in groups of three: nine of them in a row can't be read. */
static char *
grouped (double value, int digits, const char *unit)
{
  g_autofree char *text = g_strdup_printf ("%.*f", digits, value);
  GString *out = g_string_new (NULL);
  char *point = strpbrk (text, ".,");
  for (char *c = text; *c; c++) {
    if (point && c > point + 1 && (c - point) % 3 == 1)
      g_string_append (out, "\u2009");
    g_string_append_c (out, *c);
  }
  g_string_append_printf (out, " %s", unit);
  return g_string_free (out, FALSE);
}

char *
time_words (uint64_t ns, uint64_t stretch)
{
  int digits = stretch >= 1000000000 ? 3 : stretch >= 1000000 ? 6 : 9;
  return grouped ((double) ns / 1e9, digits, "s");
}

char *
time_words_speed (double speed)
{
  static const struct { double least; const char *name; } parts[] = { { 1, "s" }, { 1e-3, "ms" }, { 1e-6, "µs" }, { 1e-9, "ns" } };
  if (speed > 0.999 && speed < 1.001)
    return g_strdup ("1 s takes 1 s");
  if (speed > 1)
    return g_strdup_printf ("%.2g s take 1 s", speed);
  size_t i = 0;
  while (i + 1 < G_N_ELEMENTS (parts) && speed < parts[i].least * 0.999)
    i++;
  return g_strdup_printf ("%.3g %s take%s 1 s", speed / parts[i].least, parts[i].name, speed / parts[i].least < 1.005 ? "s" : "");
}
