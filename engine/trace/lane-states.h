/* What one thread was doing over a stretch of time. For this room only, with the trace's mutex held. */
#pragma once

#include "engine/trace/trace-private.h"

/* In order of time, without overlap; THREAD_ABSENT is left out. Neighbours may be of the same state. */
typedef void (*lane_states_seen) (uint64_t begin, uint64_t end, enum thread_state state, void *data);
void lane_states_walk (struct trace *trace, const struct lane *lane, uint64_t from, uint64_t to, lane_states_seen seen, void *data);
/* About how many states that are, found without a walk. */
uint64_t lane_states_spans (const struct lane *lane, uint64_t from, uint64_t to);
