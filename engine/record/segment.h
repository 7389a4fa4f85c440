/* The shared mapping of one rank: a header, a slot a thread, a ring a thread.
 *
 * The worker creates the file (mode 0600) in the run's folder, the host maps it read-write (it owns only the
 * rings' tails). The magic is written last, with release order: a host that sees it sees a whole header.
 * It survives any death of the worker. C11 and libc only.
 *
 * Layout: struct segment | struct thread_slot [threads] | struct event [threads][SEGMENT_RING_EVENTS]
 */
#pragma once

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

#define SEGMENT_MAGIC UINT64_C (0x31676573646e7274) /* "trndseg1" */
#define SEGMENT_RING_EVENTS 16384u                  /* a power of two: 512 KiB a thread */
#define SEGMENT_MAX_PUS 16384u
#define SEGMENT_PU_WORDS (SEGMENT_MAX_PUS / 64)
#define SEGMENT_MAX_NAMES 64u
#define SEGMENT_MAX_OBJECTS 32u
#define SEGMENT_NAME_BYTES 32u

enum segment_state {
  SEGMENT_STARTING = 0,
  SEGMENT_RUNNING,  /* threads exist, the workload runs */
  SEGMENT_DONE,     /* ended by itself, result filled in */
  SEGMENT_FAILED,   /* ended by itself with `error` filled in */
  SEGMENT_SIGNALLED /* a fatal signal: `signal` and `signal_address` filled in by the handler */
};

enum object_flags {
  OBJECT_SHARED = 1 << 0,      /* one object that all threads of the rank see (else: a copy or a part for each) */
  OBJECT_HALO_FIRST = 1 << 1,  /* part 0 is a copy of a neighbour's data that arrives by message */
  OBJECT_HALO_LAST = 1 << 2,   /* so is the last part */
  OBJECT_WINDOW = 1 << 3,      /* one piece of memory that all ranks map, each at an address of its own */
};

enum object_sample { /* how the value is read that stands for an object's contents */
  SAMPLE_NONE = 0,
  SAMPLE_UNSIGNED, /* uint64_t */
  SAMPLE_FLOAT,    /* double */
  SAMPLES
};

/* A named piece of the rank's memory. Parts are equal pieces in order of address; what a region touches is
 * said in parts (event.h). */
struct segment_object {
  char name[SEGMENT_NAME_BYTES];  /* "grid" */
  char detail[64];                /* "rows 0-1023", may be empty */
  uint64_t address;
  uint64_t bytes;
  uint32_t parts;
  uint32_t flags;                 /* enum object_flags */
  uint64_t sample_at;             /* bytes from `address` to the value that stands for its contents */
  uint32_t sample;                /* enum object_sample */
};

enum now_state { /* what a thread is inside of */
  NOW_NOTHING = 0,
  NOW_RUNNING,
  NOW_GATE,
  NOW_LOCK_WAIT,
  NOW_BARRIER,
  NOW_MESSAGE_WAIT,
  NOW_COLLECTIVE,
  NOW_ENDED,
  NOW_SENDING, /* in a blocking send, which may wait for its receive */
  NOW_EXCHANGE, /* in a call that sends and receives at once */
  NOW_RECEIVING /* in a blocking receive: as NOW_MESSAGE_WAIT, and the receive is posted */
};

enum lock_kind { /* what stands behind a lock's name */
  LOCK_MUTEX = 0, /* the runtime's lock */
  LOCK_CONDITION, /* waited for until another thread makes it true */
  LOCK_BATON,     /* handed from thread to thread */
  LOCK_KINDS
};

enum lock_way { /* to protect one addition */
  WAY_MUTEX = 0,
  WAY_CRITICAL,
  WAY_ATOMIC,
  WAY_REDUCTION, /* each thread adds to a sum of its own */
  LOCK_WAYS
};

/* What one operation takes while nobody else wants it, in ns, as measured before the run: 0 = not measured, or this runtime
 * has no such thing. The least and the median of several batches. */
struct lock_cost {
  double least, median;                   /* of the program alone */
  double recorded_least, recorded_median; /* with the recorder's part */
};

/* Which barrier, which collective: the same number stands in all who are in the same one. */
static inline int32_t
now_barrier (uint32_t number)
{
  return (int32_t) (number + 1); /* 0: not numbered */
}

#define NOW_COLLECTIVE_KIND 0xff
#define NOW_COLLECTIVE_NUMBERED 0x100 /* among all ranks, COMM 0 */

static inline int32_t
now_collective (int kind, unsigned comm, uint16_t sequence)
{
  return comm == 0 ? kind | NOW_COLLECTIVE_NUMBERED | sequence << 9 : kind;
}

static inline uint16_t
now_collective_sequence (int32_t object)
{
  return (uint16_t) (object >> 9);
}

/* One a thread, written by that thread alone (but for ring.tail). A reader may see `now_*` torn across two
 * states: it rereads when `now_serial` is odd or changed. An event under way takes their place (segment_now). */
struct thread_slot {
  alignas (64) _Atomic uint64_t head; /* events ever written; the next goes to head % SEGMENT_RING_EVENTS */
  uint64_t cached_tail;               /* writer's own copy of tail */
  _Atomic uint64_t dropped;           /* newest events dropped because the ring was full */
  alignas (64) _Atomic uint64_t tail; /* events ever consumed, written by the host alone */
  alignas (64) _Atomic uint32_t now_serial;
  _Atomic uint32_t now_state;         /* enum now_state */
  _Atomic int32_t now_object;         /* lock or region id; now_barrier (), now_collective (); rank that a message is awaited from (-1: any) or sent to */
  _Atomic uint32_t now_pu;
  _Atomic uint64_t now_since;         /* ns */
  _Atomic uint32_t now_region;        /* region id the thread is in, UINT32_MAX = none */
  _Atomic int32_t tid;                /* kernel's thread id; 0 until the thread exists */
  int32_t pid;                        /* process of that thread where it is not the rank's own (a Python thread); else 0 */
  int32_t bind_error;                 /* errno of the binding, 0 = as asked */
  uint32_t bound;                     /* 1: a binding was asked for */
  uint64_t stack, stack_bytes;        /* the thread's stack, lowest address first; 0 = not known; valid once tid != 0 */
  uint64_t asked[SEGMENT_PU_WORDS];   /* PUs asked for, by OS index; valid once tid != 0 */
  uint64_t binding[SEGMENT_PU_WORDS]; /* PUs the kernel allows after binding (sched_getaffinity) */
};

#define SEGMENT_MAX_COMMS 64u

struct segment_comm { uint32_t number; /* as in events */ char name[SEGMENT_NAME_BYTES]; };

/* What MPI tells of itself (MPI_T), for runs of several ranks; complete before the state says that it runs. */
struct segment_mpi {
  uint32_t eager_self, eager_shared, eager_network; /* bytes of the largest message that goes at once, by who it goes to; 0 = not known */
  uint32_t edges;                                   /* 1: EVENT_EDGE is recorded */
  char edges_why[128];                              /* else why not, one sentence */
};

struct segment {
  _Atomic uint64_t magic; /* SEGMENT_MAGIC, written last */
  uint32_t bytes_of_header; /* sizeof (struct segment), a check of the version */
  uint32_t bytes_of_slot;   /* sizeof (struct thread_slot) */
  int32_t rank;
  int32_t ranks;
  int32_t threads;
  int32_t pid;
  char host[64];
  char runtime[16];          /* "openmp", "pthreads", "c11" */
  int32_t mpi_level_asked;   /* MPI_THREAD_*, -1 = no MPI in this run */
  int32_t mpi_level_given;
  _Atomic uint32_t state;    /* enum segment_state */
  uint64_t begin_ns;         /* workload began; 0 = not yet */
  uint64_t end_ns;
  _Atomic int32_t signal;
  uint64_t signal_address;
  char error[256];           /* one sentence, with SEGMENT_FAILED */
  /* the result, on rank 0, valid with SEGMENT_DONE */
  uint32_t result_ok;
  uint32_t result_lesson;    /* 1: a wrong value, or no end at all, is what this workload is set up to show; valid from its begin on */
  double result_value;
  double result_expected;
  char result_text[192];     /* one sentence: what was computed and how it was checked */
  /* names, append-only: a name is complete before the count says so (release) */
  _Atomic uint32_t regions;
  char region[SEGMENT_MAX_NAMES][SEGMENT_NAME_BYTES];
  _Atomic uint32_t locks;
  char lock[SEGMENT_MAX_NAMES][SEGMENT_NAME_BYTES];
  uint8_t lock_kind[SEGMENT_MAX_NAMES];           /* enum lock_kind */
  _Atomic int32_t lock_holder[SEGMENT_MAX_NAMES]; /* thread + 1, 0 = free */
  _Atomic uint32_t objects;
  struct segment_object object[SEGMENT_MAX_OBJECTS];
  struct segment_mpi mpi;
  _Atomic int32_t receives_posted; /* non-blocking receives under way */
  _Atomic uint32_t comms;          /* append-only; a later name of the same number counts */
  struct segment_comm comm[SEGMENT_MAX_COMMS];
  _Atomic uint64_t sample[SEGMENT_MAX_OBJECTS]; /* bits of each object's value at the end of the last step */
  struct lock_cost lock_cost[LOCK_WAYS]; /* on rank 0, filled in before begin_ns */
};

/* Bytes of a segment for so many threads (>= 1). */
static inline size_t
segment_bytes (int threads)
{
  return sizeof (struct segment) + 64 +
         (size_t) threads * (sizeof (struct thread_slot) + SEGMENT_RING_EVENTS * sizeof (struct event));
}

/* Creates the file PATH (mode 0600, must not exist) and maps it, header zeroed but for sizes, rank and pid.
 * NULL with errno set on failure (nothing is left behind). */
struct segment *segment_create (const char *path, int rank, int ranks, int threads);

/* Publishes the magic: from here on the host may read. */
void segment_publish (struct segment *segment);

/* Maps an existing file. NULL with errno: ENOENT (not there yet), EAGAIN (no magic yet), EPROTO (another
 * version, or sizes that the file does not bear out). The mapping outlives the file and the writer. */
struct segment *segment_open (const char *path);

/* Accepts NULL. Does not remove the file. */
void segment_unmap (struct segment *segment);

struct thread_slot *segment_slot (struct segment *segment, int thread);
struct event *segment_ring (struct segment *segment, int thread);

/* What a thread is inside of: an event under way (recorder_open), which lies at its ring's head, or what its slot says. */
struct segment_now {
  uint32_t state;  /* enum now_state */
  int32_t object;
  uint32_t pu;
  uint32_t region; /* UINT32_MAX = none */
  uint64_t since;  /* ns */
};
#define SEGMENT_NOW_ANEW UINT64_MAX

/* Host: reads it. KNOWN: what was read last (0 = nothing; SEGMENT_NOW_ANEW: told whether it is new or not). false: nothing has changed
 * since, which is so of most of many threads, or it cannot be read just now. */
bool segment_now (struct segment *segment, int thread, uint64_t *known, struct segment_now *now);
/* Only the state. */
enum now_state segment_now_state (struct segment *segment, int thread);

/* Host: copies up to ROOM events of a thread's ring to OUT, oldest first, and frees their places.
 * Returns how many. One consumer a ring. */
size_t segment_drain (struct segment *segment, int thread, struct event *out, size_t room);
