#include "engine/team/placement.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
deal (const struct placement_pu *pu, int pus, bool scatter, struct turn *turns)
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

/* Reads one number or range of a list; the rest of the text, NULL where it is neither. */
static const char *
read_range (const char *text, long *first, long *last)
{
  char *end;

  if (!isdigit ((unsigned char) *text))
    return NULL;
  *first = *last = strtol (text, &end, 10);
  if (*end == '-') {
    if (!isdigit ((unsigned char) end[1]))
      return NULL;
    *last = strtol (end + 1, &end, 10);
  }
  if (*first > 1000000 || *last > 1000000)
    return NULL;
  if (*end == ',')
    return end[1] ? end + 1 : NULL;
  return *end ? NULL : end;
}

bool
placement_valid (const char *bind)
{
  long first, last;

  if (strcmp (bind, "none") == 0 || strcmp (bind, "compact") == 0 || strcmp (bind, "scatter") == 0)
    return true;
  do
    bind = read_range (bind, &first, &last);
  while (bind && *bind);
  return bind != NULL;
}

/* Fills TURNS from a list, at most ROOM of them (no more are needed); how many, 0 with ERROR. */
static int
read_list (const char *bind, int pus, struct turn *turns, int wanted, char *error, size_t room)
{
  int count = 0;

  for (const char *rest = bind; *rest;) {
    long first, last, step;

    rest = read_range (rest, &first, &last);
    if (!rest) {
      snprintf (error, room, "binding '%s' is not understood: give none, compact, scatter or a PU list such as 0,2,4-6", bind);
      return 0;
    }
    if (first >= pus || last >= pus) {
      snprintf (error, room, "there is no PU %ld to bind to: this machine has PUs 0-%d", first > last ? first : last, pus - 1);
      return 0;
    }
    step = first <= last ? 1 : -1;
    for (long i = first; i != last + step && count < wanted; i += step)
      turns[count++].index = (int) i;
  }
  return count;
}

bool
placement_plan (const char *bind, const struct placement_pu *pu, int pus, int ranks, int threads, int *to,
                char *error, size_t room)
{
  int wanted = ranks * threads, count;
  struct turn *turns;

  if (strcmp (bind, "none") == 0)
    return false;
  turns = malloc (sizeof *turns * (size_t) (pus > wanted ? pus : wanted));
  if (!turns) {
    snprintf (error, room, "no memory to plan the binding");
    return false;
  }
  if (strcmp (bind, "compact") == 0 || strcmp (bind, "scatter") == 0) {
    count = deal (pu, pus, bind[0] == 's', turns);
    if (count == 0)
      snprintf (error, room, "no PU is allowed to this process: bind with none");
  } else {
    if (!*bind)
      snprintf (error, room, "the binding is empty: give none, compact, scatter or a PU list such as 0,2,4-6");
    count = read_list (bind, pus, turns, wanted, error, room);
  }
  for (int i = 0; count > 0 && i < wanted; i++)
    to[i] = turns[i % count].index;
  free (turns);
  return count > 0;
}
