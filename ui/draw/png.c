#include "ui/draw/png.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LEVEL 3      /* of zlib: beyond, a twentieth less of file costs twice the time */
#define CHUNK 65536  /* of image data */
#define FILTER_UP 2
#define HEADER 8     /* a chunk's length and name */

struct png_writer {
  png_sink sink;
  void *data;
  int width;
  bool ok;
  z_stream zip;
  uint8_t *row;      /* filter, then RGB */
  uint32_t *above;   /* the row before, black at first */
  uint8_t chunk[HEADER + CHUNK];
};

static void
put_number (uint8_t *to, uint32_t number)
{
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t) (number >> (24 - 8 * i));
}

static void
put (struct png_writer *writer, const void *bytes, size_t count)
{
  writer->ok = writer->ok && writer->sink (writer->data, bytes, count);
}

/* Writes writer->chunk with COUNT bytes in it. */
static void
put_chunk (struct png_writer *writer, const char *name, size_t count)
{
  uint8_t check[4];
  put_number (writer->chunk, (uint32_t) count);
  memcpy (writer->chunk + 4, name, 4);
  put_number (check, (uint32_t) crc32 (0, writer->chunk + 4, (uInt) (4 + count)));
  put (writer, writer->chunk, HEADER + count);
  put (writer, check, sizeof check);
}

static void
put_head (struct png_writer *writer, int width, int height)
{
  static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const uint8_t kind[] = { 8, 2, 0, 0, 0 }; /* bits, RGB, deflate, the usual filters, not interlaced */
  put (writer, signature, sizeof signature);
  put_number (writer->chunk + HEADER, (uint32_t) width);
  put_number (writer->chunk + HEADER + 4, (uint32_t) height);
  memcpy (writer->chunk + HEADER + 8, kind, sizeof kind);
  put_chunk (writer, "IHDR", 13);
}

static void
free_writer (struct png_writer *writer)
{
  deflateEnd (&writer->zip);
  free (writer->row);
  free (writer->above);
  free (writer);
}

static void
empty_chunk (struct png_writer *writer)
{
  writer->zip.next_out = writer->chunk + HEADER;
  writer->zip.avail_out = CHUNK;
}

struct png_writer *
png_begin (int width, int height, png_sink sink, void *data)
{
  struct png_writer *writer = calloc (1, sizeof *writer);
  if (!writer)
    return NULL;
  *writer = (struct png_writer){ .sink = sink, .data = data, .width = width, .ok = true };
  writer->row = malloc (1 + 3 * (size_t) width);
  writer->above = calloc ((size_t) width, sizeof *writer->above);
  if (!writer->row || !writer->above || deflateInit (&writer->zip, LEVEL) != Z_OK) {
    free_writer (writer);
    return NULL;
  }
  put_head (writer, width, height);
  empty_chunk (writer);
  return writer;
}

/* Deflates what zip has; a full chunk is written. */
static void
deflate_on (struct png_writer *writer, int flush)
{
  int status = Z_OK;
  do {
    status = deflate (&writer->zip, flush);
    size_t count = CHUNK - writer->zip.avail_out;
    if (count == CHUNK || (status == Z_STREAM_END && count > 0)) {
      put_chunk (writer, "IDAT", count);
      empty_chunk (writer);
    }
  } while (writer->ok && (flush == Z_FINISH ? status == Z_OK || status == Z_BUF_ERROR : writer->zip.avail_in > 0));
}

void
png_row (struct png_writer *writer, const uint32_t *pixels)
{
  uint8_t *to = writer->row;
  *to++ = FILTER_UP;
  for (int x = 0; x < writer->width; x++, to += 3) {
    uint32_t now = pixels[x], before = writer->above[x];
    to[0] = (uint8_t) ((now >> 16) - (before >> 16));
    to[1] = (uint8_t) ((now >> 8) - (before >> 8));
    to[2] = (uint8_t) (now - before);
  }
  memcpy (writer->above, pixels, sizeof *pixels * (size_t) writer->width);
  writer->zip.next_in = writer->row;
  writer->zip.avail_in = (uInt) (to - writer->row);
  deflate_on (writer, Z_NO_FLUSH);
}

bool
png_end (struct png_writer *writer)
{
  deflate_on (writer, Z_FINISH);
  put_chunk (writer, "IEND", 0);
  bool ok = writer->ok;
  free_writer (writer);
  return ok;
}
