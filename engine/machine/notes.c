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

char **
machine_notes (hwloc_topology_t topology, const struct machine *machine)
{
  GPtrArray *notes = g_ptr_array_new ();
  if (machine->this_machine)
    note_virtual (notes, machine);
  note_offline (notes, topology);
  note_forbidden (notes, machine);
  if (machine->core_count == 0)
    g_ptr_array_add (notes, g_strdup ("The source does not say which PUs share a core."));
  g_ptr_array_add (notes, NULL);
  return (char **) g_ptr_array_free (notes, FALSE);
}
