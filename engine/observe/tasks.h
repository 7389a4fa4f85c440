/* Switch records become spans a thread. Records come before anyone knows which rank a thread is, so each thread
 * of the run's processes keeps its spans until it is named. */
#pragma once

#include "engine/observe/perf.h"
#include "engine/trace/trace-writer.h"

struct tasks;

struct tasks *tasks_new (struct trace *trace);
void tasks_free (struct tasks *tasks);
/* From here on TID is rank.thread: spans from SINCE on go to the trace. */
void tasks_attach (struct tasks *tasks, int tid, int rank, int thread, uint64_t since);
void tasks_see (const struct perf_switch *change, void *tasks);
/* Hands over what has been seen: call after a batch of records. */
void tasks_flush (struct tasks *tasks);
