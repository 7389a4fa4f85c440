/* What could not be observed, said in sentences rather than guessed. */
#include "engine/machine/private.h"

#include <string.h>

static bool
file_has (const char *path, const char *word)
{
  g_autofree char *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, word) != NULL;
}

static int
forbidden (const struct machine *machine, enum machine_type type)
{
  int n = 0;
  for (int i = 0; i < machine->count; i++)
    n += machine->objects[i].type == type && !machine->objects[i].allowed;
  return n;
}

static void
note_virtual (GPtrArray *notes, const struct machine *machine)
{
  if (!file_has ("/proc/cpuinfo", " hypervisor"))
    return;
  g_ptr_array_add (notes, g_strdup ("This is a virtual machine: cores, caches and NUMA nodes are as its hypervisor "
                                    "shows them, and PUs may share real cores with other guests."));
  if (machine->core_count == machine->pu_count)
    g_ptr_array_add (notes, g_strdup ("Whether two PUs share a core (SMT) is not visible from inside it."));
}

static void
note_offline (GPtrArray *notes, hwloc_topology_t topology)
{
  int offline = hwloc_bitmap_weight (hwloc_topology_get_complete_cpuset (topology))
                - hwloc_bitmap_weight (hwloc_topology_get_topology_cpuset (topology));
  if (offline > 0)
    g_ptr_array_add (notes, g_strdup_printf (offline == 1 ? "%d PU is offline or unknown and not drawn."
                                                          : "%d PUs are offline or unknown and not drawn.",
                                             offline));
}

static void
note_forbidden (GPtrArray *notes, const struct machine *machine)
{
  int pus = forbidden (machine, MACHINE_PU), nodes = forbidden (machine, MACHINE_NUMA);
  if (pus > 0)
    g_ptr_array_add (notes, g_strdup_printf ("%d of %d PUs may not be used: cgroups or the administrator forbid it.",
                                             pus, machine->pu_count));
  if (nodes > 0)
    g_ptr_array_add (notes, g_strdup_printf ("%d of %d NUMA nodes may not be used.", nodes, machine->numa_count));
}

/* "6 cores of kind 1 (least performance) with 6 PUs, ..." */
static void
note_kinds (GPtrArray *notes, hwloc_topology_t topology, const struct machine *machine)
{
  int kinds = hwloc_cpukinds_get_nr (topology, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  for (int kind = kinds - 1; kind >= 0 && kinds > 1; kind--) {
    int cores = 0, pus = 0;
    for (int i = 0; i < machine->count; i++) {
      cores += machine->objects[i].type == MACHINE_CORE && machine->objects[i].cpu_kind == kind;
      pus += machine->objects[i].type == MACHINE_PU && machine->objects[i].cpu_kind == kind;
    }
    g_string_append_printf (text, "%s%d core%s with %d PU%s of %s performance", text->len > 0 ? ", " : "", cores, cores == 1 ? "" : "s", pus, pus == 1 ? "" : "s",
                            kind == kinds - 1 ? "most" : kind == 0 ? "least" : "middle");
  }
  if (text->len > 0)
    g_ptr_array_add (notes, g_strdup_printf ("There are %d kinds of cores: %s.", kinds, text->str));
}

static void
note_tiers (GPtrArray *notes, const struct machine *machine)
{
  static const char *const names[MACHINE_TIERS] = { "of a kind that the source does not say", "DRAM", "HBM", "CXL", "NVM", "GPU memory" };
  int counts[MACHINE_TIERS] = { 0 }, known = 0;
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < machine->count; i++)
    if (machine->objects[i].type == MACHINE_NUMA)
      counts[machine->objects[i].tier]++;
  for (int i = MACHINE_TIERS - 1; i >= 0; i--) {
    known += i > 0 && counts[i] > 0;
    if (counts[i] > 0)
      g_string_append_printf (text, "%s%d %s", text->len > 0 ? ", " : "", counts[i], names[i]);
  }
  if (known > 0 && machine->numa_count > 1)
    g_ptr_array_add (notes, g_strdup_printf ("Of %d NUMA nodes: %s.", machine->numa_count, text->str));
}

char **
machine_notes (hwloc_topology_t topology, const struct machine *machine)
{
  GPtrArray *notes = g_ptr_array_new ();
  if (machine->this_machine)
    note_virtual (notes, machine);
  note_offline (notes, topology);
  note_forbidden (notes, machine);
  note_kinds (notes, topology, machine);
  note_tiers (notes, machine);
  if (machine->core_count == 0)
    g_ptr_array_add (notes, g_strdup ("The source does not say which PUs share a core."));
  g_ptr_array_add (notes, NULL);
  return (char **) g_ptr_array_free (notes, FALSE);
}
