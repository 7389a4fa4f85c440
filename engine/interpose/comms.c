#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/interpose/begin.h"
#include "engine/interpose/interpose.h"

#define COMMS 1024

MPI_Comm comm_world_handle = MPI_COMM_WORLD;
struct comm comm_world;
static struct comm self, overflow = { .number = COMM_NUMBER_UNKNOWN };
static struct comm known[COMMS];
static _Atomic int used; /* places of KNOWN ever filled; a freed one has handle NULL */
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;
static int next_number = 1;

static void
translate (struct comm *comm)
{
  MPI_Group ours, all;
  int inter = 0, *own;

  REAL (Comm_test_inter) (comm->handle, &inter);
  if (inter)
    REAL (Comm_remote_group) (comm->handle, &ours);
  else
    REAL (Comm_group) (comm->handle, &ours);
  REAL (Comm_group) (MPI_COMM_WORLD, &all);
  REAL (Group_size) (ours, &comm->size);
  own = malloc (2 * sizeof *own * (size_t) comm->size);
  if (own) {
    for (int i = 0; i < comm->size; i++)
      own[comm->size + i] = i;
    REAL (Group_translate_ranks) (ours, comm->size, own + comm->size, all, own);
  }
  comm->world = own;
  REAL (Group_free) (&ours);
  REAL (Group_free) (&all);
}

static struct comm *
add (MPI_Comm handle, uint16_t number)
{
  int place = 0, count;

  pthread_mutex_lock (&adding);
  count = atomic_load (&used);
  while (place < count && known[place].handle)
    place++;
  if (place < COMMS) {
    struct comm *comm = &known[place];

    free (comm->world);
    *comm = (struct comm){ .handle = handle, .number = number };
    translate (comm);
    if (place == count)
      atomic_store (&used, count + 1);
  }
  pthread_mutex_unlock (&adding);
  return place < COMMS ? &known[place] : &overflow;
}

static struct comm *
find_known (MPI_Comm handle)
{
  int count = atomic_load_explicit (&used, memory_order_acquire);

  for (int i = 0; i < count; i++)
    if (known[i].handle == handle)
      return &known[i];
  return NULL;
}

static struct comm *
find_self (void)
{
  static int own_rank;

  if (!self.world) {
    own_rank = recorder.segment ? recorder.segment->rank : 0;
    self.number = COMM_NUMBER_SELF;
    self.size = 1;
    self.world = &own_rank;
  }
  return &self;
}

struct comm *
comm_find_other (MPI_Comm handle)
{
  struct comm *comm;

  if (handle == MPI_COMM_SELF)
    return find_self ();
  comm = find_known (handle);
  return comm ? comm : add (handle, COMM_NUMBER_UNKNOWN);
}

void
interpose_begin (MPI_Comm comm)
{
  comm_world_handle = comm;
  atomic_store (&comm_world.collectives, 0);
  next_number = 1;
  sequences_forget ();
}

static void
name_comm (uint16_t number, const char *name)
{
  if (recorder_on () && number != COMM_NUMBER_UNKNOWN)
    recorder_comm (recorder.segment, number, name);
}

/* All members of a new communicator agree on a number that none of them has used. */
static void
enter (int error, MPI_Comm *made, const char *how)
{
  int number = next_number, inter = 0;
  char name[SEGMENT_NAME_BYTES];

  if (error != MPI_SUCCESS || *made == MPI_COMM_NULL)
    return;
  REAL (Comm_test_inter) (*made, &inter);
  /* On an intercommunicator each side gets the other side's result: twice there and back. */
  REAL (Allreduce) (MPI_IN_PLACE, &number, 1, MPI_INT, MPI_MAX, *made);
  if (inter) {
    number = number > next_number ? number : next_number;
    REAL (Allreduce) (MPI_IN_PLACE, &number, 1, MPI_INT, MPI_MAX, *made);
  }
  next_number = number + 1;
  number = number < COMM_NUMBER_SELF ? number : COMM_NUMBER_UNKNOWN;
  add (*made, (uint16_t) number);
  snprintf (name, sizeof name, "%s %d", how, number);
  name_comm ((uint16_t) number, name);
}

static void
leave (MPI_Comm handle)
{
  struct comm *comm = find_known (handle);

  if (comm)
    comm->handle = NULL;
}

WRAPPER int
MPI_Comm_dup (MPI_Comm comm, MPI_Comm *made)
{
  int error = REAL (Comm_dup) (comm, made);

  enter (error, made, "copy");
  return error;
}

WRAPPER int
MPI_Comm_split (MPI_Comm comm, int color, int key, MPI_Comm *made)
{
  int error = REAL (Comm_split) (comm, color, key, made);

  enter (error, made, "split");
  return error;
}

WRAPPER int
MPI_Comm_split_type (MPI_Comm comm, int type, int key, MPI_Info info, MPI_Comm *made)
{
  int error = REAL (Comm_split_type) (comm, type, key, info, made);

  enter (error, made, "split");
  return error;
}

WRAPPER int
MPI_Comm_create (MPI_Comm comm, MPI_Group group, MPI_Comm *made)
{
  int error = REAL (Comm_create) (comm, group, made);

  enter (error, made, "group");
  return error;
}

WRAPPER int
MPI_Comm_create_group (MPI_Comm comm, MPI_Group group, int tag, MPI_Comm *made)
{
  int error = REAL (Comm_create_group) (comm, group, tag, made);

  enter (error, made, "group");
  return error;
}

WRAPPER int
MPI_Cart_create (MPI_Comm comm, int dimensions, const int sizes[], const int periods[], int reorder, MPI_Comm *made)
{
  int error = REAL (Cart_create) (comm, dimensions, sizes, periods, reorder, made);

  enter (error, made, "grid");
  return error;
}

WRAPPER int
MPI_Cart_sub (MPI_Comm comm, const int remain[], MPI_Comm *made)
{
  int error = REAL (Cart_sub) (comm, remain, made);

  enter (error, made, "part of grid");
  return error;
}

/* Names are the processes' own: where two say different ones, each message has that of its sender. */
WRAPPER int
MPI_Comm_set_name (MPI_Comm handle, const char *name)
{
  if (recorder_on () && name)
    name_comm (comm_find (handle)->number, name);
  return REAL (Comm_set_name) (handle, name);
}

WRAPPER int
MPI_Comm_free (MPI_Comm *comm)
{
  leave (*comm);
  return REAL (Comm_free) (comm);
}
