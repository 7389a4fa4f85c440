#include "engine/trace/export-heap.h"

#include <glib.h>
#include <string.h>

static bool
before (const struct export_entry *a, const struct export_entry *b)
{
  if (a->at != b->at)
    return a->at < b->at;
  return a->order != b->order ? a->order < b->order : a->place < b->place;
}

static void
swap (struct export_heap *heap, size_t a, size_t b)
{
  struct export_entry kept = heap->entry[a];

  heap->entry[a] = heap->entry[b];
  heap->entry[b] = kept;
}

static void
sink (struct export_heap *heap)
{
  for (size_t i = 0, least;; i = least) {
    least = i;
    for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < heap->count; child++)
      if (before (&heap->entry[child], &heap->entry[least]))
        least = child;
    if (least == i)
      return;
    swap (heap, i, least);
  }
}

void
export_heap_push (struct export_heap *heap, uint64_t at, uint64_t order, uint64_t place, void *thing)
{
  if (heap->count == heap->room) {
    heap->room = heap->room ? heap->room * 2 : 64;
    heap->entry = g_renew (struct export_entry, heap->entry, heap->room);
  }
  size_t i = heap->count++;
  heap->entry[i] = (struct export_entry){ at, order, place, thing };
  for (; i > 0 && before (&heap->entry[i], &heap->entry[(i - 1) / 2]); i = (i - 1) / 2)
    swap (heap, i, (i - 1) / 2);
}

void *
export_heap_pop (struct export_heap *heap)
{
  void *thing = heap->entry[0].thing;

  heap->entry[0] = heap->entry[--heap->count];
  sink (heap);
  return thing;
}

void
export_heap_postpone (struct export_heap *heap, uint64_t at, uint64_t order)
{
  heap->entry[0].at = at;
  heap->entry[0].order = order;
  sink (heap);
}

void
export_heap_finish (struct export_heap *heap)
{
  g_free (heap->entry);
  memset (heap, 0, sizeof *heap);
}
