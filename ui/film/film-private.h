/* What the film's files share: film-writer.c (frames in, a thread), film-change.c (what changed), film-palette.c (few colours for
 * many; film-colors.c: for a whole film) and a file a format. */
#pragma once

#include "ui/film/film-writer.h"

struct film_area { int x, y, width, height; }; /* px; width 0 = nothing */

/* Around all pixels of two frames of WIDTH x HEIGHT that differ. */
struct film_area film_change (const uint32_t *before, const uint32_t *now, int width, int height);

struct film_sink { int fd, error; /* errno of the first write that failed */ };
bool film_put (struct film_sink *sink, const void *bytes, size_t count);

struct film_shape { int width, height, rate; bool all_colors; };

struct film_frame {
  const uint32_t *pixels, *before; /* opaque, WIDTH a row; before: NULL for the first one */
  struct film_area area;           /* outside of it they are alike */
  uint64_t begin, end;             /* when it is shown, in 1 / rate s */
};

struct film_kind {
  const char *name, *title, *ending;
  int fastest;
  void *(*begin) (struct film_sink *sink, struct film_shape shape); /* NULL: no memory */
  void (*sample) (void *film, const uint32_t *row); /* of a frame that will come; NULL: this format wants none */
  /* These two: false where the sink failed or there is no memory. */
  bool (*frame) (void *film, const struct film_frame *frame);
  bool (*end) (void *film);
  void (*free) (void *film);
};
extern const struct film_kind film_apng, film_gif, film_webp;

/* ---- film-palette.c: a few colours for many ---- */

#define FILM_COLORS 256

struct film_palette;
struct film_palette *film_palette_create (void); /* NULL: no memory */
void film_palette_destroy (struct film_palette *palette); /* accepts NULL */

/* Forgets all it met. More than LIMIT colours that are still to be met are met roughly. */
void film_palette_clear (struct film_palette *palette, int limit);
/* COUNT pixels, but for those that are as BEFORE (NULL: all of them). */
void film_palette_meet (struct film_palette *palette, const uint32_t *now, const uint32_t *before, int count);
int film_palette_met (const struct film_palette *palette); /* how many colours */
/* Colours for all that was met: the very same where they are few enough, else the commonest and those that come nearest to the
 * rest. COLOR: at most MOST; returns how many. */
int film_palette_choose (struct film_palette *palette, uint32_t color[FILM_COLORS], int most);
/* The one for a pixel that was met. */
uint8_t film_palette_index (struct film_palette *palette, uint32_t pixel);

/* ---- film-colors.c: the colours of a whole film, one index of 0 to 255 each ---- */

#define FILM_UNCHANGED 0 /* the index of no colour */

struct film_colors;
struct film_colors *film_colors_create (void); /* NULL: no memory */
void film_colors_destroy (struct film_colors *colors); /* accepts NULL */
/* Some of the film's pixels: before the first index. */
void film_colors_sample (struct film_colors *colors, const uint32_t *pixels, int count);
bool film_colors_sampled (const struct film_colors *colors);
/* Of any pixel: its colour, as long as there is a place for it, else the nearest. */
uint8_t film_colors_index (struct film_colors *colors, uint32_t pixel);
/* An index keeps its colour; the others get theirs as they come, so this is right at the end only. */
const uint32_t *film_colors_all (const struct film_colors *colors);
