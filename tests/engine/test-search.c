/* Search: what a reader types finds what is meant, the best first. */
#include "engine/machine/search.h"

#include <string.h>

static const char machine_xml_text[] =
  "<?xml version=\"1.0\"?><!DOCTYPE topology SYSTEM \"hwloc2.dtd\"><topology version=\"2.0\">"
  "<object type=\"Machine\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\" allowed_cpuset=\"0x3\" nodeset=\"0x1\" complete_nodeset=\"0x1\" "
  "allowed_nodeset=\"0x1\">"
  "<object type=\"Package\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\" nodeset=\"0x1\" complete_nodeset=\"0x1\">"
  "<info name=\"CPUModel\" value=\"Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz\"/>"
  "<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\" nodeset=\"0x1\" complete_nodeset=\"0x1\" local_memory=\"1073741824\" "
  "subtype=\"HBM\"/>"
  "<object type=\"Core\" os_index=\"4\" cpuset=\"0x1\" complete_cpuset=\"0x1\" nodeset=\"0x1\" complete_nodeset=\"0x1\">"
  "<object type=\"PU\" os_index=\"0\" cpuset=\"0x1\" complete_cpuset=\"0x1\" nodeset=\"0x1\" complete_nodeset=\"0x1\"/></object>"
  "<object type=\"Core\" os_index=\"9\" cpuset=\"0x2\" complete_cpuset=\"0x2\" nodeset=\"0x1\" complete_nodeset=\"0x1\">"
  "<object type=\"PU\" os_index=\"1\" cpuset=\"0x2\" complete_cpuset=\"0x2\" nodeset=\"0x1\" complete_nodeset=\"0x1\"/></object>"
  "</object>"
  "<object type=\"Bridge\" bridge_type=\"0-1\" depth=\"0\" bridge_pci=\"0000:[00-ff]\">"
  "<object type=\"PCIDev\" os_index=\"245760\" pci_busid=\"0000:3b:00.0\" pci_type=\"0302 [10de:1eb8] [10de:12a2] a1\" pci_link_speed=\"0\"/>"
  "<object type=\"PCIDev\" os_index=\"249856\" pci_busid=\"0000:3d:00.0\" pci_type=\"0200 [8086:37d1] [8086:0000] 09\" pci_link_speed=\"0\">"
  "<object type=\"OSDev\" name=\"eth0\" osdev_type=\"2\"/></object></object></object></topology>";

struct expectation { const char *words, *first; int count; /* -1 = any */ };

static const struct expectation of_description[] = {
  { "PU 17", "PU:17", -1 },    { "pu17", "PU:17", -1 },    { "  pu#17 ", "PU:17", -1 }, { "PU:17", "PU:17", -1 }, { "numa 3", "NUMA:3", 1 },
  { "node 3", "NUMA:3", 1 },   { "core 5", "Core:5", -1 }, { "L3 1", "L3:1", 1 },       { "l31", "L3:1", 1 },     { "socket 1", "Package:1", 1 },
  { "pu 1", "PU:1", 11 },      { "l3", "L3:0", 3 },        { "os 12", "PU:12", 2 },  { "p#31", "PU:31", -1 },  { "pu 99", NULL, 0 },
  { "", NULL, 0 },             { "   ", NULL, 0 },         { "%n%s", NULL, 0 },         { "machine", "Machine:0", 1 },
};

static const struct expectation of_xml[] = {
  { "eth0", "OSDev:0", 1 },   { "eth", "PCI:1", 2 },     { "hbm", "NUMA:0", 1 },    { "10de:", "PCI:0", 1 }, { "3b:00.0", "PCI:0", 1 },
  { "xeon gold", "Package:0", 1 }, { "xeon silver", NULL, 0 },{ "gold 6148", "Package:0", -1 }, { "os 9", "Core:1", 1 },
};

static void
check (const struct machine *machine, const struct expectation *expected)
{
  struct machine_match matches[32];
  int count = machine_search (machine, expected->words, matches, G_N_ELEMENTS (matches));
  g_test_message ("'%s': %d", expected->words, count);
  if (expected->count >= 0)
    g_assert_cmpint (count, ==, expected->count);
  if (expected->first) {
    g_assert_cmpint (count, >, 0);
    g_assert_cmpstr (machine->objects[matches[0].object].id, ==, expected->first);
  }
  for (int i = 1; i < count; i++)
    g_assert_cmpint (matches[i - 1].rank, <=, matches[i].rank);
}

static void
test_description (void)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load ("pack:2 l3:1 [numa] [numa] core:8 pu:2", &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < G_N_ELEMENTS (of_description); i++)
    check (machine, &of_description[i]);
  machine_destroy (machine);
}

static void
test_names_and_attributes (void)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load_xml (machine_xml_text, "test", &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < G_N_ELEMENTS (of_xml); i++)
    check (machine, &of_xml[i]);
  machine_destroy (machine);
}

/* Fewer places than matches: the best stay, in the machine's order. */
static void
test_few_places (void)
{
  g_autoptr (GError) error = NULL;
  struct machine_match matches[3];
  struct machine *machine = machine_load ("pack:2 core:8 pu:2", &error);
  g_assert_no_error (error);
  g_assert_cmpint (machine_search (machine, "pu 1", matches, 3), ==, 3);
  g_assert_cmpstr (machine->objects[matches[0].object].id, ==, "PU:1");
  g_assert_cmpstr (machine->objects[matches[1].object].id, ==, "PU:10");
  g_assert_cmpstr (machine->objects[matches[2].object].id, ==, "PU:11");
  g_assert_cmpint (machine_search (machine, "pu", matches, 0), ==, 0);
  machine_destroy (machine);
}

/* How long a keystroke takes is told, not asserted: figures depend on the machine. */
static void
test_large (void)
{
  g_autoptr (GError) error = NULL;
  struct machine_match matches[64];
  struct machine *machine = machine_load ("pack:16 l3:8 l2:16 l1:1 core:1 pu:8", &error);
  static const char *const words[] = { "p", "pu 16383", "l3 127", "nothing of this kind", "3" };
  g_assert_no_error (error);
  g_assert_cmpint (machine->pu_count, ==, 16384);
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
    gint64 begin = g_get_monotonic_time ();
    int count = machine_search (machine, words[i], matches, G_N_ELEMENTS (matches));
    g_test_message ("'%s' over %d objects: %d matches, %.2f ms", words[i], machine->count, count, (double) (g_get_monotonic_time () - begin) / 1e3);
  }
  machine_destroy (machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/description", test_description);
  g_test_add_func ("/search/names-and-attributes", test_names_and_attributes);
  g_test_add_func ("/search/few-places", test_few_places);
  g_test_add_func ("/search/large", test_large);
  return g_test_run ();
}
