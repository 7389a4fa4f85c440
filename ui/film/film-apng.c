/* PNG with more frames (the PNG specification, third edition): a frame is the area that changed, what did not change in it transparent. */
#include "ui/film/film-private.h"

#include <errno.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

#define LEVEL 5
#define FILTER_NONE 0
#define FILTER_UP 2
#define HEADER 8    /* a chunk's length and name */
#define SEQUENCE 4  /* before a later frame's data */

enum { DISPOSE_NONE = 0, BLEND_SOURCE = 0, BLEND_OVER = 1 };

struct apng {
  struct film_sink *sink;
  struct film_shape shape;
  struct libdeflate_compressor *zip;
  uint8_t *rows;      /* filtered */
  uint8_t *chunk;     /* header, sequence number, deflated rows, check */
  size_t room;        /* for deflated rows */
  uint32_t sequence, frames;
  off_t control;      /* where the number of frames goes */
};

static void
put_number (uint8_t *to, uint32_t number)
{
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t) (number >> (24 - 8 * i));
}

static size_t
seal_chunk (uint8_t *chunk, const char *name, size_t count)
{
  put_number (chunk, (uint32_t) count);
  memcpy (chunk + 4, name, 4);
  put_number (chunk + HEADER + count, libdeflate_crc32 (0, chunk + 4, 4 + count));
  return HEADER + count + 4;
}

static bool
put_chunk (struct apng *film, uint8_t *chunk, const char *name, size_t count)
{
  size_t bytes = seal_chunk (chunk, name, count);
  return film_put (film->sink, chunk, bytes);
}

/* ---- rows ---- */

static uint8_t *
put_pixel (uint8_t *to, uint32_t pixel)
{
  to[0] = (uint8_t) (pixel >> 16);
  to[1] = (uint8_t) (pixel >> 8);
  to[2] = (uint8_t) pixel;
  to[3] = (uint8_t) (pixel >> 24);
  return to + 4;
}

/* All of the first frame, as the difference to the row above. */
static size_t
filter_first (struct apng *film, const struct film_frame *frame)
{
  uint8_t *to = film->rows;
  int width = film->shape.width;
  for (int y = 0; y < film->shape.height; y++) {
    const uint32_t *row = frame->pixels + (size_t) y * width;
    *to++ = FILTER_UP;
    for (int x = 0; x < width; x++) {
      uint32_t above = y > 0 ? row[x - width] : 0, now = row[x];
      uint32_t even = (now & 0xff00ff) + 0x1000100 - (above & 0xff00ff), odd = ((now >> 8) & 0xff00ff) + 0x1000100 - ((above >> 8) & 0xff00ff);
      to = put_pixel (to, (even & 0xff00ff) | (odd & 0xff00ff) << 8);
    }
  }
  return (size_t) (to - film->rows);
}

/* What stands still is transparent black: it costs next to nothing. */
static size_t
filter_changed (struct apng *film, const struct film_frame *frame)
{
  uint8_t *to = film->rows;
  struct film_area area = frame->area;
  for (int y = area.y; y < area.y + area.height; y++) {
    size_t at = (size_t) y * film->shape.width + area.x;
    *to++ = FILTER_NONE;
    for (int x = 0; x < area.width; x++)
      to = put_pixel (to, frame->pixels[at + x] == frame->before[at + x] ? 0 : frame->pixels[at + x]);
  }
  return (size_t) (to - film->rows);
}

/* ---- frames ---- */

static bool
put_control (struct apng *film, const struct film_frame *frame)
{
  uint8_t chunk[HEADER + 26 + 4] = { 0 }, *to = chunk + HEADER;
  const uint32_t numbers[] = { film->sequence++, (uint32_t) frame->area.width, (uint32_t) frame->area.height, (uint32_t) frame->area.x, (uint32_t) frame->area.y };
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++, to += 4)
    put_number (to, numbers[i]);
  uint64_t length = frame->end - frame->begin, parts = (uint64_t) film->shape.rate;
  if (length > UINT16_MAX) { /* in whole seconds; more than 18 hours are as good as none */
    length = MIN (length / parts, UINT16_MAX);
    parts = 1;
  }
  put_number (to, (uint32_t) length << 16 | (uint32_t) parts);
  to[4] = DISPOSE_NONE;
  to[5] = frame->before ? BLEND_OVER : BLEND_SOURCE;
  return put_chunk (film, chunk, "fcTL", 26);
}

static bool
apng_frame (void *data, const struct film_frame *frame)
{
  struct apng *film = data;
  size_t bytes = frame->before ? filter_changed (film, frame) : filter_first (film, frame), before = frame->before ? SEQUENCE : 0;
  size_t packed = libdeflate_zlib_compress (film->zip, film->rows, bytes, film->chunk + HEADER + before, film->room);
  if (packed == 0 || !put_control (film, frame))
    return false;
  if (frame->before)
    put_number (film->chunk + HEADER, film->sequence++);
  film->frames++;
  return put_chunk (film, film->chunk, frame->before ? "fdAT" : "IDAT", before + packed);
}

static bool
put_head (struct apng *film)
{
  static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const uint8_t kind[] = { 8, 6, 0, 0, 0 }; /* bits, RGBA, deflate, the usual filters, not interlaced */
  uint8_t chunk[HEADER + 13 + 4] = { 0 };
  put_number (chunk + HEADER, (uint32_t) film->shape.width);
  put_number (chunk + HEADER + 4, (uint32_t) film->shape.height);
  memcpy (chunk + HEADER + 8, kind, sizeof kind);
  return film_put (film->sink, signature, sizeof signature) && put_chunk (film, chunk, "IHDR", 13);
}

/* Number of frames, and 0: it plays for ever. */
static size_t
make_count (const struct apng *film, uint8_t chunk[HEADER + 8 + 4])
{
  put_number (chunk + HEADER, film->frames);
  put_number (chunk + HEADER + 4, 0);
  return seal_chunk (chunk, "acTL", 8);
}

static void
apng_free (void *data)
{
  struct apng *film = data;
  if (film->zip)
    libdeflate_free_compressor (film->zip);
  g_free (film->rows);
  g_free (film->chunk);
  g_free (film);
}

static void *
apng_begin (struct film_sink *sink, struct film_shape shape)
{
  struct apng *film = g_new0 (struct apng, 1);
  size_t bytes = (size_t) shape.height * (1 + 4 * (size_t) shape.width);
  uint8_t count[HEADER + 8 + 4];
  film->sink = sink;
  film->shape = shape;
  film->zip = libdeflate_alloc_compressor (LEVEL);
  film->rows = g_try_malloc (bytes);
  film->room = film->zip ? libdeflate_zlib_compress_bound (film->zip, bytes) : 0;
  film->chunk = g_try_malloc (HEADER + SEQUENCE + film->room + 4);
  if (!film->zip || !film->rows || !film->chunk) {
    apng_free (film);
    return NULL;
  }
  put_head (film);
  film->control = lseek (sink->fd, 0, SEEK_CUR);
  film_put (sink, count, make_count (film, count));
  return film; /* the first frame says whether this could be written */
}

static bool
apng_end (void *data)
{
  struct apng *film = data;
  uint8_t chunk[HEADER + 8 + 4];
  if (!put_chunk (film, chunk, "IEND", 0))
    return false;
  size_t bytes = make_count (film, chunk);
  if (lseek (film->sink->fd, film->control, SEEK_SET) < 0)
    film->sink->error = errno;
  return film_put (film->sink, chunk, bytes);
}

const struct film_kind film_apng = { "apng", "APNG", ".png", 60, apng_begin, apng_frame, apng_end, apng_free };
