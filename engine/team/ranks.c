#include "engine/team/ranks.h"

#include <mpi.h>
#include <string.h>

#include "engine/team/ranks-comm.h"

enum tag { TAG_DOWN = 1, TAG_UP };

MPI_Comm ranks_comm = MPI_COMM_WORLD;

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
    MPI_Irecv (before, count, MPI_DOUBLE, rank - 1, TAG_DOWN, ranks_comm, &request[requests++]);
  if (rank < member->ranks - 1)
    MPI_Irecv (after, count, MPI_DOUBLE, rank + 1, TAG_UP, ranks_comm, &request[requests++]);
  if (rank > 0)
    MPI_Isend (first, count, MPI_DOUBLE, rank - 1, TAG_UP, ranks_comm, &request[requests++]);
  if (rank < member->ranks - 1)
    MPI_Isend (last, count, MPI_DOUBLE, rank + 1, TAG_DOWN, ranks_comm, &request[requests++]);
  if (requests > 0)
    MPI_Waitall (requests, request, MPI_STATUSES_IGNORE);
}

void
ranks_send (const struct member *member, int to, int tag, const uint64_t *value, int count)
{
  MPI_Send (value, count, MPI_UINT64_T, to, tag, ranks_comm);
}

int
ranks_receive (const struct member *member, int from, int tag, uint64_t *value, int count)
{
  MPI_Status status;

  MPI_Recv (value, count, MPI_UINT64_T, from == RANKS_ANY ? MPI_ANY_SOURCE : from, tag, ranks_comm, &status);
  return status.MPI_SOURCE;
}

void
ranks_broadcast (const struct member *member, int root, uint64_t *value, int count)
{
  if (member->ranks > 1)
    MPI_Bcast (value, count, MPI_UINT64_T, root, ranks_comm);
}

void
ranks_reduce (const struct member *member, int root, uint64_t *value, int count)
{
  if (member->ranks == 1)
    return;
  if (member->rank == root)
    MPI_Reduce (MPI_IN_PLACE, value, count, MPI_UINT64_T, MPI_SUM, root, ranks_comm);
  else
    MPI_Reduce (value, NULL, count, MPI_UINT64_T, MPI_SUM, root, ranks_comm);
}

void
ranks_reduce_all (const struct member *member, uint64_t *value, int count)
{
  if (member->ranks > 1)
    MPI_Allreduce (MPI_IN_PLACE, value, count, MPI_UINT64_T, MPI_SUM, ranks_comm);
}

void
ranks_gather (const struct member *member, int root, const uint64_t *value, uint64_t *all, int count)
{
  if (member->ranks > 1)
    MPI_Gather (value, count, MPI_UINT64_T, all, count, MPI_UINT64_T, root, ranks_comm);
  else
    memcpy (all, value, (size_t) count * sizeof *all);
}

void
ranks_all_to_all (const struct member *member, const uint64_t *give, uint64_t *get, int count)
{
  if (member->ranks > 1)
    MPI_Alltoall (give, count, MPI_UINT64_T, get, count, MPI_UINT64_T, ranks_comm);
  else
    memcpy (get, give, (size_t) count * sizeof *get);
}

void
ranks_sum_u64 (const struct member *member, uint64_t *value, int count)
{
  ranks_reduce (member, 0, value, count);
}

static double
combine (const struct member *member, double value, MPI_Op op)
{
  if (member->ranks > 1)
    MPI_Allreduce (MPI_IN_PLACE, &value, 1, MPI_DOUBLE, op, ranks_comm);
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
