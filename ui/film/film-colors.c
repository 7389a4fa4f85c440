/* 255 colours for a whole film. They are chosen from samples of all of it, which come before the first frame: so what only happens late
 * has its colours too, and no frame has to wait in memory. Another colour gets a place of its own as long as there is one, where all of
 * the samples have theirs or where no other is near. */
#include "ui/film/film-private.h"

#include <stdlib.h>
#include <string.h>

#define MANY 32768     /* of the sampled colours are looked at one by one */
#define SPARE 64       /* places that are left to colours that are far from the chosen ones: rare ones, or of no sample */
#define FAR 16         /* of 255, in a channel */
#define BITS 15        /* of the table of colours that were asked for */
#define PLACES (1 << BITS)

struct film_colors {
  struct film_palette *samples; /* NULL: the colours are chosen */
  bool sampled, exact;          /* exact: every sampled colour has its place */
  int colors;                   /* that are taken, with the one of what does not change */
  uint32_t color[FILM_COLORS], key[PLACES];
  uint8_t index[PLACES];        /* of key; FILM_UNCHANGED = not known */
};

struct film_colors *
film_colors_create (void)
{
  struct film_colors *colors = g_try_new0 (struct film_colors, 1);
  if (!colors)
    return NULL;
  colors->samples = film_palette_create ();
  colors->colors = FILM_UNCHANGED + 1;
  if (colors->samples) {
    film_palette_clear (colors->samples, MANY);
    return colors;
  }
  film_colors_destroy (colors);
  return NULL;
}

void
film_colors_destroy (struct film_colors *colors)
{
  if (colors)
    film_palette_destroy (colors->samples);
  g_free (colors);
}

void
film_colors_sample (struct film_colors *colors, const uint32_t *pixels, int count)
{
  film_palette_meet (colors->samples, pixels, NULL, count);
  colors->sampled = true;
}

bool
film_colors_sampled (const struct film_colors *colors)
{
  return colors->sampled;
}

static void
choose (struct film_colors *colors)
{
  uint32_t color[FILM_COLORS];
  int most = FILM_COLORS - colors->colors;
  colors->exact = film_palette_met (colors->samples) <= most;
  int count = film_palette_choose (colors->samples, color, colors->exact ? most : most - SPARE);
  memcpy (colors->color + colors->colors, color, sizeof *color * (size_t) count);
  colors->colors += count;
  film_palette_destroy (g_steal_pointer (&colors->samples));
}

/* ---- indexes ---- */

static int
offset (uint32_t a, uint32_t b, int shift)
{
  return (int) (a >> shift & 0xff) - (int) (b >> shift & 0xff);
}

static int
nearest (const struct film_colors *colors, uint32_t color)
{
  int best = FILM_UNCHANGED + 1, least = INT_MAX;
  for (int i = best; i < colors->colors; i++) {
    int r = offset (color, colors->color[i], 16), g = offset (color, colors->color[i], 8), b = offset (color, colors->color[i], 0);
    int distance = r * r + g * g + b * b;
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}

static bool
is_far (uint32_t a, uint32_t b)
{
  return abs (offset (a, b, 16)) > FAR || abs (offset (a, b, 8)) > FAR || abs (offset (a, b, 0)) > FAR;
}

static int
find (struct film_colors *colors, uint32_t color)
{
  int index = nearest (colors, color);
  if (colors->color[index] == color && index < colors->colors)
    return index;
  if (colors->colors == FILM_COLORS || (!colors->exact && !is_far (color, colors->color[index])))
    return index;
  colors->color[colors->colors] = color;
  return colors->colors++;
}

uint8_t
film_colors_index (struct film_colors *colors, uint32_t pixel)
{
  uint32_t color = pixel & 0xffffff, at = (color * UINT32_C (2654435761)) >> (32 - BITS);
  if (colors->index[at] != FILM_UNCHANGED && colors->key[at] == color)
    return colors->index[at];
  if (colors->samples)
    choose (colors);
  colors->key[at] = color;
  colors->index[at] = (uint8_t) find (colors, color);
  return colors->index[at];
}

const uint32_t *
film_colors_all (const struct film_colors *colors)
{
  return colors->color;
}
