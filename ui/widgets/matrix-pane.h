/* The communication matrix with what it can be asked: bytes or messages, which traffic or tag, which communicator. */
#pragma once

#include <gtk/gtk.h>

#include "engine/trace/summary.h"
#include "ui/draw/palette.h"

#define STRAND_TYPE_MATRIX_PANE (strand_matrix_pane_get_type ())
G_DECLARE_FINAL_TYPE (StrandMatrixPane, strand_matrix_pane, STRAND, MATRIX_PANE, GtkWidget)

GtkWidget *strand_matrix_pane_new (void);
void strand_matrix_pane_show (StrandMatrixPane *pane, const struct summary *summary); /* read during the call only; may be NULL */
void strand_matrix_pane_set_theme (StrandMatrixPane *pane, enum theme theme);
