/* Lanes by PU: who held it. A rank's threads differ in shade. */
#include "ui/draw/timeline-private.h"

#include <math.h>
#include <stdio.h>

#include "ui/draw/text.h"

#define SHADES 3
#define LOOKS_MOST 250

static struct paint
paint_of (int rank, int thread)
{
  static const float alpha[SHADES] = { 1, 0.72f, 0.5f };
  return PAINT_ALPHA (ROLE_PROCESS, rank, alpha[thread % SHADES]);
}

/* As high as its share of the time: two that took turns, as samples see it, stand on one another. */
static void
draw_hold (struct scene *scene, const struct timeline *timeline, int object, int row, const struct occupancy_span *span, double above)
{
  const struct timeline_layout *layout = &timeline->layout;
  double x1 = fmax (timeline_x (timeline, span->begin), layout->left), x2 = fmin (timeline_x (timeline, span->end), layout->right);
  double h = fmax (1, layout->bar * fmin (span->share, 1)), y = timeline_row_y (timeline, row) + layout->bar * (1 - above) - h;
  double gap = x2 - x1 > 5 ? 1 : 0;
  char name[24];
  if (x2 <= x1)
    return;
  scene_box (scene, object, (struct rect){ x1, fmax (y, timeline_row_y (timeline, row)), fmax (x2 - x1 - gap, 1), h }, x2 - x1 > 5 && h > 5 ? 2 : 0,
             paint_of (span->rank, span->thread), PAINT (ROLE_NONE), 0, DASH_SOLID);
  snprintf (name, sizeof name, "%d.%d", span->rank, span->thread);
  double size = fmin (9.5, h * 0.8);
  if (size >= 7 && text_width (name, size, WEIGHT_MEDIUM) < x2 - x1 - 6)
    scene_text (scene, object, x1 + 3, y + h / 2 + size * 0.36, 0, size, WEIGHT_MEDIUM, ALIGN_START,
                span->thread % SHADES == 0 ? PAINT_OF (ROLE_ON_PROCESS, span->rank) : PAINT (ROLE_INK), name);
}

static void
draw_holds (struct scene *scene, const struct timeline *timeline, int object, int row)
{
  const struct occupancy_lane *lane = &timeline->occupancy.lane[row];
  double above = 0;
  for (int i = 0; i < lane->spans; i++) {
    bool beside = i > 0 && lane->span[i].begin < lane->span[i - 1].end;
    above = beside ? above + lane->span[i - 1].share : 0;
    if (above + lane->span[i].share > 1.01)
      above = 0;
    draw_hold (scene, timeline, object, row, &lane->span[i], above);
  }
}

struct palette_of_holders { struct look looks[LOOKS_MOST]; int count; };

static uint8_t
look_of (struct palette_of_holders *palette, int rank, int thread, int busy)
{
  static const float share[] = { 0.4f, 0.7f, 1 };
  struct paint paint = paint_of (rank, thread);
  if (rank < 0)
    return 0;
  paint.alpha *= share[busy < 64 ? 0 : busy < 160 ? 1 : 2];
  int i = 0;
  while (i < palette->count && (palette->looks[i].fill.index != paint.index || palette->looks[i].fill.alpha != paint.alpha))
    i++;
  if (i == palette->count) {
    if (i == LOOKS_MOST)
      return LOOKS_MOST;
    palette->looks[palette->count++] = (struct look){ .fill = paint };
  }
  return (uint8_t) (i + 1);
}

static void
draw_strip (struct scene *scene, const struct timeline *timeline, int object, int row)
{
  const struct occupancy *occupancy = &timeline->occupancy;
  const struct timeline_layout *layout = &timeline->layout;
  const struct occupancy_cell *cell = occupancy->cell + (size_t) row * (size_t) occupancy->columns;
  struct palette_of_holders palette = { .count = 0 };
  struct strip_cell cells[8192];
  int columns = occupancy->columns < 8192 ? occupancy->columns : 8192;
  for (int i = 0; i < columns; i++)
    cells[i] = (struct strip_cell){ look_of (&palette, cell[i].rank, cell[i].thread, cell[i].busy), look_of (&palette, cell[i].mark_rank, cell[i].mark_thread, 255) };
  scene_strip (scene, object, (struct rect){ layout->left, timeline_row_y (timeline, row), layout->right - layout->left, layout->bar }, palette.looks,
               palette.count, cells, columns);
}

void
timeline_draw_pus (struct scene *scene, const struct timeline *timeline)
{
  for (int i = 0; i < timeline->occupancy.lanes; i++) {
    char id[40], name[24], title[64];
    int pu = timeline->occupancy.lane[i].pu;
    snprintf (id, sizeof id, "lane:PU:%d", pu);
    snprintf (name, sizeof name, "PU %d", pu);
    snprintf (title, sizeof title, "Lane of PU %d (OS index): who was on it", pu);
    int object = timeline_draw_ground (scene, timeline, i, id, "Lane", title, name, PAINT (ROLE_INK_SOFT), !timeline->occupancy.exact);
    if (timeline->occupancy.exact)
      draw_holds (scene, timeline, object, i);
    else
      draw_strip (scene, timeline, object, i);
  }
}
