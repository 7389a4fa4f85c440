#include "engine/team/ranks.h"

#include <mpi.h>

enum tag { TAG_DOWN = 1, TAG_UP };

bool
ranks_join (int threads, int levels[2])
{
  levels[0] = threads > 1 ? MPI_THREAD_FUNNELED : MPI_THREAD_SINGLE;
  MPI_Init_thread (NULL, NULL, levels[0], &levels[1]);
  return levels[1] >= levels[0];
}

void
ranks_leave (void)
{
  MPI_Finalize ();
}

void
ranks_exchange (const struct member *member, const double *first, const double *last, double *before, double *after,
                int count)
{
  MPI_Request request[4];
  int requests = 0, rank = member->rank;

  if (rank > 0)
    MPI_Irecv (before, count, MPI_DOUBLE, rank - 1, TAG_DOWN, MPI_COMM_WORLD, &request[requests++]);
  if (rank < member->ranks - 1)
    MPI_Irecv (after, count, MPI_DOUBLE, rank + 1, TAG_UP, MPI_COMM_WORLD, &request[requests++]);
  if (rank > 0)
    MPI_Isend (first, count, MPI_DOUBLE, rank - 1, TAG_UP, MPI_COMM_WORLD, &request[requests++]);
  if (rank < member->ranks - 1)
    MPI_Isend (last, count, MPI_DOUBLE, rank + 1, TAG_DOWN, MPI_COMM_WORLD, &request[requests++]);
  if (requests > 0)
    MPI_Waitall (requests, request, MPI_STATUSES_IGNORE);
}

void
ranks_sum_u64 (const struct member *member, uint64_t *value, int count)
{
  if (member->ranks == 1)
    return;
  if (member->rank == 0)
    MPI_Reduce (MPI_IN_PLACE, value, count, MPI_UINT64_T, MPI_SUM, 0, MPI_COMM_WORLD);
  else
    MPI_Reduce (value, NULL, count, MPI_UINT64_T, MPI_SUM, 0, MPI_COMM_WORLD);
}

static double
combine (const struct member *member, double value, MPI_Op op)
{
  if (member->ranks > 1)
    MPI_Allreduce (MPI_IN_PLACE, &value, 1, MPI_DOUBLE, op, MPI_COMM_WORLD);
  return value;
}

double
ranks_max (const struct member *member, double value)
{
  return combine (member, value, MPI_MAX);
}

double
ranks_sum (const struct member *member, double value)
{
  return combine (member, value, MPI_SUM);
}
