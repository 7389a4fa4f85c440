#include "ui/draw/program-memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/record/segment.h"
#include "ui/draw/memory-words.h"
#include "ui/draw/text.h"

#define MARK 7.0        /* radius of a last writer's mark */
#define SIGN 8.0        /* radius of the sign between two address spaces */
#define WORDS_ROOM 74.0 /* between two boxes, for the sign's words */

/* ---- an object's second line ---- */

/* Where only one thread could have written there is nothing to tell. */
static bool
is_contended (const struct snapshot_process *process, const struct snapshot_object *object)
{
  return process->threads > 1 || object->mapped_by > 1;
}

/* The next rank in whose address space other memory lies at the same address; NULL: none. */
static const struct snapshot_object *
next_twin (const struct snapshot *snapshot, const struct snapshot_process *own, const struct snapshot_object *object, int *rank)
{
  int first = (int) (own - snapshot->process);
  for (int i = 1; object->twin == TWIN_OTHER && i < snapshot->processes; i++) {
    const struct snapshot_process *process = &snapshot->process[(first + i) % snapshot->processes];
    for (int k = 0; k < process->objects; k++)
      if (process->object[k].address == object->address && process->object[k].has_value) {
        *rank = process->rank;
        return &process->object[k];
      }
  }
  return NULL;
}

/* "0x400000000000 = 7341 for all 3 threads · last written by 0.2, 3.1 µs ago", "0x400000000000 = 1 here, 42 in rank 1" */
static void
describe (const struct snapshot *snapshot, const struct snapshot_process *process, const struct snapshot_object *object, char *out, size_t room)
{
  char value[64], writer[64], theirs[64];
  int rank;
  const struct snapshot_object *twin = next_twin (snapshot, process, object, &rank);
  int used = snprintf (out, room, "0x%llx", (unsigned long long) object->address);
  memory_value (object, value, sizeof value);
  memory_writer (snapshot, object, writer, sizeof writer);
  if (value[0])
    used += snprintf (out + used, room - used, " = %s", value);
  if (value[0] && twin) {
    memory_value (twin, theirs, sizeof theirs);
    used += snprintf (out + used, room - used, " here, %s in rank %d", theirs, rank);
  } else if (value[0] && object->mapped_by > 1) {
    used += snprintf (out + used, room - used, " in all %d processes", object->mapped_by);
  } else if (value[0] && process->threads > 1 && object->flags & OBJECT_SHARED) {
    used += snprintf (out + used, room - used, " for all %d threads", process->threads);
  }
  if (writer[0] && is_contended (process, object))
    snprintf (out + used, room - used, " · last written by %s", writer);
}

static void
draw_line (struct scene *scene, const struct snapshot *snapshot, const struct program_box *box, const struct program_object *place,
           const struct snapshot_process *process, const struct snapshot_object *object)
{
  char text[224];
  double y = place->caption_y + box->caption_size + 3;
  if (place->minor || box->caption_size <= 0 || y > box->rect.y + box->rect.h - 3)
    return;
  describe (snapshot, process, object, text, sizeof text);
  scene_text (scene, -1, place->rect.x + 1, y, place->line_room, box->caption_size, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
}

/* ---- who wrote last ---- */

static void
writer_name (const struct snapshot_process *process, const struct snapshot_thread *thread, char *out, size_t room)
{
  if (thread->rank == process->rank)
    snprintf (out, room, "%d", thread->thread);
  else
    snprintf (out, room, "%d.%d", thread->rank, thread->thread);
}

static void
draw_cell_writers (struct scene *scene, const struct program_object *place, const struct snapshot *snapshot,
                   const struct snapshot_process *process, const struct snapshot_object *object)
{
  for (int cell = 0; cell < place->cells && cell < SNAPSHOT_PARTS; cell++) {
    int writer = object->part_writer[cell];
    struct rect r = program_cell (place, cell);
    char name[24];
    if (writer < 0)
      continue;
    writer_name (process, &snapshot->thread[writer], name, sizeof name);
    double size = fmin (9, r.h * 0.6);
    if (size >= 6 && text_width (name, size, WEIGHT_MEDIUM) <= r.w - 2)
      scene_text (scene, -1, r.x + r.w / 2, r.y + r.h - 3, 0, size, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK), name);
  }
}

/* One cell: the writer's own disc, small, in the cell. */
static void
draw_writer_mark (struct scene *scene, const struct program_object *place, const struct snapshot *snapshot,
                  const struct snapshot_process *process, const struct snapshot_object *object)
{
  const struct snapshot_thread *thread = &snapshot->thread[object->writer];
  struct rect r = program_cell (place, 0);
  char name[24], id[40], title[160], when[64];
  double radius = fmin (MARK + 2, r.h / 2 - 1);
  if (radius < 4 || r.w < 3 * radius)
    return;
  double x = r.x + r.w - radius - 3, y = r.y + r.h / 2;
  memory_writer (snapshot, object, when, sizeof when);
  snprintf (name, sizeof name, "%d.%d", thread->rank, thread->thread);
  snprintf (id, sizeof id, "writer:%d.%.24s", process->rank, object->name);
  snprintf (title, sizeof title, "%s was last written by %s", object->name, when);
  int index = scene_add_object (scene, id, "Last writer", title, NULL, -1, (struct rect){ x - radius, y - radius, 2 * radius, 2 * radius });
  scene_token (scene, index, x, y, radius, radius >= 7 ? name : "", PAINT_OF (ROLE_PROCESS, thread->rank), PAINT (ROLE_PAGE), 1.5,
               DASH_SOLID, BADGE_NONE, PAINT_OF (ROLE_ON_PROCESS, thread->rank));
}

static void
draw_objects (struct scene *scene, const struct program_layout *layout, const struct program_box *box, const struct snapshot *snapshot,
              const struct snapshot_process *process)
{
  for (int i = 0; i < box->objects && i < process->objects; i++) {
    const struct program_object *place = &layout->object[box->first_object + i];
    const struct snapshot_object *object = &process->object[i];
    draw_line (scene, snapshot, box, place, process, object);
    if (object->writer < 0 || !is_contended (process, object))
      continue;
    if (place->cells > 1)
      draw_cell_writers (scene, place, snapshot, process, object);
    else
      draw_writer_mark (scene, place, snapshot, process, object);
  }
}

/* ---- between two address spaces ---- */

/* The object of PROCESS that tells most: contents that differ, else the first at an address of another process. */
static const struct snapshot_object *
telling_twin (const struct snapshot_process *process, const struct snapshot_process *other, const struct snapshot_object **theirs)
{
  const struct snapshot_object *found = NULL;
  for (int i = 0; i < process->objects; i++)
    for (int k = 0; process->object[i].twin == TWIN_OTHER && k < other->objects; k++) {
      const struct snapshot_object *a = &process->object[i], *b = &other->object[k];
      bool differs = a->has_value && b->has_value && a->value != b->value;
      if (a->address != b->address || (found && !differs))
        continue;
      found = a;
      *theirs = b;
      if (differs)
        return found;
    }
  return found;
}

static void
draw_sign (struct scene *scene, int object, double x, double y, const char *sign, struct paint ink)
{
  scene_box (scene, object, (struct rect){ x - SIGN, y - SIGN, 2 * SIGN, 2 * SIGN }, SIGN, PAINT (ROLE_PAGE), ink, 1.2, DASH_SOLID);
  scene_text (scene, object, x, y + 4.3, 0, 12, WEIGHT_BOLD, ALIGN_MIDDLE, ink, sign);
}

static void
draw_words (struct scene *scene, int object, double x, double y, double room, const char *first, const char *second)
{
  if (room < WORDS_ROOM)
    return;
  scene_text (scene, object, x, y + SIGN + 11, room - 4, 9.5, WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), first);
  scene_text (scene, object, x, y + SIGN + 22, room - 4, 9.5, WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), second);
}

/* At the height of the titles, where no message flies. */
static void
draw_difference (struct scene *scene, const struct program_box *a, const struct program_box *b, const struct snapshot_process *one,
                 const struct snapshot_process *two)
{
  const struct snapshot_object *theirs = NULL, *ours = telling_twin (one, two, &theirs);
  double left = a->rect.x + a->rect.w, right = b->rect.x, x = (left + right) / 2, y = a->rect.y + SIGN + 5;
  char id[40], title[224], values[2][64];
  if (!ours || right - left < 2 * SIGN + 4)
    return;
  memory_value (ours, values[0], sizeof values[0]);
  memory_value (theirs, values[1], sizeof values[1]);
  snprintf (id, sizeof id, "twins:%d-%d", one->rank, two->rank);
  if (values[0][0] && values[1][0])
    snprintf (title, sizeof title, "0x%llx in rank %d: %s, in rank %d: %s: same address, different memory", (unsigned long long) ours->address,
              one->rank, values[0], two->rank, values[1]);
  else
    snprintf (title, sizeof title, "0x%llx (%s) in rank %d and in rank %d: same address, different memory", (unsigned long long) ours->address,
              ours->name, one->rank, two->rank);
  int object = scene_add_object (scene, id, "Same address", title, "different memory", -1, (struct rect){ left, y - SIGN, right - left, 2 * SIGN });
  scene_line (scene, object, left, y, right, y, PAINT (ROLE_WARNING), 1.2, DASH_DASHED);
  draw_sign (scene, object, x, y, "≠", PAINT (ROLE_WARNING));
  draw_words (scene, object, x, y, right - left, "same address,", "different memory");
}

/* A window: one piece of memory, drawn in each process that maps it, and held together between the boxes. */
static void
draw_sameness (struct scene *scene, const struct program_layout *layout, const struct program_box *a, const struct program_box *b,
               const struct snapshot_process *one, const struct snapshot_process *two)
{
  for (int i = 0; i < a->objects; i++)
    for (int k = 0; k < b->objects; k++) {
      const struct snapshot_object *x = &one->object[i], *y = &two->object[k];
      if (!x->place || !y->place || !space_same_memory (x->place, y->place))
        continue;
      struct rect from = layout->object[a->first_object + i].rect, to = layout->object[b->first_object + k].rect;
      double left = from.x + from.w, middle = from.y + from.h / 2;
      char id[40], title[224];
      snprintf (id, sizeof id, "shared:%d-%d", one->rank, two->rank);
      snprintf (title, sizeof title, "%s: one memory, at 0x%llx in rank %d and at 0x%llx in rank %d", x->name, (unsigned long long) x->address,
                one->rank, (unsigned long long) y->address, two->rank);
      int object = scene_add_object (scene, id, "Shared memory", title, "one memory", -1, (struct rect){ left, middle - SIGN, to.x - left, 2 * SIGN });
      scene_box (scene, object, (struct rect){ left - 2, middle - 4, to.x - left + 4, 8 }, 0, PAINT (ROLE_HALO), PAINT (ROLE_HALO_LINE), 1, DASH_SOLID);
      double gap_left = a->rect.x + a->rect.w, gap = b->rect.x - gap_left, sign = gap_left + gap / 2;
      if (gap < 2 * SIGN + 4)
        return;
      draw_sign (scene, object, sign, middle, "=", PAINT (ROLE_HALO_LINE));
      draw_words (scene, object, sign, middle, gap, "one memory,", "two addresses");
      return;
    }
}

void
program_draw_memory (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  for (int i = 0; i < layout->boxes && i < snapshot->processes; i++)
    draw_objects (scene, layout, &layout->box[i], snapshot, &snapshot->process[i]);
  for (int i = 0; i + 1 < layout->boxes && i + 1 < snapshot->processes; i++) {
    const struct program_box *a = &layout->box[i], *b = &layout->box[i + 1];
    if (a->rect.y != b->rect.y || a->title_size <= 0) /* neighbours in a row, large enough for words */
      continue;
    draw_difference (scene, a, b, &snapshot->process[i], &snapshot->process[i + 1]);
    draw_sameness (scene, layout, a, b, &snapshot->process[i], &snapshot->process[i + 1]);
  }
}
