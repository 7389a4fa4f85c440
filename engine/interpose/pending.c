#include <stdatomic.h>

#include "engine/interpose/interpose.h"

/* Requests are looked for in a window of places from their hash on: no chains, nothing to move on removal, and
 * two threads never wait for each other. */
#define PLACES 8192u
#define WINDOW 16u
#define TAKEN UINTPTR_MAX /* being filled */

static _Atomic uintptr_t keys[PLACES + WINDOW];
static struct pending table[PLACES + WINDOW];

static unsigned
place_of (MPI_Request request)
{
  return (unsigned) ((uintptr_t) request * UINT64_C (0x9e3779b97f4a7c15) >> 40) & (PLACES - 1);
}

/* How many are under way stands in the segment: the host learns of each only when it completes. */
static void
count (int change)
{
  if (recorder.segment)
    atomic_fetch_add_explicit (&recorder.segment->receives_posted, change, memory_order_relaxed);
}

void
pending_add (MPI_Request request, const struct pending *pending)
{
  unsigned first = place_of (request);

  for (unsigned i = first; i < first + WINDOW; i++) {
    uintptr_t nobody = 0;

    if (atomic_load_explicit (&keys[i], memory_order_relaxed) == 0 &&
        atomic_compare_exchange_strong (&keys[i], &nobody, TAKEN)) {
      table[i] = *pending;
      atomic_store_explicit (&keys[i], (uintptr_t) request, memory_order_release);
      count (1);
      return;
    }
  }
}

static int
find (MPI_Request request)
{
  unsigned first = place_of (request);

  if (request == MPI_REQUEST_NULL)
    return -1;
  for (unsigned i = first; i < first + WINDOW; i++)
    if (atomic_load_explicit (&keys[i], memory_order_acquire) == (uintptr_t) request)
      return (int) i;
  return -1;
}

bool
pending_take (MPI_Request request, struct pending *pending)
{
  int i = find (request);

  if (i < 0)
    return false;
  *pending = table[i];
  atomic_store_explicit (&keys[i], 0, memory_order_release);
  count (-1);
  return true;
}

int
pending_source (MPI_Request request)
{
  int i = find (request);

  return i < 0 || table[i].source < 0 ? -1 : table[i].source;
}
