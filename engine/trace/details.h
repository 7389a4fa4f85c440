/* What a stretch of time shows besides states: regions, locks handed over, and where threads met (barriers, collectives).
 * Bounded: what does not fit is thinned or, for regions, looked at from place to place. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/trace/overview.h"

struct details_region { int row; uint64_t begin, end; const char *name; float share; /* 1 = it; less: the most frequent of those seen in the stretch */ };
struct details_handover { int rank, from, to; /* threads */ uint64_t released, acquired, wanted; const char *lock; };
struct details_meeting {
  int collective;               /* enum event_collective, -1 = a barrier of the rank's threads */
  int rank;                     /* of a barrier; -1 = ranks */
  uint64_t first, last, left;   /* the first came, the last came, the last left */
  int last_rank, last_thread;   /* who came last */
};

struct details {
  struct details_region *region; int regions;
  struct details_handover *handover; int handovers;
  struct details_meeting *meeting; int meetings; /* by time */
  bool thinned;                 /* there were more handovers; meetings are left out */
};

/* Fills DETAILS (zeroed or used before) for ROWS, with or without regions; names are borrowed from the trace. */
void details_take (struct trace *trace, uint64_t from, uint64_t to, const struct overview_row *row, int rows, bool regions, struct details *details);
void details_finish (struct details *details);

const char *meeting_name (int collective); /* "MPI_Bcast", ...; -1: "barrier" */
