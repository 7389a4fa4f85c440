/* A rank that sends in all the ways that are recorded; test-worker.c looks at what was recorded. Three ranks. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/record/recorder.h"

#define MANY 300

static int rank, before, after;

static void
blocking (void)
{
  int value = rank, got;
  MPI_Status status;

  if (rank == 0) {
    MPI_Send (&value, 1, MPI_INT, 1, 10, MPI_COMM_WORLD);
    MPI_Ssend (&value, 1, MPI_INT, 1, 10, MPI_COMM_WORLD);
    MPI_Send (NULL, 0, MPI_INT, 1, 11, MPI_COMM_WORLD);
    MPI_Send (&value, 1, MPI_INT, MPI_PROC_NULL, 10, MPI_COMM_WORLD);
  } else if (rank == 1) {
    MPI_Recv (&got, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
    MPI_Probe (0, 10, MPI_COMM_WORLD, &status);
    MPI_Recv (&got, 1, MPI_INT, 0, 10, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Recv (&got, 1, MPI_INT, 0, 11, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Recv (&got, 1, MPI_INT, MPI_PROC_NULL, 11, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }
  MPI_Sendrecv (&value, 1, MPI_INT, after, 20, &got, 1, MPI_INT, before, 20, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Sendrecv_replace (&value, 1, MPI_INT, after, 21, before, 21, MPI_COMM_WORLD, &status);
}

/* More than a lot at once, received out of the order of posting by Waitany, by Waitall, by tests. Lengths differ,
 * so that two messages that changed numbers would be found out. */
static void
many (void)
{
  static int out[MANY][8], in[MANY][8];
  MPI_Request receive[MANY], send[MANY];
  int index, done = 0, flag = 0, indices[MANY], count;

  for (int i = 0; i < MANY; i++)
    MPI_Irecv (in[i], 8, MPI_INT, before, 30 + i % 2, MPI_COMM_WORLD, &receive[i]);
  for (int i = 0; i < MANY; i++)
    MPI_Isend (out[i], 1 + i % 7, MPI_INT, after, 30 + i % 2, MPI_COMM_WORLD, &send[i]);
  MPI_Wait (&receive[MANY - 1], MPI_STATUS_IGNORE);
  MPI_Waitany (MANY, receive, &index, MPI_STATUS_IGNORE);
  while (!flag)
    MPI_Test (&receive[MANY - 2], &flag, MPI_STATUS_IGNORE);
  MPI_Waitsome (10, receive, &count, indices, MPI_STATUSES_IGNORE);
  MPI_Waitall (MANY, receive, MPI_STATUSES_IGNORE);
  while (done < MANY) {
    MPI_Testsome (MANY, send, &count, indices, MPI_STATUSES_IGNORE);
    if (count == MPI_UNDEFINED)
      break;
    done += count;
  }
  for (int i = 0; i < 2; i++) {
    MPI_Irecv (in[i], 8, MPI_INT, MPI_ANY_SOURCE, 40, MPI_COMM_WORLD, &receive[i]);
    MPI_Isend (out[i], 1 + i, MPI_INT, after, 40, MPI_COMM_WORLD, &send[i]);
  }
  for (flag = 0; !flag;)
    MPI_Testall (2, receive, &flag, MPI_STATUSES_IGNORE);
  for (done = 0; done < 2; done += flag)
    MPI_Testany (2, send, &index, &flag, MPI_STATUS_IGNORE);
}

static void
cancelled (void)
{
  MPI_Request request;
  int value = 0;

  MPI_Irecv (&value, 1, MPI_INT, before, 50, MPI_COMM_WORLD, &request);
  MPI_Cancel (&request);
  MPI_Wait (&request, MPI_STATUS_IGNORE);
  PMPI_Barrier (MPI_COMM_WORLD); /* else a fast neighbour's message may come before it is cancelled */
  MPI_Sendrecv (&value, 1, MPI_INT, after, 50, &value, 0, MPI_INT, MPI_PROC_NULL, 50, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Recv (&value, 1, MPI_INT, before, 50, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

/* Ranks 0 and 2 in the other order, and 1 alone: ranks of the communicator are not those of the world. */
static void
communicators (void)
{
  MPI_Comm part, copy;
  int value = 1, size, own;

  MPI_Comm_split (MPI_COMM_WORLD, rank % 2, -rank, &part);
  MPI_Comm_dup (MPI_COMM_WORLD, &copy);
  MPI_Comm_set_name (copy, "all again");
  MPI_Comm_size (part, &size);
  MPI_Comm_rank (part, &own);
  if (size == 2)
    MPI_Sendrecv_replace (&value, 1, MPI_INT, 1 - own, 60, 1 - own, 60, part, MPI_STATUS_IGNORE);
  MPI_Sendrecv_replace (&value, 1, MPI_INT, after, 60, before, 60, copy, MPI_STATUS_IGNORE);
  MPI_Sendrecv_replace (&value, 1, MPI_INT, after, 60, before, 60, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Sendrecv_replace (&value, 1, MPI_INT, 0, 60, 0, 60, MPI_COMM_SELF, MPI_STATUS_IGNORE);
  MPI_Barrier (part);
  MPI_Comm_free (&part);
  MPI_Comm_free (&copy);
}

static void
collectives (void)
{
  double one = rank, all[3], three[3] = { 0 };
  int counts[3] = { 1, 1, 1 }, offsets[3] = { 0, 1, 2 };

  MPI_Barrier (MPI_COMM_WORLD);
  MPI_Bcast (three, 3, MPI_DOUBLE, 1, MPI_COMM_WORLD);
  MPI_Reduce (&one, all, 1, MPI_DOUBLE, MPI_SUM, 2, MPI_COMM_WORLD);
  MPI_Allreduce (MPI_IN_PLACE, &one, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  MPI_Gather (rank == 0 ? MPI_IN_PLACE : &one, 1, MPI_DOUBLE, all, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
  MPI_Scatter (all, 1, MPI_DOUBLE, rank == 0 ? MPI_IN_PLACE : &one, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
  MPI_Allgather (&one, 1, MPI_DOUBLE, all, 1, MPI_DOUBLE, MPI_COMM_WORLD);
  MPI_Alltoall (three, 1, MPI_DOUBLE, all, 1, MPI_DOUBLE, MPI_COMM_WORLD);
  MPI_Alltoallv (three, counts, offsets, MPI_DOUBLE, all, counts, offsets, MPI_DOUBLE, MPI_COMM_WORLD);
}

/* Too large to be sent eagerly, of a type that is not there any more once it is received. */
static void
large (void)
{
  MPI_Datatype row;
  MPI_Request request = MPI_REQUEST_NULL;
  char *bytes = calloc (3, 1 << 20);

  MPI_Type_contiguous (1 << 20, MPI_CHAR, &row);
  MPI_Type_commit (&row);
  if (rank == 0)
    MPI_Isend (bytes, 3, row, 1, 70, MPI_COMM_WORLD, &request);
  else if (rank == 1)
    MPI_Irecv (bytes, 3, row, 0, 70, MPI_COMM_WORLD, &request);
  MPI_Type_free (&row);
  MPI_Wait (&request, MPI_STATUS_IGNORE);
  free (bytes);
}

int
main (void)
{
  char path[4096];
  struct segment *segment;

  snprintf (path, sizeof path, "%s/rank-%s", getenv ("STRANDSCOPE_RUN"), getenv ("OMPI_COMM_WORLD_RANK"));
  segment = segment_create (path, atoi (getenv ("OMPI_COMM_WORLD_RANK")), 3, 1);
  segment_publish (segment);
  MPI_Init (NULL, NULL);
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  before = (rank + 2) % 3;
  after = (rank + 1) % 3;
  recorder_attach (segment, 0);
  blocking ();
  many ();
  cancelled ();
  communicators ();
  collectives ();
  large ();
  recorder_detach ();
  atomic_store (&segment->state, SEGMENT_DONE);
  MPI_Finalize ();
  return 0;
}
