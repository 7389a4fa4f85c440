/* What a thread recorded, looked at without using it up. */
#pragma once

#include <glib.h>

#include "engine/record/segment.h"

/* How many events of KIND the thread recorded; *ONE: the last of them, all 0 where there is none. */
static inline int
count_events (struct segment *segment, int thread, enum event_kind kind, struct event *one)
{
  struct event *events = g_new (struct event, SEGMENT_RING_EVENTS);
  size_t count = segment_drain (segment, thread, events, SEGMENT_RING_EVENTS);
  int found = 0;

  *one = (struct event){ 0 };
  for (size_t i = 0; i < count; i++)
    if (events[i].kind == kind) {
      *one = events[i];
      found++;
    }
  atomic_store (&segment_slot (segment, thread)->tail, 0); /* to be read again */
  g_free (events);
  return found;
}
