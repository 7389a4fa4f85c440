/* The facts of a run as words: name, value, where the figure comes from. For the fact list, captions and pictures. */
#pragma once

#include "engine/trace/summary.h"

enum fact_id {
  FACT_BUSY, FACT_AT_ONCE, FACT_WATCHING, FACT_MIGRATIONS, FACT_RUNNABLE, FACT_LOCK_WAIT, FACT_LOCK_ALONE, FACT_LOCK_MEAN,
  FACT_BARRIER_WAIT, FACT_LAST, FACT_MESSAGE_WAIT, FACT_MESSAGES, FACT_BYTES, FACT_UNEXPECTED, FACT_RENDEZVOUS, FACT_MEMORY, FACT_STEPS,
  FACT_RESULT, FACT_EVENTS, FACT_LOST, FACTS
};

enum fact_unit { FACT_UNIT_NONE /* words */, FACT_UNIT_COUNT, FACT_UNIT_PERCENT, FACT_UNIT_BYTES, FACT_UNIT_NS };

struct fact {
  const char *name; char value[64]; const char *explanation; enum source source; bool alarming;
  double number; enum fact_unit unit; /* the value again, where it is one; SOURCE_NONE: it is not known */
};

/* Fills all FACTS entries; SUMMARY NULL: values are "–". */
void fact_list (const struct summary *summary, struct fact facts[FACTS]);
