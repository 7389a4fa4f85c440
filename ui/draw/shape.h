/* Text as glyphs at a size of one: a text is shaped once, whatever the sizes that it is measured and drawn at. Numbers
 * (a large machine is full of them) are put together from digits and their kerning. A thread has its own. */
#pragma once

#include <cairo.h>

#include "ui/draw/scene.h"

struct shape_glyph { unsigned int index; float x, y; }; /* ems from the text's origin, y down */

struct shape_run {
  cairo_font_face_t *face;
  cairo_matrix_t matrix;  /* of the font at size 1 */
  bool ours;              /* one of font.h's faces: kept for good, matrix is identity */
  const struct shape_glyph *glyphs;
  int count;
};

struct shape {
  double width; /* ems */
  const struct shape_run *runs;
  int count;
};

/* Valid until the next call. */
const struct shape *shape_text (const char *text, enum weight weight);
