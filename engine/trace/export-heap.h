/* What comes next in time, of things that come from many places: a binary heap. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct export_entry {
  uint64_t at, order; /* the smallest comes first; of those at the same moment the smallest order, then the smallest place */
  uint64_t place;
  void *thing;
};

struct export_heap {
  struct export_entry *entry; /* the first is the next one */
  size_t count, room;
};

void export_heap_push (struct export_heap *heap, uint64_t at, uint64_t order, uint64_t place, void *thing);
void *export_heap_pop (struct export_heap *heap);                              /* of one that is not empty */
void export_heap_postpone (struct export_heap *heap, uint64_t at, uint64_t order); /* the first one */
void export_heap_finish (struct export_heap *heap);                            /* frees no things */
