/* A trace as an OTF2 archive: between the files that write one. */
#pragma once

#include <otf2/otf2.h>

#include "engine/machine/machine.h"
#include "engine/trace/lane-items.h"
#include "engine/trace/otf2-names.h"
#include "engine/trace/otf2-stream.h"

struct otf2_region { char *name, *canonical; OTF2_RegionRole role; OTF2_Paradigm paradigm; };

struct otf2_write {
  struct trace *trace;
  const struct machine *machine;    /* NULL = not known */
  int fd;                           /* of the child that writes */
  uint64_t *word;                   /* what it is told next */
  size_t words;
  bool failed;                      /* it takes no more */
  const struct recording_progress *progress;
  GPtrArray *region;                /* struct otf2_region, by reference */
  GHashTable *region_by_name;       /* canonical name and name -> reference + 1 */
  uint64_t *events;                 /* that were written, by lane */
  bool *has;                        /* lanes that have a location */
  uint64_t first, last;             /* timestamps; first UINT64_MAX = none */
  uint64_t done, all;               /* items, for progress */
  GArray *comm;                     /* uint16_t: numbers of communicators by reference; empty = MPI was not used */
  uint32_t *comm_ref;               /* by number: reference + 1, 0 = none */
};

/* otf2-save.c: a record for the child. */
void otf2_put (struct otf2_write *write, enum stream_kind kind, const uint64_t *words, size_t count);
void otf2_put_text (struct otf2_write *write, enum stream_kind kind, const uint64_t *ref, const char *text); /* REF: the word before, or NULL */
#define OTF2_PUT(write, kind, ...)                                                                                              \
  otf2_put (write, kind, (const uint64_t[]){ __VA_ARGS__ }, sizeof ((const uint64_t[]){ __VA_ARGS__ }) / sizeof (uint64_t))

/* otf2-save.c: the reference of communicator NUMBER, which is used. */
uint32_t otf2_comm (struct otf2_write *write, uint16_t number);

/* otf2-regions.c: the reference of the region that EVENT (of RANK) is in. */
OTF2_RegionRef otf2_region_of (struct otf2_write *write, int rank, const struct event *event);
static inline int
otf2_region_object (const struct event *event)
{
  return event->kind == EVENT_SEND || event->kind == EVENT_EDGE ? 0 : event->object; /* tags and counts are no part of a name */
}
void otf2_region_free (struct otf2_region *region);

/* otf2-lane.c: all events of a lane. false: TICK said no. */
typedef bool (*otf2_tick) (void *data, size_t items);
bool otf2_write_lane (struct otf2_write *write, int lane, const struct lane_receives *receives, otf2_tick tick, void *data);

/* otf2-definitions.c: everything that events refer to; after the events. */
void otf2_write_definitions (struct otf2_write *write);
static inline uint32_t
otf2_memory_metric (int rank)
{
  return METRICS + (uint32_t) rank; /* an instance of METRIC_MEMORY for each process */
}
