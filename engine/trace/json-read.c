#include "engine/trace/json-read.h"

#define DEEPEST 64

static gboolean
is_value (JsonNode *node, GType type)
{
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gint64
node_int (JsonNode *node, gint64 fallback)
{
  return is_value (node, G_TYPE_INT64) ? json_node_get_int (node) : fallback;
}

gint64
json_read_int (JsonObject *object, const char *name, gint64 fallback)
{
  return node_int (json_object_get_member (object, name), fallback);
}

double
json_read_double (JsonObject *object, const char *name, double fallback)
{
  JsonNode *node = json_object_get_member (object, name);

  return is_value (node, G_TYPE_DOUBLE) || is_value (node, G_TYPE_INT64) ? json_node_get_double (node) : fallback;
}

gboolean
json_read_bool (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return is_value (node, G_TYPE_BOOLEAN) && json_node_get_boolean (node);
}

const char *
json_read_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return is_value (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

JsonArray *
json_read_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
json_read_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonNode *
element (JsonArray *array, guint index)
{
  return array && index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
}

JsonObject *
json_read_element (JsonArray *array, guint index)
{
  JsonNode *node = element (array, index);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
json_read_text (JsonArray *array, guint index)
{
  JsonNode *node = element (array, index);

  return is_value (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

gint64
json_read_number (JsonArray *array, guint index, gint64 fallback)
{
  return node_int (element (array, index), fallback);
}

/* The parser calls itself for each level: a hostile file would run it out of stack. */
static gboolean
too_deep (const char *text, gsize length)
{
  gboolean quoted = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++) {
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '[' || text[i] == '{') && ++depth > DEEPEST)
      return TRUE;
    else if (!quoted && (text[i] == ']' || text[i] == '}'))
      depth--;
  }
  return FALSE;
}

JsonObject *
json_read_root (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (too_deep (text, length) || !g_utf8_validate (text, length, NULL) ||
      !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  JsonNode *root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}
