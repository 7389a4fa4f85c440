/* A recording with its machine, for the commands that look at one. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/trace.h"

/* MACHINE_FILE: hwloc XML or a description that the user gives, NULL = the recording's own. *MACHINE: the machine, which the
 * caller destroys; NULL where neither says which it was, and then a note of the trace says so. NULL with one sentence. */
struct trace *open_recording (const char *path, const char *machine_file, struct machine **machine, GError **error);
