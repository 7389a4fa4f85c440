/* What is odd about where a run's threads are bound and where they ran, as sentences. Pure: a summary and the machine. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/summary.h"

enum warning_severity {
  WARNING_HINT,    /* may be meant so: PUs that are left idle */
  WARNING_TROUBLE, /* costs time, or is not what was asked for */
  WARNING_SEVERITIES
};

struct warning { enum warning_severity severity; char *sentence; };

struct warnings { struct warning *warning; int count; };

/* MACHINE: where it ran; NULL: nothing is said of cores and NUMA nodes. PUs are named by logical index, with the OS's
 * index beside it where that is another. The caller owns it. */
struct warnings *warnings_take (const struct summary *summary, const struct machine *machine);
void warnings_destroy (struct warnings *warnings); /* accepts NULL */

const char *warning_severity_name (enum warning_severity severity); /* "hint", "trouble" */
