#include "tests/ui/film-decode.h"

#include <gif_lib.h>
#include <stdbool.h>
#include <string.h>
#include <webp/demux.h>
#include <zlib.h>

static struct decoded *
decoded_new (int width, int height)
{
  struct decoded *film = g_new0 (struct decoded, 1);
  film->width = width;
  film->height = height;
  film->frames = g_ptr_array_new_with_free_func (g_free);
  film->lasts = g_array_new (FALSE, FALSE, sizeof (double));
  return film;
}

void
decoded_free (struct decoded *film)
{
  g_ptr_array_unref (film->frames);
  g_array_unref (film->lasts);
  g_free (film);
}

static void
add (struct decoded *film, const uint32_t *canvas, double lasts)
{
  g_ptr_array_add (film->frames, g_memdup2 (canvas, sizeof *canvas * (gsize) film->width * (gsize) film->height));
  g_array_append_val (film->lasts, lasts);
}

/* ---- APNG ---- */

struct apng { struct decoded *film; uint32_t *canvas, color[256]; int bytes /* a pixel */; bool clear; uint32_t sequence, frames, place[4]; double lasts; int blend; };

static uint32_t
number (const uint8_t *at)
{
  return (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
}

static void
take_head (struct apng *png, const uint8_t *data)
{
  static const uint8_t rgba[] = { 8, 6, 0, 0, 0 }, indexed[] = { 8, 3, 0, 0, 0 };
  png->bytes = data[9] == 3 ? 1 : 4;
  g_assert_cmpmem (data + 8, 5, png->bytes == 1 ? indexed : rgba, 5);
  png->film = decoded_new ((int) number (data), (int) number (data + 4));
  png->canvas = g_new0 (uint32_t, (gsize) png->film->width * (gsize) png->film->height);
}

static void
take_colors (struct apng *png, const uint8_t *data, size_t count)
{
  g_assert_cmpint (png->bytes, ==, 1);
  g_assert_cmpuint (count, ==, 3 * 256);
  for (size_t i = 0; i < count; i += 3)
    png->color[i / 3] = 0xff000000 | (uint32_t) data[i] << 16 | (uint32_t) data[i + 1] << 8 | data[i + 2];
}

/* Only the first colour is. */
static void
take_clear (struct apng *png, const uint8_t *data, size_t count)
{
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpint (data[0], ==, 0);
  g_assert_cmphex (png->color[0] & png->color[1], !=, 0); /* the colours come first */
  png->clear = true;
}

/* 0 = transparent. */
static uint32_t
pixel_of (const struct apng *png, const uint8_t *at)
{
  if (png->bytes == 1)
    return at[0] ? png->color[at[0]] : 0;
  g_assert_true (at[3] == 255 || at[3] == 0);
  return at[3] ? 0xff000000 | (uint32_t) at[0] << 16 | (uint32_t) at[1] << 8 | at[2] : 0;
}

static void
take_control (struct apng *png, const uint8_t *data)
{
  g_assert_cmpuint (number (data), ==, png->sequence++);
  for (int i = 0; i < 4; i++) /* width, height, x, y */
    png->place[i] = number (data + 4 + 4 * i);
  g_assert_cmpuint (png->place[0] + png->place[2], <=, (guint) png->film->width);
  g_assert_cmpuint (png->place[1] + png->place[3], <=, (guint) png->film->height);
  png->lasts = (double) (number (data + 20) >> 16) / (number (data + 20) & 0xffff);
  g_assert_cmpint (data[24], ==, 0);
  png->blend = data[25];
}

static void
take_data (struct apng *png, const uint8_t *data, size_t count)
{
  size_t row = 1 + (size_t) png->bytes * (size_t) png->place[0];
  uLongf bytes = row * png->place[1];
  g_autofree uint8_t *rows = g_malloc (bytes);
  g_assert_cmpint (uncompress (rows, &bytes, data, count), ==, Z_OK);
  g_assert_cmpuint (bytes, ==, row * png->place[1]);
  for (uint32_t y = 0; y < png->place[1]; y++) {
    uint8_t *at = rows + y * row;
    g_assert_true (at[0] == 0 || at[0] == 2);
    for (size_t i = 1; at[0] == 2 && y > 0 && i < row; i++)
      at[i] = (uint8_t) (at[i] + at[(ptrdiff_t) i - (ptrdiff_t) row]);
    uint32_t *to = png->canvas + (size_t) (y + png->place[3]) * (size_t) png->film->width + png->place[2];
    for (uint32_t x = 0; x < png->place[0]; x++) {
      uint32_t pixel = pixel_of (png, at + 1 + (size_t) png->bytes * x);
      g_assert_true (pixel || png->blend == 1);
      if (pixel)
        to[x] = pixel;
    }
  }
  add (png->film, png->canvas, png->lasts);
}

static void
take_chunk (struct apng *png, const char *name, const uint8_t *data, size_t count)
{
  if (memcmp (name, "IHDR", 4) == 0)
    take_head (png, data);
  else if (memcmp (name, "acTL", 4) == 0) {
    png->frames = number (data);
    png->film->plays = (int) number (data + 4);
  } else if (memcmp (name, "PLTE", 4) == 0)
    take_colors (png, data, count);
  else if (memcmp (name, "tRNS", 4) == 0)
    take_clear (png, data, count);
  else if (memcmp (name, "fcTL", 4) == 0)
    take_control (png, data);
  else if (memcmp (name, "IDAT", 4) == 0)
    take_data (png, data, count);
  else if (memcmp (name, "fdAT", 4) == 0) {
    g_assert_cmpuint (number (data), ==, png->sequence++);
    take_data (png, data + 4, count - 4);
  } else
    g_assert_cmpmem (name, 4, "IEND", 4);
}

static struct decoded *
decode_apng (const char *path)
{
  struct apng png = { 0 };
  g_autofree char *text = NULL;
  gsize bytes, at = 8;
  g_assert_true (g_file_get_contents (path, &text, &bytes, NULL));
  while (at < bytes) {
    const uint8_t *chunk = (const uint8_t *) text + at;
    size_t count = number (chunk);
    g_assert_cmpuint (at + 12 + count, <=, bytes);
    g_assert_cmpuint (crc32 (0, chunk + 4, (uInt) (4 + count)), ==, number (chunk + 8 + count));
    take_chunk (&png, text + at + 4, chunk + 8, count);
    at += 12 + count;
  }
  g_assert_true (png.bytes == 4 || png.clear);
  g_assert_cmpuint (png.frames, ==, png.film->frames->len);
  g_free (png.canvas);
  return png.film;
}

/* ---- the others ---- */

static void
lay (uint32_t *canvas, int width, const SavedImage *image, int transparent)
{
  const GifImageDesc *place = &image->ImageDesc;
  for (int y = 0; y < place->Height; y++)
    for (int x = 0; x < place->Width; x++) {
      int index = image->RasterBits[y * place->Width + x];
      g_assert_cmpint (index, <, place->ColorMap->ColorCount);
      GifColorType color = place->ColorMap->Colors[index];
      if (index != transparent)
        canvas[(place->Top + y) * width + place->Left + x] = 0xff000000 | (uint32_t) color.Red << 16 | (uint32_t) color.Green << 8 | color.Blue;
    }
}

static struct decoded *
decode_gif (const char *path)
{
  GifFileType *gif = DGifOpenFileName (path, NULL);
  g_assert_nonnull (gif);
  g_assert_cmpint (DGifSlurp (gif), ==, GIF_OK);
  struct decoded *film = decoded_new (gif->SWidth, gif->SHeight);
  g_autofree uint32_t *canvas = g_new0 (uint32_t, (gsize) film->width * (gsize) film->height);
  const ExtensionBlock *loop = gif->SavedImages[0].ExtensionBlocks;
  g_assert_cmpmem (loop[0].Bytes, loop[0].ByteCount, "NETSCAPE2.0", 11);
  film->plays = loop[1].Bytes[1] | loop[1].Bytes[2] << 8;
  for (int i = 0; i < gif->ImageCount; i++) {
    GraphicsControlBlock control;
    g_assert_cmpint (DGifSavedExtensionToGCB (gif, i, &control), ==, GIF_OK);
    lay (canvas, film->width, &gif->SavedImages[i], control.TransparentColor);
    add (film, canvas, control.DelayTime / 100.0);
  }
  DGifCloseFile (gif, NULL);
  return film;
}

static struct decoded *
decode_webp (const char *path)
{
  g_autofree char *text = NULL;
  gsize bytes;
  int before = 0;
  g_assert_true (g_file_get_contents (path, &text, &bytes, NULL));
  WebPData data = { (const uint8_t *) text, bytes };
  WebPAnimDecoderOptions options;
  WebPAnimInfo info;
  WebPAnimDecoderOptionsInit (&options);
  options.color_mode = MODE_BGRA;
  WebPAnimDecoder *decoder = WebPAnimDecoderNew (&data, &options);
  g_assert_nonnull (decoder);
  WebPAnimDecoderGetInfo (decoder, &info);
  struct decoded *film = decoded_new ((int) info.canvas_width, (int) info.canvas_height);
  film->plays = (int) info.loop_count;
  while (WebPAnimDecoderHasMoreFrames (decoder)) {
    uint8_t *pixels;
    int end;
    g_assert_true (WebPAnimDecoderGetNext (decoder, &pixels, &end));
    add (film, (const uint32_t *) (const void *) pixels, (end - before) / 1000.0);
    before = end;
  }
  WebPAnimDecoderDelete (decoder);
  return film;
}

struct decoded *
film_decode (const char *path)
{
  return g_str_has_suffix (path, ".gif") ? decode_gif (path) : g_str_has_suffix (path, ".webp") ? decode_webp (path) : decode_apng (path);
}
