/* The axis: whole nanoseconds since the begin of the run. Labels differ at every zoom: what they have in common stands once, at the left. */
#include "ui/draw/timeline-private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/text.h"

#define LABEL_ROOM 96.0 /* px from tick to tick, at least */

struct unit { const char *name; uint64_t ns; };
static const struct unit units[] = { { "s", 1000000000 }, { "ms", 1000000 }, { "µs", 1000 }, { "ns", 1 } };

/* 1, 2 or 5 times a power of ten, at least 1 ns. */
static uint64_t
nice_step (double length_ns, double width)
{
  double target = length_ns * LABEL_ROOM / fmax (width, LABEL_ROOM);
  for (uint64_t power = 1;; power *= 10)
    for (unsigned i = 1; i <= 5; i += i == 1 ? 1 : 3)
      if ((double) (power * i) >= target || power >= UINT64_C (1000000000000000))
        return power * i;
}

static const struct unit *
unit_of (uint64_t step)
{
  const struct unit *unit = units;
  while (unit->ns > step)
    unit++;
  return unit;
}

/* Thousands apart: "12 345". */
static void
format_grouped (uint64_t value, char *out, size_t room)
{
  char digits[24];
  size_t length = (size_t) snprintf (digits, sizeof digits, "%llu", (unsigned long long) value), at = 0;
  for (size_t i = 0; i < length && at + 4 < room; i++) {
    if (i > 0 && (length - i) % 3 == 0) {
      memcpy (out + at, "\u2009", 3);
      at += 3;
    }
    out[at++] = digits[i];
  }
  out[at] = '\0';
}

void
timeline_format (uint64_t ns, char *out, size_t room)
{
  char digits[16], whole[40];
  size_t used = 9;
  format_grouped (ns / 1000000000, whole, sizeof whole);
  snprintf (digits, sizeof digits, "%09llu", (unsigned long long) (ns % 1000000000));
  while (used > 3 && strcmp (digits + used - 3, "000") == 0) {
    used -= 3;
    digits[used] = '\0';
  }
  snprintf (out, room, used == 3 ? "%s.%.3s s" : used == 6 ? "%s.%.3s\u2009%.3s s" : "%s.%.3s\u2009%.3s\u2009%.3s s", whole, digits, digits + 3, digits + 6);
}

/* What all labels have in common: whole thousands of the unit. */
static uint64_t
base_of (uint64_t from, const struct unit *unit)
{
  uint64_t thousand = unit->ns * 1000;
  return unit == units ? 0 : from / thousand * thousand;
}

/* Returns where it ends, px. */
static double
draw_base (struct scene *scene, const struct timeline *timeline, uint64_t base, double y)
{
  char time[64], text[80];
  timeline_format (base, time, sizeof time);
  snprintf (text, sizeof text, "%s +", time);
  scene_text (scene, -1, 4, y, 0, 9.5, WEIGHT_MEDIUM, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
  return 4 + text_width (text, 9.5, WEIGHT_MEDIUM);
}

/* Lines are thinned where there are very many: that is said. Returns where it begins, px. */
static double
say_thinned (struct scene *scene, const struct timeline *timeline)
{
  char text[96];
  const struct window *window = &timeline->window;
  if (window->messages_not_listed <= 0)
    return timeline->layout.right + 16;
  snprintf (text, sizeof text, "%d of %d messages drawn", window->messages, window->messages + window->messages_not_listed);
  scene_text (scene, -1, timeline->layout.right, timeline->layout.bottom + 13, 0, 9.5, WEIGHT_MEDIUM, ALIGN_END, PAINT (ROLE_INK_SOFT), text);
  return timeline->layout.right - text_width (text, 9.5, WEIGHT_MEDIUM);
}

struct clear { double left, right; };

static void
draw_tick (struct scene *scene, const struct timeline *timeline, uint64_t at, uint64_t base, const struct unit *unit, struct clear clear)
{
  const struct timeline_layout *layout = &timeline->layout;
  char number[40], text[48];
  double x = timeline_x (timeline, timeline->look.origin + at);
  format_grouped ((at - base) / unit->ns, number, sizeof number);
  snprintf (text, sizeof text, "%s %s", number, unit->name);
  timeline_line (scene, -1, x, layout->top - 3, x, layout->bottom + 3, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.55), 1, DASH_SOLID);
  if (x > clear.left && x < clear.right - 28)
    scene_text (scene, -1, x, layout->bottom + 13, 0, 9.5, WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), text);
}

void
timeline_draw_axis (struct scene *scene, const struct timeline *timeline)
{
  const struct timeline_look *look = &timeline->look;
  uint64_t from = look->from > look->origin ? look->from - look->origin : 0, to = look->to > look->origin ? look->to - look->origin : 0;
  uint64_t step = nice_step ((double) (look->to - look->from), timeline->layout.right - timeline->layout.left);
  const struct unit *unit = unit_of (step);
  uint64_t base = base_of (from, unit);
  if (to <= from)
    return;
  struct clear clear = { timeline->layout.left - 20, say_thinned (scene, timeline) };
  if (base > 0)
    clear.left = draw_base (scene, timeline, base, timeline->layout.bottom + 13) + 26;
  for (uint64_t at = (from + step - 1) / step * step; at <= to; at += step)
    draw_tick (scene, timeline, at, base, unit, clear);
}
