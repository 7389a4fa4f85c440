#include "engine/team/runtime.h"

#include <omp.h>
#include <pthread.h>
#include <stdlib.h>

struct runtime_lock {
  omp_lock_t lock;
};

/* OpenMP has no condition variables, so this is one of POSIX's beside OpenMP's lock, the way std::condition_variable_any
 * is made: the guard is taken before the lock is given up, so that no signal can fall in between. */
struct runtime_condition {
  pthread_mutex_t guard;
  pthread_cond_t changed;
};

/* OpenMP may give fewer threads than asked for (OMP_THREAD_LIMIT, no memory): then nobody runs. */
static bool
parallel (int threads, void (*body) (int thread, void *data), void *data)
{
  bool enough = true;

  omp_set_dynamic (0);
#pragma omp parallel num_threads (threads) shared (enough)
  {
    if (omp_get_num_threads () == threads)
      body (omp_get_thread_num (), data);
    else if (omp_get_thread_num () == 0)
      enough = false;
  }
  return enough;
}

/* The barrier is the parallel region's own: there is nothing to keep. */
static struct runtime_barrier *
barrier_create (int threads)
{
  static char token;

  return (struct runtime_barrier *) &token;
}

static void
barrier_destroy (struct runtime_barrier *barrier)
{
}

static void
barrier_wait (struct runtime_barrier *barrier)
{
#pragma omp barrier
}

static struct runtime_lock *
lock_create (void)
{
  struct runtime_lock *lock = malloc (sizeof *lock);

  if (lock)
    omp_init_lock (&lock->lock);
  return lock;
}

static void
lock_destroy (struct runtime_lock *lock)
{
  omp_destroy_lock (&lock->lock);
  free (lock);
}

static void
lock_lock (struct runtime_lock *lock)
{
  omp_set_lock (&lock->lock);
}

static bool
try_lock (struct runtime_lock *lock)
{
  return omp_test_lock (&lock->lock) != 0;
}

static void
unlock (struct runtime_lock *lock)
{
  omp_unset_lock (&lock->lock);
}

static struct runtime_condition *
condition_create (void)
{
  struct runtime_condition *condition = malloc (sizeof *condition);

  if (condition) {
    pthread_mutex_init (&condition->guard, NULL);
    pthread_cond_init (&condition->changed, NULL);
  }
  return condition;
}

static void
condition_destroy (struct runtime_condition *condition)
{
  pthread_cond_destroy (&condition->changed);
  pthread_mutex_destroy (&condition->guard);
  free (condition);
}

static void
condition_wait (struct runtime_condition *condition, struct runtime_lock *lock)
{
  pthread_mutex_lock (&condition->guard);
  omp_unset_lock (&lock->lock);
  pthread_cond_wait (&condition->changed, &condition->guard);
  pthread_mutex_unlock (&condition->guard);
  omp_set_lock (&lock->lock);
}

static void
condition_signal (struct runtime_condition *condition)
{
  pthread_mutex_lock (&condition->guard);
  pthread_cond_signal (&condition->changed);
  pthread_mutex_unlock (&condition->guard);
}

static void
condition_broadcast (struct runtime_condition *condition)
{
  pthread_mutex_lock (&condition->guard);
  pthread_cond_broadcast (&condition->changed);
  pthread_mutex_unlock (&condition->guard);
}

static void
critical (unsigned times)
{
  for (unsigned i = 0; i < times; i++) {
#pragma omp critical(strandscope)
    __asm__ volatile ("" ::: "memory");
  }
}

const struct runtime runtime_openmp = { "openmp", parallel, barrier_create, barrier_destroy, barrier_wait,
                                        lock_create, lock_destroy, lock_lock, try_lock, unlock,
                                        condition_create, condition_destroy, condition_wait, condition_signal, condition_broadcast,
                                        critical };
