/* The fact list as a block of a picture: name, value, where the figure comes from. */
#pragma once

#include "engine/trace/summary.h"
#include "ui/draw/scene.h"

/* Fills SCENE (cleared first; its width is kept, its height is set to what the list takes). */
void fact_block_draw (struct scene *scene, const struct summary *summary);
