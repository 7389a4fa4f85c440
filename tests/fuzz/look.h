/* All that a trace is asked for. */
#pragma once

#include "engine/trace/trace.h"

void look_at_all (struct trace *trace);
