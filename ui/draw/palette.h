/* Colours for roles: light, dark, high contrast, print (monochrome, stipples stand for processes). */
#pragma once

#include "ui/draw/scene.h"

enum theme { THEME_LIGHT, THEME_DARK, THEME_CONTRAST, THEME_PRINT, THEMES };
struct rgba { double r, g, b, a; };

bool theme_parse (const char *name, enum theme *theme);
const char *theme_name (enum theme theme);
struct rgba palette_color (enum theme theme, struct paint paint);
/* "#rrggbb" for SVG and CSS. */
void palette_hex (enum theme theme, struct paint paint, char out[8]);
