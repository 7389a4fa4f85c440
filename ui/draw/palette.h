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

/* Print has no colours: a stipple stands for the process. Which of STIPPLES to lay over this paint's colour when it
 * fills an area, -1 = none. */
enum stipple { STIPPLE_DOTS, STIPPLE_RISING, STIPPLE_FALLING, STIPPLE_LEVEL, STIPPLE_UPRIGHT, STIPPLE_GRID, STIPPLE_CROSS,
               STIPPLE_FINE_DOTS, STIPPLE_FORBIDDEN, STIPPLES };
int palette_stipple (enum theme theme, struct paint paint);
/* The stipple's own colour. */
struct rgba palette_stipple_color (enum theme theme, struct paint paint);
/* WCAG 2 contrast of two opaque colours, 1 to 21. */
double palette_contrast (struct rgba a, struct rgba b);
