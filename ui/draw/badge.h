/* The small icons at a token's upper right, as shapes that both the painter and the SVG writer draw. */
#pragma once

#include "ui/draw/scene.h"

enum badge_fill { BADGE_HOLLOW, BADGE_INK, BADGE_PAPER };

struct badge_shape {
  enum badge_fill fill; /* BADGE_HOLLOW: stroke only */
  bool stroke;
  bool closed;
  int points;           /* M then cubic triples, as in a scene's path */
  double at[20][2];     /* in a box of 12 x 12 units */
};

#define BADGE_UNITS 12.0

/* Shapes of a badge; COUNT 0 for BADGE_NONE. */
const struct badge_shape *badge_shapes (enum badge badge, int *count);
/* Where a token's badge sits: a square at its upper right. */
struct rect badge_rect (const struct primitive *token);
