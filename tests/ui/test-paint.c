#include <cairo.h>
#include <glib.h>
#include <math.h>

#include "ui/draw/color.h"
#include "ui/draw/painter.h"
#include "ui/draw/surface.h"
#include "ui/draw/text.h"

static struct rgba
pixel (struct scene *scene, enum theme theme, int x, int y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) scene->width, (int) scene->height);
  cairo_t *cr = cairo_create (surface);
  struct rgba page = palette_color (theme, PAINT (ROLE_PAGE));
  cairo_set_source_rgb (cr, page.r, page.g, page.b);
  cairo_paint (cr);
  scene_paint (cr, scene, theme);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  uint32_t value = *(uint32_t *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x);
  cairo_surface_destroy (surface);
  return color_hex (value & 0xffffff);
}

static void
assert_is (struct rgba got, enum theme theme, struct paint paint)
{
  g_assert_cmpfloat (color_distance (got, palette_color (theme, paint)), <, 0.02);
}

static void
test_token (void)
{
  struct scene *scene = scene_create (60, 60);
  scene_token (scene, -1, 30, 30, 14, NULL, PAINT_OF (ROLE_PROCESS, 1), PAINT (ROLE_NONE), 0, DASH_SOLID, BADGE_NONE, PAINT (ROLE_INK));
  for (int theme = 0; theme < THEMES; theme++) {
    assert_is (pixel (scene, theme, 30, 30), theme, PAINT_OF (ROLE_PROCESS, 1));
    assert_is (pixel (scene, theme, 3, 3), theme, PAINT (ROLE_PAGE));
  }
  scene_destroy (scene);
}

/* Walks the circle of an outlined token: how many of its pixels are nearer to the page than to the stroke. */
static int
gaps (enum dash dash)
{
  struct scene *scene = scene_create (60, 60);
  int n = 0;
  scene_token (scene, -1, 30, 30, 20, NULL, PAINT (ROLE_PAGE), PAINT (ROLE_INK), 3, dash, BADGE_NONE, PAINT (ROLE_INK));
  for (int i = 0; i < 60; i++) {
    double angle = i * 2 * M_PI / 60;
    struct rgba at = pixel (scene, THEME_LIGHT, (int) (30 + 18.5 * cos (angle)), (int) (30 + 18.5 * sin (angle)));
    n += color_distance (at, palette_color (THEME_LIGHT, PAINT (ROLE_PAGE))) < 0.2;
  }
  scene_destroy (scene);
  return n;
}

static void
test_dashes (void)
{
  g_assert_cmpint (gaps (DASH_SOLID), ==, 0);
  g_assert_cmpint (gaps (DASH_DASHED), >, 8);
  g_assert_cmpint (gaps (DASH_DOTTED), >, 8);
}

/* A stroke of one pixel on whole coordinates is one full pixel, inside the rect. */
static void
test_crisp (void)
{
  struct scene *scene = scene_create (40, 40);
  scene_box (scene, -1, (struct rect){ 10, 10, 20, 20 }, 0, PAINT (ROLE_PU), PAINT (ROLE_INK), 1, DASH_SOLID);
  assert_is (pixel (scene, THEME_LIGHT, 9, 20), THEME_LIGHT, PAINT (ROLE_PAGE));
  assert_is (pixel (scene, THEME_LIGHT, 10, 20), THEME_LIGHT, PAINT (ROLE_INK));
  assert_is (pixel (scene, THEME_LIGHT, 11, 20), THEME_LIGHT, PAINT (ROLE_PU));
  assert_is (pixel (scene, THEME_LIGHT, 29, 20), THEME_LIGHT, PAINT (ROLE_INK));
  assert_is (pixel (scene, THEME_LIGHT, 30, 20), THEME_LIGHT, PAINT (ROLE_PAGE));
  scene_destroy (scene);
}

static void
test_badges (void)
{
  for (int badge = BADGE_PADLOCK; badge <= BADGE_PAUSE; badge++) {
    struct scene *scene = scene_create (60, 60);
    int inked = 0;
    scene_token (scene, -1, 30, 30, 14, NULL, PAINT (ROLE_PAGE), PAINT (ROLE_NONE), 0, DASH_SOLID, badge, PAINT (ROLE_INK));
    for (int y = 8; y < 28; y++)
      for (int x = 36; x < 56; x++)
        inked += color_distance (pixel (scene, THEME_LIGHT, x, y), palette_color (THEME_LIGHT, PAINT (ROLE_INK))) < 0.1;
    g_assert_cmpint (inked, >, 4);
    scene_destroy (scene);
  }
}

/* Two ranks printed without colour differ by their stipples. */
static void
test_stipples (void)
{
  int differing = 0;
  struct scene *one = scene_create (32, 32), *two = scene_create (32, 32);
  scene_box (one, -1, (struct rect){ 0, 0, 32, 32 }, 0, PAINT_OF (ROLE_PROCESS_MID, 0), PAINT (ROLE_NONE), 0, DASH_SOLID);
  scene_box (two, -1, (struct rect){ 0, 0, 32, 32 }, 0, PAINT_OF (ROLE_PROCESS_MID, 1), PAINT (ROLE_NONE), 0, DASH_SOLID);
  for (int i = 0; i < 32; i++)
    differing += color_distance (pixel (one, THEME_PRINT, i, (7 * i) % 32), pixel (two, THEME_PRINT, i, (7 * i) % 32)) > 0.1;
  g_assert_cmpint (differing, >, 4);
  scene_destroy (one);
  scene_destroy (two);
}

static cairo_surface_t *
painted (const struct scene *scene, const struct rect *strip)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 200);
  cairo_t *cr = cairo_create (surface);
  cairo_rectangle (cr, strip->x, strip->y, strip->w, strip->h);
  cairo_clip (cr);
  scene_paint (cr, scene, THEME_LIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* What a strip's clip leaves out must not be missed in it: each pixel of the strip is as in the whole picture. */
static void
test_strips (void)
{
  struct scene *scene = scene_create (300, 200);
  for (int i = 0; i < 12; i++) {
    scene_box (scene, -1, (struct rect){ 25 * i, 3, 22, 40 }, 5, PAINT (ROLE_CACHE), PAINT (ROLE_INK), 2, DASH_SOLID);
    scene_text (scene, -1, 150, 60 + 10 * i, 0, 11, WEIGHT_REGULAR, (enum align) (i % 3), PAINT (ROLE_INK), "Wide words g");
    scene_token (scene, -1, 25 * i, 100, 12, "1.0", PAINT_OF (ROLE_PROCESS, i), PAINT (ROLE_INK), 2, DASH_SOLID, BADGE_ENVELOPE, PAINT (ROLE_PAGE));
  }
  scene_line (scene, -1, 0, 180, 300, 120, PAINT (ROLE_ERROR), 9, DASH_DASHED);
  scene->dx = 3;
  cairo_surface_t *whole = painted (scene, &(struct rect){ 0, 0, 300, 200 });
  for (int x = 0; x < 300; x += 10) {
    cairo_surface_t *strip = painted (scene, &(struct rect){ x, 0, 10, 200 });
    for (int y = 0; y < 200; y++)
      for (int i = 1200 * y + 4 * x; i < 1200 * y + 4 * x + 40; i++) /* Cairo's own strokes differ by some grades */
        g_assert_cmpint (ABS (cairo_image_surface_get_data (strip)[i] - cairo_image_surface_get_data (whole)[i]), <=, 24);
    cairo_surface_destroy (strip);
  }
  cairo_surface_destroy (whole);
  scene_destroy (scene);
}

/* Without Cairo's help the pixels are as with it: a dashed box is Cairo's but for its fill. */
static void
test_boxes_as_cairo (void)
{
  for (int size = 3; size < 40; size++) {
    struct scene *ours = scene_create (60, 60), *theirs = scene_create (60, 60);
    struct rect rect = { 10, 10, size, 43 - size };
    scene_box (ours, -1, rect, size % 7, PAINT_OF (ROLE_PROCESS, 1), PAINT (ROLE_NONE), 0, DASH_SOLID);
    scene_box (theirs, -1, rect, size % 7, PAINT_OF (ROLE_PROCESS, 1), PAINT (ROLE_NONE), 0, DASH_DASHED);
    for (int x = 8; x < 56; x++)
      g_assert_cmpfloat (color_distance (pixel (ours, THEME_LIGHT, x, x), pixel (theirs, THEME_LIGHT, x, x)), <, 0.01);
    scene_destroy (ours);
    scene_destroy (theirs);
  }
}

static void
test_contrast (void)
{
  static const struct { enum role ink, on; } pairs[] = {
    { ROLE_INK, ROLE_PAGE }, { ROLE_INK_SOFT, ROLE_PACKAGE }, { ROLE_INK_SOFT, ROLE_CACHE }, { ROLE_INK_SOFT, ROLE_ICACHE },
    { ROLE_INK_FAINT, ROLE_PU }, { ROLE_INK, ROLE_NUMA }, { ROLE_INK, ROLE_MEMCACHE }, { ROLE_INK, ROLE_CORE },
    { ROLE_INK_SOFT, ROLE_IO }, { ROLE_INK_SOFT, ROLE_MISC }, { ROLE_INK_SOFT, ROLE_PU }, { ROLE_INK_SOFT, ROLE_FORBIDDEN },
    { ROLE_ERROR, ROLE_PAGE }, { ROLE_WARNING, ROLE_PAGE }, { ROLE_GOOD, ROLE_PAGE },
  };
  for (int theme = 0; theme < THEMES; theme++) {
    for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++) {
      g_test_message ("%s: role %d on %d", theme_name (theme), pairs[i].ink, pairs[i].on);
      g_assert_cmpfloat (palette_contrast (palette_color (theme, PAINT (pairs[i].ink)), palette_color (theme, PAINT (pairs[i].on))), >=, 4.5);
    }
    for (int rank = 0; rank < 64; rank++) {
      g_test_message ("%s: rank %d", theme_name (theme), rank);
      struct rgba strong = palette_color (theme, PAINT_OF (ROLE_PROCESS, rank)), ink = palette_color (theme, PAINT_OF (ROLE_PROCESS_INK, rank));
      g_assert_cmpfloat (palette_contrast (palette_color (theme, PAINT_OF (ROLE_ON_PROCESS, rank)), strong), >=, 4.5);
      g_assert_cmpfloat (palette_contrast (ink, palette_color (theme, PAINT_OF (ROLE_PROCESS_PALE, rank))), >=, 4.5);
      g_assert_cmpfloat (palette_contrast (ink, palette_color (theme, PAINT (ROLE_PANEL))), >=, 4.5);
      if (rank < 8)
        g_assert_cmpfloat (palette_contrast (strong, palette_color (theme, PAINT (ROLE_PANEL))), >=, 3.0);
    }
    for (int share = 0; share < 256; share++)
      g_assert_cmpfloat (palette_contrast (palette_color (theme, PAINT_OF (ROLE_ON_HEAT, share)), palette_color (theme, PAINT_OF (ROLE_HEAT, share))), >=, 4.5);
  }
}

static void
test_distinct (void)
{
  for (int theme = THEME_LIGHT; theme <= THEME_DARK; theme++)
    for (int a = 0; a < 16; a++)
      for (int b = 0; b < a; b++) {
        g_test_message ("%s: ranks %d and %d", theme_name (theme), a, b);
        g_assert_cmpfloat (color_distance (palette_color (theme, PAINT_OF (ROLE_PROCESS, a)), palette_color (theme, PAINT_OF (ROLE_PROCESS, b))), >, 0.04);
      }
}

static void
test_okabe_ito (void)
{
  char hex[8];
  palette_hex (THEME_LIGHT, PAINT_OF (ROLE_PROCESS, 0), hex);
  g_assert_cmpstr (hex, ==, "#0072b2");
  palette_hex (THEME_LIGHT, PAINT_OF (ROLE_PROCESS, 1), hex);
  g_assert_cmpstr (hex, ==, "#d55e00");
}

/* ---- many tokens ---- */

static void
add_token (struct scene *scene, int i)
{
  const char *text = i % 11 == 10 ? "1.2" : NULL;
  double radius = i % 23 == 22 ? 70 : 3 + i % 5; /* larger ones are Cairo's affair */
  scene_token (scene, -1, 40 + 7.3 * (i % 17), 40 + 5.7 * (i % 13), radius, text, PAINT_ALPHA (ROLE_PROCESS, i % 7, 0.6), PAINT_OF (ROLE_PROCESS, i % 5), 1.5,
               (enum dash) (i % 3), i % 19 == 18 ? BADGE_PADLOCK : BADGE_NONE, PAINT (ROLE_INK));
}

static cairo_surface_t *
tokens_painted (int tokens, int in_one)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 220, 180);
  cairo_t *cr = cairo_create (surface);
  struct scene *scene = scene_create (220, 180);
  for (int i = 0; i < tokens; i++) {
    add_token (scene, i);
    if ((i + 1) % in_one != 0 && i + 1 < tokens)
      continue;
    scene_paint (cr, scene, THEME_LIGHT);
    scene_clear (scene);
  }
  scene_destroy (scene);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Tokens without text are painted several at once: that must not be seen, in their order nor in what is between them. */
static void
test_tokens_together (void)
{
  cairo_surface_t *together = tokens_painted (200, 200), *alone = tokens_painted (200, 1);
  size_t bytes = (size_t) cairo_image_surface_get_stride (alone) * 180;
  g_assert_cmpmem (cairo_image_surface_get_data (together), bytes, cairo_image_surface_get_data (alone), bytes);
  cairo_surface_destroy (together);
  cairo_surface_destroy (alone);
}

/* ---- pixels as they are ---- */

static uint32_t *
at (cairo_surface_t *surface, int x, int y)
{
  return (uint32_t *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x);
}

/* Each pixel says where it was. */
static cairo_surface_t *
numbered (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 20, 10);
  cairo_surface_flush (surface);
  for (int i = 0; i < 200; i++)
    *at (surface, i % 20, i / 20) = (uint32_t) i;
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
test_move (void)
{
  static const int by[][2] = { { 3, 2 }, { -3, -2 }, { 3, -2 }, { -3, 2 }, { 0, 4 }, { 5, 0 } };
  const cairo_rectangle_int_t area = { 2, 1, 15, 8 };
  for (size_t i = 0; i < G_N_ELEMENTS (by); i++) {
    cairo_surface_t *surface = numbered ();
    surface_move (surface, area, by[i][0], by[i][1]);
    for (int pixel = 0; pixel < 200; pixel++) {
      int x = pixel % 20, y = pixel / 20, from_x = x - by[i][0], from_y = y - by[i][1];
      bool inside = x >= 2 && x < 17 && y >= 1 && y < 9, moved = inside && from_x >= 2 && from_x < 17 && from_y >= 1 && from_y < 9;
      g_assert_cmpuint (*at (surface, x, y), ==, moved ? (uint32_t) (from_y * 20 + from_x) : (uint32_t) pixel);
    }
    cairo_surface_destroy (surface);
  }
}

static void
test_copy (void)
{
  cairo_surface_t *from = numbered (), *to = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 20, 10);
  surface_copy (to, from, (cairo_rectangle_int_t){ 4, 3, 5, 6 });
  for (int i = 0; i < 200; i++) {
    bool inside = i % 20 >= 4 && i % 20 < 9 && i / 20 >= 3 && i / 20 < 9;
    g_assert_cmpuint (*at (to, i % 20, i / 20), ==, inside ? (uint32_t) i : 0);
  }
  cairo_surface_destroy (from);
  cairo_surface_destroy (to);
}

/* Large and small ones, empty at first and to the last pixel their own. */
static void
test_create (void)
{
  static const int sizes[][2] = { { 20, 10 }, { 1920, 1080 }, { 1024, 512 }, { 0, 0 } };
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++) {
    int width = sizes[i][0], height = sizes[i][1];
    cairo_surface_t *surface = surface_create (CAIRO_FORMAT_ARGB32, width, height);
    g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
    g_assert_cmpint (cairo_image_surface_get_width (surface), ==, width);
    g_assert_cmpint (cairo_image_surface_get_height (surface), ==, height);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++) {
        g_assert_cmpuint (*at (surface, x, y), ==, 0);
        *at (surface, x, y) = 0xffffffff;
      }
    cairo_surface_destroy (surface);
  }
  cairo_surface_t *wrong = surface_create (CAIRO_FORMAT_ARGB32, -1, 10);
  g_assert_cmpint (cairo_surface_status (wrong), !=, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (wrong);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/token", test_token);
  g_test_add_func ("/paint/dashes", test_dashes);
  g_test_add_func ("/paint/crisp", test_crisp);
  g_test_add_func ("/paint/badges", test_badges);
  g_test_add_func ("/paint/stipples", test_stipples);
  g_test_add_func ("/paint/strips", test_strips);
  g_test_add_func ("/paint/boxes-as-cairo", test_boxes_as_cairo);
  g_test_add_func ("/paint/tokens-together", test_tokens_together);
  g_test_add_func ("/surface/create", test_create);
  g_test_add_func ("/surface/move", test_move);
  g_test_add_func ("/surface/copy", test_copy);
  g_test_add_func ("/palette/contrast", test_contrast);
  g_test_add_func ("/palette/distinct", test_distinct);
  g_test_add_func ("/palette/okabe-ito", test_okabe_ito);
  return g_test_run ();
}
