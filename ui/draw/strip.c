#include "ui/draw/strip.h"

#include <glib.h>
#include <math.h>

int
strip_mark_height (int height)
{
  return height < 4 ? (height + 1) / 2 : MAX (2, height * 2 / 5);
}

bool
strip_ink (enum weave weave, int y, int height)
{
  switch (weave) {
  case WEAVE_EDGES:
    return y == 0 || y == height - 1;
  case WEAVE_DASHES:
    return y % 5 < 3;
  case WEAVE_DOTS:
    return y % 3 == 1;
  case WEAVE_MIDDLE:
    return y == height / 2 || (height > 7 && y == height / 2 - 1);
  default:
    return false;
  }
}

/* One look, in the upper part or, as marks, in the lower. */
struct weaving {
  const struct scene *scene;
  const struct primitive *strip;
  int look;           /* + 1, as in cells */
  bool marks;
  int height, lower;  /* rows of the strip and of its lower part */
  GArray *rect;       /* struct rect */
};

static bool
belongs (const struct weaving *weaving, const struct strip_cell *cell)
{
  return weaving->marks ? cell->mark == weaving->look : cell->look == weaving->look;
}

/* How many rows the part of this look has where CELL stands: a mark takes the lower ones. */
static int
rows_of (const struct weaving *weaving, const struct strip_cell *cell)
{
  return weaving->marks ? weaving->lower : cell->mark ? weaving->height - weaving->lower : weaving->height;
}

static void
add_rect (struct weaving *weaving, int from, int to, int y, int rows)
{
  struct rect r = weaving->strip->rect;
  double width = r.w / weaving->strip->columns, row = r.h / weaving->height;
  struct rect part = { r.x + from * width, r.y + (y + (weaving->marks ? weaving->height - weaving->lower : 0)) * row, (to - from) * width, rows * row };
  g_array_append_val (weaving->rect, part);
}

/* Rows of one kind between columns FROM and TO. */
static void
add_rows (struct weaving *weaving, int from, int to, int rows, bool ink)
{
  enum weave weave = weaving->scene->looks[weaving->strip->first_look + weaving->look - 1].weave;
  int whole = weaving->marks ? weaving->lower : weaving->height; /* a weave does not change where a mark begins */
  for (int y = 0, begin = 0; y <= rows; y++)
    if (y == rows || strip_ink (weave, y, whole) != ink) {
      if (y > begin)
        add_rect (weaving, from, to, begin, y - begin);
      begin = y + 1;
    }
}

static void
walk_look (struct weaving *weaving, bool ink, strip_part part, void *data)
{
  const struct look *look = &weaving->scene->looks[weaving->strip->first_look + weaving->look - 1];
  const struct strip_cell *cells = weaving->scene->cells + weaving->strip->first_cell;
  struct paint paint = ink ? look->ink : look->fill;
  if (paint.role == ROLE_NONE || paint.alpha <= 0)
    return;
  g_array_set_size (weaving->rect, 0);
  for (int from = 0, to; from < weaving->strip->columns; from = to) {
    for (to = from + 1; to < weaving->strip->columns && cells[to].look == cells[from].look && cells[to].mark == cells[from].mark;)
      to++;
    if (belongs (weaving, &cells[from]))
      add_rows (weaving, from, to, rows_of (weaving, &cells[from]), ink);
  }
  if (weaving->rect->len > 0)
    part ((const struct rect *) (void *) weaving->rect->data, (int) weaving->rect->len, paint, data);
}

void
strip_walk (const struct scene *scene, const struct primitive *strip, strip_part part, void *data)
{
  int height = MAX (1, (int) lround (strip->rect.h));
  struct weaving weaving = { scene, strip, 0, false, height, strip_mark_height (height), g_array_new (FALSE, FALSE, sizeof (struct rect)) };
  for (int marks = 0; marks < 2; marks++)
    for (int look = 1; look <= strip->looks; look++) {
      weaving.marks = marks;
      weaving.look = look;
      walk_look (&weaving, false, part, data);
      walk_look (&weaving, true, part, data);
    }
  g_array_unref (weaving.rect);
}
