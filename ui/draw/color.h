/* Colour arithmetic for the palette. */
#pragma once

#include "ui/draw/palette.h"

struct rgba color_hex (uint32_t rgb);
struct rgba color_mix (struct rgba a, struct rgba b, double share_of_b); /* opaque, in sRGB */
/* OKLCH: lightness 0..1, chroma about 0..0.3, hue in degrees; chroma gives way where sRGB ends. */
struct rgba color_oklch (double lightness, double chroma, double hue);
/* Distance in OKLab: about 0.02 is just visible. */
double color_distance (struct rgba a, struct rgba b);
/* COLOR moved toward TOWARD until it has this contrast against BACKGROUND. */
struct rgba color_until (struct rgba color, struct rgba toward, struct rgba background, double contrast);
