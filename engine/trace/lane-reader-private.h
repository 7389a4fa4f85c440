/* Between lane-items.c, which gives a lane's items slice by slice, and lane-sources.c, which knows where they lie. */
#pragma once

#include "engine/trace/lane-receives.h"

struct lane_reader {
  struct trace *trace;
  const struct lane *lane;
  const struct lane_receives *receives;
  GArray *received;
  size_t slice;
  uint64_t from;
  bool over;
  GArray *items;
  uint64_t to;       /* of the slice in work */
  bool wait_open;
  struct span open_wait, open_schedule;
};

/* What a lane has of one sort, in order of the begins; OF: the track or list. */
struct item_source {
  size_t (*first) (struct lane_reader *reader, const void *of, uint64_t from); /* at or after FROM; NULL = it is searched for */
  size_t (*count) (struct lane_reader *reader, const void *of);
  uint64_t (*begin) (struct lane_reader *reader, const void *of, size_t i);
  void (*add) (struct lane_reader *reader, const void *of, size_t i); /* to reader->items */
};

void lane_each_source (struct lane_reader *reader, void (*visit) (struct lane_reader *reader, const struct item_source *source, const void *of));
size_t lane_source_first (struct lane_reader *reader, const struct item_source *source, const void *of); /* at or after reader->from */
void lane_add_span (struct lane_reader *reader, const struct span *span, enum lane_item_kind kind);
