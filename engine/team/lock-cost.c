#include "engine/team/lock-cost.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "engine/record/recorder.h"

#define BATCHES 21
#define TIMES 128 /* in a batch: reading the clock is less than 1 ns of each */

struct trial {
  const struct runtime *runtime;
  struct runtime_lock *plain;
  struct team_lock *recorded;
  struct member member;
  _Atomic uint64_t shared;
  volatile uint64_t own;
};

static void
take_plain (struct trial *trial)
{
  for (unsigned i = 0; i < TIMES; i++) {
    trial->runtime->lock (trial->plain);
    trial->runtime->unlock (trial->plain);
  }
}

static void
take_recorded (struct trial *trial)
{
  for (unsigned i = 0; i < TIMES; i++) {
    member_lock (&trial->member, trial->recorded);
    member_unlock (&trial->member, trial->recorded);
  }
}

static void
enter_critical (struct trial *trial)
{
  trial->runtime->critical (TIMES);
}

static void
add_atomically (struct trial *trial)
{
  for (unsigned i = 0; i < TIMES; i++)
    atomic_fetch_add_explicit (&trial->shared, 1, memory_order_relaxed);
}

static void
add_to_own (struct trial *trial)
{
  for (unsigned i = 0; i < TIMES; i++)
    trial->own++;
}

static int
by_size (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

static void
measure (struct trial *trial, void (*batch) (struct trial *trial), double *least, double *median)
{
  double ns[BATCHES];

  for (int i = 0; i < BATCHES; i++) {
    uint64_t begin = clock_monotonic ();

    batch (trial);
    ns[i] = (double) (clock_monotonic () - begin) / TIMES;
    if (recorder_on ()) /* what was recorded is nobody's: the ring never fills */
      atomic_store_explicit (&recorder.slot->head, 0, memory_order_relaxed);
  }
  qsort (ns, BATCHES, sizeof *ns, by_size);
  *least = ns[0];
  *median = ns[BATCHES / 2];
}

static void
measure_plain (struct trial *trial, struct lock_cost cost[LOCK_WAYS])
{
  measure (trial, take_plain, &cost[WAY_MUTEX].least, &cost[WAY_MUTEX].median);
  if (trial->runtime->critical)
    measure (trial, enter_critical, &cost[WAY_CRITICAL].least, &cost[WAY_CRITICAL].median);
  measure (trial, add_atomically, &cost[WAY_ATOMIC].least, &cost[WAY_ATOMIC].median);
  measure (trial, add_to_own, &cost[WAY_REDUCTION].least, &cost[WAY_REDUCTION].median);
}

/* Into a segment that nobody reads, through the code that the workloads use. */
static void
measure_recorded (struct trial *trial, const struct team *team, struct lock_cost *cost)
{
  size_t bytes = segment_bytes (1);
  void *map = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct team own = *team;

  if (map == MAP_FAILED)
    return;
  own.segment = map;
  own.segment->threads = 1;
  trial->recorded = team_lock_create (&own, "trial");
  if (trial->recorded) {
    trial->member = (struct member){ .team = &own, .ranks = 1, .threads = 1 };
    recorder_attach (own.segment, 0);
    measure (trial, take_recorded, &cost->recorded_least, &cost->recorded_median);
    recorder_detach ();
    recorder.segment = NULL;
    team_lock_destroy (trial->recorded);
  }
  munmap (map, bytes);
}

static void *
keep_company (void *leave)
{
  while (sem_wait (leave) != 0)
    ;
  return NULL;
}

void
lock_cost_measure (const struct team *team, struct lock_cost cost[LOCK_WAYS])
{
  struct trial *trial = aligned_alloc (64, (sizeof *trial + 63) & ~(size_t) 63);
  pthread_t company;
  sem_t leave;
  bool accompanied;

  if (!trial)
    return;
  *trial = (struct trial){ .runtime = team->runtime, .plain = team->runtime->lock_create () };
  /* A process of one thread gets cheaper locks from libc than the run's threads will: a second one sleeps meanwhile. */
  sem_init (&leave, 0, 0);
  accompanied = team->threads > 1 && pthread_create (&company, NULL, keep_company, &leave) == 0;
  if (trial->plain) {
    measure_plain (trial, cost);
    measure_recorded (trial, team, &cost[WAY_MUTEX]);
    team->runtime->lock_destroy (trial->plain);
  }
  sem_post (&leave);
  if (accompanied)
    pthread_join (company, NULL);
  sem_destroy (&leave);
  free (trial);
}
