#include "engine/launch/places.h"

struct placement_pu *
places_of_machine (const struct machine *machine)
{
  struct placement_pu *pu = g_new0 (struct placement_pu, MAX (machine->pu_count, 1));
  bool any_bound = false;

  for (int i = 0; i < machine->pu_count; i++)
    any_bound |= machine->objects[machine->pu[i]].bound;
  for (int i = 0; i < machine->pu_count; i++) {
    const struct machine_object *object = &machine->objects[machine->pu[i]];
    int core = machine_ancestor (machine, object->index, MACHINE_CORE);
    pu[i] = (struct placement_pu){
      .os = object->os,
      .package = machine_ancestor (machine, object->index, MACHINE_PACKAGE),
      .numa = machine_node_of (machine, object->index),
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
