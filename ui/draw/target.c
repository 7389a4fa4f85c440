#include "ui/draw/target.h"

#include <stdio.h>
#include <string.h>

#include "ui/draw/object-facts.h"

#define LISTED 12 /* PUs or ranges of them; more are counted */

void
target_clear (struct target *target)
{
  g_free (target->name);
  g_free (target->words);
  g_free (target->why);
  g_free (target->pu);
  memset (target, 0, sizeof *target);
}

bool
target_carries (const char *id, int *rank, int *thread)
{
  int end = 0;
  *thread = -1;
  if (sscanf (id, "thread:%d.%d%n", rank, thread, &end) == 2 || sscanf (id, "seat:%d.%d%n", rank, thread, &end) == 2
      || (sscanf (id, "rank:%d%n", rank, &end) == 1 && end))
    return id[end] == '\0';
  return false;
}

/* "PUs 0-3, 8": they come in rising order. */
static char *
list_pus (const int *pu, int count)
{
  GString *text = g_string_new (count == 1 ? "PU " : "PUs ");
  int listed = 0;
  for (int i = 0, last; i < count; i = last + 1, listed++) {
    for (last = i; last + 1 < count && pu[last + 1] == pu[last] + 1; last++)
      ;
    if (listed == LISTED) {
      g_string_printf (text, "%d PUs", count);
      break;
    }
    g_string_append_printf (text, last > i ? "%s%d-%d" : "%s%d", i ? ", " : "", pu[i], pu[last]);
  }
  return g_string_free (text, FALSE);
}

static void
say_why (struct target *target, const struct machine *machine, int object, int forbidden)
{
  const struct machine_object *wanted = object >= 0 ? &machine->objects[object] : NULL;
  const char *reason = wanted && wanted->type == MACHINE_PU ? machine_why_forbidden (machine, wanted->logical) : NULL;
  if (!machine->this_machine)
    target->why = g_strdup ("Runs are played on this machine: go back to it (Ctrl+T) to place their threads.");
  else if (reason)
    target->why = g_strdup_printf ("%s cannot be used: %s.", target->name, reason);
  else if (!target->count && forbidden)
    target->why = g_strdup_printf ("%s cannot be used: all its PUs are forbidden.", target->name);
  else if (!target->count)
    target->why = g_strdup_printf ("Nothing runs on %s: drop it on a PU, a core, a cache, a NUMA node or a package.", target->name);
}

static void
say_which (struct target *target, int forbidden)
{
  g_autofree char *list = list_pus (target->pu, target->count);
  g_autofree char *but = forbidden ? g_strdup_printf (" (%d more %s forbidden)", forbidden, forbidden == 1 ? "is" : "are") : g_strdup ("");
  target->words = g_str_has_prefix (target->name, "PU ") || g_str_equal (target->name, list) ? g_strdup (target->name)
                                                                                             : g_strdup_printf ("%s: %s%s", target->name, list, but);
}

void
target_of_object (struct target *target, const struct machine *machine, int object)
{
  int forbidden;
  target->pu = g_new (int, machine->pu_count + 1);
  target->name = object_heading (&machine->objects[object]);
  target->count = machine_pus_of (machine, object, target->pu, &forbidden);
  say_why (target, machine, object, forbidden);
  say_which (target, forbidden);
  if (target->why || machine->objects[object].type != MACHINE_MACHINE)
    return;
  target->count = 0;
  g_free (target->words);
  target->words = g_strdup ("any PU: not bound");
}

static void
target_of_aggregate (struct target *target, const struct machine *machine, const struct scene *scene, const struct scene_object *object)
{
  int forbidden = 0;
  target->pu = g_new (int, machine->pu_count + 1);
  for (int i = 0; i < object->stands; i++) {
    int each = machine_find (machine, scene_text_at (scene, scene->stands[object->first_stands + i]));
    if (each < 0 || machine->objects[each].type != MACHINE_PU)
      continue;
    bool allowed = !machine_why_forbidden (machine, machine->objects[each].logical);
    if (allowed)
      target->pu[target->count++] = machine->objects[each].logical;
    forbidden += !allowed;
  }
  target->name = target->count ? list_pus (target->pu, target->count) : g_strdup (scene_text_at (scene, object->label) ? scene_text_at (scene, object->label) : "that");
  say_why (target, machine, -1, forbidden);
  say_which (target, forbidden);
}

bool
target_of_scene (struct target *target, const struct machine *machine, const struct scene *scene, int object)
{
  for (; object >= 0; object = scene->objects[object].parent) {
    int known = machine_find (machine, scene->objects[object].id);
    if (known >= 0)
      target_of_object (target, machine, known);
    else if (scene->objects[object].stands > 0)
      target_of_aggregate (target, machine, scene, &scene->objects[object]);
    else
      continue;
    return true;
  }
  return false;
}
