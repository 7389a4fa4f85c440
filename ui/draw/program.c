#include "ui/draw/program.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/record/segment.h"
#include "ui/draw/memory-words.h"
#include "ui/draw/program-memory.h"
#include "ui/draw/text.h"

struct token_style { uint8_t fill_role, dash, badge; float fill_alpha, stroke_alpha; bool strong_text; };

/* Shape and stroke say the state, so that it reads in black and white (DESIGN.md, picture grammar). */
static const struct token_style styles[THREAD_STATES] = {
  [THREAD_ABSENT] = { ROLE_PAGE, DASH_SOLID, BADGE_NONE, 0.4f, 0.25f, true },
  [THREAD_RUNNING] = { ROLE_PROCESS, DASH_SOLID, BADGE_NONE, 1, 1, false },
  [THREAD_RUNNABLE] = { ROLE_PAGE, DASH_SOLID, BADGE_NONE, 1, 1, true },
  [THREAD_LOCK_WAIT] = { ROLE_PAGE, DASH_DASHED, BADGE_PADLOCK, 1, 1, true },
  [THREAD_BARRIER_WAIT] = { ROLE_PAGE, DASH_DASHED, BADGE_BARRIER, 1, 1, true },
  [THREAD_MESSAGE_WAIT] = { ROLE_PAGE, DASH_DOTTED, BADGE_ENVELOPE, 1, 1, true },
  [THREAD_HELD] = { ROLE_PROCESS_MID, DASH_SOLID, BADGE_PAUSE, 0.8f, 0.5f, true },
  [THREAD_SLEEPING] = { ROLE_PROCESS_MID, DASH_SOLID, BADGE_NONE, 0.5f, 0.4f, true },
  [THREAD_ENDED] = { ROLE_PROCESS_MID, DASH_SOLID, BADGE_NONE, 0.3f, 0.25f, true },
  [THREAD_DEAD] = { ROLE_PAGE, DASH_SOLID, BADGE_CROSS, 1, 0.6f, true },
};

void
program_draw_token (struct scene *scene, int object, const struct snapshot_thread *thread, double x, double y,
                    double radius)
{
  const struct token_style *style = &styles[thread->state];
  char name[24] = "";
  if (radius >= 8)
    snprintf (name, sizeof name, "%d.%d", thread->rank, thread->thread);
  struct paint ink = style->strong_text ? PAINT_ALPHA (ROLE_PROCESS, thread->rank, fmaxf (style->stroke_alpha, 0.6f))
                                        : PAINT_OF (ROLE_ON_PROCESS, thread->rank);
  scene_token (scene, object, x, y, radius, name, PAINT_ALPHA (style->fill_role, thread->rank, style->fill_alpha),
               PAINT_ALPHA (ROLE_PROCESS, thread->rank, style->stroke_alpha), radius > 6 ? 2 : 1.2, style->dash,
               radius >= 6 ? style->badge : BADGE_NONE, ink);
}

static void
describe_object (const struct snapshot_object *object, int threads, char *out, size_t room)
{
  char size[16];
  format_bytes (object->bytes, size, sizeof size);
  const char *who = object->flags & OBJECT_WINDOW      ? "one for all ranks"
                    : !(object->flags & OBJECT_SHARED) ? "a part for each thread"
                    : threads == 1                     ? "own copy"
                                                       : "shared by its threads";
  const char *detail = object->detail && *object->detail ? object->detail : "";
  char nodes[48] = "";
  if (object->place)
    memory_nodes (&object->place->nodes, nodes, sizeof nodes);
  snprintf (out, room, "%s%s%s · %s · %s%s%s", object->name, *detail ? ": " : "", detail, size, who, nodes[0] ? " · " : "", nodes);
}

static bool
is_halo (const struct snapshot_object *object, int cell, int cells)
{
  return (cell == 0 && object->flags & OBJECT_HALO_FIRST) || (cell == cells - 1 && object->flags & OBJECT_HALO_LAST);
}

static void
draw_cells (struct scene *scene, int id, const struct program_object *place, const struct snapshot_object *object, int rank)
{
  for (int cell = 0; cell < place->cells; cell++) {
    bool halo = is_halo (object, cell, place->cells);
    scene_box (scene, id, program_cell (place, cell), fmin (3, place->cell_w / 5),
               halo ? PAINT (ROLE_HALO) : PAINT (ROLE_PAGE),
               halo ? PAINT (ROLE_HALO_LINE) : PAINT_ALPHA (ROLE_PROCESS, rank, 0.75), 1, DASH_SOLID);
  }
}

static void
draw_object (struct scene *scene, int parent, const struct program_box *box, const struct program_object *place,
             const struct snapshot_object *object, const struct snapshot_process *process)
{
  char id[40], title[192], caption[160];
  describe_object (object, process->threads, caption, sizeof caption);
  snprintf (id, sizeof id, "object:%d.%.24s", process->rank, object->name);
  snprintf (title, sizeof title, "%s at address 0x%llx of rank %d, %d parts drawn as %d cells", caption,
            (unsigned long long) object->address, process->rank, object->parts, place->cells);
  int index = scene_add_object (scene, id, "Memory object", title, NULL, parent, place->rect);
  draw_cells (scene, index, place, object, process->rank);
  if (place->minor && place->caption_room > 0)
    scene_text (scene, index, place->rect.x - 5, place->caption_y, place->caption_room, box->caption_size, WEIGHT_REGULAR, ALIGN_END, PAINT (ROLE_INK_SOFT),
                object->name);
  else if (!place->minor && box->caption_size > 0)
    scene_text (scene, index, place->rect.x + 1, place->caption_y, fmax (place->caption_room, 20), box->caption_size,
                WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), caption);
}

void
program_draw_base (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  for (int i = 0; i < layout->boxes; i++) {
    const struct program_box *box = &layout->box[i];
    const struct snapshot_process *process = &snapshot->process[i];
    char id[40], title[160];
    snprintf (id, sizeof id, "rank:%d", process->rank);
    snprintf (title, sizeof title, "Rank %d: one process, an address space of its own, with %d thread%s", process->rank,
              process->threads, process->threads == 1 ? "" : "s");
    int index = scene_add_object (scene, id, "Process", title, NULL, -1, box->rect);
    scene_box (scene, index, box->rect, 8, PAINT_OF (ROLE_PROCESS_PALE, process->rank),
               PAINT_OF (ROLE_PROCESS, process->rank), 2, DASH_SOLID);
    for (int k = 0; k < box->objects; k++)
      draw_object (scene, index, box, &layout->object[box->first_object + k], &process->object[k], process);
  }
}

/* ---- what changes ---- */

static void
process_facts (const struct snapshot *snapshot, const struct snapshot_process *process, char *out, size_t room)
{
  int used = process->pid > 0 ? snprintf (out, room, "pid %d", process->pid) : snprintf (out, room, "not started yet");
  if (process->pid > 0 && process->host && *process->host)
    used += snprintf (out + used, room - used, " · %s", process->host);
  if (process->pss_bytes) {
    char size[16];
    format_bytes (process->pss_bytes, size, sizeof size);
    snprintf (out + used, room - used, " · PSS %s", size);
  }
}

static int
describe_lock (const struct snapshot_lock *lock, char *out, size_t room)
{
  int used = lock->holder >= 0 ? snprintf (out, room, "%s: %d.%d", lock->name, lock->rank, lock->holder)
                               : snprintf (out, room, "%s: free", lock->name);
  for (int i = 0; i < lock->queued && i < 6; i++)
    used += snprintf (out + used, room - used, "%s%d.%d", i ? ", " : " ← ", lock->rank, lock->queue[i]);
  if (!lock->queued && lock->last_waiter >= 0) {
    char wait[16];
    format_duration (lock->last_wait_ns, wait, sizeof wait);
    used += snprintf (out + used, room - used, " · %d.%d waited %s", lock->rank, lock->last_waiter, wait);
  }
  if (lock->queued > 6)
    used += snprintf (out + used, room - used, ", … %d wait", lock->queued);
  return used;
}

static double
lock_width (const struct snapshot_lock *lock, const struct program_box *box)
{
  char text[160];
  describe_lock (lock, text, sizeof text);
  double most = box->two_lines ? box->rect.w - 72 : box->rect.w * 0.55; /* beside "rank 12", or beside its facts too */
  return fmin (text_width (text, fmin (box->title_size, 11), WEIGHT_MEDIUM) + 20, most);
}

#define LOCKS_DRAWN 3

/* Beside each other in the title's line where they leave half of it, else one below the other. */
static bool
locks_abreast (const struct snapshot *snapshot, int rank, const struct program_box *box, double *width)
{
  double all = 0, widest = 0;
  int count = 0;
  for (int i = 0; i < snapshot->locks && count < LOCKS_DRAWN; i++)
    if (snapshot->lock[i].rank == rank) {
      double one = lock_width (&snapshot->lock[i], box);
      widest = fmax (widest, one + 12);
      all += one + 8;
      count++;
    }
  bool abreast = !box->two_lines && all < box->rect.w * 0.62;
  *width = abreast ? all + 4 : widest;
  return abreast;
}

/* Room that the title leaves to the locks at the right. */
static double
locks_width (const struct snapshot *snapshot, int rank, const struct program_box *box)
{
  double width = 0;
  locks_abreast (snapshot, rank, box, &width);
  return box->rect.w > 150 ? width : 0;
}

static void
draw_title (struct scene *scene, const struct program_box *box, const struct snapshot *snapshot,
            const struct snapshot_process *process)
{
  if (box->title_size <= 0)
    return;
  char name[32], facts[160];
  snprintf (name, sizeof name, snapshot->processes == 1 ? "process" : "rank %d", process->rank);
  process_facts (snapshot, process, facts, sizeof facts);
  double size = box->title_size, x = box->rect.x + fmin (14, box->rect.w * 0.06), y = box->rect.y + size * 1.6;
  double room = box->rect.w - 2 * (x - box->rect.x), beside = room - (box->two_lines ? 0 : locks_width (snapshot, process->rank, box));
  scene_text (scene, -1, x, y, room, size, WEIGHT_BOLD, ALIGN_START, PAINT_OF (ROLE_PROCESS, process->rank), name);
  struct paint ink = PAINT (process->fate ? ROLE_ERROR : ROLE_INK_SOFT);
  const char *text = process->fate ? process->fate : facts;
  double name_width = text_width (name, size, WEIGHT_BOLD);
  if (box->two_lines)
    scene_text (scene, -1, x, y + size * 1.35, room, size * 0.88, WEIGHT_REGULAR, ALIGN_START, ink, text);
  else if (beside - name_width > 60)
    scene_text (scene, -1, x + name_width + 10, y, beside - name_width - 10, size * 0.9, WEIGHT_REGULAR, ALIGN_START, ink, text);
}

static void
draw_dead (struct scene *scene, const struct program_box *box, const struct snapshot_process *process)
{
  if (process->state != PROCESS_DEAD)
    return;
  struct rect r = box->rect;
  scene_box (scene, -1, r, 8, PAINT_ALPHA (ROLE_PAGE, 0, 0.55), PAINT (ROLE_ERROR), 2, DASH_DASHED);
  scene_line (scene, -1, r.x + 6, r.y + 6, r.x + r.w - 6, r.y + r.h - 6, PAINT_ALPHA (ROLE_ERROR, 0, 0.5), 2, DASH_SOLID);
  scene_line (scene, -1, r.x + r.w - 6, r.y + 6, r.x + 6, r.y + r.h - 6, PAINT_ALPHA (ROLE_ERROR, 0, 0.5), 2, DASH_SOLID);
}

/* From a disc down to the cells that its thread works on. */
static void
draw_reach (struct scene *scene, const struct program_token *token, double radius, struct rect cells, int rank, double alpha)
{
  double x = cells.x + cells.w / 2, y = cells.y, top = token->y + radius;
  double points[] = { token->x, top, token->x, top + (y - top) * 0.6, x, y - (y - top) * 0.6, x, y };
  scene_path (scene, -1, points, 4, PAINT_ALPHA (ROLE_PROCESS, rank, alpha), 1.2, DASH_SOLID, PAINT (ROLE_NONE));
}

/* A region over a whole object with halo is the exchange of its edges with the neighbours. */
static bool
covers_halo (const struct snapshot_object *object, const struct snapshot_thread *thread)
{
  return object->flags & (OBJECT_HALO_FIRST | OBJECT_HALO_LAST) && thread->first_part == 0 && thread->parts >= object->parts;
}

static void
draw_touch (struct scene *scene, const struct program_layout *layout, const struct program_box *box,
            const struct snapshot_process *process, const struct snapshot_thread *thread, const struct program_token *token,
            uint8_t touched[])
{
  bool works = thread->state == THREAD_RUNNING || thread->state == THREAD_RUNNABLE; /* who waits touches nothing */
  if (!works || thread->object < 0 || thread->object >= box->objects || thread->parts < 1)
    return;
  const struct program_object *place = &layout->object[box->first_object + thread->object];
  int parts = process->object[thread->object].parts;
  int first = program_cell_of_part (place, thread->first_part, parts);
  int last = program_cell_of_part (place, thread->first_part + thread->parts - 1, parts);
  bool exchange = covers_halo (&process->object[thread->object], thread); /* then it is the halo that it fills */
  for (int cell = first; cell <= last; cell++) {
    struct rect rect = program_cell (place, cell);
    if (exchange && !is_halo (&process->object[thread->object], cell, place->cells))
      continue;
    bool twice = touched[cell]++ > 0; /* two threads on one cell: it glows */
    scene_box (scene, -1, rect, fmin (3, rect.w / 5), PAINT_ALPHA (ROLE_PROCESS, thread->rank, twice ? 0.75 : 0.38),
               PAINT_OF (twice ? ROLE_HALO_LINE : ROLE_PROCESS, thread->rank), twice ? 2 : 1, DASH_SOLID);
  }
  struct rect a = program_cell (place, first), b = program_cell (place, last);
  struct rect reach = b.y > a.y ? a : (struct rect){ a.x, a.y, b.x + b.w - a.x, a.h };
  draw_reach (scene, token, box->radius, reach, thread->rank, 0.55);
}

static void
draw_threads (struct scene *scene, const struct program_layout *layout, const struct program_box *box,
              const struct snapshot *snapshot, const struct snapshot_process *process)
{
  uint8_t touched[8][64] = { 0 };
  for (int i = 0; i < box->tokens; i++) {
    const struct snapshot_thread *thread = &snapshot->thread[box->first_token + i];
    if (thread->object >= 0 && thread->object < 8)
      draw_touch (scene, layout, box, process, thread, &layout->token[box->first_token + i], touched[thread->object]);
  }
  for (int i = 0; i < box->tokens; i++) {
    const struct snapshot_thread *thread = &snapshot->thread[box->first_token + i];
    const struct program_token *token = &layout->token[box->first_token + i];
    char id[40], title[160];
    snprintf (id, sizeof id, "thread:%d.%d", thread->rank, thread->thread);
    snprintf (title, sizeof title, "Thread %d.%d, tid %d: %s%s%s", thread->rank, thread->thread, thread->tid,
              thread_state_name (thread->state), thread->region ? ", in region " : "", thread->region ? thread->region : "");
    double r = box->radius;
    int object = scene_add_object (scene, id, "Thread", title, thread_state_name (thread->state), -1,
                                   (struct rect){ token->x - r, token->y - r, 2 * r, 2 * r });
    program_draw_token (scene, object, thread, token->x, token->y, r);
  }
}

static void
draw_lock (struct scene *scene, const struct program_box *box, const struct snapshot_lock *lock, double right, double top)
{
  char id[40], text[160], title[224];
  describe_lock (lock, text, sizeof text);
  double size = fmin (box->title_size, 11), width = lock_width (lock, box);
  double height = size + 9, x = right - width, y = top;
  snprintf (id, sizeof id, "lock:%d.%d", lock->rank, lock->lock);
  snprintf (title, sizeof title, "Lock of rank %d, holder and queue: %s", lock->rank, text);
  int object = scene_add_object (scene, id, "Lock", title, lock->holder < 0 ? "free" : "held", -1, (struct rect){ x, y, width, height });
  scene_box (scene, object, (struct rect){ x, y, width, height }, height / 2, PAINT (ROLE_PAGE),
             PAINT_ALPHA (ROLE_PROCESS, lock->rank, lock->holder < 0 ? 0.35 : 1), lock->queued ? 1.6 : 1, DASH_SOLID);
  scene_text (scene, object, x + width / 2, y + height / 2 + size * 0.36, width - 14, size, WEIGHT_MEDIUM, ALIGN_MIDDLE,
              PAINT (lock->holder < 0 ? ROLE_INK_SOFT : ROLE_INK), text);
}

static void
draw_locks (struct scene *scene, const struct program_box *box, const struct snapshot *snapshot, int rank)
{
  double unused, right = box->rect.x + box->rect.w - 10, top = box->rect.y + (box->two_lines ? 4 : 7); /* facts may stand below */
  bool abreast = locks_abreast (snapshot, rank, box, &unused);
  int drawn = 0;
  for (int i = 0; i < snapshot->locks && box->title_size > 0 && box->rect.w > 150 && drawn < LOCKS_DRAWN; i++) {
    const struct snapshot_lock *lock = &snapshot->lock[i];
    if (lock->rank != rank)
      continue;
    draw_lock (scene, box, lock, right, top);
    drawn++;
    if (abreast)
      right -= lock_width (lock, box) + 8;
    else
      top += fmin (box->title_size, 11) + 12;
  }
}

void
program_draw_live (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  for (int i = 0; i < layout->boxes && i < snapshot->processes; i++) {
    const struct program_box *box = &layout->box[i];
    const struct snapshot_process *process = &snapshot->process[i];
    draw_dead (scene, box, process);
    draw_title (scene, box, snapshot, process);
    draw_threads (scene, layout, box, snapshot, process);
    draw_locks (scene, box, snapshot, process->rank);
  }
  program_draw_memory (scene, layout, snapshot);
}
