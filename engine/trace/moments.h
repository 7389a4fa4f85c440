/* Moments in order of time: how many of something had happened by then. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/trace/column.h"

struct moments {
  struct column column; /* uint64_t; ->store may be set before the first one */
  size_t count, known; /* known: so many are in order */
};

void moments_finish (struct moments *moments);
void moments_add (struct moments *moments, uint64_t at); /* nearly in order */
size_t moments_until (struct moments *moments, uint64_t t); /* at or before T */

static inline uint64_t
moments_get (const struct moments *moments, size_t i) /* after moments_until: in order */
{
  return *(const uint64_t *) column_at (&moments->column, i, sizeof (uint64_t));
}
