/* Text is shaped once at a size of one; numbers are put together from digits. Both must look as if shaped whole. */
#include <cairo.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

static const char *const numbers[] = { "10", "17", "4711", "PU 16383", "Core 117", "1.12", "63.471", "4x16", "Package 11", "L2 1024" };

/* A space at its end keeps a text from being put together. */
static char *
kept_whole (const char *text)
{
  return g_strconcat (text, " ", NULL);
}

static void
test_width_of_numbers (void)
{
  double space = text_width ("a ", 100, WEIGHT_BOLD) - text_width ("a", 100, WEIGHT_BOLD);
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *whole = kept_whole (numbers[i]);
    g_test_message ("%s", numbers[i]);
    g_assert_cmpfloat (fabs (text_width (whole, 100, WEIGHT_BOLD) - space - text_width (numbers[i], 100, WEIGHT_BOLD)), <, 0.2);
  }
}

static cairo_surface_t *
picture (const char *text, enum weight weight)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 400, 40);
  cairo_t *cr = cairo_create (surface);
  text_draw (cr, 5, 30, 20, weight, text);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static bool
same (cairo_surface_t *a, cairo_surface_t *b)
{
  return memcmp (cairo_image_surface_get_data (a), cairo_image_surface_get_data (b), 40 * (size_t) cairo_image_surface_get_stride (a)) == 0;
}

static void
test_look_of_numbers (void)
{
  cairo_surface_t *nothing = picture ("", WEIGHT_BOLD);
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++)
    for (int weight = WEIGHT_REGULAR; weight <= WEIGHT_BOLD; weight++) {
      g_autofree char *whole = kept_whole (numbers[i]);
      cairo_surface_t *one = picture (numbers[i], (enum weight) weight), *other = picture (whole, (enum weight) weight);
      g_test_message ("%s", numbers[i]);
      g_assert_true (same (one, other));
      g_assert_false (same (one, nothing));
      cairo_surface_destroy (one);
      cairo_surface_destroy (other);
    }
  cairo_surface_destroy (nothing);
}

static void
test_scales (void)
{
  for (int i = 0; i < 40; i++)
    g_assert_cmpfloat (fabs (text_width ("Machine 4 × 2 – Ünï", 7 + i, WEIGHT_MEDIUM) / (7 + i) - text_width ("Machine 4 × 2 – Ünï", 1, WEIGHT_MEDIUM)), <, 1e-6);
}

/* Scripts that our faces don't have, and bytes that are no text. */
static void
test_foreign (void)
{
  static const char *const texts[] = { "機械", "مرحبا", "שלום", "\xff\xfe", "a\x80z", "\xe2\x82" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_cmpfloat (text_width (texts[i], 20, WEIGHT_REGULAR), >=, 0);
    cairo_surface_destroy (picture (texts[i], WEIGHT_REGULAR));
  }
  g_assert_cmpfloat (text_width ("a\x80z", 20, WEIGHT_REGULAR), >, text_width ("az", 20, WEIGHT_REGULAR));
}

static void
test_fit (void)
{
  double room = text_width ("Machine named so long", 12, WEIGHT_REGULAR);
  g_autofree char *whole = text_fit ("Machine named so long", 12, WEIGHT_REGULAR, room);
  g_autofree char *shorter = text_fit ("Machine named so long", 12, WEIGHT_REGULAR, room - 1);
  g_assert_cmpstr (whole, ==, "Machine named so long");
  g_assert_true (g_str_has_suffix (shorter, "…"));
  g_assert_true (g_str_has_prefix (shorter, "Machine named so"));
  g_assert_cmpfloat (text_width (shorter, 12, WEIGHT_REGULAR), <=, room - 1);
  g_assert_null (text_fit ("Machine", 12, WEIGHT_REGULAR, 2));
}

/* More texts than are kept. */
static void
test_many (void)
{
  double width = text_width ("PU x0", 10, WEIGHT_REGULAR);
  for (int i = 0; i < 45000; i++) {
    char text[32];
    g_snprintf (text, sizeof text, "PU x%d y%d", i % 7, i);
    text_width (text, 10, WEIGHT_REGULAR);
    g_snprintf (text, sizeof text, "y%d z", i);
    text_width (text, 10, WEIGHT_REGULAR);
  }
  g_assert_cmpfloat (text_width ("PU x0", 10, WEIGHT_REGULAR), ==, width);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/width-of-numbers", test_width_of_numbers);
  g_test_add_func ("/text/look-of-numbers", test_look_of_numbers);
  g_test_add_func ("/text/scales", test_scales);
  g_test_add_func ("/text/foreign", test_foreign);
  g_test_add_func ("/text/fit", test_fit);
  g_test_add_func ("/text/many", test_many);
  return g_test_run ();
}
