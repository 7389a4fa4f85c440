/* Rows and columns for siblings: the arrangement whose PUs come out best. */
#include "ui/draw/view.h"

#include <math.h>
#include <string.h>

static double score (struct view *view, int index, double width, double height);

bool
view_child_fits (const struct view *view, int child, double width, double height)
{
  bool pu = view_object (view, child)->type == MACHINE_PU;
  return width >= (pu ? 4 : 7) && height >= (pu ? 5 : 7);
}

static struct rect
without_gap (const struct view *view, struct rect cell, struct rect area)
{
  double gap = view_gap (view, cell.w, cell.h), right = cell.x + cell.w, bottom = cell.y + cell.h;
  if (right < area.x + area.w - 0.01)
    cell.w -= gap;
  if (bottom < area.y + area.h - 0.01)
    cell.h -= gap;
  return cell;
}

#define FINE 9.0 /* px */

/* Fine cells stand a whole number of pixels apart: rounded one by one, equal things would look different. */
static double
pitch (double exact)
{
  return exact >= FINE || exact < 3 ? exact : floor (exact);
}

/* N things in ROWS rows, longer rows first. The gap is taken from all cells alike, so that they stay equal. */
static void
even_cells (int n, int rows, struct rect area, double gap, struct rect *cells)
{
  int done = 0;
  double height = pitch ((area.h + gap) / rows);
  for (int row = 0; row < rows; row++) {
    int columns = n / rows + (row < n % rows);
    double width = pitch ((area.w + gap) / columns);
    for (int column = 0; column < columns; column++)
      cells[done++] = (struct rect){ area.x + column * width, area.y + row * height, width - gap, height - gap };
  }
}

void
view_even_cells (const struct view *view, int n, int rows, struct rect area, struct rect *cells)
{
  even_cells (n, rows, area, view_gap (view, area.w / ((n + rows - 1) / rows), area.h / rows), cells);
}

/* Gap between the kids of INDEX. Spots of PUs touch: they keep their distance by being drawn smaller than they are. */
static double
gap_between (const struct view *view, int index, double width, double height)
{
  bool pus = view_object (view, view->kids[view->nodes[index].first_kid])->type == MACHINE_PU;
  return pus && fmin (width, height) < VIEW_SPOT ? 0 : view_gap (view, width, height);
}

/* First kid of the next row when FROM starts one: stops where the sum comes closest to its share. */
static int
row_end (const struct view *view, const int *kids, int n, int from, double share)
{
  double sum = view->nodes[kids[from]].weight;
  int end = from + 1;
  while (end < n && sum + view->nodes[kids[end]].weight / 2 <= share)
    sum += view->nodes[kids[end++]].weight;
  return end;
}

static double
weight_of (const struct view *view, const int *kids, int from, int to)
{
  double sum = 0;
  for (int i = from; i < to; i++)
    sum += view->nodes[kids[i]].weight;
  return sum;
}

/* Unequal siblings: width by weight in a row, height by weight between rows, so that PUs have about equal room. */
static void
uneven_cells (const struct view *view, int index, int rows, struct rect area, struct rect *cells)
{
  const struct node *node = &view->nodes[index];
  const int *kids = view->kids + node->first_kid;
  double total = weight_of (view, kids, 0, node->kids), left = total, y = area.y;
  for (int row = 0, from = 0; from < node->kids; row++) {
    int rows_left = MAX (1, rows - row);
    int to = rows_left == 1 ? node->kids : row_end (view, kids, node->kids, from, left / rows_left);
    double weight = weight_of (view, kids, from, to), x = area.x, height = area.h * weight / total;
    for (int i = from; i < to; i++) {
      double width = area.w * view->nodes[kids[i]].weight / weight;
      cells[i] = without_gap (view, (struct rect){ x, y, width, height }, area);
      x += width;
    }
    left -= weight;
    y += height;
    from = to;
  }
}

void
view_cells (const struct view *view, int index, int rows, struct rect area, struct rect *cells)
{
  int n = view->nodes[index].kids;
  if (view->nodes[index].alike)
    even_cells (n, rows, area, gap_between (view, index, area.w / ((n + rows - 1) / rows), area.h / rows), cells);
  else
    uneven_cells (view, index, rows, area, cells);
}

/* 0 within [LOW, HIGH], else the logarithm of how far off. */
static double
off (double ratio, double low, double high)
{
  return ratio < low ? log (low / ratio) : ratio > high ? log (ratio / high) : 0;
}

static double
pu_score (struct view *view, int index, double width, double height)
{
  int variant;
  double value = log (width * height) - 1.2 * off (width / height, 0.24, view->options->live ? 0.8 : 1.6);
  if (view_font (view, index, width - 2, height, 100, &variant) == 0)
    value -= 0.6;
  return value - 0.1 * variant;
}

static double
cell_score (struct view *view, int kid, struct rect cell)
{
  if (!view_child_fits (view, kid, cell.w, cell.h))
    return -40 + log (1 + fmax (0, cell.w) * fmax (0, cell.h));
  return score (view, kid, cell.w, cell.h) - 0.25 * off (cell.w / cell.h, 0.35, 2.8);
}

struct sample { /* one of the siblings that look the same */
  uint64_t shape;
  struct rect cell;
};

/* Does a sibling that looks like kid I stand among the SAMPLES? How much its cell differs adds to UNLIKE. */
static bool
sampled (const struct sample *samples, int count, uint64_t shape, struct rect cell, double *unlike)
{
  for (int i = 0; i < count; i++)
    if (samples[i].shape == shape) {
      double difference = fabs (log (samples[i].cell.w / cell.w)) + fabs (log (samples[i].cell.h / cell.h));
      *unlike = fmax (*unlike, difference);
      return true;
    }
  return false;
}

/* Cells of the kids that look different, at most three of them: the others repeat them. Equal things in cells of
 * different form are hard to compare, so that costs. */
static double
mixed_score (struct view *view, int index, int rows, struct rect area)
{
  const struct node *node = &view->nodes[index];
  const int *kids = view->kids + node->first_kid;
  g_autofree struct rect *cells = g_new (struct rect, node->kids);
  struct sample samples[3];
  double sum = 0, weight = 0, unlike = 0;
  int distinct = 0;
  view_cells (view, index, rows, area, cells);
  for (int i = 0; i < node->kids; i++) {
    const struct node *kid = &view->nodes[kids[i]];
    if (sampled (samples, distinct, kid->shape, cells[i], &unlike) || distinct == 3)
      continue;
    samples[distinct++] = (struct sample){ kid->shape, cells[i] };
    sum += kid->weight * cell_score (view, kids[i], cells[i]);
    weight += kid->weight;
  }
  return sum / weight - fmin (1.2, 0.8 * unlike);
}

#define HABIT 0.6 /* worth of standing as what looks the same does: equal things are compared at a glance */

/* The same of kids that all look the same, without working out where each stands. */
static double
same_score (struct view *view, int index, int rows, struct rect area)
{
  const struct node *node = &view->nodes[index];
  struct rect first[2]; /* in a longest row; in a shortest one, if there are such */
  int columns = (node->kids + rows - 1) / rows, fewer = node->kids / rows;
  double gap = gap_between (view, index, area.w / columns, area.h / rows);
  for (int i = 0; i < 2; i++)
    first[i] = (struct rect){ 0, 0, pitch ((area.w + gap) / (i == 0 ? columns : fewer)) - gap, pitch ((area.h + gap) / rows) - gap };
  return cell_score (view, view->kids[node->first_kid], first[0]) - fmin (1.2, 0.8 * fabs (log (first[1].w / first[0].w)));
}

static double
arrangement_score (struct view *view, int index, int rows, struct rect area)
{
  return view->nodes[index].same ? same_score (view, index, rows, area) : mixed_score (view, index, rows, area);
}

/* The number of arrangements of a lopsided tree doubles with its depth: after so many boxes were tried for one decision the
 * boxes within are arranged by form alone. Usual machines take a few hundred. */
#define MOST_TRIES 20000

static int
likely_rows (const struct view *view, int index, struct rect area)
{
  int n = view->nodes[index].kids, rows = (int) lround (sqrt (n * 1.5 * area.h / area.w));
  return CLAMP (rows, 1, n);
}

static int
best_rows (struct view *view, int index, struct rect area, double *best)
{
  if (view->tries > MOST_TRIES) {
    int rows = likely_rows (view, index, area);
    *best = arrangement_score (view, index, rows, area);
    return rows;
  }
  int n = view->nodes[index].kids, chosen = 1, habit = GPOINTER_TO_INT (g_hash_table_lookup (view->habits, &view->nodes[index].shape));
  *best = -INFINITY;
  for (int rows = 1; rows <= n; rows++) {
    int columns = (n + rows - 1) / rows;
    if (rows > 1 && columns == (n + rows - 2) / (rows - 1)) /* as many columns as with a row less */
      continue;
    double aspect = area.w / columns / (area.h / rows);
    if (n > 3 && (aspect < 0.04 || aspect > 25))
      continue;
    double value = arrangement_score (view, index, rows, area) + (rows == habit ? HABIT : 0);
    if (value > *best + 1e-9) {
      *best = value;
      chosen = rows;
    }
  }
  return chosen;
}

/* What it costs that a box has no words, or a core a short one; most where caches are mute for it. */
static double
mute_cost (const struct view *view, int index, const struct frame *frame)
{
  bool core = view_object (view, index)->type == MACHINE_CORE;
  double own = frame->font == 0 ? (core && view->mute ? 0.55 : 0.25) : core && frame->variant > 0 ? 0.2 : 0;
  return own + 0.3 * (view->nodes[index].memory > 0 && frame->memory_font == 0);
}

static double
score (struct view *view, int index, double width, double height)
{
  double best;
  view->tries++;
  if (view_object (view, index)->type == MACHINE_PU)
    return pu_score (view, index, width, height);
  struct frame frame = view_frame (view, index, (struct rect){ 0, 0, width, height });
  struct rect content = frame.content;
  double mute = mute_cost (view, index, &frame);
  if (view->nodes[index].kids == 0)
    return log (width * height);
  if (content.w < 2 || content.h < 2)
    return -20 + log (1 + width * height);
  best_rows (view, index, content, &best);
  return fmax (best - mute, -20 + log (1 + width * height)); /* else it is drawn as one tile */
}

int
view_rows (struct view *view, int index, double width, double height)
{
  double best;
  struct node *node = &view->nodes[index];
  int *kept = view->options->rows != NULL ? &view->options->rows[index] : NULL;
  if (node->rows == 0 && kept != NULL)
    node->rows = *kept;
  view->tries = 0;
  if (node->rows == 0 && node->kids > 0)
    node->rows = best_rows (view, index, (struct rect){ 0, 0, width, height }, &best);
  if (kept != NULL && view->scene != NULL) /* the first pass may be done over */
    *kept = node->rows;
  if (!g_hash_table_contains (view->habits, &node->shape))
    g_hash_table_insert (view->habits, &node->shape, GINT_TO_POINTER (node->rows));
  return node->rows;
}
