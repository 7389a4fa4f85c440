/* For whoever plays several runs in one process. */
#pragma once

#include <mpi.h>

#include "engine/record/segment.h"

/* From here on COMM is what MPI_COMM_WORLD is to a run: number 0, and messages and collectives are counted from 0. No other
 * communicator of the run before is in use any more, no thread records. */
void interpose_begin (MPI_Comm comm);

/* Once, after MPI_Init, by all ranks of MPI_COMM_WORLD: what MPI tells of itself, and from here on what collectives send is recorded
 * where it can be observed. */
void interpose_ask (struct segment_mpi *told);
