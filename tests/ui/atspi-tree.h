/* The tree of accessibles as the window has it now, asked for level by level with many questions under way: the program answers between two
 * frames, so that asking one at a time would take as many frames as there are questions. */
#pragma once

#include <gio/gio.h>

struct accessible { char *bus_name, *path, *name; int role; GPtrArray *children; /* of struct accessible, owned */ };

/* The accessible at that bus name and path and what is below it, LEVELS deep at most. Nothing is kept from one call to the next, so no answer is ever stale.
 * The caller frees it with accessible_free. */
struct accessible *accessible_fetch (GDBusConnection *bus, const char *bus_name, const char *path, int levels);
void accessible_free (struct accessible *accessible);
