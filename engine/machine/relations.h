/* What hwloc knows between the objects of a machine: distances, attributes of memory, links. Plain data, made when the
 * machine is loaded; the machine owns it. Source: hwloc's distances (hwloc/distances.h) and memory attributes
 * (hwloc/memattrs.h). */
#pragma once

#include "engine/machine/machine.h"

enum machine_measure {
  MACHINE_LATENCY,   /* ns; distances between NUMA nodes are relative: 10 = local (ACPI SLIT) */
  MACHINE_BANDWIDTH, /* of memory: MiB/s */
  MACHINE_LINK_BANDWIDTH, /* of a matrix: MB/s, decimal */
  MACHINE_HOPS,
  MACHINE_OTHER      /* the source gives no unit */
};

struct machine_matrix {  /* hwloc calls it a distances structure */
  char *name;            /* "NUMALatency", "NVLinkBandwidth", "XGMIHops" */
  enum machine_measure measure;
  bool links;            /* of wires between devices or packages: 0 = none between the two */
  bool from_os;          /* else written by a user */
  int n;
  int *objects;          /* n indexes into machine->objects */
  uint64_t *values;      /* n x n, row = from, column = to */
};

struct machine_memory_value { /* hwloc's memory attribute of a node, seen from some PUs */
  char *name;            /* "Bandwidth", "ReadLatency" */
  enum machine_measure measure;
  int node;              /* index of the NUMA node; a source may tell it of other objects too */
  int initiator;         /* index of the object whose PUs access it, -1 = no object has just these PUs, or it's not told */
  char *from;            /* "Package 0", "PUs 0-3,8", "" = whoever */
  uint64_t value;
};

struct machine_relations {
  struct machine_matrix *matrix;
  int matrices;
  struct machine_memory_value *value;
  int values;
};

/* Never NULL. */
const struct machine_relations *machine_relations (const struct machine *machine);

/* "128 GB/s", "80 ns", "3 hops"; of a matrix between nodes "21". The caller frees. */
char *machine_measure_text (enum machine_measure measure, uint64_t value);
char *machine_matrix_text (const struct machine_matrix *matrix, uint64_t value);
/* "Package 0", "NUMA 3", "cuda1": how an object is called in a sentence. The caller frees. */
char *machine_object_name (const struct machine_object *object);
