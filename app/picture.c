#include "app/picture.h"

#include <math.h>
#include <string.h>

#include "app/picture-matrix.h"
#include "engine/scaling/study-file.h"
#include "ui/draw/alt-text.h"
#include "ui/draw/export.h"
#include "ui/draw/fact-block.h"
#include "ui/draw/legend.h"
#include "ui/draw/paragraph.h"
#include "ui/draw/scaling.h"

#define MARGIN 16.0
#define COLUMN 284.0  /* of a legend or fact list */
#define LEAST_VIEW 160.0
#define TITLE_SIZE 18.0
#define CAPTION_SIZE 13.0

struct layout { struct rect view; double left, right; /* widths of the columns */ double title, caption; /* heights */ };

/* ---- words ---- */

static struct told
tell (const struct picture *picture, const struct picture_view *view, int which)
{
  const struct picture_run *run = &picture->page.run[which];
  return (struct told){ .kind = which ? "Beside it" : view->kind, .description = run->trace ? trace_description (run->trace) : NULL,
                        .snapshot = run->trace ? &run->snapshot : NULL, .summary = run->summary, .machine = run->machine };
}

static void
add_notes (GString *text, const struct scene_file *file)
{
  for (guint i = 0; i < file->notes->len; i++) {
    const struct scene_note *note = file->notes->pdata[i];
    g_string_append_printf (text, " A note at %.*s says: “%s”.", (int) (strlen (note->object) - g_str_has_suffix (note->object, ":")), note->object, note->text);
  }
}

static void
describe_study (struct picture *picture, const struct picture_view *view)
{
  const struct scene_file *file = picture->page.file;
  g_autofree char *words = scaling_describe (picture->page.study);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s. %s", view->kind, words);
  add_notes (text, file);
  picture->description = g_string_free (text, FALSE);
  picture->caption = file->caption && !g_str_equal (file->caption, "auto") ? g_strdup (file->caption) : g_steal_pointer (&words);
}

static void
describe (struct picture *picture, const struct picture_view *view)
{
  const struct scene_file *file = picture->page.file;
  struct told first = tell (picture, view, 0), second = tell (picture, view, 1);
  g_autofree char *words = alt_text_describe (&first), *others = view->runs > 1 ? alt_text_describe (&second) : NULL;
  GString *text = g_string_new (words);
  if (others)
    g_string_append_printf (text, " %s", others);
  add_notes (text, file);
  picture->description = g_string_free (text, FALSE);
  picture->caption = file->caption && !g_str_equal (file->caption, "auto") ? g_strdup (file->caption) : alt_text_caption (&first);
  if (others && !(file->caption && !g_str_equal (file->caption, "auto"))) {
    g_autofree char *left = g_steal_pointer (&picture->caption), *right = alt_text_caption (&second);
    picture->caption = g_strdup_printf ("%.*s; beside it t%s", (int) strlen (left) - 1, left, right + 1); /* "The workload ..." */
  }
}

/* ---- layout ---- */

static void
block_heading (struct scene *page, double x, double y, const char *words)
{
  scene_text (page, -1, x, y + 11, COLUMN, 11, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK_SOFT), words);
}

/* Those of SIDE, one under the other; returns where they end. */
static double
draw_column (struct picture *picture, struct scene *base, enum scene_side side, double x, double y)
{
  const struct scene_file *file = picture->page.file;
  struct scene *block = scene_create (COLUMN - MARGIN, 0);
  if (file->facts == side && picture->page.run[0].summary) {
    block_heading (base, x, y, "FACTS");
    fact_block_draw (block, picture->page.run[0].summary);
    picture_page_add (&picture->page, block, (struct rect){ x, y + 18, 0, 0 }, "");
    y += 18 + block->height + 22;
  }
  if (file->legend == side) {
    block_heading (base, x, y, "HOW TO READ IT");
    legend_draw (block);
    picture_page_add (&picture->page, block, (struct rect){ x, y + 20, 0, 0 }, "");
    y += 20 + block->height + 12;
  }
  scene_destroy (block);
  return y;
}

static struct layout
lay_out (const struct picture *picture)
{
  const struct picture_page *page = &picture->page;
  const struct scene_file *file = page->file;
  struct layout layout = { .left = file->legend == SIDE_LEFT || file->facts == SIDE_LEFT ? COLUMN : 0,
                           .right = file->legend == SIDE_RIGHT || file->facts == SIDE_RIGHT ? COLUMN : 0 };
  double width = page->width - 2 * MARGIN;
  layout.title = file->title ? paragraph_draw (NULL, -1, 0, 0, width, TITLE_SIZE, WEIGHT_BOLD, PAINT (ROLE_INK), file->title, NULL) + 12 : 0;
  layout.caption = file->caption ? paragraph_draw (NULL, -1, 0, 0, width, CAPTION_SIZE, WEIGHT_REGULAR, PAINT (ROLE_INK), picture->caption, NULL) + 18 : 0;
  layout.view = (struct rect){ layout.left, layout.title, page->width - layout.left - layout.right, page->height - layout.title - layout.caption };
  return layout;
}

static bool
has_room (const struct picture *picture, const struct layout *layout, GError **error)
{
  if (layout->view.w >= LEAST_VIEW && layout->view.h >= LEAST_VIEW / 2)
    return true;
  scene_file_fault (picture->page.file, "scene", "size", error, "title, caption, legend and facts leave no room for the picture: choose a larger size");
  return false;
}

/* The size that was asked for, and what is to stand in it: nothing is cut off unsaid. */
static bool
fits (const struct picture *picture, const struct layout *layout, double taken, double columns, GError **error)
{
  const struct picture_page *page = &picture->page;
  double wanted = ceil (layout->title + fmax (taken, columns) + layout->caption);
  if (wanted <= page->height)
    return true;
  scene_file_fault (page->file, "scene", "size", error, "what is to be shown takes %.0f px of height, not %.0f: choose %.0fx%.0f", wanted, page->height, page->width, wanted);
  return false;
}

/* A height of its own: what the view and the columns take. */
static void
settle_height (struct picture *picture, const struct layout *layout, double taken)
{
  struct picture_page *page = &picture->page;
  page->height = ceil (layout->title + taken + layout->caption);
  for (guint i = 0; i < page->scenes->len; i++)
    ((struct scene *) page->scenes->pdata[i])->height = page->height;
}

static void
draw_words (struct picture *picture, struct scene *base, const struct layout *layout)
{
  const struct picture_page *page = &picture->page;
  double width = page->width - 2 * MARGIN;
  if (page->file->title)
    paragraph_draw (base, -1, MARGIN, 10, width, TITLE_SIZE, WEIGHT_BOLD, PAINT (ROLE_INK), page->file->title, NULL);
  if (page->file->caption)
    paragraph_draw (base, -1, MARGIN, page->height - layout->caption + 5, width, CAPTION_SIZE, WEIGHT_REGULAR, PAINT (ROLE_INK), picture->caption, NULL);
}

static bool
draw_notes (struct picture *picture, const struct layout *layout, GError **error)
{
  struct picture_page *page = &picture->page;
  const struct scene_file *file = page->file;
  g_autofree struct callout *callouts = g_new0 (struct callout, file->notes->len + 1);
  struct scene *over = scene_create (page->width, page->height);
  for (guint i = 0; i < file->notes->len; i++) {
    const struct scene_note *note = file->notes->pdata[i];
    callouts[i] = (struct callout){ note->object, note->text, note->side };
  }
  struct rect area = { layout->view.x + 4, layout->view.y + 4, layout->view.w - 8, page->height - layout->title - layout->caption - 8 };
  int lost = callout_draw (over, (struct scene *const *) page->scenes->pdata, (int) page->scenes->len, callouts, (int) file->notes->len, area);
  g_ptr_array_add (page->scenes, over);
  if (lost < 0)
    return true;
  g_autofree char *group = g_strconcat ("callout ", ((const struct scene_note *) file->notes->pdata[lost])->name, NULL);
  scene_file_fault (file, group, "object", error,
                    "nothing in sight is called \"%s\"; objects are thread:1.3, rank:1, lock:0.0, message:0-1, lane:1.3, PU:5, Core:2, NUMA:0, and 2/thread:1.3 in a second run",
                    callouts[lost].object);
  return false;
}

static bool
draw (struct picture *picture, const struct picture_view *view, GError **error)
{
  struct picture_page *page = &picture->page;
  const struct scene_file *file = page->file;
  bool grows = !file->height && !view->height;
  page->width = file->width ? file->width : view->width + (file->legend == SIDE_RIGHT || file->facts == SIDE_RIGHT ? COLUMN : 0) + (file->legend == SIDE_LEFT || file->facts == SIDE_LEFT ? COLUMN : 0);
  page->height = file->height ? file->height : view->height ? view->height : 4000;
  struct layout layout = lay_out (picture);
  if (!has_room (picture, &layout, error))
    return false;
  struct scene *base = scene_create (page->width, page->height);
  g_ptr_array_add (page->scenes, base);
  double taken = view->draw (page, layout.view);
  double left = draw_column (picture, base, SIDE_LEFT, MARGIN, layout.title + 8), right = draw_column (picture, base, SIDE_RIGHT, page->width - COLUMN + 4, layout.title + 8);
  double columns = fmax (left, right) - layout.title;
  if (grows)
    settle_height (picture, &layout, fmax (taken, columns));
  else if (!fits (picture, &layout, taken, columns, error))
    return false;
  draw_words (picture, base, &layout);
  return draw_notes (picture, &layout, error);
}

/* ---- life ---- */

static bool
open_study (struct picture *picture, GError **error)
{
  const struct scene_file *file = picture->page.file;
  g_autoptr (GError) why = NULL;
  if (!file->study) {
    scene_file_fault (file, "scene", "view", error, "view=scaling wants a study: study=FILE.json (strandscope scaling --json makes one)");
    return false;
  }
  picture->page.study = study_load (file->study, &why);
  if (!picture->page.study)
    scene_file_fault (file, "scene", "study", error, "%s", why->message);
  return picture->page.study != NULL;
}

static bool
open_runs (struct picture *picture, const struct picture_view *view, GError **error)
{
  const struct scene_file *file = picture->page.file;
  for (int i = 0; i < MAX (1, view->runs); i++) {
    const struct scene_source *source = &file->source[i];
    if (i < view->runs && !source->recording && !source->workload) {
      if (i)
        scene_file_fault (file, "compare", NULL, error, "view=compare wants the second run: [compare] with recording= or workload= (or --with RECORDING)");
      else
        scene_file_fault (file, "scene", "view", error, "view=%s wants a run: recording= or workload=", view->name);
      return false;
    }
    if (!picture_run_open (&picture->page.run[i], file, i, error))
      return false;
  }
  return true;
}

struct picture *
picture_make (const struct scene_file *file, GError **error)
{
  bool has_run = file->source[0].recording || file->source[0].workload;
  const char *name = file->view ? file->view : file->study ? "scaling" : file->source[1].recording || file->source[1].workload ? "compare" : has_run ? "stage" : "machine";
  const struct picture_view *view = picture_view_find (name);
  if (!view) {
    g_autofree char *names = picture_view_names ();
    scene_file_fault (file, "scene", "view", error, "%s: a view is %s", name, names);
    return NULL;
  }
  if (file->study && !view->study) {
    scene_file_fault (file, "scene", "view", error, "a study is shown by view=scaling");
    return NULL;
  }
  struct matrix_options matrix;
  if (!picture_matrix_options (file, NULL, &matrix, error)) /* a wrong word is wrong in any view */
    return NULL;
  struct picture *picture = g_new0 (struct picture, 1);
  picture->page.file = file;
  picture->page.scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) scene_destroy);
  if ((view->study ? open_study (picture, error) : open_runs (picture, view, error)) && (!view->check || view->check (&picture->page, error))) {
    if (picture->page.study)
      describe_study (picture, view);
    else
      describe (picture, view);
    if (draw (picture, view, error))
      return picture;
  }
  picture_destroy (picture);
  return NULL;
}

void
picture_destroy (struct picture *picture)
{
  if (!picture)
    return;
  g_ptr_array_unref (picture->page.scenes);
  study_free (picture->page.study);
  picture_run_finish (&picture->page.run[0]);
  picture_run_finish (&picture->page.run[1]);
  g_free (picture->caption);
  g_free (picture->description);
  g_free (picture);
}

bool
picture_write (const struct picture *picture, const char *path, const char *format, GError **error)
{
  const struct scene_file *file = picture->page.file;
  struct export_options options = { .theme = file->theme, .scale = file->scale, .format = format, .adapts = file->adapts,
                                    .title = file->title ? file->title : picture->caption, .description = picture->description };
  return export_picture ((struct scene *const *) picture->page.scenes->pdata, (int) picture->page.scenes->len, &options, path, error);
}
