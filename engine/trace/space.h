/* The address space of one process, as the kernel told of it at one look. Plain data; the trace owns it and it lives as long. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum space_kind { /* every mapping is of one kind */
  SPACE_OBJECTS,  /* holds a named object of the run */
  SPACE_STACKS,
  SPACE_HEAP,     /* [heap] and other private memory without a file */
  SPACE_FILES,    /* the program and its libraries */
  SPACE_SHARED,   /* mapped by several processes: MPI's transport, the recorder's rings */
  SPACE_OTHER,
  SPACE_KINDS
};
const char *space_kind_name (enum space_kind kind); /* "heap", ... */

#define SPACE_NODES 16

struct space_nodes { /* bytes that are resident, by NUMA node (OS index), in order; on_others: beyond so many nodes */
  int count;
  struct { int id; uint64_t bytes; } node[SPACE_NODES];
  uint64_t on_others;
};

enum space_sharing { SPACE_UNKNOWN = 0, SPACE_PRIVATE, SPACE_MAPPED_SHARED };

struct space_part { /* one object or stack, or all mappings of a kind together */
  uint64_t address, bytes;     /* address 0: not found, or several mappings */
  bool measured;               /* the figures that follow are its own; false: its mapping holds other things too */
  uint64_t rss, pss;           /* bytes */
  struct space_nodes nodes;
  enum space_sharing sharing;
  uint64_t device, inode, at;  /* of what a shared mapping maps, and where in it `address` lies: the same memory in two processes
                                  has the same */
};

struct space {
  uint64_t time;               /* ns, of the look */
  bool nodes_known;            /* false: the kernel does not tell where pages lie */
  struct space_part whole, kind[SPACE_KINDS];
  int objects, stacks;
  struct space_part part[];    /* objects by id, then stacks by thread */
};

static inline const struct space_part *
space_object (const struct space *space, int id)
{
  return space && id >= 0 && id < space->objects ? &space->part[id] : 0;
}

static inline const struct space_part *
space_stack (const struct space *space, int thread)
{
  return space && thread >= 0 && thread < space->stacks ? &space->part[space->objects + thread] : 0;
}

/* A zeroed one with room for so many; freed with g_free or given to a trace. */
struct space *space_new (int objects, int stacks);
void space_nodes_add (struct space_nodes *nodes, int id, uint64_t bytes);
/* The node on which all of it lies; -1 = several, or not known. */
int space_only_node (const struct space_nodes *nodes);
/* Both are one memory: the same place of the same mapped file, or for private mappings never. */
bool space_same_memory (const struct space_part *a, const struct space_part *b);
