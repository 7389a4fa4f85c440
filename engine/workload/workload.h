/* A workload: one program, SPMD, that runs in all three models and checks its own result. */
#pragma once

#include "engine/team/team.h"
#include "engine/workload/table.h"

struct workload_result { /* the same words as in the segment */
  bool ok;
  bool lesson; /* a wrong value is what this is set up to show */
  double value, expected;
  char text[192];
};

struct workload {
  const char *name; /* in the table */
  /* Before any thread runs: memory, names. VALUES in the order of the table's parameters. NULL with one sentence. */
  void *(*create) (struct team *team, const int64_t *values, char *error, size_t room);
  /* In every thread; on return of the last one the result stands, on rank 0. */
  void (*run) (struct member *member, void *state);
  void (*result) (void *state, struct workload_result *result);
  void (*destroy) (void *state);
};

extern const struct workload workload_heat, workload_pi, workload_counter;
extern const struct workload workload_mandelbrot, workload_ring, workload_transpose, workload_collectives, workload_farm;
extern const struct workload workload_serial_fraction, workload_oversubscribe, workload_false_sharing, workload_stream;
extern const struct workload workload_buffer, workload_deadlock_lock, workload_deadlock_send, workload_window, workload_first_touch, workload_gil;

const struct workload *workload_find (const char *name); /* NULL: no such workload */

/* For create: leaves one sentence in ERROR; NULL. */
__attribute__ ((format (printf, 3, 4))) void *workload_refuse (char *error, size_t room, const char *format, ...);

/* Bytes that can still be had without swapping, UINT64_MAX where that is not known. */
uint64_t workload_memory_available (void);
