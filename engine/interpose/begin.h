/* For whoever plays several runs in one process. */
#pragma once

#include <mpi.h>

/* From here on COMM is what MPI_COMM_WORLD is to a run: number 0, and messages and collectives are counted from 0. No other
 * communicator of the run before is in use any more, no thread records. */
void interpose_begin (MPI_Comm comm);
