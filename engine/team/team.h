/* A team is one rank's threads; a member is one thread's view of the whole run: rank R of P, thread T of N.
 *
 * Workloads are written once against this, SPMD, and run as threads (P = 1: no MPI call is ever made), as
 * processes (N = 1) or both. Waiting for locks, barriers and the step gate is recorded here. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/record/control.h"
#include "engine/record/segment.h"
#include "engine/team/runtime.h"

enum sync { SYNC_NONE, SYNC_MUTEX, SYNC_ATOMIC, SYNC_REDUCTION, SYNCS };
const char *sync_name (enum sync sync); /* "none", ... */
bool sync_parse (const char *name, enum sync *sync);

struct binder;

struct stand_in { /* a thread of another process that a member stands for */
  int32_t pid, tid;
};

struct team_memory;

struct team {
  int rank, ranks, threads;
  const struct runtime *runtime;
  struct segment *segment;      /* NULL: not recorded */
  struct control *control;      /* NULL: never held */
  const struct binder *binder;  /* NULL: no thread is bound */
  uint64_t limit;               /* steps; 0 = until stopped */
  enum sync sync;
  const struct stand_in *stand_in; /* by thread, set by a workload's create; NULL: the threads are the team's own */

  struct runtime_barrier *barrier; /* from here on: team_init's */
  struct team_memory *memory;
  uint64_t gate_last;
  bool gate_open, gate_held;
};

/* The caller has filled the fields above `barrier`. false: no memory. */
bool team_init (struct team *team);
void team_finish (struct team *team);

/* Cleared memory of whole pages that hold nothing else, which team_finish gives back. Calls in the same order with the same sizes
 * get the same addresses in every rank where the kernel has them free: each process has an address space of its own, and that
 * shows where the addresses are the same. NULL: there is none. */
void *team_memory (const struct team *team, uint64_t bytes);

#define MEMBER_DEPTH 8

struct member {
  struct team *team;
  int rank, ranks;      /* of processes */
  int thread, threads;  /* of this rank */
  uint64_t step;        /* the step that it is in */

  uint64_t steps;       /* let into so far */
  uint64_t step_begin;
  uint32_t barriers;    /* passed so far */
  struct {
    uint64_t begin;
    uint16_t object, first_part, parts;
    int16_t region;
    uint32_t written;
  } region[MEMBER_DEPTH];
  int regions;
};

/* Runs BODY in all threads of the team: the caller is thread 0 (the only one that may call MPI). Each binds itself
 * and is recorded. false: the threads could not be started; BODY was not run. */
bool team_run (struct team *team, void (*body) (struct member *member, void *data), void *data);

/* Ends the step before and passes the gate into the next, all threads of all ranks alike. false: the run ends
 * here. Between the last instruction of a step in any thread and the first of the next in any other lies a
 * barrier. */
bool member_step (struct member *member);

/* All threads of the rank wait for each other. */
void member_barrier (struct member *member);

/* A lock of the rank's threads; made and destroyed outside of team_run. Its name is shown. NULL: no memory. */
struct team_lock;
struct team_lock *team_lock_create (struct team *team, const char *name);
void team_lock_destroy (struct team_lock *lock); /* accepts NULL */
void member_lock (struct member *member, struct team_lock *lock);
void member_unlock (struct member *member, struct team_lock *lock);

/* What one thread of the rank hands to a particular other: thread 0 has it at first. Waiting for it and holding it
 * are recorded as of a lock of that name. Who passes it on must have taken it. */
struct team_baton;
struct team_baton *team_baton_create (struct team *team, const char *name); /* NULL: no memory */
void team_baton_destroy (struct team_baton *baton);                         /* accepts NULL */
void member_baton_take (struct member *member, struct team_baton *baton);
void member_baton_pass (struct member *member, struct team_baton *baton, int thread);

/* A condition of the rank's threads, waited for with LOCK held: it is given up meanwhile, and held again on return. A wait is
 * recorded as a wait for a lock of the condition's NAME. It may end without a signal: ask again in a loop. */
struct team_condition;
struct team_condition *team_condition_create (struct team *team, const char *name);
void team_condition_destroy (struct team_condition *condition); /* accepts NULL */
void member_wait (struct member *member, struct team_condition *condition, struct team_lock *lock);
void member_signal (struct member *member, struct team_condition *condition);
void member_broadcast (struct member *member, struct team_condition *condition);

/* Names for the picture, made outside of team_run; -1 where it is not recorded. */
int team_region (struct team *team, const char *name);
int team_object (struct team *team, const char *name, const char *detail, const void *address, uint64_t bytes,
                 unsigned parts, unsigned flags);
/* The value at ADDRESS, in OBJECT, stands for its contents: it is read at the end of every step. */
void team_sample (struct team *team, int object, const void *address, enum object_sample sample);

/* The thread is in REGION from begin to end and touches PARTS parts of OBJECT (-1: nothing) from FIRST on. They nest. */
void member_begin (struct member *member, int region, int object, unsigned first, unsigned parts);
void member_end (struct member *member);
/* Before member_end: the innermost region wrote PARTS parts of what it touches, from FIRST on. */
void member_wrote (struct member *member, unsigned first, unsigned parts);
/* The same outside of a region that touches OBJECT: a few in a step. */
void member_write (struct member *member, int object, unsigned first, unsigned parts);
/* One addition to OBJECT, load to store: what it overwrote of others' is counted. */
uint64_t member_load (const struct member *member); /* when */
void member_store (struct member *member, int object, uint64_t loaded, uint64_t overwrote);

/* Splits COUNT pieces over SHARES as evenly as can be: share INDEX is *FIRST to *END (exclusive). */
void split (uint64_t count, int shares, int index, uint64_t *first, uint64_t *end);
