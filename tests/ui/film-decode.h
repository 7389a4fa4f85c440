/* Films read again by readers of their own: for APNG chunk by chunk (libpng knows only the first frame), giflib and libwebp for theirs. */
#pragma once

#include <glib.h>
#include <stdint.h>

struct decoded {
  int width, height, plays;  /* plays: 0 = for ever */
  GPtrArray *frames;         /* uint32_t[width * height], opaque ARGB, as it looks then */
  GArray *lasts;             /* double: s */
};

/* Asserts that PATH is well formed. By its ending. */
struct decoded *film_decode (const char *path);
void decoded_free (struct decoded *film);
