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
assert_bands_apart (const struct scene *base)
{
  for (int i = 0; i < base->object_count; i++)
    for (int k = 0; k < base->object_count; k++)
      if (g_str_has_prefix (base->objects[i].id, "rank:") && g_str_has_prefix (base->objects[k].id, "PU:"))
        g_assert_false (overlap (base->objects[i].rect, base->objects[k].rect));
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
    struct scene *scenes[] = { (struct scene *) stage_base (stage), (struct scene *) stage_live (stage) };
    g_assert_true (export_scenes (scenes, 2, theme, 1, path, NULL, NULL));
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
  assert_boxes_apart (stage_base (stage), scenario->ranks, page);
  assert_threads_in_boxes (stage_base (stage), stage_live (stage), &fixture.snapshot);
  assert_bands_apart (stage_base (stage));
  assert_in_page (stage_base (stage), page);
  assert_in_page (stage_live (stage), page);
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
  const struct scene *live = stage_live (stage);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (scenarios); i++) {
    g_autofree char *path = g_strconcat ("/stage/", scenarios[i].name, NULL);
    g_test_add_data_func (path, &scenarios[i], test_scenario);
  }
  g_test_add_func ("/stage/states-have-shapes", test_states_have_shapes);
  return g_test_run ();
}
