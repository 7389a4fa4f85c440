/* Keys of the canvas: what is selected moves on, the picture is zoomed and panned. */
#include "ui/widgets/canvas-private.h"

#define KEY_STEP 1.5
#define KEY_PAN 60.0 /* px */

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
    if (count > 0 && slot != CANVAS_MARKS) /* what is on a PU stands in the program too */
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
    canvas_pick (canvas, &canvas->scene[to.slot]->objects[to.object]);
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

void
canvas_add_keys (StrandCanvas *canvas)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), canvas);
  gtk_widget_add_controller (GTK_WIDGET (canvas), keys);
}
