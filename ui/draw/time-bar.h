/* A line of time below a picture that is one of many: where in the stretch this moment is, and how fast time goes. */
#pragma once

#include "ui/draw/scene.h"

#define TIME_BAR_HEIGHT 26.0

struct time_bar { double share; /* 0 begin of the stretch .. 1 its end */ const char *moment, *speed; };

/* Into AREA; what stands still has the same place at every moment. */
void time_bar_draw (struct scene *scene, struct rect area, const struct time_bar *bar);
