/* The inside of reading events: between otf2-events.c, otf2-frames.c and otf2-calls.c. */
#pragma once

#include "engine/trace/otf2-read.h"

struct frame {
  uint64_t region_ref, enter, piece; /* piece: from when on it is the innermost, ns */
  struct read_region *region;
  struct event event;                /* own: as it will be told */
  guint first_end;                   /* message ends since it was entered */
  bool has_sent, waited;             /* own: event is filled in by a send; lock: the wait was told */
  bool not_ours;                     /* of another tool */
};

struct lock_facts { uint64_t acquisitions, contended, wait_ns, hold_ns, longest_wait_ns; };

struct facts { /* that run.json told of a thread, and that its events must not change */
  uint64_t events, begin, end, collectives, collective_bytes;
  struct lock_facts lock[SEGMENT_MAX_NAMES];
};

struct otf2_events {
  struct trace *trace;
  struct otf2_tables *tables;
  bool own;
  uint64_t seen;
  /* the process in work */
  int rank;
  struct otf2_ends *ends;
  GHashTable *collectives;           /* communicator -> how many of its collectives were seen */
  GHashTable *comm_id;               /* communicators that have their name */
  GHashTable *region_id, *lock_id, *posted; /* reference -> number + 1 of this process; request -> ns */
  uint64_t process_begin, process_end;
  /* the location in work */
  struct lane *lane;                 /* NULL = none, or one that is not shown */
  GArray *frame, *interrupted, *batch;
  GHashTable *held;                  /* lock -> ns */
  uint64_t begin, end;               /* ns; begin 0 = nothing yet */
  struct span schedule;              /* kind 0 = none */
  uint64_t value[ATTRIBUTES];
  unsigned values;                   /* which of them the next event has, a bit each */
  struct facts facts;                /* own: of the lane */
  /* for notes */
  uint64_t rma, io, nobody, damaged, unnested;
  uint64_t locks, last;
  bool any_lock_wait;
};

static inline struct frame *
top (struct otf2_events *events)
{
  return events->frame->len ? &g_array_index (events->frame, struct frame, events->frame->len - 1) : NULL;
}

static inline bool
has (const struct otf2_events *events, enum otf2_attribute attribute)
{
  return events->values >> attribute & 1;
}

static inline uint64_t
value_of (const struct otf2_events *events, enum otf2_attribute attribute)
{
  return has (events, attribute) ? events->value[attribute] : 0;
}

/* otf2-events.c */
void otf2_emit (struct otf2_events *events, struct event event, uint64_t end);
void otf2_set (GHashTable *table, uint64_t key, uint64_t value);
bool otf2_get (GHashTable *table, uint64_t key, uint64_t *value); /* false: VALUE is as it was */
/* The number that the process gives to what other tools number for all; -1 = it has MOST already. */
int otf2_local_id (GHashTable *ids, uint64_t ref, uint64_t most, bool *fresh);

/* otf2-frames.c: regions are entered and left */
void otf2_enter (struct otf2_events *events, uint64_t t, uint64_t region);
void otf2_leave (struct otf2_events *events, uint64_t t, uint64_t region);
void otf2_leave_all (struct otf2_events *events, uint64_t t);

/* otf2-calls.c: messages, collectives, locks. WORDS as the stream has them. */
void otf2_sent (struct otf2_events *events, uint64_t t, const uint64_t *words, bool nonblocking);
void otf2_received (struct otf2_events *events, uint64_t t, const uint64_t *words, const uint64_t *request);
void otf2_collective (struct otf2_events *events, const uint64_t *words);
void otf2_acquired (struct otf2_events *events, uint64_t t, uint64_t lock);
void otf2_released (struct otf2_events *events, uint64_t t, uint64_t lock);
