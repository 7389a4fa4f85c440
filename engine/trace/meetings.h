/* Where the threads of a rank, or all ranks, wait for each other (barriers, collectives): who came when, and whom the
 * others waited for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/trace/column.h"
#include "engine/trace/moments.h"
#include "engine/trace/totals.h"

struct presence {
  uint64_t begin, end; /* of being inside; 0 = nothing was recorded of it (yet) */
};

struct meeting {
  uint64_t number;
  uint64_t first;      /* the earliest arrival that is known */
  uint64_t margin_ns;  /* from the last but one to the last */
  uint64_t caused_ns;  /* waited by the others for the last, in all */
  uint64_t last_ns;    /* when the one that they waited for came; 0 = nobody waited */
  int came;            /* members whose arrival is known */
  int last;            /* member that the others waited for; -1 = nobody waited, or not all are known */
  int root;            /* member that the others wait for and nobody else, -1 = all wait for all */
  int kind;            /* enum event_collective, -1 = barrier of threads */
};

struct meetings {
  int members;
  struct column meeting;     /* struct meeting, by number */
  struct column arrival;     /* MEMBERS of each meeting */
  size_t count;
  size_t *next;              /* of a member: where its next arrival most likely belongs */
  /* sums over the meetings to which all came */
  uint64_t met, wait_ns;
  uint64_t *times_last, *caused_ns; /* by member */
  struct moments over;       /* of the meetings to which all came: when the last did */
  struct totals *caused;     /* ns, by member and by when the last came */
};

void meetings_init (struct meetings *meetings, struct store *store, int members); /* STORE: borrowed, NULL = ordinary memory */
void meetings_finish (struct meetings *meetings);

/* MEMBER was inside of meeting NUMBER from BEGIN to END. */
void meetings_come (struct meetings *meetings, int member, const struct meeting *which, uint64_t begin, uint64_t end);

static inline struct meeting *
meetings_get (const struct meetings *meetings, size_t index)
{
  return column_at (&meetings->meeting, index, sizeof (struct meeting));
}
const struct presence *meetings_arrival (const struct meetings *meetings, size_t index, int member);
/* When the one who was waited for came; 0 = nobody was. */
static inline uint64_t
meetings_last_came (const struct meetings *meetings, size_t index)
{
  return meetings_get (meetings, index)->last_ns;
}
/* Index of the last meeting that had begun at T, -1 = none. */
long meetings_find (const struct meetings *meetings, uint64_t t);
/* Index of meeting NUMBER, or of the first one after it; FOUND tells which. */
size_t meetings_index (const struct meetings *meetings, uint64_t number, bool *found);
