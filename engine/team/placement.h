/* Which PU each thread of each rank is bound to. Pure: no hwloc, no system call.
 *
 * compact   as near to each other as can be without sharing a core while one is free: threads of rank 0, then of
 *           rank 1, ... on consecutive cores in logical order, on each core's first PU; only when all cores have
 *           a thread, on their second PUs, and so on. In OpenMP's terms OMP_PLACES=cores OMP_PROC_BIND=close.
 * scatter   as far apart as can be: consecutive threads go to different packages in turn, within a package to
 *           different NUMA nodes, within a node to different cores; second PUs of cores last.
 *           In OpenMP's terms OMP_PLACES=cores OMP_PROC_BIND=spread (but over all threads of all ranks).
 * a list    "0,2,4-6": these PUs by hwloc's logical index, in the order written ("6-4" counts down), allowed or not.
 *
 * With more threads than PUs, all begin again at the first. compact and scatter use allowed PUs only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct placement_pu { /* PUs in an array in logical order */
  int os;
  int package, numa, core; /* any numbers that are equal where the PUs share the object */
  bool allowed;
};

/* TO has ranks x threads places: thread T of rank R gets the index in PU of the PU at TO[R * threads + T].
 * BIND "none": false without an error. Otherwise false means that ERROR (of ROOM bytes) holds one sentence. */
bool placement_plan (const char *bind, const struct placement_pu *pu, int pus, int ranks, int threads, int *to,
                     char *error, size_t room);

/* Is BIND well formed ("none", "compact", "scatter" or a list)? A list's numbers may still be out of range. */
bool placement_valid (const char *bind);
