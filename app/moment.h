/* Moments of a trace as words of the command line. */
#pragma once

#include "engine/trace/trace.h"

/* "1.25" or "1.25s" after the begin, "50%", "begin", "end". false: a sentence with G_OPTION_ERROR_BAD_VALUE. */
bool moment_parse (const char *text, struct trace *trace, uint64_t *t, GError **error);
