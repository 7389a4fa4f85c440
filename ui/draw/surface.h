/* Pixels of image surfaces with 4 bytes a pixel, moved and copied as they are: what takes Cairo a blend is a memory copy here. */
#pragma once

#include <cairo.h>

/* An empty image surface; a large one lies in huge pages where the kernel has them: a picture's rows lie far apart, and what is drawn all over
 * it would wait for page tables. As cairo_image_surface_create in all else. */
cairo_surface_t *surface_create (cairo_format_t format, int width, int height);
/* Moves the pixels of AREA (device px, inside the surface) by DX, DY; what is moved out of AREA is lost, what comes free keeps what was there. */
void surface_move (cairo_surface_t *surface, cairo_rectangle_int_t area, int dx, int dy);
/* Copies AREA (device px, inside both) to the same place of TO, which is as large. */
void surface_copy (cairo_surface_t *to, cairo_surface_t *from, cairo_rectangle_int_t area);
