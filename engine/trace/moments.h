/* Moments in order of time: how many of something had happened by then. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/trace/column.h"

struct moments {
  struct column column; /* uint64_t; ->store may be set before the first one */
  size_t count;
};

void moments_finish (struct moments *moments);
void moments_add (struct moments *moments, uint64_t at); /* nearly in order: from the end it is not far to its place */
size_t moments_until (const struct moments *moments, uint64_t t); /* at or before T */
