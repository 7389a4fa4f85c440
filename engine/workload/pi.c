/* Pi by counting random points inside a circle.
 *
 * Point number I of the run is a function of I alone (splitmix64, Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014), so the number of hits does not depend on how many threads and ranks share the points. */
#include "engine/workload/workload.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"

#define LINE 8 /* 64-bit words of a cache line */
#define SEED UINT64_C (0x53747261)

struct pi {
  uint64_t samples, every;
  enum sync sync;
  struct team_lock *lock;
  int throw_region, reduce_region;
  int hits_object, total_object;
  uint64_t *hits;              /* a cache line a thread: hits and points thrown since the last reduction */
  uint64_t *total;             /* of this rank since the last reduction: hits, points */
  _Atomic uint64_t *atomic_total;
  uint64_t all[2];             /* rank 0: of the run */
  struct workload_result result;
};

static inline uint64_t
splitmix64 (uint64_t index)
{
  uint64_t z = (index + SEED) * UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* 31 bits a coordinate: the sum of their squares fits. Whole numbers: no rounding that could differ. */
static uint64_t
throw_points (uint64_t first, uint64_t end)
{
  uint64_t hits = 0;

  for (uint64_t i = first; i < end; i++) {
    uint64_t random = splitmix64 (i), x = random >> 33, y = random & 0x7fffffff;

    hits += x * x + y * y < UINT64_C (1) << 62;
  }
  return hits;
}

static void
combine (struct pi *pi, struct member *member, uint64_t hits, uint64_t points)
{
  switch (pi->sync) {
  case SYNC_ATOMIC:
    atomic_fetch_add_explicit (&pi->atomic_total[0], hits, memory_order_relaxed);
    atomic_fetch_add_explicit (&pi->atomic_total[1], points, memory_order_relaxed);
    member_write (member, pi->total_object, 0, 1);
    break;
  case SYNC_REDUCTION:
    pi->hits[member->thread * LINE] += hits;
    pi->hits[member->thread * LINE + 1] += points;
    member_write (member, pi->hits_object, (unsigned) member->thread, 1);
    break;
  default:
    member_lock (member, pi->lock);
    pi->total[0] += hits;
    pi->total[1] += points;
    member_write (member, pi->total_object, 0, 1);
    member_unlock (member, pi->lock);
  }
}

/* Thread 0, while the others add nothing: what the threads have brought together goes to rank 0. */
static void
reduce (struct pi *pi, struct member *member)
{
  uint64_t sum[2];

  member_begin (member, pi->reduce_region, pi->total_object, 0, 1);
  for (int i = 0; i < 2; i++) {
    sum[i] = pi->total[i] + atomic_exchange (&pi->atomic_total[i], 0);
    pi->total[i] = 0;
    for (int t = 0; t < member->threads; t++) {
      sum[i] += pi->hits[t * LINE + i];
      pi->hits[t * LINE + i] = 0;
    }
  }
  ranks_sum_u64 (member, sum, 2);
  for (int i = 0; i < 2 && member->rank == 0; i++)
    pi->all[i] += sum[i];
  member_wrote (member, 0, 1);
  member_end (member);
}

static void
pi_step (struct pi *pi, struct member *member)
{
  uint64_t first, end, mine_first, mine_end, hits;

  split (pi->samples, member->ranks, member->rank, &first, &end);
  split (end - first, member->threads, member->thread, &mine_first, &mine_end);
  first += member->step * pi->samples;
  member_begin (member, pi->throw_region, pi->hits_object, (unsigned) member->thread, 1);
  hits = throw_points (first + mine_first, first + mine_end);
  member_end (member);
  combine (pi, member, hits, mine_end - mine_first);
  if ((member->step + 1) % pi->every == 0) {
    member_barrier (member);
    if (member->thread == 0)
      reduce (pi, member);
  }
}

/* Five standard deviations: chance alone goes beyond once in two million runs, and the points are always the same. */
static void
conclude (struct pi *pi, const struct member *member)
{
  double points = (double) pi->all[1], tolerance = points > 0 ? 5 * sqrt (M_PI * (4 - M_PI) / points) : 4;
  bool complete = pi->all[1] == member->steps * pi->samples;

  pi->result.value = points > 0 ? 4 * (double) pi->all[0] / points : 0;
  pi->result.expected = M_PI;
  pi->result.ok = complete && fabs (pi->result.value - M_PI) <= tolerance;
  snprintf (pi->result.text, sizeof pi->result.text, "%llu hits of %llu points (%s); 4 hits / points may be %.1e off.",
            (unsigned long long) pi->all[0], (unsigned long long) pi->all[1],
            complete ? "every point counted once" : "points are missing", tolerance);
}

static void
pi_run (struct member *member, void *state)
{
  struct pi *pi = state;

  while (member_step (member))
    pi_step (pi, member);
  if (member->thread == 0) {
    reduce (pi, member);
    if (member->rank == 0)
      conclude (pi, member);
  }
}

static void
pi_destroy (void *state)
{
  struct pi *pi = state;

  team_lock_destroy (pi->lock);
  free (pi);
}

static void *
pi_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct pi *pi = calloc (1, sizeof *pi);

  if (!pi)
    goto no_memory;
  pi->samples = (uint64_t) values[0];
  pi->every = (uint64_t) values[1];
  pi->sync = team->sync;
  pi->hits = team_memory (team, (uint64_t) team->threads * LINE * sizeof *pi->hits);
  pi->total = team_memory (team, 2 * sizeof *pi->total);
  pi->atomic_total = team_memory (team, 2 * sizeof *pi->atomic_total);
  pi->lock = pi->sync == SYNC_MUTEX ? team_lock_create (team, "total") : NULL;
  if (pi->hits && pi->total && pi->atomic_total && (pi->lock || pi->sync != SYNC_MUTEX)) {
    pi->hits_object = team_object (team, "hits", "one for each thread", pi->hits,
                                   (uint64_t) team->threads * LINE * sizeof *pi->hits, (unsigned) team->threads, 0);
    const void *total = pi->sync == SYNC_ATOMIC ? (void *) pi->atomic_total : pi->total;
    pi->total_object = team_object (team, "total", "of this rank", total, 2 * sizeof *pi->total, 1, OBJECT_SHARED);
    team_sample (team, pi->hits_object, pi->hits, SAMPLE_UNSIGNED);
    team_sample (team, pi->total_object, total, SAMPLE_UNSIGNED);
    pi->throw_region = team_region (team, "throw");
    pi->reduce_region = team_region (team, "reduce");
    return pi;
  }
  pi_destroy (pi);
no_memory:
  snprintf (error, room, "not enough memory for %d threads", team->threads);
  return NULL;
}

static void
pi_result (void *state, struct workload_result *result)
{
  *result = ((struct pi *) state)->result;
}

const struct workload workload_pi = { "pi", pi_create, pi_run, pi_result, pi_destroy };
