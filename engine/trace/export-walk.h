/* A stretch of a trace in order of time, as exports write it: slices that nest in rows, messages, samples, deaths.
 *
 * Tracks of one thread are flat each, and nest in one another as calls do; what overlaps without nesting (sampled threads that
 * share a PU, clocks apart, a damaged recording) is split where its neighbour ends, so that every row can be drawn as a stack. */
#pragma once

#include "engine/trace/trace-private.h"

enum walk_row {
  WALK_PROGRAM,  /* of a thread: steps, regions, waits, sends */
  WALK_SCHEDULE, /* of a thread: what the scheduler did with it */
  WALK_PU,       /* who of the run was on it */
  WALK_LOCK,     /* who held it */
  WALK_ROWS
};

struct walk_lock {
  int rank, id;
};

struct walk_slice {
  enum walk_row row;
  int index;               /* its lane; WALK_PU: in walk_pu; WALK_LOCK: in walk_lock */
  const struct lane *lane; /* whose: the thread that does it, is there, or holds it */
  struct span span;        /* whole, as recorded; of a send: EVENT_SEND, its receiver, its tag */
  uint64_t begin, end;     /* the part of it that this slice is */
  size_t message;          /* EVENT_SEND: its place in lane->sends */
};

struct walk_message {
  uint64_t number;         /* from 0, of the whole trace: by sending thread, then as they were sent */
  const struct lane *source, *destination; /* NULL: not known who received it */
  struct message message;
  uint64_t received;       /* never before it was sent (clocks of two hosts may differ); RECEIVED_NOT_YET */
};

/* All may be NULL. Times do not decrease from call to call. */
struct walk_calls {
  void (*begin) (void *data, const struct walk_slice *slice);
  void (*end) (void *data, const struct walk_slice *slice);       /* at slice->end */
  void (*sent) (void *data, const struct walk_message *message);  /* after its send began */
  void (*received) (void *data, const struct walk_message *message); /* of those that were sent in the stretch */
  void (*memory) (void *data, const struct process *process, const struct memory_sample *sample);
  void (*fate) (void *data, const struct process *process, const struct process_change *change); /* how it ended, where not well */
  void (*on_pus) (void *data, uint64_t t, int threads);           /* so many threads of the run are on PUs from now on */
};

struct walk;

/* FROM to TO, clamped to the trace, which must be closed (no writer). With the mutex held, as all below. */
struct walk *walk_create (struct trace *trace, uint64_t from, uint64_t to, const struct walk_calls *calls, void *data);
void walk_destroy (struct walk *walk); /* accepts NULL */
bool walk_some (struct walk *walk, int count); /* goes on by COUNT calls or so; false: that was all */
double walk_share (const struct walk *walk);   /* of the stretch that is behind, 0 to 1 */

struct trace *walk_trace (const struct walk *walk);
uint64_t walk_from (const struct walk *walk);
uint64_t walk_to (const struct walk *walk);
int walk_pus (const struct walk *walk);
int walk_pu (const struct walk *walk, int index); /* its OS index */
int walk_locks (const struct walk *walk);         /* those that were ever held */
struct walk_lock walk_lock (const struct walk *walk, int index);

/* What a slice is, in words: "step 3", the region's name, "waits for lock sum", "on PU 2", "1.3". OUT is replaced. */
void walk_name (const struct walk *walk, const struct walk_slice *slice, GString *out);
void walk_lock_name (const struct walk *walk, int index, GString *out);
const char *walk_category (const struct walk_slice *slice); /* one word or two: "step", "lock wait", "schedule", ... */
