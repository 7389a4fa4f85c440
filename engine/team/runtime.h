/* The ways to make threads: OpenMP, POSIX threads, C11 threads. */
#pragma once

#include <stdbool.h>

struct runtime_barrier;
struct runtime_lock;
struct runtime_condition;

struct runtime {
  const char *name; /* "openmp", "pthreads", "c11" */
  /* Runs BODY in THREADS threads and waits for all; the caller is thread 0. false: they could not be started (BODY
   * has not run in any). */
  bool (*parallel) (int threads, void (*body) (int thread, void *data), void *data);
  struct runtime_barrier *(*barrier_create) (int threads); /* NULL: no memory */
  void (*barrier_destroy) (struct runtime_barrier *barrier);
  void (*barrier_wait) (struct runtime_barrier *barrier);
  struct runtime_lock *(*lock_create) (void); /* NULL: no memory */
  void (*lock_destroy) (struct runtime_lock *lock);
  void (*lock) (struct runtime_lock *lock);
  bool (*try_lock) (struct runtime_lock *lock); /* true: it is ours */
  void (*unlock) (struct runtime_lock *lock);
  struct runtime_condition *(*condition_create) (void); /* NULL: no memory */
  void (*condition_destroy) (struct runtime_condition *condition);
  /* With LOCK held, which is given up while it waits. It may return without a signal. */
  void (*condition_wait) (struct runtime_condition *condition, struct runtime_lock *lock);
  void (*condition_signal) (struct runtime_condition *condition);
  void (*condition_broadcast) (struct runtime_condition *condition);
  void (*critical) (unsigned times); /* enters and leaves a critical section so often; NULL: it has none */
};

extern const struct runtime runtime_openmp, runtime_pthreads, runtime_c11;

/* NULL: no such runtime. */
const struct runtime *runtime_find (const char *name);
