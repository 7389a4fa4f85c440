/* Animated WebP, lossless, by libwebp's own encoder of animations. It keeps the film in memory until its end. */
#include "ui/film/film-private.h"

#include <webp/encode.h>
#include <webp/mux.h>

struct webp {
  struct film_sink *sink;
  struct film_shape shape;
  WebPConfig config;
  WebPAnimEncoder *encoder;
  int end; /* ms */
};

static int
milliseconds (const struct webp *film, uint64_t frames)
{
  return (int) MIN ((frames * 1000 + (uint64_t) film->shape.rate / 2) / (uint64_t) film->shape.rate, INT_MAX);
}

static bool
webp_frame (void *data, const struct film_frame *frame)
{
  struct webp *film = data;
  WebPPicture picture;
  if (!WebPPictureInit (&picture))
    return false;
  picture.width = film->shape.width;
  picture.height = film->shape.height;
  picture.use_argb = 1;
  picture.argb = (uint32_t *) frame->pixels; /* read only */
  picture.argb_stride = film->shape.width;
  bool done = WebPAnimEncoderAdd (film->encoder, &picture, milliseconds (film, frame->begin), &film->config);
  film->end = milliseconds (film, frame->end);
  return done;
}

static bool
webp_end (void *data)
{
  struct webp *film = data;
  WebPData file = { 0 };
  bool done = WebPAnimEncoderAdd (film->encoder, NULL, film->end, NULL) && WebPAnimEncoderAssemble (film->encoder, &file)
              && film_put (film->sink, file.bytes, file.size);
  WebPDataClear (&file);
  return done;
}

static void
webp_free (void *data)
{
  struct webp *film = data;
  WebPAnimEncoderDelete (film->encoder);
  g_free (film);
}

static void *
webp_begin (struct film_sink *sink, struct film_shape shape)
{
  struct webp *film = g_new0 (struct webp, 1);
  WebPAnimEncoderOptions options;
  film->sink = sink;
  film->shape = shape;
  if (WebPAnimEncoderOptionsInit (&options) && WebPConfigInit (&film->config)) {
    options.kmin = 0; /* no key frames: each would be tried beside the frame */
    options.kmax = 0;
    film->config.lossless = 1;
    film->config.quality = 20;
    film->config.method = 1; /* 0 finds no repetitions: nine times the size at the same time */
    film->config.exact = 0;
    film->encoder = WebPAnimEncoderNew (shape.width, shape.height, &options);
  }
  if (film->encoder)
    return film;
  webp_free (film);
  return NULL;
}

const struct film_kind film_webp = { "webp", "Animated WebP", ".webp", 60, webp_begin, NULL, webp_frame, webp_end, webp_free };
