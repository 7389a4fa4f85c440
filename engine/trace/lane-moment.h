/* What one thread does at a moment, and since and until when: for whoever points at it. */
#pragma once

#include "engine/trace/snapshot.h"

struct lane_moment {
  enum thread_state state;
  uint64_t since, until;       /* of the state; until: 0 = it goes on */
  const char *region; uint64_t region_since, region_until; /* NULL = none; borrowed from the trace */
  const char *lock;            /* waited for; NULL = none */
  const char *collective;      /* it is in; NULL = none */
  int awaited;                 /* rank, -1 = none or any */
  int pu;                      /* OS index, -1 = not known */
};

/* The PU that it was on, or had been on last (OS index); -1 = not known, or there is no such thread. */
int lane_pu_at (struct trace *trace, int rank, int thread, uint64_t t);

/* false: there is no such thread. */
bool lane_moment_take (struct trace *trace, int rank, int thread, uint64_t t, struct lane_moment *moment);
