/* hwloc's tree -> one array. */
#include "engine/machine/private.h"

#include <string.h>
#include <unistd.h>

#define XML_AT_ONCE 4096 /* objects: the export of a large machine takes longer than all the rest of its loading */

struct builder {
  hwloc_topology_t topology;
  struct machine *machine;
  int room;
  int kinds;
  int group_levels;
  struct loading *loading;
  int objects;          /* that the topology has, about: for the progress */
  hwloc_cpuset_t bound; /* the PUs that this process is bound to; NULL = it may use all */
  int next_pu;          /* PUs met so far: hwloc numbers them in the order of this walk */
  hwloc_const_bitmap_t allowed_pus, allowed_nodes;
};

static enum machine_type
type_of (hwloc_obj_t from)
{
  switch (from->type) {
  case HWLOC_OBJ_MACHINE:
    return MACHINE_MACHINE;
  case HWLOC_OBJ_PACKAGE:
    return MACHINE_PACKAGE;
  case HWLOC_OBJ_DIE:
    return MACHINE_DIE;
  case HWLOC_OBJ_CORE:
    return MACHINE_CORE;
  case HWLOC_OBJ_PU:
    return MACHINE_PU;
  case HWLOC_OBJ_NUMANODE:
    return MACHINE_NUMA;
  case HWLOC_OBJ_MEMCACHE:
    return MACHINE_MEMCACHE;
  case HWLOC_OBJ_BRIDGE:
    return MACHINE_BRIDGE;
  case HWLOC_OBJ_PCI_DEVICE:
    return MACHINE_PCI;
  case HWLOC_OBJ_OS_DEVICE:
    return MACHINE_OSDEV;
  case HWLOC_OBJ_MISC:
    return MACHINE_MISC;
  default:
    return hwloc_obj_type_is_icache (from->type)   ? MACHINE_ICACHE
           : hwloc_obj_type_is_dcache (from->type) ? MACHINE_CACHE
                                                   : MACHINE_GROUP;
  }
}

static void
write_id (const struct builder *builder, struct machine_object *object, hwloc_obj_t from)
{
  static const char *const names[MACHINE_TYPES]
    = { [MACHINE_MACHINE] = "Machine", [MACHINE_PACKAGE] = "Package", [MACHINE_DIE] = "Die",
        [MACHINE_CORE] = "Core", [MACHINE_PU] = "PU", [MACHINE_NUMA] = "NUMA", [MACHINE_MEMCACHE] = "MemCache",
        [MACHINE_BRIDGE] = "Bridge", [MACHINE_PCI] = "PCI", [MACHINE_OSDEV] = "OSDev", [MACHINE_MISC] = "Misc" };
  char name[16];
  if (object->type == MACHINE_GROUP && builder->group_levels == 1)
    strcpy (name, "Group"); /* several levels are told apart as hwloc does: Group0, Group1 */
  else if (names[object->type] != NULL)
    g_strlcpy (name, names[object->type], sizeof name);
  else
    hwloc_obj_type_snprintf (name, sizeof name, from, 0);
  g_snprintf (object->id, sizeof object->id, "%s:%u", name, from->logical_index);
}

/* "Group1" where there are several levels of groups, as in the id; a name that the source gives stays. */
static char *
label_of (const struct builder *builder, hwloc_obj_t from)
{
  if (from->type == HWLOC_OBJ_GROUP && from->subtype == NULL && builder->group_levels > 1)
    return g_strdup_printf ("Group%u", from->attr->group.depth);
  return machine_label (from);
}

static uint64_t
bytes_of (hwloc_obj_t from)
{
  if (from->type == HWLOC_OBJ_NUMANODE)
    return from->attr->numanode.local_memory;
  if (hwloc_obj_type_is_cache (from->type) || from->type == HWLOC_OBJ_MEMCACHE)
    return from->attr->cache.size;
  return 0;
}

static int
depth_of (hwloc_obj_t from)
{
  if (hwloc_obj_type_is_cache (from->type))
    return (int) from->attr->cache.depth;
  return from->type == HWLOC_OBJ_GROUP ? (int) from->attr->group.depth : 0;
}

static bool
is_allowed (const struct builder *builder, hwloc_obj_t from)
{
  if (from->type == HWLOC_OBJ_PU)
    return hwloc_bitmap_isset (builder->allowed_pus, from->os_index);
  if (from->type == HWLOC_OBJ_NUMANODE)
    return hwloc_bitmap_isset (builder->allowed_nodes, from->os_index);
  return true;
}

static int
kind_of (const struct builder *builder, hwloc_obj_t from)
{
  if (builder->kinds <= 0 || (from->type != HWLOC_OBJ_PU && from->type != HWLOC_OBJ_CORE))
    return -1;
  return hwloc_cpukinds_get_by_cpuset (builder->topology, from->cpuset, 0);
}

static bool
is_bound (const struct builder *builder, hwloc_obj_t from)
{
  return builder->bound != NULL && from->type == HWLOC_OBJ_PU && hwloc_bitmap_isset (builder->bound, from->os_index);
}

static void
count (struct machine *machine, enum machine_type type)
{
  machine->core_count += type == MACHINE_CORE;
  machine->package_count += type == MACHINE_PACKAGE;
  machine->numa_count += type == MACHINE_NUMA;
}

static int
append (struct builder *builder, hwloc_obj_t from, int parent, enum machine_relation relation)
{
  struct machine *machine = builder->machine;
  if (machine->count == builder->room) {
    builder->room = MAX (256, 2 * builder->room);
    machine->objects = g_renew (struct machine_object, machine->objects, builder->room);
  }
  int index = machine->count++;
  struct machine_object *object = &machine->objects[index];
  *object = (struct machine_object){
    .index = index, .parent = parent, .first_child = -1, .next_sibling = -1, .relation = relation,
    .type = type_of (from), .logical = (int) from->logical_index,
    .os = from->os_index == HWLOC_UNKNOWN_INDEX ? -1 : (int) from->os_index, .depth = depth_of (from),
    .bytes = bytes_of (from), .first_pu = -1, .cpu_kind = kind_of (builder, from),
    .allowed = is_allowed (builder, from), .bound = is_bound (builder, from), .tier = machine_tier_of (from), .label = label_of (builder, from), .subtype = g_strdup (from->subtype),
  };
  from->userdata = GINT_TO_POINTER (index); /* for the relations */
  write_id (builder, object, from);
  object->attributes = machine_attributes (builder->topology, from, object);
  count (machine, object->type);
  if (index % 512 == 0)
    loading_step (builder->loading, "taking over its objects", (double) index / MAX (1, builder->objects));
  return index;
}

static int walk (struct builder *builder, hwloc_obj_t from, int parent, enum machine_relation relation);

/* Walks a list of children; LAST is the previous child of PARENT, -1 = none yet. Returns the new last. */
static int
walk_list (struct builder *builder, hwloc_obj_t first, int parent, enum machine_relation relation, int last)
{
  for (hwloc_obj_t child = first; child != NULL; child = child->next_sibling) {
    int index = walk (builder, child, parent, relation);
    if (last < 0)
      builder->machine->objects[parent].first_child = index;
    else
      builder->machine->objects[last].next_sibling = index;
    last = index;
  }
  return last;
}

static int
walk (struct builder *builder, hwloc_obj_t from, int parent, enum machine_relation relation)
{
  int index = append (builder, from, parent, relation), first_pu = builder->next_pu;
  if (from->type == HWLOC_OBJ_PU)
    builder->machine->pu[builder->next_pu++] = index;
  int last = walk_list (builder, from->first_child, index, MACHINE_CHILD_NORMAL, -1);
  int pus = builder->next_pu - first_pu;
  builder->machine->objects[index].pus = pus;
  builder->machine->objects[index].first_pu = pus > 0 ? first_pu : -1;
  last = walk_list (builder, from->memory_first_child, index, MACHINE_CHILD_MEMORY, last);
  last = walk_list (builder, from->io_first_child, index, MACHINE_CHILD_IO, last);
  walk_list (builder, from->misc_first_child, index, MACHINE_CHILD_MISC, last);
  return index;
}

/* A NUMA node is local to the PUs of the normal object that it hangs on. */
static void
give_memory_its_pus (struct machine *machine)
{
  for (int i = 0; i < machine->count; i++) {
    struct machine_object *object = &machine->objects[i];
    if (object->relation == MACHINE_CHILD_MEMORY) {
      object->first_pu = machine->objects[object->parent].first_pu;
      object->pus = machine->objects[object->parent].pus;
    }
  }
}

static int
group_levels (hwloc_topology_t topology)
{
  int levels = 0;
  for (int depth = 0; depth < hwloc_topology_get_depth (topology); depth++)
    levels += hwloc_get_depth_type (topology, depth) == HWLOC_OBJ_GROUP;
  return levels;
}

static const char *
first_info (hwloc_topology_t topology, const char *name)
{
  const char *value = hwloc_obj_get_info_by_name (hwloc_get_root_obj (topology), name);
  hwloc_obj_t package = hwloc_get_obj_by_type (topology, HWLOC_OBJ_PACKAGE, 0);
  if (value == NULL && package != NULL)
    value = hwloc_obj_get_info_by_name (package, name);
  return value;
}

/* "node7: AMD EPYC 9654 96-Core Processor" */
static char *
title (hwloc_topology_t topology, const char *name)
{
  const char *host = hwloc_obj_get_info_by_name (hwloc_get_root_obj (topology), "HostName");
  const char *model = first_info (topology, "CPUModel");
  if (name == NULL)
    name = host != NULL ? host : g_get_host_name ();
  g_autofree char *words = g_strdup (model != NULL ? model : "");
  g_strstrip (words);
  return *words != '\0' ? g_strdup_printf ("%s: %s", name, words) : g_strdup (name);
}

/* Normal and memory objects; the others are few. */
static int
count_objects (hwloc_topology_t topology)
{
  int objects = hwloc_get_nbobjs_by_type (topology, HWLOC_OBJ_NUMANODE);
  for (int depth = 0; depth < hwloc_topology_get_depth (topology); depth++)
    objects += (int) hwloc_get_nbobjs_by_depth (topology, depth);
  return objects;
}

/* Of the main thread: others, this loader among them, may be bound elsewhere. The caller frees. */
static hwloc_cpuset_t
bound_to (hwloc_topology_t topology)
{
  hwloc_cpuset_t set = hwloc_bitmap_alloc ();
  if (hwloc_topology_is_thissystem (topology) && hwloc_get_proc_cpubind (topology, getpid (), set, HWLOC_CPUBIND_THREAD) == 0
      && !hwloc_bitmap_isincluded (hwloc_topology_get_allowed_cpuset (topology), set))
    return set;
  hwloc_bitmap_free (set);
  return NULL;
}

struct machine *
machine_build (hwloc_topology_t topology, const char *source, const char *name, struct loading *loading)
{
  struct machine *machine = g_new0 (struct machine, 1);
  machine->pu_count = hwloc_get_nbobjs_by_type (topology, HWLOC_OBJ_PU);
  machine->pu = g_new (int, MAX (1, machine->pu_count));
  struct builder builder = {
    .topology = topology, .machine = machine, .kinds = hwloc_cpukinds_get_nr (topology, 0),
    .group_levels = group_levels (topology), .allowed_pus = hwloc_topology_get_allowed_cpuset (topology),
    .allowed_nodes = hwloc_topology_get_allowed_nodeset (topology), .bound = bound_to (topology),
    .loading = loading, .objects = count_objects (topology),
  };
  walk (&builder, hwloc_get_root_obj (topology), -1, MACHINE_CHILD_NORMAL);
  hwloc_bitmap_free (builder.bound);
  give_memory_its_pus (machine);
  machine->relations = machine_relations_build (machine, topology);
  machine_relations_describe (machine);
  machine->name = title (topology, name);
  machine->source = g_strdup (source);
  machine->this_machine = hwloc_topology_is_thissystem (topology) != 0;
  machine->notes = machine_notes (topology, machine);
  machine->reserved = topology;
  if (machine->this_machine || machine->count <= XML_AT_ONCE)
    machine_xml (machine);
  return machine;
}
