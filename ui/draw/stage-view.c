/* What is looked at: zoom, pan, selection.
 *
 * The machine is laid out at the zoomed size, so zooming is semantic: tiles open to cores, cores to PUs with text. Its
 * arrangement is chosen once, at zoom 1, and kept, so that nothing changes places. Panning only moves the scene. */
#include "ui/draw/stage-private.h"

#include <math.h>
#include <string.h>

#define READABLE 170.0     /* px: the shorter side of a PU at the largest zoom */
#define REVEALED 90.0      /* px: what is searched for is shown so large, where it is smaller than LEGIBLE */
#define LEGIBLE 36.0
#define SAME_ARRANGEMENT 0.12 /* share by which the band may grow or shrink before it is arranged anew */

/* ---- arrangement ---- */

static bool
about (double a, double b)
{
  return b > 0 && fabs (log (a / b)) < SAME_ARRANGEMENT;
}

static double
smallest_pu (const struct stage *stage, const struct scene *scene)
{
  double least = INFINITY;
  for (int i = 0; i < scene->object_count; i++) {
    const struct scene_object *object = &scene->objects[i];
    double side = fmin (object->rect.w, object->rect.h);
    if (strncmp (object->id, "PU:", 3) == 0)
      least = fmin (least, side);
    else if (object->stands > 0)
      least = fmin (least, side / sqrt (object->stands));
  }
  return isfinite (least) ? fmax (least, 0.5) : READABLE;
}

/* The fitted layout chooses the rows; it also tells how far one may zoom. */
void
stage_prepare_rows (struct stage *stage)
{
  struct rect area = stage->machine_area, old = stage->rows_area;
  if (stage->rows_machine == stage->machine && about (area.w, old.w) && about (area.h, old.h))
    return;
  g_free (stage->rows);
  stage->rows = g_new0 (int, stage->machine->count);
  struct machine_view_options options = stage_view_options (stage);
  struct scene *fitted = scene_create (stage->width, stage->height);
  machine_view_layout (fitted, stage->machine, area, &options);
  stage->most_zoom = fmax (2, READABLE / smallest_pu (stage, fitted));
  scene_destroy (fitted);
  stage->rows_machine = stage->machine;
  stage->rows_area = area;
}

/* ---- zoom and pan ---- */

void
stage_keep_in_sight (struct stage *stage)
{
  struct scene *scene = stage->scene[STAGE_MACHINE], *marks = stage->scene[STAGE_MARKS];
  struct rect area = stage->machine_area;
  stage->pan_x = rint (CLAMP (stage->pan_x, 0, floor (area.w * stage->zoom) - area.w)); /* whole pixels: its pixels can be moved */
  stage->pan_y = rint (CLAMP (stage->pan_y, 0, floor (area.h * stage->zoom) - area.h));
  scene->dx = marks->dx = -stage->pan_x;
  scene->dy = marks->dy = -stage->pan_y;
}

struct anchor { char id[40], inner[40]; double u, v; /* where in the object, 0..1 */ };

/* The object under the point; of an aggregate also the one of those it stands for that is about there: it may be opened. */
static struct anchor
anchor_at (const struct scene *scene, double x, double y)
{
  struct anchor anchor = { "", "", 0, 0 };
  int hit = scene_hit (scene, x, y);
  if (hit < 0)
    return anchor;
  const struct scene_object *object = &scene->objects[hit];
  struct rect rect = scene_on_page (scene, object->rect);
  g_strlcpy (anchor.id, object->id, sizeof anchor.id);
  anchor.u = (x - rect.x) / fmax (1, rect.w);
  anchor.v = (y - rect.y) / fmax (1, rect.h);
  if (object->stands > 0)
    g_strlcpy (anchor.inner, scene_text_at (scene, scene->stands[object->first_stands + (int) (anchor.u * (object->stands - 1))]), sizeof anchor.inner);
  return anchor;
}

/* Pans so that the anchor is at the point again. */
static bool
drop_anchor (struct stage *stage, const struct anchor *anchor, double x, double y)
{
  const struct scene *scene = stage->scene[STAGE_MACHINE];
  int object = *anchor->id ? scene_find (scene, anchor->id) : -1;
  if (object < 0 && *anchor->inner)
    object = scene_find (scene, anchor->inner);
  if (object < 0)
    return false;
  struct rect rect = scene->objects[object].rect;
  stage->pan_x = rect.x + anchor->u * rect.w - x;
  stage->pan_y = rect.y + anchor->v * rect.h - y;
  return true;
}

void
stage_zoom (struct stage *stage, double factor, double x, double y)
{
  double old = stage->zoom, zoom = factor == 0 ? 1 : CLAMP (old * factor, 1, stage->most_zoom);
  struct rect area = stage->machine_area;
  if (!stage->machine || stage->machine_shape == 0 || zoom == old)
    return;
  x = CLAMP (x, area.x, area.x + area.w);
  y = CLAMP (y, area.y, area.y + area.h);
  struct anchor anchor = anchor_at (stage->scene[STAGE_MACHINE], x, y);
  stage->pan_x = (stage->pan_x + x - area.x) * zoom / old - (x - area.x); /* where there is no object: in proportion */
  stage->pan_y = (stage->pan_y + y - area.y) * zoom / old - (y - area.y);
  stage->zoom = zoom;
  stage_lay_machine (stage);
  drop_anchor (stage, &anchor, x, y);
  stage_keep_in_sight (stage);
}

void
stage_pan (struct stage *stage, double dx, double dy, double x, double y)
{
  struct rect map = stage_minimap (stage);
  bool on_map = map.w > 0 && x >= map.x && y >= map.y && x < map.x + map.w && y < map.y + map.h;
  double times = on_map ? -stage->machine_area.w * stage->zoom / map.w : 1;
  stage->pan_x -= dx * times;
  stage->pan_y -= dy * times;
  stage_keep_in_sight (stage);
}

/* The band has another size, or another arrangement: what was in its middle comes to its middle. */
void
stage_lay_again (struct stage *stage, struct rect before)
{
  bool shown = stage->zoom > 1 && before.w > 0 && stage->scene[STAGE_MACHINE]->object_count > 0;
  struct anchor anchor = { "", "", 0, 0 };
  if (shown)
    anchor = anchor_at (stage->scene[STAGE_MACHINE], before.x + before.w / 2, before.y + before.h / 2);
  stage_lay_machine (stage);
  if (!shown)
    return;
  struct rect area = stage->machine_area;
  drop_anchor (stage, &anchor, area.x + area.w / 2, area.y + area.h / 2);
  stage_keep_in_sight (stage);
}

double
stage_get_zoom (const struct stage *stage)
{
  return stage->zoom;
}

bool
stage_on_machine (const struct stage *stage, double x, double y)
{
  struct rect r = stage->machine_area;
  return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

/* ---- reveal ---- */

static int
shown_by (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);
  for (int i = 0; object < 0 && i < scene->object_count; i++)
    for (int k = 0; object < 0 && k < scene->objects[i].stands; k++)
      if (strcmp (scene_text_at (scene, scene->stands[scene->objects[i].first_stands + k]), id) == 0)
        object = i;
  return object;
}

/* How much larger it should be: 1 = it can be read. */
static double
wanted_growth (const struct stage *stage, const struct scene_object *object, bool itself)
{
  struct rect r = object->rect, area = stage->machine_area;
  double side = fmax (1, fmin (r.w, r.h)), most = fmin (0.6 * area.w / fmax (1, r.w), 0.6 * area.h / fmax (1, r.h));
  if (itself)
    return side >= LEGIBLE ? 1 : fmax (1, fmin (REVEALED / side, most));
  return fmax (2, REVEALED / side);
}

static void
centre (struct stage *stage, struct rect rect)
{
  struct rect area = stage->machine_area;
  stage->pan_x = rect.x + rect.w / 2 - (area.x + area.w / 2);
  stage->pan_y = rect.y + rect.h / 2 - (area.y + area.h / 2);
  stage_keep_in_sight (stage);
}

bool
stage_reveal (struct stage *stage, const char *id)
{
  const struct scene *scene = stage->scene[STAGE_MACHINE];
  int object = stage->machine ? shown_by (scene, id) : -1;
  if (object < 0)
    return false;
  for (int tries = 0; tries < 6; tries++) {
    double zoom = CLAMP (stage->zoom * wanted_growth (stage, &scene->objects[object], strcmp (scene->objects[object].id, id) == 0), 1, stage->most_zoom);
    if (zoom < stage->zoom * 1.02)
      break;
    stage->zoom = zoom;
    stage_lay_machine (stage);
    object = shown_by (scene, id);
  }
  centre (stage, scene->objects[object].rect);
  return true;
}

/* ---- selection ---- */

void
stage_select (struct stage *stage, const char *id)
{
  g_free (stage->selected);
  stage->selected = id && *id ? g_strdup (id) : NULL;
}

static void
outline (struct scene *scene, struct rect r)
{
  struct rect outer = { r.x - 3, r.y - 3, r.w + 6, r.h + 6 };
  scene_box (scene, -1, outer, 6, PAINT (ROLE_NONE), PAINT (ROLE_PAGE), 5, DASH_SOLID);
  outer = (struct rect){ r.x - 2, r.y - 2, r.w + 4, r.h + 4 };
  scene_box (scene, -1, outer, 5, PAINT (ROLE_NONE), PAINT (ROLE_SELECTED), 3, DASH_SOLID);
}

/* On the machine it is clipped with it; program and live objects stand on the page. */
void
stage_draw_selected (struct stage *stage)
{
  static const enum stage_scene on_page[] = { STAGE_LIVE, STAGE_PROGRAM };
  if (!stage->selected)
    return;
  for (int i = 0; i < 2; i++) {
    int object = scene_find (stage->scene[on_page[i]], stage->selected);
    if (object >= 0) {
      outline (stage->scene[STAGE_LIVE], stage->scene[on_page[i]]->objects[object].rect);
      return;
    }
  }
  int object = shown_by (stage->scene[STAGE_MACHINE], stage->selected);
  if (object >= 0)
    outline (stage->scene[STAGE_MARKS], stage->scene[STAGE_MACHINE]->objects[object].rect);
}
