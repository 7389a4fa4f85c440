/* Pointer, wheel, pinch and keys of the canvas. */
#include "ui/widgets/canvas-private.h"

#include <math.h>

#define DRAG_FROM 5.0  /* px: less is a click */
#define WHEEL_STEP 1.2 /* zoom a notch */
#define KEY_STEP 1.5
#define KEY_PAN 60.0   /* px */

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

static void
pick (StrandCanvas *canvas, const struct scene_object *object)
{
  g_free (canvas->picked);
  canvas->picked = g_strdup (object ? object->id : "");
  canvas_say_picked (canvas);
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
  canvas_say_dragged (canvas, x, y);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, StrandCanvas *canvas)
{
  canvas->dragging |= hypot (dx, dy) > DRAG_FROM;
  canvas_say_dragged (canvas, canvas->x + dx, canvas->y + dy);
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
  if (!canvas->dragging || !canvas->zoomable)
    pick (canvas, object_at (canvas, canvas->x, canvas->y, &scene));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, StrandCanvas *canvas)
{
  canvas->pointer_x = x;
  canvas->pointer_y = y;
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
    canvas_say_panned (canvas, -rint ((dx + dy) * (touchpad ? 1 : KEY_PAN)), 0);
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

/* ---- keys ---- */

/* Where the selection is: a scene and an object in it; -1 = nowhere. */
struct spot { int slot, object; };

static struct spot
spot_of_picked (StrandCanvas *canvas)
{
  for (int slot = 0; canvas->picked && slot < CANVAS_SLOTS; slot++) {
    int object = scene_find (canvas->scene[slot], canvas->picked);
    if (object >= 0)
      return (struct spot){ slot, object };
  }
  return (struct spot){ -1, -1 };
}

/* The first or, going back, the last object of the next scene that has any. */
static struct spot
next_scene (StrandCanvas *canvas, int slot, int step)
{
  for (int i = 0; i < CANVAS_SLOTS; i++) {
    slot = (slot + step + CANVAS_SLOTS) % CANVAS_SLOTS;
    int count = canvas->scene[slot]->object_count;
    if (count > 0)
      return (struct spot){ slot, step > 0 ? 0 : count - 1 };
  }
  return (struct spot){ -1, -1 };
}

/* The next object in that direction with the same parent; the order wraps into the next scene. */
static struct spot
sibling (StrandCanvas *canvas, struct spot from, int step)
{
  const struct scene *scene = canvas->scene[from.slot];
  for (int i = from.object + step; i >= 0 && i < scene->object_count; i += step)
    if (scene->objects[i].parent == scene->objects[from.object].parent)
      return (struct spot){ from.slot, i };
  return scene->objects[from.object].parent >= 0 ? from : next_scene (canvas, from.slot, step);
}

static struct spot
first_child (StrandCanvas *canvas, struct spot from)
{
  const struct scene *scene = canvas->scene[from.slot];
  for (int i = from.object + 1; i < scene->object_count; i++)
    if (scene->objects[i].parent == from.object)
      return (struct spot){ from.slot, i };
  return from;
}

static struct spot
parent_of (StrandCanvas *canvas, struct spot from)
{
  int parent = canvas->scene[from.slot]->objects[from.object].parent;
  return parent >= 0 ? (struct spot){ from.slot, parent } : from;
}

/* Left and right among siblings, up to the parent, down into an object. */
static bool
select_by_key (StrandCanvas *canvas, guint key)
{
  struct spot from = spot_of_picked (canvas), to;
  if (key != GDK_KEY_Right && key != GDK_KEY_Left && key != GDK_KEY_Up && key != GDK_KEY_Down)
    return false;
  if (from.slot < 0)
    to = next_scene (canvas, CANVAS_SLOTS - 1, 1);
  else
    to = key == GDK_KEY_Right ? sibling (canvas, from, 1) : key == GDK_KEY_Left ? sibling (canvas, from, -1)
         : key == GDK_KEY_Up  ? parent_of (canvas, from) : first_child (canvas, from);
  if (to.slot >= 0)
    pick (canvas, &canvas->scene[to.slot]->objects[to.object]);
  return true;
}

static bool
pan_by_key (StrandCanvas *canvas, guint key)
{
  double dx = (key == GDK_KEY_Left) - (key == GDK_KEY_Right), dy = (key == GDK_KEY_Up) - (key == GDK_KEY_Down);
  if (dx == 0 && dy == 0)
    return false;
  canvas_say_panned (canvas, KEY_PAN * dx, KEY_PAN * dy);
  return true;
}

static bool
zoom_by_key (StrandCanvas *canvas, guint key)
{
  bool in = key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add, out = key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract;
  bool fit = key == GDK_KEY_0 || key == GDK_KEY_Home || key == GDK_KEY_KP_0;
  double x = gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0, y = gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0;
  struct rect clip = canvas->scene[CANVAS_PANNED]->clip;
  if (clip.w > 0) {
    x = clip.x + clip.w / 2;
    y = clip.y + clip.h / 2;
  }
  if (in || out || fit)
    canvas_say_zoomed (canvas, fit ? 0 : in ? KEY_STEP : 1 / KEY_STEP, x, y);
  return in || out || fit;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, StrandCanvas *canvas)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (canvas->zoomable && state & GDK_SHIFT_MASK && pan_by_key (canvas, key))
    return GDK_EVENT_STOP;
  return select_by_key (canvas, key) || (canvas->zoomable && zoom_by_key (canvas, key));
}

/* ---- */

void
canvas_add_input (StrandCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), canvas);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), canvas);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), canvas);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), canvas);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, keys);
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
