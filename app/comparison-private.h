/* What the comparison's files share: comparison.c (the two runs), comparison-time.c (the clock), comparison-open.c (recordings),
 * comparison-runs.c (runs). */
#pragma once

#include "app/comparison.h"

struct _StrandComparison {
  GObject parent;
  struct compared side[COMPARED];
  /* opening */
  GTask *opening;               /* NULL = nothing is */
  struct compared_runs *runs;   /* the same: comparison-runs.c */
  /* clock */
  int64_t clock, from, to;      /* now; range */
  double speed;                 /* 0 = stands */
  gint64 played_at;             /* µs */
  double played_rest;           /* ns that were too short to move by */
  int64_t loop_from, loop_to;
  int64_t stretch_from, stretch_to;
  guint tick;
  gint64 facts_at;              /* µs */
  gboolean facts_wanted;
};

/* comparison.c */
void comparison_put (StrandComparison *comparison, int side, struct trace *trace, struct machine *machine, const char *name, const char *path); /* takes both over */
void comparison_changed (StrandComparison *comparison); /* other runs: clock and stretch anew */
void comparison_take_frame (StrandComparison *comparison);
void comparison_take_facts (StrandComparison *comparison);
void comparison_loading_changed (StrandComparison *comparison);
void comparison_refused (StrandComparison *comparison, const char *sentence);
void comparison_ran (StrandComparison *comparison);
/* comparison-runs.c */
void comparison_end_runs (StrandComparison *comparison); /* by force, and waits for it */
/* comparison-time.c */
void comparison_begin_time (StrandComparison *comparison);
