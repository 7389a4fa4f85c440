/* What the events of an archive refer to. */
#include "engine/trace/json-write.h"
#include "engine/trace/otf2-write.h"

struct definitions {
  struct otf2_write *write;
  GHashTable *string; /* text -> reference + 1 */
  OTF2_SystemTreeNodeRef nodes;
};

static OTF2_StringRef
string (struct definitions *definitions, const char *text)
{
  gpointer known = g_hash_table_lookup (definitions->string, text);
  uint64_t ref = g_hash_table_size (definitions->string);

  if (known)
    return GPOINTER_TO_UINT (known) - 1;
  g_hash_table_insert (definitions->string, g_strdup (text), GUINT_TO_POINTER (ref + 1));
  otf2_put_text (definitions->write, STREAM_STRING, &ref, text);
  return (OTF2_StringRef) ref;
}

static OTF2_StringRef
printed (struct definitions *definitions, const char *format, int number)
{
  char text[128];

  g_snprintf (text, sizeof text, format, number);
  return string (definitions, text);
}

static void
write_clock (struct definitions *definitions)
{
  const struct otf2_write *write = definitions->write;
  bool empty = write->first > write->last;

  OTF2_PUT (definitions->write, STREAM_CLOCK, 1000000000, empty ? 0 : write->first, empty ? 1 : write->last - write->first + 1);
}

static void
write_paradigms (struct definitions *definitions)
{
  OTF2_StringRef threads = string (definitions, "POSIX threads"), mpi = string (definitions, "MPI");

  OTF2_PUT (definitions->write, STREAM_PARADIGM, OTF2_PARADIGM_PTHREAD, threads, OTF2_PARADIGM_CLASS_THREAD_CREATE_WAIT);
  if (definitions->write->comm->len)
    OTF2_PUT (definitions->write, STREAM_PARADIGM, OTF2_PARADIGM_MPI, mpi, OTF2_PARADIGM_CLASS_PROCESS);
}

static void
write_attributes (struct definitions *definitions)
{
  static const char *const names[ATTRIBUTES] = OTF2_ATTRIBUTE_NAMES;

  OTF2_StringRef empty = string (definitions, "");
  for (int i = 0; i < ATTRIBUTES; i++) {
    OTF2_StringRef name = string (definitions, names[i]);
    OTF2_PUT (definitions->write, STREAM_ATTRIBUTE, i, name, empty);
  }
}

static void
write_regions (struct definitions *definitions)
{
  OTF2_StringRef empty = string (definitions, "");

  for (guint i = 0; i < definitions->write->region->len; i++) {
    const struct otf2_region *region = g_ptr_array_index (definitions->write->region, i);
    OTF2_StringRef name = string (definitions, region->name), canonical = string (definitions, region->canonical);
    OTF2_PUT (definitions->write, STREAM_REGION, i, name, canonical, region->role, region->paradigm, empty);
  }
}

/* ---- the machine and what ran on it ---- */

static OTF2_SystemTreeNodeRef
write_node (struct definitions *definitions, OTF2_StringRef name, const char *type, OTF2_SystemTreeNodeRef parent, OTF2_SystemTreeDomain domain)
{
  OTF2_StringRef type_name = string (definitions, type);

  OTF2_PUT (definitions->write, STREAM_NODE, definitions->nodes, name, type_name, parent, domain, domain == OTF2_SYSTEM_TREE_DOMAIN_MACHINE);
  return definitions->nodes++;
}

/* Packages and NUMA nodes for whoever reads it without the machine's XML. */
static void
write_parts (struct definitions *definitions, OTF2_SystemTreeNodeRef node)
{
  const struct machine *machine = definitions->write->machine;
  OTF2_SystemTreeNodeRef package = node;

  for (int i = 0; machine && i < machine->count; i++) {
    const struct machine_object *object = &machine->objects[i];
    if (object->type == MACHINE_PACKAGE)
      package = write_node (definitions, printed (definitions, "Package %d", object->logical), "package", node, OTF2_SYSTEM_TREE_DOMAIN_SOCKET);
    else if (object->type == MACHINE_NUMA)
      write_node (definitions, printed (definitions, "NUMA node %d", object->logical), "numa",
                  machine_ancestor (machine, i, MACHINE_PACKAGE) < 0 ? node : package, OTF2_SYSTEM_TREE_DOMAIN_NUMA);
  }
}

/* Each host once, in order of its first process. */
static OTF2_SystemTreeNodeRef
host_of (struct definitions *definitions, GHashTable *hosts, int rank)
{
  struct trace *trace = definitions->write->trace;
  const char *host = trace->process[rank].host ? trace->process[rank].host : trace->description.host;
  const char *name = host ? host : "machine";
  gpointer known = g_hash_table_lookup (hosts, name);

  if (known)
    return GPOINTER_TO_UINT (known) - 1;
  OTF2_SystemTreeNodeRef node = write_node (definitions, string (definitions, name), "node", OTF2_UNDEFINED_SYSTEM_TREE_NODE, OTF2_SYSTEM_TREE_DOMAIN_MACHINE);
  g_hash_table_insert (hosts, g_strdup (name), GUINT_TO_POINTER (node + 1));
  if (g_hash_table_size (hosts) == 1)
    write_parts (definitions, node); /* the machine is that of the first */
  return node;
}

static void
write_processes (struct definitions *definitions)
{
  g_autoptr (GHashTable) hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int rank = 0; rank < definitions->write->trace->ranks; rank++) {
    OTF2_SystemTreeNodeRef node = host_of (definitions, hosts, rank);
    OTF2_StringRef name = printed (definitions, "rank %d", rank);
    OTF2_PUT (definitions->write, STREAM_LOCATION_GROUP, rank, name, OTF2_LOCATION_GROUP_TYPE_PROCESS, node);
  }
}

static void
write_binding (struct definitions *definitions, int lane, const char *what, const uint64_t *bitmap)
{
  if (!bitmap)
    return;
  g_autofree char *list = bitmap_list (bitmap);
  OTF2_StringRef name = string (definitions, what), value = string (definitions, list);
  OTF2_PUT (definitions->write, STREAM_LOCATION_PROPERTY, lane, name, value);
}

static void
write_locations (struct definitions *definitions)
{
  const struct otf2_write *write = definitions->write;

  for (int i = 0; i < write->trace->lanes; i++) {
    const struct lane *lane = &write->trace->lane[i];
    char name[32];
    g_snprintf (name, sizeof name, "%d.%d", lane->rank, lane->thread);
    if (!write->has[i])
      continue;
    OTF2_StringRef ref = string (definitions, name);
    OTF2_PUT (definitions->write, STREAM_LOCATION, i, ref, OTF2_LOCATION_TYPE_CPU_THREAD, write->events[i], lane->rank);
    write_binding (definitions, i, "PUs asked for (OS indexes)", lane_binding_at (lane, 0)->asked);
    write_binding (definitions, i, "PUs allowed (OS indexes)", lane_binding_at (lane, 0)->allowed);
  }
}

/* ---- communicators, metrics ---- */

/* Of all ranks: the member of rank r is r * BY. */
static void
write_group (struct definitions *definitions, uint32_t ref, OTF2_StringRef name, OTF2_GroupType type, int by)
{
  uint64_t ranks = (uint64_t) definitions->write->trace->ranks;

  for (uint64_t first = 0; first < ranks; first += STREAM_MEMBERS) {
    uint64_t words[6 + STREAM_MEMBERS] = { ref, name, type, OTF2_PARADIGM_MPI, ranks, first }, some = MIN (ranks - first, STREAM_MEMBERS);
    for (uint64_t i = 0; i < some; i++)
      words[6 + i] = (first + i) * (uint64_t) by;
    otf2_put (definitions->write, STREAM_GROUP, words, 6 + some);
  }
}

/* As the first process that has a name for it calls it. Its members are not recorded: ranks are those of MPI_COMM_WORLD. */
static OTF2_StringRef
comm_name (struct definitions *definitions, unsigned number)
{
  struct trace *trace = definitions->write->trace;
  const char *name = NULL;

  g_mutex_lock (&trace->mutex);
  for (int rank = 0; rank < trace->ranks && !name; rank++) {
    const GArray *names = trace->process[rank].comm;
    for (guint i = 0; i < names->len; i++)
      if (g_array_index (names, struct comm_name, i).number == number)
        name = g_array_index (names, struct comm_name, i).name;
  }
  g_mutex_unlock (&trace->mutex);
  g_autofree char *text = g_strdup_printf ("%s (ranks of MPI_COMM_WORLD)" OTF2_COMM_MARK "%u", name ? name : "communicator", number);
  return string (definitions, text);
}

static void
write_comms (struct definitions *definitions)
{
  const struct otf2_write *write = definitions->write;

  OTF2_StringRef ranks_name = string (definitions, "ranks"), world = string (definitions, "MPI_COMM_WORLD");
  write_group (definitions, 0, ranks_name, OTF2_GROUP_TYPE_COMM_LOCATIONS, write->trace->threads);
  write_group (definitions, 1, world, OTF2_GROUP_TYPE_COMM_GROUP, 1);
  for (guint i = 0; i < write->comm->len; i++) {
    OTF2_StringRef name = i ? comm_name (definitions, g_array_index (write->comm, uint16_t, i)) : world;
    OTF2_PUT (definitions->write, STREAM_COMM, i, name, 1, i ? 0 : OTF2_UNDEFINED_COMM);
  }
}

static const struct { enum otf2_metric metric; const char *name, *unit; } members[] = {
  { METRIC_SCHEDULE, "scheduler", "0 not known, 1 on a PU, 2 ready, 3 blocked, 4 records lost" },
  { METRIC_SCHEDULE, "PU + 1", "OS index + 1" },
  { METRIC_SCHEDULE, "share of the time on the PU", "1/65535" },
  { METRIC_SCHEDULE, "share of the time ready", "1/65535" },
  { METRIC_PLACE, "PU in an event", "OS index + 1" },
  { METRIC_MEMORY, "PSS", "B" },
  { METRIC_MEMORY, "RSS", "B" },
};

static void
write_class (struct definitions *definitions, uint32_t metric)
{
  uint64_t words[2 + G_N_ELEMENTS (members)] = { metric };
  size_t count = 1;

  for (uint32_t i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i].metric == metric)
      words[count++] = i;
  words[count++] = metric == METRIC_MEMORY ? OTF2_RECORDER_KIND_ABSTRACT : OTF2_RECORDER_KIND_CPU;
  otf2_put (definitions->write, STREAM_METRIC_CLASS, words, count);
}

static void
write_metrics (struct definitions *definitions)
{
  struct otf2_write *write = definitions->write;

  for (uint32_t i = 0; i < G_N_ELEMENTS (members); i++) {
    OTF2_StringRef name = string (definitions, members[i].name), unit = string (definitions, members[i].unit), empty = string (definitions, "");
    OTF2_PUT (write, STREAM_METRIC_MEMBER, i, name, empty, unit);
  }
  for (uint32_t i = 0; i < METRICS; i++)
    write_class (definitions, i);
  for (int rank = 0; rank < write->trace->ranks; rank++)
    OTF2_PUT (write, STREAM_METRIC_INSTANCE, otf2_memory_metric (rank), METRIC_MEMORY, (uint64_t) rank * (uint64_t) write->trace->threads, rank);
}

void
otf2_write_definitions (struct otf2_write *write)
{
  struct definitions definitions = { write, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };

  OTF2_PUT (write, STREAM_EVENTS, 0);
  write_clock (&definitions);
  write_paradigms (&definitions);
  write_attributes (&definitions);
  write_regions (&definitions);
  write_processes (&definitions);
  write_locations (&definitions);
  if (write->comm->len)
    write_comms (&definitions);
  write_metrics (&definitions);
  g_hash_table_unref (definitions.string);
}
