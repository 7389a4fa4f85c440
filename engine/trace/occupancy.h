/* Lanes by PU: who of the run held each PU over a stretch of time. The threads' schedules are merged on demand, a part at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trace;

struct occupancy_span { uint64_t begin, end; int rank, thread; float share; /* of the span that it was on the PU; samples say less than 1 */ };
struct occupancy_lane { int pu; /* OS index */ struct occupancy_span *span; int spans; };
/* rank and thread: who held it longest in the column, or another who did at all, the rarest there; -1 = nobody. */
struct occupancy_cell { int16_t rank, thread, mark_rank, mark_thread; uint8_t busy; /* of 255 */ };

struct occupancy {
  uint64_t from, to;
  int pus;                      /* that the run ever touched */
  int first, lanes;             /* of them, by OS index */
  bool exact;                   /* spans; else cells */
  struct occupancy_lane *lane;
  int columns;
  struct occupancy_cell *cell;  /* columns x lanes, a row a PU */
  double merged;                /* share of the run that is in: less than 1 = take it again soon, there will be more */
};

/* Fills OCCUPANCY (zeroed or used before). Exact where at most MOST_SPANS are in it. No lane: nothing is known about who was where. */
void occupancy_take (struct trace *trace, uint64_t from, uint64_t to, int columns, int first, int lanes, int most_spans, struct occupancy *occupancy);
void occupancy_finish (struct occupancy *occupancy);
