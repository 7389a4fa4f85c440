/* What was true at one moment of a run: all that the PROGRAM and MACHINE bands, the facts and the matrix need.
 * Plain data, owned by the caller, taken from a trace: everything drawn is snapshot (trace, t). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/trace/space.h"

struct trace;

enum source { /* how a figure was obtained (DESIGN.md) */
  SOURCE_NONE,     /* it could not be observed */
  SOURCE_MEASURED, /* by the recorder, in the program */
  SOURCE_KERNEL,   /* the kernel's own exact word (perf switch records, counters in /proc) */
  SOURCE_SAMPLED,  /* looked at from time to time */
  SOURCE_INFERRED
};
const char *source_name (enum source source); /* "measured", ... */

enum thread_state { /* what the picture's shapes say */
  THREAD_ABSENT = 0,     /* not started yet */
  THREAD_RUNNING,        /* on a PU */
  THREAD_RUNNABLE,       /* could run, waits for a PU */
  THREAD_LOCK_WAIT,
  THREAD_BARRIER_WAIT,   /* waits for the other threads of its rank */
  THREAD_MESSAGE_WAIT,   /* waits for a message (or inside a collective) */
  THREAD_HELD,           /* at the step gate: paused or paced */
  THREAD_SLEEPING,       /* blocked for another reason */
  THREAD_ENDED,
  THREAD_DEAD,           /* its process died */
  THREAD_STATES
};
const char *thread_state_name (enum thread_state state); /* "on a PU", "waits for a lock", ... */

const char *thread_state_short (enum thread_state state); /* one word for tables: "running", "lock", ... */

const char *collective_name (int kind); /* enum event_collective: "MPI_Bcast", ... */

enum process_state { PROCESS_EXPECTED = 0, PROCESS_ALIVE, PROCESS_ENDED, PROCESS_DEAD };

/* What the window and pictures use: how long a message's arc and a lock's last wait stay in sight, how long a slice is. */
#define SNAPSHOT_GLOW_NS UINT64_C (400000000)
#define SNAPSHOT_SLICE_NS UINT64_C (50000000)

#define SNAPSHOT_SLICES 24 /* the history of a PU: slices of equal length that end at t, the newest last */

enum message_call { CALL_NONE, CALL_RECEIVE /* or one that waits for receives */, CALL_SEND, CALL_EXCHANGE /* both at once */, CALL_COLLECTIVE };

struct snapshot_thread {
  int rank, thread;
  int tid;
  enum thread_state state;
  uint64_t since_ns;       /* when the state began */
  bool on_cpu;             /* it occupies a PU at t (it may spin there while it waits) */
  int pu;                  /* OS index of the PU it is or was last on; -1 = not known yet */
  enum source pu_source;
  int previous_pu;         /* where it was before its last migration; -1 = never moved */
  uint64_t migrated_ns;    /* when it moved */
  const uint64_t *binding; /* allowed PUs as a bitmap over OS indexes, SEGMENT_PU_WORDS words; NULL = unknown. Borrowed from the trace */
  bool bound;              /* a binding was asked for */
  uint64_t rebound_ns;     /* since when it is bound so, where that was changed while it ran; 0 = from its beginning */
  bool binding_refused;    /* the kernel gave other PUs than asked, or refused */
  bool misplaced;          /* it was seen on a PU outside the asked binding */
  const char *region;      /* borrowed; NULL = none */
  int object, first_part, parts; /* what the region touches: object of the rank, -1 = nothing */
  int lock;                /* lock waited for or -1 */
  int awaited;             /* rank whose message it waits for, or that is to receive its own; -1 = any or not known */
  enum message_call call;  /* that a message wait is */
  uint64_t steps;          /* steps completed */
};

enum twin { /* of an object at the same address in another process */
  TWIN_NONE,
  TWIN_UNKNOWN,    /* there is one; whether it is the same memory is not known (yet) */
  TWIN_OTHER,      /* other memory */
  TWIN_SAME        /* the same memory */
};

#define SNAPSHOT_PARTS 64 /* of an object that are told apart: as many pieces of it, equal in number of parts */

struct snapshot_object {
  const char *name, *detail;
  uint64_t address, bytes;
  int parts;
  unsigned flags;            /* OBJECT_* */
  unsigned sample;           /* enum object_sample */
  bool has_value;
  uint64_t value, value_ns;  /* bits of what stood for its contents at the end of the last step, and when that was seen */
  const struct space_part *place; /* what the kernel tells of its memory, NULL = nothing. Borrowed from the trace */
  int writer;                /* who wrote last: index in snapshot->thread, -1 = nobody yet */
  uint64_t written_ns;       /* when */
  int32_t part_writer[SNAPSHOT_PARTS]; /* the same by piece, MIN (parts, SNAPSHOT_PARTS) of them */
  uint64_t overwrote;        /* updates of others that were seen to be overwritten, up to t */
  enum twin twin;            /* in any other process of the same host */
  int twins, twin_rank;      /* how many; the first of them */
  bool twin_differs;         /* the contents of one of them are others */
  int mapped_by;             /* processes in which this very memory is seen, this one included; 0 = not known */
};

struct snapshot_lock { int rank, lock; const char *name; int holder; /* thread, -1 = free */ int *queue; int queued; uint64_t held_since_ns;
  int last_waiter; uint64_t last_wait_ns; /* who waited for it last, within GLOW_NS before t, and how long; -1 = nobody */ };

struct snapshot_process {
  int rank, pid;
  const char *host;
  enum process_state state;
  const char *fate;        /* "killed by SIGKILL", "exit status 3", NULL while alive or ended well */
  uint64_t pss_bytes, rss_bytes; /* 0 = not known */
  int first_thread, threads;     /* in snapshot->thread */
  int unexpected;          /* messages that came before their receive was posted, and wait for it */
  int posted;              /* receives that are posted, and wait for their message */
  struct snapshot_object *object; int objects;
  const struct space *space;     /* its address space by the last look; NULL = not looked at yet. Borrowed from the trace */
};

enum message_state { MESSAGE_FLYING, MESSAGE_ARRIVED, /* received at most glow_ns before t */ MESSAGE_UNMATCHED /* sent, no receive seen up to the end of the trace */ };

/* Was the receive posted before the message was sent? Measured, from the times of both calls. */
enum message_arrival { ARRIVAL_UNKNOWN /* no receive seen, or posted while the send call ran */, ARRIVAL_POSTED, ARRIVAL_UNEXPECTED };
/* Does it go at once, or does a handshake with the receiver come first? Inferred, from its size and the library's limit. */
enum message_protocol { PROTOCOL_UNKNOWN /* no limit known */, PROTOCOL_EAGER, PROTOCOL_RENDEZVOUS };
const char *message_arrival_name (enum message_arrival arrival);    /* "posted", "unexpected", "not known" */
const char *message_protocol_name (enum message_protocol protocol); /* "eager", "rendezvous", "not known" */

struct snapshot_message {
  int source, destination;       /* ranks */
  int source_thread, destination_thread; /* -1 = unknown */
  int tag, comm;
  uint64_t bytes;
  uint64_t sent_ns, received_ns; /* begin of the send; end of the receive, UINT64_MAX = not yet at the end of the trace */
  enum message_state state;
  double progress;               /* 0 at the sender .. 1 at the receiver: (t - sent) / (received - sent) */
  uint64_t age_ns;               /* since it was received; 0 while it flies */
  enum message_arrival arrival;  /* as known at the end of the trace */
  enum message_protocol protocol;
  bool protocol_seen;            /* the send call bears it out: it ended before the receive was posted (eager), or only after (rendezvous) */
  const char *comm_name;         /* borrowed */
};

struct snapshot_edge {           /* what a rank sent another inside of a collective */
  int source, destination, comm, kind; /* kind: enum event_collective */
  unsigned sequence;             /* collectives of one communicator are numbered alike in all ranks */
  uint64_t messages, bytes;
  uint64_t begin_ns, end_ns;     /* of the collective in the sender */
};

struct snapshot_collective { int rank, kind; /* enum event_collective */ uint64_t since_ns, bytes; };

/* A barrier of a rank's threads, or a collective of all ranks, in which some wait and others have not come yet; else the
 * costliest one that ended within GLOW_NS before t. At most one a rank, and one between the ranks. */
enum barrier_member { MEMBER_LATE = 0 /* has not come yet */, MEMBER_WAITS, MEMBER_LEFT };
struct snapshot_barrier {
  int rank;                /* whose threads the members are; -1: the members are the ranks */
  int kind;                /* enum event_collective; -1 = barrier of threads */
  uint8_t *member;         /* enum barrier_member, by thread or rank */
  int members, late;       /* late: that others wait for */
  bool open;               /* they wait now; else it is over */
  uint64_t first_ns;       /* since when the first one waits, or waited */
  int last;                /* over: who came last (where all wait for one: that one) */
  uint64_t last_ns, margin_ns, caused_ns; /* over: when, how long after the last but one; what the others waited in all */
};

enum wait_kind { WAIT_LOCK, WAIT_BARRIER, WAIT_RECEIVE /* for a message */, WAIT_SEND /* for its receiver */ };

struct snapshot_wait {           /* a thread waits for a thread or a rank (waits.h) */
  int from;                      /* index in snapshot->thread */
  enum wait_kind kind;
  int to_rank;                   /* -1 = any rank */
  int to_thread;                 /* of that rank: the lock's holder; in a cycle the next one in it; else -1 = any or several */
  const char *name;              /* of the lock, may be NULL */
  uint64_t since_ns;             /* of the wait, or of the hold that it waits for where that began later */
  bool in_cycle;                 /* it is part of a deadlock */
};

struct snapshot_pu {
  int os;
  int rank, thread;              /* who of the run is on it at t; -1 = nobody of the run */
  int sharing;                   /* threads of the run whose last known PU this is and that could run */
  int16_t slice_rank[SNAPSHOT_SLICES];  /* who of the run held it longest in the slice, -1 = nobody */
  float slice_share[SNAPSHOT_SLICES];   /* 0..1 of the slice that the run's threads were on it */
};

struct snapshot {
  uint64_t t;                    /* ns, same clock as events */
  uint64_t begin, end;           /* of the trace so far */
  struct snapshot_process *process; int processes;
  struct snapshot_thread *thread; int threads;       /* all, by rank then thread */
  struct snapshot_message *message; int messages;    /* oldest first; at most SNAPSHOT_MAX_MESSAGES, the newest kept */
  int messages_not_listed;       /* more than that were in sight */
  struct snapshot_lock *lock; int locks;             /* every lock of the run, held or not */
  struct snapshot_collective *collective; int collectives;
  struct snapshot_edge *edge; int edges;             /* of the newest collective that began at or before t and within GLOW_NS of it */
  bool edges_observed; const char *edges_why;        /* why not: half a sentence, borrowed; NULL: nothing known yet */
  struct snapshot_barrier *barrier; int barriers;
  uint8_t *barrier_members;      /* where their `member` lies */
  struct snapshot_wait *wait; int waits;             /* by thread, at most one each; waits for nobody who is known are left out */
  uint64_t deadlock_since_ns;    /* since when waits that nobody outside can break stand; 0 = none stands for WAITS_STAND_NS */
  struct snapshot_pu *pu; int pus;                   /* only PUs that the run ever touched, by OS index */
  uint64_t slice_ns;
  int numa_nodes;                /* of the machine; 0 = not known */
  enum source schedule_source;   /* of on_cpu, runnable, slices */
  uint64_t events, events_lost;
  int on_cpu, runnable;          /* counts over threads */
};

#define SNAPSHOT_MAX_MESSAGES 4096

/* Fills SNAPSHOT (zeroed or used before: its memory is reused) with what was true at T, clamped to the trace.
 * Messages that were received up to GLOW_NS before T are listed too. slice_ns: the length of a history slice.
 * Borrowed strings stay valid as long as the trace. Safe while a writer appends. */
void snapshot_take (struct trace *trace, uint64_t t, uint64_t glow_ns, uint64_t slice_ns, struct snapshot *snapshot);
void snapshot_finish (struct snapshot *snapshot); /* frees what it holds; accepts a zeroed one */

/* A stretch of time for the timeline: per lane spans in order, without overlap. Spans shorter than
 * RESOLUTION_NS are merged with their neighbours; the rarest state among them wins. */
struct window_span { uint64_t begin, end; uint8_t state; /* enum thread_state */ uint8_t merged; /* 1: several */ };
struct window_lane { int rank, thread; struct window_span *span; int spans; };
struct window_message { int source, source_thread, destination, destination_thread; uint64_t sent_ns, received_ns, bytes; int tag; };
struct window {
  uint64_t from, to;
  struct window_lane *lane; int lanes;
  struct window_message *message; int messages; /* at most MAX asked for, evenly thinned beyond */
  int messages_not_listed;
};
void window_take (struct trace *trace, uint64_t from, uint64_t to, uint64_t resolution_ns, int max_messages, struct window *window);
/* The same of some rows, lanes or several summed up (overview.h): those have no spans. Where there are very many lanes, only
 * messages that leave from these rows. RESOLUTION_NS 0: messages alone. */
struct overview_row;
void window_take_rows (struct trace *trace, uint64_t from, uint64_t to, uint64_t resolution_ns, const struct overview_row *row, int rows, int max_messages,
                       struct window *window);
void window_finish (struct window *window);
