/* Text measured and drawn with fonts of the program's own choice (font.h: Inter, else the system's
 * sans), the same on screen and in files. In any thread: each has fonts and caches of its own. */
#pragma once

#include <cairo.h>
#include "ui/draw/scene.h"

double text_width (const char *text, double size, enum weight weight); /* px */

/* TEXT itself when it is at most ROOM px wide, else its longest start with an ellipsis; NULL where not even that
 * fits. The caller frees. */
char *text_fit (const char *text, double size, enum weight weight, double room);

/* Glyphs at (X, BASELINE) in the current source, left aligned. */
void text_draw (cairo_t *cr, double x, double baseline, double size, enum weight weight, const char *text);

/* Family name in use, for SVG's font-family. */
const char *text_family (void);
/* CSS font-weight of a weight: what is drawn and what SVG says. */
int text_css_weight (enum weight weight);
