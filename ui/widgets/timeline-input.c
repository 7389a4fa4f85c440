/* Pointer, wheel and pinch of the timeline: the wheel zooms at the pointer, a drag pans, Shift and a drag selects, the map's box and
 * the playhead's flag are dragged, a click sets the playhead. */
#include "ui/widgets/timeline-private.h"

#include <math.h>

#define DRAG_FROM 4.0  /* px: less is a click */
#define WHEEL_STEP 1.25
#define GRIP 6.0       /* px: around the playhead's flag */

static gboolean
on_map (StrandTimeline *timeline, double y)
{
  return y < TIMELINE_MAP && timeline->shown.look.end > 0;
}

static gboolean
on_playhead (StrandTimeline *timeline, double x, double y)
{
  const struct timeline_layout *layout = &timeline->shown.layout;
  return timeline->playhead && y < layout->top + 4 && y >= TIMELINE_MAP && fabs (x - timeline_x (&timeline->shown, timeline->playhead)) < GRIP;
}

static void
pan_by (StrandTimeline *timeline, double dx)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  double length = (double) (timeline->to - timeline->from), wide = MAX (timeline->shown.layout.right - timeline->shown.layout.left, 1);
  timeline_say_viewed (timeline, (double) timeline->from - (double) begin - dx * length / wide, length);
}

static void
drag_map (StrandTimeline *timeline, double x)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  double length = (double) (timeline->to - timeline->from);
  timeline_say_viewed (timeline, (double) (timeline_map_time (&timeline->shown, x) - begin) - length / 2, length);
}

/* ---- drag ---- */

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, StrandTimeline *timeline)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gtk_widget_grab_focus (GTK_WIDGET (timeline->canvas));
  timeline->x = x;
  timeline->y = y;
  timeline->drag_from = timeline->from;
  timeline->drag_to = timeline->to;
  timeline->scroll_at = gtk_adjustment_get_value (timeline->scroll);
  if (!timeline->trace)
    timeline->drag = DRAG_NONE;
  else if (on_map (timeline, y))
    timeline->drag = DRAG_MAP;
  else if (state & GDK_SHIFT_MASK)
    timeline->drag = DRAG_SELECT;
  else if (on_playhead (timeline, x, y) || y > timeline->shown.layout.bottom)
    timeline->drag = DRAG_PLAYHEAD;
  else
    timeline->drag = DRAG_PRESSED;
  if (timeline->drag == DRAG_MAP)
    drag_map (timeline, x);
}

/* What was under the pointer stays under it. */
static void
pan (StrandTimeline *timeline, double dx, double dy)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  double length = (double) (timeline->drag_to - timeline->drag_from), wide = MAX (timeline->shown.layout.right - timeline->shown.layout.left, 1);
  gtk_adjustment_set_value (timeline->scroll, timeline->scroll_at - dy);
  timeline_say_viewed (timeline, (double) timeline->drag_from - (double) begin - dx * length / wide, length);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, StrandTimeline *timeline)
{
  if (timeline->drag == DRAG_PRESSED && hypot (dx, dy) > DRAG_FROM) {
    timeline->drag = DRAG_PAN;
    gtk_widget_set_cursor_from_name (GTK_WIDGET (timeline->canvas), "grabbing");
  }
  if (timeline->drag == DRAG_PAN)
    pan (timeline, dx, dy);
  else if (timeline->drag == DRAG_MAP)
    drag_map (timeline, timeline->x + dx);
  else if (timeline->drag == DRAG_PLAYHEAD)
    timeline_say_moved (timeline, timeline_time (&timeline->shown, timeline->x + dx));
  else if (timeline->drag == DRAG_SELECT && fabs (dx) > 1)
    strand_timeline_select (timeline, timeline_time (&timeline->shown, timeline->x), timeline_time (&timeline->shown, timeline->x + dx));
}

static void
click (StrandTimeline *timeline)
{
  int row = timeline_row_at (&timeline->shown, timeline->y);
  guint64 marked;
  if (timeline_flag_at (timeline->over, timeline->x, timeline->y, &marked)) {
    timeline_say_moved (timeline, marked);
    return;
  }
  if (row >= 0 && !timeline->pus_wanted) {
    const struct overview_row *it = &timeline->rows.row[row];
    timeline_set_lane (timeline, it->first / timeline->threads, it->first % timeline->threads);
    if (timeline->x < timeline->shown.layout.left)
      timeline_say_picked (timeline);
  }
  if (timeline->x >= timeline->shown.layout.left)
    timeline_say_moved (timeline, timeline_time (&timeline->shown, timeline->x));
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, StrandTimeline *timeline)
{
  enum timeline_drag was = timeline->drag;
  timeline->drag = DRAG_NONE;
  gtk_widget_set_cursor (GTK_WIDGET (timeline->canvas), NULL);
  if (was == DRAG_PRESSED)
    click (timeline);
  else if (was == DRAG_PLAYHEAD)
    timeline_say_moved (timeline, timeline_time (&timeline->shown, timeline->x + dx));
  else if (was == DRAG_SELECT && fabs (dx) <= 1)
    strand_timeline_select (timeline, 0, 0);
}

/* ---- the rest ---- */

static void
on_pressed_twice (GtkGestureClick *gesture, int count, double x, double y, StrandTimeline *timeline)
{
  int row = timeline_row_at (&timeline->shown, y);
  if (count != 2 || !timeline->trace)
    return;
  if (x < timeline->shown.layout.left && row >= 0 && !timeline->pus_wanted)
    timeline_fold (timeline, timeline->rows.rank[row]);
  else
    timeline_fit (timeline);
}

static void
on_secondary (GtkGestureClick *gesture, int count, double x, double y, StrandTimeline *timeline)
{
  int row = timeline_row_at (&timeline->shown, y);
  if (!timeline->trace)
    return;
  if (row >= 0 && !timeline->pus_wanted)
    timeline_set_lane (timeline, timeline->rows.row[row].first / timeline->threads, timeline->rows.row[row].first % timeline->threads);
  if (x >= timeline->shown.layout.left && y > timeline->shown.layout.top)
    timeline_say_moved (timeline, timeline_time (&timeline->shown, x));
  timeline_open_menu (timeline, x, y);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, StrandTimeline *timeline)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  bool touchpad = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double notch = touchpad ? 1 : 60;
  bool lanes = timeline->pointer_x < timeline->shown.layout.left || state & GDK_CONTROL_MASK;
  if (!timeline->trace)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_SHIFT_MASK)
    pan_by (timeline, -(dx + dy) * notch);
  else if (lanes)
    gtk_adjustment_set_value (timeline->scroll, gtk_adjustment_get_value (timeline->scroll) + dy * (touchpad ? 1 : 2 * timeline->shown.layout.pitch));
  else if (touchpad) {
    pan_by (timeline, -dx);
    gtk_adjustment_set_value (timeline->scroll, gtk_adjustment_get_value (timeline->scroll) + dy);
  } else if (dy != 0)
    timeline_zoom (timeline, pow (WHEEL_STEP, -dy), timeline_time (&timeline->shown, timeline->pointer_x));
  else
    pan_by (timeline, -dx * notch);
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, StrandTimeline *timeline)
{
  timeline->drag_from = timeline->from;
  timeline->drag_to = timeline->to;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, StrandTimeline *timeline)
{
  double x = timeline->pointer_x, y, now = (double) (timeline->to - timeline->from), was = (double) (timeline->drag_to - timeline->drag_from);
  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  timeline_zoom (timeline, scale * now / MAX (was, 1), timeline_time (&timeline->shown, x));
}

static const char *
cursor_at (StrandTimeline *timeline, double x, double y)
{
  guint64 marked;
  if (on_map (timeline, y))
    return "grab";
  if (on_playhead (timeline, x, y))
    return "col-resize";
  return timeline_flag_at (timeline->over, x, y, &marked) ? "pointer" : NULL;
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, StrandTimeline *timeline)
{
  timeline->pointer_x = x;
  timeline->pointer_y = y;
  if (timeline->drag == DRAG_NONE)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (timeline->canvas), cursor_at (timeline, x, y));
}

void
timeline_add_input (StrandTimeline *timeline)
{
  GtkWidget *canvas = GTK_WIDGET (timeline->canvas);
  GtkGesture *drag = gtk_gesture_drag_new (), *twice = gtk_gesture_click_new (), *secondary = gtk_gesture_click_new (), *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES), *motion = gtk_event_controller_motion_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), timeline);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), timeline);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), timeline);
  g_signal_connect (twice, "pressed", G_CALLBACK (on_pressed_twice), timeline);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary), timeline);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), timeline);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), timeline);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), timeline);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), timeline);
  GtkEventController *all[] = { GTK_EVENT_CONTROLLER (drag), GTK_EVENT_CONTROLLER (twice), GTK_EVENT_CONTROLLER (secondary), GTK_EVENT_CONTROLLER (pinch), scroll,
                                motion };
  for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_widget_add_controller (canvas, all[i]);
}
