#include "ui/draw/fact-block.h"

#include <glib.h>

#include "ui/draw/fact-list.h"
#include "ui/draw/text.h"

#define ROW 21.0

static void
draw_fact (struct scene *scene, int index, const struct fact *fact, double y)
{
  char id[40];
  g_snprintf (id, sizeof id, "fact:%d", index);
  int object = scene_add_object (scene, id, "Fact", fact->explanation, NULL, -1, (struct rect){ 0, y, scene->width, ROW });
  double source = text_width ("measured", 9, WEIGHT_REGULAR) + 8, name = text_width (fact->name, 11, WEIGHT_REGULAR) + 8, base = y + 14;
  scene_text (scene, object, 0, base, scene->width / 2 + 6, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), fact->name);
  scene_text (scene, object, scene->width - source, base, scene->width - source - name, 11, WEIGHT_BOLD, ALIGN_END, PAINT (fact->alarming ? ROLE_ERROR : ROLE_INK), fact->value);
  scene_text (scene, object, scene->width, base, 0, 9, WEIGHT_REGULAR, ALIGN_END, PAINT (ROLE_INK_FAINT), source_name (fact->source));
  scene_line (scene, -1, 0, y + ROW, scene->width, y + ROW, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.6), 1, DASH_SOLID);
}

void
fact_block_draw (struct scene *scene, const struct summary *summary)
{
  struct fact facts[FACTS];
  double y = 0;
  scene_clear (scene);
  fact_list (summary, facts);
  for (int i = 0; i < FACTS; i++) {
    if (facts[i].source == SOURCE_NONE) /* nothing to tell: a picture has no room for dashes */
      continue;
    draw_fact (scene, i, &facts[i], y);
    y += ROW;
  }
  scene->height = y + 2;
}
