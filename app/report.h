/* The text that `run` and `info` print for people. */
#pragma once

#include "engine/scaling/study.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace.h"
#include "engine/trace/warnings.h"

void report_print (const struct summary *summary, const struct trace_description *description, const struct warnings *warnings);

/* Its lines on locks and barriers. */
void report_print_waits (const struct summary *summary);
/* Its lines on processes and their memory. */
void report_print_memory (const struct summary *summary);

/* What xthi prints, and more: a line a thread (host, rank, thread, PUs asked for, PUs allowed, PUs seen on, all by the OS's
 * index), then what is odd about it. */
void report_print_placement (const struct summary *summary, const struct warnings *warnings);

/* Who sent whom how much, a line for each communicator and tag: a table with a heading, as comma-separated values. PATH "-": to
 * standard output. false with one sentence in ERROR. */
bool report_save_matrix (const struct summary *summary, const char *path, GError **error);

/* A scaling study: a line a number of workers, and the law that fits. */
void report_print_study (const struct study *study);
