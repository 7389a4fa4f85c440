/* Writes PNG row by row: Cairo's writer tries every filter on every row and takes most of the time of a picture. Each row
 * is told as its difference to the one above, which suits flat colours, and deflated quickly. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct png_writer;

/* Takes BYTES; false stops the file. */
typedef bool (*png_sink) (void *data, const void *bytes, size_t count);

/* Opaque RGB; NULL: no memory. */
struct png_writer *png_begin (int width, int height, png_sink sink, void *data);
/* The next row, from Cairo's RGB24. */
void png_row (struct png_writer *writer, const uint32_t *pixels);
/* Ends the file, frees WRITER; false: something went wrong on the way. */
bool png_end (struct png_writer *writer);
