#include "engine/team/placement-private.h"

#include <stdlib.h>

/* Where a PU comes in the order in which threads are dealt out: lower keys first, level by level. */
#define KEYS 4
struct turn {
  int key[KEYS];
  int index;
};

static int
compare_turns (const void *a, const void *b)
{
  const struct turn *left = a, *right = b;

  for (int i = 0; i < KEYS; i++)
    if (left->key[i] != right->key[i])
      return left->key[i] < right->key[i] ? -1 : 1;
  return left->index - right->index;
}

static bool
same_core (const struct placement_pu *a, const struct placement_pu *b)
{
  return a->package == b->package && a->core == b->core;
}

/* The how-manieth allowed PU of its core PU I is. */
static int
place_in_core (const struct placement_pu *pu, int i)
{
  int before = 0;

  for (int j = i - 1; j >= 0 && same_core (pu + j, pu + i); j--)
    before += pu[j].allowed;
  return before;
}

/* The how-manieth of its NUMA node among PUs with the same place in their cores. */
static int
place_in_node (const struct placement_pu *pu, const struct turn *turns, int i)
{
  int before = 0;

  for (int j = i - 1; j >= 0 && pu[j].package == pu[i].package; j--)
    before += pu[j].allowed && pu[j].numa == pu[i].numa && turns[j].key[0] == turns[i].key[0];
  return before;
}

/* The how-manieth NUMA node of its package PU I is in. */
static int
node_in_package (const struct placement_pu *pu, int i)
{
  int nodes = 0;

  for (int j = i; j > 0 && pu[j - 1].package == pu[i].package; j--)
    nodes += pu[j - 1].numa != pu[j].numa;
  return nodes;
}

/* The allowed PUs in the order in which threads get them; how many. */
static int
order (const struct placement_pu *pu, int pus, bool scatter, struct turn *turns)
{
  int count = 0;

  for (int i = 0; i < pus; i++) {
    turns[i] = (struct turn){ .key = { pu[i].allowed ? place_in_core (pu, i) : pus }, .index = i };
    if (scatter && pu[i].allowed) {
      turns[i].key[1] = place_in_node (pu, turns, i);
      turns[i].key[2] = node_in_package (pu, i);
      turns[i].key[3] = pu[i].package;
    }
    count += pu[i].allowed;
  }
  qsort (turns, (size_t) pus, sizeof *turns, compare_turns);
  return count;
}

int
placement_deal (struct placement *placement, const struct placement_pu *pu, int pus, bool scatter)
{
  struct turn *turns = malloc (sizeof *turns * (size_t) (pus > 0 ? pus : 1));
  int count = turns ? order (pu, pus, scatter, turns) : 0;

  placement->failed |= !turns;
  for (int i = 0; i < count; i++) {
    placement_begin_set (placement);
    placement_add_pu (placement, turns[i].index);
  }
  for (int i = 0; count > 0 && i < placement->ranks * placement->threads; i++)
    placement_add (placement, &placement->set, i % count);
  free (turns);
  return count;
}

/* Is PU I the first allowed one of its NUMA node? */
static bool
opens_node (const struct placement_pu *pu, int i)
{
  for (int j = i - 1; j >= 0; j--)
    if (pu[j].allowed && pu[j].numa == pu[i].numa)
      return false;
  return pu[i].allowed;
}

/* Which of PLACES places thread I of COUNT gets when they are spread as OMP_PROC_BIND=spread does it: fewer threads
 * than places each begin a part of them, the first parts the larger; more threads come in equal blocks, the rest
 * one by one from the first place on (OpenMP 5.2, 10.1.3, and where it leaves that open, libgomp). */
static int
spread (int i, int count, int places)
{
  int block = count / places;

  if (count <= places)
    return i * (places / count) + (i < places % count ? i : places % count);
  return i < block * places ? i / block : i - block * places;
}

static int
node_of (int rank, int ranks, int thread, int threads, int nodes)
{
  int begin, end;

  if (ranks >= nodes)
    return rank % nodes;
  begin = spread (rank, ranks, nodes);
  end = rank + 1 < ranks ? spread (rank + 1, ranks, nodes) : nodes;
  return begin + spread (thread, threads, end - begin);
}

int
placement_deal_numa (struct placement *placement, const struct placement_pu *pu, int pus)
{
  int nodes = 0;

  for (int i = 0; i < pus; i++) {
    if (!opens_node (pu, i))
      continue;
    placement_begin_set (placement);
    nodes++;
    for (int j = i; j < pus; j++)
      if (pu[j].allowed && pu[j].numa == pu[i].numa)
        placement_add_pu (placement, j);
  }
  for (int rank = 0; nodes > 0 && rank < placement->ranks; rank++)
    for (int thread = 0; thread < placement->threads; thread++)
      placement_add (placement, &placement->set, node_of (rank, placement->ranks, thread, placement->threads, nodes));
  return nodes;
}
