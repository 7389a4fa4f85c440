/* What the benchmarks share: figures of many rounds, of which what other load disturbs least is told. */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static inline uint64_t
bench_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

/* CPU time that this process used, in s. */
static inline double
bench_cpu_s (void)
{
  struct timespec used;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used);
  return (double) used.tv_sec + (double) used.tv_nsec * 1e-9;
}

static inline int
bench_compare (const void *a, const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

/* The lower quartile: other load on the machine only ever adds. Sorts VALUES. */
static inline double
bench_typical (double *values, int count)
{
  qsort (values, (size_t) count, sizeof *values, bench_compare);
  return values[count / 4];
}

/* The median, for what other load can disturb both ways: a difference. Sorts VALUES. */
static inline double
bench_median (double *values, int count)
{
  qsort (values, (size_t) count, sizeof *values, bench_compare);
  return values[count / 2];
}
