#include "ui/draw/memory-view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/memory-words.h"
#include "ui/draw/program.h"
#include "ui/draw/text.h"

#define EDGE 16.0
#define GAP 14.0
#define CARD_LEAST 560.0 /* px wide */
#define CARD_MOST 960.0
#define HEAD 44.0        /* px: the card's title and its columns' names */
#define ROW 22.0
#define TEXT 10.5
#define TEXT_LEAST 8.0
#define TEXT_CARD 660.0  /* px: a narrower one has smaller words, */
#define NARROW 500.0     /* and then fewer columns */

enum column { COLUMN_NAME, COLUMN_ADDRESS, COLUMN_SIZE, COLUMN_PSS, COLUMN_NUMA, COLUMN_HOLDS, COLUMN_WRITER, COLUMNS };
static const char *const column_name[COLUMNS] = { "", "address", "resident of size", "PSS", "NUMA", "holds", "last writer" };
static const double share_wide[COLUMNS] = { 0.18, 0.18, 0.17, 0.085, 0.085, 0.20, 0.10 };
static const double share_narrow[COLUMNS] = { 0.33, 0.34, 0.33 }; /* the rest is told by the hover */

struct row {
  char id[40], name[64], address[32], size[48], pss[16], nodes[48], holds[40], writer[24];
  const char *type;
  double resident; /* of 1; < 0 = not known */
  bool shared;
};

struct card { struct scene *scene; struct rect rect; int rank; double text; const double *share; };

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
  snprintf (row->size, sizeof row->size, "%s of %s", part->rss >= bytes ? "all" : rss, size); /* pages are whole: it can be more than all */
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
    x += card->share[i] * (card->rect.w - 20);
  return x;
}

static void
put (const struct card *card, int object, int column, double baseline, const char *text, struct paint ink)
{
  double room = card->share[column] * (card->rect.w - 20) - 6;
  if (text[0] && room > 0)
    scene_text (card->scene, object, column_at (card, column), baseline, room, card->text, WEIGHT_REGULAR, ALIGN_START, ink, text);
}

/* Under the words, as long as the part of it that is resident: words on a pattern cannot be read. */
static void
draw_bar (const struct card *card, int object, const struct row *row, double y)
{
  double x = column_at (card, COLUMN_SIZE), w = card->share[COLUMN_SIZE] * (card->rect.w - 20) - 10;
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
  double baseline = y + ROW / 2 + card->text * 0.36 - 1;
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
  struct card card = { scene, rect, process->rank, fmax (TEXT_LEAST, fmin (TEXT, TEXT * rect.w / TEXT_CARD)), rect.w < NARROW ? share_narrow : share_wide };
  char id[40], title[96];
  snprintf (id, sizeof id, "rank:%d", process->rank);
  snprintf (title, sizeof title, "The address space of rank %d", process->rank);
  int object = scene_add_object (scene, id, "Process", title, NULL, -1, rect);
  scene_box (scene, object, rect, 8, PAINT (ROLE_PANEL), PAINT_OF (ROLE_PROCESS, process->rank), 2, DASH_SOLID);
  draw_head (&card, snapshot, process);
  draw_rows (&card, object, snapshot, process);
}

struct words { double x, y; };

static void
say (struct scene *scene, struct words *at, enum weight weight, const char *words)
{
  double width = text_width (words, 11, weight);
  if (at->x > EDGE && at->x + width > scene->width - EDGE)
    *at = (struct words){ EDGE, at->y + 16 };
  scene_text (scene, -1, at->x, at->y, scene->width - EDGE - at->x, 11, weight, ALIGN_START, PAINT (ROLE_INK_SOFT), words);
  at->x += width + 16;
}

/* What a reader would else have to know. */
static double
draw_words (struct scene *scene, const struct snapshot *snapshot)
{
  bool twins = false, mapped = false, looked = false;
  for (int i = 0; i < snapshot->processes; i++) {
    looked |= snapshot->process[i].space != NULL;
    for (int k = 0; k < snapshot->process[i].objects; k++) {
      twins |= snapshot->process[i].object[k].twin == TWIN_OTHER;
      mapped |= snapshot->process[i].object[k].mapped_by > 1;
    }
  }
  struct words at = { EDGE, 20 };
  say (scene, &at, WEIGHT_BOLD, "MEMORY");
  if (twins)
    say (scene, &at, WEIGHT_REGULAR, "≠ the same address in several processes, different memory");
  if (mapped)
    say (scene, &at, WEIGHT_REGULAR, "= one memory in several processes");
  if (looked)
    say (scene, &at, WEIGHT_REGULAR, "bar: how much is resident");
  say (scene, &at, WEIGHT_REGULAR, "addresses, contents and writers are measured");
  say (scene, &at, WEIGHT_REGULAR, looked ? "the rest is sampled" : "what is resident is not known");
  return at.y + 12;
}

void
memory_view_draw (struct scene *scene, const struct snapshot *snapshot)
{
  int columns = (int) fmax (1, floor ((scene->width - 2 * EDGE + GAP) / (CARD_LEAST + GAP)));
  columns = (int) fmin (columns, fmax (snapshot->processes, 1));
  double width = fmin (floor ((scene->width - 2 * EDGE - GAP * (columns - 1)) / columns), CARD_MOST);
  scene_clear (scene);
  double y = draw_words (scene, snapshot);
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
