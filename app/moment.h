/* Moments of a run by name: times and events. */
#pragma once

#include "engine/trace/trace.h"

/* "1.25" or "1.25s" after the begin, "50%", "begin", "end"; or an event: "message", "lock", "barrier", "deadlock": the middle of
 * the longest flight or wait of that kind, "lock:2" of the second one in time; NULL: near the middle, with a message in flight where
 * there is one. false with one sentence (G_OPTION_ERROR_BAD_VALUE). */
bool moment_parse (const char *text, struct trace *trace, uint64_t *t, GError **error);
