#include <stdatomic.h>

#include "engine/interpose/interpose.h"

#define PLACES 8192u /* a power of two */
#define PROBES 64u

struct counter {
  _Atomic uint64_t key; /* 0 = free; not freed again within a run */
  _Atomic uint32_t count;
};

static struct counter tables[2][PLACES];

/* Peer, communicator and tag fit 63 bits; the highest is set, so that no key is 0. */
static uint64_t
make_key (int peer, uint16_t comm, int tag)
{
  return UINT64_C (1) << 63 | (uint64_t) (uint16_t) peer << 47 | (uint64_t) comm << 31 | (uint32_t) tag;
}

/* NULL: there are more streams than places. */
static struct counter *
find (enum direction direction, uint64_t key)
{
  uint64_t hash = key * UINT64_C (0x9e3779b97f4a7c15) >> 32;

  for (unsigned i = 0; i < PROBES; i++) {
    struct counter *place = &tables[direction][(hash + i) & (PLACES - 1)];
    uint64_t seen = atomic_load_explicit (&place->key, memory_order_relaxed);

    if (seen == 0 && atomic_compare_exchange_strong (&place->key, &seen, key))
      return place;
    if (seen == key)
      return place;
  }
  return NULL;
}

_Atomic int sequences_level = -1;

int
sequences_ask_level (void)
{
  int level = MPI_THREAD_MULTIPLE; /* the careful way, should MPI not say */

  if (REAL (Query_thread) (&level) == MPI_SUCCESS)
    atomic_store_explicit (&sequences_level, level, memory_order_relaxed);
  return level;
}

static uint32_t
take_number (_Atomic uint32_t *count)
{
  uint32_t number;

  if (!sequences_one_at_a_time ())
    return atomic_fetch_add_explicit (count, 1, memory_order_relaxed);
  number = atomic_load_explicit (count, memory_order_relaxed);
  atomic_store_explicit (count, number + 1, memory_order_relaxed);
  return number;
}

/* A stream without a place always says 0, which is right for programs that use each tag once. */
uint32_t
sequence_next (enum direction direction, int peer, uint16_t comm, int tag)
{
  struct counter *counter = find (direction, make_key (peer, comm, tag));

  return counter ? take_number (&counter->count) : 0;
}

void
sequence_undo (enum direction direction, int peer, uint16_t comm, int tag, uint32_t number)
{
  struct counter *counter = find (direction, make_key (peer, comm, tag));
  uint32_t expected = number + 1;

  if (counter)
    atomic_compare_exchange_strong (&counter->count, &expected, number);
}

/* Places that were never used are only read: they take no memory of the process. */
void
sequences_forget (void)
{
  struct counter *all = &tables[0][0];

  for (unsigned i = 0; i < 2 * PLACES; i++)
    if (atomic_load_explicit (&all[i].key, memory_order_relaxed)) {
      atomic_store (&all[i].count, 0);
      atomic_store (&all[i].key, 0);
    }
}
