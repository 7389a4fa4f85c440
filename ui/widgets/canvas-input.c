/* Pointer, wheel and pinch of the canvas. */
#include "ui/widgets/canvas-private.h"

#include <math.h>

#define DRAG_FROM 5.0  /* px: less is a click */
#define WHEEL_STEP 1.2 /* zoom a notch */
#define WHEEL_PAN 60.0 /* px a notch */

/* Topmost: the last scene that has something there. */
static const struct scene_object *
object_at (StrandCanvas *canvas, double x, double y, const struct scene **scene)
{
  for (int slot = CANVAS_SLOTS - 1; slot >= 0; slot--) {
    int hit = scene_hit (canvas->scene[slot], x, y);
    if (hit < 0)
      continue;
    *scene = canvas->scene[slot];
    return &canvas->scene[slot]->objects[hit];
  }
  return NULL;
}

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  const struct scene *scene;
  const struct scene_object *object = keyboard ? NULL : object_at (STRAND_CANVAS (widget), x, y, &scene);
  const char *title = object ? scene_text_at (scene, object->title) : NULL;
  if (!title || g_strcmp0 (object->id, STRAND_CANVAS (widget)->picked) == 0) /* the selected one has its table */
    return FALSE;
  struct rect rect = scene_on_page (scene, object->rect);
  cairo_rectangle_int_t area = { (int) rect.x, (int) rect.y, (int) rect.w + 1, (int) rect.h + 1 };
  StrandCanvas *canvas = STRAND_CANVAS (widget);
  g_autofree char *markup = canvas->tooltip ? canvas->tooltip (object->id, canvas->tooltip_data) : NULL;
  if (markup)
    gtk_tooltip_set_markup (tooltip, markup);
  else
    gtk_tooltip_set_text (tooltip, title);
  gtk_tooltip_set_tip_area (tooltip, &area);
  return TRUE;
}

void
canvas_pick (StrandCanvas *canvas, const struct scene_object *object)
{
  g_free (canvas->picked);
  canvas->picked = g_strdup (object ? object->id : "");
  canvas_say_picked (canvas);
}

/* ---- carrying ---- */

static const char *
carriable_at (StrandCanvas *canvas, double x, double y)
{
  const struct scene *scene;
  const struct scene_object *object = canvas->carries ? object_at (canvas, x, y, &scene) : NULL;
  return object && canvas->carries (object->id, canvas->carries_data) ? object->id : NULL;
}

/* A click stays a click: it is carried once the pointer has moved. */
static void
note_carried (StrandCanvas *canvas, double x, double y)
{
  g_free (canvas->carried);
  canvas->carried = g_strdup (carriable_at (canvas, x, y));
}

static void
carry (StrandCanvas *canvas, double x, double y)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (canvas), FALSE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "grabbing");
  canvas_say_carried (canvas, x, y, CANVAS_CARRY_MOVED);
}

static void
let_go (StrandCanvas *canvas, double x, double y, enum canvas_carry how)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (canvas), TRUE);
  gtk_widget_set_cursor (GTK_WIDGET (canvas), NULL);
  canvas_say_carried (canvas, x, y, how);
  g_clear_pointer (&canvas->carried, g_free);
}

gboolean
strand_canvas_cancel_carry (StrandCanvas *canvas)
{
  if (!canvas->carried || !canvas->dragging)
    return FALSE;
  let_go (canvas, canvas->x, canvas->y, CANVAS_CARRY_CANCELLED);
  gtk_gesture_set_state (canvas->drag, GTK_EVENT_SEQUENCE_DENIED);
  return TRUE;
}

/* The pointer was taken away: by a grab, or by closing. */
static void
on_drag_cancelled (GtkGesture *gesture, GdkEventSequence *sequence, StrandCanvas *canvas)
{
  strand_canvas_cancel_carry (canvas);
}

/* ---- pointer ---- */

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, StrandCanvas *canvas)
{
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  canvas->x = x;
  canvas->y = y;
  canvas->moved_x = canvas->moved_y = 0;
  canvas->dragging = false;
  note_carried (canvas, x, y);
  canvas_say_dragged (canvas, x, y);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, StrandCanvas *canvas)
{
  canvas->dragging |= hypot (dx, dy) > DRAG_FROM;
  canvas_say_dragged (canvas, canvas->x + dx, canvas->y + dy);
  if (canvas->dragging && canvas->carried) {
    carry (canvas, canvas->x + dx, canvas->y + dy);
    return;
  }
  if (!canvas->dragging || !canvas->zoomable)
    return;
  double x = rint (dx), y = rint (dy); /* whole pixels: the picture is moved, not drawn anew */
  canvas->pointer_x = canvas->x;
  canvas->pointer_y = canvas->y;
  canvas_say_panned (canvas, x - canvas->moved_x, y - canvas->moved_y);
  canvas->moved_x = x;
  canvas->moved_y = y;
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, StrandCanvas *canvas)
{
  const struct scene *scene;
  bool carried = canvas->dragging && canvas->carried;
  if (carried)
    let_go (canvas, canvas->x + dx, canvas->y + dy, CANVAS_CARRY_DROPPED);
  g_clear_pointer (&canvas->carried, g_free);
  if (!carried && (!canvas->dragging || !canvas->zoomable))
    canvas_pick (canvas, object_at (canvas, canvas->x, canvas->y, &scene));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, StrandCanvas *canvas)
{
  canvas->pointer_x = x;
  canvas->pointer_y = y;
  if (!gtk_gesture_is_active (canvas->drag))
    gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), carriable_at (canvas, x, y) ? "grab" : NULL);
}

static void
on_pressed_twice (GtkGestureClick *gesture, int count, double x, double y, StrandCanvas *canvas)
{
  bool back = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) & GDK_SHIFT_MASK;
  if (count == 2)
    canvas_say_zoomed (canvas, back ? 0.5 : 2, x, y);
}

/* A wheel zooms; a touchpad, which has the pinch for that, pans. */
static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, StrandCanvas *canvas)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  bool touchpad = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  if (state & GDK_SHIFT_MASK)
    canvas_say_panned (canvas, -rint ((dx + dy) * (touchpad ? 1 : WHEEL_PAN)), 0);
  else if (touchpad && !(state & GDK_CONTROL_MASK))
    canvas_say_panned (canvas, -rint (dx), -rint (dy));
  else if (dy != 0)
    canvas_say_zoomed (canvas, pow (WHEEL_STEP, touchpad ? -dy / 30 : -dy), canvas->pointer_x, canvas->pointer_y);
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, StrandCanvas *canvas)
{
  canvas->pinch = 1;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, StrandCanvas *canvas)
{
  double x = canvas->pointer_x, y = canvas->pointer_y;
  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  canvas_say_zoomed (canvas, scale / canvas->pinch, x, y);
  canvas->pinch = scale;
}

void
canvas_add_input (StrandCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), canvas);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), canvas);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), canvas);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancelled), canvas);
  canvas->drag = drag;
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  canvas_add_keys (canvas);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_set_focusable (widget, TRUE);
}

void
canvas_add_zoom_input (StrandCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new (), *click = gtk_gesture_click_new ();
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), canvas);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), canvas);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), canvas);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), canvas);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_twice), canvas);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
