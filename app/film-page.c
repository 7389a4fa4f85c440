#include "app/film-page.h"

#include <string.h>

#include "app/picture-views.h"
#include "app/time-words.h"
#include "ui/draw/painter.h"
#include "ui/draw/stage.h"
#include "ui/draw/time-bar.h"

struct film_page {
  const struct film_order *order;
  struct stage *stage;
  struct snapshot snapshot;
  struct scene *bar;
  bool painted;
  cairo_surface_t *still, *page; /* what stands still is painted when it changes, and copied */
  char *speed;
};

/* As in a picture of the scene; what is looked at stays for the whole film. */
static void
look (struct film_page *page)
{
  const struct scene_file *file = page->order->look;
  stage_set_indexes (page->stage, file->indexes);
  stage_set_overlays (page->stage, file->overlays);
  stage_select (page->stage, file->select);
  snapshot_take (page->order->trace, page->order->from, SNAPSHOT_GLOW_NS, SNAPSHOT_SLICE_NS, &page->snapshot);
  stage_update (page->stage, &page->snapshot);
  picture_look (page->stage, file, &page->snapshot);
}

struct film_page *
film_page_create (const struct film_order *order)
{
  struct film_page *page = g_new0 (struct film_page, 1);
  const struct trace_description *description = trace_description (order->trace);
  g_autofree char *title = g_strdup_printf ("%s, %s", description->workload, description->model);
  page->order = order;
  page->stage = stage_create ();
  page->bar = scene_create (order->width, order->height);
  page->still = cairo_image_surface_create (CAIRO_FORMAT_RGB24, order->width, order->height);
  page->page = cairo_image_surface_create (CAIRO_FORMAT_RGB24, order->width, order->height);
  page->speed = time_words_speed (order->speed);
  if (cairo_surface_status (page->still) != CAIRO_STATUS_SUCCESS || cairo_surface_status (page->page) != CAIRO_STATUS_SUCCESS) {
    film_page_destroy (page);
    return NULL;
  }
  stage_set_size (page->stage, order->width, order->height - TIME_BAR_HEIGHT);
  stage_set_map (page->stage, false);
  stage_set_machine (page->stage, order->machine);
  stage_set_machine_unknown (page->stage, !order->machine);
  stage_set_title (page->stage, title);
  if (order->look)
    look (page);
  return page;
}

void
film_page_destroy (struct film_page *page)
{
  if (!page)
    return;
  stage_destroy (page->stage);
  snapshot_finish (&page->snapshot);
  scene_destroy (page->bar);
  cairo_surface_destroy (page->still);
  cairo_surface_destroy (page->page);
  g_free (page->speed);
  g_free (page);
}

static void
paint (const struct film_page *page, cairo_surface_t *surface, int from, int to)
{
  cairo_t *cr = cairo_create (surface);
  struct rgba color = palette_color (page->order->theme, PAINT (ROLE_PAGE));
  if (from == 0) {
    cairo_set_source_rgb (cr, color.r, color.g, color.b);
    cairo_paint (cr);
  }
  for (int i = from; i < to; i++)
    scene_paint (cr, stage_scenes (page->stage)[i], page->order->theme);
  if (to == STAGE_SCENES)
    scene_paint (cr, page->bar, page->order->theme);
  cairo_destroy (cr);
}

static void
copy_still (const struct film_page *page)
{
  cairo_surface_flush (page->still);
  cairo_surface_flush (page->page);
  memcpy (cairo_image_surface_get_data (page->page), cairo_image_surface_get_data (page->still),
          (size_t) cairo_image_surface_get_stride (page->still) * (size_t) page->order->height);
  cairo_surface_mark_dirty (page->page);
}

static void
draw_bar (struct film_page *page, uint64_t t)
{
  const struct film_order *order = page->order;
  uint64_t begin = trace_begin (order->trace), stretch = order->to - order->from;
  g_autofree char *moment = time_words (t > begin ? t - begin : 0, stretch);
  struct rect area = { 0, order->height - TIME_BAR_HEIGHT, order->width, TIME_BAR_HEIGHT };
  scene_clear (page->bar);
  time_bar_draw (page->bar, area, &(struct time_bar){ (double) (t - order->from) / (double) MAX (stretch, 1), moment, page->speed });
}

cairo_surface_t *
film_page_draw (struct film_page *page, uint64_t t)
{
  snapshot_take (page->order->trace, t, SNAPSHOT_GLOW_NS, SNAPSHOT_SLICE_NS, &page->snapshot);
  if (stage_update (page->stage, &page->snapshot) || !page->painted)
    paint (page, page->still, 0, STAGE_MARKS);
  page->painted = true;
  draw_bar (page, t);
  copy_still (page);
  paint (page, page->page, STAGE_MARKS, STAGE_SCENES);
  cairo_surface_flush (page->page);
  return page->page;
}
