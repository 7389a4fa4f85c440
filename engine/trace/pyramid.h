/* The states of one thread at every scale: what share of a bucket of time each state took. A level's bucket is four of the level
 * below; a state that was there at all never has a share of 0. For this room only, with the trace's mutex held. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/trace/column.h"
#include "engine/trace/snapshot.h"

#define PYRAMID_CLASSES 8 /* of states: their number - 1; ended and dead are one */
#define PYRAMID_LEVELS 16
#define PYRAMID_LEAST 4096 /* states below which a thread has none: they are walked */

struct bucket { uint8_t share[PYRAMID_CLASSES]; }; /* of 255 */
/* The same, and sums of them, by all classes at once: the compiler knows what the processor has for them. */
typedef uint8_t pyramid_shares __attribute__ ((vector_size (PYRAMID_CLASSES)));
typedef uint16_t pyramid_sum __attribute__ ((vector_size (2 * PYRAMID_CLASSES)));
typedef float pyramid_scaled __attribute__ ((vector_size (4 * PYRAMID_CLASSES)));
typedef int32_t pyramid_whole __attribute__ ((vector_size (4 * PYRAMID_CLASSES)));
#define PYRAMID_SUMMED 256 /* buckets at most that a sum has room for: far more than a column of any level has */

struct pyramid {
  struct column level[PYRAMID_LEVELS]; /* struct bucket */
  size_t count[PYRAMID_LEVELS];
  int base;                            /* log2 of a level-0 bucket, ns; 0 = not built */
  uint64_t origin;                     /* begin of all first buckets */
  uint64_t until;                      /* what lies before it is in; the begin of a level-0 bucket */
};

struct trace;
struct lane;

static inline int
pyramid_class (enum thread_state state)
{
  return state >= THREAD_ENDED ? PYRAMID_CLASSES - 1 : (int) state - 1;
}

void pyramid_finish (struct pyramid *pyramid);
/* Takes in what happened before UNTIL and will not change any more. */
void pyramid_extend (struct trace *trace, struct lane *lane, uint64_t until);
/* What lies behind T has changed after all. */
void pyramid_cut (struct pyramid *pyramid, uint64_t t);

/* The level whose buckets are at most NS long, -1 = none is as fine, or it is not built. */
int pyramid_level (const struct pyramid *pyramid, uint64_t ns);
static inline uint64_t
pyramid_bucket_ns (const struct pyramid *pyramid, int level)
{
  return UINT64_C (1) << (pyramid->base + 2 * level);
}
/* Adds the shares of the buckets of LEVEL that begin in [FROM, TO) to SUM; how many they were. TO is at most what is in. */
int pyramid_add (const struct pyramid *pyramid, int level, uint64_t from, uint64_t to, pyramid_sum *sum);
