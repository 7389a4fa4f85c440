/* A process and all that it started, and what those started. */
#pragma once

#include <glib.h>

/* Sends SIGNAL to the processes whose PIDs are in ROOTS (int) and to all that come from them. Each gets it before those that it
 * started are looked for: what is stopped starts no more. */
void family_signal (const GArray *roots, int signal);
