/* Where a walk's things come from: one track (or list) of one thread or process, read from front to back. */
#pragma once

#include "engine/trace/export-walk.h"

enum source_kind {
  FROM_STEPS, FROM_REGIONS, FROM_WAITS, FROM_SENDS, /* outer ones first: the order of slices that are equally long */
  FROM_SCHEDULE, FROM_PLACES /* the schedule again, as who is on a PU */, FROM_MOVES /* where no schedule is known: an event's PU until
  the next event's */, FROM_HOLDS, FROM_MEMORY, FROM_CHANGES
};

struct walk_source {
  enum source_kind kind;
  enum walk_row row;
  int index;                /* of its row; -1 = the PU in each span says it */
  const struct lane *lane;
  const struct process *process;
  const struct track *track;
  uint64_t first_message;   /* number of the lane's first one */
  size_t next;              /* what comes after the head */
  struct span head;         /* as recorded; FROM_MEMORY, FROM_CHANGES: begins and ends when that was */
  uint64_t begin, end;      /* what is left of the head */
};

/* Takes the next thing that touches FROM to TO as its head, what is left cut to that; false: there is none. */
bool source_advance (struct walk_source *source, uint64_t from, uint64_t to);
/* What the head is, where it is no span of a track. */
const struct message *source_message (const struct walk_source *source);
const struct memory_sample *source_memory (const struct walk_source *source);
const struct process_change *source_change (const struct walk_source *source);

/* Of what begins at the same moment the longest comes first, so that the others nest in it. */
static inline uint64_t
source_order (const struct walk_source *source)
{
  return UINT64_MAX - source->end;
}
