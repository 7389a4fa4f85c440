/* Values of a JSON object that may be anything: a missing or wrong one gives the default. */
#pragma once

#include <json-glib/json-glib.h>

gint64 json_read_int (JsonObject *object, const char *name, gint64 fallback);
double json_read_double (JsonObject *object, const char *name, double fallback);
gboolean json_read_bool (JsonObject *object, const char *name);
const char *json_read_string (JsonObject *object, const char *name); /* NULL where there is none; borrowed */
JsonArray *json_read_array (JsonObject *object, const char *name);   /* borrowed */
JsonObject *json_read_object (JsonObject *object, const char *name); /* borrowed */
JsonObject *json_read_element (JsonArray *array, guint index);       /* NULL where it is no object; borrowed */
const char *json_read_text (JsonArray *array, guint index);          /* NULL where it is none; borrowed */
gint64 json_read_number (JsonArray *array, guint index, gint64 fallback);
/* The root object of TEXT; NULL where it is no JSON object or is nested too deep for the parser. The caller unrefs. */
JsonObject *json_read_root (const char *text, gsize length);
