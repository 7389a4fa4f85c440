/* Between the files of this room. */
#pragma once

#include <hwloc.h>

#include "engine/machine/machine.h"

struct loading; /* a load that somebody waits for; NULL = nobody does */

/* load.c: as machine_load, telling LOADING. */
struct machine *machine_load_told (const char *source, struct loading *loading, GError **error);
void machine_load_prepare (void); /* in the main thread, before any thread loads */

bool machine_refuse (GError **error, enum machine_error code, const char *format, ...) G_GNUC_PRINTF (3, 4); /* false */
/* source.c. The text of a file that looks like hwloc's XML; NULL with one sentence. */
GString *machine_read_file (const char *path, struct loading *loading, GError **error);
int machine_set_up (hwloc_topology_t topology, bool live); /* flags and filters: 0, or -1 as hwloc */
/* Hands XML over, BYTES with the final 0: 0, or -1 as hwloc. */
int machine_set_xml (hwloc_topology_t topology, const char *xml, int bytes);
/* trial.c. false: hwloc refuses this, or would not survive loading it. BYTES with the final 0. */
bool machine_trial (const char *xml, int bytes);

/* load-async.c. Says how far it is. false: it was cancelled, and may end early. */
bool loading_step (struct loading *loading, const char *what, double share);

/* Takes TOPOLOGY. */
struct machine *machine_build (hwloc_topology_t topology, const char *source, const char *name, struct loading *loading);
struct machine_relations *machine_relations_build (struct machine *machine, hwloc_topology_t topology);
void machine_relations_destroy (struct machine_relations *relations); /* accepts NULL */
void machine_relations_describe (struct machine *machine); /* adds what is known to the objects' attributes */
enum machine_tier machine_tier_of (hwloc_obj_t node);
char **machine_attributes (hwloc_topology_t topology, hwloc_obj_t from, const struct machine_object *object);
char *machine_label (hwloc_obj_t from);
char **machine_notes (hwloc_topology_t topology, const struct machine *machine);
