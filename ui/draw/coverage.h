/* Which pixels a stroke covers and how far, before they get its colour: its pieces overlap where they join, where the most
 * that any of them covers counts, so that what is half transparent is not painted twice. */
#pragma once

#include "ui/draw/pixels.h"

#define COVERAGE_THICKEST 8.8 /* pixels that a piece may be across */

struct coverage {
  const struct pixels *pixels; /* borrowed; what gets the colour */
  int left, top;        /* the mask's upper left corner among them; what lies outside is not kept */
  int width, height;
  int stride, words;    /* of a row: bytes in the mask, words in touched */
  uint8_t *mask;        /* 0..255; borrowed from the thread */
  uint64_t *touched;    /* a bit for each block of the mask that is not all nothing */
  int pitch;            /* bytes from a row of pixels to the next */
  uintptr_t corner;     /* address of the pixel under the mask's first byte, even outside the surface */
};

/* One at a time in a thread. False: no memory. */
bool coverage_begin (struct coverage *coverage, const struct pixels *pixels, int left, int top, int width, int height);
/* A straight piece, in pixels from the upper left corner. */
void coverage_piece (const struct coverage *coverage, const float from[2], const float to[2], float thick);
/* COLOR through all pieces; ends what was begun. */
void coverage_paint (const struct coverage *coverage, uint32_t color);
