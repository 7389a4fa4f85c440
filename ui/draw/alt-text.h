/* A picture in words, from the facts that it shows: for who can't see it. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace.h"

struct told {
  const char *kind;                            /* what kind of picture: "Who sent how much to whom" */
  const struct trace_description *description; /* these three NULL = no run */
  const struct snapshot *snapshot;
  const struct summary *summary;
  const struct machine *machine;               /* may be NULL */
};

/* One sentence. The caller frees. */
char *alt_text_caption (const struct told *told);
/* What the picture shows, a few sentences: who runs, where each thread is and what it waits for, what was sent. The caller frees. */
char *alt_text_describe (const struct told *told);
