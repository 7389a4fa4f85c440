#include "ui/draw/export.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "engine/trace/output-file.h"
#include "ui/draw/export-outline.h"
#include "ui/draw/export-svg.h"
#include "ui/draw/painter.h"
#include "ui/draw/png.h"

#define PNG_LIMIT 32767 /* px a side: more than that Cairo cannot hold in an image */

#define PDF_LIMIT 14400.0 /* pt a side: readers don't show larger pages, so those are made smaller */
#define BAND 256        /* rows of a PNG that are painted at a time */

enum format { FORMAT_PNG, FORMAT_SVG, FORMAT_PDF };

struct picture {
  struct scene *const *scenes;
  int count;
  enum theme theme;
  double scale;
  const struct export_options *options;
};

static bool
format_from (const char *name, enum format *format)
{
  static const char *const names[] = { "png", "svg", "pdf" };
  for (int i = 0; i < 3; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0) {
      *format = i;
      return true;
    }
  return false;
}

static bool
choose_format (const char *path, const char *name, enum format *format, GError **error)
{
  const char *dot = strrchr (path, '.');
  if (strcmp (path, "-") != 0 && dot != NULL && strchr (dot, '/') == NULL && format_from (dot + 1, format))
    return true;
  if (name != NULL && format_from (name, format))
    return true;
  if (name != NULL)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "The format '%s' is not known: use png, svg or pdf.", name);
  else if (strcmp (path, "-") == 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "Standard output needs a format: png, svg or pdf.");
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 "The ending of '%s' does not say a format: use .png, .svg or .pdf.", path);
  return false;
}

/* Cairo swallows errno on the way back: it is kept here. */
struct sink { int fd, error; };

static bool
sink_take (void *data, const void *bytes, size_t count)
{
  struct sink *sink = data;
  if (output_file_write (sink->fd, bytes, count))
    return true;
  sink->error = errno;
  return false;
}

/* A PDF is written when it is whole: Cairo 1.16 crashes where writing one that has bookmarks fails half way (a full disk). */
static cairo_status_t
keep (void *data, const unsigned char *bytes, unsigned int count)
{
  g_byte_array_append (data, bytes, count);
  return CAIRO_STATUS_SUCCESS;
}

/* The picture moved up by FROM device pixels. */
static void
paint_all (cairo_surface_t *surface, const struct picture *picture, double scale, int from)
{
  cairo_t *cr = cairo_create (surface);
  struct rgba page = palette_color (picture->theme, PAINT (ROLE_PAGE));
  cairo_set_source_rgb (cr, page.r, page.g, page.b);
  cairo_paint (cr);
  cairo_translate (cr, 0, -from);
  cairo_scale (cr, scale, scale);
  for (int i = 0; i < picture->count; i++)
    scene_paint (cr, picture->scenes[i], picture->theme);
  cairo_destroy (cr);
}

static bool
status_error (cairo_status_t status, const struct sink *sink, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return true;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "The picture could not be written: %s.",
               sink->error != 0 ? g_strerror (sink->error) : cairo_status_to_string (status));
  return false;
}

/* Paints and writes band after band: a large picture needs no more memory, nor time to get it, than a small one. */
static bool
write_bands (cairo_surface_t *band, const struct picture *picture, int height, struct png_writer *writer)
{
  int stride = cairo_image_surface_get_stride (band), rows = cairo_image_surface_get_height (band);
  for (int y = 0; y < height; y += rows) {
    paint_all (band, picture, picture->scale, y);
    cairo_surface_flush (band);
    const unsigned char *pixels = cairo_image_surface_get_data (band);
    if (pixels == NULL)
      return false;
    for (int row = 0; row < rows && y + row < height; row++)
      png_row (writer, (const uint32_t *) (const void *) (pixels + (size_t) row * stride));
  }
  return true;
}

static bool
write_png (const struct picture *picture, int fd, GError **error)
{
  double width = ceil (picture->scenes[0]->width * picture->scale);
  double height = ceil (picture->scenes[0]->height * picture->scale);
  if (width > PNG_LIMIT || height > PNG_LIMIT) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 "A PNG of %.0f x %.0f pixels is more than the %d a side that fit: write .svg or .pdf, or choose a "
                 "size with --size.",
                 width, height, PNG_LIMIT);
    return false;
  }
  struct sink sink = { fd, 0 };
  cairo_surface_t *band = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) fmin (height, BAND));
  struct png_writer *writer = png_begin ((int) width, (int) height, sink_take, &sink);
  bool painted = writer != NULL && write_bands (band, picture, (int) height, writer);
  bool written = writer != NULL && png_end (writer);
  cairo_surface_destroy (band);
  if (!painted) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOMEM,
                 "There is not enough memory for a PNG of %.0f x %.0f pixels: write .svg or .pdf, or choose a smaller size with --size.",
                 width, height);
    return false;
  }
  return status_error (written ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR, &sink, error);
}

static bool
write_pdf (const struct picture *picture, int fd, GError **error)
{
  struct sink sink = { fd, 0 };
  g_autoptr (GByteArray) file = g_byte_array_new ();
  double width = picture->scenes[0]->width, height = picture->scenes[0]->height;
  double points = fmin (0.75, PDF_LIMIT / fmax (width, height)); /* a CSS px is 1/96 inch, PDF counts 1/72 */
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (keep, file, width * points, height * points);
  /* A fixed date: the same picture gives the same file (Cairo 1.16 ignores SOURCE_DATE_EPOCH). */
  const char *epoch = g_getenv ("SOURCE_DATE_EPOCH");
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (epoch != NULL ? g_ascii_strtoll (epoch, NULL, 10) : 0);
  g_autofree char *iso = date != NULL ? g_date_time_format_iso8601 (date) : NULL;
  if (iso != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, iso);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Strandscope");
  if (picture->options->title)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, picture->options->title);
  if (picture->options->description)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, picture->options->description);
  paint_all (surface, picture, points, 0);
  export_outline (surface, picture->scenes, picture->count, points, picture->options->title);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS && !sink_take (&sink, file->data, file->len))
    status = CAIRO_STATUS_WRITE_ERROR;
  return status_error (status, &sink, error);
}

static bool
write_svg (const struct picture *picture, int fd, GError **error)
{
  GString *text = export_svg (picture->scenes, picture->count, picture->options);
  struct sink sink = { fd, 0 };
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
  if (!output_file_write (fd, text->str, text->len)) {
    sink.error = errno;
    status = CAIRO_STATUS_WRITE_ERROR;
  }
  g_string_free (text, TRUE);
  return status_error (status, &sink, error);
}

static bool
write_picture (const struct picture *picture, enum format format, int fd, GError **error)
{
  switch (format) {
  case FORMAT_SVG:
    return write_svg (picture, fd, error);
  case FORMAT_PDF:
    return write_pdf (picture, fd, error);
  default:
    return write_png (picture, fd, error);
  }
}

bool
export_picture (struct scene *const *scenes, int count, const struct export_options *options, const char *path, GError **error)
{
  struct picture picture = { scenes, count, options->theme, options->scale, options };
  struct output_file file;
  enum format format;
  if (!choose_format (path, options->format, &format, error) || !output_file_open (&file, path, error))
    return false;
  bool whole = write_picture (&picture, format, file.fd, error);
  return output_file_close (&file, whole, error);
}

bool
export_scenes (struct scene *const *scenes, int count, enum theme theme, double scale, const char *path,
               const char *format, GError **error)
{
  struct export_options options = { .theme = theme, .scale = scale, .format = format };
  return export_picture (scenes, count, &options, path, error);
}
