/* What is written as a film is read again and compared, frame by frame and pixel by pixel. */
#include "ui/film/film-writer.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/ui/film-decode.h"

#define WIDTH 97  /* odd: rows don't begin at round addresses */
#define HEIGHT 61
#define PIXELS (WIDTH * HEIGHT)
#define FRAMES 12
#define RATE 30

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static const char *
name_of (enum film_format format)
{
  return format == FILM_GIF ? "a.gif" : format == FILM_WEBP ? "a.webp" : "a.png";
}

/* Each differs from the one before in another way: nothing, a pixel in a corner, a box, all; COLORS are few or many. */
static void
draw (uint32_t *pixels, int frame, bool many)
{
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      uint32_t shade = many ? (uint32_t) (x * 2 + y * 3 + (frame > 8 ? frame * 11 : 0)) & 0xff : (x / 16 + y / 16) % 2 ? 0xfa : 0x10;
      pixels[y * WIDTH + x] = shade << 16 | (many ? (uint32_t) (y * 4) & 0xff : shade) << 8 | 0x7f; /* the first byte is nobody's */
    }
  int moved = frame >= 5 && frame <= 7 ? 5 : frame; /* three alike */
  for (int y = 20; y < 30; y++)
    for (int x = 3 * moved; x < 3 * moved + 10; x++)
      pixels[y * WIDTH + x] = (uint32_t) (0xc03020 + moved);
  pixels[frame == 4 ? PIXELS - 1 : 0] = 0x00ff00;
  if (frame == 9)
    pixels[PIXELS / 2] = 0; /* black, as what is transparent */
}

static struct film_writer *
open_film (const char *path, enum film_format format, enum film_colors_choice colors)
{
  g_autoptr (GError) error = NULL;
  struct film_writer *writer = film_writer_open (path, format, colors, WIDTH, HEIGHT, RATE, &error);
  g_assert_no_error (error);
  return writer;
}

static enum film_colors_choice
usual (enum film_format format)
{
  enum film_colors_choice colors;
  g_assert_true (film_colors_choose (format, NULL, &colors, NULL));
  return colors;
}

static void
draw_wide (uint32_t wide[HEIGHT][WIDTH + 3], int frame, bool many)
{
  uint32_t pixels[PIXELS];
  draw (pixels, frame, many);
  for (int y = 0; y < HEIGHT; y++)
    memcpy (wide[y], pixels + y * WIDTH, sizeof *pixels * WIDTH);
}

/* SAMPLE: one frame of so many is shown before, 0 = none. */
static void
write_film (const char *path, enum film_format format, enum film_colors_choice colors, bool many, int sample)
{
  g_autoptr (GError) error = NULL;
  struct film_writer *writer = open_film (path, format, colors);
  static uint32_t wide[HEIGHT][WIDTH + 3];
  for (int frame = 0; sample && frame < FRAMES; frame += sample) {
    draw_wide (wide, frame, many);
    film_writer_sample (writer, wide, sizeof wide[0]);
  }
  for (int frame = 0; frame < FRAMES; frame++) {
    draw_wide (wide, frame, many);
    g_assert_true (film_writer_add (writer, wide, sizeof wide[0], frame == 3 ? 45 : 1));
  }
  g_assert_true (film_writer_finish (writer, &error));
  g_assert_no_error (error);
}

static int
distance (uint32_t a, uint32_t b)
{
  int most = 0;
  for (int shift = 0; shift < 24; shift += 8)
    most = MAX (most, abs ((int) (a >> shift & 255) - (int) (b >> shift & 255)));
  return most;
}

static void
compare (const char *path, bool many, int tolerance)
{
  struct decoded *film = film_decode (path);
  uint32_t pixels[PIXELS], before[PIXELS];
  double begin = 0;
  g_assert_cmpint (film->width, ==, WIDTH);
  g_assert_cmpint (film->height, ==, HEIGHT);
  g_assert_cmpint (film->plays, ==, 0);
  g_assert_cmpuint (film->frames->len, ==, FRAMES - 2);
  for (int i = 0, frame = 0; i < FRAMES - 2; i++, frame += frame == 5 ? 3 : 1) {
    const uint32_t *seen = film->frames->pdata[i];
    double length = frame == 3 ? 45 : frame == 5 ? 3 : 1;
    draw (pixels, frame, many);
    for (int k = 0; k < PIXELS; k++)
      g_assert_cmpint (distance (seen[k], pixels[k]), <=, tolerance);
    for (int k = 0; i > 0 && k < PIXELS; k++) /* what stands still does so to the last bit */
      g_assert_true (pixels[k] != before[k] || seen[k] == ((const uint32_t *) film->frames->pdata[i - 1])[k]);
    memcpy (before, pixels, sizeof before);
    begin += length / RATE; /* rounding of one is made good by the next */
    double shown = 0;
    for (int k = 0; k <= i; k++)
      shown += g_array_index (film->lasts, double, k);
    g_assert_cmpfloat_with_epsilon (shown, begin, 0.0051);
  }
  decoded_free (film);
}

static void
test_same_pixels (void)
{
  for (enum film_format format = 0; format < FILM_FORMATS; format++)
    for (int many = 0; many < 2; many++) {
      g_autofree char *path = path_of (name_of (format));
      write_film (path, format, format == FILM_GIF ? FILM_FEW_COLORS : FILM_ALL_COLORS, many, 0);
      compare (path, many, format == FILM_GIF && many ? 32 : 0); /* thousands of colours, 256 of them shown */
    }
}

/* Exact where there are few, whether they were sampled or come as a surprise. */
static void
test_few_colors (void)
{
  g_autofree char *path = path_of ("a.png");
  for (int sample = 0; sample <= 4; sample += 2) {
    write_film (path, FILM_APNG, FILM_FEW_COLORS, false, sample);
    compare (path, false, 0);
    write_film (path, FILM_APNG, FILM_FEW_COLORS, true, sample);
    compare (path, true, sample ? 24 : 64);
  }
}

/* Ends WRITER; then the frames, PIXELS each, have to be in PATH: pixels below EXACT to the bit. */
static void
finish_and_compare (struct film_writer *writer, const char *path, const uint32_t *pixels, guint frames, int exact)
{
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < frames; i++)
    g_assert_true (film_writer_add (writer, pixels + i * PIXELS, sizeof *pixels * WIDTH, 1));
  g_assert_true (film_writer_finish (writer, &error));
  g_assert_no_error (error);
  struct decoded *film = film_decode (path);
  g_assert_cmpuint (film->frames->len, ==, frames);
  for (guint i = 0; i < frames; i++)
    for (int k = 0; k < exact; k++)
      g_assert_cmphex (((const uint32_t *) film->frames->pdata[i])[k] & 0xffffff, ==, pixels[i * PIXELS + (guint) k]);
  decoded_free (film);
}

/* 200 of them in the first frame, the last 55 in the second. */
static void
test_255_colors (void)
{
  g_autofree char *path = path_of ("a.png");
  g_autofree uint32_t *pixels = g_new (uint32_t, 2 * PIXELS);
  for (uint32_t k = 0; k < PIXELS; k++) {
    pixels[k] = k % 200 * 0x010301;
    pixels[PIXELS + k] = k % 255 * 0x010301 & 0xffffff;
  }
  finish_and_compare (open_film (path, FILM_APNG, FILM_FEW_COLORS), path, pixels, 2, PIXELS);
}

/* More colours than are counted one by one: three that are common, and near each other, stay as they are. */
static void
test_noise (void)
{
  enum { MANY_FRAMES = 16 };
  g_autofree char *path = path_of ("a.png");
  g_autofree uint32_t *pixels = g_new (uint32_t, MANY_FRAMES * PIXELS);
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  struct film_writer *writer = open_film (path, FILM_APNG, FILM_FEW_COLORS);
  for (int i = 0; i < MANY_FRAMES; i++) {
    for (int k = 0; k < PIXELS; k++)
      pixels[i * PIXELS + k] = k >= PIXELS / 2 ? g_rand_int (rand) & 0xffffff : 0xfafafa + 0x010101 * (uint32_t) ((k + i) % 7 % 3);
    film_writer_sample (writer, pixels + i * PIXELS, sizeof *pixels * WIDTH);
  }
  finish_and_compare (writer, path, pixels, MANY_FRAMES, PIXELS / 2);
}

/* A reader that knows no films sees the first frame. */
static void
test_still (void)
{
  g_autofree char *path = path_of ("still.png");
  uint32_t pixels[PIXELS];
  write_film (path, FILM_APNG, FILM_ALL_COLORS, true, 0);
  draw (pixels, 0, true);
  cairo_surface_t *image = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (image), ==, CAIRO_STATUS_SUCCESS);
  const uint32_t *seen = (const void *) cairo_image_surface_get_data (image);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      g_assert_cmphex (seen[y * cairo_image_surface_get_stride (image) / 4 + x] & 0xffffff, ==, pixels[y * WIDTH + x]);
  cairo_surface_destroy (image);
}

static void
test_same_bytes (void)
{
  for (enum film_format format = 0; format < FILM_FORMATS; format++) {
    g_autofree char *path = path_of (name_of (format)), *one = NULL, *other = NULL;
    gsize bytes, others;
    write_film (path, format, usual (format), true, 3);
    g_assert_true (g_file_get_contents (path, &one, &bytes, NULL));
    write_film (path, format, usual (format), true, 3);
    g_assert_true (g_file_get_contents (path, &other, &others, NULL));
    g_assert_cmpmem (one, bytes, other, others);
  }
}

static bool
try_on (const char *path, enum film_format format, int frames, bool abandon, GError **error)
{
  uint32_t pixels[PIXELS];
  struct film_writer *writer = film_writer_open (path, format, usual (format), WIDTH, HEIGHT, RATE, error);
  for (int frame = 0; writer && frame < frames; frame++) {
    draw (pixels, frame % FRAMES, true);
    film_writer_add (writer, pixels, sizeof *pixels * WIDTH, 1);
  }
  if (!abandon)
    return writer && film_writer_finish (writer, error);
  film_writer_abandon (writer);
  return false;
}

static void
assert_folder_is_empty (const char *name)
{
  GDir *left = g_dir_open (name, 0, NULL);
  g_assert_null (g_dir_read_name (left));
  g_dir_close (left);
}

/* One sentence, and nothing that stays behind. */
static void
test_refused (void)
{
  g_autofree char *inside = path_of ("empty"), *film = g_build_filename (inside, "film.png", NULL), *nowhere = path_of ("nowhere/film.png");
  g_mkdir (inside, 0700);
  for (enum film_format format = 0; format < FILM_FORMATS; format++) {
    g_autoptr (GError) none = NULL, full = NULL, unwritable = NULL;
    g_assert_false (try_on (film, format, 0, false, &none));
    g_assert_nonnull (strstr (none->message, "without a frame"));
    g_assert_false (try_on ("/dev/full", format, 40, false, &full));
    g_assert_error (full, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    g_assert_false (try_on (nowhere, format, 3, false, &unwritable));
    g_assert_error (unwritable, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_assert_false (try_on (film, format, 5, true, NULL));
    assert_folder_is_empty (inside);
  }
  g_rmdir (inside);
}

static void
test_formats (void)
{
  enum film_format format;
  g_autoptr (GError) ending = NULL, name = NULL, fast = NULL, large = NULL;
  g_assert_true (film_format_choose ("a.GIF", NULL, &format, NULL) && format == FILM_GIF);
  g_assert_true (film_format_choose ("a.apng", NULL, &format, NULL) && format == FILM_APNG);
  g_assert_true (film_format_choose ("a.b/c", "webp", &format, NULL) && format == FILM_WEBP);
  g_assert_false (film_format_choose ("a.gif/film", NULL, &format, &ending));
  g_assert_false (film_format_choose ("a.gif", "mp4", &format, &name));
  g_assert_null (film_writer_open ("a.gif", FILM_GIF, FILM_FEW_COLORS, 10, 10, 51, &fast));
  g_assert_nonnull (strstr (fast->message, "1 to 50 frames a second"));
  g_assert_null (film_writer_open ("a.webp", FILM_WEBP, FILM_ALL_COLORS, 20000, 10, 30, &large));
  g_assert_nonnull (strstr (large->message, "16383"));
}

static void
test_colors (void)
{
  enum film_colors_choice colors;
  g_autoptr (GError) unknown = NULL, gif = NULL;
  g_assert_true (film_colors_choose (FILM_APNG, "256", &colors, NULL) && colors == FILM_FEW_COLORS);
  g_assert_true (film_colors_choose (FILM_APNG, "all", &colors, NULL) && colors == FILM_ALL_COLORS);
  g_assert_true (film_colors_choose (FILM_WEBP, "all", &colors, NULL) && colors == FILM_ALL_COLORS);
  g_assert_cmpint (usual (FILM_APNG), ==, FILM_FEW_COLORS);
  g_assert_cmpint (usual (FILM_WEBP), ==, FILM_ALL_COLORS);
  g_assert_false (film_colors_choose (FILM_APNG, "16", &colors, &unknown));
  g_assert_nonnull (strstr (unknown->message, "256 or all"));
  g_assert_false (film_colors_choose (FILM_GIF, "all", &colors, &gif));
  g_assert_nonnull (strstr (gif->message, "GIF"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("strandscope-film-XXXXXX", NULL);
  g_test_add_func ("/film/same-pixels", test_same_pixels);
  g_test_add_func ("/film/few-colors", test_few_colors);
  g_test_add_func ("/film/255-colors", test_255_colors);
  g_test_add_func ("/film/noise", test_noise);
  g_test_add_func ("/film/still", test_still);
  g_test_add_func ("/film/same-bytes", test_same_bytes);
  g_test_add_func ("/film/refused", test_refused);
  g_test_add_func ("/film/formats", test_formats);
  g_test_add_func ("/film/colors", test_colors);
  int status = g_test_run ();
  for (const char *const *name = (const char *const[]){ "a.png", "a.gif", "a.webp", "still.png", NULL }; *name; name++) {
    g_autofree char *path = path_of (*name);
    g_unlink (path);
  }
  g_rmdir (folder);
  return status;
}
