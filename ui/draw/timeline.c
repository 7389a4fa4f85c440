#include "ui/draw/timeline-private.h"

#include <math.h>

/* ---- positions ---- */

double
timeline_x (const struct timeline *timeline, uint64_t t)
{
  const struct timeline_look *look = &timeline->look;
  const struct timeline_layout *layout = &timeline->layout;
  double length = look->to > look->from ? (double) (look->to - look->from) : 1;
  double offset = t >= look->from ? (double) (t - look->from) : -(double) (look->from - t);
  return layout->left + (layout->right - layout->left) * offset / length;
}

uint64_t
timeline_time (const struct timeline *timeline, double x)
{
  const struct timeline_look *look = &timeline->look;
  double share = (x - timeline->layout.left) / fmax (timeline->layout.right - timeline->layout.left, 1);
  share = share < 0 ? 0 : share > 1 ? 1 : share;
  return look->from + (uint64_t) (share * (double) (look->to - look->from) + 0.5);
}

uint64_t
timeline_map_time (const struct timeline *timeline, double x)
{
  const struct timeline_look *look = &timeline->look;
  double share = (x - timeline->layout.left) / fmax (timeline->layout.right - timeline->layout.left, 1);
  share = share < 0 ? 0 : share > 1 ? 1 : share;
  return look->begin + (uint64_t) (share * (double) (look->end - look->begin));
}

int
timeline_row_at (const struct timeline *timeline, double y)
{
  const struct timeline_layout *layout = &timeline->layout;
  if (layout->pitch <= 0 || y < layout->top || y >= layout->bottom)
    return -1;
  int row = layout->first + (int) floor ((y - layout->y) / layout->pitch);
  return row < timeline->lanes ? row : -1;
}

int
timeline_row_of (const struct timeline *timeline, int rank, int thread)
{
  int lane = rank * timeline->threads + (thread < 0 ? 0 : thread), low = 0, high = timeline->rows;
  while (low < high) { /* rows are in the order of lanes */
    int middle = (low + high) / 2;
    if (timeline->row[middle].first + timeline->row[middle].lanes <= lane)
      low = middle + 1;
    else
      high = middle;
  }
  return low < timeline->rows && timeline->row[low].first <= lane ? low : -1;
}

/* ---- drawing ---- */

void
timeline_line (struct scene *scene, int object, double x1, double y1, double x2, double y2, struct paint paint, double width, enum dash dash)
{
  if (dash == DASH_SOLID && fabs (x2 - x1) < 0.8)
    scene_box (scene, object, (struct rect){ floor (x2), fmin (y1, y2), fmax (1, floor (width)), fabs (y2 - y1) }, 0, paint, PAINT (ROLE_NONE), 0, DASH_SOLID);
  else
    scene_line (scene, object, x1, y1, x2, y2, paint, width, dash);
}

int
timeline_draw_ground (struct scene *scene, const struct timeline *timeline, int row, const char *id, const char *type, const char *title,
                      const char *name, struct paint ink, bool strip)
{
  const struct timeline_layout *layout = &timeline->layout;
  double y = timeline_row_y (timeline, row), size = fmin (TIMELINE_LABEL, layout->pitch * 0.75);
  int object = scene_add_object (scene, id, type, title, NULL, -1, (struct rect){ 0, y, scene->width, layout->pitch });
  if (size >= 6)
    scene_text (scene, object, layout->left - 8, y + layout->bar / 2 + size * 0.36, 0, size, WEIGHT_BOLD, ALIGN_END, ink, name);
  if (!strip)
    scene_box (scene, object, (struct rect){ layout->left, y, layout->right - layout->left, layout->bar }, 0, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.22),
               PAINT (ROLE_NONE), 0, DASH_SOLID);
  return object;
}

static void
say (struct scene *scene, const struct timeline *timeline, const char *sentence)
{
  scene_text (scene, -1, (timeline->layout.left + timeline->layout.right) / 2, timeline->layout.top + 24, timeline->layout.right - timeline->layout.left, 11,
              WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), sentence);
}

/* Lanes that are half scrolled out of sight end where the map and the axis begin: those are painted over them. */
static void
cover (struct scene *scene, const struct timeline *timeline)
{
  const struct timeline_layout *layout = &timeline->layout;
  scene_box (scene, -1, (struct rect){ 0, 0, scene->width, layout->top - 1 }, 0, PAINT (ROLE_PAGE), PAINT (ROLE_NONE), 0, DASH_SOLID);
  scene_box (scene, -1, (struct rect){ 0, layout->bottom + 1, scene->width, fmax (scene->height - layout->bottom - 1, 1) }, 0, PAINT (ROLE_PAGE),
             PAINT (ROLE_NONE), 0, DASH_SOLID);
}

void
timeline_draw (struct scene *scene, const struct timeline *timeline)
{
  scene_clear (scene);
  scene->width = timeline->look.width;
  scene->height = timeline->look.height;
  if (timeline->look.by_pu)
    timeline_draw_pus (scene, timeline);
  else
    timeline_draw_lanes (scene, timeline);
  timeline_draw_lines (scene, timeline);
  cover (scene, timeline);
  timeline_draw_axis (scene, timeline);
  timeline_draw_map (scene, timeline);
  if (timeline->look.by_pu && timeline->lanes == 0)
    say (scene, timeline, "Who was on which PU was not recorded in this run.");
}
