#include "ui/draw/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/draw/machine-live.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/messages.h"
#include "ui/draw/program.h"
#include "ui/draw/text.h"

#define MARGIN 16.0
#define HEADING 26.0

struct stage {
  double width, height;
  const struct machine *machine;
  char *hint, *title;
  uint64_t shape;         /* hash of what the base was made from */
  struct scene *base, *live, *scenes[STAGE_SCENES];
  bool machine_only, legend;
  enum machine_indexes indexes;
  unsigned overlays;
  char *selected;
  struct program_layout program;
  struct machine_places places;
  struct rect program_area, machine_area;
};

struct stage *
stage_create (void)
{
  struct stage *stage = g_new0 (struct stage, 1);
  stage->base = scene_create (0, 0);
  stage->live = scene_create (0, 0);
  stage->scenes[STAGE_BASE] = stage->base;
  stage->scenes[STAGE_LIVE] = stage->live;
  return stage;
}

void
stage_destroy (struct stage *stage)
{
  if (!stage)
    return;
  scene_destroy (stage->base);
  scene_destroy (stage->live);
  program_layout_finish (&stage->program);
  machine_places_finish (&stage->places);
  g_free (stage->hint);
  g_free (stage->title);
  g_free (stage->selected);
  g_free (stage);
}

void
stage_set_size (struct stage *stage, double width, double height)
{
  stage->width = width;
  stage->height = height;
}

void
stage_set_machine (struct stage *stage, const struct machine *machine)
{
  stage->machine = machine;
  stage->shape = 0;
}

void
stage_set_hint (struct stage *stage, const char *hint)
{
  g_free (stage->hint);
  stage->hint = g_strdup (hint);
}

void
stage_set_title (struct stage *stage, const char *title)
{
  g_free (stage->title);
  stage->title = g_strdup (title);
}

void
stage_set_machine_only (struct stage *stage, bool machine_only)
{
  stage->machine_only = machine_only;
}

void
stage_set_indexes (struct stage *stage, enum machine_indexes indexes)
{
  stage->indexes = indexes;
}

void
stage_set_legend (struct stage *stage, bool legend)
{
  stage->legend = legend;
}

void
stage_set_overlays (struct stage *stage, unsigned overlays)
{
  stage->overlays = overlays;
}

bool
stage_reveal (struct stage *stage, const char *id)
{
  return scene_find (stage->base, id) >= 0;
}

void
stage_select (struct stage *stage, const char *id)
{
  g_free (stage->selected);
  stage->selected = g_strdup (id);
}

struct scene *const *
stage_scenes (const struct stage *stage)
{
  return stage->scenes;
}

const struct scene *
stage_base (const struct stage *stage)
{
  return stage->base;
}

const struct scene *
stage_live (const struct stage *stage)
{
  return stage->live;
}

/* ---- shape: what the base depends on ---- */

static uint64_t
mixed (uint64_t hash, uint64_t value)
{
  return (hash ^ value) * UINT64_C (0x9e3779b97f4a7c15) + (hash >> 29);
}

static uint64_t
shape_of (const struct stage *stage, const struct snapshot *snapshot)
{
  uint64_t hash = mixed (mixed (1, (uint64_t) (stage->width * 4)), (uint64_t) (stage->height * 4));
  hash = mixed (hash, (uintptr_t) stage->machine);
  hash = mixed (mixed (mixed (hash, stage->machine_only), stage->indexes), stage->legend);
  for (int i = 0; snapshot && i < snapshot->processes; i++) {
    const struct snapshot_process *process = &snapshot->process[i];
    hash = mixed (mixed (hash, process->rank + 1), process->threads);
    for (int k = 0; k < process->objects; k++) {
      const struct snapshot_object *object = &process->object[k];
      hash = mixed (mixed (mixed (hash, object->address), object->parts), object->bytes ^ object->flags);
    }
  }
  return hash | 1;
}

/* ---- base ---- */

static void
split_areas (struct stage *stage, const struct snapshot *snapshot)
{
  double width = fmax (stage->width - 2 * MARGIN, 10), height = fmax (stage->height - 2 * HEADING - 14, 20);
  int processes = snapshot ? snapshot->processes : 0;
  double share = processes > 8 ? 0.48 : stage->height < 420 ? 0.46 : 0.40;
  double program = stage->machine_only ? 0 : fmin (height * share, processes <= 2 ? 250 : 420);
  stage->program_area = (struct rect){ MARGIN, HEADING, width, floor (program) };
  double top = stage->machine_only ? HEADING : HEADING + floor (program) + 8 + HEADING;
  stage->machine_area = (struct rect){ MARGIN, top, width, fmax (stage->height - top - 10, 10) };
}

static void
draw_heading (struct scene *scene, double y, const char *word)
{
  scene_text (scene, -1, MARGIN, y, 0, 11, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK_SOFT), word);
}

static void
make_base (struct stage *stage, const struct snapshot *snapshot)
{
  static const struct snapshot nothing;
  struct machine_view_options options = { .detail = MACHINE_FIT, .live = !stage->machine_only, .indexes = stage->indexes, .legend = stage->legend };
  scene_clear (stage->base);
  stage->base->width = stage->live->width = stage->width;
  stage->base->height = stage->live->height = stage->height;
  split_areas (stage, snapshot);
  draw_heading (stage->base, stage->machine_area.y - 9, "MACHINE");
  if (!stage->machine_only) {
    draw_heading (stage->base, HEADING - 8, "PROGRAM");
    program_layout (&stage->program, snapshot ? snapshot : &nothing, stage->program_area);
    program_draw_base (stage->base, &stage->program, snapshot ? snapshot : &nothing);
  }
  if (stage->machine) {
    machine_view_layout (stage->base, stage->machine, stage->machine_area, &options);
    machine_places_find (&stage->places, stage->base, stage->machine);
  }
}

/* ---- headings that change ---- */

static const char *
spaces_in_words (int processes)
{
  return processes == 1 ? "one address space" : processes == 2 ? "two address spaces" : "separate address spaces";
}

static void
program_heading (const struct stage *stage, const struct snapshot *snapshot, char *out, size_t room)
{
  int flying = 0, threads = snapshot->processes ? snapshot->process[0].threads : 0;
  for (int i = 0; i < snapshot->messages; i++)
    flying += snapshot->message[i].state != MESSAGE_ARRIVED;
  int seen = snapshot->messages + snapshot->messages_not_listed;
  int used = snprintf (out, room, "%s%s%d process%s × %d thread%s — %s", stage->title ? stage->title : "", stage->title ? ": " : "", snapshot->processes, snapshot->processes == 1 ? "" : "es", threads,
                       threads == 1 ? "" : "s", spaces_in_words (snapshot->processes));
  if (snapshot->processes > 1)
    snprintf (out + used, room - used, ", %d message%s in flight, %d just received", flying, flying == 1 ? "" : "s", seen - flying);
}

static void
machine_heading (const struct stage *stage, const struct snapshot *snapshot, char *out, size_t room)
{
  char *summary = stage->machine ? machine_summary (stage->machine) : g_strdup ("looking at this machine …");
  int busy = 0;
  for (int i = 0; snapshot && i < snapshot->pus; i++)
    busy += snapshot->pu[i].rank >= 0;
  if (snapshot && stage->machine)
    snprintf (out, room, "%s — %d of %d PUs busy with this run", summary, busy, stage->machine->pu_count);
  else
    snprintf (out, room, "%s", summary);
  g_free (summary);
}

/* Why a thread that could run is off its PU; NULL for those that have nothing to wait for. */
static const char *
reason_off_cpu (const struct snapshot_thread *thread)
{
  bool waits = thread->state >= THREAD_RUNNABLE && thread->state <= THREAD_SLEEPING;
  return waits && !thread->on_cpu ? thread_state_short (thread->state) : NULL;
}

/* "0.3 lock 1.2 ms · 1.3 ready": who is not on a PU, and why */
static int
list_off_cpu (const struct snapshot *snapshot, char *out, size_t room)
{
  int listed = 0, more = 0;
  size_t used = 0;
  for (int i = 0; i < snapshot->threads; i++) {
    const struct snapshot_thread *thread = &snapshot->thread[i];
    const char *why = reason_off_cpu (thread);
    char since[16];
    if (!why)
      continue;
    if (listed == 4 || used + 48 > room) {
      more++;
      continue;
    }
    format_duration (snapshot->t > thread->since_ns ? snapshot->t - thread->since_ns : 0, since, sizeof since);
    used += snprintf (out + used, room - used, "%s%d.%d %s %s", listed++ ? " · " : "", thread->rank, thread->thread, why, since);
  }
  if (more)
    snprintf (out + used, room - used, " · %d more", more);
  return listed;
}

static void
draw_off_cpu (struct stage *stage, const struct snapshot *snapshot, double left)
{
  char text[256] = "";
  if (!list_off_cpu (snapshot, text, sizeof text))
    return;
  double label = text_width ("off CPU: ", 10, WEIGHT_REGULAR), right = stage->machine_area.x + stage->machine_area.w;
  double width = text_width (text, 10, WEIGHT_REGULAR) + label + 22;
  width = fmin (width, right - left - 16);
  if (width < 140)
    return;
  struct rect pill = { right - width, stage->machine_area.y - HEADING + 2, width, 20 };
  scene_box (stage->live, -1, pill, 10, PAINT (ROLE_PANEL), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
  scene_text (stage->live, -1, pill.x + 10, pill.y + 14, 0, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), "off CPU:");
  scene_text (stage->live, -1, pill.x + 10 + label, pill.y + 14, width - label - 16, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), text);
}

static void
draw_headings (struct stage *stage, const struct snapshot *snapshot)
{
  char text[256];
  double x = MARGIN + text_width ("PROGRAM", 11, WEIGHT_BOLD) + 12, room = stage->machine_area.w - (x - MARGIN);
  if (snapshot && snapshot->processes && !stage->machine_only) {
    program_heading (stage, snapshot, text, sizeof text);
    scene_text (stage->live, -1, x, HEADING - 8, room, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
  }
  machine_heading (stage, snapshot, text, sizeof text);
  scene_text (stage->live, -1, x, stage->machine_area.y - 9, room, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
  if (snapshot)
    draw_off_cpu (stage, snapshot, x + text_width (text, 11, WEIGHT_REGULAR));
}

static void
draw_hint (struct stage *stage)
{
  struct rect r = stage->program_area;
  scene_box (stage->live, -1, r, 8, PAINT_ALPHA (ROLE_PANEL, 0, 0.6), PAINT (ROLE_LINE_SOFT), 1, DASH_DASHED);
  if (stage->hint)
    scene_text (stage->live, -1, r.x + r.w / 2, r.y + r.h / 2 + 5, r.w - 24, 14, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT),
                stage->hint);
}

static void
draw_selected (struct stage *stage)
{
  int object = stage->selected ? scene_find (stage->base, stage->selected) : -1;
  if (object >= 0)
    scene_box (stage->live, -1, stage->base->objects[object].rect, 4, (struct paint){ 0 }, PAINT (ROLE_PLAYHEAD), 2, DASH_SOLID);
}

bool
stage_update (struct stage *stage, const struct snapshot *snapshot)
{
  uint64_t shape = shape_of (stage, snapshot);
  bool changed = shape != stage->shape;
  if (changed)
    make_base (stage, snapshot);
  stage->shape = shape;
  scene_clear (stage->live);
  draw_headings (stage, snapshot);
  draw_selected (stage);
  if (!snapshot || !snapshot->processes) {
    if (!stage->machine_only)
      draw_hint (stage);
    return changed;
  }
  if (!stage->machine_only)
    program_draw_live (stage->live, &stage->program, snapshot);
  if (stage->machine)
    machine_live_draw (stage->live, stage->base, &stage->places, stage->machine_only ? NULL : &stage->program, snapshot);
  if (!stage->machine_only)
    messages_draw (stage->live, &stage->program, snapshot, SNAPSHOT_GLOW_NS);
  return changed;
}
