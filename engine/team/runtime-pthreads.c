#include "engine/team/runtime.h"

#include <pthread.h>
#include <stdlib.h>

struct runtime_barrier {
  pthread_barrier_t barrier;
};

struct runtime_lock {
  pthread_mutex_t mutex;
};

struct runtime_condition {
  pthread_cond_t changed;
};

enum gate { GATE_SHUT, GATE_OPEN, GATE_CANCELLED };

/* All threads are made before any runs BODY: either all run it or none. */
struct crew {
  void (*body) (int thread, void *data);
  void *data;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  enum gate gate;
};

struct hand {
  struct crew *crew;
  pthread_t id;
  int thread;
};

static enum gate
wait_for_gate (struct crew *crew)
{
  enum gate gate;

  pthread_mutex_lock (&crew->mutex);
  while (crew->gate == GATE_SHUT)
    pthread_cond_wait (&crew->changed, &crew->mutex);
  gate = crew->gate;
  pthread_mutex_unlock (&crew->mutex);
  return gate;
}

static void
set_gate (struct crew *crew, enum gate gate)
{
  pthread_mutex_lock (&crew->mutex);
  crew->gate = gate;
  pthread_cond_broadcast (&crew->changed);
  pthread_mutex_unlock (&crew->mutex);
}

static void *
work (void *data)
{
  struct hand *hand = data;

  if (wait_for_gate (hand->crew) == GATE_OPEN)
    hand->crew->body (hand->thread, hand->crew->data);
  return NULL;
}

static bool
parallel (int threads, void (*body) (int thread, void *data), void *data)
{
  struct crew crew = { body, data, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, GATE_SHUT };
  struct hand *hands = calloc ((size_t) threads, sizeof *hands);
  int made = 1;

  if (!hands)
    return false;
  for (; made < threads; made++) {
    hands[made] = (struct hand){ .crew = &crew, .thread = made };
    if (pthread_create (&hands[made].id, NULL, work, &hands[made]) != 0)
      break;
  }
  set_gate (&crew, made == threads ? GATE_OPEN : GATE_CANCELLED);
  if (made == threads)
    body (0, data);
  for (int i = 1; i < made; i++)
    pthread_join (hands[i].id, NULL);
  free (hands);
  return made == threads;
}

static struct runtime_barrier *
barrier_create (int threads)
{
  struct runtime_barrier *barrier = malloc (sizeof *barrier);

  if (barrier && pthread_barrier_init (&barrier->barrier, NULL, (unsigned) threads) != 0) {
    free (barrier);
    barrier = NULL;
  }
  return barrier;
}

static void
barrier_destroy (struct runtime_barrier *barrier)
{
  pthread_barrier_destroy (&barrier->barrier);
  free (barrier);
}

static void
barrier_wait (struct runtime_barrier *barrier)
{
  pthread_barrier_wait (&barrier->barrier);
}

static struct runtime_lock *
lock_create (void)
{
  struct runtime_lock *lock = malloc (sizeof *lock);

  if (lock)
    pthread_mutex_init (&lock->mutex, NULL);
  return lock;
}

static void
lock_destroy (struct runtime_lock *lock)
{
  pthread_mutex_destroy (&lock->mutex);
  free (lock);
}

static void
lock_lock (struct runtime_lock *lock)
{
  pthread_mutex_lock (&lock->mutex);
}

static bool
try_lock (struct runtime_lock *lock)
{
  return pthread_mutex_trylock (&lock->mutex) == 0;
}

static void
unlock (struct runtime_lock *lock)
{
  pthread_mutex_unlock (&lock->mutex);
}

static struct runtime_condition *
condition_create (void)
{
  struct runtime_condition *condition = malloc (sizeof *condition);

  if (condition)
    pthread_cond_init (&condition->changed, NULL);
  return condition;
}

static void
condition_destroy (struct runtime_condition *condition)
{
  pthread_cond_destroy (&condition->changed);
  free (condition);
}

static void
condition_wait (struct runtime_condition *condition, struct runtime_lock *lock)
{
  pthread_cond_wait (&condition->changed, &lock->mutex);
}

static void
condition_signal (struct runtime_condition *condition)
{
  pthread_cond_signal (&condition->changed);
}

static void
condition_broadcast (struct runtime_condition *condition)
{
  pthread_cond_broadcast (&condition->changed);
}

const struct runtime runtime_pthreads = { "pthreads", parallel, barrier_create, barrier_destroy, barrier_wait,
                                          lock_create, lock_destroy, lock_lock, try_lock, unlock,
                                          condition_create, condition_destroy, condition_wait, condition_signal, condition_broadcast,
                                          NULL };
