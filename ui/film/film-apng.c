/* PNG with more frames (the PNG specification, third edition): a frame is the area that changed, what did not change in it transparent.
 * Pixels are four bytes, or one: the index of a colour. Which colours there are is known at the end, and written to its place then. */
#include "ui/film/film-private.h"

#include <errno.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

#define LEVEL 5     /* of four bytes a pixel */
#define LEVEL_FEW 6
#define FILTER_NONE 0
#define FILTER_UP 2
#define CLEAR 0     /* what stands still: transparent black in four bytes, or the index FILM_UNCHANGED */
#define HEADER 8    /* a chunk's length and name */
#define SEQUENCE 4  /* before a later frame's data */

enum { INDEXED = 3, RGBA = 6 };
enum { DISPOSE_NONE = 0, BLEND_SOURCE = 0, BLEND_OVER = 1 };

struct apng {
  struct film_sink *sink;
  struct film_shape shape;
  struct libdeflate_compressor *zip;
  struct film_colors *colors; /* NULL: four bytes a pixel */
  uint8_t *indexes;   /* of all pixels, as the film shows them now */
  uint8_t *rows;      /* filtered */
  uint8_t *chunk;     /* header, sequence number, deflated rows, check */
  size_t room;        /* for deflated rows */
  uint32_t sequence, frames;
  off_t late;         /* where the number of frames goes, and the colours */
};

static void
put_number (uint8_t *to, uint32_t number)
{
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t) (number >> (24 - 8 * i));
}

static bool
put_chunk (struct apng *film, uint8_t *chunk, const char *name, size_t count)
{
  put_number (chunk, (uint32_t) count);
  memcpy (chunk + 4, name, 4);
  put_number (chunk + HEADER + count, libdeflate_crc32 (0, chunk + 4, 4 + count));
  return film_put (film->sink, chunk, HEADER + count + 4);
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

/* What stands still costs next to nothing. */
static size_t
filter_changed (struct apng *film, const struct film_frame *frame)
{
  uint8_t *to = film->rows;
  struct film_area area = frame->area;
  for (int y = area.y; y < area.y + area.height; y++) {
    size_t at = (size_t) y * film->shape.width + area.x;
    *to++ = FILTER_NONE;
    for (int x = 0; x < area.width; x++)
      to = put_pixel (to, frame->pixels[at + x] == frame->before[at + x] ? CLEAR : frame->pixels[at + x]);
  }
  return (size_t) (to - film->rows);
}

static uint8_t
take_index (struct apng *film, uint32_t pixel, size_t at)
{
  uint8_t index = film_colors_index (film->colors, pixel);
  if (film->indexes[at] == index)
    return CLEAR;
  return film->indexes[at] = index;
}

/* What stands still is drawn again where that makes a run of one colour longer. */
static size_t
fill_indexes (struct apng *film, const struct film_frame *frame)
{
  uint8_t *to = film->rows;
  struct film_area area = frame->area;
  for (int y = area.y; y < area.y + area.height; y++) {
    size_t at = (size_t) y * (size_t) film->shape.width + (size_t) area.x, end = at + (size_t) area.width;
    uint8_t last = CLEAR;
    *to++ = FILTER_NONE;
    for (; at < end; at++) {
      uint8_t index = frame->before && frame->pixels[at] == frame->before[at] ? CLEAR : take_index (film, frame->pixels[at], at);
      if (index == CLEAR && film->indexes[at] == last)
        index = last;
      *to++ = last = index;
    }
  }
  return (size_t) (to - film->rows);
}

static void
apng_sample (void *data, const uint32_t *row)
{
  struct apng *film = data;
  if (film->colors)
    film_colors_sample (film->colors, row, film->shape.width);
}

static size_t
fill_rows (struct apng *film, const struct film_frame *frame)
{
  if (!film->colors)
    return frame->before ? filter_changed (film, frame) : filter_first (film, frame);
  if (!film_colors_sampled (film->colors))
    film_colors_sample (film->colors, frame->pixels, film->shape.width * film->shape.height);
  return fill_indexes (film, frame);
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
  size_t bytes = fill_rows (film, frame), before = frame->before ? SEQUENCE : 0;
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
  const uint8_t kind[] = { 8, film->colors ? INDEXED : RGBA, 0, 0, 0 }; /* bits, deflate, the usual filters, not interlaced */
  uint8_t chunk[HEADER + 13 + 4] = { 0 };
  put_number (chunk + HEADER, (uint32_t) film->shape.width);
  put_number (chunk + HEADER + 4, (uint32_t) film->shape.height);
  memcpy (chunk + HEADER + 8, kind, sizeof kind);
  return film_put (film->sink, signature, sizeof signature) && put_chunk (film, chunk, "IHDR", 13);
}

static bool
put_colors (struct apng *film)
{
  const uint32_t *color = film_colors_all (film->colors);
  uint8_t chunk[HEADER + 3 * FILM_COLORS + 4], clear[HEADER + 1 + 4] = { 0 }, *to = chunk + HEADER;
  for (int i = 0; i < FILM_COLORS; i++)
    for (int shift = 16; shift >= 0; shift -= 8)
      *to++ = (uint8_t) (color[i] >> shift);
  return put_chunk (film, chunk, "PLTE", 3 * FILM_COLORS) && put_chunk (film, clear, "tRNS", 1); /* of the first index */
}

/* Number of frames, and 0: it plays for ever; and the colours, always as many. */
static bool
put_late (struct apng *film)
{
  uint8_t chunk[HEADER + 8 + 4];
  put_number (chunk + HEADER, film->frames);
  put_number (chunk + HEADER + 4, 0);
  return put_chunk (film, chunk, "acTL", 8) && (!film->colors || put_colors (film));
}

static void
apng_free (void *data)
{
  struct apng *film = data;
  if (film->zip)
    libdeflate_free_compressor (film->zip);
  film_colors_destroy (film->colors);
  g_free (film->indexes);
  g_free (film->rows);
  g_free (film->chunk);
  g_free (film);
}

static bool
make_room (struct apng *film)
{
  size_t width = (size_t) film->shape.width, height = (size_t) film->shape.height, bytes = height * (1 + width * (film->shape.all_colors ? 4 : 1));
  if (!film->shape.all_colors) {
    film->colors = film_colors_create ();
    film->indexes = g_try_malloc0_n (width, height);
    if (!film->colors || !film->indexes)
      return false;
  }
  film->zip = libdeflate_alloc_compressor (film->colors ? LEVEL_FEW : LEVEL);
  film->rows = g_try_malloc (bytes);
  film->room = film->zip ? libdeflate_zlib_compress_bound (film->zip, bytes) : 0;
  film->chunk = g_try_malloc (HEADER + SEQUENCE + film->room + 4);
  return film->zip && film->rows && film->chunk;
}

static void *
apng_begin (struct film_sink *sink, struct film_shape shape)
{
  struct apng *film = g_new0 (struct apng, 1);
  film->sink = sink;
  film->shape = shape;
  if (!make_room (film)) {
    apng_free (film);
    return NULL;
  }
  put_head (film);
  film->late = lseek (sink->fd, 0, SEEK_CUR);
  put_late (film);
  return film; /* the first frame says whether this could be written */
}

static bool
apng_end (void *data)
{
  struct apng *film = data;
  uint8_t chunk[HEADER + 4];
  if (!put_chunk (film, chunk, "IEND", 0))
    return false;
  if (lseek (film->sink->fd, film->late, SEEK_SET) < 0)
    film->sink->error = errno;
  return put_late (film);
}

const struct film_kind film_apng = { "apng", "APNG", ".png", 60, apng_begin, apng_sample, apng_frame, apng_end, apng_free };
