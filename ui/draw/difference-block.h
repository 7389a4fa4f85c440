/* The facts of two runs beside each other, for pictures. */
#pragma once

#include "engine/trace/summary.h"
#include "ui/draw/scene.h"

#define DIFFERENCE_BLOCK 430.0 /* px: width that it needs */

/* Fills SCENE (cleared first; its width is kept, its height is set to what they take). */
void difference_block_draw (struct scene *scene, const struct summary *a, const struct summary *b);
