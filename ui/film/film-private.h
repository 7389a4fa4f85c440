/* What the film's files share: film-writer.c (frames in, a thread), film-change.c (what changed), film-palette.c (few colours for
 * many) and a file a format. */
#pragma once

#include "ui/film/film-writer.h"

struct film_area { int x, y, width, height; }; /* px; width 0 = nothing */

/* Around all pixels of two frames of WIDTH x HEIGHT that differ. */
struct film_area film_change (const uint32_t *before, const uint32_t *now, int width, int height);

struct film_sink { int fd, error; /* errno of the first write that failed */ };
bool film_put (struct film_sink *sink, const void *bytes, size_t count);

struct film_shape { int width, height, rate; };

struct film_frame {
  const uint32_t *pixels, *before; /* opaque, WIDTH a row; before: NULL for the first one */
  struct film_area area;           /* outside of it they are alike */
  uint64_t begin, end;             /* when it is shown, in 1 / rate s */
};

struct film_kind {
  const char *name, *title, *ending;
  int fastest;
  void *(*begin) (struct film_sink *sink, struct film_shape shape); /* NULL: no memory */
  /* These two: false where the sink failed or there is no memory. */
  bool (*frame) (void *film, const struct film_frame *frame);
  bool (*end) (void *film);
  void (*free) (void *film);
};
extern const struct film_kind film_apng, film_gif, film_webp;

/* ---- film-palette.c: colours of an area ---- */

#define FILM_COLORS 256

struct film_palette;
struct film_palette *film_palette_create (void);
void film_palette_destroy (struct film_palette *palette); /* accepts NULL */

/* The colours of the pixels that changed: all of them where they are few enough, else the commonest and those that come nearest to the
 * rest. COLOR: at most MOST; returns how many. */
int film_palette_choose (struct film_palette *palette, const struct film_frame *frame, int width, uint32_t color[FILM_COLORS], int most);
/* The one for a pixel that was chosen for. */
uint8_t film_palette_index (struct film_palette *palette, uint32_t pixel);
