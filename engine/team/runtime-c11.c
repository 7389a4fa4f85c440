#include "engine/team/runtime.h"

#include <stdlib.h>
#include <threads.h>

/* C11 has no barrier: this is one of a mutex and a condition variable, as a program in C11 threads would have. */
struct runtime_barrier {
  mtx_t mutex;
  cnd_t turned;
  int threads, missing;
  unsigned round;
};

struct runtime_lock {
  mtx_t mutex;
};

struct runtime_condition {
  cnd_t changed;
};

enum gate { GATE_SHUT, GATE_OPEN, GATE_CANCELLED };

/* All threads are made before any runs BODY: either all run it or none. */
struct crew {
  void (*body) (int thread, void *data);
  void *data;
  mtx_t mutex;
  cnd_t changed;
  enum gate gate;
};

struct hand {
  struct crew *crew;
  thrd_t id;
  int thread;
};

static enum gate
wait_for_gate (struct crew *crew)
{
  enum gate gate;

  mtx_lock (&crew->mutex);
  while (crew->gate == GATE_SHUT)
    cnd_wait (&crew->changed, &crew->mutex);
  gate = crew->gate;
  mtx_unlock (&crew->mutex);
  return gate;
}

static void
set_gate (struct crew *crew, enum gate gate)
{
  mtx_lock (&crew->mutex);
  crew->gate = gate;
  cnd_broadcast (&crew->changed);
  mtx_unlock (&crew->mutex);
}

static int
work (void *data)
{
  struct hand *hand = data;

  if (wait_for_gate (hand->crew) == GATE_OPEN)
    hand->crew->body (hand->thread, hand->crew->data);
  return 0;
}

static int
start (struct hand *hands, struct crew *crew, int threads)
{
  int made = 1;

  for (; made < threads; made++) {
    hands[made] = (struct hand){ .crew = crew, .thread = made };
    if (thrd_create (&hands[made].id, work, &hands[made]) != thrd_success)
      break;
  }
  return made;
}

static bool
parallel (int threads, void (*body) (int thread, void *data), void *data)
{
  struct crew crew = { .body = body, .data = data };
  struct hand *hands = calloc ((size_t) threads, sizeof *hands);
  int made;

  if (!hands)
    return false;
  mtx_init (&crew.mutex, mtx_plain);
  cnd_init (&crew.changed);
  made = start (hands, &crew, threads);
  set_gate (&crew, made == threads ? GATE_OPEN : GATE_CANCELLED);
  if (made == threads)
    body (0, data);
  for (int i = 1; i < made; i++)
    thrd_join (hands[i].id, NULL);
  cnd_destroy (&crew.changed);
  mtx_destroy (&crew.mutex);
  free (hands);
  return made == threads;
}

static struct runtime_barrier *
barrier_create (int threads)
{
  struct runtime_barrier *barrier = malloc (sizeof *barrier);

  if (barrier) {
    mtx_init (&barrier->mutex, mtx_plain);
    cnd_init (&barrier->turned);
    barrier->threads = barrier->missing = threads;
    barrier->round = 0;
  }
  return barrier;
}

static void
barrier_destroy (struct runtime_barrier *barrier)
{
  cnd_destroy (&barrier->turned);
  mtx_destroy (&barrier->mutex);
  free (barrier);
}

static void
barrier_wait (struct runtime_barrier *barrier)
{
  unsigned round;

  mtx_lock (&barrier->mutex);
  round = barrier->round;
  if (--barrier->missing == 0) {
    barrier->missing = barrier->threads;
    barrier->round++;
    cnd_broadcast (&barrier->turned);
  } else {
    while (barrier->round == round)
      cnd_wait (&barrier->turned, &barrier->mutex);
  }
  mtx_unlock (&barrier->mutex);
}

static struct runtime_lock *
lock_create (void)
{
  struct runtime_lock *lock = malloc (sizeof *lock);

  if (lock)
    mtx_init (&lock->mutex, mtx_plain);
  return lock;
}

static void
lock_destroy (struct runtime_lock *lock)
{
  mtx_destroy (&lock->mutex);
  free (lock);
}

static void
lock_lock (struct runtime_lock *lock)
{
  mtx_lock (&lock->mutex);
}

static bool
try_lock (struct runtime_lock *lock)
{
  return mtx_trylock (&lock->mutex) == thrd_success;
}

static void
unlock (struct runtime_lock *lock)
{
  mtx_unlock (&lock->mutex);
}

static struct runtime_condition *
condition_create (void)
{
  struct runtime_condition *condition = malloc (sizeof *condition);

  if (condition)
    cnd_init (&condition->changed);
  return condition;
}

static void
condition_destroy (struct runtime_condition *condition)
{
  cnd_destroy (&condition->changed);
  free (condition);
}

static void
condition_wait (struct runtime_condition *condition, struct runtime_lock *lock)
{
  cnd_wait (&condition->changed, &lock->mutex);
}

static void
condition_signal (struct runtime_condition *condition)
{
  cnd_signal (&condition->changed);
}

static void
condition_broadcast (struct runtime_condition *condition)
{
  cnd_broadcast (&condition->changed);
}

const struct runtime runtime_c11 = { "c11", parallel, barrier_create, barrier_destroy, barrier_wait,
                                     lock_create, lock_destroy, lock_lock, try_lock, unlock,
                                     condition_create, condition_destroy, condition_wait, condition_signal, condition_broadcast,
                                     NULL };
