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

/* Messages, of one rank to another: with one rank there is nobody to call these with. Tags from RANKS_TAG on are free. Sending
 * may wait until it is received. */
#define RANKS_TAG 16
#define RANKS_ANY (-1)
void ranks_send (const struct member *member, int to, int tag, const uint64_t *value, int count);
/* FROM may be RANKS_ANY. Returns whose it was. */
int ranks_receive (const struct member *member, int from, int tag, uint64_t *value, int count);

/* Collectives: all ranks call them. ROOT's COUNT values go to all. */
void ranks_broadcast (const struct member *member, int root, uint64_t *value, int count);
/* Element by element; ROOT gets the sum, the others' VALUE is left as it is. */
void ranks_reduce (const struct member *member, int root, uint64_t *value, int count);
/* All get it. */
void ranks_reduce_all (const struct member *member, uint64_t *value, int count);
/* COUNT values of each rank come to stand in ROOT's ALL (ranks x count) in the order of ranks. */
void ranks_gather (const struct member *member, int root, const uint64_t *value, uint64_t *all, int count);
/* Piece R of GIVE (ranks x count) goes to rank R, piece R of GET comes from it. */
void ranks_all_to_all (const struct member *member, const uint64_t *give, uint64_t *get, int count);

/* Element by element over all ranks. On rank 0 only: */
void ranks_sum_u64 (const struct member *member, uint64_t *value, int count);
/* In all ranks: */
double ranks_max (const struct member *member, double value);
double ranks_sum (const struct member *member, double value);
