/* Rows of premultiplied ARGB32 pixels, written over by colours and pictures: rounded as pixman rounds, the same on all
 * machines. */
#pragma once

#include <stdint.h>

/* COLOR times COVERAGE / 255. */
uint32_t blend_thinned (uint32_t color, unsigned int coverage);
/* COLOR over COUNT pixels. */
void blend_fill (uint32_t *row, int count, uint32_t color);
/* COLOR through a row of coverage, 0..255. */
void blend_stamp (uint32_t *row, const uint8_t *coverage, int count, uint32_t color);
/* SOURCE over the row. */
void blend_sprite (uint32_t *row, const uint32_t *source, int count);
