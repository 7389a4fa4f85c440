/* Amounts in order of time: how many there were by a moment, what they add up to, and the largest of them, without a walk. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/trace/column.h"

struct total { uint64_t at, amount; };

struct totals { /* zeroed: empty */
  struct column column, sums; /* struct total; what every TOTALS_APART of them come to. ->store of both may be set before the first one */
  size_t count, known;        /* known: so many are in order and added up */
};

#define TOTALS_APART 16

void totals_finish (struct totals *totals);
void totals_add (struct totals *totals, uint64_t at, uint64_t amount); /* nearly in order */
/* How many there were at or before T; *LAST: the last of them (zeros where there is none). */
size_t totals_until (struct totals *totals, uint64_t t, struct total *last);
/* After totals_until: what the first COUNT come to, and the largest of them. */
void totals_sum (const struct totals *totals, size_t count, uint64_t *sum, uint64_t *most);
