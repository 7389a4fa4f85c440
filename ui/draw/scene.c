#include "ui/draw/scene.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

struct scene *
scene_create (double width, double height)
{
  struct scene *scene = g_new0 (struct scene, 1);
  scene->width = width;
  scene->height = height;
  return scene;
}

void
scene_destroy (struct scene *scene)
{
  if (scene == NULL)
    return;
  g_free (scene->primitives);
  g_free (scene->objects);
  g_free (scene->points);
  g_free (scene->strings);
  g_free (scene->stands);
  g_free (scene);
}

void
scene_clear (struct scene *scene)
{
  scene->count = scene->object_count = scene->point_count = scene->stand_count = 0;
  scene->string_bytes = 0;
}

/* Room for one more element after USED; doubles, so that a scene of n costs O(n). */
static void *
grown (void *array, int used, int more, int *room, size_t size)
{
  if (used + more <= *room)
    return array;
  *room = MAX (MAX (64, 2 * *room), used + more);
  return g_realloc_n (array, *room, size);
}

int
scene_string (struct scene *scene, const char *text)
{
  if (text == NULL)
    return -1;
  size_t bytes = strlen (text) + 1;
  if (scene->string_bytes + bytes > scene->string_room) {
    scene->string_room = MAX (MAX (1024, 2 * scene->string_room), scene->string_bytes + bytes);
    scene->strings = g_realloc (scene->strings, scene->string_room);
  }
  int offset = (int) scene->string_bytes;
  memcpy (scene->strings + offset, text, bytes);
  scene->string_bytes += bytes;
  return offset;
}

const char *
scene_text_at (const struct scene *scene, int offset)
{
  return offset < 0 ? NULL : scene->strings + offset;
}

int
scene_add_object (struct scene *scene, const char *id, const char *type, const char *title, const char *state,
                  int parent, struct rect rect)
{
  scene->objects = grown (scene->objects, scene->object_count, 1, &scene->object_room, sizeof *scene->objects);
  struct scene_object *object = &scene->objects[scene->object_count];
  *object = (struct scene_object){ .type = type, .parent = parent, .logical = -1, .os = -1, .label = -1,
                                   .first_stands = -1, .rect = rect };
  g_strlcpy (object->id, id, sizeof object->id);
  object->title = scene_string (scene, title);
  object->state = scene_string (scene, state);
  return scene->object_count++;
}

void
scene_stand_for (struct scene *scene, int object, const char *id)
{
  struct scene_object *aggregate = &scene->objects[object];
  if (aggregate->stands == 0)
    aggregate->first_stands = scene->stand_count;
  g_return_if_fail (aggregate->first_stands + aggregate->stands == scene->stand_count);
  scene->stands = grown (scene->stands, scene->stand_count, 1, &scene->stand_room, sizeof *scene->stands);
  scene->stands[scene->stand_count++] = scene_string (scene, id);
  aggregate->stands++;
}

static struct primitive *
add (struct scene *scene, enum primitive_kind kind, int object)
{
  scene->primitives = grown (scene->primitives, scene->count, 1, &scene->room, sizeof *scene->primitives);
  struct primitive *primitive = &scene->primitives[scene->count++];
  *primitive = (struct primitive){ .kind = kind, .object = object, .text = -1 };
  return primitive;
}

void
scene_box (struct scene *scene, int object, struct rect rect, double radius, struct paint fill, struct paint stroke,
           double stroke_width, enum dash dash)
{
  if (rect.w <= 0 || rect.h <= 0)
    return;
  struct primitive *box = add (scene, PRIMITIVE_BOX, object);
  box->rect = rect;
  box->radius = (float) MIN (radius, MIN (rect.w, rect.h) / 2);
  box->fill = fill;
  box->stroke = stroke;
  box->stroke_width = (float) stroke_width;
  box->dash = dash;
}

void
scene_text (struct scene *scene, int object, double x, double baseline, double room, double size, enum weight weight,
          enum align align, struct paint ink, const char *text)
{
  g_autofree char *fitted = room > 0 ? text_fit (text, size, weight, room) : g_utf8_make_valid (text, -1);
  if (fitted == NULL || *fitted == '\0')
    return;
  struct primitive *primitive = add (scene, PRIMITIVE_TEXT, object);
  primitive->rect = (struct rect){ x, baseline, room, size };
  primitive->fill = ink;
  primitive->align = align;
  primitive->weight = weight;
  primitive->text = scene_string (scene, fitted);
  if (object >= 0 && scene->objects[object].label < 0)
    scene->objects[object].label = primitive->text;
}

/* Bounds of the control points: a cubic stays in their hull. */
static struct rect
bounds (const double *points, int pairs)
{
  double left = points[0], right = points[0], top = points[1], bottom = points[1];
  for (int i = 1; i < pairs; i++) {
    left = fmin (left, points[2 * i]);
    right = fmax (right, points[2 * i]);
    top = fmin (top, points[2 * i + 1]);
    bottom = fmax (bottom, points[2 * i + 1]);
  }
  return (struct rect){ left, top, right - left, bottom - top };
}

void
scene_path (struct scene *scene, int object, const double *points, int pairs, struct paint stroke, double stroke_width,
            enum dash dash, struct paint fill)
{
  g_return_if_fail (pairs >= 1 && pairs % 3 == 1);
  scene->points = grown (scene->points, scene->point_count, pairs, &scene->point_room, 2 * sizeof *scene->points);
  memcpy (scene->points + 2 * scene->point_count, points, 2 * pairs * sizeof *points);
  struct primitive *path = add (scene, PRIMITIVE_PATH, object);
  path->first_point = scene->point_count;
  path->points = pairs;
  path->rect = bounds (points, pairs);
  path->stroke = stroke;
  path->stroke_width = (float) stroke_width;
  path->dash = dash;
  path->fill = fill;
  scene->point_count += pairs;
}

void
scene_line (struct scene *scene, int object, double x1, double y1, double x2, double y2, struct paint stroke,
            double stroke_width, enum dash dash)
{
  double points[] = { x1, y1, x1, y1, x2, y2, x2, y2 };
  scene_path (scene, object, points, 4, stroke, stroke_width, dash, (struct paint){ 0 });
}

/* Size at which TEXT stands well inside a disc: its width at most 1.5 radii. */
static double
token_text_size (const char *text, double radius)
{
  double size = fmin (13, radius * 0.82);
  double width = text_width (text, size, WEIGHT_BOLD);
  if (width > 1.5 * radius)
    size *= 1.5 * radius / width;
  return size < 4 ? 0 : floor (size * 4) / 4; /* a quarter pixel's steps: glyphs are kept by size */
}

void
scene_token (struct scene *scene, int object, double cx, double cy, double radius, const char *text, struct paint fill,
             struct paint stroke, double stroke_width, enum dash dash, enum badge badge, struct paint ink)
{
  struct primitive *token = add (scene, PRIMITIVE_TOKEN, object);
  token->rect = (struct rect){ cx - radius, cy - radius, 2 * radius, 2 * radius };
  token->fill = fill;
  token->stroke = stroke;
  token->ink = ink;
  token->stroke_width = (float) stroke_width;
  token->dash = dash;
  token->badge = badge;
  if (text == NULL || *text == '\0')
    return;
  token->radius = (float) token_text_size (text, radius);
  token->text = scene_string (scene, text);
  if (object >= 0 && scene->objects[object].label < 0)
    scene->objects[object].label = token->text;
}

static bool
holds (const struct rect *rect, double x, double y)
{
  return x >= rect->x && x < rect->x + rect->w && y >= rect->y && y < rect->y + rect->h;
}

/* The lids of nested caches share a row, where their objects' rects lie over one another: there the smaller of the
 * topmost object and the topmost box that was drawn for one is what the pointer is on. */
int
scene_hit (const struct scene *scene, double x, double y)
{
  if (scene->clip.w > 0 && !holds (&scene->clip, x, y))
    return -1;
  x -= scene->dx;
  y -= scene->dy;
  int object = scene->object_count - 1, box = scene->count - 1;
  while (object >= 0 && !holds (&scene->objects[object].rect, x, y))
    object--;
  while (box >= 0 && (scene->primitives[box].kind != PRIMITIVE_BOX || scene->primitives[box].object < 0
                      || !holds (&scene->primitives[box].rect, x, y)))
    box--;
  if (object < 0 || box < 0)
    return object;
  const struct rect *drawn = &scene->primitives[box].rect, *whole = &scene->objects[object].rect;
  return drawn->w * drawn->h < whole->w * whole->h ? scene->primitives[box].object : object;
}

struct rect
scene_on_page (const struct scene *scene, struct rect rect)
{
  return (struct rect){ rect.x + scene->dx, rect.y + scene->dy, rect.w, rect.h };
}

int
scene_find (const struct scene *scene, const char *id)
{
  for (int i = 0; i < scene->object_count; i++)
    if (strcmp (scene->objects[i].id, id) == 0)
      return i;
  return -1;
}
