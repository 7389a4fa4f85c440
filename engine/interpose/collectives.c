#include "engine/interpose/interpose.h"

struct collective {
  struct event event;
  struct span span;
};

#define NO_ROOT (-1)

static struct collective
begin_collective (enum event_collective kind, MPI_Comm handle, int root, uint64_t bytes)
{
  struct collective collective = { 0 };
  struct comm *comm;

  if (!recorder_on ())
    return collective;
  comm = comm_find (handle);
  collective.event = (struct event){ .kind = EVENT_COLLECTIVE, .comm = comm->number, .object = kind };
  collective.event.peer = (uint16_t) (root >= 0 ? comm_world_rank (comm, root) : recorder.segment->rank);
  collective.event.sequence = (uint16_t) atomic_fetch_add_explicit (&comm->collectives, 1, memory_order_relaxed);
  event_set_bytes (&collective.event, bytes);
  edges_begin ();
  collective.span = recorder_begin (NOW_COLLECTIVE, now_collective (kind, comm->number, collective.event.sequence));
  return collective;
}

static int
end_collective (const struct collective *collective, int error)
{
  if (recorder_on ()) {
    uint64_t end = recorder_end (collective->span);

    edges_end (&collective->event, collective->span.begin, end);
    recorder_span (collective->event, collective->span.begin, end);
  }
  return error;
}

/* This rank's share: what it gives, or where that is MPI_IN_PLACE what it gets. */
static uint64_t
share (const void *send, int send_count, MPI_Datatype send_type, int receive_count, MPI_Datatype receive_type)
{
  if (!recorder_on ())
    return 0;
  return send == MPI_IN_PLACE ? type_bytes (receive_type, receive_count) : type_bytes (send_type, send_count);
}

static uint64_t
bytes_of (MPI_Datatype type, int64_t count)
{
  return recorder_on () ? type_bytes (type, count) : 0;
}

static int64_t
sum (const int *counts, MPI_Comm comm)
{
  int64_t all = 0;
  int size = 0;

  if (!recorder_on () || !counts)
    return 0;
  REAL (Comm_size) (comm, &size);
  for (int i = 0; i < size; i++)
    all += counts[i];
  return all;
}

/* What rank of COMM this process is, only when it is needed to pick its share. */
static int
own_count (const int *counts, MPI_Comm comm)
{
  int rank = 0;

  if (!recorder_on () || !counts)
    return 0;
  REAL (Comm_rank) (comm, &rank);
  return counts[rank];
}

static int
size_of (MPI_Comm comm)
{
  int size = 0;

  if (recorder_on ())
    REAL (Comm_size) (comm, &size);
  return size;
}

WRAPPER int
MPI_Barrier (MPI_Comm comm)
{
  struct collective c = begin_collective (COLLECTIVE_BARRIER, comm, NO_ROOT, 0);

  return end_collective (&c, REAL (Barrier) (comm));
}

WRAPPER int
MPI_Bcast (void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm)
{
  struct collective c = begin_collective (COLLECTIVE_BCAST, comm, root, bytes_of (type, count));

  return end_collective (&c, REAL (Bcast) (buffer, count, type, root, comm));
}

WRAPPER int
MPI_Reduce (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm)
{
  struct collective c = begin_collective (COLLECTIVE_REDUCE, comm, root, bytes_of (type, count));

  return end_collective (&c, REAL (Reduce) (send, receive, count, type, op, root, comm));
}

WRAPPER int
MPI_Allreduce (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
  struct collective c = begin_collective (COLLECTIVE_ALLREDUCE, comm, NO_ROOT, bytes_of (type, count));

  return end_collective (&c, REAL (Allreduce) (send, receive, count, type, op, comm));
}

WRAPPER int
MPI_Gather (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
            MPI_Datatype receive_type, int root, MPI_Comm comm)
{
  struct collective c =
    begin_collective (COLLECTIVE_GATHER, comm, root, share (send, send_count, send_type, receive_count, receive_type));

  return end_collective (&c, REAL (Gather) (send, send_count, send_type, receive, receive_count, receive_type, root, comm));
}

WRAPPER int
MPI_Gatherv (const void *send, int send_count, MPI_Datatype send_type, void *receive, const int receive_counts[],
             const int offsets[], MPI_Datatype receive_type, int root, MPI_Comm comm)
{
  int own = send == MPI_IN_PLACE ? own_count (receive_counts, comm) : 0;
  struct collective c = begin_collective (COLLECTIVE_GATHER, comm, root, share (send, send_count, send_type, own, receive_type));

  return end_collective (&c, REAL (Gatherv) (send, send_count, send_type, receive, receive_counts, offsets, receive_type, root, comm));
}

WRAPPER int
MPI_Scatter (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
             MPI_Datatype receive_type, int root, MPI_Comm comm)
{
  struct collective c =
    begin_collective (COLLECTIVE_SCATTER, comm, root, share (receive, receive_count, receive_type, send_count, send_type));

  return end_collective (&c, REAL (Scatter) (send, send_count, send_type, receive, receive_count, receive_type, root, comm));
}

WRAPPER int
MPI_Scatterv (const void *send, const int send_counts[], const int offsets[], MPI_Datatype send_type, void *receive,
              int receive_count, MPI_Datatype receive_type, int root, MPI_Comm comm)
{
  int own = receive == MPI_IN_PLACE ? own_count (send_counts, comm) : 0;
  struct collective c =
    begin_collective (COLLECTIVE_SCATTER, comm, root, share (receive, receive_count, receive_type, own, send_type));

  return end_collective (&c, REAL (Scatterv) (send, send_counts, offsets, send_type, receive, receive_count, receive_type, root, comm));
}

WRAPPER int
MPI_Allgather (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
               MPI_Datatype receive_type, MPI_Comm comm)
{
  struct collective c =
    begin_collective (COLLECTIVE_ALLGATHER, comm, NO_ROOT, share (send, send_count, send_type, receive_count, receive_type));

  return end_collective (&c, REAL (Allgather) (send, send_count, send_type, receive, receive_count, receive_type, comm));
}

WRAPPER int
MPI_Allgatherv (const void *send, int send_count, MPI_Datatype send_type, void *receive, const int receive_counts[],
                const int offsets[], MPI_Datatype receive_type, MPI_Comm comm)
{
  int own = send == MPI_IN_PLACE ? own_count (receive_counts, comm) : 0;
  struct collective c =
    begin_collective (COLLECTIVE_ALLGATHER, comm, NO_ROOT, share (send, send_count, send_type, own, receive_type));

  return end_collective (&c, REAL (Allgatherv) (send, send_count, send_type, receive, receive_counts, offsets, receive_type, comm));
}

WRAPPER int
MPI_Alltoall (const void *send, int send_count, MPI_Datatype send_type, void *receive, int receive_count,
              MPI_Datatype receive_type, MPI_Comm comm)
{
  uint64_t one = share (send, send_count, send_type, receive_count, receive_type);
  struct collective c = begin_collective (COLLECTIVE_ALLTOALL, comm, NO_ROOT, one * (uint64_t) size_of (comm));

  return end_collective (&c, REAL (Alltoall) (send, send_count, send_type, receive, receive_count, receive_type, comm));
}

WRAPPER int
MPI_Alltoallv (const void *send, const int send_counts[], const int send_offsets[], MPI_Datatype send_type, void *receive,
               const int receive_counts[], const int receive_offsets[], MPI_Datatype receive_type, MPI_Comm comm)
{
  uint64_t bytes = send == MPI_IN_PLACE ? bytes_of (receive_type, sum (receive_counts, comm))
                                        : bytes_of (send_type, sum (send_counts, comm));
  struct collective c = begin_collective (COLLECTIVE_ALLTOALL, comm, NO_ROOT, bytes);

  return end_collective (&c, REAL (Alltoallv) (send, send_counts, send_offsets, send_type, receive, receive_counts,
                                               receive_offsets, receive_type, comm));
}

WRAPPER int
MPI_Scan (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
  struct collective c = begin_collective (COLLECTIVE_OTHER, comm, NO_ROOT, bytes_of (type, count));

  return end_collective (&c, REAL (Scan) (send, receive, count, type, op, comm));
}

WRAPPER int
MPI_Exscan (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
  struct collective c = begin_collective (COLLECTIVE_OTHER, comm, NO_ROOT, bytes_of (type, count));

  return end_collective (&c, REAL (Exscan) (send, receive, count, type, op, comm));
}

WRAPPER int
MPI_Reduce_scatter (const void *send, void *receive, const int counts[], MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
  struct collective c = begin_collective (COLLECTIVE_OTHER, comm, NO_ROOT, bytes_of (type, sum (counts, comm)));

  return end_collective (&c, REAL (Reduce_scatter) (send, receive, counts, type, op, comm));
}

WRAPPER int
MPI_Reduce_scatter_block (const void *send, void *receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
  struct collective c =
    begin_collective (COLLECTIVE_OTHER, comm, NO_ROOT, bytes_of (type, (int64_t) count * size_of (comm)));

  return end_collective (&c, REAL (Reduce_scatter_block) (send, receive, count, type, op, comm));
}
