/* A deadlock on the PROGRAM band: who waits for whom, round the circle. */
#pragma once

#include "engine/trace/snapshot.h"
#include "ui/draw/program-layout.h"

/* Draws the waits in a deadlock's circles of SNAPSHOT, nothing where there is none. */
void circle_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot);
