/* Distances, memory attributes, links, tiers, and how a load in a thread goes. */
#include <string.h>

#include "engine/machine/relations.h"

/* A machine's XML with MORE before its end, where hwloc's own exports have distances and attributes. */
static struct machine *
machine_with (const char *description, const char *from, const char *to, const char *more)
{
  g_autoptr (GError) error = NULL;
  struct machine *plain = machine_load (description, &error);
  g_assert_no_error (error);
  GString *xml = g_string_new (machine_xml (plain));
  if (from)
    g_assert_cmpint (g_string_replace (xml, from, to, 0), >, 0);
  g_string_replace (xml, "</topology>", more, 0);
  g_string_append (xml, "</topology>\n");
  struct machine *machine = machine_load_xml (xml->str, "made", &error);
  g_assert_no_error (error);
  g_string_free (xml, TRUE);
  machine_destroy (plain);
  return machine;
}

static const char *
attribute (const struct machine *machine, const char *id, const char *name)
{
  const struct machine_object *object = &machine->objects[machine_find (machine, id)];
  for (char **pair = object->attributes; *pair; pair += 2)
    if (g_str_equal (pair[0], name))
      return pair[1];
  return NULL;
}

static void
test_distances (void)
{
  struct machine *machine = machine_with ("numa:3 core:2 pu:1", NULL, NULL,
                                          "<distances2 type=\"NUMANode\" nbobjs=\"3\" kind=\"5\" name=\"NUMALatency\" indexing=\"os\">"
                                          "<indexes length=\"6\">0 1 2 </indexes>"
                                          "<u64values length=\"27\">10 21 31 21 10 41 31 41 10 </u64values></distances2>");
  const struct machine_relations *relations = machine_relations (machine);
  g_assert_cmpint (relations->matrices, ==, 1);
  const struct machine_matrix *matrix = &relations->matrix[0];
  g_assert_cmpint (matrix->n, ==, 3);
  g_assert_cmpint (matrix->measure, ==, MACHINE_LATENCY);
  g_assert_true (matrix->from_os);
  g_assert_false (matrix->links);
  g_assert_cmpstr (machine->objects[matrix->objects[2]].id, ==, "NUMA:2");
  g_assert_cmpuint (matrix->values[1 * 3 + 2], ==, 41);
  g_assert_cmpstr (attribute (machine, "NUMA:1", "Distance to NUMA 2"), ==, "41");
  g_assert_cmpstr (attribute (machine, "NUMA:1", "Distance to itself"), ==, "10");
  machine_destroy (machine);
}

static void
test_memory_values (void)
{
  struct machine *plain = machine_load ("numa:2 core:2 pu:1", NULL);
  const char *gp = strstr (strstr (machine_xml (plain), "type=\"NUMANode\""), "gp_index=\"") + strlen ("gp_index=\"");
  g_autofree char *index = g_strndup (gp, strspn (gp, "0123456789"));
  g_autofree char *more = g_strdup_printf (
    "<memattr name=\"Bandwidth\" flags=\"5\">"
    "<memattr_value target_obj_type=\"NUMANode\" target_obj_gp_index=\"%s\" value=\"131072\" initiator_cpuset=\"0x00000003\"/>"
    "<memattr_value target_obj_type=\"NUMANode\" target_obj_gp_index=\"%s\" value=\"500\" initiator_cpuset=\"0x00000006\"/></memattr>"
    "<memattr name=\"Latency\" flags=\"6\">"
    "<memattr_value target_obj_type=\"NUMANode\" target_obj_gp_index=\"%s\" value=\"80\" initiator_cpuset=\"0x00000001\"/></memattr>",
    index, index, index);
  struct machine *machine = machine_with ("numa:2 core:2 pu:1", NULL, NULL, more);
  const struct machine_relations *relations = machine_relations (machine);
  g_assert_cmpint (relations->values, ==, 3);
  g_assert_cmpstr (machine->objects[relations->value[0].node].id, ==, "NUMA:0");
  g_assert_cmpint (relations->value[0].initiator, >=, 0);
  g_assert_cmpint (relations->value[1].initiator, ==, -1);
  g_assert_cmpstr (attribute (machine, "NUMA:0", "Bandwidth from PUs 1-2 (OS indexes)"), ==, "500 MB/s");
  g_assert_cmpstr (attribute (machine, "NUMA:0", "Latency from Core 0"), ==, "80 ns");
  g_autofree char *speed = machine_measure_text (MACHINE_BANDWIDTH, 131072);
  g_assert_cmpstr (speed, ==, "128 GB/s");
  machine_destroy (machine);
  machine_destroy (plain);
}

static void
test_links (void)
{
  struct machine *plain = machine_load ("pack:2 core:1 pu:1", NULL);
  g_autoptr (GString) indexes = g_string_new (NULL);
  for (const char *at = machine_xml (plain); (at = strstr (at, "type=\"Package\"")); at++) {
    const char *gp = strstr (at, "gp_index=\"") + strlen ("gp_index=\"");
    g_string_append_printf (indexes, "Package:%.*s ", (int) strspn (gp, "0123456789"), gp);
  }
  g_autofree char *more = g_strdup_printf ("<distances2hetero nbobjs=\"2\" kind=\"9\" name=\"XGMIBandwidth\"><indexes length=\"%zu\">%s</indexes>"
                                           "<u64values length=\"24\">1000000 50000 0 1000000 </u64values></distances2hetero>",
                                           indexes->len, indexes->str);
  struct machine *machine = machine_with ("pack:2 core:1 pu:1", NULL, NULL, more);
  g_assert_cmpint (machine_relations (machine)->matrices, ==, 1);
  g_assert_true (machine_relations (machine)->matrix[0].links);
  g_assert_cmpstr (attribute (machine, "Package:0", "XGMIBandwidth to Package 1"), ==, "50 GB/s");
  g_assert_null (attribute (machine, "Package:1", "XGMIBandwidth to Package 0")); /* 0 = no link that way */
  machine_destroy (machine);
  machine_destroy (plain);
}

static void
test_tiers (void)
{
  static const struct { const char *subtype; enum machine_tier tier; } cases[] = {
    { "HBM", MACHINE_TIER_HBM }, { "MCDRAM", MACHINE_TIER_HBM }, { "NVM", MACHINE_TIER_NVM }, { "CXL-DRAM", MACHINE_TIER_CXL },
    { "DRAM", MACHINE_TIER_DRAM }, { "GPUMemory", MACHINE_TIER_GPU }, { "Something", MACHINE_TIER_UNKNOWN },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *with = g_strdup_printf ("type=\"NUMANode\" subtype=\"%s\"", cases[i].subtype);
    struct machine *machine = machine_with ("numa:1 core:2 pu:1", "type=\"NUMANode\"", with, "");
    g_assert_cmpint (machine->objects[machine_find (machine, "NUMA:0")].tier, ==, cases[i].tier);
    machine_destroy (machine);
  }
}

/* ---- loading in a thread ---- */

struct wait { GMainLoop *loop; GCancellable *cancellable; int steps, code; double last; struct machine *machine; };

static void
on_progress (const char *what, double share, gpointer data)
{
  struct wait *wait = data;
  g_assert_cmpint ((int) strlen (what), >, 0);
  g_assert_true (share == -1 || (share >= 0 && share <= 1));
  wait->steps++;
  wait->last = share;
  if (wait->cancellable)
    g_cancellable_cancel (wait->cancellable);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  struct wait *wait = data;
  g_autoptr (GError) error = NULL;
  wait->machine = machine_load_finish (result, &error);
  wait->code = error && error->domain == MACHINE_ERROR ? error->code : -1;
  g_main_loop_quit (wait->loop);
}

static struct wait
load (const char *source, bool cancelled)
{
  struct wait wait = { g_main_loop_new (NULL, FALSE), cancelled ? g_cancellable_new () : NULL, .code = -1 };
  machine_load_async (source, wait.cancellable, on_progress, &wait, on_loaded, &wait);
  g_main_loop_run (wait.loop);
  g_main_loop_unref (wait.loop);
  g_clear_object (&wait.cancellable);
  return wait;
}

static void
test_progress (void)
{
  struct wait wait = load ("pack:4 core:64 pu:4", false);
  g_assert_nonnull (wait.machine);
  g_assert_cmpint (wait.steps, >=, 3);
  g_assert_cmpfloat (wait.last, >, 0.5);
  machine_destroy (wait.machine);
}

/* It answers at once, with one sentence's code, and what the thread still makes harms nobody. */
static void
test_cancel (void)
{
  for (int i = 0; i < 5; i++) {
    struct wait wait = load ("pack:8 core:64 pu:8", true);
    g_assert_null (wait.machine);
    g_assert_cmpint (wait.code, ==, MACHINE_ERROR_CANCELLED);
    g_assert_cmpint (wait.steps, ==, 1);
  }
  struct wait after = load ("core:2 pu:1", false);
  g_assert_nonnull (after.machine);
  machine_destroy (after.machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine-relations/distances", test_distances);
  g_test_add_func ("/machine-relations/memory-values", test_memory_values);
  g_test_add_func ("/machine-relations/links", test_links);
  g_test_add_func ("/machine-relations/tiers", test_tiers);
  g_test_add_func ("/machine-relations/progress", test_progress);
  g_test_add_func ("/machine-relations/cancel", test_cancel);
  return g_test_run ();
}
