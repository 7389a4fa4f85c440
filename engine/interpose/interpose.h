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
#define HIDDEN __attribute__ ((visibility ("hidden"))) /* else each look goes by a table */

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

extern HIDDEN MPI_Comm comm_world_handle; /* the run's: see begin.h */
extern HIDDEN struct comm comm_world;
struct comm *comm_find_other (MPI_Comm handle);

/* Never NULL. One that was made behind our back (by a call that isn't wrapped) has COMM_NUMBER_UNKNOWN. */
static inline struct comm *
comm_find (MPI_Comm handle)
{
  return __builtin_expect (handle == comm_world_handle, 1) ? &comm_world : comm_find_other (handle);
}

/* Negative ranks (MPI_ANY_SOURCE, MPI_PROC_NULL) pass through. */
static inline int
comm_world_rank (const struct comm *comm, int rank)
{
  return __builtin_expect (comm->world != NULL, 0) && rank >= 0 && rank < comm->size ? comm->world[rank] : rank;
}

/* MPI's thread level, -1 = not asked for yet. */
extern HIDDEN _Atomic int sequences_level;
int sequences_ask_level (void);

/* Is only one thread at a time in MPI? Then what it counts needs no atomic addition, and can be counted after a call as well as before. */
static inline bool
sequences_one_at_a_time (void)
{
  int level = atomic_load_explicit (&sequences_level, memory_order_relaxed);

  if (__builtin_expect ((unsigned) level >= MPI_THREAD_MULTIPLE, 0) && level < 0)
    level = sequences_ask_level ();
  return level < MPI_THREAD_MULTIPLE;
}

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

/* What a collective's calls sent to whom, where it can be observed: edges_start says why not (NULL: it can), for a world of so
 * many ranks, all of which call it. The other two go around a collective, whose event edges_end is given. */
const char *edges_start (int world);
void edges_begin (void);
void edges_end (const struct event *collective, uint64_t begin, uint64_t end);

/* Records a completed receive. */
void record_receive (const struct pending *pending, const MPI_Status *status, uint64_t end, uint8_t flags);
uint64_t type_bytes (MPI_Datatype type, int64_t count);
