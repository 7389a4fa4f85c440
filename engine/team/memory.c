/* Memory for what a workload names: whole pages, at addresses that are the same in all ranks.
 *
 * A process chooses its own addresses, so two processes get the same ones by asking for the same. The kernel is asked for a
 * place far from where it puts things itself; where it has none there (a small address space, a sanitizer) it chooses. */
#include "engine/team/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/team/team.h"

#define FIRST UINT64_C (0x400000000000)
#define APART UINT64_C (0x200000) /* between two: so that the kernel does not make one mapping of them, and the size of a huge page */
#define PIECES 64

struct team_memory {
  uint64_t next;
  struct {
    void *address;
    uint64_t bytes;
  } piece[PIECES];
  int pieces;
};

struct team_memory *
team_memory_create (void)
{
  struct team_memory *memory = calloc (1, sizeof *memory);

  if (memory)
    memory->next = FIRST;
  return memory;
}

void
team_memory_destroy (struct team_memory *memory)
{
  for (int i = 0; memory && i < memory->pieces; i++)
    munmap (memory->piece[i].address, memory->piece[i].bytes);
  free (memory);
}

static void *
map (uint64_t at, uint64_t bytes)
{
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
  /* NOLINTNEXTLINE(performance-no-int-to-ptr): an address is asked for */
  void *address = at ? mmap ((void *) (uintptr_t) at, bytes, PROT_READ | PROT_WRITE, flags | MAP_FIXED_NOREPLACE, -1, 0)
                     : mmap (NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);

  return address == MAP_FAILED ? NULL : address;
}

void *
team_memory (const struct team *team, uint64_t bytes)
{
  struct team_memory *memory = team->memory;
  uint64_t page = (uint64_t) sysconf (_SC_PAGESIZE), whole = (bytes + page - 1) / page * page;
  void *address;

  if (memory->pieces == PIECES || whole < bytes)
    return NULL;
  whole = whole ? whole : page;
  address = map (memory->next, whole);
  if (!address)
    address = map (0, whole);
  if (!address)
    return NULL;
  memory->next += (whole + 2 * APART - 1) / APART * APART;
  memory->piece[memory->pieces].address = address;
  memory->piece[memory->pieces++].bytes = whole;
  return address;
}
