#include "ui/draw/timeline.h"

#include <math.h>
#include <stdio.h>

#include "ui/draw/program.h"

#define GUTTER 56.0
#define RIGHT 16.0
#define AXIS 18.0
#define TOP 8.0

double
timeline_height (int lanes)
{
  return TOP + AXIS + 22.0 * lanes;
}

double
timeline_x (double width, const struct window *window, uint64_t t)
{
  double length = window->to > window->from ? (double) (window->to - window->from) : 1;
  double offset = t >= window->from ? (double) (t - window->from) : -(double) (window->from - t);
  return GUTTER + (width - GUTTER - RIGHT) * offset / length;
}

uint64_t
timeline_time (double width, uint64_t from, uint64_t to, double x)
{
  double share = (x - GUTTER) / fmax (width - GUTTER - RIGHT, 1);
  share = share < 0 ? 0 : share > 1 ? 1 : share;
  return from + (uint64_t) (share * (double) (to - from));
}

struct lanes { double top, pitch, height; };

static struct lanes
lanes_of (const struct scene *scene, const struct window *window)
{
  double room = scene->height - TOP - AXIS;
  double pitch = window->lanes ? fmin (room / window->lanes, 26) : room;
  return (struct lanes){ TOP, pitch, fmax (pitch > 9 ? pitch * 0.78 : pitch - 1, 1) };
}

static double
lane_y (struct lanes lanes, int lane)
{
  return lanes.top + lane * lanes.pitch;
}

/* Filled = on a PU; outlined = waits for a PU; dashed = lock or barrier; dotted = message; a thin line = asleep. */
static void
draw_span (struct scene *scene, int object, const struct window_span *span, struct rect r, int rank)
{
  struct paint strong = PAINT_OF (ROLE_PROCESS, rank), none = PAINT (ROLE_NONE), page = PAINT (ROLE_PAGE);
  bool wide = r.w >= 4 && r.h >= 5;
  double radius = wide ? 2 : 0;
  struct rect thin = { r.x, r.y + r.h / 2 - 1, r.w, 2 };
  switch (span->state) {
  case THREAD_RUNNING:
    scene_box (scene, object, r, radius, strong, none, 0, DASH_SOLID);
    break;
  case THREAD_RUNNABLE:
    scene_box (scene, object, r, radius, wide ? page : PAINT_ALPHA (ROLE_PROCESS, rank, 0.35), wide ? strong : none, 1.2, DASH_SOLID);
    break;
  case THREAD_LOCK_WAIT:
  case THREAD_BARRIER_WAIT:
    scene_box (scene, object, r, radius, wide ? page : PAINT (ROLE_HALO), wide ? strong : none, 1.2, DASH_DASHED);
    break;
  case THREAD_MESSAGE_WAIT:
    scene_box (scene, object, r, radius, wide ? page : PAINT (ROLE_HALO), wide ? strong : none, 1.2, DASH_DOTTED);
    break;
  case THREAD_HELD:
  case THREAD_SLEEPING:
    scene_box (scene, object, thin, 0, PAINT_ALPHA (ROLE_PROCESS, rank, 0.45), none, 0, DASH_SOLID);
    break;
  case THREAD_DEAD:
    scene_box (scene, object, thin, 0, PAINT (ROLE_ERROR), none, 0, DASH_SOLID);
    break;
  default:
    break;
  }
}

static void
draw_lane (struct scene *scene, const struct window *window, struct lanes lanes, int index)
{
  const struct window_lane *lane = &window->lane[index];
  char id[40], name[24], title[64];
  double y = lane_y (lanes, index), left = GUTTER, right = scene->width - RIGHT;
  snprintf (name, sizeof name, "%d.%d", lane->rank, lane->thread);
  snprintf (id, sizeof id, "lane:%s", name);
  snprintf (title, sizeof title, "Lane of thread %s", name);
  int object = scene_add_object (scene, id, "Lane", title, NULL, -1, (struct rect){ 0, y, scene->width, lanes.pitch });
  double size = fmin (11, lanes.pitch * 0.75);
  if (size >= 7)
    scene_text (scene, object, GUTTER - 10, y + lanes.height / 2 + size * 0.36, 0, size, WEIGHT_BOLD, ALIGN_END,
                PAINT_OF (ROLE_PROCESS, lane->rank), name);
  scene_box (scene, object, (struct rect){ left, y, right - left, lanes.height }, 0, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.25),
             PAINT (ROLE_NONE), 0, DASH_SOLID);
  for (int i = 0; i < lane->spans; i++) {
    double x1 = fmax (timeline_x (scene->width, window, lane->span[i].begin), left);
    double x2 = fmin (timeline_x (scene->width, window, lane->span[i].end), right);
    double gap = x2 - x1 > 5 ? 1 : 0;
    if (x2 > x1)
      draw_span (scene, object, &lane->span[i], (struct rect){ x1, y, fmax (x2 - x1 - gap, 0.5), lanes.height }, lane->rank);
  }
}

static int
lane_of (const struct window *window, int rank, int thread)
{
  int found = -1;
  for (int i = 0; i < window->lanes; i++)
    if (window->lane[i].rank == rank && (window->lane[i].thread == thread || found < 0))
      found = i;
  return found;
}

static void
draw_message (struct scene *scene, const struct window *window, struct lanes lanes, const struct window_message *message)
{
  int from = lane_of (window, message->source, message->source_thread);
  int to = lane_of (window, message->destination, message->destination_thread);
  if (from < 0 || to < 0)
    return;
  bool open = message->received_ns == UINT64_MAX;
  double x1 = timeline_x (scene->width, window, message->sent_ns);
  double x2 = open ? scene->width - RIGHT : timeline_x (scene->width, window, message->received_ns);
  if (x2 < GUTTER || x1 > scene->width - RIGHT || x1 < GUTTER || x2 > scene->width - RIGHT)
    return;
  double y1 = lane_y (lanes, from) + lanes.height / 2, y2 = lane_y (lanes, to) + lanes.height / 2;
  scene_line (scene, -1, x1, y1, x2, y2, PAINT_ALPHA (ROLE_INK, 0, 0.75), 1.2, open ? DASH_DASHED : DASH_SOLID);
  scene_box (scene, -1, (struct rect){ x2 - 2.5, y2 - 2.5, 5, 5 }, 2.5, PAINT (ROLE_INK), PAINT (ROLE_NONE), 0, DASH_SOLID);
}

/* A flag under the lane of who came last, when it came. */
static void
draw_last (struct scene *scene, const struct window *window, struct lanes lanes, const struct window_last *last)
{
  int lane = lane_of (window, last->rank, last->thread);
  double x = timeline_x (scene->width, window, last->at), size = fmin (5, lanes.height / 3);
  if (lane < 0 || x < GUTTER || x > scene->width - RIGHT || size < 1.5)
    return;
  double foot = lane_y (lanes, lane) + lanes.height, top = foot - 1.6 * size;
  char id[40], title[160], caused[24];
  format_duration (last->caused_ns, caused, sizeof caused);
  snprintf (id, sizeof id, "last:%d.%d@%llu", last->rank, last->thread, (unsigned long long) last->at);
  snprintf (title, sizeof title, "%d.%d came last: the other%s waited %s%s", last->rank, last->thread, last->members > 2 ? "s" : "", caused,
            last->members > 2 ? " in all" : "");
  int object = scene_add_object (scene, id, "Last to a barrier", title, NULL, -1, (struct rect){ x - size - 1, top - 1, 2 * size + 2, 1.6 * size + 2 });
  double flag[] = { x, top, x, top, x + size, foot, x + size, foot, x + size, foot, x - size, foot, x - size, foot, x - size, foot, x, top, x, top };
  scene_path (scene, object, flag, 10, PAINT (ROLE_PAGE), 1, DASH_SOLID, PAINT (ROLE_WARNING));
}

/* ---- axis ---- */

static double
nice_step (double length_s, double width)
{
  double target = length_s * 110 / fmax (width, 110), power = pow (10, floor (log10 (fmax (target, 1e-9))));
  for (int i = 0; i < 3; i++) {
    static const double steps[] = { 1, 2, 5 };
    if (power * steps[i] >= target)
      return power * steps[i];
  }
  return power * 10;
}

static void
format_tick (double seconds, double step, char *out, size_t room)
{
  int digits = step >= 1 ? 0 : (int) ceil (-log10 (step) - 1e-9);
  snprintf (out, room, "%.*f s", digits, seconds);
}

static void
draw_axis (struct scene *scene, const struct window *window, uint64_t origin, double bottom)
{
  double from = ((double) window->from - (double) origin) / 1e9, to = ((double) window->to - (double) origin) / 1e9;
  double step = nice_step (to - from, scene->width - GUTTER - RIGHT);
  for (double at = ceil (from / step) * step; at <= to && step > 0; at += step) {
    double x = GUTTER + (scene->width - GUTTER - RIGHT) * (at - from) / (to - from);
    char text[32];
    format_tick (fabs (at) < step / 2 ? 0 : at, step, text, sizeof text);
    scene_line (scene, -1, x, TOP - 3, x, bottom + 2, PAINT_ALPHA (ROLE_LINE_SOFT, 0, 0.8), 1, DASH_SOLID);
    if (x > GUTTER + 14 && x < scene->width - RIGHT - 90)
      scene_text (scene, -1, x, bottom + 13, 0, 9.5, WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), text);
  }
}

static void
draw_playhead (struct scene *scene, const struct window *window, uint64_t t, double bottom)
{
  if (t > window->to && window->to > window->from) { /* the stretch stands still for a moment while the run goes on */
    char ahead[32], text[48];
    format_duration (t - window->to, ahead, sizeof ahead);
    snprintf (text, sizeof text, "now %s on ▸", ahead);
    scene_text (scene, -1, scene->width - RIGHT, bottom + 13, 0, 9.5, WEIGHT_MEDIUM, ALIGN_END, PAINT (ROLE_PLAYHEAD), text);
  }
  if (!t || t < window->from || t > window->to)
    return;
  double x = timeline_x (scene->width, window, t);
  double flag[] = { x - 5, 0, x - 5, 0, x + 5, 0, x + 5, 0, x + 5, 0, x, 7, x, 7, x, 7, x - 5, 0, x - 5, 0 };
  scene_line (scene, -1, x, 0, x, bottom + 4, PAINT (ROLE_PLAYHEAD), 1.6, DASH_SOLID);
  scene_path (scene, -1, flag, 10, PAINT (ROLE_NONE), 0, DASH_SOLID, PAINT (ROLE_PLAYHEAD));
}

void
timeline_draw (struct scene *scene, const struct window *window, const struct timeline_options *options)
{
  scene_clear (scene);
  struct lanes lanes = lanes_of (scene, window);
  double bottom = lane_y (lanes, window->lanes);
  if (window->to > window->from)
    draw_axis (scene, window, options->origin, bottom);
  for (int i = 0; i < window->lanes; i++)
    draw_lane (scene, window, lanes, i);
  for (int i = 0; i < window->messages; i++)
    draw_message (scene, window, lanes, &window->message[i]);
  for (int i = 0; i < window->lasts; i++)
    draw_last (scene, window, lanes, &window->last[i]);
  draw_playhead (scene, window, options->playhead, bottom);
}
