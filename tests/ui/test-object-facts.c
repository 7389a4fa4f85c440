/* The table and the hover of an object. */
#include "ui/draw/object-facts.h"

#include <pango/pango.h>
#include <string.h>

#include "ui/draw/machine-view.h"

static const struct object_fact *
find (const GArray *facts, const char *name)
{
  for (guint i = 0; i < facts->len; i++)
    if (strcmp (g_array_index (facts, struct object_fact, i).name, name) == 0)
      return &g_array_index (facts, struct object_fact, i);
  return NULL;
}

static void
assert_row (const GArray *facts, const char *name, const char *value)
{
  const struct object_fact *fact = find (facts, name);
  g_test_message ("%s", name);
  g_assert_nonnull (fact);
  g_assert_cmpstr (fact->value, ==, value);
}

static struct machine *
load (const char *description)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (description, &error);
  g_assert_no_error (error);
  return machine;
}

static void
test_rows (void)
{
  struct machine *machine = load ("pack:2 [numa] l3:1 core:3 pu:2");
  g_autoptr (GArray) pu = object_facts_of_machine (machine, machine_find (machine, "PU:7"));
  assert_row (pu, "Type", "PU");
  assert_row (pu, "Logical index", "7");
  assert_row (pu, "OS index", "7");
  assert_row (pu, "Allowed", "yes");
  g_assert_true (g_str_has_suffix (find (pu, "Inside")->value, "Package 1 › L3 1 › Core 3"));
  g_assert_nonnull (strstr (find (pu, "Inside")->links, "<a href=\"Core:3\">Core 3</a>"));
  g_autoptr (GArray) l3 = object_facts_of_machine (machine, machine_find (machine, "L3:1"));
  assert_row (l3, "Type", "L3 cache");
  assert_row (l3, "Cores", "3: Core 3, 4, 5");
  assert_row (l3, "PUs below", "6: PU 6 to 11");
  g_assert_nonnull (find (l3, "Size"));
  g_autoptr (GArray) package = object_facts_of_machine (machine, machine_find (machine, "Package:0"));
  assert_row (package, "L3 cache", "L3 0");
  assert_row (package, "NUMA node", "NUMA 0");
  machine_destroy (machine);
}

/* Whatever the machine, each of its objects has a hover that Pango takes, of not too many lines. */
static void
test_hovers (void)
{
  struct machine *machine = load ("pack:1 [numa] [numa] l3:1 l2:1 l1d:1 l1i:1 core:64 pu:2");
  for (int i = 0; i < machine->count; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *markup = object_tooltip (machine, i);
    g_auto (GStrv) lines = g_strsplit (markup, "\n", -1);
    g_assert_true (pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpint (g_strv_length (lines), <=, 14);
  }
  machine_destroy (machine);
}

static void
test_aggregate (void)
{
  struct machine *machine = load ("pack:8 core:64 pu:8");
  struct scene *scene = scene_create (300, 200);
  const struct machine_view_options options = { .detail = MACHINE_FIT };
  int aggregates = 0;
  machine_view_layout (scene, machine, (struct rect){ 0, 0, 300, 200 }, &options);
  for (int i = 0; i < scene->object_count; i++)
    if (scene->objects[i].stands) {
      g_autoptr (GArray) facts = object_facts_of_scene (scene, i);
      g_assert_nonnull (find (facts, "Seen"));
      g_assert_nonnull (strstr (find (facts, "Stands for")->value, " objects: "));
      g_assert_nonnull (strstr (find (facts, "Stands for")->links, "<a href="));
      aggregates++;
    }
  g_assert_cmpint (aggregates, >, 0);
  scene_destroy (scene);
  machine_destroy (machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/object-facts/rows", test_rows);
  g_test_add_func ("/object-facts/hovers", test_hovers);
  g_test_add_func ("/object-facts/aggregate", test_aggregate);
  return g_test_run ();
}
