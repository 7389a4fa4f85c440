/* What a machine's picture must tell beside where things are: what is forbidden, bound, of which kind; and machines that
 * are as odd as hwloc allows. */
#include <string.h>

#include "tests/ui/geometry.h"
#include "ui/draw/machine-view.h"

static const struct { double width, height; } sizes[] = { { 1920, 1080 }, { 1280, 800 }, { 640, 400 }, { 2400, 90 }, { 70, 1400 }, { 160, 120 }, { 24, 16 } };

static struct scene *
laid_out (const struct machine *machine, double width, double height, enum machine_indexes indexes)
{
  struct machine_view_options options = { .legend = true, .indexes = indexes };
  struct scene *scene = scene_create (width, height);
  machine_view_layout (scene, machine, (struct rect){ 0, 0, width, height }, &options);
  return scene;
}

static void
check_at_all_sizes (const struct machine *machine)
{
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_test_message ("%s at %gx%g", machine->source, sizes[i].width, sizes[i].height);
    struct scene *scene = laid_out (machine, sizes[i].width, sizes[i].height, (enum machine_indexes) (i % 3));
    geometry_check_inside (scene);
    geometry_check_apart (scene);
    geometry_check_once (scene, machine);
    geometry_check_labels (scene);
    geometry_check_words_apart (scene);
    geometry_check_words_seen (scene);
    scene_destroy (scene);
  }
}

/* ---- odd machines ---- */

static const char *const odd[] = {
  "pack:1 core:1 pu:1", "pack:7 core:13 pu:3", "group:3 group:3 group:3 group:3 core:1 pu:1", "pack:2 [numa] [numa] [numa] [numa] [numa] core:3 pu:2",
  "[numa] [numa] [numa] core:2 pu:1", "pack:2 [numa(memory=1TB)] die:3 [numa(memory=16GB)] l3:2 core:5 pu:4", "core:1009 pu:1", "pu:4099",
  "pack:1 l5:1 l4:1 l3:1 l2:1 l1d:1 l1i:1 core:1 pu:8", "pack:64 pu:64", "numa:64 core:2 pu:2",
};

static void
test_odd (gconstpointer source)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (source, &error);
  g_assert_no_error (error);
  check_at_all_sizes (machine);
  machine_destroy (machine);
}

/* hwloc's XML of a machine of four PUs, with INSIDE in the first core's PU and BESIDE in the machine. */
static struct machine *
machine_from_xml (const char *inside, const char *beside)
{
  static const char *const sets = "cpuset=\"%s\" complete_cpuset=\"%s\" nodeset=\"0x1\" complete_nodeset=\"0x1\"";
  g_autoptr (GError) error = NULL;
  GString *xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n<topology version=\"2.0\">\n"
                               "<object type=\"Machine\" os_index=\"0\" allowed_cpuset=\"0xb\" allowed_nodeset=\"0x1\" gp_index=\"1\" ");
  g_string_append_printf (xml, sets, "0xf", "0xf");
  g_string_append (xml, "><object type=\"NUMANode\" os_index=\"0\" gp_index=\"2\" local_memory=\"1048576\" ");
  g_string_append_printf (xml, sets, "0xf", "0xf");
  g_string_append (xml, "/>");
  for (int i = 0; i < 4; i++) {
    g_autofree char *set = g_strdup_printf ("0x%x", 1 << i);
    g_string_append_printf (xml, "<object type=\"Core\" os_index=\"%d\" gp_index=\"%d\" ", i, 10 + i);
    g_string_append_printf (xml, sets, set, set);
    g_string_append_printf (xml, "><object type=\"PU\" os_index=\"%d\" gp_index=\"%d\" ", i, 20 + i);
    g_string_append_printf (xml, sets, set, set);
    g_string_append_printf (xml, ">%s</object></object>", i == 0 ? inside : "");
  }
  g_string_append_printf (xml, "%s</object></topology>", beside);
  struct machine *machine = machine_load_xml (xml->str, "odd", &error);
  g_assert_no_error (error);
  g_string_free (xml, TRUE);
  return machine;
}

/* A thousand network cards behind a bridge. */
static void
test_devices (void)
{
  GString *devices = g_string_new ("<object type=\"Bridge\" gp_index=\"99\" bridge_type=\"0-1\" depth=\"0\" bridge_pci=\"0000:[00-ff]\">");
  for (int i = 0; i < 1000; i++)
    g_string_append_printf (devices, "<object type=\"PCIDev\" gp_index=\"%d\" pci_busid=\"0000:%02x:%02x.%x\" pci_type=\"0200 [8086:10d3] [0:0] 00\" "
                            "pci_link_speed=\"1.5\"><object type=\"OSDev\" gp_index=\"%d\" name=\"eth%d\" osdev_type=\"2\"/></object>",
                            1000 + 2 * i, 1 + i / 256, i / 8 % 32, i % 8, 1001 + 2 * i, i);
  g_string_append (devices, "</object>");
  struct machine *machine = machine_from_xml ("", devices->str);
  g_assert_cmpint (machine->count, >, 2000);
  check_at_all_sizes (machine);
  machine_destroy (machine);
  g_string_free (devices, TRUE);
}

/* Names that are long, empty, not of this alphabet, or no text at all; also on a PU. */
static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (3000, 'w');
  g_autofree char *misc = g_strdup_printf ("<object type=\"Misc\" gp_index=\"90\" name=\"%s\"/><object type=\"Misc\" gp_index=\"91\" name=\"&#9;&#10;\"/>"
                                           "<object type=\"Misc\" gp_index=\"92\" name=\"πρόγραμμα 程序 🙂\"/>"
                                           "<object type=\"Misc\" gp_index=\"93\" name=\"\"/>", longest);
  g_autofree char *more = g_strdup_printf ("<object type=\"Misc\" gp_index=\"80\" name=\"%s\"/>", longest);
  struct machine *machine = machine_from_xml (misc, more);
  check_at_all_sizes (machine);
  machine_destroy (machine);
}

/* ---- marks ---- */

static bool
paints (const struct scene *scene, int object, enum role fill, enum role stroke)
{
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *box = &scene->primitives[i];
    if (box->kind == PRIMITIVE_BOX && box->object == object && (fill == ROLE_NONE || box->fill.role == fill)
        && (stroke == ROLE_NONE || box->stroke.role == stroke))
      return true;
  }
  return false;
}

static int
times_written (const struct scene *scene, const char *part)
{
  int times = 0;
  for (int i = 0; i < scene->count; i++)
    times += scene->primitives[i].kind == PRIMITIVE_TEXT && strstr (scene_text_at (scene, scene->primitives[i].text), part) != NULL;
  return times;
}

static bool
writes (const struct scene *scene, const char *part)
{
  return times_written (scene, part) > 0;
}

static void
assert_title (const struct scene *scene, int object, const char *words)
{
  if (strstr (scene_text_at (scene, scene->objects[object].title), words) == NULL)
    g_error ("the title of %s does not say \"%s\": %s", scene->objects[object].id, words, scene_text_at (scene, scene->objects[object].title));
}

/* From the file: PU 2 isn't allowed. */
static void
test_forbidden (void)
{
  struct machine *machine = machine_from_xml ("", "");
  struct scene *scene = laid_out (machine, 800, 600, MACHINE_LOGICAL);
  int forbidden = scene_find (scene, "PU:2"), other = scene_find (scene, "PU:1");
  g_assert_true (paints (scene, forbidden, ROLE_FORBIDDEN, ROLE_NONE));
  g_assert_false (paints (scene, other, ROLE_FORBIDDEN, ROLE_NONE));
  assert_title (scene, forbidden, "not allowed");
  g_assert_true (writes (scene, "not allowed for this user"));
  g_assert_false (writes (scene, "is bound"));
  scene_destroy (scene);
  machine_destroy (machine);
}

/* The plate under a forbidden PU's words reaches below their last line's descenders. */
static void
test_plate (void)
{
  struct machine *machine = machine_load ("[numa] pack:2 [numa] [numa] l3:1 core:8 pu:2", NULL);
  machine->objects[machine->pu[3]].allowed = false;
  struct scene *scene = laid_out (machine, 1280, 800, MACHINE_LOGICAL);
  int pu = scene_find (scene, "PU:3"), texts = 0;
  struct rect plate = { 0 };
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *primitive = &scene->primitives[i];
    if (primitive->object == pu && primitive->kind == PRIMITIVE_BOX && primitive->fill.role == ROLE_PANEL)
      plate = primitive->rect;
    if (primitive->object != pu || primitive->kind != PRIMITIVE_TEXT)
      continue;
    texts++;
    g_assert_cmpfloat (plate.y + plate.h, >=, primitive->rect.y + 0.4 * primitive->rect.h);
  }
  g_assert_cmpint (texts, ==, 3);
  scene_destroy (scene);
  machine_destroy (machine);
}

/* PUs that are narrow beside their large numbers still tell all they share, in smaller type. */
static void
test_equal_notes (void)
{
  struct machine *machine = machine_load ("pack:1 l3:1 l2:10 l1d:1 l1i:1 core:1 pu:2", NULL);
  g_autofree int *rows = g_new (int, machine->count);
  for (int i = 0; i < machine->count; i++)
    rows[i] = 1;
  struct machine_view_options options = { .rows = rows };
  struct scene *scene = scene_create (3800, 900);
  machine_view_layout (scene, machine, (struct rect){ 0, 0, 3800, 900 }, &options);
  g_assert_cmpint (times_written (scene, "L3: with 19 more PUs"), ==, machine->pu_count);
  g_assert_cmpint (times_written (scene, "L1i, L1d, L2: with 1 more PU"), ==, machine->pu_count);
  scene_destroy (scene);
  machine_destroy (machine);
}

/* Levels of groups are told apart, and groups have a number where the system gives them none. */
static void
test_groups (void)
{
  struct machine *machine = machine_load ("group:2 group:2 core:2 pu:2", NULL);
  struct scene *scene = laid_out (machine, 1280, 800, MACHINE_PHYSICAL);
  g_assert_true (writes (scene, "Group0:1"));
  g_assert_true (writes (scene, "Group1:3"));
  scene_destroy (scene);
  machine_destroy (machine);
}

static void
test_bound (void)
{
  struct machine *machine = machine_load ("pack:2 core:8 pu:2", NULL);
  machine->objects[machine->pu[5]].bound = true;
  struct scene *scene = laid_out (machine, 1280, 800, MACHINE_LOGICAL);
  int bound = scene_find (scene, "PU:5");
  g_assert_true (paints (scene, bound, ROLE_NONE, ROLE_BOUND));
  g_assert_false (paints (scene, scene_find (scene, "PU:6"), ROLE_NONE, ROLE_BOUND));
  assert_title (scene, bound, "bound");
  g_assert_true (writes (scene, "this process is bound to it"));
  g_assert_false (writes (scene, "not allowed"));
  scene_destroy (scene);
  machine_destroy (machine);
}

/* One forbidden and one bound PU among thousands are told by the tiles that stand for them. */
static void
test_marks_aggregated (void)
{
  struct machine *machine = machine_load ("pack:8 core:64 pu:8", NULL);
  machine->objects[machine->pu[100]].allowed = false;
  machine->objects[machine->pu[2000]].bound = true;
  struct scene *scene = laid_out (machine, 200, 150, MACHINE_LOGICAL);
  g_autofree int *shown = g_new (int, machine->pu_count);
  machine_view_pus (scene, machine, shown);
  g_assert_cmpint (scene->objects[shown[100]].stands, >, 0);
  g_assert_true (paints (scene, shown[100], ROLE_FORBIDDEN, ROLE_FORBIDDEN_LINE));
  assert_title (scene, shown[100], "1 forbidden");
  g_assert_true (paints (scene, shown[2000], ROLE_NONE, ROLE_BOUND));
  assert_title (scene, shown[2000], "1 bound");
  g_assert_false (paints (scene, shown[3000], ROLE_FORBIDDEN, ROLE_NONE) || paints (scene, shown[3000], ROLE_NONE, ROLE_BOUND));
  scene_destroy (scene);
  machine_destroy (machine);
}

/* Colour, sign and word tell kinds of memory apart; the key explains those there are and no others. */
static void
test_tiers (void)
{
  struct machine *machine = machine_load ("pack:2 [numa] [numa] core:4 pu:2", NULL);
  int nodes[4], found = 0;
  for (int i = 0; i < machine->count && found < 4; i++)
    if (machine->objects[i].type == MACHINE_NUMA) {
      machine->objects[i].tier = found % 2 ? MACHINE_TIER_HBM : MACHINE_TIER_DRAM;
      nodes[found++] = i;
    }
  struct scene *scene = laid_out (machine, 1280, 800, MACHINE_LOGICAL);
  int dram = scene_find (scene, machine->objects[nodes[0]].id), hbm = scene_find (scene, machine->objects[nodes[1]].id);
  g_assert_nonnull (strstr (scene_text_at (scene, scene->objects[dram].label), "DRAM"));
  g_assert_nonnull (strstr (scene_text_at (scene, scene->objects[hbm].label), "HBM"));
  g_assert_true (paints (scene, hbm, ROLE_INK_SOFT, ROLE_NONE)); /* the sign */
  g_assert_true (writes (scene, "high bandwidth"));
  g_assert_false (writes (scene, "CXL"));
  scene_destroy (scene);
  machine_destroy (machine);
}

static void
test_no_legend (void)
{
  struct machine *machine = machine_from_xml ("", "");
  struct machine_view_options options = { .legend = false };
  struct scene *scene = scene_create (800, 600);
  machine_view_layout (scene, machine, (struct rect){ 0, 0, 800, 600 }, &options);
  for (int i = 0; i < scene->count; i++)
    g_assert_cmpint (scene->primitives[i].object, >=, 0);
  scene_destroy (scene);
  machine_destroy (machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (odd); i++) {
    g_autofree char *path = g_strdup_printf ("/machine-marks/odd/%zu", i);
    g_test_add_data_func (path, odd[i], test_odd);
  }
  g_test_add_func ("/machine-marks/devices", test_devices);
  g_test_add_func ("/machine-marks/names", test_names);
  g_test_add_func ("/machine-marks/forbidden", test_forbidden);
  g_test_add_func ("/machine-marks/plate", test_plate);
  g_test_add_func ("/machine-marks/equal-notes", test_equal_notes);
  g_test_add_func ("/machine-marks/groups", test_groups);
  g_test_add_func ("/machine-marks/bound", test_bound);
  g_test_add_func ("/machine-marks/aggregated", test_marks_aggregated);
  g_test_add_func ("/machine-marks/tiers", test_tiers);
  g_test_add_func ("/machine-marks/no-legend", test_no_legend);
  return g_test_run ();
}
