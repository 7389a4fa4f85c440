#include "engine/team/ranks-blocking.h"

#include <mpi.h>

#include "engine/team/ranks-comm.h"

#define TAG 20

void
ranks_send_bytes (const struct member *member, const void *data, int bytes, int to)
{
  MPI_Send (data, bytes, MPI_BYTE, to, TAG, ranks_comm);
}

void
ranks_receive_bytes (const struct member *member, void *data, int bytes, int from)
{
  MPI_Recv (data, bytes, MPI_BYTE, from, TAG, ranks_comm, MPI_STATUS_IGNORE);
}
