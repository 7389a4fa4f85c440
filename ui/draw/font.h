/* Faces of the program's own choice (Inter, else the system's sans), read straight from their files:
 * the user's fontconfig rules would change widths and so the layout, and reading them takes longer than a small picture. */
#pragma once

#include <cairo.h>
#include <hb.h>
#include <pango/pango.h>

#include "ui/draw/scene.h"

/* For HarfBuzz, scaled to units of 1 / FONT_UNITS em; NULL = no such font on this system. */
#define FONT_UNITS 4096
hb_font_t *font_shaper (enum weight weight);
/* The same face for Cairo; borrowed. */
cairo_font_face_t *font_face (enum weight weight);
const char *font_family (void);
int font_css_weight (enum weight weight);

/* With all fonts that are packaged, without anyone's rules: for scripts that our faces don't have. */
PangoContext *font_system (void);
/* Grey, unhinted, the same on screen and in files; borrowed. */
const cairo_font_options_t *font_options (void);
