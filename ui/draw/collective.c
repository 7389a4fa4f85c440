#include "ui/draw/collective.h"

#include <math.h>
#include <stdio.h>

#include "ui/draw/barrier.h"
#include "ui/draw/arc.h"
#include "ui/draw/program.h"
#include "ui/draw/text.h"

#define EDGES_DRAWN 512
#define EDGES_LABELLED 16

/* ---- its edges ---- */

static void
draw_head (struct scene *scene, int object, const struct curve *curve, struct paint ink, double width)
{
  double dx = curve->x[3] - arc_at (curve->x, 0.92), dy = curve->y[3] - arc_at (curve->y, 0.92), length = hypot (dx, dy);
  double size = 5 + width, x = curve->x[3], y = curve->y[3];
  if (length <= 0)
    return;
  dx /= length, dy /= length;
  double bx = x - dx * size, by = y - dy * size, wx = -dy * size * 0.45, wy = dx * size * 0.45;
  double points[] = { x, y, x, y, bx + wx, by + wy, bx + wx, by + wy, bx + wx, by + wy, bx - wx, by - wy, bx - wx, by - wy,
                      bx - wx, by - wy, x, y, x, y };
  scene_path (scene, object, points, 10, PAINT (ROLE_NONE), 0, DASH_SOLID, ink);
}

/* From rim to rim of the discs: names stay readable, heads are seen. */
static void
stop_at (double *x, double *y, double towards_x, double towards_y, double radius)
{
  double dx = *x - towards_x, dy = *y - towards_y, length = hypot (dx, dy);
  if (length <= radius)
    return;
  *x -= dx / length * radius;
  *y -= dy / length * radius;
}

static double
radius_of (const struct program_layout *layout, const struct snapshot *snapshot, int rank)
{
  int i = arc_box (snapshot, rank);
  return i < 0 ? 0 : layout->box[i].radius + 1;
}

static void
draw_edge (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, const struct snapshot_edge *edge,
           double alpha, bool labelled)
{
  double x1, y1, x2, y2;
  char id[48], title[160], size[16];
  if (!arc_anchor (layout, snapshot, edge->source, 0, edge->destination, true, &x1, &y1) ||
      !arc_anchor (layout, snapshot, edge->destination, 0, edge->source, false, &x2, &y2))
    return;
  struct curve curve = arc_bow (x1, y1, x2, y2, layout->area);
  stop_at (&curve.x[0], &curve.y[0], curve.x[1], curve.y[1], radius_of (layout, snapshot, edge->source));
  stop_at (&curve.x[3], &curve.y[3], curve.x[2], curve.y[2], radius_of (layout, snapshot, edge->destination));
  format_bytes (edge->bytes, size, sizeof size);
  snprintf (id, sizeof id, "edge:%d-%d", edge->source, edge->destination);
  snprintf (title, sizeof title, "Inside of %s: rank %d sent rank %d %s in %llu message%s (measured by MPI)", collective_name (edge->kind), edge->source,
            edge->destination, size, (unsigned long long) edge->messages, edge->messages == 1 ? "" : "s");
  int object = scene_add_object (scene, id, "Collective edge", title, size, -1,
                                 (struct rect){ arc_at (curve.x, 0.5) - 8, arc_at (curve.y, 0.5) - 8, 16, 16 });
  struct paint ink = PAINT_ALPHA (ROLE_HALO_LINE, 0, alpha);
  double width = fmin (arc_width (edge->bytes), 4);
  arc_draw (scene, object, &curve, ink, width, DASH_SOLID);
  draw_head (scene, object, &curve, ink, width);
  if (labelled)
    arc_label (scene, object, &curve, PAINT_ALPHA (ROLE_INK_SOFT, 0, fmax (alpha, 0.6)), size);
}

static double
fade_of (const struct snapshot *snapshot, uint64_t glow_ns)
{
  uint64_t end = 0;
  for (int i = 0; i < snapshot->edges; i++)
    end = snapshot->edge[i].end_ns > end ? snapshot->edge[i].end_ns : end;
  return end >= snapshot->t || !glow_ns ? 1 : 1 - fmin (1, (double) (snapshot->t - end) / (double) glow_ns);
}

static void
draw_edges (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, uint64_t glow_ns)
{
  double alpha = 0.25 + 0.75 * fade_of (snapshot, glow_ns);
  for (int i = 0; i < snapshot->edges && i < EDGES_DRAWN; i++)
    draw_edge (scene, layout, snapshot, &snapshot->edge[i], alpha, snapshot->edges <= EDGES_LABELLED);
}

/* ---- its band: one line under all who are inside ---- */

struct span_of { double low, high, y; };

static void
draw_stub (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, int rank, struct span_of *span)
{
  int b = arc_box (snapshot, rank);
  if (b < 0)
    return;
  struct rect r = layout->box[b].rect;
  double x = r.x + r.w / 2;
  span->y = fmax (span->y, r.y + r.h + 5);
  span->low = fmin (span->low, x);
  span->high = fmax (span->high, x);
  scene_line (scene, -1, x, r.y + r.h, x, r.y + r.h + 5, PAINT (ROLE_HALO_LINE), 2, DASH_SOLID);
}

/* Ranks may be in different ones at a moment: those in the one that the arrows are of are counted, if there are any. */
static int
count_inside (const struct snapshot *snapshot, int kind)
{
  int count = 0;
  for (int i = 0; i < snapshot->collectives; i++)
    count += snapshot->collective[i].kind == kind;
  return count;
}

static void
describe (const struct snapshot *snapshot, char *text, size_t room)
{
  int arrows = snapshot->edges ? snapshot->edge[0].kind : -1;
  int shown = snapshot->collectives && !count_inside (snapshot, arrows) ? snapshot->collective[0].kind : arrows;
  int used = snapshot->collectives ? snprintf (text, room, "%s · %d of %d inside", collective_name (shown), count_inside (snapshot, shown), snapshot->processes)
                                   : snprintf (text, room, "%s · just ended", collective_name (shown));
  if (!snapshot->edges_observed)
    snprintf (text + used, room - used, " · edges not observed");
  else if (snapshot->edges > EDGES_DRAWN)
    snprintf (text + used, room - used, " · %d of %d edges drawn", EDGES_DRAWN, snapshot->edges);
  else if (snapshot->edges && shown != arrows)
    snprintf (text + used, room - used, " · arrows: %s", collective_name (arrows));
  else if (snapshot->edges)
    snprintf (text + used, room - used, " · %d edge%s measured", snapshot->edges, snapshot->edges == 1 ? "" : "s");
}

void
collective_edges_words (const struct snapshot *snapshot, char *text, size_t room)
{
  if (!snapshot->edges_observed)
    snprintf (text, room, " · edges not observed");
  else if (snapshot->edges > 0)
    snprintf (text, room, " · %d edge%s measured", snapshot->edges, snapshot->edges == 1 ? "" : "s");
  else
    *text = '\0';
}

static void
draw_band (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  struct span_of span = { 1e9, -1e9, 0 };
  char text[96], title[256];
  for (int i = 0; i < snapshot->collectives; i++)
    draw_stub (scene, layout, snapshot, snapshot->collective[i].rank, &span);
  for (int i = 0; !snapshot->collectives && i < snapshot->edges; i++) {
    draw_stub (scene, layout, snapshot, snapshot->edge[i].source, &span);
    draw_stub (scene, layout, snapshot, snapshot->edge[i].destination, &span);
  }
  if (span.high < span.low)
    return;
  describe (snapshot, text, sizeof text);
  if (snapshot->edges_observed)
    snprintf (title, sizeof title, "Arrows: what MPI itself counted from rank to rank inside of the collective");
  else
    snprintf (title, sizeof title, "What went from rank to rank inside of the collective was not observed: %s",
              snapshot->edges_why ? snapshot->edges_why : "nothing was told about it yet");
  double width = text_width (text, 9.5, WEIGHT_MEDIUM) + 14;
  struct rect pill = { (span.low + span.high - width) / 2, span.y - 8, width, 16 };
  int object = scene_add_object (scene, "collective", "Collective", title, text, -1, pill);
  scene_line (scene, -1, span.low, span.y, fmax (span.high, span.low + 1), span.y, PAINT (ROLE_HALO_LINE), 2, DASH_DASHED);
  scene_box (scene, object, pill, 8, PAINT (ROLE_PANEL), PAINT (ROLE_HALO_LINE), 1.2, DASH_SOLID);
  scene_text (scene, object, (span.low + span.high) / 2, span.y + 3.5, 0, 9.5, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK), text);
}

void
collective_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, uint64_t glow_ns)
{
  draw_edges (scene, layout, snapshot, glow_ns);
  if (!barrier_of_ranks (snapshot)) /* else its bar tells who is late as well */
    draw_band (scene, layout, snapshot);
}
