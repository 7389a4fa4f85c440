/* The mappings of a process, from /proc/PID/smaps and numa_maps. */
#pragma once

#include <glib.h>

#include "engine/trace/space.h"

struct mapping {
  uint64_t begin, end, offset;
  uint64_t device, inode;
  uint64_t rss, pss;
  struct space_nodes nodes;
  bool shared;
  enum space_kind kind; /* as far as the mapping itself says */
};

/* By address, into MAPPINGS (struct mapping), which is emptied; TEXT is room for the files, kept by the caller from look to look.
 * false: the process is gone, or the kernel refuses. *NODES_KNOWN: it told of NUMA nodes. */
bool maps_read (int pid, GString *text, GArray *mappings, bool *nodes_known);
/* The one that holds ADDRESS, or NULL. */
struct mapping *maps_find (GArray *mappings, uint64_t address);

/* NUMA nodes that are online, 0 = the kernel does not tell. */
int maps_nodes (void);

/* The same from the files' text; for tests. */
void maps_parse (const char *smaps, GArray *mappings);
bool maps_parse_nodes (const char *numa_maps, GArray *mappings);
