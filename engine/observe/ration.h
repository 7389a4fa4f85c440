/* How often something is looked at: as often as is wanted, but no more than a share of a PU is spent on it. A large run is
 * looked at less often, so that watching never takes from what is watched. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct ration {
  uint64_t every;         /* ns from one look to the next, at least */
  unsigned most;          /* thousandths of a PU */
  uint64_t next, begun;
};

/* CPU time of the calling thread: a look that another program interrupted cost no more for it. */
static inline uint64_t
ration_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t) now.tv_sec * UINT64_C (1000000000) + (uint64_t) now.tv_nsec;
}

/* Is it time for a look? Then ration_end follows it. */
static inline bool
ration_begin (struct ration *ration, uint64_t now)
{
  if (now < ration->next)
    return false;
  ration->begun = ration_clock ();
  return true;
}

static inline void
ration_end (struct ration *ration, uint64_t now)
{
  uint64_t worth = (ration_clock () - ration->begun) * 1000 / ration->most;

  ration->next = now + (worth > ration->every ? worth : ration->every);
}
