/* What is known of the run's memory, as members of the JSON object that is being written. */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/trace/snapshot.h"

/* Of RANK: "numa" (bytes by node), "objects", "stacks", "mappings" (by kind). */
void json_put_memory (JsonBuilder *json, const struct snapshot *memory, int rank);
/* "same_addresses": addresses at which several processes have an object. */
void json_put_same_addresses (JsonBuilder *json, const struct snapshot *memory);
