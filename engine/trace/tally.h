/* What happened in a stretch of time, exactly: time by state, messages, collectives, waits. A long stretch is counted a part at a
 * time, so that whoever counts can do something else between. */
#pragma once

#include "engine/trace/snapshot.h"

struct tally {
  uint64_t from, to;
  int first_lane, lanes;
  double seconds[THREAD_STATES];        /* of all lanes in it; what is not known is left out */
  uint64_t messages, bytes;             /* sent in it */
  uint64_t collectives, lock_waits, barriers, message_waits; /* that overlap with it */
  double lock_wait_s;                   /* inside it */
  double share;                         /* counted so far: 0..1 */
  /* of the counting */
  int lane;
  uint64_t at, part;
  uint64_t ns[THREAD_STATES], lock_wait_ns;
};

/* LANES from FIRST_LANE, cut to those that there are. */
void tally_begin (struct tally *tally, struct trace *trace, uint64_t from, uint64_t to, int first_lane, int lanes);
/* Counts on, over about STATES states; true: all is counted. */
bool tally_step (struct tally *tally, struct trace *trace, uint64_t states);
