/* A stretch of time as rows of pixels: for each thread and column of pixels, what it did longest there and the rarest of what else
 * it did, so that no state is hidden however far one stands back. Costs the same a frame whatever the number of events. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/trace/snapshot.h"

struct overview_cell {
  uint8_t state; /* enum thread_state: longest; THREAD_ABSENT = nothing known */
  uint8_t mark;  /* another state that is in it, the rarest in the whole view; THREAD_ABSENT = none */
};

struct overview {
  uint64_t from, to;
  int columns, lanes, first_lane;      /* lanes: by rank, then thread */
  struct overview_cell *cell;          /* columns x lanes, a row a lane */
  double seconds[THREAD_STATES];       /* in view, of all lanes in it */
  /* kept from frame to frame */
  struct overview_share *share; size_t share_room;
};

/* About how many states of these lanes lie in a stretch: few are better shown one by one (window_take). */
uint64_t overview_states (struct trace *trace, uint64_t from, uint64_t to, int first_lane, int lanes);

/* Fills OVERVIEW (zeroed or used before). FROM < TO, COLUMNS >= 1; LANES is cut to those that there are. */
void overview_take (struct trace *trace, uint64_t from, uint64_t to, int columns, int first_lane, int lanes, struct overview *overview);
void overview_finish (struct overview *overview);
