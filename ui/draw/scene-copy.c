#include "ui/draw/scene-copy.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define ASSIGN(array, count, room)                                                                                  \
  do {                                                                                                              \
    if (to->room < from->count) {                                                                                   \
      to->room = from->room;                                                                                        \
      to->array = g_realloc_n (to->array, to->room, sizeof *to->array);                                             \
    }                                                                                                               \
    to->count = from->count;                                                                                        \
    if (from->count)                                                                                                \
      memcpy (to->array, from->array, (size_t) from->count * sizeof *from->array);                                  \
  } while (0)

void
scene_assign (struct scene *to, const struct scene *from)
{
  to->width = from->width;
  to->height = from->height;
  to->dx = from->dx;
  to->dy = from->dy;
  to->clip = from->clip;
  ASSIGN (primitives, count, room);
  ASSIGN (objects, object_count, object_room);
  ASSIGN (strings, string_bytes, string_room);
  ASSIGN (cells, cell_count, cell_room);
  ASSIGN (looks, look_count, look_room);
  ASSIGN (stands, stand_count, stand_room);
  if (to->point_room < from->point_count) {
    to->point_room = from->point_room;
    to->points = g_realloc_n (to->points, to->point_room, 2 * sizeof *to->points);
  }
  to->point_count = from->point_count;
  if (from->point_count)
    memcpy (to->points, from->points, (size_t) from->point_count * 2 * sizeof *from->points);
}

static struct rect
primitive_bounds (const struct scene *scene, const struct primitive *primitive)
{
  struct rect r = primitive->rect;
  double out = primitive->stroke_width + 1;
  if (primitive->kind == PRIMITIVE_TEXT) { /* anchor and room: generous, the painter decides the rest */
    const char *text = scene_text_at (scene, primitive->text);
    double width = r.w > 0 ? r.w : (text ? strlen (text) : 0) * r.h, left = primitive->align == ALIGN_START ? 0 : primitive->align == ALIGN_END ? width : width / 2;
    return (struct rect){ r.x - left, r.y - r.h * 1.2, width, r.h * 1.7 };
  }
  if (primitive->kind == PRIMITIVE_TOKEN)
    out += r.w * 0.6; /* the badge */
  return (struct rect){ r.x - out, r.y - out, r.w + 2 * out, r.h + 2 * out };
}

struct rect
scene_bounds (const struct scene *scene)
{
  double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  for (int i = 0; i < scene->count; i++) {
    struct rect r = primitive_bounds (scene, &scene->primitives[i]);
    left = fmin (left, r.x);
    top = fmin (top, r.y);
    right = fmax (right, r.x + r.w);
    bottom = fmax (bottom, r.y + r.h);
  }
  if (!scene->count)
    return (struct rect){ 0 };
  struct rect clip = scene->clip, all = scene_on_page (scene, (struct rect){ left, top, right - left, bottom - top });
  if (clip.w <= 0)
    return all;
  double x = fmax (all.x, clip.x), y = fmax (all.y, clip.y);
  return (struct rect){ x, y, fmax (0, fmin (all.x + all.w, clip.x + clip.w) - x), fmax (0, fmin (all.y + all.h, clip.y + clip.h) - y) };
}
