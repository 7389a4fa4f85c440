#include <string.h>
#include <unistd.h>

#include "engine/machine/machine.h"

static void
check_tree (const struct machine *machine)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  int listed = 1;
  for (int i = 0; i < machine->count; i++) {
    const struct machine_object *object = &machine->objects[i];
    enum machine_relation last = MACHINE_CHILD_NORMAL;
    g_assert_cmpint (object->index, ==, i);
    g_assert_cmpint (object->parent, <, i);
    g_assert_true (g_hash_table_add (ids, (gpointer) object->id));
    for (int child = object->first_child; child >= 0; child = machine->objects[child].next_sibling, listed++) {
      g_assert_cmpint (machine->objects[child].parent, ==, i);
      g_assert_cmpint (machine->objects[child].relation, >=, last);
      last = machine->objects[child].relation;
    }
  }
  g_assert_cmpint (listed, ==, machine->count);
  for (int i = 0; i < machine->pu_count; i++)
    g_assert_cmpint (machine->objects[machine->pu[i]].logical, ==, i);
}

static void
test_this_machine (void)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (NULL, &error), *again;
  g_assert_no_error (error);
  check_tree (machine);
  g_assert_true (machine->this_machine);
  g_assert_nonnull (machine->xml);
  again = machine_load_xml (machine->xml, "again", &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->pu_count, ==, machine->pu_count);
  g_assert_false (again->this_machine);
  machine_destroy (again);
  machine_destroy (machine);
  machine_destroy (NULL);
}

static void
test_synthetic (void)
{
  struct machine *machine = machine_load ("pack:2 core:4 pu:2", NULL);
  check_tree (machine);
  g_autofree char *summary = machine_summary (machine);
  g_assert_cmpstr (summary, ==, "2 packages, 8 cores, 16 PUs");
  const struct machine_object *core = &machine->objects[machine_find (machine, "Core:3")];
  g_assert_cmpint (core->first_pu, ==, 6);
  g_assert_cmpint (core->pus, ==, 2);
  g_assert_cmpint (machine_pu_by_os (machine, 5), ==, machine->pu[5]);
  g_assert_cmpint (machine_find (machine, "Core:8"), ==, -1);
  machine_destroy (machine);
}

static void
test_large (void)
{
  struct machine *machine = machine_load ("pack:16 core:32 pu:16", NULL);
  check_tree (machine);
  g_assert_null (machine->xml);
  g_assert_nonnull (strstr (machine_xml (machine), "<topology"));
  machine_destroy (machine);
}

/* libxml2 refuses more than 10 MB in a buffer. */
static void
test_large_xml (void)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load ("pack:8 core:1024 pu:2", NULL), *again;
  g_assert_cmpuint (strlen (machine_xml (machine)), >, 10 << 20);
  again = machine_load_xml (machine_xml (machine), "again", &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->pu_count, ==, machine->pu_count);
  machine_destroy (again);
  machine_destroy (machine);
}

static void
test_ids (void)
{
  struct machine *machine = machine_load ("group:2 group:2 l2:1 l1:1 l1i:1 core:1 pu:1", NULL);
  check_tree (machine);
  g_assert_cmpint (machine_find (machine, "L1i:3"), >=, 0);
  g_assert_cmpint (machine_find (machine, "PU:3"), >=, 0);
  machine_destroy (machine);
}

static void
assert_refused (const char *source, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (machine_load (source, &error));
  g_assert_nonnull (strstr (error->message, says));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_refusals (void)
{
  assert_refused ("nonsense", "pack:2");
  assert_refused ("/no/such/file.xml", "No such file");
  assert_refused ("/", "folder");
  assert_refused ("/proc/self/comm", "hwloc's XML");
  assert_refused ("pack:4 core:10000 pu:999", "smaller");
  g_assert_null (machine_load_xml ("<topology version=\"2.0\"><object", "cut", NULL));
  g_assert_null (machine_load_xml ("", "empty", NULL));
}

/* Cut anywhere, a file is refused or read: never a crash. */
static void
test_cut_files (void)
{
  struct machine *machine = machine_load ("pack:2 core:2 pu:2", NULL);
  size_t bytes = strlen (machine->xml);
  for (size_t cut = 0; cut < bytes; cut += 1 + bytes / 60) {
    g_autofree char *part = g_strndup (machine->xml, cut);
    machine_destroy (machine_load_xml (part, "cut", NULL));
  }
  machine_destroy (machine);
}

/* One value of an attribute becomes another: what hwloc 2.9 itself may not survive. */
static void
mutate (GString *xml, GRand *random)
{
  static const char *const values[] = { "0", "-1", "4294967295", "18446744073709551615", "0xffffffff,0xffffffff", "", "NUMANode", "PU", "Core", "Misc", "Bridge" };
  const char *open = strchr (xml->str + g_rand_int_range (random, 0, (gint32) xml->len), '"'), *close = open ? strchr (open + 1, '"') : NULL;
  if (!close)
    return;
  gssize at = open + 1 - xml->str, length = close - open - 1;
  g_string_erase (xml, at, length);
  g_string_insert (xml, at, values[g_rand_int_range (random, 0, G_N_ELEMENTS (values))]);
}

/* Damaged anyhow, a file is refused in one sentence or read, and this process lives on. */
static void
test_damaged_files (void)
{
  struct machine *machine = machine_load ("pack:2 numa:1 l2:2 core:1 pu:2", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  int refused = 0, read = 0;
  for (int i = 0; i < 150; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) xml = g_string_new (machine->xml);
    for (int k = 0; k < 3; k++)
      mutate (xml, random);
    struct machine *damaged = machine_load_xml (xml->str, "damaged", &error);
    g_assert_true (damaged || !strchr (error->message, '\n'));
    read += damaged != NULL;
    refused += damaged == NULL;
    machine_destroy (damaged);
  }
  g_assert_cmpint (read, >, 0);
  g_assert_cmpint (refused, >, 0);
  machine_destroy (machine);
}

static void
finished (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (machine->pu_count, ==, 6);
  machine_destroy (machine);
  g_main_loop_quit (data);
}

static void
test_async (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  machine_load_async ("core:3 pu:2", NULL, NULL, NULL, finished, loop);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine/this", test_this_machine);
  g_test_add_func ("/machine/synthetic", test_synthetic);
  g_test_add_func ("/machine/large", test_large);
  g_test_add_func ("/machine/large-xml", test_large_xml);
  g_test_add_func ("/machine/ids", test_ids);
  g_test_add_func ("/machine/refusals", test_refusals);
  g_test_add_func ("/machine/cut-files", test_cut_files);
  g_test_add_func ("/machine/damaged-files", test_damaged_files);
  g_test_add_func ("/machine/async", test_async);
  return g_test_run ();
}
