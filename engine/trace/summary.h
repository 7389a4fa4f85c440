/* Sums over a trace up to a moment: what `run --json`, the fact list and the matrix show. Plain data. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/record/segment.h"
#include "engine/trace/snapshot.h"

struct summary_pu { int os; double seconds; };

struct summary_thread {
  int rank, thread, tid;
  const uint64_t *asked, *binding; /* bitmaps, SEGMENT_PU_WORDS; NULL unknown. Borrowed from the trace */
  bool bound, binding_refused, misplaced;
  bool rebound;                    /* the binding was changed while it ran: what it had before allowed other PUs */
  struct summary_pu *pu; int pus;
  double on_cpu_s, runnable_s, lock_wait_s, barrier_wait_s, message_wait_s;
  long migrations;
  long voluntary_switches, involuntary_switches;
};

struct summary_process { int rank, pid; const char *host; uint64_t pss_bytes, rss_bytes; const char *fate; enum process_state state; };
struct summary_lock { int rank; const char *name; uint64_t acquisitions, contended; double wait_s, hold_s, longest_wait_s; int kind; /* enum lock_kind */
  double uncontended_ns; /* what taking it alone costs in this runtime; 0 = not known, or no lock that is taken alone */ };
struct summary_barrier { /* of a rank's threads, or all collectives between all ranks; only those to which all came */
  int rank;                                    /* whose threads; -1: the ranks themselves */
  int members;
  uint64_t met;
  double wait_s;                               /* of all, for the last one to come */
  uint64_t *times_last; double *caused_s;      /* by thread or rank: how often the others waited for it, and how long in all */
};

struct summary_talk {                          /* what a rank sent another with one communicator and tag */
  int source, destination, comm;
  const char *comm_name;                       /* as the sender calls it. Borrowed from the trace */
  int tag;                                     /* TALK_OTHER_TAG (talk.h): of those beyond what is told apart */
  bool collective;                             /* inside of collectives: no tag */
  uint64_t messages, bytes;
};

struct summary_wait { int rank, thread; enum wait_kind kind; int to_rank, to_thread; const char *name; }; /* as struct snapshot_wait */
const char *lock_way_name (enum lock_way way); /* "mutex", ... */

struct summary_deadlock { /* threads that wait for each other in a circle */
  char *sentence;
  double since_s, age_s;                       /* from the beginning of the trace; up to the end of what is summed */
  struct summary_wait *wait; int waits;        /* the circle's */
};

struct summary {
  struct summary_process *process; int processes;
  struct summary_thread *thread; int threads;  /* by rank then thread */
  struct summary_lock *lock; int locks;
  struct lock_cost lock_cost[LOCK_WAYS];            /* uncontended, of the run's runtime */
  struct summary_barrier *barrier; int barriers;
  uint64_t messages, message_bytes, unmatched; /* point to point */
  uint64_t *matrix_bytes, *matrix_count;       /* processes x processes, row = sender */
  uint64_t collectives, collective_bytes;
  struct summary_talk *talk; int talks;        /* by source, destination, communicator, tag */
  uint64_t by_arrival[3], by_protocol[3];      /* received messages: enum message_arrival (measured), message_protocol (inferred) */
  uint64_t eager_shared;                       /* bytes that go at once to another rank of the host; 0 = not known */
  bool edges_observed; const char *edges_why;  /* what collectives send is in the talk; else why not, NULL = nothing known. Borrowed */
  uint64_t events, events_lost;
  uint64_t steps;                              /* completed by all ranks */
  double wall_s;                               /* workload begin to its end (or to t while it runs) */
  int running_at_once;                         /* most threads of the run on PUs at the same moment */
  double busy_pus;                             /* on-CPU seconds / wall seconds */
  struct summary_deadlock *deadlock;           /* NULL: none */
  double looks_per_s;                          /* at the schedule; 0: every switch was recorded */
  double watching_share;                       /* of a PU, used to watch the run; 0 = not known */
  bool has_result, ok, lesson; double value, expected; const char *result_text; /* borrowed */
  enum source schedule_source, memory_source, migration_source;
  struct snapshot *memory;                     /* the processes' memory at the end of what is summed */
  char **notes;                                /* NULL-terminated sentences: what could not be observed, what went wrong */
};

struct summary *summary_take (struct trace *trace, uint64_t t); /* UINT64_MAX: to its end. The caller owns it */
void summary_destroy (struct summary *summary);                 /* accepts NULL */

/* The communication matrix of some of the talk. */
enum talk_traffic { TALK_ALL, TALK_MESSAGES /* point to point */, TALK_COLLECTIVES, TALK_TAG /* messages with one tag */ };
struct talk_filter { enum talk_traffic traffic; int tag; const char *comm; /* a name; NULL = all */ };
bool talk_passes (const struct talk_filter *filter, const struct summary_talk *talk);
/* Fills both with processes x processes sums, row = sender. */
void summary_matrix (const struct summary *summary, const struct talk_filter *filter, uint64_t *messages, uint64_t *bytes);
char *summary_talk_csv (const struct summary *summary); /* a line an entry, with a heading. The caller frees it */
