/* The part of a run's JSON that is about waiting for each other. */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/trace/summary.h"

/* Members "locks", "lock_costs" and "barriers" of the object that is being written. */
void json_put_locks (JsonBuilder *json, const struct summary *summary);
