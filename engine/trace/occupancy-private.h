/* The merged schedules: occupancy-merge.c and occupancy-buckets.c keep them, occupancy.c looks at them. With the trace's mutex held. */
#pragma once

#include "engine/trace/column.h"
#include "engine/trace/occupancy.h"
#include "engine/trace/trace-private.h"

#define HOLDERS_LEVELS 16

struct hold { /* what is longer than a part of the merge may be several */
  uint64_t begin, end;
  uint64_t reach;  /* latest end up to this one: samples of one PU overlap */
  int32_t lane;
  uint32_t share;  /* of SPAN_WHOLE */
};

struct held_bucket { int32_t longest, other; /* lane + 1, 0 = nobody */ uint8_t busy, share; /* of 255; share: of the longest */ };

struct holders { /* of one PU */
  int os;
  struct column hold;                    /* struct hold, by begin */
  size_t count;
  struct column level[HOLDERS_LEVELS];   /* struct held_bucket; a bucket is four of the level below */
  size_t buckets[HOLDERS_LEVELS];
};

struct merged { /* in struct trace, made with the first wish for it */
  struct holders *pu; int pus;
  uint64_t origin, until; /* what began before is in */
  uint64_t part;          /* ns: length of the last part that was merged */
  int base;               /* log2 ns of a first bucket, 0 = none yet */
  uint64_t bucketed;      /* up to here buckets are filled */
  uint64_t *lane_ns;      /* on any PU, a lane */
};

static inline const struct hold *
holders_get (const struct holders *holders, size_t i)
{
  return column_at (&holders->hold, i, sizeof (struct hold));
}

/* occupancy-buckets.c: over all that is merged */
void merged_fill_buckets (struct merged *merged);
/* Merges on; how much of the run is in. */
double merged_extend (struct trace *trace);
struct holders *merged_of_pu (struct merged *merged, int os); /* NULL = nobody was there */
size_t holders_first_after (const struct holders *holders, uint64_t t); /* the first that may end after T */
size_t holders_from (const struct holders *holders, uint64_t t);        /* the first that begins at or after T */
/* The parts in [FROM, TO) of what one lane held, what goes on included. */
typedef void (*hold_seen) (const struct hold *hold, int pu, void *data);
void lane_holds (struct trace *trace, int lane, uint64_t from, uint64_t to, hold_seen seen, void *data);
