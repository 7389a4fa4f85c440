#include "ui/draw/stage-private.h"

#include <math.h>

#include "ui/draw/barrier.h"
#include "ui/draw/circle.h"
#include "ui/draw/messages.h"
#include "ui/draw/overlay.h"
#include "ui/draw/program.h"

struct stage *
stage_create (void)
{
  struct stage *stage = g_new0 (struct stage, 1);
  for (int i = 0; i < STAGE_SCENES; i++)
    stage->scene[i] = scene_create (0, 0);
  stage->zoom = stage->most_zoom = 1;
  return stage;
}

void
stage_destroy (struct stage *stage)
{
  if (!stage)
    return;
  for (int i = 0; i < STAGE_SCENES; i++)
    scene_destroy (stage->scene[i]);
  program_layout_finish (&stage->program);
  machine_places_finish (&stage->places);
  g_free (stage->rows);
  g_free (stage->hint);
  g_free (stage->title);
  g_free (stage->selected);
  target_clear (&stage->carry.target);
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
  stage->shape = stage->machine_shape = 0;
  stage_carry (stage, NULL, 0, 0);
  stage->rows_machine = NULL; /* another machine may come to stand at the old one's address */
  stage->zoom = 1;
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
stage_set_machine_unknown (struct stage *stage, bool unknown)
{
  stage->machine_unknown = unknown;
}

void
stage_set_program_only (struct stage *stage, bool program_only)
{
  stage->program_only = program_only;
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

void
stage_set_map (struct stage *stage, bool map)
{
  stage->no_map = !map;
}

struct scene *const *
stage_scenes (const struct stage *stage)
{
  return stage->scene;
}

/* ---- shapes: what the scenes that stand still depend on ---- */

static uint64_t
mixed (uint64_t hash, uint64_t value)
{
  return (hash ^ value) * UINT64_C (0x9e3779b97f4a7c15) + (hash >> 29);
}

static uint64_t
shape_of (const struct stage *stage, const struct snapshot *snapshot)
{
  uint64_t hash = mixed (mixed (1, (uint64_t) (stage->width * 4)), (uint64_t) (stage->height * 4));
  hash = mixed (mixed (mixed (hash, stage->machine_only + 2 * stage->program_only), stage->overlays), (uintptr_t) stage->machine);
  for (int i = 0; snapshot && i < snapshot->processes; i++) {
    const struct snapshot_process *process = &snapshot->process[i];
    hash = mixed (mixed (hash, process->rank + 1), process->threads);
    for (int k = 0; k < process->objects; k++) {
      const struct snapshot_object *object = &process->object[k];
      hash = mixed (mixed (mixed (hash, object->address), object->parts), object->bytes ^ object->flags);
      for (int node = 0; object->place && node < object->place->nodes.count; node++) /* its caption names them */
        hash = mixed (hash, (uint64_t) object->place->nodes.node[node].id + 1);
    }
  }
  return hash | 1;
}

static uint64_t
machine_shape_of (const struct stage *stage)
{
  const struct rect *area = &stage->machine_area;
  const double sizes[] = { stage->runs, stage->width, stage->height, area->x, area->y, area->w, area->h, stage->zoom * 1000 };
  uint64_t hash = mixed (mixed (mixed (1, (uintptr_t) stage->machine), stage->indexes), stage->legend);
  hash = mixed (hash, stage->overlays);
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    hash = mixed (hash, (uint64_t) (sizes[i] * 4));
  return hash | 1;
}

/* ---- what stands still ---- */

static void
split_areas (struct stage *stage, const struct snapshot *snapshot)
{
  double width = fmax (stage->width - 2 * STAGE_MARGIN, 10), height = fmax (stage->height - 2 * STAGE_HEADING - 14, 20);
  int processes = snapshot ? snapshot->processes : 0;
  double share = processes > 8 ? 0.48 : stage->height < 420 ? 0.46 : 0.40;
  double program = stage->machine_only ? 0 : floor (fmin (height * share, processes <= 2 ? 250 : 420));
  program = stage->program_only ? fmax (stage->height - STAGE_HEADING - 20, 10) : program; /* mailboxes hang out below */
  stage->program_area = (struct rect){ STAGE_MARGIN, STAGE_HEADING, width, program };
  double top = stage->machine_only ? STAGE_HEADING : STAGE_HEADING + program + 8 + STAGE_HEADING;
  stage->machine_area = (struct rect){ STAGE_MARGIN, top, width, stage->program_only ? 0 : fmax (floor (stage->height - top - 10), 10) };
  stage->column_area = stage->machine_area;
  if (stage->machine)
    stage->machine_area.w -= ceil (overlay_column (stage->machine, stage->overlays, stage->column_area));
}

static void
draw_heading (struct scene *scene, double y, const char *word)
{
  scene_text (scene, -1, STAGE_MARGIN, y, 0, 11, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK_SOFT), word);
}

static void
make_program (struct stage *stage, const struct snapshot *snapshot)
{
  static const struct snapshot nothing;
  struct scene *scene = stage->scene[STAGE_PROGRAM];
  scene_clear (scene);
  for (int i = 0; i < STAGE_SCENES; i++) {
    stage->scene[i]->width = stage->width;
    stage->scene[i]->height = stage->height;
  }
  split_areas (stage, snapshot);
  if (!stage->machine_only)
    draw_heading (scene, STAGE_HEADING - 8, "PROGRAM");
  if (!stage->program_only)
    draw_heading (scene, stage->machine_area.y - 9, "MACHINE");
  if (stage->machine && stage->overlays)
    overlay_draw_column (scene, stage->machine, stage->overlays, stage->column_area);
  program_layout (&stage->program, snapshot && !stage->machine_only ? snapshot : &nothing, stage->program_area);
  program_draw_base (scene, &stage->program, snapshot && !stage->machine_only ? snapshot : &nothing);
}

static void
stage_laid (struct stage *stage)
{
  stage->machine_shape = machine_shape_of (stage);
  stage->laid = true;
}

/* A machine that nothing runs on needs no room for threads: its labels have it. */
struct machine_view_options
stage_view_options (const struct stage *stage)
{
  bool live = !stage->machine_only || stage->machine->this_machine || stage->runs;
  return (struct machine_view_options){ .detail = MACHINE_FIT, .indexes = stage->indexes, .legend = stage->legend && stage->machine_only, .live = live, .rows = stage->rows };
}

void
stage_lay_machine (struct stage *stage)
{
  struct scene *scene = stage->scene[STAGE_MACHINE];
  struct rect area = stage->machine_area;
  scene_clear (scene);
  scene->clip = stage->scene[STAGE_MARKS]->clip = area;
  if (!stage->machine) {
    stage_laid (stage);
    return;
  }
  stage_prepare_rows (stage);
  area.w = floor (area.w * stage->zoom);
  area.h = floor (area.h * stage->zoom);
  struct machine_view_options options = stage_view_options (stage);
  machine_view_layout (scene, stage->machine, area, &options);
  if (stage->overlays)
    overlay_draw (scene, scene, stage->machine, stage->overlays, area);
  machine_places_find (&stage->places, scene, stage->machine);
  stage_keep_in_sight (stage);
  stage_laid (stage);
}

/* ---- frames ---- */

static void
draw_hint (struct stage *stage)
{
  struct scene *live = stage->scene[STAGE_LIVE];
  struct rect r = stage->program_area;
  if (stage->machine_only)
    return;
  scene_box (live, -1, r, 8, PAINT_ALPHA (ROLE_PANEL, 0, 0.6), PAINT (ROLE_LINE_SOFT), 1, DASH_DASHED);
  if (stage->hint)
    scene_text (live, -1, r.x + r.w / 2, r.y + r.h / 2 + 5, r.w - 24, 14, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), stage->hint);
}

static bool
update_still (struct stage *stage, const struct snapshot *snapshot)
{
  uint64_t shape = shape_of (stage, snapshot);
  stage->runs = snapshot && snapshot->processes;
  struct rect before = stage->machine_shape ? stage->machine_area : (struct rect){ 0 };
  bool changed = shape != stage->shape;
  if (changed)
    make_program (stage, snapshot);
  stage->shape = shape;
  if (machine_shape_of (stage) != stage->machine_shape)
    stage_lay_again (stage, before);
  changed |= stage->laid;
  stage->laid = false;
  return changed;
}

static void
draw_run (struct stage *stage, const struct snapshot *snapshot)
{
  struct scene *live = stage->scene[STAGE_LIVE];
  if (!stage->machine_only)
    program_draw_live (live, &stage->program, snapshot);
  if (!stage->machine_only)
    barrier_draw (live, &stage->program, snapshot);
  if (stage->machine)
    machine_live_draw (stage->scene[STAGE_MARKS], live, stage->scene[STAGE_MACHINE], &stage->places,
                       stage->machine_only ? NULL : &stage->program, snapshot);
  if (!stage->machine_only)
    messages_draw (live, &stage->program, snapshot, SNAPSHOT_GLOW_NS);
  if (!stage->machine_only)
    circle_draw (live, &stage->program, snapshot);
}

bool
stage_update (struct stage *stage, const struct snapshot *snapshot)
{
  bool changed = update_still (stage, snapshot), run = snapshot && snapshot->processes;
  scene_clear (stage->scene[STAGE_MARKS]);
  scene_clear (stage->scene[STAGE_LIVE]);
  stage_draw_headings (stage, snapshot);
  if (run)
    draw_run (stage, snapshot);
  else
    draw_hint (stage);
  stage_draw_selected (stage);
  stage_draw_guide (stage);
  stage_draw_carry (stage);
  return changed;
}
