#include "ui/draw/matrix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/trace/talk.h"
#include "ui/draw/program.h"

#define EDGE 24.0

struct sums { uint64_t *messages, *bytes, *shown; /* shown: one of the two */ uint64_t most; };

static void
sum_up (const struct summary *summary, const struct matrix_options *options, struct sums *sums)
{
  size_t cells = (size_t) summary->processes * summary->processes;
  *sums = (struct sums){ .messages = calloc (cells, sizeof (uint64_t)), .bytes = calloc (cells, sizeof (uint64_t)) };
  if (!sums->messages || !sums->bytes)
    abort ();
  summary_matrix (summary, &options->filter, sums->messages, sums->bytes);
  sums->shown = options->measure == MATRIX_BYTES ? sums->bytes : sums->messages;
  for (size_t i = 0; i < cells; i++)
    sums->most = sums->shown[i] > sums->most ? sums->shown[i] : sums->most;
}

static void
finish (struct sums *sums)
{
  free (sums->messages);
  free (sums->bytes);
}

/* 1234567 -> 1.2M: a count must fit its cell. */
static void
format_count (uint64_t count, char *out, size_t room)
{
  static const char *const units[] = { "", "k", "M", "G", "T" };
  double value = (double) count;
  int unit = 0;
  for (; value >= 9999.5 && unit < 4; unit++)
    value /= 1000;
  snprintf (out, room, unit && value < 99.5 ? "%.1f%s" : "%.0f%s", value, units[unit]);
}

/* What the figures are of: "messages with tag 3 in MPI_COMM_WORLD". */
static void
describe_filter (const struct talk_filter *filter, bool edges, char *out, size_t room)
{
  const char *const traffic[] = { edges ? "messages and what collectives send" : "messages; collectives were not observed", "messages",
                                  "sent inside of collectives" };
  int used = filter->traffic == TALK_TAG ? snprintf (out, room, "messages with tag %d", filter->tag) : snprintf (out, room, "%s", traffic[filter->traffic]);
  if (filter->comm)
    snprintf (out + used, room - used, ", %s", filter->comm);
}

static void
draw_cell (struct scene *scene, const struct sums *sums, bool bytes, int n, int from, int to, struct rect r)
{
  size_t cell = (size_t) from * n + to;
  uint64_t shown = sums->shown[cell], count = sums->messages[cell];
  char id[40], title[128], size[24], text[24];
  format_bytes (sums->bytes[cell], size, sizeof size);
  format_count (count, text, sizeof text);
  snprintf (id, sizeof id, "talk:%d-%d", from, to);
  snprintf (title, sizeof title, "Rank %d sent rank %d %llu message%s, %s", from, to, (unsigned long long) count, count == 1 ? "" : "s", size);
  int object = scene_add_object (scene, id, "Matrix cell", title, NULL, -1, r);
  double share = shown && sums->most ? 0.25 + 0.75 * log2 (1.0 + (double) shown) / log2 (1.0 + (double) sums->most) : 0;
  scene_box (scene, object, r, fmin (3, r.w / 8), count ? PAINT_ALPHA (ROLE_PROCESS, from, fmax (share, 0.12)) : PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.5),
             PAINT (ROLE_NONE), 0, DASH_SOLID);
  if (r.w < 44 || r.h < 16)
    return;
  scene_text (scene, object, r.x + r.w / 2, r.y + r.h / 2 + 4, r.w - 4, 11, WEIGHT_BOLD, ALIGN_MIDDLE,
              shown && share > 0.6 ? PAINT_OF (ROLE_ON_PROCESS, from) : PAINT (ROLE_INK_SOFT), !count ? "–" : bytes ? size : text);
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

static void
say (struct scene *scene, const char *sentence)
{
  scene->height = 40;
  scene_text (scene, -1, 0, 14, scene->width, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), sentence);
}

static void
draw_grid (struct scene *scene, const struct sums *sums, const struct matrix_options *options, bool edges, int n)
{
  double cell = fmin ((scene->width - EDGE - 4) / n, 92), cell_h = fmin (cell, n <= 2 ? 56 : cell), gap = cell > 12 ? 2 : 0.5;
  char of[96], text[160];
  draw_headers (scene, n, cell, cell_h);
  for (int from = 0; from < n; from++)
    for (int to = 0; to < n; to++)
      draw_cell (scene, sums, options->measure == MATRIX_BYTES, n, from, to,
                 (struct rect){ EDGE + to * cell, 18 + from * cell_h, cell - gap, cell_h - gap });
  scene->height = 18 + n * cell_h + 32;
  scene_text (scene, -1, 0, scene->height - 18, scene->width, 9.5, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_FAINT),
              options->measure == MATRIX_BYTES ? "bytes, sender ↓ receiver →" : "number of messages, sender ↓ receiver →");
  describe_filter (&options->filter, edges, of, sizeof of);
  snprintf (text, sizeof text, "of: %s", of);
  scene_text (scene, -1, 0, scene->height - 4, scene->width, 9.5, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_FAINT), text);
}

void
matrix_draw (struct scene *scene, const struct summary *summary, const struct matrix_options *options)
{
  static const struct matrix_options everything = { .measure = MATRIX_BYTES };
  struct sums sums;
  int n = summary ? summary->processes : 0;
  scene_clear (scene);
  options = options ? options : &everything;
  if (n < 2) {
    say (scene, n ? "One process: no messages." : "No run yet.");
    return;
  }
  sum_up (summary, options, &sums);
  bool any = false;
  for (int i = 0; i < n * n; i++)
    any |= sums.messages[i] > 0;
  if (any)
    draw_grid (scene, &sums, options, summary->edges_observed, n);
  else if (options->filter.traffic == TALK_COLLECTIVES && !summary->edges_observed)
    say (scene, "What collectives send was not observed.");
  else
    say (scene, summary->talks ? "No message of this kind so far." : "No messages so far.");
  finish (&sums);
}
