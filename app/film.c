#include "app/film-page.h"

#include <math.h>

#define SAMPLES 12 /* frames, a few hundredths of a film of ten seconds */

/* ---- the order ---- */

bool
film_speed_parse (const char *text, double *speed, GError **error)
{
  char *rest;
  double number = g_ascii_strtod (text, &rest), part = 1;
  bool right = rest != text;
  if (right && *rest == '/') {
    const char *below = rest + 1;
    part = g_ascii_strtod (below, &rest);
    right = rest != below;
  }
  *speed = number / part;
  if (right && (*rest == '\0' || g_str_equal (rest, "x")) && isfinite (*speed) && *speed >= 1e-9 && *speed <= 1e6)
    return true;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: a speed is how many seconds of the run one of the film shows: 1, 0.5, 1/1000000, 10", text);
  return false;
}

/* ns of the run from frame to frame. */
static double
step_of (const struct film_order *order)
{
  return order->speed * 1e9 / order->rate;
}

int
film_frames (const struct film_order *order, GError **error)
{
  if (order->to < order->from || trace_end (order->trace) == 0) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "This makes no film: its stretch of time ends before it begins.");
    return 0;
  }
  double frames = floor ((double) (order->to - order->from) / step_of (order)) + 1;
  if (frames <= FILM_MOST_FRAMES)
    return (int) frames;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "The film would have %.0f frames and play for %.0f min, and %d frames is the most: choose a shorter stretch (from, to), a higher speed, or fewer frames a second.",
               frames, frames / order->rate / 60, FILM_MOST_FRAMES);
  return 0;
}

uint64_t
film_moment (const struct film_order *order, int frame)
{
  return MIN (order->to, order->from + (uint64_t) llrint (step_of (order) * frame));
}

/* ---- the film ---- */

/* A few moments of all of it, so that its colours are known; on a page of their own, for the film's begins with its first frame. */
static void
draw_samples (const struct film_order *order, int frames, struct film_writer *writer, GCancellable *cancellable)
{
  struct film_page *page = film_page_create (order);
  int samples = MIN (frames, SAMPLES);
  for (int i = 0; page && i < samples && !g_cancellable_is_cancelled (cancellable); i++) {
    cairo_surface_t *surface = film_page_draw (page, film_moment (order, (int) ((int64_t) frames * i / samples)));
    film_writer_sample (writer, cairo_image_surface_get_data (surface), (size_t) cairo_image_surface_get_stride (surface));
  }
  film_page_destroy (page);
}

/* false: it was cancelled, or can't be written, as film_writer_finish will say. */
static bool
draw_frames (const struct film_order *order, int frames, struct film_page *page, struct film_writer *writer, film_progress progress, void *data, GCancellable *cancellable)
{
  for (int frame = 0; frame < frames; frame++) {
    cairo_surface_t *surface = film_page_draw (page, film_moment (order, frame));
    if (g_cancellable_is_cancelled (cancellable) || !film_writer_add (writer, cairo_image_surface_get_data (surface), (size_t) cairo_image_surface_get_stride (surface), 1))
      return false;
    if (progress)
      progress ((frame + 1.0) / frames, data);
  }
  return true;
}

bool
film_make (const struct film_order *order, film_progress progress, void *data, GCancellable *cancellable, GError **error)
{
  int frames = film_frames (order, error);
  struct film_writer *writer = frames ? film_writer_open (order->path, order->format, order->colors, order->width, order->height, order->rate, error) : NULL;
  if (!writer)
    return false;
  if (order->format == FILM_APNG && order->colors == FILM_FEW_COLORS)
    draw_samples (order, frames, writer, cancellable);
  struct film_page *page = film_page_create (order);
  if (page)
    draw_frames (order, frames, page, writer, progress, data, cancellable);
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOMEM, "There is not enough memory for a film of %d x %d pixels: choose a smaller size.", order->width, order->height);
  bool whole = page && !g_cancellable_set_error_if_cancelled (cancellable, error);
  film_page_destroy (page);
  if (whole)
    return film_writer_finish (writer, error);
  film_writer_abandon (writer);
  return false;
}
