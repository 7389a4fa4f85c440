/* Runs that nobody saved yet: each has a folder with its journal (engine/trace/journal.h) below the user's state folder,
 * $XDG_STATE_HOME/strandscope/unsaved/. It goes with the run; what a killed program leaves stays until it is opened or 30 days old. */
#pragma once

#include <glib.h>

char *unsaved_new (void);   /* a path that does not exist yet; the caller frees */
char **unsaved_list (void); /* what was left, the newest first; NULL-terminated, the caller frees */
void unsaved_remove (const char *folder);
