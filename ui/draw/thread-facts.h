/* What is known of a thread of the run at a moment, as rows for the object's table. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/snapshot.h"
#include "ui/draw/object-facts.h"

/* ID: "thread:1.3". NULL where the snapshot has no such thread. MACHINE may be NULL. The caller unrefs. */
GArray *thread_facts (const struct snapshot *snapshot, const struct machine *machine, const char *id);
