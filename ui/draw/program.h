/* The PROGRAM band: processes (address spaces) with their threads, memory and locks. The base holds what stands
 * still (boxes, cells), the live part what changes (states, touches, holders). */
#pragma once

#include "ui/draw/program-layout.h"

void program_draw_base (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot);
void program_draw_live (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot);

/* A thread's disc in the shape and stroke of its state, as both bands and the legend draw it. OBJECT may be -1. */
void program_draw_token (struct scene *scene, int object, const struct snapshot_thread *thread, double x, double y,
                         double radius);

/* "16 MB", "512 KB", "33 B": powers of 1024, at most three digits. */
void format_bytes (uint64_t bytes, char *out, size_t room);
/* "1.2 ms", "35 µs", "2.4 s" */
void format_duration (uint64_t ns, char *out, size_t room);
