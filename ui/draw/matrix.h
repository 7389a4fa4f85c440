/* Who talks to whom: the communication matrix. */
#pragma once

#include "engine/trace/summary.h"
#include "ui/draw/scene.h"

/* Fills SCENE (cleared first; its width is kept, its height is set to what the matrix takes). */
void matrix_draw (struct scene *scene, const struct summary *summary);
