/* Moments of a trace as a reader says them. */
#pragma once

#include "engine/trace/trace.h"

/* "1.5 ms", "1.3 s", "200 us" or "1.3" (s) after the begin; "40 %" of it; "step 12": where that iteration ends on the last thread;
 * "begin", "end". FALSE: a sentence that says what would do; G_IO_ERROR_INVALID_ARGUMENT where it is no time at all. */
gboolean time_words_parse (const char *text, struct trace *trace, uint64_t *t, GError **error);
/* The same but for steps, of a stretch of ALL ns that has no trace. */
gboolean time_words_parse_length (const char *text, uint64_t all, uint64_t *ns, GError **error);
/* "1.204 318 s" or "12.500 ms": so exact that a thousandth of STRETCH (ns) is seen. The caller frees. */
char *time_words (uint64_t ns, uint64_t stretch);
/* "1 ms takes 1 s": of the run, of watching it. The caller frees. */
char *time_words_speed (double speed);
