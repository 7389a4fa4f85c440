/* What is known at the begin of each piece of a track: finds a moment and sums up without walking over all spans. */
#pragma once

#include "engine/trace/track.h"

struct track_mark {
  uint64_t sum[TRACK_SUMS];    /* of all spans before it */
  struct track_pu *pu;         /* the same by PU, ordered by OS index; TRACK_SCHEDULE only */
  size_t pus;
};

struct track_index {
  size_t cursor;               /* the span that was asked for last */
  size_t marks, room;
  uint64_t *begin;             /* of each piece's first span: close together, they are what a search looks at */
  struct track_mark *mark;
};

void track_index_finish (struct track_index *index);  /* accepts NULL */
/* The last piece that begins at or before T, at least 0; the track has spans. */
size_t track_index_find (const struct track *track, uint64_t t);
/* The span at the end has just been written: it may begin a piece. */
void track_index_pushed (struct track *track);
