/* Who received which message: the inside of struct lane_receives, for lane-items.c. */
#pragma once

#include "engine/trace/lane-items.h"

struct receive { /* a message that came to the lane: its place among its sender's, or among those without a sender */
  uint64_t posted;
  uint32_t lane, message;
};

#define NO_SENDER UINT32_MAX

struct stray { struct match_key key; struct match_end end; };

struct lane_receives {
  int lanes;
  GArray **received; /* struct receive by posting, NULL = none */
  GArray *stray;     /* struct stray: received, but their sending was not recorded */
};
