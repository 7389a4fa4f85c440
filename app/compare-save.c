/* The compared runs as a picture: the stages as in any picture of two runs, both timelines on their scale, and the facts. */
#include "app/compare-view-private.h"

#include "app/picture-views.h"
#include "ui/draw/difference-block.h"
#include "ui/draw/export.h"
#include "ui/draw/timeline.h"

#define PIXELS_A_POINT 2
#define LEAST_WIDTH 1320.0  /* px: a small window is no reason for a small picture */
#define LEAST_STAGE 420.0
#define MARGIN 16.0

/* What the comparison owns, as a page has it. */
static void
borrow_runs (StrandCompareView *view, struct picture_page *page, struct scene_file *file)
{
  static const char *const letters[COMPARED] = { "A", "B" };
  for (int i = 0; i < COMPARED; i++) {
    const struct compared *side = strand_comparison_get (view->comparison, i);
    g_autofree char *about = compare_about (side->trace), *model = compare_model (side->trace);
    page->run[i] = (struct picture_run){ .trace = side->trace, .machine = side->machine, .t = side->snapshot.t, .snapshot = side->snapshot, .summary = side->summary };
    file->source[i].label = g_strdup_printf ("%s  %s: %s — %s", letters[i], model ? model : "Run", about, side->name);
  }
}

static double
lanes_height (const struct compared *side)
{
  const struct trace_description *told = trace_description (side->trace);
  return CLAMP (timeline_height (told->ranks * told->threads) + 8, 90, 360);
}

/* Its height is what its lanes want; they get thinner where there are too many. */
static void
add_timeline (StrandCompareView *view, struct picture_page *page, int which, struct rect area)
{
  const struct compared *side = strand_comparison_get (view->comparison, which);
  const struct trace_description *told = trace_description (side->trace);
  struct timeline timeline = { 0 };
  struct timeline_rows rows = { 0 };
  int64_t begin, end, from, to;
  strand_comparison_get_range (view->comparison, &begin, &end);
  strand_comparison_get_stretch (view->comparison, &from, &to);
  uint64_t origin = side->origin;
  struct timeline_look look = { .width = area.w, .height = area.h, .from = origin + (uint64_t) from, .to = origin + (uint64_t) to, .origin = origin,
                                .begin = origin + (uint64_t) begin, .end = origin + (uint64_t) end, .all = true };
  struct scene *scene = scene_create (area.w, area.h), *over = scene_create (area.w, area.h);
  timeline_rows_make (&rows, told->ranks, told->threads, NULL);
  timeline_take (&timeline, side->trace, &rows, &look);
  timeline_draw (scene, &timeline);
  scene_text (scene, -1, MARGIN, area.h / 2, 0, 13, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK_SOFT), which ? "B" : "A");
  timeline_draw_over (over, &timeline, &(struct timeline_marks){ .playhead = origin + (uint64_t) strand_comparison_get_clock (view->comparison), .rank = -1, .thread = -1 });
  picture_page_add (page, scene, area, which ? "2/" : "");
  picture_page_add (page, over, area, which ? "2/" : "");
  timeline_finish (&timeline);
  timeline_rows_finish (&rows);
  scene_destroy (scene);
  scene_destroy (over);
}

static void
draw_page (StrandCompareView *view, struct picture_page *page, struct rect stages, const double lanes[COMPARED])
{
  struct scene *base = scene_create (page->width, page->height), *facts = scene_create (DIFFERENCE_BLOCK - 2 * MARGIN, 0);
  picture_page_add (page, base, (struct rect){ 0, 0, 0, 0 }, "");
  picture_draw_compare (page, stages);
  difference_block_draw (facts, page->run[0].summary, page->run[1].summary);
  picture_page_add (page, facts, (struct rect){ stages.w + MARGIN, 14, 0, 0 }, "");
  double y = stages.h;
  for (int i = 0; i < COMPARED; i++) {
    add_timeline (view, page, i, (struct rect){ 0, y, stages.w, lanes[i] });
    y += lanes[i];
  }
  scene_destroy (base);
  scene_destroy (facts);
}

gboolean
strand_compare_view_save (StrandCompareView *view, enum theme theme, const char *path, GError **error)
{
  struct scene_file *file = scene_file_new ();
  struct picture_page page = { .file = file, .scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) scene_destroy) };
  double lanes[COMPARED] = { lanes_height (strand_comparison_get (view->comparison, 0)), lanes_height (strand_comparison_get (view->comparison, 1)) };
  struct rect stages = { 0, 0, 0, MAX (LEAST_STAGE, gtk_widget_get_height (GTK_WIDGET (view->canvas[0])) + 26) };
  borrow_runs (view, &page, file);
  page.width = MAX (LEAST_WIDTH, gtk_widget_get_width (GTK_WIDGET (view)));
  page.height = MAX (stages.h + lanes[0] + lanes[1], 530);
  stages.w = page.width - DIFFERENCE_BLOCK;
  draw_page (view, &page, stages, lanes);
  gboolean done = export_scenes ((struct scene *const *) page.scenes->pdata, (int) page.scenes->len, theme, PIXELS_A_POINT, path, NULL, error);
  g_ptr_array_unref (page.scenes);
  scene_file_free (file);
  return done;
}
