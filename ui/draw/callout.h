/* Call-outs: words in a box with an arrow to an object of a picture. */
#pragma once

#include "ui/draw/scene.h"

enum callout_side { CALLOUT_AUTO, CALLOUT_LEFT, CALLOUT_RIGHT, CALLOUT_ABOVE, CALLOUT_BELOW, CALLOUT_SIDES };
bool callout_side_parse (const char *name, enum callout_side *side);
const char *callout_side_name (enum callout_side side);

struct callout { const char *object, *text; enum callout_side side; };

/* Where the object is on the page: the one with this id, else the one that stands for it, else the first whose id begins with
 * it ("message:"). false: it is not in the picture, or out of sight. */
bool callout_find (struct scene *const *scenes, int count, const char *id, struct rect *place);

/* Fills OVER (the page's size, cleared first) with CALLOUTS over SCENES. A box stands where it covers the least of what is
 * written there, within AREA. Returns the index of the first whose object is not in sight, -1 = all are drawn. */
int callout_draw (struct scene *over, struct scene *const *scenes, int count, const struct callout *callouts, int callout_count, struct rect area);
