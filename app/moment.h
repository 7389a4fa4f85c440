/* Moments of a run by name: times and events. */
#pragma once

#include "engine/trace/trace.h"

/* A time as time_words_parse takes it ("1.25", "2ms", "50%", "step 3", "begin"); or an event: "message", "lock", "barrier", "deadlock": the middle of
 * the longest flight or wait of that kind, "lock:2" of the second one in time; NULL: near the middle, with a message in flight where
 * there is one. false with one sentence (G_OPTION_ERROR_BAD_VALUE). */
bool moment_parse (const char *text, struct trace *trace, uint64_t *t, GError **error);
