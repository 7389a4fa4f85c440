/* The processes' memory in text: each process, its named objects, where its pages lie, and what lies at one address. */
#include "app/report.h"

#include "ui/draw/memory-words.h"
#include "ui/draw/program.h"

#define OBJECTS_LISTED 24

static void
print_process (const struct summary_process *process, const struct snapshot *memory)
{
  const struct space *space = memory->process[process->rank].space;
  char size[16], nodes[160] = "";
  format_bytes (process->pss_bytes, size, sizeof size);
  if (space && memory->numa_nodes != 1) /* one node is said once, for all */
    memory_nodes_sentence (space, &space->whole.nodes, memory->numa_nodes, nodes, sizeof nodes);
  g_print ("rank %d: ", process->rank);
  if (process->pid > 0)
    g_print ("pid %d, ", process->pid);
  g_print ("memory (PSS) %s%s%s%s%s\n", process->pss_bytes ? size : "not known", nodes[0] ? "; NUMA: " : "", nodes,
           process->fate ? ", " : "", process->fate ? process->fate : "");
}

static void
print_object (const struct snapshot *memory, const struct snapshot_process *process, const struct snapshot_object *object)
{
  char size[16], pss[16], mapping[96], value[64], writer[64], nodes[48] = "";
  format_bytes (object->bytes, size, sizeof size);
  format_bytes (object->place ? object->place->pss : 0, pss, sizeof pss);
  memory_mapping (process, object, mapping, sizeof mapping);
  memory_value (object, value, sizeof value);
  memory_writer (memory, object, writer, sizeof writer);
  if (object->place)
    memory_nodes (&object->place->nodes, nodes, sizeof nodes);
  g_print ("  %s of rank %d: 0x%" G_GINT64_MODIFIER "x, %s, %s", object->name, process->rank, object->address, size, mapping);
  if (object->place && object->place->measured)
    g_print (", PSS %s", pss);
  g_print ("%s%s%s%s", nodes[0] ? ", " : "", nodes, value[0] ? ", holds " : "", value);
  if (writer[0])
    g_print (", last written by %d.%d", memory->thread[object->writer].rank, memory->thread[object->writer].thread);
  if (object->overwrote)
    g_print (", %" G_GUINT64_FORMAT " updates of others were seen to be overwritten", object->overwrote);
  g_print ("\n");
}

static void
print_objects (const struct snapshot *memory)
{
  int objects = 0;
  for (int i = 0; i < memory->processes; i++)
    for (int k = 0; k < memory->process[i].objects; k++)
      if (objects++ < OBJECTS_LISTED)
        print_object (memory, &memory->process[i], &memory->process[i].object[k]);
  if (objects > OBJECTS_LISTED)
    g_print ("  %d more objects: --json has them all\n", objects - OBJECTS_LISTED);
}

/* The first address that shows it, those with other contents before the rest. */
static void
print_twins (const struct snapshot *memory)
{
  const struct snapshot_object *found = NULL;
  for (int i = 0; i < memory->processes; i++)
    for (int k = 0; k < memory->process[i].objects; k++) {
      const struct snapshot_object *object = &memory->process[i].object[k];
      if (object->twins > 0 && (!found || (object->twin_differs && !found->twin_differs)))
        found = object;
    }
  if (found)
    g_print ("0x%" G_GINT64_MODIFIER "x in %d processes: %s%s\n", found->address, found->twins + 1, memory_twin (found->twin),
             found->twin == TWIN_OTHER && found->twin_differs ? ", other contents" : "");
}

void
report_print_memory (const struct summary *summary)
{
  const struct snapshot *memory = summary->memory;
  for (int i = 0; i < summary->processes; i++)
    print_process (&summary->process[i], memory);
  print_objects (memory);
  print_twins (memory);
  if (memory->numa_nodes == 1)
    g_print ("NUMA: this machine has one node, on which all memory lies\n");
}
