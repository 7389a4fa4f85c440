#include "engine/machine/machine.h"

int
machine_ancestor (const struct machine *machine, int object, enum machine_type type)
{
  while (object >= 0 && machine->objects[object].type != type)
    object = machine->objects[object].parent;
  return object;
}

/* The NUMA nodes below OBJECT's memory children; BEST is what has been found so far. */
static int
lowest_node (const struct machine *machine, int object, int best)
{
  for (int i = machine->objects[object].first_child; i >= 0; i = machine->objects[i].next_sibling) {
    const struct machine_object *child = &machine->objects[i];
    if (child->relation != MACHINE_CHILD_MEMORY)
      continue;
    if (child->type == MACHINE_NUMA && (best < 0 || child->os < machine->objects[best].os))
      best = i;
    best = lowest_node (machine, i, best);
  }
  return best;
}

int
machine_node_of (const struct machine *machine, int object)
{
  int best = -1;

  for (; object >= 0; object = machine->objects[object].parent)
    best = lowest_node (machine, object, best);
  return best;
}
