/* Lanes by thread: states, and what the program was in. */
#include "ui/draw/timeline-private.h"

#include <math.h>
#include <stdio.h>

#include "ui/draw/program.h"
#include "ui/draw/text.h"

#define NAME_SIZE 8.5
#define LEAST_SHARE 0.3f /* a region that was seen less often says nothing about its stretch */

struct look
timeline_state_look (enum thread_state state, int rank)
{
  struct paint strong = PAINT_OF (ROLE_PROCESS, rank), halo = PAINT_ALPHA (ROLE_HALO, 0, 0.5), none = PAINT (ROLE_NONE);
  switch (state) {
  case THREAD_RUNNING:
    return (struct look){ strong, none, WEAVE_PLAIN };
  case THREAD_RUNNABLE:
    return (struct look){ PAINT_ALPHA (ROLE_PROCESS, rank, 0.25), strong, WEAVE_EDGES };
  case THREAD_LOCK_WAIT:
    return (struct look){ PAINT (ROLE_HALO), PAINT (ROLE_HALO_LINE), WEAVE_DASHES };
  case THREAD_BARRIER_WAIT:
    return (struct look){ halo, none, WEAVE_PLAIN };
  case THREAD_MESSAGE_WAIT:
    return (struct look){ halo, PAINT (ROLE_HALO_LINE), WEAVE_DOTS };
  case THREAD_HELD:
  case THREAD_SLEEPING:
    return (struct look){ PAINT (ROLE_PANEL), PAINT_ALPHA (ROLE_PROCESS, rank, 0.45), WEAVE_MIDDLE };
  case THREAD_DEAD:
    return (struct look){ PAINT (ROLE_PANEL), PAINT (ROLE_ERROR), WEAVE_MIDDLE };
  case THREAD_ENDED:
    return (struct look){ PAINT (ROLE_PANEL), none, WEAVE_PLAIN };
  default:
    return (struct look){ none, none, WEAVE_PLAIN };
  }
}

/* Filled = on a PU; outlined = waits for a PU; dashed = lock; dotted = message; a thin line = asleep. What is too narrow for an
 * outline has the look of a column. */
static void
draw_span (struct scene *scene, int object, enum thread_state state, struct rect r, int rank)
{
  struct paint strong = PAINT_OF (ROLE_PROCESS, rank), none = PAINT (ROLE_NONE), page = PAINT (ROLE_PAGE);
  struct rect thin = { r.x, r.y + floor (r.h / 2) - 1, r.w, 2 };
  struct look look = timeline_state_look (state, rank);
  bool wide = r.w >= 5 && r.h >= 5;
  bool waits = state == THREAD_RUNNABLE || state == THREAD_LOCK_WAIT || state == THREAD_BARRIER_WAIT || state == THREAD_MESSAGE_WAIT;
  if (waits && wide)
    scene_box (scene, object, r, 2, page, strong, 1.2,
               state == THREAD_MESSAGE_WAIT ? DASH_DOTTED : state == THREAD_RUNNABLE ? DASH_SOLID : DASH_DASHED);
  else if (look.weave == WEAVE_MIDDLE)
    scene_box (scene, object, thin, 0, look.ink, none, 0, DASH_SOLID);
  else if (state != THREAD_ENDED && state != THREAD_ABSENT)
    scene_box (scene, object, r, wide ? 2 : 0, look.fill, none, 0, DASH_SOLID);
}

/* Long ones first: a short one is never under its neighbours. */
static void
draw_spans (struct scene *scene, const struct timeline *timeline, int object, int row, bool narrow)
{
  const struct timeline_layout *layout = &timeline->layout;
  const struct window_lane *lane = &timeline->window.lane[row];
  double y = timeline_row_y (timeline, row);
  for (int i = 0; i < lane->spans; i++) {
    double x1 = fmax (timeline_x (timeline, lane->span[i].begin), layout->left), x2 = fmin (timeline_x (timeline, lane->span[i].end), layout->right);
    double gap = x2 - x1 > 5 ? 1 : 0;
    if (x2 > x1 && (x2 - x1 < 1) == narrow)
      draw_span (scene, object, lane->span[i].state, (struct rect){ x1, y, fmax (x2 - x1 - gap, 1), layout->bar }, lane->rank);
  }
}

static void
draw_strip (struct scene *scene, const struct timeline *timeline, int object, int row)
{
  const struct timeline_layout *layout = &timeline->layout;
  const struct overview *overview = &timeline->overview;
  const struct overview_cell *cell = overview->cell + (size_t) row * (size_t) overview->columns;
  struct look looks[THREAD_STATES - 1];
  struct strip_cell cells[8192];
  int columns = overview->columns < 8192 ? overview->columns : 8192;
  for (int state = 1; state < THREAD_STATES; state++)
    looks[state - 1] = timeline_state_look ((enum thread_state) state, timeline->rank[row]);
  for (int i = 0; i < columns; i++)
    cells[i] = (struct strip_cell){ cell[i].state, cell[i].mark };
  scene_strip (scene, object, (struct rect){ layout->left, timeline_row_y (timeline, row), layout->right - layout->left, layout->bar }, looks, THREAD_STATES - 1,
               cells, columns);
}

static int
draw_ground (struct scene *scene, const struct timeline *timeline, int row)
{
  const struct overview_row *it = &timeline->row[row];
  int rank = timeline->rank[row], thread = it->first % timeline->threads;
  char id[40], name[32], title[96];
  if (it->lanes > 1) {
    snprintf (name, sizeof name, "%d ▸ %d", rank, it->lanes);
    snprintf (title, sizeof title, "Rank %d, folded: %d threads", rank, it->lanes);
    snprintf (id, sizeof id, "lanes:%d", rank);
  } else {
    snprintf (name, sizeof name, "%d.%d", rank, thread);
    snprintf (title, sizeof title, "Lane of thread %s", name);
    snprintf (id, sizeof id, "lane:%s", name);
  }
  return timeline_draw_ground (scene, timeline, row, id, "Lane", title, name, PAINT_OF (ROLE_PROCESS_INK, rank), !timeline->exact || it->lanes > 1);
}

static void
draw_region (struct scene *scene, const struct timeline *timeline, const struct details_region *region)
{
  const struct timeline_layout *layout = &timeline->layout;
  double x1 = fmax (timeline_x (timeline, region->begin), layout->left), x2 = fmin (timeline_x (timeline, region->end), layout->right);
  double y = timeline_row_y (timeline, region->row) + layout->bar + 1;
  char text[80];
  if (x2 - x1 < 3 || region->share < LEAST_SHARE)
    return;
  if (region->share < 1)
    snprintf (text, sizeof text, "%s ~%.0f %%", region->name, region->share * 100);
  else
    snprintf (text, sizeof text, "%s", region->name);
  scene_line (scene, -1, x1, y + 1, x2 - 1, y + 1, PAINT_ALPHA (ROLE_PROCESS, timeline->rank[region->row], region->share < 1 ? 0.3 : 0.6), 2, DASH_SOLID);
  double width = text_width (text, NAME_SIZE, WEIGHT_REGULAR);
  if (width < x2 - x1 - 4)
    scene_text (scene, -1, x1 + 1, y + 9.5, 0, NAME_SIZE, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
}

void
timeline_draw_lanes (struct scene *scene, const struct timeline *timeline)
{
  for (int i = 0; i < timeline->rows; i++) {
    int object = draw_ground (scene, timeline, i);
    if (!timeline->exact || timeline->row[i].lanes > 1) {
      draw_strip (scene, timeline, object, i);
    } else {
      draw_spans (scene, timeline, object, i, false);
      draw_spans (scene, timeline, object, i, true);
    }
  }
  if (timeline->layout.pitch >= TIMELINE_REGIONS_FROM)
    for (int i = 0; i < timeline->details.regions; i++)
      draw_region (scene, timeline, &timeline->details.region[i]);
}
