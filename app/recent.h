/* Machines and recordings that were opened lately, kept by the desktop (GtkRecentManager). */
#pragma once

#include <gtk/gtk.h>

enum recent { RECENT_MACHINE, RECENT_RECORDING };

void recent_add (const char *path, enum recent kind);
/* Their URIs, the last first, those that are still there; the caller unrefs. */
GPtrArray *recent_list (void);
/* Calls CHANGED (OBJECT) when the list may be another. */
void recent_watch (GCallback changed, gpointer object);
