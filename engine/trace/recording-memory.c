/* Contents of objects and looks at address spaces in run.json. */
#include "engine/trace/recording-private.h"

static void
put_nodes (JsonBuilder *json, const struct space_nodes *nodes)
{
  json_builder_set_member_name (json, "nodes");
  json_builder_begin_array (json);
  for (int i = 0; i < nodes->count; i++) {
    json_builder_add_int_value (json, nodes->node[i].id);
    json_builder_add_int_value (json, (gint64) nodes->node[i].bytes);
  }
  json_builder_end_array (json);
}

static void
put_part (JsonBuilder *json, const struct space_part *part)
{
  json_builder_begin_object (json);
  json_put_int (json, "address", (gint64) part->address);
  json_put_int (json, "bytes", (gint64) part->bytes);
  json_put_bool (json, "measured", part->measured);
  json_put_int (json, "rss", (gint64) part->rss);
  json_put_int (json, "pss", (gint64) part->pss);
  json_put_int (json, "sharing", part->sharing);
  json_put_int (json, "device", (gint64) part->device);
  json_put_int (json, "inode", (gint64) part->inode);
  json_put_int (json, "at", (gint64) part->at);
  json_put_int (json, "on_others", (gint64) part->nodes.on_others);
  put_nodes (json, &part->nodes);
  json_builder_end_object (json);
}

static void
put_space (JsonBuilder *json, const struct space *space)
{
  json_builder_begin_object (json);
  json_put_int (json, "time", (gint64) space->time);
  json_put_bool (json, "nodes_known", space->nodes_known);
  json_put_int (json, "objects", space->objects);
  json_put_int (json, "stacks", space->stacks);
  json_builder_set_member_name (json, "parts");
  json_builder_begin_array (json);
  put_part (json, &space->whole);
  for (int i = 0; i < SPACE_KINDS; i++)
    put_part (json, &space->kind[i]);
  for (int i = 0; i < space->objects + space->stacks; i++)
    put_part (json, &space->part[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

/* Pairs of time and bits. */
static void
put_values (JsonBuilder *json, const struct contents *contents)
{
  json_builder_begin_array (json);
  for (guint i = 0; contents->value && i < contents->value->len; i++) {
    const struct value_sample *sample = &g_array_index (contents->value, struct value_sample, i);
    json_builder_add_int_value (json, (gint64) sample->at);
    json_builder_add_int_value (json, (gint64) sample->bits);
  }
  if (contents->last.at) {
    json_builder_add_int_value (json, (gint64) contents->last.at);
    json_builder_add_int_value (json, (gint64) contents->last.bits);
  }
  json_builder_end_array (json);
}

void
recording_put_memory (JsonBuilder *json, const struct process *process)
{
  json_builder_set_member_name (json, "contents");
  json_builder_begin_array (json);
  for (guint i = 0; i < MIN (process->object->len, SEGMENT_MAX_OBJECTS); i++)
    put_values (json, &process->contents[i]);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "spaces");
  json_builder_begin_array (json);
  for (guint i = 0; i < process->space->len; i++)
    put_space (json, g_ptr_array_index (process->space, i));
  json_builder_end_array (json);
}

static gint64
number_at (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

static void
read_part (JsonObject *read, struct space_part *part)
{
  JsonArray *nodes = json_read_array (read, "nodes");

  part->address = (uint64_t) json_read_int (read, "address", 0);
  part->bytes = (uint64_t) json_read_int (read, "bytes", 0);
  part->measured = json_read_bool (read, "measured");
  part->rss = (uint64_t) json_read_int (read, "rss", 0);
  part->pss = (uint64_t) json_read_int (read, "pss", 0);
  part->sharing = CLAMP (json_read_int (read, "sharing", 0), SPACE_UNKNOWN, SPACE_MAPPED_SHARED);
  part->device = (uint64_t) json_read_int (read, "device", 0);
  part->inode = (uint64_t) json_read_int (read, "inode", 0);
  part->at = (uint64_t) json_read_int (read, "at", 0);
  part->nodes.on_others = (uint64_t) json_read_int (read, "on_others", 0);
  for (guint i = 0; nodes && i + 1 < json_array_get_length (nodes); i += 2)
    space_nodes_add (&part->nodes, (int) number_at (nodes, i), (uint64_t) number_at (nodes, i + 1));
}

static struct space_part *
part_of (struct space *space, int i)
{
  return i == 0 ? &space->whole : i <= SPACE_KINDS ? &space->kind[i - 1] : &space->part[i - 1 - SPACE_KINDS];
}

static void
read_space (struct trace *trace, int rank, JsonObject *read)
{
  JsonArray *parts = json_read_array (read, "parts");
  int objects = CLAMP (json_read_int (read, "objects", 0), 0, SEGMENT_MAX_OBJECTS);
  int stacks = CLAMP (json_read_int (read, "stacks", 0), 0, trace->threads);
  struct space *space = space_new (objects, stacks);

  space->time = (uint64_t) json_read_int (read, "time", 0);
  space->nodes_known = json_read_bool (read, "nodes_known");
  for (int i = 0; parts && i < 1 + SPACE_KINDS + objects + stacks; i++)
    if (i < (int) json_array_get_length (parts) && json_read_element (parts, (guint) i))
      read_part (json_read_element (parts, (guint) i), part_of (space, i));
  trace_writer_space (trace, rank, space);
}

static void
read_values (struct trace *trace, int rank, unsigned id, JsonNode *node)
{
  JsonArray *values = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; values && i + 1 < json_array_get_length (values); i += 2)
    trace_writer_value (trace, rank, id, (uint64_t) number_at (values, i), (uint64_t) number_at (values, i + 1));
}

void
recording_read_memory (struct trace *trace, int rank, JsonObject *object)
{
  JsonArray *contents = json_read_array (object, "contents"), *spaces = json_read_array (object, "spaces");

  for (guint i = 0; contents && i < json_array_get_length (contents); i++)
    read_values (trace, rank, i, json_array_get_element (contents, i));
  for (guint i = 0; spaces && i < json_array_get_length (spaces); i++)
    if (json_read_element (spaces, i))
      read_space (trace, rank, json_read_element (spaces, i));
}
