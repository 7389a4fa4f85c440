/* A film, frame by frame, into a file: what changed since the frame before is found, frames that are alike become one that lasts
 * longer, and all of it is compressed in a thread of its own while the next frame is drawn. Every frame comes back pixel by pixel, or
 * as near as few colours allow: a GIF has 256 a frame, an APNG of few colours 255 in all. The same frames give the same bytes. Plays
 * round and round. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

enum film_format {
  FILM_APNG, /* a PNG for who knows no films: its first frame */
  FILM_GIF,
  FILM_WEBP,
  FILM_FORMATS
};

enum film_colors_choice {
  FILM_FEW_COLORS, /* the commonest, and those nearest to the others; the very same where there are few enough */
  FILM_ALL_COLORS,
  FILM_COLORS_CHOICES
};

/* The largest frame of any format, px a side, and frames a second: browsers play faster films in their own time. */
#define FILM_LARGEST 16383
int film_fastest (enum film_format format);
const char *film_ending (enum film_format format); /* ".png" */
const char *film_format_name (enum film_format format); /* "APNG" */

/* By NAME ("apng", "gif", "webp") or, NULL, by PATH's ending: .png, .apng, .gif, .webp. */
bool film_format_choose (const char *path, const char *name, enum film_format *format, GError **error);

/* By NAME, "256" or "all"; NULL: what is usual for FORMAT. Only an APNG can be both. */
bool film_colors_choose (enum film_format format, const char *name, enum film_colors_choice *colors, GError **error);

struct film_writer;

/* COLORS: one that film_colors_choose gives FORMAT. RATE: frames a second, 1 to film_fastest. PATH: whole at the end or as it was before (output-file.h). NULL: ERROR is one sentence. */
struct film_writer *film_writer_open (const char *path, enum film_format format, enum film_colors_choice colors, int width, int height, int rate,
                                      GError **error);

/* A frame that will come, or one like it, as for film_writer_add: a few of them, from all of the film and before its first, say
 * which colours it will have. Not written, and not needed: without them the first frame says it. */
void film_writer_sample (struct film_writer *writer, const void *pixels, size_t stride);

/* One more frame, WIDTH x HEIGHT of Cairo's RGB24 or opaque ARGB32, rows STRIDE bytes apart; copied. It lasts FRAMES times 1 / rate s.
 * false: it could not be written, as finish will say. */
bool film_writer_add (struct film_writer *writer, const void *pixels, size_t stride, unsigned int frames);

/* Ends the file and frees WRITER. false: nothing was written, ERROR is one sentence. */
bool film_writer_finish (struct film_writer *writer, GError **error);
/* Nothing of it stays. Accepts NULL. */
void film_writer_abandon (struct film_writer *writer);
