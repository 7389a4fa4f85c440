/* The first format of a recording: one folder with
 *   run.json            what was asked, processes, names, results, facts of each thread
 *   machine.xml         the machine, by hwloc (may be missing)
 *   R.T.events          struct recording_head, then 32-byte events in order of their ends
 *   R.T.schedule        struct recording_head, then 32-byte spans of the scheduler and of places seen
 * Numbers are little-endian. */
#pragma once

#include "engine/trace/json-read.h"
#include "engine/trace/json-write.h"
#include "engine/trace/recording.h"
#include "engine/trace/trace-private.h"

#define RECORDING_FORMAT "strandscope-recording"
#define RECORDING_VERSION 1
#define RECORDING_MAX_RANKS 1024
#define RECORDING_MAX_LANES 65536
#define SCHEDULE_SEEN 100 /* in files only: a place that an event told, begin = end = when */

struct recording_head {
  char magic[8];
  uint64_t count; /* records that follow in a file that is whole */
};
#define EVENTS_MAGIC "SSevent1"
#define SCHEDULE_MAGIC "SSsched1"

static_assert (G_BYTE_ORDER == G_LITTLE_ENDIAN, "recordings are written as they lie in memory");

/* recording-lane.c: the records of one lane, from a trace with its mutex held. Free with g_array_unref. */
GArray *lane_events (struct trace *trace, const struct lane *lane, const GArray *receives);
GArray *lane_spans (struct trace *trace, const struct lane *lane);
/* struct event of all receives, a GArray a lane */
GPtrArray *lane_receives (struct trace *trace);

/* recording-json.c */
char *recording_facts (struct trace *trace);
struct trace *recording_trace (const char *text, GError **error); /* all but events and schedule */

/* recording-memory.c: contents of objects and looks at address spaces, as members of the process's object */
void recording_put_memory (JsonBuilder *json, const struct process *process);
void recording_read_memory (struct trace *trace, int rank, JsonObject *object);

bool recording_is_one (const char *path); /* a folder with a run.json of this format */
bool recording_error (GError **error, const char *path, const char *what); /* false */
