/* A trace as a recording: a folder that is an OTF2 archive,
 *   traces.otf2, traces.def, traces/   the archive: what happened, readable by any tool for OTF2
 *   machine.xml                        the machine, by hwloc (may be missing)
 *   run.json                           what was asked, processes, results and facts of each thread, that OTF2 has no place for
 * A file of its own and not a property of the archive: properties are lines of the anchor file, which every tool reads whole.
 * Only these functions know the format. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/trace.h"

/* How a save or load goes, from the thread that does it. NULL in its place: nobody waits. */
struct recording_progress {
  void (*tell) (double share, void *data); /* 0 to 1; may be NULL */
  void *data;
  GCancellable *cancellable;               /* may be NULL; then G_IO_ERROR_CANCELLED */
};

/* Written beside PATH and renamed, so that PATH is a whole recording or what it was before. An existing recording of
 * Strandscope's is replaced, anything else at PATH is an error. MACHINE may be NULL. */
bool recording_save (struct trace *trace, const struct machine *machine, const char *path, const struct recording_progress *progress, GError **error);

/* PATH: a recording, or what another tool wrote in OTF2 (its folder or its anchor file, *.otf2). MACHINE_XML (may be NULL): the
 * machine's XML, NULL where the recording has none; the caller frees. A recording that was cut short loads up to its last event
 * that can be read and says so in its notes. The OTF2 library reads in a process of its own: no file can make it crash or
 * hang the caller. */
struct trace *recording_load (const char *path, char **machine_xml, const struct recording_progress *progress, GError **error);
