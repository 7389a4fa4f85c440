#include "engine/trace/json-write.h"

#include "engine/trace/json.h"

#include <math.h>

char *
bitmap_list (const uint64_t *bitmap)
{
  GString *list = g_string_new (NULL);
  int first = -1;

  for (int pu = 0; pu <= (int) SEGMENT_MAX_PUS; pu++) {
    bool in = pu < (int) SEGMENT_MAX_PUS && (bitmap[pu / 64] >> (pu % 64) & 1);
    if (in && first < 0)
      first = pu;
    if (in || first < 0)
      continue;
    g_string_append_printf (list, "%s%d", list->len ? "," : "", first);
    if (pu - 1 > first)
      g_string_append_printf (list, "-%d", pu - 1);
    first = -1;
  }
  return g_string_free (list, FALSE);
}

void
json_put_string (JsonBuilder *json, const char *name, const char *value)
{
  json_builder_set_member_name (json, name);
  if (value)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
json_put_int (JsonBuilder *json, const char *name, gint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

void
json_put_double (JsonBuilder *json, const char *name, double value)
{
  json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
json_put_bool (JsonBuilder *json, const char *name, bool value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, value);
}

void
json_put_bitmap (JsonBuilder *json, const char *name, const uint64_t *bitmap)
{
  g_autofree char *list = bitmap ? bitmap_list (bitmap) : NULL;

  json_put_string (json, name, list);
}

void
json_put_strings (JsonBuilder *json, const char *name, char **strings)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (int i = 0; strings && strings[i]; i++)
    json_builder_add_string_value (json, strings[i]);
  json_builder_end_array (json);
}
