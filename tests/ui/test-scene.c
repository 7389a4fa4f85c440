#include <string.h>

#include "ui/draw/scene.h"
#include "ui/draw/text.h"

#include <glib.h>

static void
test_objects (void)
{
  struct scene *scene = scene_create (100, 100);
  int outer = scene_add_object (scene, "Core:0", "Core", "a title", NULL, -1, (struct rect){ 0, 0, 50, 50 });
  int inner = scene_add_object (scene, "PU:0", "PU", NULL, "busy", outer, (struct rect){ 10, 10, 20, 20 });
  g_assert_cmpint (scene_find (scene, "PU:0"), ==, inner);
  g_assert_cmpint (scene_find (scene, "PU:1"), ==, -1);
  g_assert_cmpint (scene_hit (scene, 15, 15), ==, inner);
  g_assert_cmpint (scene_hit (scene, 30, 30), ==, outer);
  g_assert_cmpint (scene_hit (scene, 50, 50), ==, -1);
  g_assert_cmpstr (scene_text_at (scene, scene->objects[outer].title), ==, "a title");
  g_assert_null (scene_text_at (scene, scene->objects[outer].state));
  scene_clear (scene);
  g_assert_cmpint (scene->object_count, ==, 0);
  scene_destroy (scene);
  scene_destroy (NULL);
}

static void
test_room (void)
{
  struct scene *scene = scene_create (100, 100);
  const char *text = "a rather long label";
  double width = text_width (text, 10, WEIGHT_REGULAR);
  scene_text (scene, -1, 0, 10, width + 1, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), text);
  scene_text (scene, -1, 0, 10, width / 2, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), text);
  scene_text (scene, -1, 0, 10, 3, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), text);
  g_assert_cmpint (scene->count, ==, 2);
  g_assert_cmpstr (scene_text_at (scene, scene->primitives[0].text), ==, text);
  const char *shorter = scene_text_at (scene, scene->primitives[1].text);
  g_assert_true (g_str_has_suffix (shorter, "…"));
  g_assert_cmpfloat (text_width (shorter, 10, WEIGHT_REGULAR), <=, width / 2);
  scene_destroy (scene);
}

static void
test_broken_text (void)
{
  struct scene *scene = scene_create (100, 100);
  scene_text (scene, -1, 0, 10, 0, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), "bad \xff\xfe bytes");
  g_assert_true (g_utf8_validate (scene_text_at (scene, scene->primitives[0].text), -1, NULL));
  g_assert_cmpfloat (text_width ("bad \xff", 10, WEIGHT_REGULAR), >, 0);
  scene_destroy (scene);
}

static void
test_paths (void)
{
  struct scene *scene = scene_create (100, 100);
  scene_line (scene, -1, 30, 5, 10, 45, PAINT (ROLE_INK), 1, DASH_SOLID);
  const struct primitive *path = &scene->primitives[0];
  g_assert_cmpint (path->points, ==, 4);
  g_assert_cmpfloat (path->rect.x, ==, 10);
  g_assert_cmpfloat (path->rect.h, ==, 40);
  scene_destroy (scene);
}

static void
test_token_name (void)
{
  struct scene *scene = scene_create (100, 100);
  scene_token (scene, -1, 50, 50, 11, "123.456", PAINT (ROLE_INK), PAINT (ROLE_NONE), 0, DASH_SOLID, BADGE_NONE, PAINT (ROLE_INK));
  const struct primitive *token = &scene->primitives[0];
  g_assert_cmpfloat (text_width ("123.456", token->radius, WEIGHT_BOLD), <=, 1.51 * 11);
  scene_destroy (scene);
}

static void
test_stands (void)
{
  struct scene *scene = scene_create (10, 10);
  int object = scene_add_object (scene, "aggregate:PU:0", "Aggregate", NULL, NULL, -1, (struct rect){ 0, 0, 1, 1 });
  for (int i = 0; i < 1000; i++) {
    g_autofree char *id = g_strdup_printf ("PU:%d", i);
    scene_stand_for (scene, object, id);
  }
  g_assert_cmpint (scene->objects[object].stands, ==, 1000);
  g_assert_cmpstr (scene_text_at (scene, scene->stands[scene->objects[object].first_stands + 999]), ==, "PU:999");
  scene_destroy (scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/objects", test_objects);
  g_test_add_func ("/scene/room", test_room);
  g_test_add_func ("/scene/broken-text", test_broken_text);
  g_test_add_func ("/scene/paths", test_paths);
  g_test_add_func ("/scene/token-name", test_token_name);
  g_test_add_func ("/scene/stands", test_stands);
  return g_test_run ();
}
