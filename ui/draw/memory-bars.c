#include "ui/draw/memory-bars.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>

#include "engine/record/segment.h"
#include "ui/draw/program.h"
#include "ui/draw/text.h"

#define MARGIN 16.0
#define BAR 30.0
#define ROW 19.0
#define TITLE 24.0
#define GAP 20.0

static uint64_t
named_bytes (const struct snapshot_process *process)
{
  uint64_t sum = 0;
  for (int i = 0; i < process->objects; i++)
    sum += process->object[i].bytes;
  return sum;
}

static uint64_t
whole (const struct snapshot_process *process)
{
  return MAX (process->pss_bytes, named_bytes (process));
}

static const char *
whose (const struct snapshot_object *object, int threads)
{
  return object->flags & OBJECT_WINDOW      ? "one for all ranks"
         : !(object->flags & OBJECT_SHARED) ? "a part for each thread"
         : threads == 1                     ? "own copy"
                                            : "shared by its threads";
}

static double
draw_title (struct scene *scene, int parent, const struct snapshot_process *process, enum source source, double y)
{
  char pss[16], named[16], text[160];
  format_bytes (process->pss_bytes, pss, sizeof pss);
  format_bytes (named_bytes (process), named, sizeof named);
  snprintf (text, sizeof text, "Rank %d", process->rank);
  scene_text (scene, parent, MARGIN, y + 14, 0, 13, WEIGHT_BOLD, ALIGN_START, PAINT_OF (ROLE_PROCESS_INK, process->rank), text);
  double x = MARGIN + text_width (text, 13, WEIGHT_BOLD) + 12;
  if (process->pss_bytes)
    snprintf (text, sizeof text, "%s in named objects; PSS %s (%s)", named, pss, source_name (source));
  else
    snprintf (text, sizeof text, "%s in named objects; PSS was not observed", named);
  scene_text (scene, parent, x, y + 14, scene->width - MARGIN - x, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
  return y + TITLE;
}

/* A shade of the process's colour an object, so that the bar and its rows belong together. */
static double
shade (int index)
{
  static const double shades[] = { 0.75, 0.5, 0.32, 0.62, 0.4 };
  return shades[index % 5];
}

static int
add_object (struct scene *scene, const struct snapshot_process *process, int index, int parent, struct rect r)
{
  char id[40], title[200], size[16];
  const struct snapshot_object *object = &process->object[index];
  format_bytes (object->bytes, size, sizeof size);
  snprintf (id, sizeof id, "object:%d.%.24s", process->rank, object->name);
  snprintf (title, sizeof title, "%s of rank %d: %s, %s", object->name, process->rank, size, whose (object, process->threads));
  return scene_add_object (scene, id, "Memory object", title, NULL, parent, r);
}

static double
draw_bar (struct scene *scene, int parent, const struct snapshot_process *process, double scale, double y)
{
  double x = MARGIN;
  for (int i = 0; i < process->objects; i++) {
    struct rect r = { x, y, fmax (1, (double) process->object[i].bytes * scale), BAR };
    int object = add_object (scene, process, i, parent, r);
    scene_box (scene, object, r, 2, PAINT_ALPHA (ROLE_PROCESS, process->rank, shade (i)), PAINT_OF (ROLE_PROCESS, process->rank), 1, DASH_SOLID);
    x += r.w;
  }
  double rest = MARGIN + (double) whole (process) * scale - x;
  if (rest >= 1)
    scene_box (scene, parent, (struct rect){ x, y, rest, BAR }, 2, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.35), PAINT (ROLE_LINE_SOFT), 1, DASH_DASHED);
  return y + BAR + 6;
}

static double
draw_words (struct scene *scene, uint64_t bytes, const char *words, double y)
{
  char size[16];
  format_bytes (bytes, size, sizeof size);
  scene_text (scene, -1, MARGIN + 74, y + 13, 0, 11, WEIGHT_BOLD, ALIGN_END, PAINT (ROLE_INK), size);
  scene_text (scene, -1, MARGIN + 86, y + 13, scene->width - 2 * MARGIN - 86, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), words);
  return y + ROW;
}

static double
draw_rows (struct scene *scene, const struct snapshot_process *process, double y)
{
  for (int i = 0; i < process->objects; i++) {
    const struct snapshot_object *object = &process->object[i];
    bool detail = object->detail && *object->detail;
    g_autofree char *words = g_strdup_printf ("%s%s%s, %s", object->name, detail ? ": " : "", detail ? object->detail : "", whose (object, process->threads));
    scene_box (scene, -1, (struct rect){ MARGIN, y + 3, 12, 12 }, 2, PAINT_ALPHA (ROLE_PROCESS, process->rank, shade (i)),
               PAINT_OF (ROLE_PROCESS, process->rank), 1, DASH_SOLID);
    y = draw_words (scene, object->bytes, words, y);
  }
  if (process->pss_bytes > named_bytes (process)) {
    scene_box (scene, -1, (struct rect){ MARGIN, y + 3, 12, 12 }, 2, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.35), PAINT (ROLE_LINE_SOFT), 1, DASH_DASHED);
    y = draw_words (scene, process->pss_bytes - named_bytes (process), "everything else of its PSS: code, libraries, stacks, MPI", y);
  }
  return y + GAP;
}

static void
draw_heading (struct scene *scene)
{
  double x = MARGIN + text_width ("MEMORY", 11, WEIGHT_BOLD) + 12;
  scene_text (scene, -1, MARGIN, 18, 0, 11, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK_SOFT), "MEMORY");
  scene_text (scene, -1, x, 18, scene->width - MARGIN - x, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT),
              "each process's own address space, to one scale");
}

void
memory_bars_draw (struct scene *scene, const struct snapshot *snapshot, enum source source)
{
  uint64_t most = 1;
  double y = 30;
  scene_clear (scene);
  for (int i = 0; i < snapshot->processes; i++)
    most = MAX (most, whole (&snapshot->process[i]));
  double scale = (scene->width - 2 * MARGIN) / (double) most;
  draw_heading (scene);
  for (int i = 0; i < snapshot->processes; i++) {
    const struct snapshot_process *process = &snapshot->process[i];
    char id[40], title[96];
    snprintf (id, sizeof id, "rank:%d", process->rank);
    snprintf (title, sizeof title, "Rank %d: one process, an address space of its own", process->rank);
    int parent = scene_add_object (scene, id, "Process", title, NULL, -1, (struct rect){ MARGIN, y, scene->width - 2 * MARGIN, TITLE + BAR });
    y = draw_rows (scene, process, draw_bar (scene, parent, process, scale, draw_title (scene, parent, process, source, y)));
  }
  scene->height = y;
}
