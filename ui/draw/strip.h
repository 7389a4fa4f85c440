/* What a strip looks like (scene.h), for whoever draws it. */
#pragma once

#include "ui/draw/scene.h"

/* Height of the lower part that a column's mark takes, of a strip HEIGHT high: px of the same kind, at least 1. */
int strip_mark_height (int height);
/* Is row Y, counted from the top, of a part HEIGHT rows high, a row of ink? */
bool strip_ink (enum weave weave, int y, int height);

/* Calls PART with the rectangles of each paint, in the order that they are painted. */
typedef void (*strip_part) (const struct rect *rect, int rects, struct paint paint, void *data);
void strip_walk (const struct scene *scene, const struct primitive *strip, strip_part part, void *data);
