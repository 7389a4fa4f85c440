/* GIF by giflib: every frame has a table of its own for the colours of what changed, the rest is transparent. */
#include "ui/film/film-private.h"

#include <gif_lib.h>
#include <string.h>

#define LEAST_COLORS 2
#define MANY 8192 /* of a frame's colours are looked at one by one */

struct gif {
  struct film_sink *sink;
  struct film_shape shape;
  struct film_palette *palette;
  GifFileType *file;
  GifPixelType *row;
};

static int
gif_write (GifFileType *file, const GifByteType *bytes, int count)
{
  struct gif *film = file->UserData;
  return film_put (film->sink, bytes, (size_t) count) ? count : 0;
}

static bool
put_head (struct gif *film)
{
  static const unsigned char forever[] = { 1, 0, 0 };
  EGifSetGifVersion (film->file, true);
  return EGifPutScreenDesc (film->file, film->shape.width, film->shape.height, 8, 0, NULL) == GIF_OK
         && EGifPutExtensionLeader (film->file, APPLICATION_EXT_FUNC_CODE) == GIF_OK && EGifPutExtensionBlock (film->file, 11, "NETSCAPE2.0") == GIF_OK
         && EGifPutExtensionBlock (film->file, sizeof forever, forever) == GIF_OK && EGifPutExtensionTrailer (film->file) == GIF_OK;
}

/* A GIF counts hundredths of a second: rounded so that the film as a whole keeps its length. */
static int
hundredths (const struct gif *film, uint64_t frames)
{
  return (int) MIN ((frames * 100 + (uint64_t) film->shape.rate / 2) / (uint64_t) film->shape.rate, INT_MAX);
}

static bool
put_control (struct gif *film, const struct film_frame *frame, int transparent)
{
  GifByteType bytes[4];
  GraphicsControlBlock control = { .DisposalMode = DISPOSE_DO_NOT, .TransparentColor = transparent,
                                   .DelayTime = MIN (hundredths (film, frame->end) - hundredths (film, frame->begin), UINT16_MAX) };
  size_t count = EGifGCBToExtension (&control, bytes);
  return EGifPutExtension (film->file, GRAPHICS_EXT_FUNC_CODE, (int) count, bytes) == GIF_OK;
}

static bool
put_place (struct gif *film, struct film_area area, const uint32_t *color, int colors)
{
  int room = LEAST_COLORS;
  while (room < colors)
    room *= 2;
  ColorMapObject *map = GifMakeMapObject (room, NULL);
  if (!map)
    return false;
  memset (map->Colors, 0, sizeof *map->Colors * (size_t) room);
  for (int i = 0; i < colors; i++)
    map->Colors[i] = (GifColorType){ color[i] >> 16 & 0xff, color[i] >> 8 & 0xff, color[i] & 0xff };
  int status = EGifPutImageDesc (film->file, area.x, area.y, area.width, area.height, false, map);
  GifFreeMapObject (map);
  return status == GIF_OK;
}

static bool
put_rows (struct gif *film, const struct film_frame *frame, int transparent)
{
  struct film_area area = frame->area;
  for (int y = area.y; y < area.y + area.height; y++) {
    size_t at = (size_t) y * film->shape.width + area.x;
    uint32_t last = 0;
    GifPixelType index = 0;
    for (int x = 0; x < area.width; x++) {
      uint32_t pixel = frame->pixels[at + x];
      if (frame->before && pixel == frame->before[at + x]) {
        film->row[x] = (GifPixelType) transparent;
        continue;
      }
      if (pixel != last) /* a pixel is opaque, and never 0 */
        index = film_palette_index (film->palette, pixel);
      last = pixel;
      film->row[x] = index;
    }
    if (EGifPutLine (film->file, film->row, area.width) != GIF_OK)
      return false;
  }
  return true;
}

static int
choose_colors (struct gif *film, const struct film_frame *frame, uint32_t color[FILM_COLORS])
{
  struct film_area area = frame->area;
  film_palette_clear (film->palette, MANY);
  for (int y = area.y; y < area.y + area.height; y++) {
    size_t at = (size_t) y * film->shape.width + area.x;
    film_palette_meet (film->palette, frame->pixels + at, frame->before ? frame->before + at : NULL, area.width);
  }
  return film_palette_choose (film->palette, color, FILM_COLORS - (frame->before ? 1 : 0));
}

static bool
gif_frame (void *data, const struct film_frame *frame)
{
  struct gif *film = data;
  uint32_t color[FILM_COLORS] = { 0 };
  int colors = choose_colors (film, frame, color);
  int transparent = frame->before ? colors++ : NO_TRANSPARENT_COLOR;
  return put_control (film, frame, transparent) && put_place (film, frame->area, color, colors) && put_rows (film, frame, transparent);
}

static void
gif_free (void *data)
{
  struct gif *film = data;
  if (film->file)
    EGifCloseFile (film->file, NULL);
  film_palette_destroy (film->palette);
  g_free (film->row);
  g_free (film);
}

static void *
gif_begin (struct film_sink *sink, struct film_shape shape)
{
  struct gif *film = g_new0 (struct gif, 1);
  film->sink = sink;
  film->shape = shape;
  film->palette = film_palette_create ();
  film->row = g_try_malloc ((gsize) shape.width);
  film->file = EGifOpen (film, gif_write, NULL);
  if (film->palette && film->row && film->file && (put_head (film) || sink->error))
    return film;
  gif_free (film);
  return NULL;
}

static bool
gif_end (void *data)
{
  struct gif *film = data;
  int status = EGifCloseFile (g_steal_pointer (&film->file), NULL);
  return status == GIF_OK && film->sink->error == 0;
}

const struct film_kind film_gif = { "gif", "GIF", ".gif", 50, gif_begin, NULL, gif_frame, gif_end, gif_free };
