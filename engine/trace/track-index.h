/* What is known at the begin of each piece of a track: finds a moment and sums up without walking over all spans. */
#pragma once

#include "engine/trace/track.h"

struct track_mark {
  uint64_t begin;              /* of the piece's first span */
  uint64_t sum[TRACK_SUMS];    /* of all spans before it */
  struct track_pu *pu;         /* the same by PU, ordered by OS index; TRACK_SCHEDULE only */
  size_t pus;
};

struct track_index {
  size_t cursor;               /* the span that was asked for last */
  size_t marks, room;
  struct track_mark *mark;
};

void track_index_finish (struct track_index *index);  /* accepts NULL */
/* The span at the end has just been written: it may begin a piece. */
void track_index_pushed (struct track *track);
