/* Ranks that have been through MPI_Init and sleep until there is a run for them: a switch of model, ranks or threads then takes
 * milliseconds instead of what mpirun needs. One job of so many ranks; a run borrows it whole and plays on the first of them. A run
 * that ends as it should gives it back; one that does not ends it, and the run after that starts cold.
 *
 * What differs from ranks of its own: MPI was started for threads (MPI_THREAD_FUNNELED) in all models, and a rank's memory holds
 * about 2 MB more of MPI's (tests/engine/test-pool.c measures it); the trace has a note that says so. */
#pragma once

#include "engine/launch/plan.h"

struct pool;

struct pool *pool_create (int ranks);      /* starts nothing */
void pool_destroy (struct pool *pool);     /* kills, waits, removes its files; no run may have it any more. Accepts NULL */

/* Whether its ranks' MPI counts messages (plan_edges): ranks that wait and do otherwise are ended. At first they do not. */
void pool_set_edges (struct pool *pool, bool edges);

/* Starts the ranks in the background, where there are none and no run has them. From the main thread, see spawn.h. false: that
 * cannot be done here, and need not be tried again. */
bool pool_prepare (struct pool *pool);
bool pool_is_ready (struct pool *pool);    /* the ranks wait */
bool pool_is_lent (struct pool *pool);     /* a run has them */
bool pool_exists (struct pool *pool);      /* they wait, start, or a run has them */
