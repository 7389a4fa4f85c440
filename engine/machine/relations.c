#include "engine/machine/relations.h"

#include <string.h>

#include "engine/machine/private.h"

const struct machine_relations *
machine_relations (const struct machine *machine)
{
  return machine->relations;
}

/* ---- words ---- */

char *
machine_measure_text (enum machine_measure measure, uint64_t value)
{
  switch (measure) {
  case MACHINE_LATENCY:
    return g_strdup_printf ("%" G_GUINT64_FORMAT " ns", value);
  case MACHINE_BANDWIDTH:
    return value < 1000 ? g_strdup_printf ("%" G_GUINT64_FORMAT " MB/s", value)
                        : g_strdup_printf (value < 10240 ? "%.1f GB/s" : "%.0f GB/s", (double) value / 1024);
  case MACHINE_LINK_BANDWIDTH:
    return value < 1000 ? g_strdup_printf ("%" G_GUINT64_FORMAT " MB/s", value)
                        : g_strdup_printf (value < 10000 && value % 1000 ? "%.1f GB/s" : "%.0f GB/s", (double) value / 1000);
  case MACHINE_HOPS:
    return g_strdup_printf ("%" G_GUINT64_FORMAT " hop%s", value, value == 1 ? "" : "s");
  default:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
  }
}

char *
machine_matrix_text (const struct machine_matrix *matrix, uint64_t value)
{
  return machine_measure_text (matrix->measure == MACHINE_LATENCY ? MACHINE_OTHER : matrix->measure, value);
}

char *
machine_object_name (const struct machine_object *object)
{
  return object->relation >= MACHINE_CHILD_IO || object->type == MACHINE_MACHINE ? g_strdup (object->label)
                                                                                : g_strdup_printf ("%s %d", object->label, object->logical);
}

/* ---- matrices ---- */

static enum machine_measure
measure_of (const char *name, unsigned long kind)
{
  if (strstr (name, "Hops") != NULL)
    return MACHINE_HOPS;
  return kind & HWLOC_DISTANCES_KIND_MEANS_BANDWIDTH ? MACHINE_LINK_BANDWIDTH : kind & HWLOC_DISTANCES_KIND_MEANS_LATENCY ? MACHINE_LATENCY : MACHINE_OTHER;
}

static int
index_of (hwloc_obj_t object)
{
  return object != NULL ? GPOINTER_TO_INT (object->userdata) : -1; /* machine_build's */
}

/* Objects that the topology lost (disallowed, filtered) leave holes: those rows are left out. */
static void
copy_matrix (struct machine_matrix *to, const struct hwloc_distances_s *from)
{
  to->objects = g_new (int, MAX (1, from->nbobjs));
  to->values = g_new (uint64_t, MAX (1, from->nbobjs * from->nbobjs));
  for (unsigned int i = 0, row = 0; i < from->nbobjs; i++) {
    if (from->objs[i] == NULL)
      continue;
    to->objects[to->n++] = index_of (from->objs[i]);
    for (unsigned int j = 0; j < from->nbobjs; j++)
      if (from->objs[j] != NULL)
        to->values[row++] = from->values[i * from->nbobjs + j];
  }
}

static void
add_matrix (struct machine_relations *relations, hwloc_topology_t topology, struct hwloc_distances_s *from)
{
  const char *name = hwloc_distances_get_name (topology, from);
  struct machine_matrix *matrix = &relations->matrix[relations->matrices++];
  *matrix = (struct machine_matrix){ .name = g_utf8_make_valid (name != NULL ? name : "Distances", -1) };
  matrix->measure = measure_of (matrix->name, from->kind);
  matrix->from_os = from->kind & HWLOC_DISTANCES_KIND_FROM_OS;
  matrix->links = strstr (matrix->name, "Link") != NULL || strstr (matrix->name, "XGMI") != NULL;
  copy_matrix (matrix, from);
}

static void
take_matrices (struct machine_relations *relations, hwloc_topology_t topology)
{
  unsigned int count = 0;
  if (hwloc_distances_get (topology, &count, NULL, 0, 0) != 0 || count == 0)
    return;
  struct hwloc_distances_s **all = g_new0 (struct hwloc_distances_s *, count);
  relations->matrix = g_new0 (struct machine_matrix, count);
  if (hwloc_distances_get (topology, &count, all, 0, 0) == 0)
    for (unsigned int i = 0; i < count; i++) {
      add_matrix (relations, topology, all[i]);
      hwloc_distances_release (topology, all[i]);
    }
  g_free (all);
}

/* ---- attributes of memory ---- */

static enum machine_measure
measure_of_attribute (const char *name)
{
  return g_str_has_suffix (name, "Bandwidth") ? MACHINE_BANDWIDTH : g_str_has_suffix (name, "Latency") ? MACHINE_LATENCY : MACHINE_OTHER;
}

/* The object whose PUs SET has, the largest of a chain; -1 = none. */
static int
object_of_set (hwloc_topology_t topology, hwloc_const_cpuset_t set)
{
  hwloc_obj_t object = hwloc_bitmap_iszero (set) ? NULL : hwloc_get_first_largest_obj_inside_cpuset (topology, set);
  return object != NULL && hwloc_bitmap_isequal (object->cpuset, set) ? index_of (object) : -1;
}

static char *
set_words (hwloc_const_cpuset_t set)
{
  char list[128];
  hwloc_bitmap_list_snprintf (list, sizeof list, set);
  return g_strdup_printf ("PUs %s (OS indexes)", list);
}

struct taking { struct machine *machine; struct machine_relations *relations; hwloc_topology_t topology; const char *name; };

static void
add_value (const struct taking *taking, hwloc_obj_t node, const struct hwloc_location *from, uint64_t value)
{
  struct machine_relations *relations = taking->relations;
  struct machine_memory_value added = { .name = g_utf8_make_valid (taking->name, -1), .measure = measure_of_attribute (taking->name),
                                        .node = index_of (node), .initiator = -1, .value = value };
  if (from != NULL)
    added.initiator = from->type == HWLOC_LOCATION_TYPE_OBJECT ? index_of (from->location.object)
                                                               : object_of_set (taking->topology, from->location.cpuset);
  added.from = added.initiator >= 0 ? machine_object_name (&taking->machine->objects[added.initiator])
               : from != NULL       ? set_words (from->location.cpuset)
                                    : g_strdup ("");
  relations->value = g_renew (struct machine_memory_value, relations->value, relations->values + 1);
  relations->value[relations->values++] = added;
}

static void
take_from_initiators (const struct taking *taking, hwloc_memattr_id_t attribute, hwloc_obj_t node)
{
  unsigned int count = 0;
  if (hwloc_memattr_get_initiators (taking->topology, attribute, node, 0, &count, NULL, NULL) != 0 || count == 0)
    return;
  struct hwloc_location *from = g_new0 (struct hwloc_location, count);
  hwloc_uint64_t *values = g_new0 (hwloc_uint64_t, count);
  if (hwloc_memattr_get_initiators (taking->topology, attribute, node, 0, &count, from, values) == 0)
    for (unsigned int i = 0; i < count; i++)
      add_value (taking, node, &from[i], values[i]);
  g_free (from);
  g_free (values);
}

static void
take_attribute (const struct taking *taking, hwloc_memattr_id_t attribute)
{
  unsigned long flags = 0;
  unsigned int count = 0;
  hwloc_memattr_get_flags (taking->topology, attribute, &flags);
  if (hwloc_memattr_get_targets (taking->topology, attribute, NULL, 0, &count, NULL, NULL) != 0 || count == 0)
    return;
  hwloc_obj_t *nodes = g_new0 (hwloc_obj_t, count);
  hwloc_uint64_t *values = g_new0 (hwloc_uint64_t, count);
  bool initiators = flags & HWLOC_MEMATTR_FLAG_NEED_INITIATOR;
  if (hwloc_memattr_get_targets (taking->topology, attribute, NULL, 0, &count, nodes, initiators ? NULL : values) == 0)
    for (unsigned int i = 0; i < count; i++) {
      if (initiators)
        take_from_initiators (taking, attribute, nodes[i]);
      else
        add_value (taking, nodes[i], NULL, values[i]);
    }
  g_free (nodes);
  g_free (values);
}

/* Capacity and Locality are the node's size and PUs again. */
static void
take_attributes (struct machine *machine, struct machine_relations *relations, hwloc_topology_t topology)
{
  struct taking taking = { machine, relations, topology, NULL };
  for (hwloc_memattr_id_t id = HWLOC_MEMATTR_ID_LOCALITY + 1; hwloc_memattr_get_name (topology, id, &taking.name) == 0; id++)
    take_attribute (&taking, id);
}

/* ---- */

struct machine_relations *
machine_relations_build (struct machine *machine, hwloc_topology_t topology)
{
  struct machine_relations *relations = g_new0 (struct machine_relations, 1);
  take_matrices (relations, topology);
  take_attributes (machine, relations, topology);
  return relations;
}

void
machine_relations_destroy (struct machine_relations *relations)
{
  for (int i = 0; relations != NULL && i < relations->matrices; i++) {
    g_free (relations->matrix[i].name);
    g_free (relations->matrix[i].objects);
    g_free (relations->matrix[i].values);
  }
  for (int i = 0; relations != NULL && i < relations->values; i++) {
    g_free (relations->value[i].name);
    g_free (relations->value[i].from);
  }
  if (relations != NULL) {
    g_free (relations->matrix);
    g_free (relations->value);
  }
  g_free (relations);
}
