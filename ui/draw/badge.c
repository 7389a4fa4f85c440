#include "ui/draw/badge.h"

#include <math.h>

#define LINE(x, y) { x, y }, { x, y }, { x, y } /* a cubic that is straight: its first control point hardly matters */

static const struct badge_shape padlock[] = {
  { BADGE_HOLLOW, true, false, 7, { { 3.2, 6 }, { 3.2, 6 }, { 3.2, 4 }, { 3.2, 4 }, { 3.2, 0.2 }, { 8.8, 0.2 }, { 8.8, 4 } } },
  { BADGE_HOLLOW, true, false, 4, { { 8.8, 4 }, { 8.8, 4 }, { 8.8, 6 }, { 8.8, 6 } } },
  { BADGE_INK, false, true, 13, { { 1, 5.4 }, LINE (11, 5.4), LINE (11, 11.6), LINE (1, 11.6), LINE (1, 5.4) } },
};
static const struct badge_shape envelope[] = {
  { BADGE_PAPER, true, true, 13, { { 0.2, 2 }, LINE (11.8, 2), LINE (11.8, 10.4), LINE (0.2, 10.4), LINE (0.2, 2) } },
  { BADGE_HOLLOW, true, false, 7, { { 0.2, 2 }, LINE (6, 7), LINE (11.8, 2) } },
};
static const struct badge_shape cross[] = {
  { BADGE_HOLLOW, true, false, 4, { { 1.5, 1.5 }, LINE (10.5, 10.5) } },
  { BADGE_HOLLOW, true, false, 4, { { 10.5, 1.5 }, LINE (1.5, 10.5) } },
};
static const struct badge_shape barrier[] = { /* two arrows' heads against a wall */
  { BADGE_HOLLOW, true, false, 4, { { 6, 0.5 }, LINE (6, 11.5) } },
  { BADGE_INK, false, true, 10, { { 0.6, 2.6 }, LINE (4.6, 6), LINE (0.6, 9.4), LINE (0.6, 2.6) } },
  { BADGE_INK, false, true, 10, { { 11.4, 2.6 }, LINE (7.4, 6), LINE (11.4, 9.4), LINE (11.4, 2.6) } },
};
static const struct badge_shape pause[] = {
  { BADGE_INK, false, true, 13, { { 2, 1 }, LINE (5, 1), LINE (5, 11), LINE (2, 11), LINE (2, 1) } },
  { BADGE_INK, false, true, 13, { { 7, 1 }, LINE (10, 1), LINE (10, 11), LINE (7, 11), LINE (7, 1) } },
};

#define SHAPES(array) *count = (int) (sizeof (array) / sizeof *(array)); return array

const struct badge_shape *
badge_shapes (enum badge badge, int *count)
{
  switch (badge) {
  case BADGE_PADLOCK:
    SHAPES (padlock);
  case BADGE_ENVELOPE:
    SHAPES (envelope);
  case BADGE_CROSS:
    SHAPES (cross);
  case BADGE_BARRIER:
    SHAPES (barrier);
  case BADGE_PAUSE:
    SHAPES (pause);
  default:
    *count = 0;
    return NULL;
  }
}

struct rect
badge_rect (const struct primitive *token)
{
  double radius = token->rect.w / 2, side = fmin (13, fmax (6, radius * 0.95));
  double x = token->rect.x + radius * 1.48, y = token->rect.y - side * 0.38;
  return (struct rect){ x, y, side, side };
}
