#include "app/picture-views.h"

#include <math.h>

#include "app/picture-matrix.h"
#include "ui/draw/memory-view.h"
#include "ui/draw/scaling.h"
#include "ui/draw/scene-copy.h"
#include "ui/draw/stage.h"
#include "ui/draw/timeline.h"

void
picture_page_add (struct picture_page *page, const struct scene *scene, struct rect area, const char *prefix)
{
  struct scene *copy = scene_create (0, 0);
  scene_assign (copy, scene);
  copy->width = page->width;
  copy->height = page->height;
  copy->dx += area.x;
  copy->dy += area.y;
  if (copy->clip.w > 0) {
    copy->clip.x += area.x;
    copy->clip.y += area.y;
  }
  for (int i = 0; *prefix && i < copy->object_count; i++) {
    g_autofree char *id = g_strconcat (prefix, copy->objects[i].id, NULL);
    g_strlcpy (copy->objects[i].id, id, sizeof copy->objects[i].id);
  }
  g_ptr_array_add (page->scenes, copy);
}

/* ---- the stage and its parts ---- */

/* Zoom and place as the window would have it after the same gestures. */
void
picture_look (struct stage *stage, const struct scene_file *file, const struct snapshot *snapshot)
{
  struct rect band = stage_scenes (stage)[STAGE_MACHINE]->clip;
  double x = band.x + band.w / 2, y = band.y + band.h / 2;
  if (file->zoom > 1)
    stage_zoom (stage, file->zoom, x, y);
  else if (file->centre)
    stage_reveal (stage, file->centre);
  stage_update (stage, snapshot);
  const struct scene *machine = stage_scenes (stage)[STAGE_MACHINE];
  int object = file->zoom > 1 && file->centre ? scene_find (machine, file->centre) : -1;
  if (object < 0)
    return;
  struct rect place = scene_on_page (machine, machine->objects[object].rect);
  stage_pan (stage, x - (place.x + place.w / 2), y - (place.y + place.h / 2), -1, -1);
  stage_update (stage, snapshot);
}

static void
draw_stage_of (struct picture_page *page, int which, struct rect area, bool machine_only, bool program_only)
{
  struct picture_run *run = &page->run[which];
  const struct snapshot *snapshot = run->trace ? &run->snapshot : NULL;
  const struct trace_description *description = run->trace ? trace_description (run->trace) : NULL;
  struct stage *stage = stage_create ();
  stage_set_size (stage, area.w, area.h);
  stage_set_map (stage, false);
  stage_set_machine (stage, program_only ? NULL : run->machine);
  stage_set_machine_unknown (stage, !program_only && !run->machine);
  stage_set_machine_only (stage, machine_only);
  stage_set_program_only (stage, program_only);
  stage_set_indexes (stage, page->file->indexes);
  stage_set_overlays (stage, page->file->overlays);
  g_autofree char *title = description ? g_strdup_printf ("%s, %s", description->workload, description->model) : NULL;
  stage_set_title (stage, title);
  stage_select (stage, page->file->select);
  stage_update (stage, snapshot);
  if (!program_only)
    picture_look (stage, page->file, snapshot);
  for (int i = 0; i < STAGE_SCENES; i++)
    picture_page_add (page, stage_scenes (stage)[i], area, which ? "2/" : "");
  stage_destroy (stage);
}

static double
draw_stage (struct picture_page *page, struct rect area)
{
  draw_stage_of (page, 0, area, false, false);
  return area.h;
}

static bool
check_machine (const struct picture_page *page, GError **error)
{
  if (!page->run[0].machine)
    scene_file_fault (page->file, "scene", "view", error, "view=machine: the recording doesn't say which machine it ran on; give its hwloc XML: machine= (or --machine FILE)");
  return page->run[0].machine != NULL;
}

static double
draw_machine (struct picture_page *page, struct rect area)
{
  draw_stage_of (page, 0, area, true, false);
  return area.h;
}

static double
draw_program (struct picture_page *page, struct rect area)
{
  draw_stage_of (page, 0, area, false, true);
  return area.h;
}

/* ---- two runs ---- */

#define PART_HEADING 26.0

static void
draw_part (struct picture_page *page, int which, struct rect area)
{
  const struct picture_run *run = &page->run[which];
  const struct trace_description *description = trace_description (run->trace);
  const char *label = page->file->source[which].label;
  g_autofree char *usual = g_strdup_printf ("%s, %s model", description->workload, description->model);
  struct scene *heading = scene_create (page->width, page->height);
  int part = scene_add_object (heading, "part:run", "Part", label ? label : usual, NULL, -1, area);
  scene_text (heading, part, 16, 19, area.w - 32, 14, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK), label ? label : usual);
  picture_page_add (page, heading, area, which ? "2/" : "");
  scene_destroy (heading);
  area.y += PART_HEADING;
  area.h -= PART_HEADING;
  draw_stage_of (page, which, area, false, false);
}

/* Side by side on a wide page, else one over the other. */
double
picture_draw_compare (struct picture_page *page, struct rect area)
{
  bool beside = area.w > area.h * 1.2;
  struct rect half = area;
  struct scene *line = scene_create (page->width, page->height);
  if (beside)
    half.w = floor (area.w / 2);
  else
    half.h = floor (area.h / 2);
  draw_part (page, 0, half);
  half.x += beside ? half.w : 0;
  half.y += beside ? 0 : half.h;
  draw_part (page, 1, half);
  scene_line (line, -1, half.x + 0.5, half.y + 8.5, beside ? half.x + 0.5 : half.x + half.w, beside ? half.y + half.h - 8 : half.y + 8.5, PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
  picture_page_add (page, line, (struct rect){ 0, 0, 0, 0 }, "");
  scene_destroy (line);
  return area.h;
}

/* ---- timeline, matrix, memory ---- */

/* Around the picture's moment; at the run's end it goes further back. */
static void
timeline_stretch (const struct picture_page *page, struct timeline_look *look)
{
  const struct picture_run *run = &page->run[0];
  double wanted = page->file->stretch * 1e9;
  uint64_t length = look->end - look->begin;
  length = wanted < (double) length ? MAX ((uint64_t) llround (wanted), 1) : length;
  uint64_t before = MIN (length / 2, run->t - look->begin);
  look->from = MIN (run->t - before, look->end - length);
  look->to = look->from + length;
}

/* Lanes by PU are merged a part at a time. */
static void
take_whole (struct timeline *timeline, struct trace *trace, const struct timeline_rows *rows, const struct timeline_look *look)
{
  do
    timeline_take (timeline, trace, rows, look);
  while (look->by_pu && timeline->occupancy.merged < 1);
}

static double
draw_timeline (struct picture_page *page, struct rect area)
{
  struct picture_run *run = &page->run[0];
  const struct trace_description *description = trace_description (run->trace);
  struct timeline timeline = { 0 };
  struct timeline_rows rows = { 0 };
  struct timeline_look look = { .width = area.w, .begin = trace_begin (run->trace), .by_pu = page->file->by_pu, .all = true };
  look.origin = look.begin;
  look.end = MAX (trace_end (run->trace), look.begin + 1);
  timeline_stretch (page, &look);
  timeline_rows_make (&rows, description->ranks, description->threads, NULL);
  look.height = area.h;
  take_whole (&timeline, run->trace, &rows, &look);
  if (!page->file->height) { /* now that the lanes are known: as high as they can be read, within the page */
    look.height = fmin (area.h, timeline_height (MAX (timeline.lanes, 1)) + 8);
    take_whole (&timeline, run->trace, &rows, &look);
  }
  struct scene *scene = scene_create (area.w, look.height), *over = scene_create (area.w, look.height);
  timeline_draw (scene, &timeline);
  timeline_draw_over (over, &timeline, &(struct timeline_marks){ run->t, 0, 0, -1, -1 });
  picture_page_add (page, scene, area, "");
  picture_page_add (page, over, area, "");
  timeline_finish (&timeline);
  timeline_rows_finish (&rows);
  scene_destroy (scene);
  scene_destroy (over);
  return look.height;
}

static bool
check_matrix (const struct picture_page *page, GError **error)
{
  struct matrix_options options;
  return picture_matrix_options (page->file, page->run[0].summary, &options, error);
}

static double
draw_matrix (struct picture_page *page, struct rect area)
{
  const double margin = 16;
  struct scene *scene = scene_create (area.w - 2 * margin, area.h), *heading = scene_create (page->width, page->height);
  scene_text (heading, -1, margin, 18, area.w, 11, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK_SOFT), "WHO SENT HOW MUCH TO WHOM");
  picture_page_add (page, heading, area, "");
  struct matrix_options options;
  picture_matrix_options (page->file, page->run[0].summary, &options, NULL);
  matrix_draw (scene, page->run[0].summary, &options);
  picture_page_add (page, scene, (struct rect){ area.x + margin, area.y + 30, 0, 0 }, "");
  double taken = scene->height + 40;
  scene_destroy (heading);
  scene_destroy (scene);
  return taken;
}

static double
draw_memory (struct picture_page *page, struct rect area)
{
  struct scene *scene = scene_create (area.w, area.h);
  memory_view_draw (scene, &page->run[0].snapshot);
  picture_page_add (page, scene, area, "");
  double taken = scene->height;
  scene_destroy (scene);
  return taken;
}

/* ---- scaling ---- */

static bool
check_scaling (const struct picture_page *page, GError **error)
{
  int width = page->file->width, height = page->file->height;
  if (!width || (width >= SCALING_LEAST_WIDTH && height >= SCALING_LEAST_HEIGHT))
    return true;
  scene_file_fault (page->file, "scene", "size", error, "a scaling study takes at least %dx%d", SCALING_LEAST_WIDTH, SCALING_LEAST_HEIGHT);
  return false;
}

static double
draw_scaling (struct picture_page *page, struct rect area)
{
  struct scene *scene = scene_create (fmax (area.w, SCALING_LEAST_WIDTH), fmax (area.h, SCALING_LEAST_HEIGHT));
  scaling_draw (scene, page->study);
  picture_page_add (page, scene, area, "");
  double taken = scene->height;
  scene_destroy (scene);
  return taken;
}

/* ---- the table ---- */

static const struct picture_view views[] = {
  { "stage", "A program over the machine that it runs on", 1440, 900, 1, false, NULL, draw_stage },
  { "machine", "The machine", 1440, 700, 0, false, check_machine, draw_machine },
  { "program", "A program's processes, each with its threads and its memory", 1440, 340, 1, false, NULL, draw_program },
  { "timeline", "What each thread did over time, a lane a thread", 1440, 0, 1, false, NULL, draw_timeline },
  { "matrix", "Who sent how much to whom, a row a sender", 440, 0, 1, false, check_matrix, draw_matrix },
  { "memory", "The address space of each process", 1440, 0, 1, false, NULL, draw_memory },
  { "compare", "Two runs, one beside the other", 1920, 900, 2, false, NULL, picture_draw_compare },
  { "scaling", "How a workload scales with its workers", 1200, 760, 0, true, check_scaling, draw_scaling },
};

const struct picture_view *
picture_view_find (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_str_equal (views[i].name, name))
      return &views[i];
  return NULL;
}

char *
picture_view_names (void)
{
  GString *names = g_string_new (NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (views); i++)
    g_string_append_printf (names, "%s%s", i == 0 ? "" : i + 1 < G_N_ELEMENTS (views) ? ", " : " or ", views[i].name);
  return g_string_free (names, FALSE);
}
