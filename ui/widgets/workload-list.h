/* The workloads, one of them chosen, and what it shows. */
#pragma once

#include <gtk/gtk.h>

#include "engine/workload/table.h"

#define STRAND_TYPE_WORKLOAD_LIST (strand_workload_list_get_type ())
G_DECLARE_FINAL_TYPE (StrandWorkloadList, strand_workload_list, STRAND, WORKLOAD_LIST, GtkWidget)

/* Signal: "chosen" (const struct workload_description *workload), by the user. */
GtkWidget *strand_workload_list_new (void);
void strand_workload_list_show (StrandWorkloadList *list, const struct workload_description *workload); /* NULL = none known */
