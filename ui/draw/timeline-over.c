/* What lies over the lanes and changes while they stand: playhead, selection, bookmarks, loop. */
#include "ui/draw/timeline-private.h"

#include <math.h>
#include <stdio.h>

static void
draw_selection (struct scene *scene, const struct timeline *timeline, uint64_t from, uint64_t to)
{
  const struct timeline_layout *layout = &timeline->layout;
  double x1 = fmax (timeline_x (timeline, from), layout->left), x2 = fmin (timeline_x (timeline, to), layout->right);
  if (from >= to || x2 < layout->left || x1 > layout->right)
    return;
  struct rect r = { x1, layout->top - 2, fmax (x2 - x1, 1), layout->bottom - layout->top + 4 };
  scene_box (scene, -1, r, 0, PAINT_ALPHA (ROLE_SELECTED, 0, 0.14), PAINT (ROLE_NONE), 0, DASH_SOLID);
  scene_box (scene, -1, (struct rect){ r.x, r.y, 1, r.h }, 0, PAINT (ROLE_SELECTED), PAINT (ROLE_NONE), 0, DASH_SOLID);
  scene_box (scene, -1, (struct rect){ r.x + r.w - 1, r.y, 1, r.h }, 0, PAINT (ROLE_SELECTED), PAINT (ROLE_NONE), 0, DASH_SOLID);
}

static void
draw_playhead (struct scene *scene, const struct timeline *timeline, uint64_t t)
{
  const struct timeline_layout *layout = &timeline->layout;
  double x = timeline_x (timeline, t), y = layout->top - 6;
  if (!t || t < timeline->look.from || t > timeline->look.to)
    return;
  double flag[] = { x - 5, y, x - 5, y, x + 5, y, x + 5, y, x + 5, y, x, y + 7, x, y + 7, x, y + 7, x - 5, y, x - 5, y };
  scene_line (scene, -1, x, y, x, layout->bottom + 3, PAINT (ROLE_PLAYHEAD), 1.6, DASH_SOLID);
  scene_path (scene, -1, flag, 10, PAINT (ROLE_NONE), 0, DASH_SOLID, PAINT (ROLE_PLAYHEAD));
}

/* Beside the name of the lane that keys speak of. */
static void
draw_lane_mark (struct scene *scene, const struct timeline *timeline, int rank, int thread)
{
  int row = rank >= 0 && !timeline->look.by_pu ? timeline_row_of (timeline, rank, thread) : -1;
  double y = row >= 0 ? fmax (timeline_row_y (timeline, row), timeline->layout.top) : 0;
  if (row >= 0)
    scene_box (scene, -1, (struct rect){ 2, y, 3, fmax (timeline_row_y (timeline, row) + timeline->layout.bar - y, 1) }, 1.5, PAINT (ROLE_SELECTED),
               PAINT (ROLE_NONE), 0, DASH_SOLID);
}

/* ---- bookmarks ---- */

#define POLE 0.55 /* pale: lanes are seen through it */

/* A pennant at the top, a pale pole through the lanes. */
static void
draw_flag (struct scene *scene, const struct timeline *timeline, const struct timeline_flag *flag)
{
  const struct timeline_layout *layout = &timeline->layout;
  double x = round (timeline_x (timeline, flag->t)), y = layout->top - 6;
  char id[40], time[48], title[160];
  if (flag->t < timeline->look.from || flag->t > timeline->look.to)
    return;
  timeline_format (flag->t > timeline->look.origin ? flag->t - timeline->look.origin : 0, time, sizeof time);
  snprintf (id, sizeof id, "bookmark:%llu", (unsigned long long) flag->t);
  snprintf (title, sizeof title, "%.90s\nBookmark at %s: press to go there", flag->name, time);
  int object = scene_add_object (scene, id, "Bookmark", title, NULL, -1, (struct rect){ x - 3, TIMELINE_MAP, 14, layout->top - TIMELINE_MAP + 3 });
  double pennant[] = { x, y, x, y, x + 9, y + 3, x + 9, y + 3, x + 9, y + 3, x, y + 6.5, x, y + 6.5, x, y + 6.5, x, y, x, y };
  scene_line (scene, object, x, y, x, layout->bottom, PAINT_ALPHA (ROLE_SELECTED, 0, POLE), 1, DASH_DASHED);
  scene_path (scene, object, pennant, 10, PAINT (ROLE_NONE), 0, DASH_SOLID, PAINT (ROLE_SELECTED));
}

static void
draw_flags (struct scene *scene, const struct timeline *timeline, const struct timeline_marks *marks)
{
  double last = -1;
  for (int i = 0; i < marks->flags; i++) { /* by time; of several in one pixel the first */
    double x = timeline_x (timeline, marks->flag[i].t);
    if (x - last >= 1)
      draw_flag (scene, timeline, &marks->flag[i]);
    last = fmax (last, x);
  }
}

bool
timeline_flag_at (const struct scene *over, double x, double y, uint64_t *t)
{
  unsigned long long at;
  int object = scene_hit (over, x, y);
  if (object < 0 || sscanf (over->objects[object].id, "bookmark:%llu", &at) != 1)
    return false;
  *t = at;
  return true;
}

/* ---- what is played over and over ---- */

/* A band above the lanes, its ends turned down. */
static void
draw_loop (struct scene *scene, const struct timeline *timeline, uint64_t from, uint64_t to)
{
  const struct timeline_layout *layout = &timeline->layout;
  struct paint paint = PAINT_ALPHA (ROLE_PLAYHEAD, 0, 0.75), none = PAINT (ROLE_NONE);
  double left = timeline_x (timeline, from), right = timeline_x (timeline, to), y = layout->top - 3;
  double x1 = fmax (left, layout->left), x2 = fmin (right, layout->right);
  if (from >= to || x2 <= x1)
    return;
  int object = scene_add_object (scene, "timeline-loop", "Loop", "Played over and over", NULL, -1, (struct rect){ x1, y - 2, fmax (x2 - x1, 4), 5 });
  scene_box (scene, object, (struct rect){ x1, y, fmax (x2 - x1, 1), 2 }, 0, paint, none, 0, DASH_SOLID);
  if (left >= layout->left)
    scene_box (scene, object, (struct rect){ x1, y, 2, 6 }, 0, paint, none, 0, DASH_SOLID);
  if (right <= layout->right)
    scene_box (scene, object, (struct rect){ x2 - 2, y, 2, 6 }, 0, paint, none, 0, DASH_SOLID);
}

void
timeline_draw_over (struct scene *scene, const struct timeline *timeline, const struct timeline_marks *marks)
{
  scene_clear (scene);
  scene->width = timeline->look.width;
  scene->height = timeline->look.height;
  draw_lane_mark (scene, timeline, marks->rank, marks->thread);
  draw_selection (scene, timeline, marks->from, marks->to);
  draw_loop (scene, timeline, marks->loop_from, marks->loop_to);
  draw_flags (scene, timeline, marks);
  draw_playhead (scene, timeline, marks->playhead);
  timeline_draw_view_box (scene, timeline, marks->playhead);
}
