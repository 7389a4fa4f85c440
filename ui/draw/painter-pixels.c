/* Primitives straight into pixels, looking as Cairo draws them. */
#include "ui/draw/brush.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/draw/badge.h"
#include "ui/draw/cache.h"
#include "ui/draw/glyphs.h"
#include "ui/draw/patch.h"
#include "ui/draw/raster.h"

#define LARGEST_SPRITE 64 /* px: larger tokens are few */
#define PHASES 4          /* places of a token's centre within a pixel, each way */

static uint32_t
color_of (const struct brush *brush, struct paint paint)
{
  return brush_visible (paint) ? pixels_color (palette_color (brush->theme, paint)) : 0;
}

static int
nearest (double value)
{
  return (int) floor (value + 0.5);
}

/* Width of the stroke that a box of this size has, in its own units. */
static double
stroke_of (const struct primitive *box, double width, double height)
{
  bool room = width > box->stroke_width && height > box->stroke_width;
  return brush_visible (box->stroke) && room ? box->stroke_width : 0;
}

bool
brush_pixel_box (const struct brush *brush, const struct primitive *box)
{
  const struct pixels *pixels = brush->pixels;
  if (!pixels || box->dash != DASH_SOLID || pixels->xx != pixels->yy || palette_stipple (brush->theme, box->fill) >= 0)
    return false;
  int x = nearest (box->rect.x * pixels->xx + pixels->x0), y = nearest (box->rect.y * pixels->yy + pixels->y0);
  int right = nearest ((box->rect.x + box->rect.w) * pixels->xx + pixels->x0), bottom = nearest ((box->rect.y + box->rect.h) * pixels->yy + pixels->y0);
  int width = right > x ? right - x : 1, height = bottom > y ? bottom - y : 1;
  double stroke = stroke_of (box, width / pixels->xx, height / pixels->xx) * pixels->xx;
  double radius = fmin (box->radius * pixels->xx, fmin (width, height) / 2.0) - stroke / 2;
  struct patch_style style = { radius < 0.5 * pixels->xx ? 0 : radius, stroke };
  return patch_draw (pixels, x, y, width, height, style, color_of (brush, box->fill), color_of (brush, box->stroke));
}

bool
brush_pixel_text (const struct brush *brush, double x, double baseline, double size, enum weight weight, struct paint ink, const char *text)
{
  return brush->pixels && glyphs_draw (brush->pixels, shape_text (text, weight), x, baseline, size, color_of (brush, ink));
}

bool
brush_pixel_path (const struct brush *brush, const struct primitive *path)
{
  if (!brush->pixels || brush_visible (path->fill) || !brush_visible (path->stroke) || path->dash != DASH_SOLID || path->points < 4
      || path->stroke_width * brush->pixels->xx > RASTER_THICKEST)
    return false;
  raster_stroke (brush->pixels, brush->scene->points + 2 * path->first_point, path->points, path->stroke_width, palette_color (brush->theme, path->stroke));
  return true;
}

/* ---- tokens: sprites ---- */

/* All tokens that look the same, at each place of the centre within a pixel: found by one key that stays in the processor's nearest memory. */
struct guise { struct cache_key key; struct sprite *sprite[PHASES * PHASES]; /* NULL = not drawn yet */ };

struct body {
  struct primitive token; /* its centre at the origin */
  enum theme theme;
  double scale, dx, dy;   /* pixels: of a px of the page; the centre's place within a pixel */
};

static void
draw_body (cairo_t *cr, const void *data)
{
  const struct body *body = data;
  struct brush brush = { .cr = cr, .theme = body->theme };
  cairo_translate (cr, body->dx, body->dy);
  cairo_scale (cr, body->scale, body->scale);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  brush_token_body (&brush, &body->token);
}

static struct cache_key
key_of (const struct brush *brush, const struct primitive *token)
{
  float of[4] = { (float) token->rect.w, token->stroke_width, (float) brush->pixels->xx };
  struct cache_key key;
  memcpy (&key.word[0], of, sizeof of);
  key.word[2] = (uint64_t) color_of (brush, token->fill) << 32 | color_of (brush, token->stroke);
  key.word[3] = (uint64_t) token->dash << 16 | (uint64_t) token->badge << 8 | brush->theme;
  return key;
}

static struct sprite *
draw_sprite (const struct body *body)
{
  double radius = body->token.rect.w / 2, scale = body->scale;
  int left = (int) floor (-radius * scale) - 1, top = left, right = -left + 1, bottom = -left + 1;
  if (body->token.badge != BADGE_NONE) {
    struct rect badge = badge_rect (&body->token);
    top = (int) fmin (top, floor ((badge.y - 2) * scale));
    right = (int) fmax (right, ceil ((badge.x + badge.w + 2) * scale) + 1);
  }
  return sprite_drawn (left, top, right - left, bottom - top, draw_body, body);
}

static void
free_guise (void *data)
{
  struct guise *guise = data;
  for (int i = 0; i < PHASES * PHASES; i++)
    free (guise->sprite[i]);
  free (guise);
}

static _Thread_local struct cache guises = { .sets = 512, .free = free_guise };

/* A guise that is new may take the place of another one whose sprite waits to be put somewhere: only MAKE one where none does. */
static struct guise *
guise_of (const struct brush *brush, const struct primitive *token, bool make)
{
  struct cache_key key = key_of (brush, token);
  struct guise *guise = cache_find (&guises, &key);
  if (guise || !make)
    return guise;
  guise = calloc (1, sizeof *guise);
  return guise ? cache_put (&guises, &key, guise) : NULL;
}

static const struct sprite *
sprite_of (const struct brush *brush, const struct primitive *token, struct guise *guise, int phase_x, int phase_y)
{
  struct sprite **sprite = &guise->sprite[phase_y * PHASES + phase_x];
  if (*sprite)
    return *sprite;
  struct body body = { *token, brush->theme, brush->pixels->xx, (double) phase_x / PHASES, (double) phase_y / PHASES };
  body.token.rect.x = body.token.rect.y = -token->rect.w / 2;
  return *sprite = draw_sprite (&body);
}

/* A token whose sprite is known, and where it goes. */
struct placed { const struct sprite *sprite; int x, y; };

static struct placed
place_body (const struct brush *brush, const struct primitive *token, bool make)
{
  const struct pixels *pixels = brush->pixels;
  double radius = token->rect.w / 2;
  struct guise *guise = radius * pixels->xx > LARGEST_SPRITE ? NULL : guise_of (brush, token, make);
  if (!guise)
    return (struct placed){ NULL, 0, 0 };
  int x = nearest (((token->rect.x + radius) * pixels->xx + pixels->x0) * PHASES), y = nearest (((token->rect.y + radius) * pixels->yy + pixels->y0) * PHASES);
  int phase_x = x & (PHASES - 1), phase_y = y & (PHASES - 1);
  return (struct placed){ sprite_of (brush, token, guise, phase_x, phase_y), (x - phase_x) / PHASES, (y - phase_y) / PHASES };
}

int
brush_pixel_bodies (const struct brush *brush, const struct primitive *token, int count)
{
  const struct pixels *pixels = brush->pixels;
  struct placed placed[BRUSH_BODIES];
  int ready = 0;
  if (!pixels || pixels->xx != pixels->yy)
    return 0;
  for (; ready < count; ready++) {
    placed[ready] = place_body (brush, token + ready, ready == 0);
    if (!placed[ready].sprite)
      break;
    pixels_expect_sprite (pixels, placed[ready].sprite, placed[ready].x, placed[ready].y);
  }
  for (int i = 0; i < ready; i++)
    pixels_blend (pixels, placed[i].sprite, placed[i].x, placed[i].y);
  return ready;
}
