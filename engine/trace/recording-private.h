/* Between the files that save and load recordings. */
#pragma once

#include "engine/trace/json-read.h"
#include "engine/trace/json-write.h"
#include "engine/trace/recording.h"
#include "engine/trace/trace-private.h"

#define RECORDING_FORMAT "strandscope-recording"
#define RECORDING_VERSION 2
#define RECORDING_MAX_RANKS TRACE_MAX_RANKS
#define RECORDING_MAX_LANES 65536
#define RECORDING_ARCHIVE "traces" /* its name in the folder */

/* otf2-save.c: the archive in FOLDER. MACHINE may be NULL. */
bool otf2_save (struct trace *trace, const struct machine *machine, const char *folder, const struct recording_progress *progress, GError **error);

/* recording-json.c */
char *recording_facts (struct trace *trace);
struct trace *recording_trace (const char *text, GError **error); /* all but what is in the archive */

/* recording-files.c */
bool recording_is_one (const char *path);      /* a folder with a run.json of this format */
char *recording_text (const char *folder, const char *name, size_t most); /* NULL where there is no such file or it is too large */
/* The anchor file of the archive at PATH; NULL with one sentence. The caller frees. */
char *recording_anchor (const char *path, GError **error);

/* recording-memory.c: contents of objects and looks at address spaces, as members of the process's object */
void recording_put_memory (JsonBuilder *json, const struct process *process);
void recording_read_memory (struct trace *trace, int rank, JsonObject *object);

bool recording_error (GError **error, const char *path, const char *what); /* false */
bool recording_tell (const struct recording_progress *progress, double share); /* false: it was cancelled */
