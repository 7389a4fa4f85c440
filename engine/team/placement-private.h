/* The inside of a placement: sets of PUs, and which one each thread has. */
#pragma once

#include "engine/team/placement.h"

struct ints { int *value; int count, room; };

struct placement {
  int ranks, threads;
  struct ints first; /* by set: where it begins in `pu` */
  struct ints pu;
  struct ints set;   /* by rank and thread */
  bool failed;       /* there was no memory */
};

void placement_add (struct placement *placement, struct ints *ints, int value);
void placement_begin_set (struct placement *placement); /* the PUs added next are its */
void placement_add_pu (struct placement *placement, int pu);

/* placement-deal.c: one set a PU, or a node, and the threads dealt out to them. How many sets. */
int placement_deal (struct placement *placement, const struct placement_pu *pu, int pus, bool scatter);
int placement_deal_numa (struct placement *placement, const struct placement_pu *pu, int pus);

/* placement-list.c. PLACEMENT NULL: only looks whether the list is one. */
bool placement_read_list (const char *bind, int pus, struct placement *placement, char *error, size_t room);
