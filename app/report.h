/* The text that `run` and `info` print for people. */
#pragma once

#include "engine/trace/summary.h"
#include "engine/trace/trace.h"

void report_print (const struct summary *summary, const struct trace_description *description);
