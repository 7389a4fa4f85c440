/* Which PUs each thread of each rank is bound to. Pure: no hwloc, no system call.
 *
 * none      no thread is bound.
 * compact   as near to each other as can be without sharing a core while one is free: threads of rank 0, then of
 *           rank 1, ... on consecutive cores in logical order, on each core's first PU; only when all cores have
 *           a thread, on their second PUs, and so on. In OpenMP's terms OMP_PLACES=cores OMP_PROC_BIND=close.
 * scatter   as far apart as can be: consecutive threads go to different packages in turn, within a package to
 *           different NUMA nodes, within a node to different cores; second PUs of cores last.
 *           In OpenMP's terms OMP_PLACES=cores OMP_PROC_BIND=spread (but over all threads of all ranks).
 * numa      spread over the NUMA nodes, each thread bound to all PUs of its node: ranks in turn (mpirun --map-by numa
 *           --bind-to numa); where there are fewer ranks than nodes, each rank's threads over its share of the nodes
 *           (OMP_PLACES=numa_domains OMP_PROC_BIND=spread).
 * a list    "0,2,4-6": these PUs by hwloc's logical index, in the order written ("6-4" counts down), allowed or not.
 *           An item is for one thread: a PU; "{0-3,8}", any of these PUs; "any", not bound.
 *           "0,1;2,3": a list for each rank.
 *
 * With more threads than PUs or items, all begin again at the first; so do ranks with more ranks than lists.
 * compact, scatter and numa use allowed PUs only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct placement_pu { /* PUs in an array in logical order */
  int os;
  int package, numa, core; /* any numbers that are equal where the PUs share the object */
  bool allowed;
};

struct placement;

/* For RANKS x THREADS. NULL means that ERROR (of ROOM bytes) holds one sentence. */
struct placement *placement_create (const char *bind, const struct placement_pu *pu, int pus, int ranks, int threads,
                                    char *error, size_t room);
void placement_destroy (struct placement *placement); /* accepts NULL */

/* Indexes in PU that the thread is bound to, COUNT of them; 0: it is not bound. */
const int *placement_of (const struct placement *placement, int rank, int thread, int *count);

/* Is BIND well formed, and are a list's PUs below PUS (-1: any may be)? Otherwise ERROR holds one sentence. */
bool placement_check (const char *bind, int pus, char *error, size_t room);
