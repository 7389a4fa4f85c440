/* The rows of the table, for table.c alone: one file of descriptions for each group of workloads. */
#pragma once

#include "engine/workload/table.h"

/* table-first.c */
extern const struct workload_description workload_about_heat, workload_about_pi, workload_about_counter;
