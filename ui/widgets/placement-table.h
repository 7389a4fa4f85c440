/* The placement table: a row a thread, binding as asked beside placement as observed. A row can be clicked, and carried onto
 * the picture. */
#pragma once

#include <gtk/gtk.h>

#include "engine/machine/machine.h"
#include "engine/trace/summary.h"
#include "ui/widgets/canvas.h"

#define STRAND_TYPE_PLACEMENT_TABLE (strand_placement_table_get_type ())
G_DECLARE_FINAL_TYPE (StrandPlacementTable, strand_placement_table, STRAND, PLACEMENT_TABLE, GtkWidget)

/* Signals: "picked" (char *id): the thread's row was clicked
 *          "carried" (char *id, double x, double y, int enum canvas_carry): as the canvas's, in this widget's coordinates */
GtkWidget *strand_placement_table_new (void);
/* SUMMARY and SNAPSHOT are read during the call only; both may be NULL. */
void strand_placement_table_show (StrandPlacementTable *table, const struct summary *summary, const struct snapshot *snapshot,
                                  const struct machine *machine);
gboolean strand_placement_table_cancel_carry (StrandPlacementTable *table); /* FALSE: nothing is carried */
