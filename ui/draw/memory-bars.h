/* Whose memory: a process a bar, its named memory objects and what the kernel counts besides, to one scale. */
#pragma once

#include "engine/trace/snapshot.h"
#include "ui/draw/scene.h"

/* Fills SCENE (cleared first; its width is kept, its height is set to what the bars take). SOURCE: of PSS. */
void memory_bars_draw (struct scene *scene, const struct snapshot *snapshot, enum source source);
