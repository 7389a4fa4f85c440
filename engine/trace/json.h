/* The object that `run --json` and `info --json` print (DESIGN.md). */
#pragma once

#include "engine/trace/summary.h"
#include "engine/trace/trace.h"
#include "engine/trace/warnings.h"

/* One JSON object, pretty, without a newline at the end. WARNINGS may be NULL: none. FAILURE: how the run
 * went wrong, NULL = well. The caller frees. */
char *summary_to_json (const struct summary *summary, const struct trace_description *description, const struct warnings *warnings,
                       const char *failure);

/* "0,2-3" from a bitmap of OS indexes; "" for an empty one. The caller frees. */
char *bitmap_list (const uint64_t *bitmap);
