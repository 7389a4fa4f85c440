/* What is known of memory in few words, for captions, tables and reports. */
#pragma once

#include <stddef.h>

#include "engine/trace/snapshot.h"

/* "1.002", "7341"; "" where nothing is known of the contents. */
void memory_value (const struct snapshot_object *object, char *out, size_t room);
/* "NUMA 0", "NUMA 0 and 1", "NUMA 0, 1, …"; "" where the kernel does not tell or nothing is resident. */
void memory_nodes (const struct space_nodes *nodes, char *out, size_t room);
/* "all on node 0, the only one of this machine", "node 0: 12 MB, node 1: 9 MB", "not told by the kernel". */
void memory_nodes_sentence (const struct space *space, const struct space_nodes *nodes, int numa_nodes, char *out, size_t room);
/* "private to rank 0", "one memory in 2 processes" */
void memory_mapping (const struct snapshot_process *process, const struct snapshot_object *object, char *out, size_t room);
/* "0.2, 3.1 µs ago"; "" = nobody yet */
void memory_writer (const struct snapshot *snapshot, const struct snapshot_object *object, char *out, size_t room);
/* "same address, different memory", "same address, same memory", "same address"; "" where there is no other */
const char *memory_twin (enum twin twin);
