/* Curves drawn straight into pixels look as Cairo draws them, stay in the clip, and blend once where pieces join. */
#include <glib.h>
#include <math.h>
#include <stdbool.h>

#include "ui/draw/raster.h"

#define SIZE 200

static const double wave[] = { 10, 20, 60, 180, 140, -60, 190, 170 };

static cairo_surface_t *
white (cairo_t **cr)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIZE, SIZE);
  *cr = cairo_create (surface);
  cairo_set_source_rgb (*cr, 1, 1, 1);
  cairo_paint (*cr);
  return surface;
}

static int
blue_at (cairo_surface_t *surface, int x, int y)
{
  cairo_surface_flush (surface);
  return cairo_image_surface_get_data (surface)[y * cairo_image_surface_get_stride (surface) + 4 * x];
}

static void
stroke (cairo_t *cr, const double *points, double width, struct rgba color)
{
  struct pixels pixels;
  g_assert_true (pixels_find (&pixels, cr));
  cairo_surface_flush (pixels.surface);
  raster_stroke (&pixels, points, 4, width, color);
  cairo_surface_mark_dirty (pixels.surface);
}

/* Difference to Cairo's own stroke: small everywhere but at the two ends, which are cut along the axes. */
static void
test_looks_like_cairo (void)
{
  cairo_t *ours_cr, *theirs_cr;
  cairo_surface_t *ours = white (&ours_cr), *theirs = white (&theirs_cr);
  long sum = 0;
  int different = 0;
  stroke (ours_cr, wave, 3, (struct rgba){ 0, 0, 0, 1 });
  cairo_move_to (theirs_cr, wave[0], wave[1]);
  cairo_curve_to (theirs_cr, wave[2], wave[3], wave[4], wave[5], wave[6], wave[7]);
  cairo_set_source_rgb (theirs_cr, 0, 0, 0);
  cairo_set_line_width (theirs_cr, 3);
  cairo_stroke (theirs_cr);
  for (int y = 0; y < SIZE; y++)
    for (int x = 0; x < SIZE; x++) {
      int difference = ABS (blue_at (ours, x, y) - blue_at (theirs, x, y));
      sum += difference;
      different += difference > 64;
    }
  g_test_message ("mean %g, %d pixels differ", (double) sum / (SIZE * SIZE), different);
  g_assert_cmpfloat ((double) sum / (SIZE * SIZE), <, 0.3);
  g_assert_cmpint (different, <=, 10);
  cairo_destroy (ours_cr);
  cairo_destroy (theirs_cr);
  cairo_surface_destroy (ours);
  cairo_surface_destroy (theirs);
}

/* Half transparent: no pixel is darker than one coat, though pieces overlap where they join. */
static void
test_blends_once (void)
{
  cairo_t *cr;
  cairo_surface_t *surface = white (&cr);
  int darkest = 255;
  stroke (cr, wave, 6, (struct rgba){ 0, 0, 0, 0.5 });
  for (int y = 0; y < SIZE; y++)
    for (int x = 0; x < SIZE; x++)
      darkest = MIN (darkest, blue_at (surface, x, y));
  g_assert_cmpint (darkest, >=, 126);
  g_assert_cmpint (darkest, <=, 130);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_stays_in_clip (void)
{
  cairo_t *cr;
  cairo_surface_t *surface = white (&cr);
  cairo_rectangle (cr, 50, 50, 60, 60);
  cairo_clip (cr);
  stroke (cr, wave, 5, (struct rgba){ 0, 0, 0, 1 });
  int inside = 0;
  for (int y = 0; y < SIZE; y++)
    for (int x = 0; x < SIZE; x++) {
      bool in = x >= 50 && x < 110 && y >= 50 && y < 110;
      g_assert_true (in || blue_at (surface, x, y) == 255);
      inside += in && blue_at (surface, x, y) < 128;
    }
  g_assert_cmpint (inside, >, 50);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Page coordinates are scaled as Cairo scales them: dense screens. */
static void
test_scales (void)
{
  cairo_t *cr;
  cairo_surface_t *surface = white (&cr);
  const double level[] = { 0, 50, 20, 50, 60, 50, 100, 50 };
  cairo_scale (cr, 2, 2);
  stroke (cr, level, 2, (struct rgba){ 0, 0, 0, 1 });
  for (int y = 98; y < 102; y++)
    g_assert_cmpint (blue_at (surface, 100, y), ==, 0);
  g_assert_cmpint (blue_at (surface, 100, 96), ==, 255);
  g_assert_cmpint (blue_at (surface, 100, 103), ==, 255);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* What is missing to white in the columns of SURFACE, or its rows, is worth EXPECTED black pixels: on average, and in each
 * but for the steps that a slanting line is made of. */
static void
assert_even (cairo_surface_t *surface, bool down, int size, double expected)
{
  double all = 0;
  for (int along = 20; along < size - 20; along++) {
    double sum = 0;
    for (int across = 0; across < size; across++)
      sum += 255 - blue_at (surface, down ? across : along, down ? along : across);
    g_assert_cmpfloat (fabs (sum / 255 - expected), <, 0.02 * expected + 0.15);
    all += sum / 255;
  }
  g_assert_cmpfloat (fabs (all / (size - 40) / expected - 1), <, 0.01);
}

/* Lines of all thicknesses and directions have everywhere the thickness that they should, across a surface of more than
 * one word of touched blocks too. */
static void
test_thickness (void)
{
  const int size = 700;
  for (int lean = -300; lean <= 300; lean += 75)
    for (double width = 0.5; width <= RASTER_THICKEST; width += 0.83)
      for (int down = 0; down < 2; down++) {
        cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
        cairo_t *cr = cairo_create (surface);
        cairo_set_source_rgb (cr, 1, 1, 1);
        cairo_paint (cr);
        double from[] = { 5, 350 - lean }, to[] = { size - 5, 350 + lean };
        double points[] = { from[down], from[!down], from[down], from[!down], to[down], to[!down], to[down], to[!down] };
        stroke (cr, points, width, (struct rgba){ 0, 0, 0, 1 });
        g_test_message ("width %g, lean %d, %s", width, lean, down ? "down" : "across");
        assert_even (surface, down, size, width * hypot (size - 10, 2 * lean) / (size - 10));
        cairo_destroy (cr);
        cairo_surface_destroy (surface);
      }
}

/* A second stroke finds nothing of the first, however long: what it is drawn from is kept. */
static void
test_leaves_nothing (void)
{
  cairo_t *cr;
  cairo_surface_t *surface = white (&cr);
  const double point[] = { 100, 100, 100, 100, 101, 100, 101, 100 };
  int dark = 0;
  for (int i = 0; i < 20; i++)
    stroke (cr, (double[]){ 3 + i, 2, 90, 310 - i, 150 + i, -90, 190, 170 + i }, 0.7 + 0.4 * i, (struct rgba){ 1, 1, 1, 1 });
  stroke (cr, point, 1, (struct rgba){ 0, 0, 0, 1 });
  for (int y = 0; y < SIZE; y++)
    for (int x = 0; x < SIZE; x++)
      dark += blue_at (surface, x, y) < 255;
  g_assert_cmpint (dark, >=, 1);
  g_assert_cmpint (dark, <=, 4);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raster/looks-like-cairo", test_looks_like_cairo);
  g_test_add_func ("/raster/blends-once", test_blends_once);
  g_test_add_func ("/raster/stays-in-clip", test_stays_in_clip);
  g_test_add_func ("/raster/scales", test_scales);
  g_test_add_func ("/raster/thickness", test_thickness);
  g_test_add_func ("/raster/leaves-nothing", test_leaves_nothing);
  return g_test_run ();
}
