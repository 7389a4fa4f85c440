#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/ui/geometry.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/text.h"

static const char *const synthetic[] = {
  "pu:1", "core:1 pu:2", "pack:2 numa:2 l3:1 core:8 pu:2", "pack:4 l3:8 l2:4 core:1 pu:4", "pack:3 core:7 pu:1", "core:17 pu:1",
  "[numa(memory=1GB)] pack:2 [numa] [numa] core:4 pu:2", "pack:1 die:4 l4:1 l3:2 l2:2 l1:1 l1i:1 core:2 pu:3",
  "group:2 group:2 group:2 group:2 group:2 pu:2", "group:2 pack:2 die:2 numa:2 l3:2 core:2 pu:2", "pu:300",
  "pack:32 core:64 pu:8", "pack:16 numa:4 l3:2 core:32 pu:8",
};
static const char *const shown_full[] = { "pack:2 numa:2 l3:1 core:8 pu:2", "pu:1", "pack:8 l3:2 core:16 pu:2", "core:17 pu:1",
                                          "[numa] pack:2 [numa] [numa] l2:3 l1:1 core:1 pu:2" };
static const struct { double width, height; } sizes[]
  = { { 1920, 1080 }, { 1440, 900 }, { 1024, 640 }, { 830, 330 }, { 300, 1200 }, { 333.3, 217.7 }, { 43.5, 1091 }, { 64, 48 }, { 16, 16 } };

static struct scene *
laid_out (const struct machine *machine, double width, double height, bool live, enum machine_indexes indexes)
{
  struct machine_view_options options = { .live = live, .legend = !live, .indexes = indexes };
  struct scene *scene = scene_create (width, height);
  machine_view_layout (scene, machine, (struct rect){ 2, 2, width - 4, height - 4 }, &options);
  return scene;
}

static void
check_all (const struct scene *scene, const struct machine *machine)
{
  geometry_check_inside (scene);
  geometry_check_apart (scene);
  geometry_check_once (scene, machine);
  geometry_check_labels (scene);
  geometry_check_words_apart (scene);
  geometry_check_words_seen (scene);
}

static void
check_machine (const char *source)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (source, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int live = 0; live < 2; live++) {
      g_test_message ("%s at %gx%g%s", source ? source : "this machine", sizes[i].width, sizes[i].height, live ? ", live" : "");
      struct scene *scene = laid_out (machine, sizes[i].width, sizes[i].height, live, (enum machine_indexes) (i % 3));
      check_all (scene, machine);
      scene_destroy (scene);
    }
  machine_destroy (machine);
}

static void
test_this_machine (void)
{
  check_machine (NULL);
}

static void
test_source (gconstpointer source)
{
  check_machine (source);
}

/* Nothing is small, nothing is cut. */
static void
check_legible (const struct scene *scene)
{
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *text = &scene->primitives[i];
    if (text->kind != PRIMITIVE_TEXT)
      continue;
    if (text->rect.h < 10 || strstr (scene_text_at (scene, text->text), "…") != NULL)
      g_error ("\"%s\" is %g px high", scene_text_at (scene, text->text), text->rect.h);
  }
}

static void
test_full (gconstpointer source)
{
  struct machine *machine = machine_load (source, NULL);
  struct machine_view_options options = { .detail = MACHINE_FULL, .legend = true, .indexes = MACHINE_BOTH };
  double width, height;
  machine_view_full_size (machine, &options, &width, &height);
  g_test_message ("%gx%g", width, height);
  struct scene *scene = scene_create (width, height);
  machine_view_layout (scene, machine, (struct rect){ 0, 0, width, height }, &options);
  check_all (scene, machine);
  check_legible (scene);
  g_assert_cmpfloat (width * height, >=, 800 * 480);
  g_assert_cmpfloat (width * height, <, 3e6 + machine->pu_count * 3e4);
  g_assert_cmpint (scene->stand_count, ==, 0);
  for (int j = 0; j < scene->object_count; j++)
    g_assert_cmpint (scene->objects[j].label, >=, strcmp (scene->objects[j].type, "Bridge") == 0 ? -1 : 0);
  scene_destroy (scene);
  machine_destroy (machine);
}

/* How many objects of TYPE have words, and how many there are. */
static int
count_worded (const struct scene *scene, const char *type, int *all)
{
  int worded = 0;
  *all = 0;
  for (int i = 0; i < scene->object_count; i++) {
    int p = 0;
    if (strcmp (scene->objects[i].type, type) != 0)
      continue;
    while (p < scene->count && (scene->primitives[p].kind != PRIMITIVE_TEXT || scene->primitives[p].object != i))
      p++;
    worded += p < scene->count;
    ++*all;
  }
  return worded;
}

/* Inner caches have words only where all PUs and cores have theirs. */
static void
test_words_first (void)
{
  struct machine *machine = machine_load ("pack:2 die:12 l3:1 l2:8 l1d:1 l1i:1 core:1 pu:2", NULL);
  int pus, cores, all, spoke = 0, silent = 0;
  for (int width = 700; width <= 1300; width += 25)
    for (int live = 0; live < 2; live++) {
      struct scene *scene = laid_out (machine, width, width / 1.21, live, MACHINE_LOGICAL);
      bool named = count_worded (scene, "PU", &pus) == pus && count_worded (scene, "Core", &cores) == cores;
      bool worded = count_worded (scene, "L2", &all) + count_worded (scene, "L1d", &all) + count_worded (scene, "L1i", &all) > 0;
      g_test_message ("at width %d%s: %s, %s", width, live ? ", live" : "", named ? "named" : "nameless", worded ? "with caches" : "mute");
      g_assert_true (named || !worded);
      g_assert_cmpint (count_worded (scene, "PU", &pus), ==, pus);
      spoke += worded;
      silent += !worded;
      scene_destroy (scene);
    }
  g_assert_cmpint (spoke, >, 0);
  g_assert_cmpint (silent, >, 0);
  machine_destroy (machine);
}

/* Memory and its groups have names that nothing else tells. */
static void
test_memory_named (void)
{
  struct machine *machine = machine_load ("pack:16 numa:4 l3:2 core:32 pu:4", NULL);
  for (int live = 0; live < 2; live++) {
    struct scene *scene = laid_out (machine, 871, 720, live, MACHINE_LOGICAL);
    int all;
    g_assert_cmpint (count_worded (scene, "NUMA", &all), ==, 64);
    g_assert_cmpint (count_worded (scene, "Group", &all), ==, 64);
    scene_destroy (scene);
  }
  machine_destroy (machine);
}

/* Tiles in boxes that look the same say the same kind of thing, and have equal areas within a box. */
static void
test_equal_tiles (void)
{
  struct machine *machine = machine_load ("pack:16 numa:4 l3:2 core:32 pu:4", NULL);
  struct scene *scene = laid_out (machine, 871, 720, false, MACHINE_LOGICAL);
  int tiles = 0, named = 0;
  for (int i = 1; i < scene->object_count; i++) {
    const struct scene_object *tile = &scene->objects[i], *before = &scene->objects[i - 1];
    if (strcmp (tile->type, "Aggregate") != 0)
      continue;
    tiles++;
    for (int p = 0; p < scene->count; p++)
      named += scene->primitives[p].object == i && scene->primitives[p].kind == PRIMITIVE_TEXT
               && strstr (scene_text_at (scene, scene->primitives[p].text), "Core") != NULL;
    g_assert_true (before->parent != tile->parent || strcmp (before->type, "Aggregate") != 0
                   || (fabs (before->rect.w - tile->rect.w) <= 1 && fabs (before->rect.h - tile->rect.h) <= 1));
  }
  g_assert_cmpint (tiles, >, 0);
  g_assert_true (named == 0 || named == tiles);
  scene_destroy (scene);
  machine_destroy (machine);
}

static void
test_same_twice (void)
{
  struct machine *machine = machine_load ("pack:2 l3:3 core:5 pu:2", NULL);
  struct scene *one = laid_out (machine, 900, 500, true, MACHINE_LOGICAL), *two = laid_out (machine, 900, 500, true, MACHINE_LOGICAL);
  g_assert_cmpint (one->object_count, ==, two->object_count);
  for (int i = 0; i < one->object_count; i++) {
    g_assert_cmpstr (one->objects[i].id, ==, two->objects[i].id);
    g_assert_cmpmem (&one->objects[i].rect, sizeof (struct rect), &two->objects[i].rect, sizeof (struct rect));
  }
  scene_destroy (one);
  scene_destroy (two);
  machine_destroy (machine);
}

/* No voids: the PUs of a symmetric machine cover most of the page. */
static void
test_fills (void)
{
  struct machine *machine = machine_load ("pack:2 core:8 pu:2", NULL);
  struct scene *scene = laid_out (machine, 1920, 1080, false, MACHINE_LOGICAL);
  double covered = 0;
  for (int i = 0; i < scene->object_count; i++)
    if (g_str_has_prefix (scene->objects[i].id, "PU:"))
      covered += scene->objects[i].rect.w * scene->objects[i].rect.h;
  g_assert_cmpfloat (covered / (1920 * 1080), >, 0.6);
  scene_destroy (scene);
  machine_destroy (machine);
}

static void
test_pus_found (void)
{
  struct machine *machine = machine_load ("pack:8 core:64 pu:4", NULL);
  struct scene *scene = laid_out (machine, 300, 200, true, MACHINE_LOGICAL);
  g_autofree int *objects = g_new (int, machine->pu_count);
  machine_view_pus (scene, machine, objects);
  g_assert_cmpint (scene->stand_count, >, 0);
  for (int i = 0; i < machine->pu_count; i++)
    g_assert_cmpint (objects[i], >=, 0);
  scene_destroy (scene);
  machine_destroy (machine);
}

/* Each lid of caches that share a row is hit where it is drawn, the PU and the core where they are. */
static void
test_hits (void)
{
  struct machine *machine = machine_load ("pack:1 l2:2 l1:1 core:1 pu:1", NULL);
  struct scene *scene = laid_out (machine, 800, 400, true, MACHINE_LOGICAL);
  static const char *const ids[] = { "L2:1", "L1:1", "PU:1", "Core:0" };
  for (size_t i = 0; i < G_N_ELEMENTS (ids); i++) {
    int object = scene_find (scene, ids[i]);
    g_assert_cmpint (object, >=, 0);
    for (int p = 0; p < scene->count; p++)
      if (scene->primitives[p].kind == PRIMITIVE_TEXT && scene->primitives[p].object == object)
        g_assert_cmpint (scene_hit (scene, scene->primitives[p].rect.x + 1, scene->primitives[p].rect.y - 2), ==, object);
  }
  scene_destroy (scene);
  machine_destroy (machine);
}

static void
add_files (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("STRANDSCOPE_SOURCE") ? g_getenv ("STRANDSCOPE_SOURCE") : ".", "..", "shared",
                                              "topologies", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  for (const char *name = files ? g_dir_read_name (files) : NULL; name != NULL; name = g_dir_read_name (files))
    if (g_str_has_suffix (name, ".xml")) {
      g_autofree char *path = g_strconcat ("/machine-view/file/", name, NULL);
      g_autofree char *full = g_strconcat ("/machine-view/full-file/", name, NULL);
      g_test_add_data_func_full (path, g_build_filename (folder, name, NULL), test_source, g_free);
      g_test_add_data_func_full (full, g_build_filename (folder, name, NULL), test_full, g_free);
    }
}

static void
test_files_there (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("STRANDSCOPE_SOURCE") ? g_getenv ("STRANDSCOPE_SOURCE") : ".", "..", "shared",
                                              "topologies", NULL);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_test_skip ("no ../shared/topologies here: real machines are not checked");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine-view/this-machine", test_this_machine);
  g_test_add_func ("/machine-view/files-there", test_files_there);
  add_files ();
  for (size_t i = 0; i < G_N_ELEMENTS (synthetic); i++) {
    g_autofree char *path = g_strdup_printf ("/machine-view/synthetic/%zu", i);
    g_test_add_data_func (path, synthetic[i], test_source);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (shown_full); i++) {
    g_autofree char *path = g_strdup_printf ("/machine-view/full/%zu", i);
    g_test_add_data_func (path, shown_full[i], test_full);
  }
  g_test_add_func ("/machine-view/words-first", test_words_first);
  g_test_add_func ("/machine-view/memory-named", test_memory_named);
  g_test_add_func ("/machine-view/equal-tiles", test_equal_tiles);
  g_test_add_func ("/machine-view/same-twice", test_same_twice);
  g_test_add_func ("/machine-view/fills", test_fills);
  g_test_add_func ("/machine-view/pus-found", test_pus_found);
  g_test_add_func ("/machine-view/hits", test_hits);
  return g_test_run ();
}
