/* The timeline: a lane a thread, states as in the grammar, messages as lines, a playhead. Pure drawing. */
#pragma once

#include "engine/trace/snapshot.h"
#include "ui/draw/scene.h"

struct timeline_options {
  uint64_t origin;     /* ns: what the axis calls 0 (begin of the run) */
  uint64_t playhead;   /* ns; 0 = none */
};

/* Fills SCENE (cleared first) with WINDOW. */
void timeline_draw (struct scene *scene, const struct window *window, const struct timeline_options *options);

/* Where lanes stand, for pointer positions: px <-> ns over a scene of this width. */
double timeline_x (double width, const struct window *window, uint64_t t);
uint64_t timeline_time (double width, uint64_t from, uint64_t to, double x);
/* Height (px) at which all lanes are readable. */
double timeline_height (int lanes);
