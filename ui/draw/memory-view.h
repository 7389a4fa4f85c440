/* The address spaces side by side: a card a process, in it a row for every named object, stack and kind of mapping, in order of
 * kind, each with its address, how much of it is resident, PSS, NUMA node and last writer. */
#pragma once

#include "engine/trace/snapshot.h"
#include "ui/draw/scene.h"

/* Fills SCENE (cleared first; its width is kept, its height is set to what the cards take). */
void memory_view_draw (struct scene *scene, const struct snapshot *snapshot);
