/* Moments in order, each the first field of a record: where one lies, from a guess. */
#pragma once

#include <stddef.h>
#include <stdint.h>

static inline uint64_t
times_at (const void *first, size_t stride, size_t i)
{
  return *(const uint64_t *) (const void *) ((const char *) first + i * stride);
}

/* Where T would lie if the records from FROM to TO were equally long; COUNT >= 1. */
static inline size_t
times_guess (uint64_t from, uint64_t to, size_t count, uint64_t t)
{
  if (t <= from || to <= from)
    return 0;
  if (t >= to)
    return count - 1;
  /* signed: what processors convert by one instruction */
  size_t guess = (size_t) (int64_t) ((double) (int64_t) (t - from) / (double) (int64_t) (to - from) * (double) (int64_t) count);
  return guess < count ? guess : count - 1;
}

/* The last of COUNT >= 1 records that begins at or before T, 0 where none does: from GUESS in steps that double, then by halves. */
static inline size_t
times_find (const void *first, size_t stride, size_t count, size_t guess, uint64_t t)
{
  size_t low = guess, high = guess, step = 1;

  if (times_at (first, stride, guess) <= t) {
    for (high = guess + 1; high < count && times_at (first, stride, high) <= t; step *= 2) {
      low = high;
      high += step;
    }
    high = high < count ? high : count;
  } else {
    while (low > 0 && times_at (first, stride, low) > t) {
      high = low;
      low -= low < step ? low : step;
      step *= 2;
    }
  }
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (times_at (first, stride, middle) <= t)
      low = middle;
    else
      high = middle;
  }
  return low;
}
