#include "ui/draw/color.h"

#include <math.h>

struct lab { double l, a, b; };

struct rgba
color_hex (uint32_t rgb)
{
  return (struct rgba){ (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, 1 };
}

struct rgba
color_mix (struct rgba a, struct rgba b, double t)
{
  return (struct rgba){ a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t, 1 };
}

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
encoded (double c)
{
  return c <= 0.0031308 ? 12.92 * c : 1.055 * pow (c, 1 / 2.4) - 0.055;
}

/* https://bottosson.github.io/posts/oklab/ */
static struct lab
to_lab (struct rgba c)
{
  double r = linear (c.r), g = linear (c.g), b = linear (c.b);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return (struct lab){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                       1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                       0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s };
}

static struct rgba
from_lab (struct lab c)
{
  double l = pow (c.l + 0.3963377774 * c.a + 0.2158037573 * c.b, 3);
  double m = pow (c.l - 0.1055613458 * c.a - 0.0638541728 * c.b, 3);
  double s = pow (c.l - 0.0894841775 * c.a - 1.2914855480 * c.b, 3);
  return (struct rgba){ encoded (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                        encoded (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                        encoded (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 1 };
}

static bool
in_gamut (struct rgba c)
{
  return fmin (c.r, fmin (c.g, c.b)) >= 0 && fmax (c.r, fmax (c.g, c.b)) <= 1;
}

struct rgba
color_oklch (double lightness, double chroma, double hue)
{
  double a = cos (hue * M_PI / 180), b = sin (hue * M_PI / 180);
  for (; chroma > 0; chroma -= 0.005) {
    struct rgba c = from_lab ((struct lab){ lightness, chroma * a, chroma * b });
    if (in_gamut (c))
      return c;
  }
  return from_lab ((struct lab){ lightness, 0, 0 });
}

double
color_distance (struct rgba one, struct rgba other)
{
  struct lab a = to_lab (one), b = to_lab (other);
  return sqrt ((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) + (a.b - b.b) * (a.b - b.b));
}

static double
luminance (struct rgba c)
{
  return 0.2126 * linear (c.r) + 0.7152 * linear (c.g) + 0.0722 * linear (c.b);
}

double
palette_contrast (struct rgba a, struct rgba b)
{
  double one = luminance (a), other = luminance (b);
  return (fmax (one, other) + 0.05) / (fmin (one, other) + 0.05);
}

struct rgba
color_until (struct rgba color, struct rgba toward, struct rgba background, double contrast)
{
  for (double t = 0; t < 1; t += 0.02) {
    struct rgba c = color_mix (color, toward, t);
    if (palette_contrast (c, background) >= contrast)
      return c;
  }
  return toward;
}
