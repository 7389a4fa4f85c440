/* The inside of a trace, for this room only. Everything is read and written under `mutex`. */
#pragma once

#include "engine/trace/match.h"
#include "engine/trace/meetings.h"
#include "engine/trace/messages.h"
#include "engine/trace/pyramid.h"
#include "engine/trace/moments.h"
#include "engine/trace/talk-log.h"
#include "engine/trace/totals.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"

#define TRACE_MAX_RANKS 4096
#define TRACE_MAX_LANES (1 << 20)
#define TRACE_MAX_REGIONS 65536 /* of one process; our own have SEGMENT_MAX_NAMES at most, other tools' traces more */

struct move { /* a change of PU; from -1: the first one known */
  uint64_t at;
  int32_t from, to;
};

struct moves {
  struct column column; /* struct move */
  size_t count, listed; /* listed: how many are in the trace's list of PUs */
  struct move last;     /* most threads stay where they are: it is what is asked for */
};

static inline const struct move *
moves_get (const struct moves *moves, size_t i)
{
  return column_at (&moves->column, i, sizeof (struct move));
}

/* What a thread is inside of and has not recorded yet, as its slot said last. */
struct open_state {
  unsigned state; /* enum now_state */
  uint64_t since;
  int object;
  int64_t number; /* of the barrier or collective, -1 = not known */
  uint32_t region;
  uint64_t region_since;
};

struct collective_edge { uint64_t begin, end, messages, bytes; uint16_t peer, comm, sequence; };

struct edges { /* of a lane, by end */
  struct column column; /* struct collective_edge */
  size_t count;
};
static inline const struct collective_edge *
edges_get (const struct edges *edges, size_t i)
{
  return column_at (&edges->column, i, sizeof (struct collective_edge));
}

struct lane_lock {
  struct track holds;
  struct totals waits;           /* ns, by begin */
  uint64_t acquisitions, contended, wait_ns, hold_ns, longest_wait_ns;
};

struct overwritten { /* of an object, by a thread, up to a moment */
  uint64_t at, sum;
  int object;
};

struct touch { /* what a region of this thread touched last */
  uint16_t peer, first, parts;
};

struct binding {
  uint64_t from, settled;        /* the kernel changed it between the two; 0: it was so when the thread was first seen */
  bool bound, refused;
  uint64_t *asked, *allowed;     /* bitmaps of SEGMENT_PU_WORDS; NULL = not known */
};

struct lane {
  /* what a snapshot looks at comes first, and in its order */
  int rank, thread, tid;
  uint64_t begin, end;           /* of its life; begin 0 = not yet, end 0 = still alive */
  uint64_t misplaced_ns;         /* first seen outside of what was asked; 0 = never */
  uint64_t events, lost;
  GArray *bindings;              /* struct binding by time, the first from the beginning on; NULL = not known */
  struct track waits, schedule, regions, steps;
  struct moves moves;            /* by the schedule */
  struct moves measured;         /* by the PU in its events */
  struct open_state open;
  struct span schedule_open;     /* kind 0 = not known */
  struct touch *touch;           /* by region id, SEGMENT_MAX_NAMES, allocated with the first region */
  struct messages sends;
  struct lane_lock *lock;        /* by id, as many as events spoke of */
  unsigned locks;

  struct track writes;
  struct pyramid pyramid;
  struct edges edges;
  struct talk_log sent, moved;   /* to whom: by messages, and inside of collectives */
  GArray *overwritten;           /* struct overwritten, by time; NULL = nothing yet */
  uint64_t overwritten_sum[SEGMENT_MAX_OBJECTS];
  long voluntary, involuntary;
  /* running sums up to the end of the trace */
  uint64_t wait_ns[THREAD_STATES];
  uint64_t on_ns, ready_ns;
  uint64_t counted_on_ns, counted_ready_ns; /* by the kernel's counters */
  GArray *pu_time;               /* struct summary_pu */
  uint64_t collectives, collective_bytes;
} __attribute__ ((aligned (64)));
#define LANE_LOOKED_AT offsetof (struct lane, writes) /* bytes */

struct process_change {
  uint64_t at;
  enum process_state state;
  const char *fate;
};

struct memory_sample {
  uint64_t at, pss, rss;
};

struct value_sample {
  uint64_t at, bits;
};

struct contents { /* of an object */
  GArray *value;             /* struct value_sample, by time, some apart; NULL = none */
  struct value_sample last;  /* at 0 = none */
};

struct lock_open {
  int thread; /* -1 = free */
  uint64_t since;
};

struct queue { /* how many messages and receives of a process wait at a moment: those that began to, less those that ended */
  struct moments posted, received;      /* receives */
  struct moments unexpected, found;     /* messages that came before their receive: come, and receive posted */
};

struct comm_name { uint16_t number; const char *name; };

struct process {
  int rank, pid;
  const char *host;
  uint64_t begin, end;           /* of the workload */
  GArray *change;                /* struct process_change, by time */
  GArray *memory;                /* struct memory_sample, by time */
  GPtrArray *region;             /* names by id, NULL = none; at most TRACE_MAX_REGIONS */
  const char *lock[SEGMENT_MAX_NAMES];
  struct lock_open lock_open[SEGMENT_MAX_NAMES];
  uint8_t lock_kind[SEGMENT_MAX_NAMES]; /* enum lock_kind */
  GArray *object;                /* struct snapshot_object */
  struct meetings barriers;      /* of its threads */
  uint64_t collective;           /* number of the latest one between all ranks, beyond the 16 bits that events have */
  uint64_t locks_used;           /* a bit a lock: some event spoke of it */
  struct queue queue;
  int open_receives;             /* non-blocking, posted and not completed, since OPEN_SINCE */
  uint64_t open_since;
  struct segment_mpi mpi;
  GArray *comm;                  /* struct comm_name: later ones count */
  struct contents contents[SEGMENT_MAX_OBJECTS];
  GPtrArray *space;              /* struct space, by time */
};

struct trace {
  GMutex mutex;
  int owners;                    /* atomic */
  struct trace_description description;
  struct store *store;           /* of all that grows with the run */
  struct journal *journal;       /* NULL: what is told is kept here only */
  GStringChunk *strings;         /* what readers borrow: lives as long as the trace */
  int ranks, threads, lanes;
  struct process *process;
  struct lane *lane;             /* lane of rank.thread at rank * threads + thread */
  struct match *match;
  uint64_t version;              /* atomic */
  uint64_t begin, end;           /* end: the latest moment that anything is known about */
  bool closed, lossy;            /* lossy: some events were lost */
  enum source schedule_source, memory_source;
  double looks_per_s, watching_share;
  int numa_nodes;                /* of the machine; 0 = not known */
  uint64_t messages, message_bytes, received;
  uint64_t early;                /* of those received: they came before they were sent, by the clocks of both */
  uint64_t *matrix_count, *matrix_bytes;
  uint64_t by_arrival[3], by_protocol[3]; /* enum message_arrival, message_protocol */
  struct moments delivered[3][3];         /* the same, both together, by when it was received */
  uint64_t out_of_order;
  struct meetings collectives;   /* of all ranks */
  struct lock_cost lock_cost[LOCK_WAYS];
  int running_at_once;           /* up to the end, as the writer saw it */
  struct at_once *at_once;
  bool has_result, ok, lesson;
  double value, expected;
  const char *result_text;
  GPtrArray *notes;
  struct merged *merged;         /* schedules by PU (occupancy-merge.c); NULL = nobody asked yet */
  GArray *pus;                   /* int: OS indexes of the PUs that the run ever touched, in order */
  bool pus_listed;               /* nobody has moved since they were */
  bool has_edges;                /* some lane has some */
  struct lane_at *at;            /* by lane: what the snapshot that is being taken found; room_for */
  struct lane_wait *wait;        /* the same */
};

static inline struct lane *
trace_lane (struct trace *trace, int rank, int thread)
{
  if (rank < 0 || rank >= trace->ranks || thread < 0 || thread >= trace->threads)
    return NULL;
  return &trace->lane[(size_t) rank * trace->threads + thread];
}

static inline struct process *
trace_process (struct trace *trace, int rank)
{
  return rank >= 0 && rank < trace->ranks ? &trace->process[rank] : NULL;
}

static inline const char *
process_region_name (const struct process *process, int64_t id)
{
  return id >= 0 && id < process->region->len ? (const char *) g_ptr_array_index (process->region, id) : NULL;
}

static inline void
trace_changed (struct trace *trace)
{
  __atomic_fetch_add (&trace->version, 1, __ATOMIC_RELEASE);
}

static_assert (SEGMENT_MAX_NAMES <= 64, "locks_used has a bit a lock");

void lane_finish (struct lane *lane);
void process_finish (struct process *process);

/* binding.c */
void lane_finish_bindings (struct lane *lane);
void lane_bind (struct lane *lane, struct binding binding);                    /* takes its bitmaps over */
struct binding binding_make (const struct writer_binding *facts);
const struct binding *lane_binding_at (const struct lane *lane, uint64_t t);   /* never NULL */
bool lane_strays (const struct lane *lane, uint64_t t, int pu);                /* on a PU that was not asked for */

/* moves.c */
void moves_finish (struct moves *moves);
void trace_note_move (struct trace *trace, struct moves *moves, uint64_t at, int pu); /* of a lane of the trace */
long moves_find (const struct moves *moves, uint64_t t);    /* the last move at or before T, -1 = none */

/* state.c: with the mutex held */
struct lane_wait { /* what a thread waits for */
  enum thread_state state; /* THREAD_ABSENT = nothing */
  uint64_t since;
  int lock, awaited;
  enum message_call call;
  bool posted;             /* a receive that its own call posted */
  int collective;          /* enum event_collective, -1 = none */
  int64_t number;          /* of the barrier or the collective of all ranks (16 bits of it), -1 = not known */
  uint64_t bytes;
};
void span_set_number (struct span *span, int64_t number); /* of a barrier or collective, as recorded ones have it */
struct lane_wait lane_wait_at (const struct lane *lane, uint64_t t);

enum lane_track { LANE_WAITS, LANE_SCHEDULE, LANE_REGIONS, LANE_STEPS, LANE_TRACKS };
struct lane_at { struct track_place place[LANE_TRACKS]; }; /* a moment of it */
/* Finds the places of T in COUNT lanes, which is what takes time, and their waits. */
void lanes_find (const struct lane *lane, int count, uint64_t t, struct lane_at *at, struct lane_wait *wait);
/* Fills OUT with what was true of it at T; returns what the schedule says (SCHEDULE_*; 0 = nothing known, or not in its life). */
enum schedule_kind lane_state_at (struct trace *trace, const struct lane *lane, uint64_t t, const struct lane_at *at, const struct lane_wait *wait,
                                  struct snapshot_thread *out);
const struct process_change *process_change_at (const struct process *process, uint64_t t);
enum thread_state wait_state (unsigned event_kind); /* THREAD_ABSENT for kinds that are no wait */

/* writer-facts.c: TEXT for as long as the trace lives; NULL stays NULL. With the mutex held */
const char *trace_keep (struct trace *trace, const char *text);

/* writer.c: made where there is none yet, which moves the others; NULL where ID is no lock's */
struct lane_lock *lane_lock (struct lane *lane, int id);
static inline const struct lane_lock *
lane_lock_known (const struct lane *lane, unsigned id) /* NULL where no event of it is known */
{
  return id < lane->locks ? &lane->lock[id] : NULL;
}
void lane_count_wait (struct lane *lane, const struct span *span); /* for a lock */

/* barriers.c: with the mutex held */
void barriers_add (struct trace *trace, struct lane *lane, const struct span *span); /* a wait that is over */
int barriers_count (const struct trace *trace); /* groups whose members wait for each other: the threads of each rank, the ranks */
struct meetings *barriers_group (struct trace *trace, int group, int *rank); /* RANK: whose threads, -1 = the ranks */
/* What is true of the group at T, which trace->wait is of, with room for all members in OUT->member. false: nothing to be told. */
bool barriers_at (struct trace *trace, int group, uint64_t t, uint64_t glow_ns, struct snapshot_barrier *out);

/* occupancy-merge.c */
void merged_free (struct merged *merged); /* accepts NULL */

/* cause.c: of a wait in this lane */
struct cause;
bool cause_of_span (struct trace *trace, struct lane *lane, const struct span *wait, struct cause *cause);

/* delivery.c: of a message that rank SOURCE sent */
struct delivery { enum message_arrival arrival; enum message_protocol protocol; bool seen; };
struct delivery message_delivery (const struct trace *trace, int source, const struct message *message);
void delivery_received (struct trace *trace, int source, const struct message *message);     /* its receive is known now */
void delivery_posted (struct trace *trace, int rank, const struct event *receive);
void delivery_at (const struct trace *trace, const struct process *process, uint64_t t, int *unexpected, int *posted);

/* edges.c */
void edges_add (struct edges *edges, const struct event *event);
size_t edges_until (const struct edges *edges, uint64_t t); /* how many had ended at T */
void snapshot_take_edges (struct trace *trace, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot); /* with no room in ->edge yet */
const char *trace_comm_name (struct trace *trace, int rank, int number); /* never NULL; lives as long as the trace */

/* schedule.c */
void lane_add_schedule (struct trace *trace, struct lane *lane, const struct span *span);
int trace_running_at_once (struct trace *trace, uint64_t t);
bool pu_in (const uint64_t *bitmap, int pu);

/* summary-talk.c */
void summary_take_talk (struct trace *trace, uint64_t t, bool all, struct summary *summary);

/* summary-deadlock.c: without the mutex */
struct summary_deadlock *summary_take_deadlock (struct trace *trace, uint64_t t); /* NULL: none */
void summary_free_deadlock (struct summary_deadlock *deadlock);                   /* accepts NULL */

/* writer-memory.c */
void process_memory_init (struct process *process);
void process_memory_finish (struct process *process);
const struct space *process_space_at (const struct process *process, uint64_t t); /* the earliest where there is none before T */
bool process_value_at (const struct process *process, unsigned id, uint64_t t, struct value_sample *sample);

/* snapshot-memory.c: contents, last writers, what lies at one address; with the processes' objects in place */
void snapshot_take_memory (struct trace *trace, uint64_t t, struct snapshot *snapshot);
/* summary-locks.c, summary-barriers.c: with the mutex held */
void summary_take_locks (struct trace *trace, uint64_t t, bool all, struct summary *summary);
void summary_take_barriers (struct trace *trace, uint64_t t, bool all, struct summary *summary);
void summary_free_barriers (struct summary *summary);

/* snapshot.c: memory of an earlier snapshot, reused where it is large enough */
void *room_for (void *array, size_t count, size_t size);
void room_free (void *array); /* accepts NULL */

/* snapshot-locks.c: with the mutex held, after the threads */
void snapshot_take_locks (struct trace *trace, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot);
void snapshot_take_barriers (struct trace *trace, uint64_t t, uint64_t glow_ns, struct snapshot *snapshot);

/* snapshot-pus.c: how many PUs the run ever touched; their OS indexes in order */
int trace_pus (struct trace *trace, const int **os);
void snapshot_take_pus (struct trace *trace, uint64_t t, struct snapshot *snapshot);
