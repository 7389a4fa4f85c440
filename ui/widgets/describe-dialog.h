/* Asks for a machine in hwloc's synthetic words ("pack:2 core:4 pu:2"), offers examples, and says while one types what
 * that would be. */
#pragma once

#include <gtk/gtk.h>

#define STRAND_TYPE_DESCRIBE_DIALOG (strand_describe_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StrandDescribeDialog, strand_describe_dialog, STRAND, DESCRIBE_DIALOG, GtkWindow)

/* Signals: "described" (char *description): it is to be shown; the dialog closes. */
GtkWidget *strand_describe_dialog_new (GtkWindow *parent);
