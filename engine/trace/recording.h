/* A trace as a folder: run.json (what was asked, processes, names, results), machine.xml, and the lanes' events
 * and schedule as binary files. The first format; only these two functions know it. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/trace.h"

/* Written beside PATH and renamed, so that PATH is a whole recording or what it was before. An existing recording
 * is replaced, anything else at PATH is an error. MACHINE may be NULL. */
bool recording_save (struct trace *trace, const struct machine *machine, const char *path, GError **error);

/* MACHINE_XML (may be NULL): the machine's XML, NULL where the recording has none; the caller frees. A recording that
 * was cut short loads up to its last whole event and says so in its notes. */
struct trace *recording_load (const char *path, char **machine_xml, GError **error);
