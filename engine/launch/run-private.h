/* The inside of a run. Main thread and collector share what is marked so; the rest is the collector's alone once
 * it has started. */
#pragma once

#include <stdatomic.h>
#include <time.h>

#include "engine/launch/job.h"
#include "engine/launch/run.h"
#include "engine/launch/spawn.h"
#include "engine/observe/observer.h"
#include "engine/observe/ration.h"
#include "engine/record/control.h"
#include "engine/record/segment.h"
#include "engine/trace/trace-writer.h"

struct run_rank {
  int rank, pid, pidfd;      /* pidfd -1: not yet, gone, or there was none to be had */
  struct segment *segment;   /* NULL: not there yet */
  bool ended, status_known;  /* found dead; how, if that could still be read then */
  int status;
  bool held;                 /* paused, and at the gate */
  bool gone, undecided;      /* undecided: dead, and mpirun's last words must tell whose fault it was */
  uint32_t regions, locks, objects, comms; /* already in the trace */
  bool heard;                /* what its MPI told is in the trace */
  bool begun;                /* so are the facts that it has from its beginning on */
  bool *attached;            /* by thread: the observer knows it */
  uint64_t *known;           /* by thread: the "now" that the trace knows (segment_now) */
};

struct run {
  struct plan *plan;
  char *folder, *mark;       /* mark: what the environment of its processes carries */
  struct trace *trace;
  char *journal;             /* the folder of what is not saved yet; NULL = none */
  bool kept;
  struct control *control;
  struct spawn child;        /* the pool's, where a job of it plays */
  struct pool *pool;         /* NULL: started for this run alone */
  struct job *job;           /* borrowed; NULL: none, or given back or lost */
  struct observer *observer;
  struct run_rank *rank;
  int ranks, threads;
  bool direct;               /* the child is the worker itself, no mpirun */
  bool in_pool;              /* it began on borrowed ranks */
  GThread *thread;
  struct event *buffer;      /* for draining */
  size_t fullest;            /* events that the fullest ring held at the last drain */
  GString *output;           /* what the child said, its beginning */
  uint64_t started_ns, begun_ns, last_event_ns;
  uint64_t events;           /* drained so far */
  uint64_t all_running_ns;   /* when the last rank began; 0 = not yet */
  unsigned looks;
  struct ration look;
  bool stirred;              /* a process of the run may have ended since the last look */
  struct run_rank *first_dead; /* of those that mpirun must tell of; NULL = none */
  uint64_t cause_ns, force_ns; /* when the first rank died; when force began */
  uint64_t finished_ns;      /* when all ranks had done their work; 0 = not yet */
  uint64_t watched_ns;       /* looked for a deadlock */
  struct snapshot watched;
  uint64_t patience_ns;      /* with a pause, before ranks are stopped by a signal */
  uint64_t halted_ns;        /* they are, since then; 0 = no */
  uint64_t let_go_ns;        /* when they were let go last */
  bool deadlock;             /* found and said */
  bool child_gone, cause_known, cause_decided, stopped_by_force, duration_over, full;
  int child_status;
  bool child_status_known, child_killed; /* killed: by this run's own force */
  GPtrArray *rebound;        /* struct rebind that were carried out, in order */
  char *bind;                /* the main thread's: how the run is bound by now */
  /* shared */
  GAsyncQueue *rebinds;      /* struct rebind to be carried out */
  int wake;                  /* eventfd */
  _Atomic int phase;         /* enum run_phase: STARTING, RUNNING, DONE, FAILED */
  _Atomic bool ended;
  _Atomic uint64_t stop_ns;  /* stop asked for; 0 = no */
  _Atomic uint64_t gate_by_ns; /* when all ranks must be at the gate, or are stopped by a signal; 0 = they may run */
  _Atomic bool halted;       /* they are stopped */
  _Atomic bool kill_asked;
  _Atomic (char *) failure;
  GMutex mutex;
  GCond cond;                /* ended */
};

static inline uint64_t
run_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * UINT64_C (1000000000) + now.tv_nsec;
}

/* run.c */
void run_wake (struct run *run);                       /* the collector looks at once */

/* collect.c */
gpointer run_collect (gpointer run);

/* ranks.c */
void ranks_open (struct run *run);                     /* segments that have appeared */
void ranks_drain (struct run *run, uint64_t now);      /* events, slots, names, states */
void ranks_look_again (struct run *run);               /* what they are inside of: as if it were not known */
bool ranks_all_running (const struct run *run);        /* or further */
bool ranks_all_finished (const struct run *run);       /* workload done, the process may still be closing down */
uint64_t ranks_begun (const struct run *run);          /* first begin of the workload, 0 = not yet */
void ranks_finish (struct run *run);

/* patience.c */
uint64_t run_crowding (const struct run *run);
void patience_check_start (struct run *run, uint64_t now);
void patience_check_force (struct run *run, uint64_t now);

/* rebind.c */
void rebind_free (gpointer rebind);
void rebind_carry_out (struct run *run);               /* what was ordered since the last look */
void rebind_newcomer (struct run *run, struct run_rank *rank, int thread); /* it came after threads were bound anew */

/* watch.c */
void watch_deadlock (struct run *run, uint64_t now);   /* says so, and ends the run where the plan has it */
bool watch_foresees (struct run *run);                 /* a deadlock that is still too young to be said */

/* halt.c */
uint64_t halt_patience (void);
void halt_check (struct run *run, uint64_t now);       /* stops ranks that do not come to the gate, and lets them go again */

/* fate.c */
void fate_of_rank (struct run *run, struct run_rank *rank, uint64_t now);
void fate_of_child (struct run *run, uint64_t now);    /* after its exit status is known */
void run_fail (struct run *run, const char *format, ...) G_GNUC_PRINTF (2, 3); /* the first one counts */

/* silent.c */
/* "Rank 1 (pid 7) is stopped by a signal and did not answer", ...: whom a stop waits for in vain. Caller frees. */
char *silent_ranks (struct run *run, double seconds);
char *silent_starters (struct run *run);               /* who has not begun, or is stopped; NULL = nobody in particular */

/* force.c */
void force_end (struct run *run, uint64_t now);        /* kills ranks first, mpirun when it lingers */
