#include "engine/team/ranks-blocking.h"

#include <mpi.h>

#define TAG 20

void
ranks_send_bytes (const struct member *member, const void *data, int bytes, int to)
{
  MPI_Send (data, bytes, MPI_BYTE, to, TAG, MPI_COMM_WORLD);
}

void
ranks_receive_bytes (const struct member *member, void *data, int bytes, int from)
{
  MPI_Recv (data, bytes, MPI_BYTE, from, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}
