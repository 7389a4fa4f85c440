/* Pixels of image surfaces with 4 bytes a pixel, moved and copied as they are: what takes Cairo a blend is a memory copy here. */
#pragma once

#include <cairo.h>

/* Moves the pixels of AREA (device px, inside the surface) by DX, DY; what is moved out of AREA is lost, what comes free keeps what was there. */
void surface_move (cairo_surface_t *surface, cairo_rectangle_int_t area, int dx, int dy);
/* Copies AREA (device px, inside both) to the same place of TO, which is as large. */
void surface_copy (cairo_surface_t *to, cairo_surface_t *from, cairo_rectangle_int_t area);
