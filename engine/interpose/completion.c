#include <stdlib.h>
#include <string.h>

#include "engine/interpose/interpose.h"

/* A completed request has lost its handle, so handles are looked at before the call. Waiting for many is done
 * in lots of this size: no memory is asked for. */
#define LOT 128

static void
complete (MPI_Request request, const MPI_Status *status, uint64_t end)
{
  struct pending pending;
  int cancelled = 0;

  if (!pending_take (request, &pending))
    return;
  REAL (Test_cancelled) (status, &cancelled);
  record_receive (&pending, status, end, EVENT_NONBLOCKING | (cancelled ? EVENT_CANCELLED : 0));
}

/* In the order of the array. Where receives with wildcards from one source complete together, their numbers
 * follow it, and programs keep requests in the order of posting; all other receives had theirs when posted. */
static void
complete_all (MPI_Request *requests, const MPI_Status *statuses, int count, uint64_t end)
{
  for (int i = 0; i < count; i++)
    complete (requests[i], &statuses[i], end);
}

/* The first receive among the requests tells whom we wait for. */
static int
first_source (const MPI_Request *requests, int count)
{
  int source = -1;

  for (int i = 0; i < count && source < 0; i++)
    source = pending_source (requests[i]);
  return source;
}

/* Where one is enough, we wait for a rank only if all are receives from it. */
static int
only_source (const MPI_Request *requests, int count)
{
  int source = count > 0 ? pending_source (requests[0]) : -1;

  for (int i = 1; i < count && source >= 0; i++)
    if (requests[i] != MPI_REQUEST_NULL && pending_source (requests[i]) != source)
      source = -1;
  return source;
}

static uint64_t
end_wait (struct span span, int source)
{
  uint64_t end = recorder_end (span);

  recorder_span ((struct event){ .kind = EVENT_WAIT, .peer = source < 0 ? UINT16_MAX : (uint16_t) source }, span.begin, end);
  return end;
}

WRAPPER int
MPI_Wait (MPI_Request *request, MPI_Status *status)
{
  MPI_Request before = *request;
  MPI_Status own;
  struct span span;
  int error, source;

  if (!recorder_on () || before == MPI_REQUEST_NULL)
    return REAL (Wait) (request, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  source = pending_source (before);
  span = recorder_begin (NOW_MESSAGE_WAIT, source);
  error = REAL (Wait) (request, status);
  complete (before, status, end_wait (span, source));
  return error;
}

static int
wait_lot (int count, MPI_Request *requests, MPI_Status *statuses)
{
  MPI_Request before[LOT];
  MPI_Status own[LOT];
  struct span span;
  int error, source = first_source (requests, count);

  if (statuses == MPI_STATUSES_IGNORE)
    statuses = own;
  memcpy (before, requests, (size_t) count * sizeof *before);
  span = recorder_begin (NOW_MESSAGE_WAIT, source);
  error = REAL (Waitall) (count, requests, statuses);
  complete_all (before, statuses, count, end_wait (span, source));
  return error;
}

WRAPPER int
MPI_Waitall (int count, MPI_Request requests[], MPI_Status *statuses)
{
  int error = MPI_SUCCESS;

  if (!recorder_on ())
    return REAL (Waitall) (count, requests, statuses);
  for (int i = 0; i < count; i += LOT) {
    MPI_Status *here = statuses == MPI_STATUSES_IGNORE ? MPI_STATUSES_IGNORE : statuses + i;
    int here_error = wait_lot (count - i < LOT ? count - i : LOT, requests + i, here);

    error = here_error == MPI_SUCCESS ? error : here_error;
  }
  return error;
}

/* Copies of handles where they cannot be split into lots. It only ever grows: asked for a few times in a program's life. */
static MPI_Request *
copy_handles (int count, const MPI_Request *requests)
{
  static _Thread_local MPI_Request *copies;
  static _Thread_local int room;

  if (count > room) {
    MPI_Request *more = realloc (copies, (size_t) count * sizeof *more);

    if (!more)
      return NULL;
    copies = more;
    room = count;
  }
  memcpy (copies, requests, (size_t) count * sizeof *copies);
  return copies;
}

WRAPPER int
MPI_Waitany (int count, MPI_Request requests[], int *index, MPI_Status *status)
{
  MPI_Request *before = recorder_on () && count > 0 ? copy_handles (count, requests) : NULL;
  MPI_Status own;
  struct span span;
  int error, source;
  uint64_t end;

  if (!before)
    return REAL (Waitany) (count, requests, index, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  source = only_source (requests, count);
  span = recorder_begin (NOW_MESSAGE_WAIT, source);
  error = REAL (Waitany) (count, requests, index, status);
  end = end_wait (span, source);
  if (*index != MPI_UNDEFINED)
    complete (before[*index], status, end);
  return error;
}

/* Statuses of a Waitsome or Testsome: the caller's, or made for the while. */
static MPI_Status *
statuses_for (int count, MPI_Status *given)
{
  return given == MPI_STATUSES_IGNORE ? malloc ((size_t) count * sizeof *given) : given;
}

static void
complete_some (const MPI_Request *before, int done, const int *indices, const MPI_Status *statuses, uint64_t end)
{
  for (int i = 0; done != MPI_UNDEFINED && i < done; i++)
    complete (before[indices[i]], &statuses[i], end);
}

WRAPPER int
MPI_Waitsome (int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[])
{
  MPI_Request *before = recorder_on () && count > 0 ? copy_handles (count, requests) : NULL;
  MPI_Status *all = before ? statuses_for (count, statuses) : NULL;
  struct span span;
  int error, source;

  if (!all)
    return REAL (Waitsome) (count, requests, done, indices, statuses);
  source = only_source (requests, count);
  span = recorder_begin (NOW_MESSAGE_WAIT, source);
  error = REAL (Waitsome) (count, requests, done, indices, all);
  complete_some (before, *done, indices, all, end_wait (span, source));
  if (all != statuses)
    free (all);
  return error;
}

WRAPPER int
MPI_Test (MPI_Request *request, int *flag, MPI_Status *status)
{
  MPI_Request before = *request;
  MPI_Status own;
  int error;

  if (!recorder_on () || before == MPI_REQUEST_NULL)
    return REAL (Test) (request, flag, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  error = REAL (Test) (request, flag, status);
  if (*flag)
    complete (before, status, recorder_time ());
  return error;
}

WRAPPER int
MPI_Testall (int count, MPI_Request requests[], int *flag, MPI_Status statuses[])
{
  MPI_Request *before = recorder_on () && count > 0 ? copy_handles (count, requests) : NULL;
  MPI_Status *all = before ? statuses_for (count, statuses) : NULL;
  int error;

  if (!all)
    return REAL (Testall) (count, requests, flag, statuses);
  error = REAL (Testall) (count, requests, flag, all);
  if (*flag)
    complete_all (before, all, count, recorder_time ());
  if (all != statuses)
    free (all);
  return error;
}

WRAPPER int
MPI_Testany (int count, MPI_Request requests[], int *index, int *flag, MPI_Status *status)
{
  MPI_Request *before = recorder_on () && count > 0 ? copy_handles (count, requests) : NULL;
  MPI_Status own;
  int error;

  if (!before)
    return REAL (Testany) (count, requests, index, flag, status);
  if (status == MPI_STATUS_IGNORE)
    status = &own;
  error = REAL (Testany) (count, requests, index, flag, status);
  if (*flag && *index != MPI_UNDEFINED)
    complete (before[*index], status, recorder_time ());
  return error;
}

WRAPPER int
MPI_Testsome (int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[])
{
  MPI_Request *before = recorder_on () && count > 0 ? copy_handles (count, requests) : NULL;
  MPI_Status *all = before ? statuses_for (count, statuses) : NULL;
  int error;

  if (!all)
    return REAL (Testsome) (count, requests, done, indices, statuses);
  error = REAL (Testsome) (count, requests, done, indices, all);
  complete_some (before, *done, indices, all, recorder_time ());
  if (all != statuses)
    free (all);
  return error;
}

WRAPPER int
MPI_Request_free (MPI_Request *request)
{
  MPI_Request before = *request;
  struct pending pending;
  int error = REAL (Request_free) (request);

  if (recorder_on () && pending_take (before, &pending))
    record_receive (&pending, &(MPI_Status){ 0 }, recorder_time (), EVENT_NONBLOCKING | EVENT_CANCELLED);
  return error;
}
