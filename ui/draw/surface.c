#include "ui/draw/surface.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_PAGE ((size_t) 2 << 20)

static void *
huge_pages (size_t bytes)
{
  void *memory = aligned_alloc (HUGE_PAGE, bytes);
  if (memory) {
    madvise (memory, bytes, MADV_HUGEPAGE);
    memset (memory, 0, bytes);
  }
  return memory;
}

cairo_surface_t *
surface_create (cairo_format_t format, int width, int height)
{
  static const cairo_user_data_key_t memory_key;
  int stride = cairo_format_stride_for_width (format, width);
  size_t bytes = stride > 0 && height > 0 ? (size_t) stride * (size_t) height : 0, whole = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  void *memory = bytes >= HUGE_PAGE ? huge_pages (whole) : NULL;
  if (!memory)
    return cairo_image_surface_create (format, width, height);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (memory, format, width, height, stride);
  if (cairo_surface_set_user_data (surface, &memory_key, memory, free) == CAIRO_STATUS_SUCCESS)
    return surface;
  cairo_surface_destroy (surface);
  free (memory);
  return cairo_image_surface_create (format, width, height);
}

static unsigned char *
pixel_at (cairo_surface_t *surface, int x, int y)
{
  return cairo_image_surface_get_data (surface) + (size_t) y * cairo_image_surface_get_stride (surface) + (size_t) x * 4;
}

/* Rows in the order that nothing is read after it was written. */
void
surface_move (cairo_surface_t *surface, cairo_rectangle_int_t area, int dx, int dy)
{
  int width = area.width - abs (dx), height = area.height - abs (dy), x = area.x + (dx < 0 ? -dx : 0), top = area.y + (dy < 0 ? -dy : 0);
  cairo_surface_flush (surface);
  for (int i = 0; i < height; i++) {
    int y = top + (dy > 0 ? height - 1 - i : i);
    memmove (pixel_at (surface, x + dx, y + dy), pixel_at (surface, x, y), (size_t) width * 4);
  }
  cairo_surface_mark_dirty (surface);
}

void
surface_copy (cairo_surface_t *to, cairo_surface_t *from, cairo_rectangle_int_t area)
{
  cairo_surface_flush (from);
  cairo_surface_flush (to);
  for (int y = area.y; y < area.y + area.height; y++)
    memcpy (pixel_at (to, area.x, y), pixel_at (from, area.x, y), (size_t) area.width * 4);
  cairo_surface_mark_dirty (to);
}
