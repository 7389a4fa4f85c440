#include "engine/trace/json-memory.h"

#include <string.h>

#include "engine/record/segment.h"
#include "engine/trace/json-write.h"

static void
put_address (JsonBuilder *json, uint64_t address)
{
  char text[24];

  g_snprintf (text, sizeof text, "0x%" G_GINT64_MODIFIER "x", address);
  json_put_string (json, "address", text);
}

/* {"0": bytes} */
static void
put_nodes (JsonBuilder *json, const struct space_nodes *nodes)
{
  json_builder_set_member_name (json, "numa");
  json_builder_begin_object (json);
  for (int i = 0; nodes && i < nodes->count; i++) {
    char name[16];
    g_snprintf (name, sizeof name, "%d", nodes->node[i].id);
    json_put_int (json, name, (gint64) nodes->node[i].bytes);
  }
  if (nodes && nodes->on_others)
    json_put_int (json, "others", (gint64) nodes->on_others);
  json_builder_end_object (json);
}

static void
put_figures (JsonBuilder *json, const struct space_part *part)
{
  bool measured = part && part->measured;

  json_builder_set_member_name (json, "rss_bytes");
  measured ? json_builder_add_int_value (json, (gint64) part->rss) : json_builder_add_null_value (json);
  json_builder_set_member_name (json, "pss_bytes");
  measured ? json_builder_add_int_value (json, (gint64) part->pss) : json_builder_add_null_value (json);
  put_nodes (json, part ? &part->nodes : NULL);
}

static const char *
sharing_word (const struct snapshot_object *object)
{
  static const char *const word[] = { [SPACE_UNKNOWN] = "not known", [SPACE_PRIVATE] = "private", [SPACE_MAPPED_SHARED] = "shared" };

  return word[object->place ? object->place->sharing : SPACE_UNKNOWN];
}

static void
put_value (JsonBuilder *json, const struct snapshot_object *object)
{
  double number;

  memcpy (&number, &object->value, sizeof number);
  if (object->has_value && object->sample == SAMPLE_FLOAT) {
    json_put_double (json, "value", number);
    return;
  }
  json_builder_set_member_name (json, "value");
  if (object->has_value && object->value > G_MAXINT64) /* beyond JSON's whole numbers as they are written here */
    json_builder_add_double_value (json, (double) object->value);
  else if (object->has_value)
    json_builder_add_int_value (json, (gint64) object->value);
  else
    json_builder_add_null_value (json);
}

static void
put_writer (JsonBuilder *json, const struct snapshot *memory, const struct snapshot_object *object)
{
  char id[32] = "";

  if (object->writer >= 0)
    g_snprintf (id, sizeof id, "%d.%d", memory->thread[object->writer].rank, memory->thread[object->writer].thread);
  json_put_string (json, "last_writer", object->writer >= 0 ? id : NULL);
  json_builder_set_member_name (json, "last_written_s");
  if (object->writer >= 0)
    json_builder_add_double_value (json, (double) (object->written_ns - MIN (object->written_ns, memory->begin)) / 1e9);
  else
    json_builder_add_null_value (json);
  json_put_int (json, "overwritten", (gint64) object->overwrote);
}

static void
put_objects (JsonBuilder *json, const struct snapshot *memory, const struct snapshot_process *process)
{
  json_builder_set_member_name (json, "objects");
  json_builder_begin_array (json);
  for (int i = 0; i < process->objects; i++) {
    const struct snapshot_object *object = &process->object[i];
    json_builder_begin_object (json);
    json_put_string (json, "name", object->name);
    put_address (json, object->address);
    json_put_int (json, "bytes", (gint64) object->bytes);
    json_put_string (json, "mapping", sharing_word (object));
    json_put_int (json, "mapped_by", object->mapped_by);
    put_figures (json, object->place);
    put_value (json, object);
    put_writer (json, memory, object);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
put_stacks (JsonBuilder *json, const struct snapshot_process *process)
{
  json_builder_set_member_name (json, "stacks");
  json_builder_begin_array (json);
  for (int i = 0; process->space && i < process->space->stacks; i++) {
    const struct space_part *stack = space_stack (process->space, i);
    char id[32];
    if (!stack->address)
      continue;
    g_snprintf (id, sizeof id, "%d.%d", process->rank, i);
    json_builder_begin_object (json);
    json_put_string (json, "thread", id);
    put_address (json, stack->address);
    json_put_int (json, "bytes", (gint64) stack->bytes);
    put_figures (json, stack);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
put_kinds (JsonBuilder *json, const struct space *space)
{
  json_builder_set_member_name (json, "mappings");
  json_builder_begin_object (json);
  for (int kind = 0; space && kind < SPACE_KINDS; kind++) {
    json_builder_set_member_name (json, space_kind_name (kind));
    json_builder_begin_object (json);
    json_put_int (json, "bytes", (gint64) space->kind[kind].bytes);
    put_figures (json, &space->kind[kind]);
    json_builder_end_object (json);
  }
  json_builder_end_object (json);
}

void
json_put_memory (JsonBuilder *json, const struct snapshot *memory, int rank)
{
  const struct snapshot_process *process = &memory->process[rank];

  put_nodes (json, process->space ? &process->space->whole.nodes : NULL);
  put_objects (json, memory, process);
  put_stacks (json, process);
  put_kinds (json, process->space);
}

/* The first process of those that share an address tells of all. */
static bool
is_first (const struct snapshot_process *process, const struct snapshot_object *object)
{
  return object->twins > 0 && object->twin_rank > process->rank;
}

static void
put_sides (JsonBuilder *json, const struct snapshot *memory, uint64_t address)
{
  json_builder_set_member_name (json, "ranks");
  json_builder_begin_array (json);
  for (int i = 0; i < memory->processes; i++)
    for (int k = 0; k < memory->process[i].objects; k++) {
      const struct snapshot_object *object = &memory->process[i].object[k];
      if (object->address != address)
        continue;
      json_builder_begin_object (json);
      json_put_int (json, "rank", memory->process[i].rank);
      json_put_string (json, "object", object->name);
      put_value (json, object);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

void
json_put_same_addresses (JsonBuilder *json, const struct snapshot *memory)
{
  static const char *const word[] = { [TWIN_UNKNOWN] = "not known", [TWIN_OTHER] = "different", [TWIN_SAME] = "the same" };

  json_builder_set_member_name (json, "same_addresses");
  json_builder_begin_array (json);
  for (int i = 0; i < memory->processes; i++)
    for (int k = 0; k < memory->process[i].objects; k++) {
      const struct snapshot_object *object = &memory->process[i].object[k];
      if (!is_first (&memory->process[i], object))
        continue;
      json_builder_begin_object (json);
      put_address (json, object->address);
      json_put_string (json, "memory", word[object->twin]);
      json_put_bool (json, "contents_differ", object->twin_differs);
      put_sides (json, memory, object->address);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}
