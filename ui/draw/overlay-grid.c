/* A matrix of figures on a card: one look tells what is near. */
#include "ui/draw/overlay-private.h"

#include <math.h>

#include "ui/draw/text.h"

#define TYPE 9.5
#define LEAST_TYPE 7.0
#define PAD 10.0

struct layout { double cell_w, cell_h, names_w, type; struct rect card; };

static double
widest (char **names, int count, double type)
{
  double width = 0;
  for (int i = 0; i < count; i++)
    width = fmax (width, text_width (names[i], type, WEIGHT_REGULAR));
  return width;
}

static char *
cell_text (const struct over_grid *grid, int at)
{
  double giga = grid->measure == MACHINE_BANDWIDTH ? 1024 : grid->measure == MACHINE_LINK_BANDWIDTH ? 1000 : 0;
  if (giga > 0 && grid->value[at] >= 1000) /* the title says the unit */
    return g_strdup_printf (grid->value[at] < 10 * giga ? "%.1f" : "%.0f", (double) grid->value[at] / giga);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, grid->value[at]);
}

static double
widest_cell (const struct over_grid *grid, double type)
{
  double width = widest (grid->column, grid->columns, type);
  for (int i = 0; i < grid->rows * grid->columns; i++) {
    g_autofree char *text = grid->there == NULL || grid->there[i] ? cell_text (grid, i) : NULL;
    width = text != NULL ? fmax (width, text_width (text, type, WEIGHT_MEDIUM)) : width;
  }
  return width;
}

struct span { uint64_t least, most; };

static struct span
span_of (const struct over_grid *grid)
{
  struct span span = { UINT64_MAX, 0 };
  for (int i = 0; i < grid->rows * grid->columns; i++)
    if (grid->there == NULL || grid->there[i]) {
      span.least = MIN (span.least, grid->value[i]);
      span.most = MAX (span.most, grid->value[i]);
    }
  return span;
}

static const char *
unit_of (const struct over_grid *grid)
{
  switch (grid->measure) {
  case MACHINE_BANDWIDTH:
  case MACHINE_LINK_BANDWIDTH: return span_of (grid).most >= 1000 ? ", GB/s" : ", MB/s";
  case MACHINE_LATENCY: return ", ns";
  case MACHINE_HOPS: return ", hops";
  default: return "";
  }
}

/* The largest type with which the card takes no more than its share of the area; without text cells of a few px. */
static struct layout
lay_out (const struct over *over, const struct over_grid *grid)
{
  struct layout layout = { 0 };
  double room_w = over->area.w * 0.34, room_h = over->area.y + over->area.h - over->grid_y;
  for (layout.type = TYPE; layout.type >= LEAST_TYPE; layout.type -= 0.5) {
    layout.cell_w = ceil (widest_cell (grid, layout.type) + 6);
    layout.cell_h = ceil (layout.type * 1.7);
    layout.names_w = ceil (widest (grid->row, grid->rows, layout.type) + 6);
    double title = text_width (grid->title, layout.type, WEIGHT_MEDIUM) + text_width (unit_of (grid), layout.type, WEIGHT_MEDIUM);
    layout.card.w = 2 * PAD + fmax (title, layout.names_w + layout.cell_w * grid->columns);
    layout.card.h = 2 * PAD + layout.cell_h * (grid->rows + 1) + layout.type * 2;
    if (layout.card.w <= room_w && layout.card.h <= room_h)
      return layout;
  }
  layout.type = 0;
  layout.cell_w = layout.cell_h = floor (fmin ((room_w - 2 * PAD) / grid->columns, (room_h - 2 * PAD - 2 * TYPE) / grid->rows));
  layout.names_w = 0;
  layout.card.w = 2 * PAD + fmax (layout.cell_w * grid->columns, text_width (grid->title, TYPE, WEIGHT_MEDIUM));
  layout.card.h = 2 * PAD + layout.cell_h * grid->rows + TYPE * 2;
  return layout;
}

/* The best is the strongest. */
static int
heat (const struct over_grid *grid, uint64_t value, struct span span)
{
  double share = span.most > span.least ? (double) (value - span.least) / (double) (span.most - span.least) : 0.5;
  return (int) (20 + 190 * (grid->near_is_small ? 1 - share : share));
}

static void
draw_cell (struct over *over, const struct over_grid *grid, const struct layout *layout, struct span span, int object, int row, int column, struct rect cell)
{
  int at = row * grid->columns + column;
  if (grid->there != NULL && !grid->there[at])
    return;
  int index = heat (grid, grid->value[at], span);
  g_autofree char *text = cell_text (grid, at);
  scene_box (over->scene, object, (struct rect){ cell.x + 0.5, cell.y + 0.5, fmax (1, cell.w - 1), fmax (1, cell.h - 1) }, fmin (2, cell.w / 6), PAINT_OF (ROLE_HEAT, index),
             (struct paint){ 0 }, 0, DASH_SOLID);
  if (layout->type > 0)
    scene_text (over->scene, object, cell.x + cell.w / 2, cell.y + cell.h / 2 + layout->type * 0.364, 0, layout->type, WEIGHT_MEDIUM, ALIGN_MIDDLE,
                PAINT_OF (ROLE_ON_HEAT, index), text);
}

static void
draw_names (struct over *over, const struct over_grid *grid, const struct layout *layout, int object, double x, double y)
{
  double middle = layout->cell_h / 2 + layout->type * 0.364;
  for (int i = 0; i < grid->columns && layout->type > 0; i++)
    scene_text (over->scene, object, x + (i + 0.5) * layout->cell_w, y - layout->cell_h + middle, 0, layout->type, WEIGHT_REGULAR, ALIGN_MIDDLE,
                PAINT (ROLE_INK_SOFT), grid->column[i]);
  for (int i = 0; i < grid->rows && layout->type > 0; i++)
    scene_text (over->scene, object, x - 4, y + i * layout->cell_h + middle, 0, layout->type, WEIGHT_REGULAR, ALIGN_END, PAINT (ROLE_INK_SOFT), grid->row[i]);
}

void
over_draw_grid (struct over *over, const struct over_grid *grid)
{
  struct layout layout = lay_out (over, grid);
  double type = layout.type > 0 ? layout.type : TYPE;
  struct rect card = { floor (over->area.x + over->area.w - layout.card.w), over->grid_y, layout.card.w, layout.card.h };
  if (layout.cell_w < 2 || card.w > over->area.w * 0.4 || card.y + card.h > over->area.y + over->area.h)
    return;
  g_autofree char *title = g_strconcat (grid->title, unit_of (grid), NULL);
  int object = scene_add_object (over->scene, grid->id, "Matrix", title, NULL, -1, card);
  scene_box (over->scene, object, card, 8, PAINT_ALPHA (ROLE_PANEL, 0, 0.95), PAINT (ROLE_LINE), 1, DASH_SOLID);
  scene_text (over->scene, object, card.x + PAD, card.y + PAD + type, 0, type, WEIGHT_MEDIUM, ALIGN_START, PAINT (ROLE_INK), title);
  double x = card.x + PAD + layout.names_w, y = card.y + PAD + type * 2 + (layout.type > 0 ? layout.cell_h : 0);
  draw_names (over, grid, &layout, object, x, y);
  struct span span = span_of (grid);
  for (int row = 0; row < grid->rows; row++)
    for (int column = 0; column < grid->columns; column++)
      draw_cell (over, grid, &layout, span, object, row, column, (struct rect){ x + column * layout.cell_w, y + row * layout.cell_h, layout.cell_w, layout.cell_h });
  over->grid_y = card.y + card.h + 12;
  over->grids_w = fmax (over->grids_w, card.w);
}
