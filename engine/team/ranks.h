/* What ranks do with each other: a thin layer over MPI that is the identity with one rank, where no MPI call is
 * ever made. Thread 0 of each rank calls these (MPI_THREAD_FUNNELED). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/team/team.h"

/* Joins the MPI run that this process was started in. LEVELS: of threads, asked and given (MPI_THREAD_*). false: MPI gives less
 * than is asked for. */
bool ranks_join (int threads, int levels[2]);
void ranks_leave (void);

/* Sends FIRST to the rank before and LAST to the rank after, receives theirs into BEFORE and AFTER; COUNT doubles each.
 * At the ends of the row of ranks there is nobody: that buffer stays as it is. */
void ranks_exchange (const struct member *member, const double *first, const double *last, double *before, double *after,
                     int count);

/* Element by element over all ranks. On rank 0 only: */
void ranks_sum_u64 (const struct member *member, uint64_t *value, int count);
/* In all ranks: */
double ranks_max (const struct member *member, double value);
double ranks_sum (const struct member *member, double value);
