/* The folder of a run: $XDG_RUNTIME_DIR/strandscope.PID/run-N/ (else below /dev/shm), 0700, memory-backed. The process holds a
 * lock on strandscope.PID as long as one of its runs lives there; where a namesake from another PID namespace does already, it is
 * called strandscope.PID.1. */
#pragma once

#include <gio/gio.h>
#include <stddef.h>

#define FILES_JOURNAL "journal" /* in a run's folder: a link to its journal (engine/trace/journal.h) */

/* Clears what nobody holds any more (once a process), then makes a folder with BYTES free. The caller frees the path. NULL with a
 * sentence. */
char *files_create (size_t bytes, GError **error);
/* Removes the folder and all in it, and the process's own folder with the last one. Any thread. */
void files_remove (const char *folder);
