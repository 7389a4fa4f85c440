/* What each worker (thread of a rank) has counted for itself. */
#pragma once

#include "engine/team/team.h"

#define TALLY_COUNTS 16

struct tally { /* fills cache lines of its own: no other thread writes there */
  uint64_t count[TALLY_COUNTS];
};

/* Cleared, one for each thread of the team, as team_memory. NULL: no memory. */
struct tally *tally_create (const struct team *team);

/* The following are for thread 0 of each rank, once all threads have counted. */

/* The first COUNTS counts added up over all workers; on rank 0. */
void tally_sum (const struct member *member, const struct tally *tally, uint64_t *sum, int counts);
/* Count WHICH of the worker that has least and of the one that has most, leaving out this rank's threads before FIRST;
 * in all ranks. */
void tally_range (const struct member *member, const struct tally *tally, int first, int which, uint64_t *least, uint64_t *most);
