/* Which PUs an object stands for where a thread is placed on it. */
#include "engine/machine/machine.h"

static bool
any_bound (const struct machine *machine)
{
  for (int i = 0; i < machine->pu_count; i++)
    if (machine->objects[machine->pu[i]].bound)
      return true;
  return false;
}

static bool
is_below (const struct machine *machine, int object, int above)
{
  while (object >= 0 && object != above)
    object = machine->objects[object].parent;
  return object >= 0;
}

/* Memory hangs beside the tree: the PUs that are near to it are its parent's. */
static bool
belongs_to (const struct machine *machine, int pu, const struct machine_object *object)
{
  int above = object->index;

  while (above >= 0 && machine->objects[above].relation == MACHINE_CHILD_MEMORY)
    above = machine->objects[above].parent;
  return is_below (machine, pu, above);
}

int
machine_pus_of (const struct machine *machine, int object, int *pu, int *forbidden)
{
  const struct machine_object *wanted = &machine->objects[object];
  bool bound = any_bound (machine);
  int count = 0;

  *forbidden = 0;
  if (wanted->relation == MACHINE_CHILD_IO || wanted->relation == MACHINE_CHILD_MISC)
    return 0;
  for (int i = 0; i < machine->pu_count; i++) {
    const struct machine_object *each = &machine->objects[machine->pu[i]];
    if (!belongs_to (machine, each->index, wanted))
      continue;
    if (each->allowed && (each->bound || !bound))
      pu[count++] = i;
    else
      ++*forbidden;
  }
  return count;
}

const char *
machine_why_forbidden (const struct machine *machine, int pu)
{
  const struct machine_object *object = &machine->objects[machine->pu[pu]];

  if (!object->allowed)
    return "the administrator or a container (cgroup) forbids it";
  if (!object->bound && any_bound (machine))
    return "this program was started without it (taskset, a batch system)";
  return NULL;
}
