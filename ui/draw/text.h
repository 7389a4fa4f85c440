/* Text measured and drawn with fonts of the program's own choice (a private fontconfig set-up: Inter, else the
 * system's sans), the same on screen and in files. Widths are cached. Main thread or one thread at a time. */
#pragma once

#include <cairo.h>
#include "ui/draw/scene.h"

double text_width (const char *text, double size, enum weight weight); /* px */
double text_mono_width (const char *text, double size);
