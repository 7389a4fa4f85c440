/* The ranks of this run: all that were started, or those of a pool that it takes. */
#pragma once

#include <mpi.h>

extern MPI_Comm ranks_comm; /* MPI_COMM_WORLD at first */
