/* What recording costs a program of OpenMP threads: the heat workload, recorded and not in turn, in one process. */
#include <stdio.h>
#include <unistd.h>

#include "engine/record/recorder.h"
#include "engine/team/team.h"
#include "engine/workload/workload.h"
#include "tests/benchmark/bench.h"

#define THREADS 2
#define ROUNDS 40

static struct segment *
make_segment (void)
{
  char path[64];
  struct segment *segment;

  snprintf (path, sizeof path, "/dev/shm/strandscope-bench-%d", getpid ());
  segment = segment_create (path, 0, 1, THREADS);
  unlink (path);
  return segment;
}

static double
time_of (struct segment *segment, const struct workload *workload, const int64_t *values)
{
  struct team team = { .ranks = 1, .threads = THREADS, .runtime = runtime_find ("openmp"), .segment = segment, .limit = 20 };
  char error[256];
  uint64_t begin;
  double ms = 0;
  void *state;

  if (!team_init (&team))
    return 0;
  state = workload->create (&team, values, error, sizeof error);
  if (state) {
    begin = bench_clock ();
    team_run (&team, workload->run, state);
    ms = (double) (bench_clock () - begin) / 1e6;
    workload->destroy (state);
  }
  team_finish (&team);
  for (int i = 0; segment && i < THREADS; i++)
    atomic_store (&segment_slot (segment, i)->tail, atomic_load (&segment_slot (segment, i)->head));
  return ms;
}

int
main (void)
{
  const struct workload *workload = workload_find ("heat");
  const struct workload_description *about = workload_describe ("heat");
  struct segment *segment = make_segment ();
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  double plain[ROUNDS], recorded[ROUNDS], least, most;

  if (!segment)
    return 1;
  workload_set_initial (about, values);
  for (int i = 0; i < ROUNDS; i++) {
    plain[i] = time_of (NULL, workload, values);
    recorded[i] = time_of (segment, workload, values);
  }
  least = bench_typical (plain, ROUNDS);
  most = bench_typical (recorded, ROUNDS);
  printf ("heat, %d OpenMP threads, 20 steps: %.2f ms, recorded %.2f ms: %.3f times\n", THREADS, least, most, most / least);
  segment_unmap (segment);
  return 0;
}
