/* What a trace holds of one lane, taken out in order of its begins: what is saved or exported. A slice at a time, under the
 * trace's mutex, so that a trace of any size needs little memory beside it and may grow meanwhile. */
#pragma once

#include "engine/trace/trace-private.h"

enum lane_item_kind {
  ITEM_EVENT,    /* waits, regions, steps, holds, sends, receives: as a ring would give them, but in pieces where they enclose others */
  ITEM_SCHEDULE, /* a span of the scheduler's */
  ITEM_PLACE,    /* a PU that an event told: span.object at span.begin */
  ITEM_MEMORY    /* of the process; on its thread 0 */
};

struct lane_item {
  uint64_t begin, end;
  enum lane_item_kind kind;
  uint32_t order; /* of a hold: its place among all holds of its lock */
  union {
    struct event event;
    struct span span;
    struct memory_sample memory;
  };
};

struct lane_reader;

/* All receives of the trace by who received them: each reader of a lane needs them. Free with lane_receives_free. */
struct lane_receives *lane_receives_new (struct trace *trace);
void lane_receives_free (struct lane_receives *receives);

struct lane_reader *lane_reader_new (struct trace *trace, int lane, const struct lane_receives *receives);
void lane_reader_free (struct lane_reader *reader);

/* ITEMS (struct lane_item): the next ones by begin, of equal begins the longest first; what is still open ends now. No item
 * of a later call begins earlier than one of an earlier call. false: there are no more. */
bool lane_reader_next (struct lane_reader *reader, GArray *items);
