/* What Strandscope adds to OTF2's own words, so that a recording comes back exactly as it was: known to who writes archives and
 * to who reads them. Other tools see them as attributes and metrics by these names. */
#pragma once

enum otf2_attribute { /* of events; all are unsigned numbers; those that are not there are 0 */
  ATTRIBUTE_OBJECT,     /* region: memory object it touches + 1 */
  ATTRIBUTE_PEER,       /* wait: for a message of this rank; not there: not known */
  ATTRIBUTE_FIRST,      /* the first part it touches */
  ATTRIBUTE_SEQUENCE,   /* how many parts; message, collective: which of its kind (event.h) */
  ATTRIBUTE_VALUE,      /* step: its number; bytes of what OTF2 has no word for */
  ATTRIBUTE_FLAGS,      /* enum event_flags */
  ATTRIBUTE_MESSAGES,   /* sent to the peer inside of a collective */
  ATTRIBUTE_POSTED,     /* blocking receive: when it began */
  ATTRIBUTE_BEGAN,      /* Enter: it goes on, and began then */
  ATTRIBUTE_INTERRUPTED,/* Leave: it goes on after this moment (regions nest in OTF2, ours need not) */
  ATTRIBUTES
};
#define OTF2_ATTRIBUTE_NAMES                                                                                                    \
  {                                                                                                                             \
    "strandscope: memory object", "strandscope: awaited rank", "strandscope: first part", "strandscope: sequence or parts",     \
      "strandscope: value", "strandscope: flags", "strandscope: messages", "strandscope: posted", "strandscope: began",         \
      "strandscope: interrupted"                                                                                                \
  }

enum otf2_metric { METRIC_SCHEDULE, METRIC_PLACE, METRIC_MEMORY, METRICS };
/* A metric class is known by its first member. Schedule: what, PU + 1, share of the time on it and ready for it; place: PU + 1;
 * memory: PSS, RSS. */
#define OTF2_METRIC_NAMES { "scheduler", "PU in an event", "PSS" }

/* The canonical name of a region is this, the number of its enum event_kind, ':' and its object. */
#define OTF2_REGION_MARK "strandscope:"

/* The name of a communicator but MPI_COMM_WORLD ends in this and its number (event.h). */
#define OTF2_COMM_MARK ", number "
