#include "ui/draw/thread-facts.h"

#include <stdio.h>

#include "engine/record/segment.h"
#include "ui/draw/program.h"

static const struct snapshot_thread *
find (const struct snapshot *snapshot, const char *id)
{
  int rank, thread;
  if (!snapshot || sscanf (id, "thread:%d.%d", &rank, &thread) != 2)
    return NULL;
  for (int i = 0; i < snapshot->threads; i++)
    if (snapshot->thread[i].rank == rank && snapshot->thread[i].thread == thread)
      return &snapshot->thread[i];
  return NULL;
}

static void
add_process (GArray *facts, const struct snapshot *snapshot, const struct snapshot_thread *thread)
{
  g_autofree char *link = g_strdup_printf ("rank:%d", thread->rank), *tid = g_strdup_printf ("%d", thread->tid);
  for (int i = 0; i < snapshot->processes; i++)
    if (snapshot->process[i].rank == thread->rank) {
      g_autofree char *text = g_strdup_printf ("rank %d, pid %d on %s", thread->rank, snapshot->process[i].pid, snapshot->process[i].host ? snapshot->process[i].host : "this host");
      object_facts_add (facts, "Process", text, link);
    }
  object_facts_add (facts, "Thread id", tid, NULL);
}

static void
add_state (GArray *facts, const struct snapshot *snapshot, const struct snapshot_thread *thread)
{
  char since[24];
  format_duration (snapshot->t > thread->since_ns ? snapshot->t - thread->since_ns : 0, since, sizeof since);
  g_autofree char *text = g_strdup_printf ("%s, for %s", thread_state_name (thread->state), since), *steps = g_strdup_printf ("%" G_GUINT64_FORMAT, thread->steps);
  object_facts_add (facts, "State", text, NULL);
  if (thread->region)
    object_facts_add (facts, "Region", thread->region, NULL);
  object_facts_add (facts, "Steps", steps, NULL);
}

/* "PU 3", with the way there. */
static void
add_pu (GArray *facts, const struct machine *machine, const char *name, int os, const char *after)
{
  int index = machine && os >= 0 ? machine_pu_by_os (machine, os) : -1;
  g_autofree char *text = index >= 0 ? g_strdup_printf ("PU %d%s", machine->objects[index].logical, after) : g_strdup_printf ("PU P#%d%s", os, after);
  if (os >= 0)
    object_facts_add (facts, name, text, index >= 0 ? machine->objects[index].id : NULL);
}

static bool
may_use (const struct snapshot_thread *thread, int os)
{
  return os >= 0 && os < (int) SEGMENT_MAX_PUS && thread->binding[os / 64] >> (os % 64) & 1;
}

static void
add_binding (GArray *facts, const struct machine *machine, const struct snapshot_thread *thread)
{
  g_autoptr (GString) list = g_string_new (NULL);
  int allowed = 0;
  if (!thread->binding || !machine)
    return;
  for (int i = 0; i < machine->pu_count; i++)
    if (may_use (thread, machine->objects[machine->pu[i]].os) && allowed++ < 16)
      g_string_append_printf (list, "%s%d", list->len ? ", " : "PU ", i);
  if (allowed > 16)
    g_string_append_printf (list, " … (%d PUs)", allowed);
  object_facts_add (facts, thread->bound ? "Bound to" : "May use", list->str, NULL);
  if (thread->binding_refused)
    object_facts_add (facts, "Binding", "the kernel gave other PUs than asked for", NULL);
  if (thread->misplaced)
    object_facts_add (facts, "Placement", "was seen on a PU that was not asked for", NULL);
}

GArray *
thread_facts (const struct snapshot *snapshot, const struct machine *machine, const char *id)
{
  const struct snapshot_thread *thread = find (snapshot, id);
  if (!thread)
    return NULL;
  GArray *facts = object_facts_new ();
  object_facts_add (facts, "Type", "Thread", NULL);
  add_process (facts, snapshot, thread);
  add_state (facts, snapshot, thread);
  add_pu (facts, machine, thread->on_cpu ? "On" : "Last on", thread->pu, thread->pu_source == SOURCE_SAMPLED ? " (sampled)" : "");
  if (thread->previous_pu >= 0)
    add_pu (facts, machine, "Moved from", thread->previous_pu, "");
  add_binding (facts, machine, thread);
  return facts;
}
