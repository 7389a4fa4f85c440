/* Between the files of this room. */
#pragma once

#include <hwloc.h>

#include "engine/machine/machine.h"

struct machine *machine_build (hwloc_topology_t topology, const char *source, const char *name); /* takes TOPOLOGY */
char **machine_attributes (hwloc_topology_t topology, hwloc_obj_t from, const struct machine_object *object);
char *machine_label (hwloc_obj_t from);
const char *machine_pci_class (unsigned int class_id);
char **machine_notes (hwloc_topology_t topology, const struct machine *machine);
