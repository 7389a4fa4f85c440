/* The timeline's scene: what stands where, that nothing rare is hidden, that labels differ at every zoom, and that pixels, Cairo and SVG
 * agree on strips. */
#include <cairo.h>
#include <math.h>
#include <string.h>

#include "engine/trace/trace-writer.h"
#include "ui/draw/export-svg.h"
#include "ui/draw/painter.h"
#include "ui/draw/strip.h"
#include "ui/draw/text.h"
#include "ui/draw/timeline.h"

#define WIDTH 1200
#define HEIGHT 300

struct made { struct trace *trace; struct timeline timeline; struct timeline_rows rows; struct scene *scene; };

static void
add (struct trace *trace, int rank, int thread, struct event event, uint64_t begin, uint64_t end)
{
  event.begin = begin;
  event.span = event_span (end - begin, EVENT_PU_UNKNOWN);
  trace_writer_events (trace, rank, thread, &event, 1);
}

static void
begin (struct made *made, int ranks, int threads)
{
  char model[] = "hybrid";
  *made = (struct made){ .trace = trace_create (&(struct trace_description){ .model = model, .ranks = ranks, .threads = threads }), .scene = scene_create (0, 0) };
  timeline_rows_make (&made->rows, ranks, threads, NULL);
}

static void
finish (struct made *made)
{
  timeline_finish (&made->timeline);
  timeline_rows_finish (&made->rows);
  trace_destroy (made->trace);
  scene_destroy (made->scene);
}

static void
draw (struct made *made, uint64_t from, uint64_t to, bool by_pu)
{
  uint64_t start = trace_begin (made->trace), end = trace_end (made->trace);
  struct timeline_look look = { .width = WIDTH, .height = HEIGHT, .from = from, .to = to, .origin = start, .begin = start, .end = end, .by_pu = by_pu };
  do
    timeline_take (&made->timeline, made->trace, &made->rows, &look);
  while (by_pu && made->timeline.occupancy.merged < 1);
  timeline_draw (made->scene, &made->timeline);
}

static const struct primitive *
box_of (const struct scene *scene, const char *id, enum role role, enum dash dash)
{
  int object = scene_find (scene, id);
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *one = &scene->primitives[i];
    if (one->kind == PRIMITIVE_BOX && one->object == object && (one->fill.role == role || one->stroke.role == role) && one->dash == dash
        && one->rect.w < WIDTH / 2.0)
      return one;
  }
  return NULL;
}

static void
test_spans (void)
{
  struct made made;
  begin (&made, 2, 1);
  add (made.trace, 0, 0, (struct event){ .kind = EVENT_THREAD }, 1000, 11000);
  add (made.trace, 1, 0, (struct event){ .kind = EVENT_THREAD }, 1000, 11000);
  add (made.trace, 0, 0, (struct event){ .kind = EVENT_LOCK_WAIT, .object = 1 }, 3000, 5000);
  add (made.trace, 1, 0, (struct event){ .kind = EVENT_WAIT, .peer = 0 }, 6000, 8000);
  add (made.trace, 0, 0, (struct event){ .kind = EVENT_SEND, .peer = 1, .object = 7, .value = 4096 }, 7000, 7050);
  add (made.trace, 1, 0, (struct event){ .kind = EVENT_RECV, .peer = 0, .object = 7, .value = 4096 }, 6000, 8000);
  trace_writer_close (made.trace, 11000);
  draw (&made, 1000, 11000, false);
  const struct timeline_layout *layout = &made.timeline.layout;
  const struct primitive *lock = box_of (made.scene, "lane:0.0", ROLE_PROCESS, DASH_DASHED), *wait = box_of (made.scene, "lane:1.0", ROLE_PROCESS, DASH_DOTTED);
  g_assert_true (made.timeline.exact);
  g_assert_nonnull (lock);
  g_assert_nonnull (wait);
  double per_ns = (layout->right - layout->left) / 10000;
  g_assert_cmpfloat (fabs (lock->rect.x - (layout->left + 2000 * per_ns)), <, 1.5);
  g_assert_cmpfloat (fabs (lock->rect.w - 2000 * per_ns), <, 2);
  g_assert_cmpfloat (wait->rect.y, >=, lock->rect.y + lock->rect.h); /* the lane below */
  g_assert_cmpint (timeline_row_at (&made.timeline, lock->rect.y + 2), ==, 0);
  g_assert_cmpint (timeline_row_at (&made.timeline, wait->rect.y + 2), ==, 1);
  g_assert_cmpuint (timeline_time (&made.timeline, timeline_x (&made.timeline, 4321)), ==, 4321);
  int message = scene_find (made.scene, "timeline-message:0");
  g_assert_cmpint (message, >=, 0);
  struct rect at = made.scene->objects[message].rect;
  g_assert_cmpfloat (fabs (at.x + at.w / 2 - timeline_x (&made.timeline, 8000)), <, 1);
  g_assert_nonnull (strstr (scene_text_at (made.scene, made.scene->objects[message].title), "tag 7"));
  finish (&made);
}

/* Many states: strips. One lock wait among a hundred thousand barriers has its mark, in its lane and its column. */
static void
test_nothing_rare_is_hidden (void)
{
  struct made made;
  int marks = 0;
  begin (&made, 1, 2);
  for (uint64_t i = 0; i < 50000; i++)
    for (int thread = 0; thread < 2; thread++)
      add (made.trace, 0, thread, (struct event){ .kind = thread == 1 && i == 31234 ? EVENT_LOCK_WAIT : EVENT_BARRIER, .object = 0 }, 1000 + i * 100, 1060 + i * 100);
  trace_writer_close (made.trace, 5001000);
  draw (&made, 1000, 5001000, false);
  g_assert_false (made.timeline.exact);
  for (int i = 0; i < made.scene->count; i++) {
    const struct primitive *strip = &made.scene->primitives[i];
    if (strip->kind != PRIMITIVE_STRIP || strip->object != scene_find (made.scene, "lane:0.1"))
      continue;
    for (int column = 0; column < strip->columns; column++)
      if (made.scene->cells[strip->first_cell + column].mark == THREAD_LOCK_WAIT) {
        double x = strip->rect.x + strip->rect.w * column / strip->columns;
        g_assert_cmpfloat (fabs (x - timeline_x (&made.timeline, 1000 + 31234 * 100)), <, 3);
        marks++;
      }
  }
  g_assert_cmpint (marks, >=, 1);
  g_assert_cmpint (marks, <=, 2);
  finish (&made);
}

/* Texts of the axis differ, and do not touch. */
static void
test_labels (void)
{
  struct made made;
  begin (&made, 1, 1);
  add (made.trace, 0, 0, (struct event){ .kind = EVENT_THREAD }, 1000, UINT64_C (100000001000));
  trace_writer_close (made.trace, UINT64_C (100000001000));
  for (uint64_t length = 8; length < UINT64_C (100000000000); length = length * 7 / 2) {
    uint64_t from = UINT64_C (12345678901) % (UINT64_C (100000000000) - length) + 1000;
    draw (&made, from, from + length, false);
    double right = -1;
    char last[64] = "";
    int labels = 0;
    for (int i = 0; i < made.scene->count; i++) {
      const struct primitive *text = &made.scene->primitives[i];
      if (text->kind != PRIMITIVE_TEXT || text->rect.y < made.timeline.layout.bottom || text->align != ALIGN_MIDDLE)
        continue;
      const char *words = scene_text_at (made.scene, text->text);
      double width = text_width (words, text->rect.h, text->weight);
      g_assert_cmpstr (words, !=, last);
      g_assert_cmpint ((int) g_utf8_strlen (words, -1), <=, 9); /* what they share stands once, at the left */
      g_assert_cmpfloat (text->rect.x - width / 2, >, right);
      g_assert_cmpfloat (text->rect.x + width / 2, <, WIDTH);
      right = text->rect.x + width / 2;
      g_strlcpy (last, words, sizeof last);
      labels++;
    }
    g_assert_cmpint (labels, >=, 3);
  }
  finish (&made);
}

static void
test_format (void)
{
  static const struct { uint64_t ns; const char *text; } as[] = {
    { 0, "0.000 s" }, { 1, "0.000\u2009000\u2009001 s" }, { 12345678000, "12.345\u2009678 s" }, { UINT64_C (3600000000000), "3\u2009600.000 s" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (as); i++) {
    char text[64];
    timeline_format (as[i].ns, text, sizeof text);
    g_assert_cmpstr (text, ==, as[i].text);
  }
}

/* Ten thousand lanes: those in sight are drawn, and all can be scrolled to; folded, each process is one. */
static void
test_many_lanes (void)
{
  struct made made;
  begin (&made, 100, 100);
  for (int lane = 0; lane < 10000; lane++)
    add (made.trace, lane / 100, lane % 100, (struct event){ .kind = EVENT_THREAD }, 1000, 9000);
  trace_writer_close (made.trace, 9000);
  struct timeline_look look = { .width = WIDTH, .height = HEIGHT, .from = 1000, .to = 9000, .origin = 1000, .begin = 1000, .end = 9000 };
  timeline_take (&made.timeline, made.trace, &made.rows, &look);
  timeline_draw (made.scene, &made.timeline);
  g_assert_cmpint (made.timeline.rows, <, 30);
  g_assert_cmpint (scene_find (made.scene, "lane:0.0"), >=, 0);
  g_assert_cmpint (scene_find (made.scene, "lane:99.99"), <, 0);
  look.scroll = 1e9;
  timeline_take (&made.timeline, made.trace, &made.rows, &look);
  timeline_draw (made.scene, &made.timeline);
  g_assert_cmpint (scene_find (made.scene, "lane:99.99"), >=, 0);
  g_assert_cmpint (timeline_row_at (&made.timeline, made.timeline.layout.bottom - 1), ==, 9999);
  guint8 folded[100];
  memset (folded, 1, sizeof folded);
  timeline_rows_make (&made.rows, 100, 100, folded);
  g_assert_cmpint (made.rows.count, ==, 100);
  look.scroll = 0;
  timeline_take (&made.timeline, made.trace, &made.rows, &look);
  timeline_draw (made.scene, &made.timeline);
  g_assert_cmpint (scene_find (made.scene, "lanes:0"), >=, 0);
  finish (&made);
}

static void
test_by_pu (void)
{
  struct made made;
  begin (&made, 2, 1);
  for (int rank = 0; rank < 2; rank++) {
    struct span span = { .begin = 1000 + 4000 * (uint64_t) rank, .end = 5000 + 4000 * (uint64_t) rank, .object = 3, .value = span_shares (SPAN_WHOLE, 0), .kind = SCHEDULE_ON };
    add (made.trace, rank, 0, (struct event){ .kind = EVENT_THREAD }, 1000, 9000);
    trace_writer_schedule (made.trace, rank, 0, &span, 1);
  }
  trace_writer_close (made.trace, 9000);
  draw (&made, 1000, 9000, true);
  int object = scene_find (made.scene, "lane:PU:3"), boxes = 0;
  g_assert_cmpint (object, >=, 0);
  for (int i = 0; i < made.scene->count; i++) {
    const struct primitive *box = &made.scene->primitives[i];
    if (box->kind == PRIMITIVE_BOX && box->object == object && box->fill.role == ROLE_PROCESS) {
      g_assert_cmpint (box->fill.index, ==, boxes);
      g_assert_cmpfloat (fabs (box->rect.x - timeline_x (&made.timeline, 1000 + 4000 * (uint64_t) boxes)), <, 1);
      boxes++;
    }
  }
  g_assert_cmpint (boxes, ==, 2);
  finish (&made);
}

/* What goes from thread to thread goes between the PUs that they were on at that moment: thread 0.0 moves from PU 3 to PU 5. */
static void
test_lines_by_pu (void)
{
  struct made made;
  begin (&made, 2, 1);
  static const struct { int rank, pu; uint64_t begin, end; } on[] = { { 0, 3, 1000, 5000 }, { 1, 4, 1000, 9000 }, { 0, 5, 5000, 9000 } };
  for (int rank = 0; rank < 2; rank++)
    add (made.trace, rank, 0, (struct event){ .kind = EVENT_THREAD }, 1000, 9000);
  for (size_t i = 0; i < G_N_ELEMENTS (on); i++) {
    struct span span = { .begin = on[i].begin, .end = on[i].end, .object = on[i].pu, .value = span_shares (SPAN_WHOLE, 0), .kind = SCHEDULE_ON };
    trace_writer_schedule (made.trace, on[i].rank, 0, &span, 1);
  }
  for (uint64_t t = 2000; t <= 6000; t += 4000) {
    add (made.trace, 0, 0, (struct event){ .kind = EVENT_SEND, .peer = 1, .object = 7, .value = 4096 }, t, t + 50);
    add (made.trace, 1, 0, (struct event){ .kind = EVENT_RECV, .peer = 0, .object = 7, .value = 4096 }, t, t + 500);
  }
  trace_writer_close (made.trace, 9000);
  draw (&made, 1000, 9000, true);
  g_assert_cmpint (made.timeline.window.messages, ==, 2);
  g_assert_cmpint (made.timeline.message_ends[0].from, ==, 0); /* PU 3 */
  g_assert_cmpint (made.timeline.message_ends[1].from, ==, 2); /* PU 5 */
  g_assert_cmpint (made.timeline.message_ends[0].to, ==, 1);
  g_assert_cmpint (made.timeline.message_ends[1].to, ==, 1);
  int second = scene_find (made.scene, "timeline-message:1");
  g_assert_cmpint (second, >=, 0);
  struct rect at = made.scene->objects[second].rect;
  g_assert_cmpint (timeline_row_at (&made.timeline, at.y + at.h / 2), ==, 1);
  finish (&made);
}

/* ---- over the lanes ---- */

static void
test_flags (void)
{
  struct made made;
  struct scene *over = scene_create (0, 0);
  const struct timeline_flag flag[] = { { 2000, "first" }, { 2001, "too near" }, { 6000, "second" }, { 20000, "out of sight" } };
  struct timeline_marks marks = { .playhead = 4000, .rank = -1, .loop_from = 500, .loop_to = 5000, .flag = flag, .flags = 4 };
  uint64_t t = 0;
  begin (&made, 1, 1);
  add (made.trace, 0, 0, (struct event){ .kind = EVENT_THREAD }, 1000, 30000);
  trace_writer_close (made.trace, 30000);
  draw (&made, 1000, 11000, false);
  timeline_draw_over (over, &made.timeline, &marks);
  double y = made.timeline.layout.top - 2;
  g_assert_true (timeline_flag_at (over, timeline_x (&made.timeline, 6000) + 3, y, &t));
  g_assert_cmpuint (t, ==, 6000);
  g_assert_true (timeline_flag_at (over, timeline_x (&made.timeline, 2000) + 3, y, &t));
  g_assert_cmpuint (t, ==, 2000);
  g_assert_false (timeline_flag_at (over, timeline_x (&made.timeline, 6000) + 3, y + 40, &t)); /* the lanes are not the flag's */
  g_assert_cmpint (scene_find (over, "bookmark:20000"), <, 0);
  g_assert_nonnull (strstr (scene_text_at (over, over->objects[scene_find (over, "bookmark:6000")].title), "second"));
  struct rect loop = over->objects[scene_find (over, "timeline-loop")].rect;
  g_assert_cmpfloat (fabs (loop.x - made.timeline.layout.left), <, 1); /* it began before what is in view */
  g_assert_cmpfloat (fabs (loop.x + loop.w - timeline_x (&made.timeline, 5000)), <, 1);
  scene_destroy (over);
  finish (&made);
}

/* ---- strips ---- */

static struct scene *
strip_scene (void)
{
  struct scene *scene = scene_create (60, 20);
  struct look looks[] = { { PAINT (ROLE_HALO), PAINT (ROLE_INK), WEAVE_DASHES }, { PAINT_OF (ROLE_PROCESS, 0), PAINT (ROLE_NONE), WEAVE_PLAIN },
                          { PAINT (ROLE_PANEL), PAINT (ROLE_ERROR), WEAVE_MIDDLE }, { PAINT (ROLE_PANEL), PAINT (ROLE_INK), WEAVE_EDGES },
                          { PAINT (ROLE_HALO), PAINT (ROLE_INK), WEAVE_DOTS } };
  struct strip_cell cells[60];
  for (int i = 0; i < 60; i++)
    cells[i] = (struct strip_cell){ (uint8_t) (i / 10), (uint8_t) (i % 10 == 5 ? 1 + i / 10 % 5 : 0) };
  scene_strip (scene, -1, (struct rect){ 0, 3, 60, 13 }, looks, G_N_ELEMENTS (looks), cells, 60);
  return scene;
}

static uint32_t
pixel (cairo_surface_t *surface, int x, int y)
{
  return *(const uint32_t *) (const void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x) & 0xffffff;
}

struct filler { cairo_t *cr; };

static void
fill_part (const struct rect *rect, int rects, struct paint paint, void *data)
{
  cairo_t *cr = ((struct filler *) data)->cr;
  struct rgba c = palette_color (THEME_LIGHT, paint);
  cairo_set_source_rgba (cr, c.r, c.g, c.b, c.a);
  for (int i = 0; i < rects; i++)
    cairo_rectangle (cr, rect[i].x, rect[i].y, rect[i].w, rect[i].h);
  cairo_fill (cr);
}

static void
test_strips_agree (void)
{
  struct scene *scene = strip_scene ();
  cairo_surface_t *surface[2];
  for (int i = 0; i < 2; i++) {
    struct rgba page = palette_color (THEME_LIGHT, PAINT (ROLE_PAGE));
    surface[i] = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 60, 20);
    cairo_t *cr = cairo_create (surface[i]);
    cairo_set_source_rgb (cr, page.r, page.g, page.b);
    cairo_paint (cr);
    if (i == 0)
      scene_paint (cr, scene, THEME_LIGHT);
    else
      strip_walk (scene, &scene->primitives[0], fill_part, &(struct filler){ cr });
    cairo_destroy (cr);
    cairo_surface_flush (surface[i]);
  }
  int painted = 0;
  for (int y = 0; y < 20; y++)
    for (int x = 0; x < 60; x++) {
      g_assert_cmphex (pixel (surface[0], x, y), ==, pixel (surface[1], x, y));
      painted += pixel (surface[0], x, y) != pixel (surface[0], 0, 0);
    }
  g_assert_cmpint (painted, >, 300);
  g_assert_cmphex (pixel (surface[0], 25, 4), !=, pixel (surface[0], 25, 15)); /* a mark is seen */
  g_assert_cmphex (pixel (surface[0], 24, 4), ==, pixel (surface[0], 24, 15));
  cairo_surface_destroy (surface[0]);
  cairo_surface_destroy (surface[1]);
  scene_destroy (scene);
}

static void
test_strips_in_svg (void)
{
  struct scene *scene = strip_scene ();
  const struct export_options options = { .theme = THEME_LIGHT, .scale = 1 };
  GString *svg = export_svg (&scene, 1, &options);
  g_assert_nonnull (strstr (svg->str, "<path d=\"M"));
  g_assert_cmpuint (svg->len, <, 6000);
  g_string_free (svg, TRUE);
  const struct export_options adapting = { .theme = THEME_LIGHT, .scale = 1, .adapts = true };
  svg = export_svg (&scene, 1, &adapting);
  g_assert_nonnull (strstr (svg->str, "prefers-color-scheme: dark"));
  const char *strip = strstr (svg->str, "<path d=\"M"), *end = strip ? strchr (strip, '>') : NULL, *class = strip ? strstr (strip, " class=\"f") : NULL;
  g_assert_true (end && class && class < end);
  g_string_free (svg, TRUE);
  scene_destroy (scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/spans", test_spans);
  g_test_add_func ("/timeline/nothing-rare-is-hidden", test_nothing_rare_is_hidden);
  g_test_add_func ("/timeline/labels", test_labels);
  g_test_add_func ("/timeline/format", test_format);
  g_test_add_func ("/timeline/many-lanes", test_many_lanes);
  g_test_add_func ("/timeline/by-pu", test_by_pu);
  g_test_add_func ("/timeline/lines-by-pu", test_lines_by_pu);
  g_test_add_func ("/timeline/flags", test_flags);
  g_test_add_func ("/timeline/strips-agree", test_strips_agree);
  g_test_add_func ("/timeline/strips-in-svg", test_strips_in_svg);
  return g_test_run ();
}
