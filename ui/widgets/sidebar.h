/* The left pane: workload, its shape and parameters, and the equivalent command. Shows a plan and edits a copy.
 *
 * Signals: "edited" ()               strand_sidebar_get_plan differs from the plan shown
 *          "pace" (double seconds)   least time a step; takes hold in a running run */
#pragma once

#include <gtk/gtk.h>

#include "engine/launch/plan.h"
#include "engine/machine/machine.h"

#define STRAND_TYPE_SIDEBAR (strand_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (StrandSidebar, strand_sidebar, STRAND, SIDEBAR, GtkWidget)

void strand_sidebar_set_plan (StrandSidebar *sidebar, const struct plan *plan);
struct plan *strand_sidebar_get_plan (StrandSidebar *sidebar); /* the caller owns it */
/* Sends an edit that still waits for more clicks. Call it before the plan is changed from elsewhere. */
void strand_sidebar_flush (StrandSidebar *sidebar);
void strand_sidebar_set_machine (StrandSidebar *sidebar, const struct machine *machine);
