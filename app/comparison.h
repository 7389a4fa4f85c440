/* Two runs beside each other on one clock: ns since the first step of each, so that a moment is the same run time in both. Main thread
 * only; no GTK.
 *
 * Signals: "changed"  it is other runs that are compared
 *          "frame"    snapshots, clock or stretch are new
 *          "facts"    summaries are new (a few times a second)
 *          "loading"  recordings or runs begin, go on, are there or given up
 *          "ran"      both runs are over and compared: they are in no recording yet
 *          "refused"  (const char *sentence) they could not be loaded: what was compared still is */
#pragma once

#include <gio/gio.h>

#include "engine/launch/plan.h"
#include "engine/machine/machine.h"
#include "engine/trace/changes.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace.h"

#define STRAND_TYPE_COMPARISON (strand_comparison_get_type ())
G_DECLARE_FINAL_TYPE (StrandComparison, strand_comparison, STRAND, COMPARISON, GObject)

#define COMPARED 2

struct compared {               /* one of the two; borrowed until it is another */
  struct trace *trace;          /* NULL = none yet, and then nothing else */
  struct machine *machine;      /* NULL = not known */
  char *name;                   /* of its file, or what it is */
  char *path;                   /* of its recording; NULL = it is in none */
  uint64_t begin, end, origin;  /* ns: where its first step begins; of a run without steps its begin */
  struct snapshot snapshot;     /* at the clock */
  struct summary *summary;      /* up to there */
};

StrandComparison *strand_comparison_new (void);
const struct compared *strand_comparison_get (StrandComparison *comparison, int side);
gboolean strand_comparison_is_whole (StrandComparison *comparison); /* there are two */

/* A run that ended, in place of what was there. TRACE and MACHINE (may be NULL) get one more owner. */
void strand_comparison_put (StrandComparison *comparison, int side, struct trace *trace, struct machine *machine, const char *name, const char *path);
/* Reads recordings in a thread; NULL: that side stays as it is. Both come at once, or neither. */
void strand_comparison_open (StrandComparison *comparison, const char *a, const char *b);
const char *strand_comparison_get_loading (StrandComparison *comparison, double *share); /* what loads; NULL = nothing. SHARE -1: not known */
void strand_comparison_cancel_loading (StrandComparison *comparison);
void strand_comparison_swap (StrandComparison *comparison); /* A is B and B is A */

/* ---- two runs, one after the other ---- */

/* PLAN in another model for SECONDS, by as many workers as it has: so that only the model differs. The caller frees. */
struct plan *strand_comparison_plan (const struct plan *plan, enum model model, double seconds);
/* Runs it in both models on MACHINE (this one; one more owner), the second when nothing of the first is left, and compares them.
 * Nothing else of Strandscope's may run. A run that fails is compared as far as it came, and "refused" says how it failed. */
void strand_comparison_run (StrandComparison *comparison, const struct plan *plan, struct machine *machine, const enum model model[COMPARED], double seconds);
/* Which run goes on, "Threads, run 1 of 2"; NULL = none. SHARE of both. */
const char *strand_comparison_get_running (StrandComparison *comparison, double *share);
void strand_comparison_cancel_running (StrandComparison *comparison); /* what was compared still is */
/* The runs' recordings are there. */
void strand_comparison_saved (StrandComparison *comparison, int side, const char *path);

/* ---- the clock ---- */

void strand_comparison_get_range (StrandComparison *comparison, int64_t *from, int64_t *to); /* both have begun; the longer one's end */
int64_t strand_comparison_get_clock (StrandComparison *comparison);
void strand_comparison_set_clock (StrandComparison *comparison, int64_t t);
/* That moment in a side's own time; before its begin and after its end those. */
uint64_t strand_comparison_moment (StrandComparison *comparison, int side, int64_t t);
/* SPEED as in the session; 0 = stands. */
void strand_comparison_play (StrandComparison *comparison, double speed);
double strand_comparison_get_speed (StrandComparison *comparison);
/* To the nearest change in any of the two. FALSE: there is none. */
gboolean strand_comparison_step (StrandComparison *comparison, enum change kind, gboolean back);
void strand_comparison_set_loop (StrandComparison *comparison, int64_t from, int64_t to); /* equal = none */
gboolean strand_comparison_get_loop (StrandComparison *comparison, int64_t *from, int64_t *to);

/* The stretch that both timelines show. */
void strand_comparison_get_stretch (StrandComparison *comparison, int64_t *from, int64_t *to);
void strand_comparison_set_stretch (StrandComparison *comparison, int64_t from, int64_t to);
void strand_comparison_zoom (StrandComparison *comparison, double factor); /* 0 = about a dozen steps of the slower one */
