#include "ui/draw/difference-block.h"

#include <glib.h>

#include "ui/draw/fact-difference.h"

#define ROW 21.0
#define SIZE 11.0

/* px from the right: where the columns end. */
enum { END_SOURCE = 0, END_TIMES = 62, END_BY = 108, END_B = 180, END_A = 240 };

static void
put (struct scene *scene, int object, double end, double y, double size, enum weight weight, struct paint ink, const char *text)
{
  if (*text)
    scene_text (scene, object, scene->width - end, y, 0, size, weight, ALIGN_END, ink, text);
}

static void
draw_heading (struct scene *scene)
{
  struct paint ink = PAINT (ROLE_INK_SOFT);
  scene_text (scene, -1, 0, 12, 0, 10, WEIGHT_BOLD, ALIGN_START, ink, "FACTS");
  put (scene, -1, END_A, 12, 10, WEIGHT_BOLD, ink, "A");
  put (scene, -1, END_B, 12, 10, WEIGHT_BOLD, ink, "B");
  put (scene, -1, END_BY, 12, 10, WEIGHT_BOLD, ink, "B − A");
  put (scene, -1, END_TIMES, 12, 10, WEIGHT_BOLD, ink, "B ∕ A");
}

static void
draw_fact (struct scene *scene, int index, const struct fact *a, const struct fact *b, double y)
{
  struct fact_difference difference;
  char id[40];
  g_snprintf (id, sizeof id, "fact:%d", index);
  int object = scene_add_object (scene, id, "Fact", a->explanation, NULL, -1, (struct rect){ 0, y, scene->width, ROW });
  double base = y + 14;
  fact_difference (a, b, &difference);
  scene_text (scene, object, 0, base, scene->width - END_A - 44, SIZE, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), a->name);
  put (scene, object, END_A, base, SIZE, WEIGHT_BOLD, PAINT (a->alarming ? ROLE_ERROR : ROLE_INK), a->value);
  put (scene, object, END_B, base, SIZE, WEIGHT_BOLD, PAINT (b->alarming ? ROLE_ERROR : ROLE_INK), b->value);
  put (scene, object, END_BY, base, SIZE, WEIGHT_REGULAR, PAINT (ROLE_INK), difference.by);
  put (scene, object, END_TIMES, base, SIZE, WEIGHT_REGULAR, PAINT (ROLE_INK_SOFT), difference.times);
  put (scene, object, END_SOURCE, base, 9, WEIGHT_REGULAR, PAINT (ROLE_INK_FAINT), source_name (a->source != SOURCE_NONE ? a->source : b->source));
  scene_line (scene, -1, 0, y + ROW, scene->width, y + ROW, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.6), 1, DASH_SOLID);
}

void
difference_block_draw (struct scene *scene, const struct summary *a, const struct summary *b)
{
  struct fact of_a[FACTS], of_b[FACTS];
  double y = 20;
  scene_clear (scene);
  fact_list (a, of_a);
  fact_list (b, of_b);
  draw_heading (scene);
  for (int i = 0; i < FACTS; i++) {
    if (of_a[i].source == SOURCE_NONE && of_b[i].source == SOURCE_NONE)
      continue;
    draw_fact (scene, i, &of_a[i], &of_b[i], y);
    y += ROW;
  }
  scene->height = y + 2;
}
