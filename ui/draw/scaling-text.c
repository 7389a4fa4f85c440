#include "ui/draw/scaling-private.h"

#include <glib.h>
#include <string.h>

#include "ui/draw/text.h"

/* How many bytes of TEXT's beginning, whole words, fit into W px; at least the first word. */
static size_t
line_length (const char *text, double w, double type)
{
  size_t fits = 0;

  for (const char *end = text; *end;) {
    end += strspn (end, " ");
    end += strcspn (end, " ");
    g_autofree char *start = g_strndup (text, (gsize) (end - text));
    if (fits && text_width (start, type, WEIGHT_REGULAR) > w)
      break;
    fits = (size_t) (end - text);
  }
  return fits;
}

double
scaling_lines (struct scene *scene, int object, double x, double y, double w, double type, int lines, struct paint ink, const char *text)
{
  double height = 0;

  for (int line = 1; *text && line <= lines; line++) {
    size_t length = line < lines ? line_length (text, w, type) : strlen (text);
    g_autofree char *words = g_strndup (text, length);
    if (scene)
      scene_text (scene, object, x, y + height + type, w, type, WEIGHT_REGULAR, ALIGN_START, ink, words);
    height += type * 1.35;
    text += length;
    text += strspn (text, " ");
  }
  return height;
}
