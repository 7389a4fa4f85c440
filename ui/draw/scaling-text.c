#include "ui/draw/scaling-private.h"

#include <glib.h>

#include "ui/draw/paragraph.h"

double
scaling_lines (struct scene *scene, int object, double x, double y, double w, double type, int lines, struct paint ink, const char *text)
{
  g_auto (GStrv) parts = paragraph_lines (text, w, type, WEIGHT_REGULAR);
  int count = MIN ((int) g_strv_length (parts), lines);

  for (int i = 0; scene && i < count; i++) {
    g_autofree char *words = i + 1 < count ? g_strdup (parts[i]) : g_strjoinv (" ", parts + i); /* the last one is shortened */
    scene_text (scene, object, x, y + i * type * 1.35 + type, w + 1, type, WEIGHT_REGULAR, ALIGN_START, ink, words);
  }
  return count * type * 1.35;
}
