#include "app/moment.h"

#include <math.h>

static bool
fail (GError **error, const char *text, const char *sentence)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", text, sentence);
  return false;
}

bool
moment_parse (const char *text, struct trace *trace, uint64_t *t, GError **error)
{
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  char *rest = NULL;
  double number = g_ascii_strtod (text, &rest);
  if (g_str_equal (text, "begin"))
    *t = begin;
  else if (g_str_equal (text, "end"))
    *t = end;
  else if (rest == text || !(number >= 0) || !isfinite (number) || !(g_str_equal (rest, "") || g_str_equal (rest, "s") || g_str_equal (rest, "%")))
    return fail (error, text, "a time is seconds after the begin (1.25), a share (50%), begin or end");
  else if (*rest != '%' && number * 1e9 > (double) (end - begin) + 1e6) {
    g_autofree char *sentence = g_strdup_printf ("the recording ends %.3f s after its begin", (double) (end - begin) / 1e9);
    return fail (error, text, sentence);
  } else if (*rest == '%')
    *t = begin + (uint64_t) ((double) (end - begin) * fmin (number, 100) / 100);
  else
    *t = MIN (end, begin + (uint64_t) (fmin (number, 1e9) * 1e9));
  return true;
}
