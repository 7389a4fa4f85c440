/* Placing by hand on the picture: what lies under the pointer, which PUs that stands for, why it may not be, what lights up. */
#include <string.h>

#include "engine/machine/machine.h"
#include "tests/ui/fixture.h"
#include "ui/draw/stage.h"

struct looked { struct machine *machine; struct fixture fixture; struct stage *stage; };

static struct looked
look_at (const char *source, bool this_machine)
{
  struct looked looked = { 0 };
  g_autoptr (GError) error = NULL;
  looked.machine = machine_load (source, &error);
  g_assert_no_error (error);
  looked.machine->this_machine = this_machine;
  fixture_init (&looked.fixture, 2, 2, 2);
  looked.stage = stage_create ();
  stage_set_size (looked.stage, 900, 600);
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

/* A point near the object's lower edge: of a core that is outside of its PUs. */
static void
carry_over (struct looked *looked, const char *carried, const char *over, bool edge)
{
  const struct scene *scene = stage_scenes (looked->stage)[STAGE_MACHINE];
  int object = scene_find (scene, over);
  g_assert_cmpint (object, >=, 0);
  struct rect r = scene_on_page (scene, scene->objects[object].rect);
  stage_carry (looked->stage, carried, r.x + r.w / 2, edge ? r.y + r.h - 1 : r.y + r.h / 2);
  stage_update (looked->stage, &looked->fixture.snapshot);
}

static char *
pus_of (const struct target *target)
{
  GString *text = g_string_new (NULL);
  for (int i = 0; target && i < target->count; i++)
    g_string_append_printf (text, i ? " %d" : "%d", target->pu[i]);
  return g_string_free (text, FALSE);
}

static void
assert_target (struct looked *looked, const char *name, const char *pus)
{
  const struct target *target = stage_get_target (looked->stage);
  g_assert_nonnull (target);
  g_autofree char *list = pus_of (target);
  g_assert_cmpstr (target->name, ==, name);
  g_assert_cmpstr (list, ==, pus);
  g_assert_cmpstr (target->why, ==, NULL);
}

static void
test_ids (void)
{
  int rank, thread;
  g_assert_true (target_carries ("thread:1.3", &rank, &thread));
  g_assert_cmpint (rank * 10 + thread, ==, 13);
  g_assert_true (target_carries ("seat:2.0", &rank, &thread));
  g_assert_cmpint (rank * 10 + thread, ==, 20);
  g_assert_true (target_carries ("rank:4", &rank, &thread));
  g_assert_cmpint (rank, ==, 4);
  g_assert_cmpint (thread, ==, -1);
  for (const char *const *id = (const char *const[]){ "PU:1", "rank:", "rank:1x", "thread:1", "lock:0.1", "", NULL }; *id; id++)
    g_assert_false (target_carries (*id, &rank, &thread));
}

static void
test_targets (void)
{
  struct looked looked = look_at ("pack:2 numa:2 core:2 pu:2", true);
  g_assert_null (stage_get_target (looked.stage));
  carry_over (&looked, "thread:1.0", "PU:3", false);
  assert_target (&looked, "PU 3", "3");
  carry_over (&looked, "thread:1.0", "Core:1", true);
  assert_target (&looked, "Core 1", "2 3");
  carry_over (&looked, "rank:1", "Package:1", true);
  assert_target (&looked, "Package 1", "8 9 10 11 12 13 14 15");
  carry_over (&looked, "rank:1", "NUMA:1", false);
  assert_target (&looked, "NUMA 1", "4 5 6 7");
  stage_carry (looked.stage, NULL, 0, 0);
  g_assert_null (stage_get_target (looked.stage));
  look_away (&looked);
}

/* The whole machine stands for no binding at all; beside it there is nothing. */
static void
test_anywhere (void)
{
  struct looked looked = look_at ("pack:2 core:2 pu:2", true);
  carry_over (&looked, "thread:0.0", "Machine:0", true);
  assert_target (&looked, "Machine", "");
  stage_carry (looked.stage, "thread:0.0", 300, 30);
  g_assert_null (stage_get_target (looked.stage));
  stage_update (looked.stage, &looked.fixture.snapshot);
  look_away (&looked);
}

static bool
is_said (struct looked *looked, const char *words)
{
  const struct scene *live = stage_scenes (looked->stage)[STAGE_LIVE];
  for (int i = 0; i < live->count; i++)
    if (live->primitives[i].text >= 0 && strstr (scene_text_at (live, live->primitives[i].text), words))
      return true;
  return false;
}

static bool
is_lit (struct looked *looked, const char *id, enum role role)
{
  const struct scene *marks = stage_scenes (looked->stage)[STAGE_MARKS], *machine = stage_scenes (looked->stage)[STAGE_MACHINE];
  struct rect r = machine->objects[scene_find (machine, id)].rect;
  for (int i = 0; i < marks->count; i++)
    if (marks->primitives[i].stroke.role == role && marks->primitives[i].rect.x == r.x - 1 && marks->primitives[i].rect.w == r.w + 2
        && marks->primitives[i].rect.y == r.y - 1)
      return true;
  return false;
}

static void
test_forbidden (void)
{
  struct looked looked = look_at ("pack:1 core:2 pu:2", true);
  looked.machine->objects[looked.machine->pu[3]].allowed = false;
  carry_over (&looked, "thread:0.1", "PU:3", false);
  g_assert_nonnull (strstr (stage_get_target (looked.stage)->why, "PU 3 cannot be used"));
  g_assert_true (is_said (&looked, "PU 3 cannot be used"));
  g_assert_true (is_lit (&looked, "PU:3", ROLE_ERROR));
  carry_over (&looked, "thread:0.1", "Core:1", true);
  assert_target (&looked, "Core 1", "2");
  g_assert_true (is_said (&looked, "1 more is forbidden"));
  g_assert_true (is_lit (&looked, "PU:2", ROLE_SELECTED));
  g_assert_false (is_lit (&looked, "PU:3", ROLE_SELECTED));
  looked.machine->objects[looked.machine->pu[0]].bound = true; /* taskset: this PU alone */
  carry_over (&looked, "thread:0.1", "PU:2", false);
  g_assert_nonnull (strstr (stage_get_target (looked.stage)->why, "started without it"));
  look_away (&looked);
}

static void
test_other_machine (void)
{
  struct looked looked = look_at ("pack:1 core:2 pu:2", false);
  carry_over (&looked, "thread:0.1", "PU:1", false);
  g_assert_nonnull (strstr (stage_get_target (looked.stage)->why, "this machine"));
  look_away (&looked);
}

static void
test_light_and_ghost (void)
{
  struct looked looked = look_at ("pack:1 core:2 pu:2", true);
  int before = stage_scenes (looked.stage)[STAGE_LIVE]->count;
  g_assert_false (is_lit (&looked, "Core:0", ROLE_SELECTED));
  carry_over (&looked, "rank:1", "Core:0", true);
  g_assert_true (is_lit (&looked, "Core:0", ROLE_SELECTED));
  g_assert_true (is_lit (&looked, "PU:1", ROLE_SELECTED));
  g_assert_true (is_said (&looked, "Core 0: PUs 0-1"));
  g_assert_true (is_said (&looked, "rank 1"));
  stage_carry (looked.stage, "thread:0.0", 5000, -400); /* off the page: the ghost stays on it */
  stage_update (looked.stage, &looked.fixture.snapshot);
  for (int i = before; i < stage_scenes (looked.stage)[STAGE_LIVE]->count; i++) {
    struct rect r = stage_scenes (looked.stage)[STAGE_LIVE]->primitives[i].rect;
    g_assert_cmpfloat (r.x, >=, 0);
    g_assert_cmpfloat (r.x, <=, 900);
    g_assert_cmpfloat (r.y, >=, 0);
    g_assert_cmpfloat (r.y, <=, 600);
  }
  stage_carry (looked.stage, NULL, 0, 0);
  stage_update (looked.stage, &looked.fixture.snapshot);
  g_assert_cmpint (stage_scenes (looked.stage)[STAGE_LIVE]->count, ==, before);
  look_away (&looked);
}

/* What is drawn as one stands for all of its PUs. */
static void
test_aggregate (void)
{
  struct looked looked = look_at ("pack:16 core:64 pu:4", true);
  stage_set_size (looked.stage, 320, 280);
  stage_update (looked.stage, &looked.fixture.snapshot);
  const struct scene *scene = stage_scenes (looked.stage)[STAGE_MACHINE];
  int aggregate = -1;
  for (int i = 0; i < scene->object_count && aggregate < 0; i++)
    if (scene->objects[i].stands > 1)
      aggregate = i;
  g_assert_cmpint (aggregate, >=, 0);
  int pus = 0;
  for (int k = 0; k < scene->objects[aggregate].stands; k++)
    pus += g_str_has_prefix (scene_text_at (scene, scene->stands[scene->objects[aggregate].first_stands + k]), "PU:");
  g_assert_cmpint (pus, >, 0);
  carry_over (&looked, "thread:1.1", scene->objects[aggregate].id, false);
  g_assert_nonnull (stage_get_target (looked.stage));
  g_assert_cmpint (stage_get_target (looked.stage)->count, ==, pus);
  g_assert_cmpstr (stage_get_target (looked.stage)->why, ==, NULL);
  look_away (&looked);
}

/* A disc on a PU can be pressed on too, on a zoomed machine as well; what is carried then finds what is there now. */
static void
test_seats_and_zoom (void)
{
  struct looked looked = look_at ("pack:2 core:4 pu:2", true);
  const struct scene *marks = stage_scenes (looked.stage)[STAGE_MARKS];
  int seat = scene_find (marks, "seat:0.0");
  g_assert_cmpint (seat, >=, 0);
  struct rect r = scene_on_page (marks, marks->objects[seat].rect);
  g_assert_cmpint (scene_hit (marks, r.x + r.w / 2, r.y + r.h / 2), ==, seat);
  const struct scene *machine = stage_scenes (looked.stage)[STAGE_MACHINE];
  struct rect band = machine->clip;
  stage_carry (looked.stage, "seat:0.0", band.x + band.w / 4, band.y + band.h * 0.7);
  stage_zoom (looked.stage, 4, band.x + band.w / 4, band.y + band.h * 0.7);
  stage_update (looked.stage, &looked.fixture.snapshot);
  int hit = scene_hit (machine, band.x + band.w / 4, band.y + band.h * 0.7);
  g_assert_cmpint (hit, >=, 0);
  g_assert_nonnull (stage_get_target (looked.stage));
  g_autofree char *name = g_strdup (stage_get_target (looked.stage)->name);
  g_autofree char *id = g_strdelimit (g_strdup (name), " ", ':');
  g_assert_cmpstr (machine->objects[hit].id, ==, id);
  look_away (&looked);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/carry/ids", test_ids);
  g_test_add_func ("/carry/targets", test_targets);
  g_test_add_func ("/carry/anywhere", test_anywhere);
  g_test_add_func ("/carry/forbidden", test_forbidden);
  g_test_add_func ("/carry/other-machine", test_other_machine);
  g_test_add_func ("/carry/light-and-ghost", test_light_and_ghost);
  g_test_add_func ("/carry/aggregate", test_aggregate);
  g_test_add_func ("/carry/seats-and-zoom", test_seats_and_zoom);
  return g_test_run ();
}
