/* What is known at the begin of each piece of a track: finds a moment and sums up without walking over all spans. */
#pragma once

#include "engine/trace/track.h"

struct track_mark {
  uint64_t sum[TRACK_SUMS];    /* of all spans before the piece */
  struct track_pu *pu;         /* the same by PU, ordered by OS index; TRACK_SCHEDULE only */
  size_t pus;
};

/* Room for a span at the end, and where it is. */
struct span *track_index_room (struct track *track);
/* The span at the end has just been written: it may begin a piece. */
void track_index_pushed (struct track *track);
void track_index_finish (struct track *track);
