/* The stage's geometry: everything of a snapshot is drawn, inside its box, without overlap, in the shape of its state. */
#include <math.h>
#include <string.h>

#include "engine/machine/machine.h"
#include "tests/ui/fixture.h"
#include "ui/draw/export.h"
#include "ui/draw/stage.h"

struct scenario { const char *name, *machine; int ranks, threads, pus; double width, height; };

static const struct scenario scenarios[] = {
  { "threads", "pack:2 l3:1 core:4 pu:2", 1, 4, 16, 890, 580 },
  { "processes", "pack:2 l3:1 core:4 pu:2", 4, 1, 16, 890, 580 },
  { "hybrid", "pack:2 l3:1 core:4 pu:2", 2, 4, 16, 890, 580 },
  { "hybrid-on-2-PUs", "core:2 pu:1", 2, 2, 2, 890, 580 },
  { "small-window", "core:2 pu:1", 2, 2, 2, 480, 330 },
  { "many-threads", "pack:2 die:12 core:8 pu:2", 2, 96, 384, 1400, 800 },
  { "many-ranks", "pack:2 die:12 core:8 pu:2", 64, 4, 384, 1400, 800 },
};

static bool
inside (struct rect inner, struct rect outer)
{
  return inner.x >= outer.x - 0.6 && inner.y >= outer.y - 0.6 && inner.x + inner.w <= outer.x + outer.w + 0.6 &&
         inner.y + inner.h <= outer.y + outer.h + 0.6;
}

static bool
overlap (struct rect a, struct rect b)
{
  return a.x + a.w > b.x + 0.6 && b.x + b.w > a.x + 0.6 && a.y + a.h > b.y + 0.6 && b.y + b.h > a.y + 0.6;
}

static struct rect
rect_of (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);
  if (object < 0)
    g_error ("%s is not on the picture", id);
  return scene->objects[object].rect;
}

static void
assert_boxes_apart (const struct scene *base, int ranks, struct rect page)
{
  for (int a = 0; a < ranks; a++) {
    g_autofree char *id = g_strdup_printf ("rank:%d", a);
    g_assert_true (inside (rect_of (base, id), page));
    for (int b = 0; b < a; b++) {
      g_autofree char *other = g_strdup_printf ("rank:%d", b);
      g_assert_false (overlap (rect_of (base, id), rect_of (base, other)));
    }
  }
}

static void
assert_threads_in_boxes (const struct scene *base, const struct scene *live, const struct snapshot *snapshot)
{
  for (int i = 0; i < snapshot->threads; i++) {
    const struct snapshot_thread *thread = &snapshot->thread[i];
    g_autofree char *id = g_strdup_printf ("thread:%d.%d", thread->rank, thread->thread);
    g_autofree char *box = g_strdup_printf ("rank:%d", thread->rank);
    struct rect disc = rect_of (live, id);
    g_assert_true (inside (disc, rect_of (base, box)));
    for (int k = 0; k < i; k++) {
      g_autofree char *other = g_strdup_printf ("thread:%d.%d", snapshot->thread[k].rank, snapshot->thread[k].thread);
      g_assert_false (overlap (disc, rect_of (live, other)));
    }
  }
}

/* The machine's band stands below the program's: no PU lies under a process. */
static void
assert_bands_apart (const struct scene *program, const struct scene *machine)
{
  for (int i = 0; i < program->object_count; i++)
    for (int k = 0; k < machine->object_count; k++)
      if (g_str_has_prefix (program->objects[i].id, "rank:") && g_str_has_prefix (machine->objects[k].id, "PU:"))
        g_assert_false (overlap (program->objects[i].rect, machine->objects[k].rect));
}

static void
assert_in_page (const struct scene *scene, struct rect page)
{
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_BOX || scene->primitives[i].kind == PRIMITIVE_TOKEN) {
      struct rect r = scene->primitives[i].rect;
      g_test_message ("%g %g %g %g in %g x %g", r.x, r.y, r.w, r.h, page.w, page.h);
      g_assert_true (inside (r, page));
    }
}

static void
save_for_the_eye (struct stage *stage, const char *name)
{
  const char *folder = g_getenv ("STRANDSCOPE_PICTURES"); /* set by whoever wants to look */
  if (!folder)
    return;
  for (enum theme theme = THEME_LIGHT; theme <= THEME_PRINT; theme++) {
    g_autofree char *path = g_strdup_printf ("%s/%s-%s.png", folder, name, theme_name (theme));
    g_assert_true (export_scenes (stage_scenes (stage), STAGE_SCENES, theme, 1, path, NULL, NULL));
  }
}

static void
test_scenario (gconstpointer data)
{
  const struct scenario *scenario = data;
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (scenario->machine, &error);
  g_assert_no_error (error);
  struct fixture fixture;
  fixture_init (&fixture, scenario->ranks, scenario->threads, scenario->pus);
  struct stage *stage = stage_create ();
  struct rect page = { 0, 0, scenario->width, scenario->height };
  stage_set_size (stage, scenario->width, scenario->height);
  stage_set_machine (stage, machine);
  g_assert_true (stage_update (stage, &fixture.snapshot));
  g_assert_false (stage_update (stage, &fixture.snapshot)); /* the base holds still while only states change */
  assert_boxes_apart (stage_scenes (stage)[STAGE_PROGRAM], scenario->ranks, page);
  assert_threads_in_boxes (stage_scenes (stage)[STAGE_PROGRAM], stage_scenes (stage)[STAGE_LIVE], &fixture.snapshot);
  assert_bands_apart (stage_scenes (stage)[STAGE_PROGRAM], stage_scenes (stage)[STAGE_MACHINE]);
  for (int i = 0; i < STAGE_SCENES; i++)
    assert_in_page (stage_scenes (stage)[i], page);
  save_for_the_eye (stage, scenario->name);
  stage_destroy (stage);
  fixture_finish (&fixture);
  machine_destroy (machine);
}

static const struct primitive *
token_of (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_TOKEN && scene->primitives[i].object == object)
      return &scene->primitives[i];
  return NULL;
}

/* Shape and stroke say the state without colour. */
static void
test_states_have_shapes (void)
{
  struct machine *machine = machine_load ("core:8 pu:1", NULL);
  struct fixture fixture;
  fixture_init (&fixture, 1, 7, 8);
  struct stage *stage = stage_create ();
  stage_set_size (stage, 900, 600);
  stage_set_machine (stage, machine);
  stage_update (stage, &fixture.snapshot);
  const struct scene *live = stage_scenes (stage)[STAGE_LIVE];
  g_assert_cmpint (token_of (live, "thread:0.0")->fill.role, ==, ROLE_PROCESS);
  g_assert_cmpint (token_of (live, "thread:0.2")->dash, ==, DASH_DASHED);
  g_assert_cmpint (token_of (live, "thread:0.2")->badge, ==, BADGE_PADLOCK);
  g_assert_cmpint (token_of (live, "thread:0.3")->fill.role, ==, ROLE_PAGE);
  g_assert_cmpint (token_of (live, "thread:0.3")->dash, ==, DASH_SOLID);
  g_assert_cmpint (token_of (live, "thread:0.4")->dash, ==, DASH_DOTTED);
  g_assert_cmpint (token_of (live, "thread:0.4")->badge, ==, BADGE_ENVELOPE);
  stage_destroy (stage);
  fixture_finish (&fixture);
  machine_destroy (machine);
}

/* ---- zoom, pan, selection ---- */

struct looked { struct machine *machine; struct stage *stage; struct fixture fixture; };

static struct looked
look_at (const char *source, double width, double height)
{
  struct looked looked = { machine_load (source, NULL), stage_create (), .fixture.snapshot.t = 0 };
  fixture_init (&looked.fixture, 2, 2, 4);
  stage_set_size (looked.stage, width, height);
  stage_set_machine (looked.stage, looked.machine);
  stage_update (looked.stage, &looked.fixture.snapshot);
  return looked;
}

static void
look_away (struct looked *looked)
{
  stage_destroy (looked->stage);
  fixture_finish (&looked->fixture);
  machine_destroy (looked->machine);
}

static struct rect
on_page (const struct looked *looked, const char *id)
{
  const struct scene *scene = stage_scenes (looked->stage)[STAGE_MACHINE];
  return scene_on_page (scene, rect_of (scene, id));
}

/* What lies under the pointer stays there while it is zoomed, and grows. */
static void
test_zoom_about_point (void)
{
  struct looked looked = look_at ("pack:2 l3:2 core:4 pu:2", 1000, 700);
  struct rect before = on_page (&looked, "PU:21");
  double x = before.x + before.w * 0.3, y = before.y + before.h * 0.6;
  for (int i = 0; i < 5; i++) {
    stage_zoom (looked.stage, 1.3, x, y);
    stage_update (looked.stage, &looked.fixture.snapshot);
    struct rect now = on_page (&looked, "PU:21");
    g_assert_cmpfloat_with_epsilon (now.x + now.w * 0.3, x, 4); /* whole pixels, five times */
    g_assert_cmpfloat_with_epsilon (now.y + now.h * 0.6, y, 4);
  }
  g_assert_cmpfloat (on_page (&looked, "PU:21").w, >, 2.5 * before.w);
  stage_zoom (looked.stage, 0, 0, 0);
  stage_update (looked.stage, &looked.fixture.snapshot);
  struct rect after = on_page (&looked, "PU:21");
  g_assert_cmpmem (&after, sizeof after, &before, sizeof before);
  look_away (&looked);
}

/* Zooming opens what was aggregated, and nothing changes its place among its siblings. */
static void
test_zoom_is_semantic (void)
{
  struct looked looked = look_at ("pack:8 l3:4 core:32 pu:4", 800, 500);
  g_assert_cmpint (scene_find (stage_scenes (looked.stage)[STAGE_MACHINE], "PU:2000"), <, 0);
  struct rect one = on_page (&looked, "Package:2"), other = on_page (&looked, "Package:3");
  g_assert_true (stage_reveal (looked.stage, "PU:2000"));
  stage_update (looked.stage, &looked.fixture.snapshot);
  struct rect pu = on_page (&looked, "PU:2000"), clip = stage_scenes (looked.stage)[STAGE_MACHINE]->clip;
  g_assert_true (inside (pu, clip));
  g_assert_cmpfloat (pu.w, >, 20);
  struct rect first = on_page (&looked, "Package:2"), second = on_page (&looked, "Package:3");
  g_assert_true ((one.x < other.x) == (first.x < second.x) && (one.y < other.y) == (first.y < second.y));
  g_assert_false (stage_reveal (looked.stage, "PU:99999"));
  look_away (&looked);
}

static void
test_pan_is_limited (void)
{
  struct looked looked = look_at ("pack:2 core:4 pu:2", 900, 600);
  const struct scene *scene = stage_scenes (looked.stage)[STAGE_MACHINE];
  struct rect band = scene->clip;
  stage_pan (looked.stage, 50, 50, 0, 0);
  g_assert_cmpfloat (scene->dx, ==, 0);
  stage_zoom (looked.stage, 3, 450, 400);
  g_assert_false (stage_update (looked.stage, &looked.fixture.snapshot) && stage_get_zoom (looked.stage) < 2);
  stage_pan (looked.stage, -100000, -100000, 0, 0);
  struct rect machine = on_page (&looked, "Machine:0");
  g_assert_cmpfloat_with_epsilon (machine.x + machine.w, band.x + band.w, 2);
  g_assert_cmpfloat_with_epsilon (machine.y + machine.h, band.y + band.h, 2);
  g_assert_false (stage_update (looked.stage, &looked.fixture.snapshot)); /* panning lays nothing out */
  look_away (&looked);
}

/* A few px more or less arrange nothing anew. */
static void
test_resize_keeps_arrangement (void)
{
  struct looked looked = look_at ("pack:3 l3:2 core:5 pu:2", 900, 600);
  struct rect one = on_page (&looked, "Core:0"), other = on_page (&looked, "Core:4");
  for (int width = 900; width < 930; width++) {
    stage_set_size (looked.stage, width, 600 + (width - 900) / 2);
    stage_update (looked.stage, &looked.fixture.snapshot);
    struct rect a = on_page (&looked, "Core:0"), b = on_page (&looked, "Core:4");
    g_assert_true ((a.x < b.x) == (one.x < other.x) && (a.y < b.y) == (one.y < other.y));
    g_assert_cmpfloat (fabs (a.x - one.x), <, 40);
  }
  look_away (&looked);
}

static bool
has_text (const struct scene *scene, const char *part)
{
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_TEXT && strstr (scene_text_at (scene, scene->primitives[i].text), part))
      return true;
  return false;
}

/* A zoomed machine says where one is, and its map moves it. */
static void
test_guide (void)
{
  struct looked looked = look_at ("pack:4 l3:2 core:4 pu:2", 1000, 700);
  const struct scene *live = stage_scenes (looked.stage)[STAGE_LIVE], *machine = stage_scenes (looked.stage)[STAGE_MACHINE];
  g_assert_cmpint (scene_find (live, "minimap"), <, 0);
  struct rect core = on_page (&looked, "Core:30");
  stage_zoom (looked.stage, 3, core.x + core.w / 2, core.y + core.h / 2);
  stage_reveal (looked.stage, "Core:28");
  stage_update (looked.stage, &looked.fixture.snapshot);
  g_assert_true (has_text (live, "Package 3"));
  struct rect map = rect_of (live, "minimap");
  double before = machine->dx;
  stage_pan (looked.stage, -10, 0, map.x + map.w / 2, map.y + map.h / 2);
  double moved = 10 * machine->clip.w * stage_get_zoom (looked.stage) / map.w;
  g_assert_cmpfloat_with_epsilon (machine->dx, fmin (0, before + moved), 2);
  look_away (&looked);
}

/* Names come from files: none is too long for the heading. */
static void
test_long_title (void)
{
  struct looked looked = look_at ("core:2 pu:1", 900, 600);
  g_autofree char *title = g_strnfill (5000, 'w');
  stage_set_title (looked.stage, title);
  stage_update (looked.stage, &looked.fixture.snapshot);
  g_assert_true (has_text (stage_scenes (looked.stage)[STAGE_LIVE], "www"));
  look_away (&looked);
}

/* A step of the zoom lays the machine out once. */
static void
test_zoom_lays_out_once (void)
{
  struct looked looked = look_at ("pack:2 core:4 pu:2", 900, 600);
  stage_zoom (looked.stage, 2, 450, 400);
  const struct scene_object *laid = stage_scenes (looked.stage)[STAGE_MACHINE]->objects;
  struct rect before = laid[3].rect;
  stage_scenes (looked.stage)[STAGE_MACHINE]->objects[3].rect.w = -1; /* a second layout would mend it */
  g_assert_true (stage_update (looked.stage, &looked.fixture.snapshot));
  g_assert_cmpfloat (laid[3].rect.w, ==, -1);
  stage_scenes (looked.stage)[STAGE_MACHINE]->objects[3].rect = before;
  g_assert_false (stage_update (looked.stage, &looked.fixture.snapshot));
  look_away (&looked);
}

static void
test_selection (void)
{
  struct looked looked = look_at ("pack:2 core:4 pu:2", 900, 600);
  int before = stage_scenes (looked.stage)[STAGE_MARKS]->count, live = stage_scenes (looked.stage)[STAGE_LIVE]->count;
  stage_select (looked.stage, "Core:3");
  g_assert_false (stage_update (looked.stage, &looked.fixture.snapshot));
  g_assert_cmpint (stage_scenes (looked.stage)[STAGE_MARKS]->count, ==, before + 2);
  stage_select (looked.stage, "thread:1.1");
  stage_update (looked.stage, &looked.fixture.snapshot);
  g_assert_cmpint (stage_scenes (looked.stage)[STAGE_MARKS]->count, ==, before);
  g_assert_cmpint (stage_scenes (looked.stage)[STAGE_LIVE]->count, ==, live + 2);
  stage_select (looked.stage, NULL);
  look_away (&looked);
}

static void
test_machine_only (void)
{
  struct looked looked = look_at ("pack:2 core:4 pu:2", 900, 600);
  double before = stage_scenes (looked.stage)[STAGE_MACHINE]->clip.h;
  stage_set_machine_only (looked.stage, true);
  g_assert_true (stage_update (looked.stage, NULL));
  g_assert_cmpfloat (stage_scenes (looked.stage)[STAGE_MACHINE]->clip.h, >, before + 150);
  g_assert_cmpint (scene_find (stage_scenes (looked.stage)[STAGE_PROGRAM], "rank:0"), <, 0);
  look_away (&looked);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (scenarios); i++) {
    g_autofree char *path = g_strconcat ("/stage/", scenarios[i].name, NULL);
    g_test_add_data_func (path, &scenarios[i], test_scenario);
  }
  g_test_add_func ("/stage/states-have-shapes", test_states_have_shapes);
  g_test_add_func ("/stage/zoom-about-point", test_zoom_about_point);
  g_test_add_func ("/stage/zoom-is-semantic", test_zoom_is_semantic);
  g_test_add_func ("/stage/pan-is-limited", test_pan_is_limited);
  g_test_add_func ("/stage/resize-keeps-arrangement", test_resize_keeps_arrangement);
  g_test_add_func ("/stage/guide", test_guide);
  g_test_add_func ("/stage/long-title", test_long_title);
  g_test_add_func ("/stage/zoom-lays-out-once", test_zoom_lays_out_once);
  g_test_add_func ("/stage/selection", test_selection);
  g_test_add_func ("/stage/machine-only", test_machine_only);
  return g_test_run ();
}
