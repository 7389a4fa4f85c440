#include "ui/draw/matrix.h"

#include <math.h>
#include <stdio.h>

#include "ui/draw/program.h"

#define EDGE 24.0

static void
draw_cell (struct scene *scene, const struct summary *summary, uint64_t most, int from, int to, struct rect r)
{
  uint64_t bytes = summary->matrix_bytes[from * summary->processes + to], count = summary->matrix_count[from * summary->processes + to];
  char id[40], title[128], text[24];
  format_bytes (bytes, text, sizeof text);
  snprintf (id, sizeof id, "talk:%d-%d", from, to);
  snprintf (title, sizeof title, "Rank %d sent rank %d %llu messages, %s", from, to, (unsigned long long) count, text);
  int object = scene_add_object (scene, id, "Matrix cell", title, NULL, -1, r);
  double share = bytes && most ? 0.25 + 0.75 * log2 (1.0 + (double) bytes) / log2 (1.0 + (double) most) : 0;
  scene_box (scene, object, r, fmin (3, r.w / 8), bytes ? PAINT_ALPHA (ROLE_PROCESS, from, share) : PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.5),
             PAINT (ROLE_NONE), 0, DASH_SOLID);
  if (r.w < 44 || r.h < 16)
    return;
  if (!bytes)
    snprintf (text, sizeof text, "–");
  scene_text (scene, object, r.x + r.w / 2, r.y + r.h / 2 + 4, r.w - 4, 11, WEIGHT_BOLD, ALIGN_MIDDLE,
              bytes && share > 0.6 ? PAINT_OF (ROLE_ON_PROCESS, from) : PAINT (ROLE_INK_SOFT), text);
}

static void
draw_headers (struct scene *scene, int n, double cell, double cell_h)
{
  int every = (int) ceil (14 / fmin (cell, cell_h));
  for (int i = 0; i < n; i += every) {
    char text[12];
    snprintf (text, sizeof text, "%d", i);
    scene_text (scene, -1, EDGE + (i + 0.5) * cell, 12, 0, 10, WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), text);
    scene_text (scene, -1, EDGE - 8, 18 + (i + 0.5) * cell_h + 4, 0, 10, WEIGHT_REGULAR, ALIGN_END, PAINT (ROLE_INK_SOFT), text);
  }
}

void
matrix_draw (struct scene *scene, const struct summary *summary)
{
  int n = summary ? summary->processes : 0;
  uint64_t most = 0;
  scene_clear (scene);
  if (n < 2) {
    scene->height = 40;
    scene_text (scene, -1, 0, 14, scene->width, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT),
                n ? "One process: no messages." : "No run yet.");
    return;
  }
  for (int i = 0; i < n * n; i++)
    most = summary->matrix_bytes[i] > most ? summary->matrix_bytes[i] : most;
  if (!most) {
    scene->height = 40;
    scene_text (scene, -1, 0, 14, scene->width, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), "No point-to-point messages so far.");
    return;
  }
  double cell = fmin ((scene->width - EDGE - 4) / n, 92), cell_h = fmin (cell, n <= 2 ? 56 : cell), gap = cell > 12 ? 2 : 0.5;
  draw_headers (scene, n, cell, cell_h);
  for (int from = 0; from < n; from++)
    for (int to = 0; to < n; to++)
      draw_cell (scene, summary, most, from, to, (struct rect){ EDGE + to * cell, 18 + from * cell_h, cell - gap, cell_h - gap });
  scene->height = 18 + n * cell_h + 18;
  scene_text (scene, -1, 0, scene->height - 4, scene->width, 9.5, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_FAINT),
              "bytes, sender ↓ receiver →");
}
