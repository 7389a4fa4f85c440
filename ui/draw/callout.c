#include "ui/draw/callout.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "ui/draw/paragraph.h"

#define SIZE 12.0
#define WIDEST 210.0
#define INSET 9.0
#define SMALL 60.0 /* px: a larger box is ground to stand on */
#define STEPS 9 /* distances that are tried on each side */

static const char *const side_names[CALLOUT_SIDES] = { "auto", "left", "right", "above", "below" };

bool
callout_side_parse (const char *name, enum callout_side *side)
{
  for (int i = 0; i < CALLOUT_SIDES; i++)
    if (g_str_equal (name, side_names[i])) {
      *side = (enum callout_side) i;
      return true;
    }
  return false;
}

const char *
callout_side_name (enum callout_side side)
{
  return side_names[side];
}

/* ---- what they point at ---- */

static bool
stands_for (const struct scene *scene, const struct scene_object *object, const char *id)
{
  for (int i = 0; i < object->stands; i++)
    if (g_str_equal (scene_text_at (scene, scene->stands[object->first_stands + i]), id))
      return true;
  return false;
}

static bool
in_sight (const struct scene *scene, struct rect r)
{
  struct rect seen = scene->clip.w > 0 ? scene->clip : (struct rect){ 0, 0, scene->width, scene->height };
  double x = r.x + r.w / 2, y = r.y + r.h / 2;
  return x >= seen.x && y >= seen.y && x <= seen.x + seen.w && y <= seen.y + seen.h;
}

static bool
matches (const struct scene *scene, const struct scene_object *object, const char *id, int how)
{
  return how == 0 ? g_str_equal (object->id, id) : how == 1 ? stands_for (scene, object, id) : g_str_has_prefix (object->id, id);
}

bool
callout_find (struct scene *const *scenes, int count, const char *id, struct rect *place)
{
  int ways = g_str_has_suffix (id, ":") ? 3 : 2;
  for (int how = 0; how < ways; how++)
    for (int i = 0; i < count; i++)
      for (int k = 0; k < scenes[i]->object_count; k++) {
        *place = scene_on_page (scenes[i], scenes[i]->objects[k].rect);
        if (matches (scenes[i], &scenes[i]->objects[k], id, how) && in_sight (scenes[i], *place))
          return true;
      }
  return false;
}

/* ---- where they stand ---- */

struct layout {
  struct scene *const *scenes;
  int count;
  struct rect area;
  struct rect *taken; int takens; /* boxes and targets so far */
};

static double
overlap (struct rect a, struct rect b)
{
  double w = fmin (a.x + a.w, b.x + b.w) - fmax (a.x, b.x), h = fmin (a.y + a.h, b.y + b.h) - fmax (a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

/* Roughly where a text is: measuring each would cost more than the choice is worth. */
static struct rect
text_place (const struct scene *scene, const struct primitive *text)
{
  struct rect r = text->rect;
  double width = r.h * 0.55 * strlen (scene_text_at (scene, text->text)), before;
  width = r.w > 0 ? fmin (width, r.w) : width;
  before = text->align == ALIGN_START ? 0 : text->align == ALIGN_MIDDLE ? width / 2 : width;
  return (struct rect){ r.x - before, r.y - r.h, width, r.h * 1.2 };
}

/* Words, discs and small boxes (memory's cells, locks) are what a box must not cover; px² of them that it does. */
static double
covered (const struct layout *layout, struct rect box)
{
  double sum = 0;
  for (int i = 0; i < layout->count; i++)
    for (int k = 0; k < layout->scenes[i]->count; k++) {
      const struct scene *scene = layout->scenes[i];
      const struct primitive *primitive = &scene->primitives[k];
      if (primitive->kind == PRIMITIVE_TEXT)
        sum += 2 * overlap (box, scene_on_page (scene, text_place (scene, primitive)));
      else if (primitive->kind == PRIMITIVE_TOKEN)
        sum += 4 * overlap (box, scene_on_page (scene, primitive->rect));
      else if (primitive->kind == PRIMITIVE_BOX && fmax (primitive->rect.w, primitive->rect.h) < SMALL)
        sum += overlap (box, scene_on_page (scene, primitive->rect));
    }
  return sum;
}

static double
cost_of (const struct layout *layout, struct rect box, struct rect target)
{
  if (overlap (box, layout->area) < box.w * box.h - 1)
    return INFINITY;
  double cost = covered (layout, box) + 100 * overlap (box, target);
  for (int i = 0; i < layout->takens; i++)
    cost += 40 * overlap (box, layout->taken[i]);
  return cost + 4 * hypot (box.x + box.w / 2 - target.x - target.w / 2, box.y + box.h / 2 - target.y - target.h / 2);
}

static struct rect
candidate (enum callout_side side, struct rect t, double w, double h, double gap, double shift)
{
  double cx = t.x + t.w / 2, cy = t.y + t.h / 2;
  switch (side) {
  case CALLOUT_LEFT:
    return (struct rect){ t.x - gap - w, cy - h / 2 + shift * h, w, h };
  case CALLOUT_RIGHT:
    return (struct rect){ t.x + t.w + gap, cy - h / 2 + shift * h, w, h };
  case CALLOUT_ABOVE:
    return (struct rect){ cx - w / 2 + shift * w, t.y - gap - h, w, h };
  default:
    return (struct rect){ cx - w / 2 + shift * w, t.y + t.h + gap, w, h };
  }
}

/* Least cost on this side, on any side where it is CALLOUT_AUTO; INFINITY: there is no room. */
static double
try_side (const struct layout *layout, enum callout_side asked, struct rect target, double w, double h, struct rect *best)
{
  static const double shifts[] = { 0, -0.6, 0.6, -1.2, 1.2 };
  double least = INFINITY;
  for (int side = CALLOUT_LEFT; side < CALLOUT_SIDES; side++)
    for (int step = 0; step < STEPS; step++)
      for (size_t i = 0; i < G_N_ELEMENTS (shifts); i++) {
        struct rect box = candidate ((enum callout_side) side, target, w, h, 22 + 24 * step, shifts[i]);
        bool wanted = asked == CALLOUT_AUTO || (int) asked == side;
        double cost = wanted ? cost_of (layout, box, target) : INFINITY;
        if (cost < least) {
          least = cost;
          *best = box;
        }
      }
  return least;
}

/* On its side, else on another, else (the object fills the picture) at the foot of the object. */
static struct rect
choose_place (const struct layout *layout, const struct callout *callout, struct rect target, double w, double h)
{
  struct rect a = layout->area, best = a;
  if (!isfinite (try_side (layout, callout->side, target, w, h, &best)) && !isfinite (try_side (layout, CALLOUT_AUTO, target, w, h, &best)))
    best = (struct rect){ CLAMP (target.x + target.w / 2 - w / 2, a.x, fmax (a.x, a.x + a.w - w)), CLAMP (target.y + target.h - h - 12, a.y, fmax (a.y, a.y + a.h - h)), w, h };
  return (struct rect){ round (best.x), round (best.y), w, h };
}

/* ---- drawing ---- */

/* From the box's edge to the target's. */
static void
draw_arrow (struct scene *over, int object, struct rect box, struct rect target)
{
  double cx = target.x + target.w / 2, cy = target.y + target.h / 2;
  bool beside = cy >= box.y && cy <= box.y + box.h;
  double x1 = beside ? (cx < box.x ? box.x : box.x + box.w) : CLAMP (cx, box.x + 10, box.x + box.w - 10);
  double y1 = beside ? CLAMP (cy, box.y + 8, box.y + box.h - 8) : cy < box.y ? box.y : box.y + box.h;
  double x2 = CLAMP (x1, target.x, target.x + target.w), y2 = CLAMP (y1, target.y, target.y + target.h), length = hypot (x2 - x1, y2 - y1);
  if (length < 4)
    return;
  double ux = (x2 - x1) / length, uy = (y2 - y1) / length, bx = x2 - 9 * ux, by = y2 - 9 * uy;
  double lx = bx - 4.5 * uy, ly = by + 4.5 * ux, rx = bx + 4.5 * uy, ry = by - 4.5 * ux;
  const double head[] = { x2, y2, x2, y2, lx, ly, lx, ly, lx, ly, rx, ry, rx, ry, rx, ry, x2, y2, x2, y2 };
  scene_line (over, object, x1, y1, bx, by, PAINT (ROLE_PANEL), 4.5, DASH_SOLID);
  scene_line (over, object, x1, y1, bx, by, PAINT (ROLE_INK), 1.6, DASH_SOLID);
  scene_path (over, object, head, 10, PAINT (ROLE_NONE), 0, DASH_SOLID, PAINT (ROLE_INK));
}

static void
draw_one (struct scene *over, struct layout *layout, const struct callout *callout, int index, struct rect target)
{
  double longest, height = paragraph_draw (NULL, -1, 0, 0, WIDEST, SIZE, WEIGHT_MEDIUM, PAINT (ROLE_INK), callout->text, &longest);
  struct rect box = choose_place (layout, callout, target, ceil (longest) + 2 * INSET, height + 2 * INSET - 4);
  struct rect ring = { target.x - 3, target.y - 3, target.w + 6, target.h + 6 };
  char id[40];
  g_snprintf (id, sizeof id, "callout:%d", index + 1);
  int object = scene_add_object (over, id, "Call-out", callout->text, NULL, -1, box);
  bool ringed = target.w > 4 && ring.x >= 0 && ring.x + ring.w <= over->width; /* what goes from edge to edge (a lane) is plain without */
  if (ringed)
    scene_box (over, object, ring, 6, PAINT (ROLE_NONE), PAINT (ROLE_INK), 1.6, DASH_SOLID);
  draw_arrow (over, object, box, ringed ? ring : target);
  scene_box (over, object, box, 6, PAINT (ROLE_PANEL), PAINT (ROLE_INK), 1.4, DASH_SOLID);
  paragraph_draw (over, object, box.x + INSET, box.y + INSET - 3, WIDEST, SIZE, WEIGHT_MEDIUM, PAINT (ROLE_INK), callout->text, NULL);
  layout->taken[layout->takens++] = box;
}

int
callout_draw (struct scene *over, struct scene *const *scenes, int count, const struct callout *callouts, int callout_count, struct rect area)
{
  g_autofree struct rect *taken = g_new (struct rect, 2 * callout_count + 1), *target = g_new (struct rect, callout_count + 1);
  struct layout layout = { scenes, count, area, taken, 0 };
  scene_clear (over);
  for (int i = 0; i < callout_count; i++) {
    if (!callout_find (scenes, count, callouts[i].object, &target[i]))
      return i;
    taken[layout.takens++] = target[i];
  }
  for (int i = 0; i < callout_count; i++)
    draw_one (over, &layout, &callouts[i], i, target[i]);
  return -1;
}
