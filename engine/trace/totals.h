/* Amounts in order of time: how many there were by a moment, what they add up to, and the largest of them, without a walk. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/trace/column.h"

struct total {
  uint64_t at, amount;
  uint64_t sum, most; /* of all up to this one */
};

struct totals { /* zeroed: empty */
  struct column column; /* struct total; ->store may be set before the first one */
  size_t count, known;  /* known: so many are in order and added up */
};

void totals_finish (struct totals *totals);
void totals_add (struct totals *totals, uint64_t at, uint64_t amount); /* nearly in order */
/* How many there were at or before T; *LAST: the last of them (zeros where there is none). */
size_t totals_until (struct totals *totals, uint64_t t, struct total *last);

static inline const struct total *
totals_get (const struct totals *totals, size_t i) /* after totals_until: in order */
{
  return column_at (&totals->column, i, sizeof (struct total));
}
