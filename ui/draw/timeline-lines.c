/* What goes on between lanes: messages, locks handed over, meetings. Where there are many, they are pale. */
#include "ui/draw/timeline-private.h"

#include <math.h>
#include <stdio.h>

#include "ui/draw/program.h"

#define MANY 60.0
#define DOTS_MOST 150 /* more would hide the lanes that they end in */

static double
middle_of (const struct timeline *timeline, int row)
{
  return timeline_row_y (timeline, row) + timeline->layout.bar / 2;
}

/* A line from (X1, Y1) to (X2, Y2), cut off at the sides of the lanes; false: nothing of it is left. */
static bool
cut (const struct timeline *timeline, double *x1, double *y1, double *x2, double *y2)
{
  const struct timeline_layout *layout = &timeline->layout;
  double slope = *x2 > *x1 ? (*y2 - *y1) / (*x2 - *x1) : 0;
  if (*x2 < layout->left || *x1 > layout->right)
    return false;
  if (*x1 < layout->left) {
    *y1 += (layout->left - *x1) * slope;
    *x1 = layout->left;
  }
  if (*x2 > layout->right) {
    *y2 -= (*x2 - layout->right) * slope;
    *x2 = layout->right;
  }
  return true;
}

static void
dot (struct scene *scene, const struct timeline *timeline, int object, double x, double y, struct paint paint, double alpha)
{
  paint.alpha = (float) fmin (1, alpha * 1.4);
  if (x >= timeline->layout.left && x <= timeline->layout.right)
    scene_box (scene, object, (struct rect){ x - 2.5, y - 2.5, 5, 5 }, 2.5, paint, PAINT (ROLE_NONE), 0, DASH_SOLID);
}

static int
object_at (struct scene *scene, const char *kind, int number, const char *type, const char *title, double x, double y)
{
  char id[40];
  snprintf (id, sizeof id, "%s:%d", kind, number);
  return scene_add_object (scene, id, type, title, NULL, -1, (struct rect){ x - 5, y - 5, 10, 10 });
}

static struct timeline_ends
ends_of_message (const struct timeline *timeline, int number)
{
  const struct window_message *message = &timeline->window.message[number];
  if (timeline->look.by_pu)
    return timeline->message_ends[number];
  return (struct timeline_ends){ timeline_row_of (timeline, message->source, message->source_thread),
                                 timeline_row_of (timeline, message->destination, message->destination_thread) };
}

static struct timeline_ends
ends_of_handover (const struct timeline *timeline, int number)
{
  const struct details_handover *handover = &timeline->details.handover[number];
  if (timeline->look.by_pu)
    return timeline->handover_ends[number];
  return (struct timeline_ends){ timeline_row_of (timeline, handover->rank, handover->from), timeline_row_of (timeline, handover->rank, handover->to) };
}

static void
draw_message (struct scene *scene, const struct timeline *timeline, int number, double alpha)
{
  const struct window_message *message = &timeline->window.message[number];
  struct timeline_ends ends = ends_of_message (timeline, number);
  bool open = message->received_ns == UINT64_MAX;
  char bytes[24], took[24], title[160];
  if (ends.from < 0 || ends.to < 0)
    return;
  double x1 = timeline_x (timeline, message->sent_ns), y1 = middle_of (timeline, ends.from), y2 = middle_of (timeline, ends.to);
  double x2 = open ? timeline->layout.right + 1 : timeline_x (timeline, message->received_ns), end_x = x2;
  if (!cut (timeline, &x1, &y1, &x2, &y2))
    return;
  format_bytes (message->bytes, bytes, sizeof bytes);
  format_duration (open ? 0 : message->received_ns - message->sent_ns, took, sizeof took);
  snprintf (title, sizeof title, "Message %d.%d → %d, %s, tag %d, %s%s", message->source, message->source_thread, message->destination, bytes, message->tag,
            open ? "not received" : "received after ", open ? "" : took);
  int object = object_at (scene, "timeline-message", number, "Message", title, end_x <= timeline->layout.right ? end_x : x2, y2);
  timeline_line (scene, object, x1, y1, x2, y2, PAINT_ALPHA (ROLE_INK, 0, alpha), alpha < 0.5 ? 1 : 1.2, open ? DASH_DASHED : DASH_SOLID);
  if (timeline->window.messages <= DOTS_MOST)
    dot (scene, timeline, object, end_x, y2, PAINT (ROLE_INK), alpha);
}

static void
draw_handover (struct scene *scene, const struct timeline *timeline, int number, double alpha)
{
  const struct details_handover *handover = &timeline->details.handover[number];
  struct timeline_ends ends = ends_of_handover (timeline, number);
  char waited[24], title[160];
  if (ends.from < 0 || ends.to < 0)
    return;
  double x1 = timeline_x (timeline, handover->released), x2 = timeline_x (timeline, handover->acquired), y1 = middle_of (timeline, ends.from),
         y2 = middle_of (timeline, ends.to), end_x = x2;
  x1 = fmin (x1, x2); /* clocks of two threads differ */
  if (!cut (timeline, &x1, &y1, &x2, &y2))
    return;
  format_duration (handover->acquired - handover->wanted, waited, sizeof waited);
  snprintf (title, sizeof title, "Lock %s: released by %d.%d, taken by %d.%d, which had waited %s", handover->lock, handover->rank, handover->from, handover->rank,
            handover->to, waited);
  int object = object_at (scene, "timeline-lock", number, "Lock", title, end_x <= timeline->layout.right ? end_x : x2, y2);
  timeline_line (scene, object, x1, y1, x2, y2, PAINT_ALPHA (ROLE_HALO_LINE, 0, alpha), 1.6, DASH_SOLID);
  if (timeline->details.handovers <= DOTS_MOST)
    dot (scene, timeline, object, end_x, y2, PAINT (ROLE_HALO_LINE), alpha);
}

/* ---- meetings ---- */

/* From the first row of those who meet to the last one in sight. */
static bool
rows_of (const struct timeline *timeline, const struct details_meeting *meeting, int *first, int *last)
{
  *first = 0;
  *last = timeline->rows - 1;
  while (meeting->rank >= 0 && *first <= *last && timeline->rank[*first] != meeting->rank)
    ++*first;
  while (meeting->rank >= 0 && *last >= *first && timeline->rank[*last] != meeting->rank)
    --*last;
  return *first <= *last;
}

static void
draw_meeting (struct scene *scene, const struct timeline *timeline, int number)
{
  const struct timeline_layout *layout = &timeline->layout;
  const struct details_meeting *meeting = &timeline->details.meeting[number];
  double x1 = fmax (timeline_x (timeline, meeting->first), layout->left), x2 = fmin (timeline_x (timeline, meeting->left), layout->right);
  double last = timeline_x (timeline, meeting->last);
  int top, bottom;
  char took[24], title[160];
  if (x2 - x1 < 2 || !rows_of (timeline, meeting, &top, &bottom))
    return;
  double y1 = timeline_row_y (timeline, top) - 2, y2 = timeline_row_y (timeline, bottom) + layout->bar + 2;
  bool ranks = meeting->rank < 0;
  format_duration (meeting->last - meeting->first, took, sizeof took);
  snprintf (title, sizeof title, "%s: %d.%d came last, %s after the first", meeting_name (meeting->collective), meeting->last_rank, meeting->last_thread, took);
  int row = timeline_row_of (timeline, meeting->last_rank, meeting->last_thread);
  int object = object_at (scene, "timeline-meeting", number, ranks ? "Collective" : "Barrier", title, last, row >= 0 ? middle_of (timeline, row) : y1);
  scene_box (scene, object, (struct rect){ x1, y1, x2 - x1, y2 - y1 }, 2, PAINT_ALPHA (ROLE_HALO, 0, ranks ? 0.22 : 0.1),
             ranks ? PAINT_ALPHA (ROLE_HALO_LINE, 0, 0.5) : PAINT (ROLE_NONE), ranks ? 1 : 0, DASH_SOLID);
  if (last < layout->left || last > layout->right)
    return;
  timeline_line (scene, object, last, y1, last, y2, PAINT_ALPHA (ROLE_HALO_LINE, 0, 0.8), 1, DASH_DASHED);
  if (row >= 0)
    dot (scene, timeline, object, last, middle_of (timeline, row), PAINT (ROLE_HALO_LINE), 0.8);
}

void
timeline_draw_lines (struct scene *scene, const struct timeline *timeline)
{
  double pale = fmax (timeline->window.messages_not_listed > 0 ? 0.14 : 0.25, fmin (0.75, 0.75 * MANY / fmax (timeline->window.messages, 1)));
  double locks = fmax (0.25, fmin (0.9, 0.9 * MANY / fmax (timeline->details.handovers, 1)));
  for (int i = 0; i < timeline->details.meetings && !timeline->look.by_pu; i++) /* a meeting is of threads, wherever they are */
    draw_meeting (scene, timeline, i);
  for (int i = 0; i < timeline->details.handovers; i++)
    draw_handover (scene, timeline, i, locks);
  for (int i = 0; i < timeline->window.messages; i++)
    draw_message (scene, timeline, i, pale);
}
