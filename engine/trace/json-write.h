/* One member of an object a call. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

void json_put_string (JsonBuilder *json, const char *name, const char *value); /* NULL: null */
void json_put_int (JsonBuilder *json, const char *name, gint64 value);
void json_put_double (JsonBuilder *json, const char *name, double value);      /* not finite: null */
void json_put_bool (JsonBuilder *json, const char *name, bool value);
void json_put_bitmap (JsonBuilder *json, const char *name, const uint64_t *bitmap); /* "0,2-3"; NULL: null */
void json_put_strings (JsonBuilder *json, const char *name, char **strings);
char *bitmap_list (const uint64_t *bitmap); /* "0,2-3"; the caller frees */
