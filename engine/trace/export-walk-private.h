/* The inside of a walk: export-walk-start.c finds what there is, export-walk.c goes through it. */
#pragma once

#include "engine/trace/export-heap.h"
#include "engine/trace/export-source.h"

struct walk {
  struct trace *trace;
  uint64_t from, to, now;
  const struct walk_calls *calls;
  void *data;
  GArray *source;          /* struct walk_source; does not grow once walking began */
  struct export_heap heads; /* of sources */
  struct export_heap pending;
  uint64_t told;           /* how much was pending so far */
  GArray **stack;          /* a row: ends of the slices that are open, uint64_t */
  int *pu;                 /* OS indexes, in order */
  int pus;
  GArray *lock;            /* struct walk_lock */
  int64_t shares;          /* of all that are on PUs */
  bool counts;             /* where a schedule is known */
  int threads_told;
  uint64_t shares_at;
};

/* Rows stand behind one another in `stack`, by kind. */
static inline int
rows_before (const struct walk *walk, enum walk_row row)
{
  int lanes = walk->trace->lanes;
  const int before[] = { 0, lanes, 2 * lanes, 2 * lanes + walk->pus, 2 * lanes + walk->pus + (int) walk->lock->len };

  return before[row];
}
