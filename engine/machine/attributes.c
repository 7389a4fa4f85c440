/* What a reader wants to know of an object, as words. */
#include "engine/machine/private.h"

#include <string.h>

struct list { GPtrArray *pairs; };

static void
add (struct list *list, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_ptr_array_add (list->pairs, g_strdup (name));
  g_ptr_array_add (list->pairs, g_utf8_make_valid (value, -1)); /* firmware writes what it likes */
}

static void G_GNUC_PRINTF (3, 4)
addf (struct list *list, const char *name, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add (list, name, value);
}

char *
machine_size_text (uint64_t bytes)
{
  static const char *const units[] = { "B", "KB", "MB", "GB", "TB", "PB" };
  double value = (double) bytes;
  int unit = 0;
  for (; value >= 1024 && unit < 5; unit++)
    value /= 1024;
  bool whole = value >= 10 || value - (int) value < 0.05;
  return g_strdup_printf (whole ? "%.0f %s" : "%.1f %s", value, units[unit]);
}

static const char *
pci_class (unsigned int class_id)
{
  static const struct { unsigned int id; const char *name; } exact[] = {
    { 0x0108, "NVMe" }, { 0x0104, "RAID" }, { 0x0106, "SATA" }, { 0x0200, "Ethernet" }, { 0x0207, "InfiniBand" },
    { 0x0208, "Fabric" }, { 0x0300, "VGA" }, { 0x0302, "3D" }, { 0x0502, "CXL" }, { 0x0c03, "USB" },
    { 0x0c04, "Fibre Channel" }, { 0x0c06, "InfiniBand" }, { 0x0b40, "Co-processor" }, { 0x1200, "Accelerator" },
  };
  static const char *const base[] = {
    [0x01] = "Storage", [0x02] = "Network", [0x03] = "Display", [0x04] = "Multimedia", [0x05] = "Memory",
    [0x06] = "Bridge", [0x07] = "Communication", [0x08] = "System", [0x09] = "Input", [0x0b] = "Processor",
    [0x0c] = "Serial bus", [0x0d] = "Wireless", [0x0e] = "I/O", [0x10] = "Encryption", [0x11] = "Signal",
    [0x12] = "Accelerator",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (exact); i++)
    if (exact[i].id == class_id)
      return exact[i].name;
  unsigned int high = class_id >> 8;
  return high < G_N_ELEMENTS (base) && base[high] != NULL ? base[high] : "PCI";
}

char *
machine_label (hwloc_obj_t from)
{
  char type[32];
  switch (from->type) {
  case HWLOC_OBJ_NUMANODE:
    return g_strdup ("NUMA");
  case HWLOC_OBJ_MEMCACHE:
    return g_strdup ("Memory cache");
  case HWLOC_OBJ_BRIDGE:
    return g_strdup (from->attr->bridge.upstream_type == HWLOC_OBJ_BRIDGE_HOST ? "Host bridge" : "Bridge");
  case HWLOC_OBJ_PCI_DEVICE:
    return g_strdup (pci_class (from->attr->pcidev.class_id));
  case HWLOC_OBJ_OS_DEVICE:
    return g_utf8_make_valid (from->name != NULL ? from->name : "device", -1);
  case HWLOC_OBJ_MISC:
    return g_utf8_make_valid (from->name != NULL ? from->name : "Misc", -1);
  case HWLOC_OBJ_GROUP:
    return g_utf8_make_valid (from->subtype != NULL ? from->subtype : "Group", -1);
  default:
    hwloc_obj_type_snprintf (type, sizeof type, from, 0);
    return g_strdup (type);
  }
}

static void
add_cache (struct list *list, const struct hwloc_cache_attr_s *cache)
{
  static const char *const kinds[] = { "unified", "data", "instruction" };
  if (cache->size > 0) {
    g_autofree char *size = machine_size_text (cache->size);
    add (list, "Size", size);
  }
  if (cache->type <= HWLOC_OBJ_CACHE_INSTRUCTION)
    add (list, "Holds", kinds[cache->type]);
  if (cache->linesize > 0)
    addf (list, "Line", "%u bytes", cache->linesize);
  if (cache->associativity > 0)
    addf (list, "Ways", "%d", cache->associativity);
  else if (cache->associativity < 0)
    add (list, "Ways", "fully associative");
}

static void
add_memory (struct list *list, const struct hwloc_numanode_attr_s *node)
{
  g_autofree char *size = machine_size_text (node->local_memory);
  add (list, "Size", size);
  for (unsigned int i = 0; i < node->page_types_len; i++)
    if (node->page_types[i].count > 0 && node->page_types[i].size > 0) {
      g_autofree char *page = machine_size_text (node->page_types[i].size);
      g_autofree char *name = g_strdup_printf ("Pages of %s", page);
      addf (list, name, "%" G_GUINT64_FORMAT, (uint64_t) node->page_types[i].count);
    }
}

static void
add_pci (struct list *list, const struct hwloc_pcidev_attr_s *pci)
{
  addf (list, "Bus", "%04x:%02x:%02x.%01x", pci->domain, pci->bus, pci->dev, pci->func);
  addf (list, "Class", "%s (%04x)", pci_class (pci->class_id), pci->class_id);
  addf (list, "Device", "%04x:%04x", pci->vendor_id, pci->device_id);
  if (pci->linkspeed > 0)
    addf (list, "Link", "%.1f GB/s", (double) pci->linkspeed);
}

static void
add_bridge (struct list *list, const struct hwloc_bridge_attr_s *bridge)
{
  if (bridge->upstream_type == HWLOC_OBJ_BRIDGE_PCI)
    add_pci (list, &bridge->upstream.pci);
  if (bridge->downstream_type == HWLOC_OBJ_BRIDGE_PCI)
    addf (list, "Buses below", "%04x:[%02x-%02x]", bridge->downstream.pci.domain,
          bridge->downstream.pci.secondary_bus, bridge->downstream.pci.subordinate_bus);
}

static void
add_kind (struct list *list, hwloc_topology_t topology, int kind)
{
  int kinds = hwloc_cpukinds_get_nr (topology, 0), efficiency;
  struct hwloc_info_s *infos;
  unsigned int count;
  if (kind < 0 || kinds < 2)
    return;
  addf (list, "CPU kind", "%d of %d (%s)", kind + 1, kinds,
        kind == kinds - 1 ? "most performance" : kind == 0 ? "least performance" : "between");
  if (hwloc_cpukinds_get_info (topology, (unsigned int) kind, NULL, &efficiency, &count, &infos, 0) == 0)
    for (unsigned int i = 0; i < count; i++)
      add (list, infos[i].name, infos[i].value);
}

static void
add_specific (struct list *list, hwloc_topology_t topology, hwloc_obj_t from)
{
  if (hwloc_obj_type_is_cache (from->type) || from->type == HWLOC_OBJ_MEMCACHE)
    add_cache (list, &from->attr->cache);
  else if (from->type == HWLOC_OBJ_NUMANODE)
    add_memory (list, &from->attr->numanode);
  else if (from->type == HWLOC_OBJ_PCI_DEVICE)
    add_pci (list, &from->attr->pcidev);
  else if (from->type == HWLOC_OBJ_BRIDGE)
    add_bridge (list, &from->attr->bridge);
  else if (from->type == HWLOC_OBJ_OS_DEVICE) {
    static const char *const kinds[] = { "block device", "GPU", "network", "OpenFabrics", "DMA", "co-processor" };
    if (from->attr->osdev.type <= HWLOC_OBJ_OSDEV_COPROC)
      add (list, "Kind", kinds[from->attr->osdev.type]);
  }
}

char **
machine_attributes (hwloc_topology_t topology, hwloc_obj_t from, const struct machine_object *object)
{
  struct list list = { g_ptr_array_new () };
  add (&list, "Name", from->name);
  add (&list, "Subtype", from->subtype);
  add_specific (&list, topology, from);
  add_kind (&list, topology, object->cpu_kind);
  if (!object->allowed)
    add (&list, "Allowed", "no: forbidden by cgroups or the administrator");
  for (unsigned int i = 0; i < from->infos_count; i++)
    add (&list, from->infos[i].name, from->infos[i].value);
  g_ptr_array_add (list.pairs, NULL);
  return (char **) g_ptr_array_free (list.pairs, FALSE);
}
