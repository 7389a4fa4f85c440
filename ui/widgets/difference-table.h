/* The facts of two runs beside each other: fact, A, B, B less A, and how many times A it is where that says more. */
#pragma once

#include <gtk/gtk.h>

#include "engine/trace/summary.h"

#define STRAND_TYPE_DIFFERENCE_TABLE (strand_difference_table_get_type ())
G_DECLARE_FINAL_TYPE (StrandDifferenceTable, strand_difference_table, STRAND, DIFFERENCE_TABLE, GtkWidget)

/* A column that says where the figures come from; without it a hover over them does. */
void strand_difference_table_set_sources (StrandDifferenceTable *table, gboolean shown);
/* Both are read during the call only; NULL = not known. */
void strand_difference_table_show (StrandDifferenceTable *table, const struct summary *a, const struct summary *b);
