/* How to read the picture: each state's shape, a message, a binding, in words. */
#pragma once

#include "ui/draw/scene.h"

/* Fills SCENE (cleared first; its width is kept, its height is set to what the legend takes). */
void legend_draw (struct scene *scene);
