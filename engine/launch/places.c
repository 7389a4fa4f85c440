#include "engine/launch/places.h"

static int
ancestor (const struct machine *machine, int object, enum machine_type type)
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

/* Of several (HBM beside DRAM) the one that the OS numbers first, as the worker's binder has it. */
static int
node_of (const struct machine *machine, int object)
{
  int best = -1;

  for (; object >= 0; object = machine->objects[object].parent)
    best = lowest_node (machine, object, best);
  return best;
}

struct placement_pu *
places_of_machine (const struct machine *machine)
{
  struct placement_pu *pu = g_new0 (struct placement_pu, MAX (machine->pu_count, 1));
  bool any_bound = false;

  for (int i = 0; i < machine->pu_count; i++)
    any_bound |= machine->objects[machine->pu[i]].bound;
  for (int i = 0; i < machine->pu_count; i++) {
    const struct machine_object *object = &machine->objects[machine->pu[i]];
    int core = ancestor (machine, object->index, MACHINE_CORE);
    pu[i] = (struct placement_pu){
      .os = object->os,
      .package = ancestor (machine, object->index, MACHINE_PACKAGE),
      .numa = node_of (machine, object->index),
      .core = core >= 0 ? core : object->index,
      .allowed = object->allowed && (object->bound || !any_bound),
    };
  }
  return pu;
}

struct placement *
places_of_plan (const struct plan *plan, const struct machine *machine, GError **error)
{
  g_autofree struct placement_pu *pu = places_of_machine (machine);
  char sentence[256];
  struct placement *placement = placement_create (plan->bind, pu, machine->pu_count, plan_ranks (plan), plan_threads (plan),
                                                  sentence, sizeof sentence);

  if (!placement)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%c%s.", g_ascii_toupper (sentence[0]), sentence + 1);
  return placement;
}
