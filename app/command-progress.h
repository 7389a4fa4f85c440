/* A command that takes its time: a line that is written over says how far it is, where somebody looks, and Ctrl+C gives it up. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

struct command_progress { const char *doing; GCancellable *cancellable; int percent; bool shown; };

/* From now on the first SIGINT or SIGTERM is kept for command_progress_tell; a second one ends the program at once. DOING: "exporting", static. */
void command_progress_begin (struct command_progress *progress, const char *doing);
/* SHARE 0..1 of the work is done; PROGRESS is a struct command_progress. Cancels its cancellable once a signal has come. */
void command_progress_tell (double share, void *progress);
/* DONE false: the line stays, and what is said next has its own. */
void command_progress_end (struct command_progress *progress, bool done);
