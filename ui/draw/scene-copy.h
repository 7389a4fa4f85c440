/* Scenes as values: a widget keeps its own copy, so that hit-testing and repainting never reach into the owner's. */
#pragma once

#include "ui/draw/scene.h"

/* TO becomes equal to FROM, reusing TO's memory. */
void scene_assign (struct scene *to, const struct scene *from);

/* What all primitives cover on the page, strokes and badges included. */
struct rect scene_bounds (const struct scene *scene);
