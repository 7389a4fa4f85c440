/* What recording costs a message: two ranks play ping-pong, straight through PMPI and through the wrappers in turn, so that
 * other load and where the two were placed disturb both alike. A message is half a round trip. With an argument: only the
 * plain figure of 1 B, for another tool's preloaded library to disturb. */
#include <mpi.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/record/recorder.h"
#include "tests/benchmark/bench.h"

#define MOST_BYTES 65536
#define MOST_S 30

static char data[MOST_BYTES];

/* send and receive are PMPI's or the wrapped ones: two loops, no call through a pointer. */
#define PING_PONG(name, Send, Recv)                                                        \
  static void name (int rank, int bytes, int rounds)                                       \
  {                                                                                        \
    for (int i = 0; i < rounds; i++) {                                                     \
      if (rank == 0)                                                                       \
        Send (data, bytes, MPI_CHAR, 1, 0, MPI_COMM_WORLD);                                \
      Recv (data, bytes, MPI_CHAR, !rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);           \
      if (rank == 1)                                                                       \
        Send (data, bytes, MPI_CHAR, 0, 0, MPI_COMM_WORLD);                                \
    }                                                                                      \
  }

PING_PONG (play_plain, PMPI_Send, PMPI_Recv)
PING_PONG (play_wrapped, MPI_Send, MPI_Recv)

static double
time_of (void (*play) (int, int, int), int rank, int bytes, int rounds)
{
  uint64_t begin;

  PMPI_Barrier (MPI_COMM_WORLD);
  begin = bench_clock ();
  play (rank, bytes, rounds);
  return (double) (bench_clock () - begin) / (2.0 * rounds);
}

static void
empty_ring (void)
{
  atomic_store (&recorder.slot->tail, atomic_load (&recorder.slot->head));
}

/* On a busy machine ranks wait for each other for long. */
static bool
is_time_left (uint64_t until)
{
  int left = bench_clock () < until;

  PMPI_Bcast (&left, 1, MPI_INT, 0, MPI_COMM_WORLD);
  return left;
}

/* Batches are shorter than a time slice, so that most see no other program. The extra cost is the median of what one batch took more
 * than its neighbour: the two placements of ranks that differ most (other cores of the host) then fall out. */
static void
compare (int rank, int bytes, int rounds, int batches)
{
  double *plain = calloc ((size_t) batches, sizeof *plain), *recorded = calloc ((size_t) batches, sizeof *recorded);
  double *more = calloc ((size_t) batches, sizeof *more);
  uint64_t until = bench_clock () + MOST_S * UINT64_C (1000000000);
  int done = 0;

  for (int i = 0; plain && recorded && more && i < batches && is_time_left (until); i++, done++) {
    plain[i] = time_of (play_plain, rank, bytes, rounds);
    recorded[i] = time_of (play_wrapped, rank, bytes, rounds);
    more[i] = recorded[i] - plain[i];
    empty_ring ();
  }
  if (done > 0 && rank == 0) {
    double least = bench_median (plain, done), extra = bench_median (more, done);

    printf ("MPI message of %5d B (one send and its receive): %9.1f ns, recorded %+7.1f ns, %.3f times\n", bytes, least, extra,
            (least + extra) / least);
  }
  free (plain);
  free (recorded);
  free (more);
}

static struct segment *
make_segment (int rank)
{
  char path[64];
  struct segment *segment;

  snprintf (path, sizeof path, "/dev/shm/strandscope-bench-%d", getpid ());
  segment = segment_create (path, rank, 2, 1);
  unlink (path);
  return segment;
}

static void
tell_plain (int rank)
{
  double ns[50];

  for (int i = 0; i < 50; i++)
    ns[i] = time_of (play_wrapped, rank, 1, 2000);
  if (rank == 0)
    printf ("%.1f\n", bench_typical (ns, 50));
}

int
main (int argc, char **argv)
{
  struct segment *segment;
  int rank, ranks;

  MPI_Init (&argc, &argv);
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  MPI_Comm_size (MPI_COMM_WORLD, &ranks);
  segment = ranks == 2 ? make_segment (rank) : NULL;
  if (!segment) {
    fprintf (stderr, "run it with two ranks\n");
    MPI_Abort (MPI_COMM_WORLD, 1);
  }
  if (argc > 1) {
    tell_plain (rank);
  } else {
    recorder_attach (segment, 0);
    compare (rank, 1, 200, 6000);
    compare (rank, 65536, 10, 2000);
    if (atomic_load (&recorder.slot->dropped) && rank == 0)
      printf ("events were dropped: the figures mean nothing\n");
    recorder_detach ();
  }
  segment_unmap (segment);
  MPI_Finalize ();
  return 0;
}
