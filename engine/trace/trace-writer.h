/* How facts get into a trace: called by the one writer (a run's collector, or a loader). Ranks and threads out
 * of the description's range are ignored. Strings and arrays are copied. */
#pragma once

#include "engine/trace/space.h"
#include "engine/trace/trace.h"
#include "engine/trace/track.h"

/* Recorded events of one thread, in the order its ring gave them. */
void trace_writer_events (struct trace *trace, int rank, int thread, const struct event *event, size_t count);
/* Events of this thread that its ring dropped so far. */
void trace_writer_lost (struct trace *trace, int rank, int thread, uint64_t dropped);

/* What a thread is inside of, as its slot said at AT. */
struct writer_now {
  uint64_t at, since;
  unsigned state;  /* enum now_state */
  int object, pu;
  uint32_t region; /* UINT32_MAX = none */
};
void trace_writer_now (struct trace *trace, int rank, int thread, const struct writer_now *now);

/* Its process is stopped from FROM on, wherever the thread was: until the next trace_writer_now it counts as held. TO: when it was let
 * go; that time is no part of the wait that it may have been in. 0: it is still stopped. */
void trace_writer_held (struct trace *trace, int rank, int thread, uint64_t from, uint64_t to);

/* A thread came to life. ASKED and BINDING: SEGMENT_PU_WORDS words each, or NULL. */
struct writer_thread {
  uint64_t at;
  int tid;
  bool bound;
  int bind_error;
  const uint64_t *asked, *binding;
};
void trace_writer_thread (struct trace *trace, int rank, int thread, const struct writer_thread *facts);

/* The binding of a thread that lives was changed between FROM and SETTLED. ASKED is read where it is bound; ALLOWED: what the
 * kernel says since, NULL = not known; ERROR: the errno with which it refused, 0 = it did not. */
struct writer_binding {
  uint64_t from, settled;
  bool bound;
  int error;
  const uint64_t *asked, *allowed;
};
void trace_writer_rebind (struct trace *trace, int rank, int thread, const struct writer_binding *facts);

/* Schedule spans (kind: enum schedule_kind, object: PU) of one thread in order; what it does since the last one
 * and has not ended yet; switches counted so far. */
void trace_writer_schedule (struct trace *trace, int rank, int thread, const struct span *span, size_t count);
void trace_writer_schedule_open (struct trace *trace, int rank, int thread, const struct span *open);
void trace_writer_switches (struct trace *trace, int rank, int thread, long voluntary, long involuntary);
/* Neither the disk nor a fair share of the memory has room for more of it. */
bool trace_writer_is_full (struct trace *trace);
/* The kernel's own counters of a thread, since it was first looked at: they know the wait between a wake-up and
 * the switch, which switch records do not show. */
void trace_writer_counters (struct trace *trace, int rank, int thread, uint64_t on_ns, uint64_t ready_ns);
void trace_writer_running_at_once (struct trace *trace, int threads);

void trace_writer_process (struct trace *trace, int rank, uint64_t at, enum process_state state, const char *fate);
void trace_writer_process_facts (struct trace *trace, int rank, int pid, const char *host);
void trace_writer_memory (struct trace *trace, int rank, uint64_t at, uint64_t pss, uint64_t rss);
void trace_writer_region_name (struct trace *trace, int rank, unsigned id, const char *name);
void trace_writer_lock_name (struct trace *trace, int rank, unsigned id, const char *name);
void trace_writer_lock_kind (struct trace *trace, int rank, unsigned id, enum lock_kind kind);
void trace_writer_lock_cost (struct trace *trace, const struct lock_cost cost[LOCK_WAYS]); /* of the run's runtime, uncontended */
void trace_writer_lock_holder (struct trace *trace, int rank, unsigned id, int thread, uint64_t at);
void trace_writer_object (struct trace *trace, int rank, unsigned id, const struct segment_object *object);

/* What its MPI told; what communicator NUMBER is called there; how many non-blocking receives are under way at AT. */
void trace_writer_mpi (struct trace *trace, int rank, const struct segment_mpi *told);
void trace_writer_comm_name (struct trace *trace, int rank, uint16_t number, const char *name);
void trace_writer_receives_posted (struct trace *trace, int rank, int count, uint64_t at);
/* What stood for an object's contents at AT (enum object_sample); one that is told often is kept a few times a second. */
void trace_writer_value (struct trace *trace, int rank, unsigned id, uint64_t at, uint64_t bits);
/* Takes SPACE. One that tells what the last one told is dropped. */
void trace_writer_space (struct trace *trace, int rank, struct space *space);
/* NUMA nodes of the machine, 0 = not known. */
void trace_writer_numa_nodes (struct trace *trace, int nodes);

/* When a rank's workload began and ended (0 = not yet). */
void trace_writer_workload (struct trace *trace, int rank, uint64_t begin, uint64_t end);
void trace_writer_result (struct trace *trace, bool ok, bool lesson, double value, double expected, const char *text);
void trace_writer_sources (struct trace *trace, enum source schedule, enum source memory);
/* How the schedule is seen and what that takes: looks a second (0: every switch is recorded), and the share of a PU that the
 * watching thread used. */
void trace_writer_watching (struct trace *trace, double looks_per_s, double pu_share);
void trace_writer_note (struct trace *trace, const char *sentence); /* the same sentence only once */

/* Everything up to T has been handed over. */
void trace_writer_advance (struct trace *trace, uint64_t t);
/* The run is over: what is still open ends at T. */
void trace_writer_close (struct trace *trace, uint64_t t);
