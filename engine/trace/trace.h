/* A run as it was observed: lanes of spans, messages, placements, processes. Append-only; one writer (the
 * run's collector, or a loader), any number of readers, each call safe at any time. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/record/event.h"
#include "engine/record/segment.h"
#include "engine/trace/snapshot.h"

struct trace;

/* What was asked for, as words; kept in recordings and summaries. */
struct trace_description {
  char *model;     /* "threads", "processes", "hybrid" */
  char *workload;  /* "heat" */
  char *runtime, *bind, *sync;
  int ranks, threads;
  char **settings; /* NULL-terminated KEY=VALUE */
  char *host;
  char *command;   /* the equivalent command */
  char *started;   /* ISO 8601, wall clock */
};

struct trace *trace_create (const struct trace_description *description); /* copies it */
struct trace *trace_ref (struct trace *trace);                            /* one more owner, as a reader in a thread is */
void trace_destroy (struct trace *trace);                                 /* the last owner's frees it; accepts NULL */
const struct trace_description *trace_description (const struct trace *trace);

/* Grows with every change that a reader could see. */
uint64_t trace_version (const struct trace *trace);
uint64_t trace_begin (struct trace *trace); /* ns; the first workload begin or event; 0 = nothing yet */
uint64_t trace_end (struct trace *trace);   /* ns; the latest moment that is known about */

/* Writer: see trace-writer.h. Recordings: see recording.h. Sums and facts: see summary.h. */
