#include "ui/draw/paragraph.h"

#include <glib.h>
#include <math.h>

#include "ui/draw/text.h"

#define LINE 1.35 /* of the size */

static void
break_line (GPtrArray *lines, const char *text, double width, double size, enum weight weight)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *line = NULL;
  for (char **word = words; *word; word++) {
    g_autofree char *longer = line ? g_strconcat (line, " ", *word, NULL) : g_strdup (*word);
    if (line && text_width (longer, size, weight) > width) {
      g_ptr_array_add (lines, g_steal_pointer (&line));
      line = g_strdup (*word);
      continue;
    }
    g_free (line);
    line = g_steal_pointer (&longer);
  }
  g_ptr_array_add (lines, line ? g_steal_pointer (&line) : g_strdup (""));
}

char **
paragraph_lines (const char *text, double width, double size, enum weight weight)
{
  GPtrArray *lines = g_ptr_array_new ();
  g_auto (GStrv) parts = g_strsplit (text, "\n", -1);
  for (char **part = parts; *part; part++)
    break_line (lines, *part, width, size, weight);
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (lines, FALSE);
}

double
paragraph_draw (struct scene *scene, int object, double x, double top, double width, double size, enum weight weight, struct paint ink,
                const char *text, double *longest)
{
  g_auto (GStrv) lines = paragraph_lines (text, width, size, weight);
  int count = 0;
  double most = 0;
  for (; lines[count]; count++) {
    most = fmax (most, text_width (lines[count], size, weight));
    if (scene && *lines[count])
      scene_text (scene, object, x, top + size + count * size * LINE, width + 1, size, weight, ALIGN_START, ink, lines[count]);
  }
  if (longest)
    *longest = fmin (most, width);
  return ceil (count * size * LINE);
}
