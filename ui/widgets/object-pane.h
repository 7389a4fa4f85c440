/* The table of the object that is selected in the picture: names and values that can be selected, copied and followed. */
#pragma once

#include <gtk/gtk.h>

#define STRAND_TYPE_OBJECT_PANE (strand_object_pane_get_type ())
G_DECLARE_FINAL_TYPE (StrandObjectPane, strand_object_pane, STRAND, OBJECT_PANE, GtkWidget)

/* Signals: "followed" (char *id): a link to another object was activated.
 * FACTS: struct object_fact (ui/draw/object-facts.h), borrowed; NULL: nothing is selected, the pane goes. */
void strand_object_pane_show (StrandObjectPane *pane, const char *title, const GArray *facts);
/* With a button that asks where to place it (win.place-on). */
void strand_object_pane_set_placeable (StrandObjectPane *pane, gboolean placeable);
