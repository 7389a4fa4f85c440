/* Binds threads to PUs by hwloc. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "engine/record/segment.h"

struct binder;

/* Plans where the threads of RANK go (placement.h). The machine is read from the XML file that the environment's
 * STRANDSCOPE_MACHINE names, else looked at anew; with BIND "none" it is not looked at and the result is NULL
 * without an error. NULL with one sentence in ERROR (ROOM bytes, "" = none) otherwise. */
struct binder *binder_create (const char *bind, int rank, int ranks, int threads, char *error, size_t room);
void binder_destroy (struct binder *binder); /* accepts NULL */

/* Binds the calling thread, and says in SLOT (may be NULL) what was asked for, what the kernel allows now, and the error.
 * BINDER NULL: only says what the kernel allows. */
void binder_bind_thread (const struct binder *binder, int thread, struct thread_slot *slot);
