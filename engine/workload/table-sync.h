/* Descriptions of the workloads on waiting and on memory, for the table. */
#pragma once

#include "engine/workload/table.h"

extern const struct workload_description workload_about_buffer, workload_about_deadlock_lock, workload_about_deadlock_send,
  workload_about_window, workload_about_first_touch, workload_about_gil;
