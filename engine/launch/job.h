/* A pool's job: mpirun and its waiting ranks. Inside engine/launch only. */
#pragma once

#include "engine/launch/pool.h"
#include "engine/launch/spawn.h"
#include "engine/observe/perf.h"
#include "engine/record/order.h"

struct job {
  struct spawn child;
  char *folder, *mark; /* mark: what its processes carry in their environment */
  struct order *order;
  struct perf *perf;   /* attached from the start; NULL: refused */
  int perf_error;
  int ranks;
  bool edges;          /* MPI counts messages: see plan_edges */
  bool passive;        /* OpenMP's waiting threads sleep */
};

struct job *job_start (int ranks, bool edges, GError **error);
bool job_is_ready (const struct job *job);
bool job_is_lost (const struct job *job); /* a process of it is dead or stopped */
void job_end (struct job *job);           /* kills it, waits, and frees it */
void job_free (struct job *job);          /* its child is reaped: the rest */

/* pool.c: NULL: none is ready, or it does not suit PLAN. */
struct job *pool_take (struct pool *pool, const struct plan *plan);
void pool_give (struct pool *pool, struct job *job); /* back; any thread */
void pool_lose (struct pool *pool);                  /* the run ended the job; any thread */
