#include <cairo.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ui/draw/export.h"
#include "ui/draw/number.h"
#include "ui/draw/painter.h"

static char *folder;

static struct scene *
small_scene (void)
{
  struct scene *scene = scene_create (120, 80);
  int object = scene_add_object (scene, "PU:0", "PU", "<PU> & \"more\"", NULL, -1, (struct rect){ 10, 10, 50, 50 });
  scene_box (scene, object, (struct rect){ 10, 10, 50, 50 }, 4, PAINT_OF (ROLE_PROCESS_PALE, 1), PAINT_OF (ROLE_PROCESS, 1), 1, DASH_SOLID);
  scene_text (scene, object, 12, 30, 0, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), "a < b & c > d \"e\" \x01");
  scene_token (scene, -1, 90, 40, 12, "0.0", PAINT_OF (ROLE_PROCESS, 0), PAINT (ROLE_NONE), 0, DASH_SOLID, BADGE_ENVELOPE, PAINT_OF (ROLE_ON_PROCESS, 0));
  return scene;
}

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_to (const char *path, enum theme theme, double scale)
{
  g_autoptr (GError) error = NULL;
  struct scene *scene = small_scene ();
  g_assert_true (export_scenes (&scene, 1, theme, scale, path, NULL, &error));
  g_assert_no_error (error);
  scene_destroy (scene);
}

static void
test_png (void)
{
  g_autofree char *path = path_of ("a.png");
  write_to (path, THEME_DARK, 2);
  cairo_surface_t *image = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (image), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (image), ==, 240);
  g_assert_cmpint (*(uint32_t *) cairo_image_surface_get_data (image) & 0xffffff, ==, 0x1e1e1e);
  cairo_surface_destroy (image);
}

static void
note_start (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer data, GError **error)
{
  GHashTable *ids = data;
  for (; *names != NULL; names++, values++)
    if (strcmp (*names, "id") == 0)
      g_assert_true (g_hash_table_add (ids, g_strdup (*values)));
}

static void
check_svg (const char *text, const char *wanted_id)
{
  GMarkupParser parser = { .start_element = note_start };
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, ids, NULL);
  g_assert_true (g_markup_parse_context_parse (context, text, -1, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_true (g_hash_table_contains (ids, wanted_id));
  g_markup_parse_context_free (context);
}

static void
test_numbers (void)
{
  static const struct { double value; const char *text; } rows[] = {
    { 0, "0" }, { -0.0, "0" }, { -0.004, "0" }, { 0.005, "0.01" }, { 1, "1" }, { 10, "10" }, { 100, "100" }, { -7, "-7" },
    { 1.5, "1.5" }, { 1.05, "1.05" }, { 1.25, "1.25" }, { -3.99, "-3.99" }, { 2.999, "3" }, { 0.1, "0.1" }, { 12345.678, "12345.68" },
    { 99.999, "100" }, { -0.5, "-0.5" }, { 1e300, "1000000000000000" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) text = g_string_new ("x");
    number_append (text, rows[i].value);
    g_assert_cmpstr (text->str + 1, ==, rows[i].text);
  }
}

static void
test_svg (void)
{
  g_autofree char *path = path_of ("a.svg"), *text = NULL;
  for (int theme = 0; theme < THEMES; theme++) {
    write_to (path, theme, 1);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    check_svg (text, "PU:0");
    g_assert_nonnull (strstr (text, "a &lt; b &amp; c &gt; d &quot;e&quot;"));
    g_assert_nonnull (strstr (text, "<title>&lt;PU&gt; &amp; &quot;more&quot;</title>"));
    g_assert_null (strchr (text, '\x01'));
    g_assert_cmpint (strstr (text, "<pattern") != NULL, ==, theme == THEME_PRINT);
    g_clear_pointer (&text, g_free);
  }
}

static void
test_pdf (void)
{
  g_autofree char *path = path_of ("a.pdf"), *again = path_of ("b.pdf"), *text = NULL, *other = NULL;
  gsize bytes, other_bytes;
  write_to (path, THEME_PRINT, 1);
  write_to (again, THEME_PRINT, 1);
  g_assert_true (g_file_get_contents (path, &text, &bytes, NULL));
  g_assert_true (g_file_get_contents (again, &other, &other_bytes, NULL));
  g_assert_true (g_str_has_prefix (text, "%PDF-"));
  g_assert_nonnull (g_strrstr_len (text + bytes - 16, 16, "%%EOF"));
  g_assert_cmpmem (text, bytes, other, other_bytes);
}

static void
assert_refused (struct scene *scene, const char *name, const char *format, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (name);
  g_assert_false (export_scenes (&scene, 1, THEME_LIGHT, 1, path, format, &error));
  g_assert_nonnull (strstr (error->message, says));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_refusals (void)
{
  struct scene *huge = scene_create (40000, 10), *small = small_scene ();
  assert_refused (huge, "huge.png", NULL, ".svg");
  assert_refused (small, "a.bmp", NULL, ".svg");
  assert_refused (small, "none/a.png", NULL, "No such file");
  assert_refused (small, "plain", "tiff", "png");
  scene_destroy (huge);
  scene_destroy (small);
}

/* A failure leaves what was there, and nothing else. */
static void
test_nothing_lost (void)
{
  g_autofree char *path = path_of ("kept.png"), *text = NULL;
  struct scene *huge = scene_create (40000, 10);
  g_assert_true (g_file_set_contents (path, "precious", -1, NULL));
  g_assert_false (export_scenes (&huge, 1, THEME_LIGHT, 1, path, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");
  scene_destroy (huge);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (files); name != NULL; name = g_dir_read_name (files))
    g_assert_false (g_str_has_prefix (name, "kept.png."));
}

/* Things of every kind that lie across the edges of what is painted at a time. */
static struct scene *
tall_scene (void)
{
  struct scene *scene = scene_create (200, 1100);
  for (int i = 0; i < 45; i++) {
    scene_box (scene, -1, (struct rect){ 5.3, 24.5 * i, 60, 30.5 }, 6, PAINT_OF (ROLE_PROCESS_PALE, i), PAINT (ROLE_LINE), 1, DASH_SOLID);
    scene_text (scene, -1, 70, 24.5 * i + 20.5, 0, 12, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK), "Mixed gy 4711");
    scene_token (scene, -1, 170.3, 24.3 * i, 11, "1.2", PAINT_OF (ROLE_PROCESS, i), PAINT (ROLE_INK), 1.5, DASH_DASHED, BADGE_PADLOCK, PAINT (ROLE_PAGE));
  }
  scene_line (scene, -1, 3, 0, 190, 1100, PAINT (ROLE_ERROR), 2, DASH_SOLID);
  return scene;
}

static cairo_surface_t *
painted_at_once (struct scene *scene)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) scene->width, (int) scene->height);
  cairo_t *cr = cairo_create (surface);
  struct rgba page = palette_color (THEME_LIGHT, PAINT (ROLE_PAGE));
  cairo_set_source_rgb (cr, page.r, page.g, page.b);
  cairo_paint (cr);
  scene_paint (cr, scene, THEME_LIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* A PNG is painted in bands and written by us: read by Cairo it is what one painting of the whole gives. */
static void
test_bands (void)
{
  g_autofree char *path = path_of ("tall.png");
  struct scene *scene = tall_scene ();
  cairo_surface_t *wanted = painted_at_once (scene);
  g_assert_true (export_scenes (&scene, 1, THEME_LIGHT, 1, path, NULL, NULL));
  cairo_surface_t *read = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_image_surface_get_height (read), ==, 1100);
  for (int y = 0; y < 1100; y++)
    for (int x = 0; x < 200; x++) {
      const unsigned char *one = cairo_image_surface_get_data (wanted) + y * cairo_image_surface_get_stride (wanted) + 4 * x;
      const unsigned char *other = cairo_image_surface_get_data (read) + y * cairo_image_surface_get_stride (read) + 4 * x;
      for (int channel = 0; channel < 3; channel++)
        g_assert_cmpint (ABS (one[channel] - other[channel]), <=, 10); /* a curve's rounding differs by where its band begins */
    }
  cairo_surface_destroy (wanted);
  cairo_surface_destroy (read);
  scene_destroy (scene);
}

/* Acrobat shows no page of more than 14,400 pt a side. */
static void
test_large_page (void)
{
  g_autofree char *path = path_of ("large.pdf"), *text = NULL;
  gsize bytes;
  double width = 0, height = 0;
  struct scene *scene = scene_create (40000, 10000);
  scene_box (scene, -1, (struct rect){ 0, 0, 40000, 10000 }, 0, PAINT (ROLE_PU), PAINT (ROLE_LINE), 1, DASH_SOLID);
  g_assert_true (export_scenes (&scene, 1, THEME_LIGHT, 1, path, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &text, &bytes, NULL));
  const char *box = g_strstr_len (text, (gssize) bytes, "/MediaBox [ 0 0 ");
  g_assert_nonnull (box);
  g_assert_cmpint (sscanf (box + strlen ("/MediaBox [ 0 0 "), "%lf %lf", &width, &height), ==, 2);
  g_assert_cmpfloat (width, ==, 14400);
  g_assert_cmpfloat (height, ==, 3600);
  scene_destroy (scene);
}

static void
test_full_disk (void)
{
  static const char *const formats[] = { "png", "svg", "pdf" };
  struct scene *scene = small_scene ();
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (export_scenes (&scene, 1, THEME_LIGHT, 1, "/dev/full", formats[i], &error));
    g_assert_nonnull (strstr (error->message, "No space left"));
  }
  scene_destroy (scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("strandscope-export-XXXXXX", NULL);
  g_test_add_func ("/export/png", test_png);
  g_test_add_func ("/export/numbers", test_numbers);
  g_test_add_func ("/export/svg", test_svg);
  g_test_add_func ("/export/pdf", test_pdf);
  g_test_add_func ("/export/refusals", test_refusals);
  g_test_add_func ("/export/nothing-lost", test_nothing_lost);
  g_test_add_func ("/export/bands", test_bands);
  g_test_add_func ("/export/large-page", test_large_page);
  g_test_add_func ("/export/full-disk", test_full_disk);
  int status = g_test_run ();
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (files); name != NULL; name = g_dir_read_name (files)) {
    g_autofree char *path = path_of (name);
    unlink (path);
  }
  rmdir (folder);
  return status;
}
