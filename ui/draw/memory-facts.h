/* A process's address space, or one object in it, as rows for the object's table. */
#pragma once

#include "ui/draw/object-facts.h"

#include "engine/trace/snapshot.h"

/* ID: "rank:1" or "object:1.grid". NULL where the snapshot has no such process or object. The caller unrefs. */
GArray *memory_facts (const struct snapshot *snapshot, const char *id);
