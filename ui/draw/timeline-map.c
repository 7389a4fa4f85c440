/* The map of the whole run, and on it the box that is in view. */
#include "ui/draw/timeline-private.h"

#include <math.h>

#define INSET 3.0

static double
map_x (const struct timeline *timeline, uint64_t t)
{
  const struct timeline_look *look = &timeline->look;
  const struct timeline_layout *layout = &timeline->layout;
  double length = look->end > look->begin ? (double) (look->end - look->begin) : 1;
  double share = t <= look->begin ? 0 : fmin (1, (double) (t - look->begin) / length);
  return layout->left + (layout->right - layout->left) * share;
}

/* The map may be a moment older than the run: it ends where it was taken. */
static void
draw_row (struct scene *scene, const struct timeline *timeline, int object, int row)
{
  const struct overview *map = &timeline->map;
  double height = (TIMELINE_MAP - 2 * INSET) / map->lanes, right = map_x (timeline, timeline->map_to);
  struct look looks[THREAD_STATES - 1];
  struct strip_cell cells[8192];
  int columns = map->columns < 8192 ? map->columns : 8192;
  int rank = (int) ((int64_t) timeline->map_lanes * row / map->lanes / timeline->threads);
  for (int state = 1; state < THREAD_STATES; state++)
    looks[state - 1] = timeline_state_look ((enum thread_state) state, rank);
  for (int i = 0; i < columns; i++) {
    const struct overview_cell *cell = &map->cell[(size_t) row * (size_t) map->columns + (size_t) i];
    cells[i] = (struct strip_cell){ cell->state, cell->mark };
  }
  scene_strip (scene, object, (struct rect){ timeline->layout.left, INSET + row * height, right - timeline->layout.left, fmax (height - 0.5, 1) }, looks,
               THREAD_STATES - 1, cells, columns);
}

void
timeline_draw_map (struct scene *scene, const struct timeline *timeline)
{
  const struct timeline_layout *layout = &timeline->layout;
  if (timeline->look.end <= timeline->look.begin || timeline->map.lanes == 0)
    return;
  struct rect all = { layout->left, INSET - 1, layout->right - layout->left, TIMELINE_MAP - 2 * INSET + 2 };
  int object = scene_add_object (scene, "timeline-map", "Map", "All of the run: drag the box to move on in it", NULL, -1, all);
  scene_box (scene, object, all, 0, PAINT (ROLE_PANEL), PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.7), 1, DASH_SOLID);
  for (int i = 0; i < timeline->map.lanes; i++)
    draw_row (scene, timeline, object, i);
  scene_text (scene, object, layout->left - 8, TIMELINE_MAP / 2 + 3.5, 0, 9.5, WEIGHT_REGULAR, ALIGN_END, PAINT (ROLE_INK_SOFT), "all");
}

/* What is not in view is veiled; a view of a nanosecond still has a box that can be seen. */
void
timeline_draw_view_box (struct scene *scene, const struct timeline *timeline, uint64_t playhead)
{
  const struct timeline_look *look = &timeline->look;
  const struct timeline_layout *layout = &timeline->layout;
  if (look->end <= look->begin)
    return;
  double x1 = map_x (timeline, look->from), x2 = fmax (map_x (timeline, look->to), x1 + 3), y = INSET - 1, height = TIMELINE_MAP - 2 * INSET + 2;
  struct paint veil = PAINT_ALPHA (ROLE_PAGE, 0, 0.62), none = PAINT (ROLE_NONE);
  scene_box (scene, -1, (struct rect){ layout->left, y, x1 - layout->left, height }, 0, veil, none, 0, DASH_SOLID);
  scene_box (scene, -1, (struct rect){ x2, y, layout->right - x2, height }, 0, veil, none, 0, DASH_SOLID);
  scene_box (scene, -1, (struct rect){ x1 - 1, y - 1, x2 - x1 + 2, height + 2 }, 2, none, PAINT (ROLE_SELECTED), 1.6, DASH_SOLID);
  if (playhead)
    scene_box (scene, -1, (struct rect){ map_x (timeline, playhead) - 0.5, y, 1.5, height }, 0, PAINT (ROLE_PLAYHEAD), none, 0, DASH_SOLID);
}
