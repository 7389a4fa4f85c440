#include "app/topology-json.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "engine/machine/relations.h"

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_index (JsonBuilder *builder, const char *name, int value)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_stands (JsonBuilder *builder, const struct scene *scene, const struct scene_object *object)
{
  if (object->stands == 0)
    return;
  json_builder_set_member_name (builder, "stands_for");
  json_builder_begin_array (builder);
  for (int i = 0; i < object->stands; i++)
    json_builder_add_string_value (builder, scene_text_at (scene, scene->stands[object->first_stands + i]));
  json_builder_end_array (builder);
}

static void
add_attributes (JsonBuilder *builder, char **attributes)
{
  json_builder_set_member_name (builder, "attributes");
  json_builder_begin_object (builder);
  for (; *attributes != NULL; attributes += 2)
    add_string (builder, attributes[0], attributes[1]);
  json_builder_end_object (builder);
}

/* What the machine knows of it; FOUND: index + 1, 0 = no object of the machine. */
static void
add_known (JsonBuilder *builder, const struct machine *machine, int found)
{
  static const char *const tiers[] = { NULL, "DRAM", "HBM", "CXL", "NVM", "GPU" };
  const struct machine_object *it = found > 0 ? &machine->objects[found - 1] : NULL;
  if (it == NULL)
    return;
  if (it->cpu_kind >= 0)
    add_index (builder, "cpu_kind", it->cpu_kind);
  if (it->tier != MACHINE_TIER_UNKNOWN)
    add_string (builder, "tier", tiers[it->tier]);
  if (it->type == MACHINE_PU || it->type == MACHINE_NUMA) {
    json_builder_set_member_name (builder, "allowed");
    json_builder_add_boolean_value (builder, it->allowed);
  }
  if (it->type == MACHINE_PU && machine->this_machine) {
    json_builder_set_member_name (builder, "bound");
    json_builder_add_boolean_value (builder, it->bound);
  }
  if (it->attributes[0] != NULL)
    add_attributes (builder, it->attributes);
}

static void
add_object (JsonBuilder *builder, const struct scene *scene, const struct scene_object *object, const struct machine *machine, int found)
{
  json_builder_begin_object (builder);
  add_string (builder, "id", object->id);
  add_string (builder, "type", object->type);
  add_index (builder, "logical", object->logical);
  add_index (builder, "os", object->os);
  add_string (builder, "parent", object->parent >= 0 ? scene->objects[object->parent].id : NULL);
  json_builder_set_member_name (builder, "rect");
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, object->rect.x);
  json_builder_add_double_value (builder, object->rect.y);
  json_builder_add_double_value (builder, object->rect.w);
  json_builder_add_double_value (builder, object->rect.h);
  json_builder_end_array (builder);
  add_string (builder, "label", scene_text_at (scene, object->label));
  add_string (builder, "title", scene_text_at (scene, object->title));
  if (object->state >= 0)
    add_string (builder, "state", scene_text_at (scene, object->state));
  add_stands (builder, scene, object);
  add_known (builder, machine, found);
  json_builder_end_object (builder);
}

static const char *
unit_of (enum machine_measure measure)
{
  static const char *const units[] = { "ns", "MiB/s", "MB/s", "hops", NULL };
  return units[measure];
}

static void
add_matrix (JsonBuilder *builder, const struct machine *machine, const struct machine_matrix *matrix)
{
  json_builder_begin_object (builder);
  add_string (builder, "name", matrix->name);
  add_string (builder, "unit", matrix->measure == MACHINE_LATENCY ? NULL : unit_of (matrix->measure)); /* between nodes: relative, 10 = local */
  json_builder_set_member_name (builder, "objects");
  json_builder_begin_array (builder);
  for (int i = 0; i < matrix->n; i++)
    json_builder_add_string_value (builder, machine->objects[matrix->objects[i]].id);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (int i = 0; i < matrix->n * matrix->n; i++)
    json_builder_add_int_value (builder, (gint64) matrix->values[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_memory_value (JsonBuilder *builder, const struct machine *machine, const struct machine_memory_value *value)
{
  json_builder_begin_object (builder);
  add_string (builder, "name", value->name);
  add_string (builder, "unit", unit_of (value->measure));
  add_string (builder, "node", machine->objects[value->node].id);
  add_string (builder, "initiator", value->initiator >= 0 ? machine->objects[value->initiator].id : NULL);
  add_string (builder, "from", value->from);
  json_builder_set_member_name (builder, "value");
  json_builder_add_int_value (builder, (gint64) value->value);
  json_builder_end_object (builder);
}

static void
add_relations (JsonBuilder *builder, const struct machine *machine)
{
  const struct machine_relations *relations = machine_relations (machine);
  json_builder_set_member_name (builder, "distances");
  json_builder_begin_array (builder);
  for (int i = 0; i < relations->matrices; i++)
    add_matrix (builder, machine, &relations->matrix[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "memattrs");
  json_builder_begin_array (builder);
  for (int i = 0; i < relations->values; i++)
    add_memory_value (builder, machine, &relations->value[i]);
  json_builder_end_array (builder);
}

static GHashTable *
indexes_of (const struct machine *machine)
{
  GHashTable *indexes = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < machine->count; i++)
    g_hash_table_insert (indexes, machine->objects[i].id, GINT_TO_POINTER (i + 1));
  return indexes;
}

static void
add_strings (JsonBuilder *builder, const char *name, char **strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (; *strings != NULL; strings++)
    json_builder_add_string_value (builder, *strings);
  json_builder_end_array (builder);
}

void
topology_json_print (const struct scene *scene, const struct machine *machine)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *summary = machine_summary (machine);
  g_autoptr (GHashTable) indexes = indexes_of (machine);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "size");
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, scene->width);
  json_builder_add_double_value (builder, scene->height);
  json_builder_end_array (builder);
  add_string (builder, "machine", machine->name);
  add_string (builder, "source", machine->source);
  add_string (builder, "summary", summary);
  add_strings (builder, "notes", machine->notes);
  json_builder_set_member_name (builder, "objects");
  json_builder_begin_array (builder);
  for (int i = 0; i < scene->object_count; i++)
    add_object (builder, scene, &scene->objects[i], machine, GPOINTER_TO_INT (g_hash_table_lookup (indexes, scene->objects[i].id)));
  json_builder_end_array (builder);
  add_relations (builder, machine);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);
  puts (text);
}
