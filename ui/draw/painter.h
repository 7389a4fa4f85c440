/* Paints a scene with Cairo: screen, PNG, PDF. */
#pragma once

#include <cairo.h>
#include "ui/draw/palette.h"

/* Paints all primitives in order, within the scene's clip. Does not paint the page's background. */
void scene_paint (cairo_t *cr, const struct scene *scene, enum theme theme);
