/* A small trace with something of everything in it: 2 ranks of 2 threads, 200 steps. */
#pragma once

#include "engine/trace/trace.h"

struct trace *full_trace (void);
void full_trace_add (struct trace *trace, int rank, int thread, struct event event, uint64_t end);
