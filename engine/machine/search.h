/* Finds machine objects by what a reader would type: "PU 17", "pu17", "eth0", "NUMA 3", "os 12", "hbm", "10de:", "3b:00.0". */
#pragma once

#include "engine/machine/machine.h"

enum machine_match_rank { /* the best first */
  MATCH_ID,        /* "PU:17" */
  MATCH_INDEX,     /* type or label and logical index: "pu 17", "L3 1" */
  MATCH_OS,        /* "os 12", "P#12" */
  MATCH_NAME,      /* the whole label: "eth0", "L2" */
  MATCH_KIND,      /* the whole subtype or kind of memory: "hbm" */
  MATCH_VALUE,     /* the whole value of an attribute */
  MATCH_NAME_START,/* the label begins so, or the index does: "eth", "pu 1" of PU 17 */
  MATCH_VALUE_START,
  MATCH_INSIDE     /* somewhere in a label or value */
};

struct machine_match {
  int object;                 /* index in machine->objects */
  enum machine_match_rank rank;
  const char *name, *value;   /* the attribute that matched, NULL = none; the machine owns them */
};

/* Matches of WORDS, the best first and in the machine's order among equals, at most MOST; how many were written. Blanks
 * only: none. Takes a few ms for 16,384 PUs. */
int machine_search (const struct machine *machine, const char *words, struct machine_match *matches, int most);
