#include "ui/draw/time-bar.h"

#include <math.h>

#include "ui/draw/text.h"

#define MARGIN 16.0
#define GAP 14.0
#define SIZE 12.0
#define LEAST_LINE 80.0

/* Digits differ in width: each has the room of the widest, so that the moment doesn't tremble from picture to picture. */
static double
draw_digits (struct scene *scene, int object, double x, double baseline, const char *text)
{
  double cell = ceil (text_width ("0", SIZE, WEIGHT_MEDIUM) * 1.02);
  for (const char *c = text, *next; *c; c = next) {
    next = c + 1;
    while ((*next & 0xc0) == 0x80) /* of the same character */
      next++;
    char one[8] = { 0 };
    for (const char *byte = c; byte < next && byte - c < 7; byte++)
      one[byte - c] = *byte;
    double width = text_width (one, SIZE, WEIGHT_MEDIUM), room = *c >= '0' && *c <= '9' ? cell : width;
    scene_text (scene, object, x + (room - width) / 2, baseline, 0, SIZE, WEIGHT_MEDIUM, ALIGN_START, PAINT (ROLE_INK), one);
    x += room;
  }
  return x;
}

void
time_bar_draw (struct scene *scene, struct rect area, const struct time_bar *bar)
{
  double middle = area.y + area.h / 2, baseline = middle + SIZE * 0.36;
  int object = scene_add_object (scene, "time", "Time", bar->moment, bar->speed, -1, area);
  double left = draw_digits (scene, object, area.x + MARGIN, baseline, bar->moment) + GAP;
  double right = area.x + area.w - MARGIN, words = text_width (bar->speed, SIZE, WEIGHT_REGULAR);
  if (right - words - GAP - left >= LEAST_LINE) {
    scene_text (scene, object, right, baseline, 0, SIZE, WEIGHT_REGULAR, ALIGN_END, PAINT (ROLE_INK_SOFT), bar->speed);
    right -= words + GAP;
  }
  if (right - left < LEAST_LINE)
    return;
  double at = floor (left + (right - left) * fmin (fmax (bar->share, 0), 1));
  scene_box (scene, object, (struct rect){ left, floor (middle) - 1, right - left, 3 }, 1.5, PAINT (ROLE_LINE_SOFT), PAINT (ROLE_NONE), 0, DASH_SOLID);
  if (at > left + 1)
    scene_box (scene, object, (struct rect){ left, floor (middle) - 1, at - left, 3 }, 1.5, PAINT (ROLE_PLAYHEAD), PAINT (ROLE_NONE), 0, DASH_SOLID);
  scene_box (scene, object, (struct rect){ at - 4, floor (middle) - 4, 9, 9 }, 4.5, PAINT (ROLE_PLAYHEAD), PAINT (ROLE_PAGE), 1.5, DASH_SOLID);
}
