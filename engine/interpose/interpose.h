/* MPI calls as they are recorded: inside engine/interpose only.
 *
 * The files here define MPI_X over PMPI_X (MPI-4.0, chapter 15.2, Profiling Interface). They are linked into the worker; a
 * library to preload needs REAL turned into a look-up (ENGINE.md: Fortran) and nothing else. A thread that is not recorded
 * goes straight to PMPI. */
#pragma once

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/record/recorder.h"

#define REAL(name) PMPI_##name
#define WRAPPER __attribute__ ((visibility ("default")))

/* Communicators: a number that is the same in all members, and who the members are in MPI_COMM_WORLD. */
struct comm {
  MPI_Comm handle;
  uint16_t number;
  bool translated;
  int size;
  int *world; /* of the remote group for an intercommunicator; NULL: ranks are world ranks */
  _Atomic uint32_t collectives;
};
#define COMM_NUMBER_UNKNOWN UINT16_MAX
#define COMM_NUMBER_SELF (UINT16_MAX - 1)

/* Never NULL. One that was made behind our back (by a call that isn't wrapped) has COMM_NUMBER_UNKNOWN. */
struct comm *comm_find (MPI_Comm handle);
int comm_world_rank (const struct comm *comm, int rank); /* negative ranks (MPI_ANY_SOURCE, MPI_PROC_NULL) pass through */

/* Sequence numbers of messages, a counter for each (peer, communicator, tag). */
enum direction { SENT, RECEIVED };
uint32_t sequence_next (enum direction direction, int peer, uint16_t comm, int tag);
void sequences_forget (void); /* all start from 0 again */
/* A receive that took NUMBER came to nothing: gives it back if no later one was taken. */
void sequence_undo (enum direction direction, int peer, uint16_t comm, int tag, uint32_t number);

/* A non-blocking receive under way. */
struct pending {
  uint64_t posted;
  struct comm *comm;
  int source;        /* world rank or MPI_ANY_SOURCE */
  int tag;
  int64_t sequence;  /* taken when posted; -1 with a wildcard: only completion tells whose it is */
};
void pending_add (MPI_Request request, const struct pending *pending);
/* Removes it; false: no receive of ours (a send, or the table was full). */
bool pending_take (MPI_Request request, struct pending *pending);
/* World rank that REQUEST receives from, or -1. */
int pending_source (MPI_Request request);

/* Records a completed receive. */
void record_receive (const struct pending *pending, const MPI_Status *status, uint64_t end, uint8_t flags);
uint64_t type_bytes (MPI_Datatype type, int64_t count);
