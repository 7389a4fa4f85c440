/* What it takes to protect one addition while nobody else wants to: the other half of what contention costs. */
#pragma once

#include "engine/team/team.h"

/* Measures each way of TEAM's runtime on the calling thread, which records nothing yet; takes about a millisecond. Fills
 * COST, all 0 where there is no memory to measure in. */
void lock_cost_measure (const struct team *team, struct lock_cost cost[LOCK_WAYS]);
