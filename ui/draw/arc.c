#include "ui/draw/arc.h"

#include <math.h>

#include "engine/record/segment.h"

int
arc_box (const struct snapshot *snapshot, int rank)
{
  for (int i = 0; i < snapshot->processes; i++)
    if (snapshot->process[(rank + i) % snapshot->processes].rank == rank)
      return (rank + i) % snapshot->processes;
  return -1;
}

bool
arc_anchor (const struct program_layout *layout, const struct snapshot *snapshot, int rank, int thread, int other, bool sends,
            double *x, double *y)
{
  int i = arc_box (snapshot, rank);
  if (i < 0)
    return false;
  const struct program_box *box = &layout->box[i];
  for (int k = 0; k < box->objects; k++) {
    unsigned flags = snapshot->process[i].object[k].flags;
    const struct program_object *place = &layout->object[box->first_object + k];
    bool last = other > rank;
    if (!(flags & (last ? OBJECT_HALO_LAST : OBJECT_HALO_FIRST)))
      continue;
    struct rect cell = program_cell (place, last ? place->cells - 1 : 0);
    *x = cell.x + cell.w / 2;
    *y = cell.y + cell.h * (sends ? 0.3 : 0.7);
    return true;
  }
  if (box->tokens > 0) {
    const struct program_token *token = &layout->token[box->first_token + (thread > 0 && thread < box->tokens ? thread : 0)];
    *x = token->x;
    *y = token->y;
  } else {
    *x = box->rect.x + box->rect.w / 2;
    *y = box->rect.y + box->rect.h / 2;
  }
  return true;
}

struct curve
arc_bow (double x1, double y1, double x2, double y2, struct rect area)
{
  double dx = x2 - x1, dy = y2 - y1, length = hypot (dx, dy);
  double lift = fmin (fmax (length * 0.24, 14), 46), nx = length > 0 ? dy / length : 0, ny = length > 0 ? -dx / length : -1;
  double low = area.y + 6, high = area.y + area.h - 6;
  return (struct curve){ { x1, x1 + dx * 0.3 + nx * lift, x1 + dx * 0.7 + nx * lift, x2 },
                         { y1, fmin (fmax (y1 + dy * 0.3 + ny * lift, low), high), fmin (fmax (y1 + dy * 0.7 + ny * lift, low), high), y2 } };
}

double
arc_at (const double p[4], double t)
{
  double u = 1 - t;
  return u * u * u * p[0] + 3 * u * u * t * p[1] + 3 * u * t * t * p[2] + t * t * t * p[3];
}

double
arc_width (uint64_t bytes)
{
  return fmin (1.2 + 0.22 * log2 (1.0 + (double) bytes), 6);
}

void
arc_draw (struct scene *scene, int object, const struct curve *curve, struct paint stroke, double width, enum dash dash)
{
  double points[] = { curve->x[0], curve->y[0], curve->x[1], curve->y[1], curve->x[2], curve->y[2], curve->x[3], curve->y[3] };
  scene_path (scene, object, points, 4, stroke, width, dash, PAINT (ROLE_NONE));
}

void
arc_label (struct scene *scene, int object, const struct curve *curve, struct paint ink, const char *text)
{
  double length = hypot (curve->x[3] - curve->x[0], curve->y[3] - curve->y[0]);
  bool below = curve->y[1] > curve->y[0];
  if (length < 84)
    return;
  scene_text (scene, object, arc_at (curve->x, 0.5), arc_at (curve->y, 0.5) + (below ? 16 : -9), 0, 10, WEIGHT_MEDIUM, ALIGN_MIDDLE, ink, text);
}
