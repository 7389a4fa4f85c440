#include "ui/draw/memory-view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/memory-words.h"
#include "ui/draw/program.h"

#define EDGE 16.0
#define GAP 14.0
#define CARD_LEAST 560.0 /* px wide */
#define HEAD 44.0        /* px: the card's title and its columns' names */
#define ROW 20.0
#define TEXT 10.5

enum column { COLUMN_NAME, COLUMN_ADDRESS, COLUMN_SIZE, COLUMN_PSS, COLUMN_NUMA, COLUMN_HOLDS, COLUMN_WRITER, COLUMNS };
static const char *const column_name[COLUMNS] = { "", "address", "resident of size", "PSS", "NUMA", "holds", "last writer" };
static const double column_share[COLUMNS] = { 0.19, 0.19, 0.20, 0.08, 0.09, 0.16, 0.09 };

struct row {
  char id[40], name[64], address[32], size[48], pss[16], nodes[48], holds[40], writer[24];
  const char *type;
  double resident; /* of 1; < 0 = not known */
  bool shared;
};

struct card { struct scene *scene; struct rect rect; int rank; };

/* ---- rows ---- */

static void
set_figures (struct row *row, const struct space_part *part, uint64_t bytes)
{
  char size[16], rss[16];
  format_bytes (bytes, size, sizeof size);
  row->resident = -1;
  snprintf (row->size, sizeof row->size, "%s", size);
  if (!part)
    return;
  memory_nodes (&part->nodes, row->nodes, sizeof row->nodes);
  row->shared = part->sharing == SPACE_MAPPED_SHARED;
  if (!part->measured)
    return;
  format_bytes (part->rss, rss, sizeof rss);
  format_bytes (part->pss, row->pss, sizeof row->pss);
  row->resident = bytes ? fmin (1, (double) part->rss / bytes) : 0;
  snprintf (row->size, sizeof row->size, part->rss > bytes ? "%s for %s" : "%s of %s", rss, size); /* pages are whole */
}

static struct row
object_row (const struct snapshot *snapshot, const struct snapshot_process *process, const struct snapshot_object *object)
{
  struct row row = { .type = "Memory object" };
  set_figures (&row, object->place, object->bytes);
  memory_value (object, row.holds, sizeof row.holds);
  snprintf (row.id, sizeof row.id, "object:%d.%.24s", process->rank, object->name);
  snprintf (row.name, sizeof row.name, "%s", object->name);
  const char *sign = object->mapped_by > 1 ? " =" : object->twin == TWIN_OTHER ? " ≠" : "";
  snprintf (row.address, sizeof row.address, "0x%llx%s", (unsigned long long) object->address, sign);
  if (object->writer >= 0)
    snprintf (row.writer, sizeof row.writer, "%d.%d", snapshot->thread[object->writer].rank, snapshot->thread[object->writer].thread);
  return row;
}

static struct row
stack_row (const struct snapshot_process *process, int thread)
{
  const struct space_part *stack = space_stack (process->space, thread);
  struct row row = { .type = "Stack" };
  set_figures (&row, stack, stack->bytes);
  row.shared = false;
  snprintf (row.id, sizeof row.id, "stack:%d.%d", process->rank, thread);
  snprintf (row.name, sizeof row.name, "stack of %d.%d", process->rank, thread);
  snprintf (row.address, sizeof row.address, "0x%llx", (unsigned long long) stack->address);
  return row;
}

static struct row
kind_row (const struct snapshot_process *process, enum space_kind kind)
{
  struct row row = { .type = "Mappings" };
  set_figures (&row, &process->space->kind[kind], process->space->kind[kind].bytes);
  row.shared = kind == SPACE_SHARED;
  snprintf (row.id, sizeof row.id, "mappings:%d.%d", process->rank, kind);
  snprintf (row.name, sizeof row.name, "%s", space_kind_name (kind));
  return row;
}

/* ---- drawing ---- */

static double
column_at (const struct card *card, int column)
{
  double x = card->rect.x + 10;
  for (int i = 0; i < column; i++)
    x += column_share[i] * (card->rect.w - 20);
  return x;
}

static void
put (const struct card *card, int object, int column, double baseline, const char *text, struct paint ink)
{
  double room = column_share[column] * (card->rect.w - 20) - 6;
  if (text[0])
    scene_text (card->scene, object, column_at (card, column), baseline, room, TEXT, WEIGHT_REGULAR, ALIGN_START, ink, text);
}

/* Under the words, as long as the part of it that is resident: words on a pattern cannot be read. */
static void
draw_bar (const struct card *card, int object, const struct row *row, double y)
{
  double x = column_at (card, COLUMN_SIZE), w = column_share[COLUMN_SIZE] * (card->rect.w - 20) - 10;
  struct paint ink = row->shared ? PAINT (ROLE_HALO_LINE) : PAINT_OF (ROLE_PROCESS_INK, card->rank);
  struct rect r = { x, y + ROW - 3, w, 3 };
  scene_box (card->scene, object, r, 0, PAINT_ALPHA (ROLE_INK_FAINT, 0, 0.25), PAINT (ROLE_NONE), 0, DASH_SOLID);
  r.w = fmax (w * row->resident, 2);
  if (row->resident > 0)
    scene_box (card->scene, object, r, 0, ink, PAINT (ROLE_NONE), 0, DASH_SOLID);
}

static void
draw_row (const struct card *card, int parent, const struct row *row, double y)
{
  char title[224];
  double baseline = y + ROW / 2 + TEXT * 0.36 - 1;
  snprintf (title, sizeof title, "%s of rank %d%s%s: %s%s%s%s%s", row->name, card->rank, row->address[0] ? " at " : "", row->address, row->size,
            row->pss[0] ? ", PSS " : "", row->pss, row->nodes[0] ? ", " : "", row->nodes);
  int object = scene_add_object (card->scene, row->id, row->type, title, row->shared ? "shared" : "private", parent,
                                 (struct rect){ card->rect.x + 4, y, card->rect.w - 8, ROW });
  draw_bar (card, object, row, y);
  put (card, object, COLUMN_NAME, baseline, row->name, PAINT (ROLE_INK));
  put (card, object, COLUMN_ADDRESS, baseline, row->address, PAINT (ROLE_INK));
  put (card, object, COLUMN_SIZE, baseline, row->size, PAINT (ROLE_INK));
  put (card, object, COLUMN_PSS, baseline, row->pss, PAINT (ROLE_INK));
  put (card, object, COLUMN_NUMA, baseline, row->nodes, PAINT (ROLE_INK_SOFT));
  put (card, object, COLUMN_HOLDS, baseline, row->holds, PAINT (ROLE_INK));
  put (card, object, COLUMN_WRITER, baseline, row->writer, PAINT (ROLE_INK));
}

static int
rows_of (const struct snapshot_process *process)
{
  int rows = process->objects;
  for (int i = 0; process->space && i < process->space->stacks; i++)
    rows += space_stack (process->space, i)->address > 0;
  for (int kind = SPACE_HEAP; process->space && kind < SPACE_KINDS; kind++)
    rows += process->space->kind[kind].bytes > 0;
  return rows;
}

static void
draw_head (const struct card *card, const struct snapshot *snapshot, const struct snapshot_process *process)
{
  char name[32], facts[224], pss[16], nodes[160];
  double x = card->rect.x + 10, y = card->rect.y + 18;
  format_bytes (process->pss_bytes, pss, sizeof pss);
  memory_nodes_sentence (process->space, process->space ? &process->space->whole.nodes : NULL, snapshot->numa_nodes, nodes, sizeof nodes);
  snprintf (name, sizeof name, "rank %d", process->rank);
  snprintf (facts, sizeof facts, "pid %d · PSS %s · NUMA: %s", process->pid, process->pss_bytes ? pss : "not known", nodes);
  scene_text (card->scene, -1, x, y, 70, 12.5, WEIGHT_BOLD, ALIGN_START, PAINT_OF (ROLE_PROCESS_INK, process->rank), name);
  scene_text (card->scene, -1, x + 64, y, card->rect.w - 84, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), facts);
  for (int i = 0; i < COLUMNS; i++)
    put (card, -1, i, card->rect.y + HEAD - 7, column_name[i], PAINT (ROLE_INK_SOFT));
}

static void
draw_rows (const struct card *card, int parent, const struct snapshot *snapshot, const struct snapshot_process *process)
{
  double y = card->rect.y + HEAD;
  struct row row;
  for (int i = 0; i < process->objects; i++, y += ROW) {
    row = object_row (snapshot, process, &process->object[i]);
    draw_row (card, parent, &row, y);
  }
  for (int i = 0; process->space && i < process->space->stacks; i++)
    if (space_stack (process->space, i)->address) {
      row = stack_row (process, i);
      draw_row (card, parent, &row, y);
      y += ROW;
    }
  for (int kind = SPACE_HEAP; process->space && kind < SPACE_KINDS; kind++)
    if (process->space->kind[kind].bytes) {
      row = kind_row (process, kind);
      draw_row (card, parent, &row, y);
      y += ROW;
    }
}

static void
draw_card (struct scene *scene, struct rect rect, const struct snapshot *snapshot, const struct snapshot_process *process)
{
  struct card card = { scene, rect, process->rank };
  char id[40], title[96];
  snprintf (id, sizeof id, "rank:%d", process->rank);
  snprintf (title, sizeof title, "The address space of rank %d", process->rank);
  int object = scene_add_object (scene, id, "Process", title, NULL, -1, rect);
  scene_box (scene, object, rect, 8, PAINT (ROLE_PANEL), PAINT_OF (ROLE_PROCESS, process->rank), 2, DASH_SOLID);
  draw_head (&card, snapshot, process);
  draw_rows (&card, object, snapshot, process);
}

/* What a reader would else have to know. */
static double
draw_words (struct scene *scene, const struct snapshot *snapshot, double y)
{
  bool twins = false, mapped = false;
  for (int i = 0; i < snapshot->processes; i++)
    for (int k = 0; k < snapshot->process[i].objects; k++) {
      twins |= snapshot->process[i].object[k].twin == TWIN_OTHER;
      mapped |= snapshot->process[i].object[k].mapped_by > 1;
    }
  char words[224];
  snprintf (words, sizeof words, "a bar shows how much is resident%s%s", twins ? "; ≠: the same address in several processes, different memory" : "",
            mapped ? "; =: one memory in several processes" : "");
  scene_text (scene, -1, EDGE, y, 0, 11, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK_SOFT), "MEMORY");
  scene_text (scene, -1, EDGE + 66, y, scene->width - 2 * EDGE - 66, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), words);
  return y + 12;
}

void
memory_view_draw (struct scene *scene, const struct snapshot *snapshot)
{
  int columns = (int) fmax (1, floor ((scene->width - 2 * EDGE + GAP) / (CARD_LEAST + GAP)));
  columns = (int) fmin (columns, fmax (snapshot->processes, 1));
  double width = floor ((scene->width - 2 * EDGE - GAP * (columns - 1)) / columns);
  scene_clear (scene);
  double y = draw_words (scene, snapshot, 20);
  for (int i = 0; i < snapshot->processes; i += columns) {
    double height = 0;
    for (int k = i; k < i + columns && k < snapshot->processes; k++)
      height = fmax (height, HEAD + ROW * rows_of (&snapshot->process[k]) + 8);
    for (int k = i; k < i + columns && k < snapshot->processes; k++)
      draw_card (scene, (struct rect){ EDGE + (k - i) * (width + GAP), y, width, height }, snapshot, &snapshot->process[k]);
    y += height + GAP;
  }
  scene->height = y + 2;
}
