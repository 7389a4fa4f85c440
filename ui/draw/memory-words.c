#include "ui/draw/memory-words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/record/segment.h"
#include "ui/draw/program.h"

#define NODES_NAMED 4
#define LONG_NUMBER UINT64_C (1000000000000000) /* what is longer is shown as bits */

void
memory_value (const struct snapshot_object *object, char *out, size_t room)
{
  double number;
  out[0] = '\0';
  memcpy (&number, &object->value, sizeof number);
  if (object->has_value && object->sample == SAMPLE_FLOAT)
    snprintf (out, room, "%.6g", number);
  else if (object->has_value)
    snprintf (out, room, object->value < LONG_NUMBER ? "%" PRIu64 : "0x%" PRIx64, object->value);
}

void
memory_nodes (const struct space_nodes *nodes, char *out, size_t room)
{
  int used = 0;
  out[0] = '\0';
  for (int i = 0; i < nodes->count && i < NODES_NAMED && used < (int) room; i++) {
    const char *between = i == 0 ? "NUMA " : i == nodes->count - 1 ? " and " : ", ";
    used += snprintf (out + used, room - used, "%s%d", between, nodes->node[i].id);
  }
  if ((nodes->count > NODES_NAMED || nodes->on_others) && used < (int) room)
    snprintf (out + used, room - used, ", …");
}

void
memory_nodes_sentence (const struct space *space, const struct space_nodes *nodes, int numa_nodes, char *out, size_t room)
{
  int used = 0;
  if (!space || !space->nodes_known) {
    snprintf (out, room, space ? "not told by the kernel" : "not looked at yet");
    return;
  }
  if (space_only_node (nodes) >= 0) {
    snprintf (out, room, numa_nodes == 1 ? "all on node %d, the only one of this machine" : "all on node %d", space_only_node (nodes));
    return;
  }
  snprintf (out, room, "no page of it is resident");
  for (int i = 0; i < nodes->count && used < (int) room; i++) {
    char size[16];
    format_bytes (nodes->node[i].bytes, size, sizeof size);
    used += snprintf (out + used, room - used, "%snode %d: %s", i ? ", " : "", nodes->node[i].id, size);
  }
}

void
memory_mapping (const struct snapshot_process *process, const struct snapshot_object *object, char *out, size_t room)
{
  if (!object->place || object->place->sharing == SPACE_UNKNOWN)
    snprintf (out, room, "not looked at yet");
  else if (object->place->sharing == SPACE_PRIVATE)
    snprintf (out, room, process->threads > 1 ? "private to rank %d, shared by its %d threads" : "private to rank %d", process->rank, process->threads);
  else
    snprintf (out, room, "shared: one memory, seen in %d processes", object->mapped_by);
}

void
memory_writer (const struct snapshot *snapshot, const struct snapshot_object *object, char *out, size_t room)
{
  char ago[24];
  out[0] = '\0';
  if (object->writer < 0)
    return;
  const struct snapshot_thread *thread = &snapshot->thread[object->writer];
  format_duration (snapshot->t > object->written_ns ? snapshot->t - object->written_ns : 0, ago, sizeof ago);
  snprintf (out, room, "%d.%d, %s ago", thread->rank, thread->thread, ago);
}

const char *
memory_twin (enum twin twin)
{
  static const char *const words[] = { [TWIN_NONE] = "", [TWIN_UNKNOWN] = "same address", [TWIN_OTHER] = "same address, different memory",
                                       [TWIN_SAME] = "same address, same memory" };
  return words[twin];
}
