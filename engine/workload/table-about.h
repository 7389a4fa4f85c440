/* The rows of the table, for table.c alone: one file of descriptions for each group of workloads. */
#pragma once

#include "engine/workload/table.h"

/* table-first.c */
extern const struct workload_description workload_about_heat, workload_about_pi, workload_about_counter;

/* table-compute.c */
extern const struct workload_description workload_about_mandelbrot, workload_about_ring, workload_about_transpose;
extern const struct workload_description workload_about_collectives, workload_about_farm, workload_about_serial_fraction;
extern const struct workload_description workload_about_oversubscribe, workload_about_false_sharing, workload_about_stream;

/* table-sync.c */
extern const struct workload_description workload_about_buffer, workload_about_deadlock_lock, workload_about_deadlock_send;
extern const struct workload_description workload_about_window, workload_about_first_touch, workload_about_gil;
