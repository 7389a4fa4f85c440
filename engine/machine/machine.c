#include "engine/machine/private.h"

#include <string.h>

char *
machine_summary (const struct machine *machine)
{
  const struct { int count; const char *one, *many; } parts[] = {
    { machine->package_count, "package", "packages" },
    { machine->numa_count > 1 ? machine->numa_count : 0, "NUMA node", "NUMA nodes" },
    { machine->core_count, "core", "cores" },
    { machine->pu_count, "PU", "PUs" },
  };
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].count > 0)
      g_string_append_printf (text, "%s%d %s", text->len > 0 ? ", " : "", parts[i].count,
                              parts[i].count == 1 ? parts[i].one : parts[i].many);
  return g_string_free (text, FALSE);
}

const char *
machine_type_name (enum machine_type type)
{
  static const char *const names[MACHINE_TYPES] = {
    "Machine", "Package", "Die", "Group", "Core", "PU", "Cache", "Instruction cache", "NUMA node",
    "Memory-side cache", "Bridge", "PCI device", "Device", "Misc",
  };
  return type < MACHINE_TYPES ? names[type] : "?";
}

const char *
machine_xml (struct machine *machine)
{
  char *xml = NULL;
  int bytes = 0;
  if (machine->xml == NULL && hwloc_topology_export_xmlbuffer (machine->reserved, &xml, &bytes, 0) == 0) {
    machine->xml = g_strndup (xml, (gsize) bytes);
    hwloc_free_xmlbuffer (machine->reserved, xml);
  }
  return machine->xml;
}

int
machine_pu_by_os (const struct machine *machine, int os)
{
  for (int i = 0; i < machine->pu_count; i++)
    if (machine->objects[machine->pu[i]].os == os)
      return machine->pu[i];
  return -1;
}

int
machine_find (const struct machine *machine, const char *id)
{
  for (int i = 0; i < machine->count; i++)
    if (strcmp (machine->objects[i].id, id) == 0)
      return i;
  return -1;
}

struct machine *
machine_ref (struct machine *machine)
{
  g_atomic_int_inc (&machine->others);
  return machine;
}

void
machine_destroy (struct machine *machine)
{
  if (machine == NULL || g_atomic_int_add (&machine->others, -1) > 0)
    return;
  for (int i = 0; i < machine->count; i++) {
    g_free (machine->objects[i].label);
    g_free (machine->objects[i].subtype);
    g_strfreev (machine->objects[i].attributes);
  }
  machine_relations_destroy (machine->relations);
  if (machine->reserved != NULL)
    hwloc_topology_destroy (machine->reserved);
  g_free (machine->objects);
  g_free (machine->pu);
  g_free (machine->name);
  g_free (machine->source);
  g_free (machine->xml);
  g_strfreev (machine->notes);
  g_free (machine);
}
