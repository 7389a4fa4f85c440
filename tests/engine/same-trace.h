/* Two traces tell the same. */
#pragma once

#include "engine/trace/trace.h"

void assert_same_moment (struct trace *a, struct trace *b, uint64_t t);
/* Summaries, stretches and many moments. */
void assert_same_trace (struct trace *a, struct trace *b);
char *described (struct trace *trace); /* the summary as JSON; the caller frees */
