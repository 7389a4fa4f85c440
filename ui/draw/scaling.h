/* A scaling study: speedup and efficiency by workers, each run a dot, with the ideal and the law that fits. */
#pragma once

#include "engine/scaling/study.h"
#include "ui/draw/scene.h"

#define SCALING_LEAST_WIDTH 320
#define SCALING_LEAST_HEIGHT 240

/* Fills SCENE (cleared first; its size is kept). Linear axes up to 16 workers, logarithmic beyond. A point's object is
 * "strong:2" (kind, workers), a run's "strong:2:1"; their titles have the figures. STUDY NULL: a sentence that says what to do. */
void scaling_draw (struct scene *scene, const struct study *study);

/* One sentence on what a series shows. The caller frees. */
char *scaling_caption (const struct study *study, enum scaling_kind kind);
/* All that the picture shows, in words, for who can't see it. The caller frees. */
char *scaling_describe (const struct study *study);
