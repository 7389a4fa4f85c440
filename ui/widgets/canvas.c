#include "ui/widgets/canvas-private.h"

#include "ui/draw/scene-copy.h"

G_DEFINE_FINAL_TYPE (StrandCanvas, strand_canvas, GTK_TYPE_WIDGET)

enum { RESIZED, PICKED, DRAGGED, CARRIED, PANNED, ZOOMED, SIGNALS };
static guint signals[SIGNALS];

static void
strand_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  canvas_forget_surfaces (STRAND_CANVAS (widget));
  g_signal_emit (widget, signals[RESIZED], 0, width, height);
}

static void
strand_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? MAX (STRAND_CANVAS (widget)->height, 1) : 40;
}

static void
on_scale_changed (StrandCanvas *canvas)
{
  canvas_forget_surfaces (canvas);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
canvas_say_picked (StrandCanvas *canvas)
{
  g_signal_emit (canvas, signals[PICKED], 0, canvas->picked);
}

void
canvas_say_dragged (StrandCanvas *canvas, double x, double y)
{
  g_signal_emit (canvas, signals[DRAGGED], 0, x, y);
}

void
canvas_say_carried (StrandCanvas *canvas, double x, double y, enum canvas_carry what)
{
  g_signal_emit (canvas, signals[CARRIED], 0, canvas->carried, x, y, what);
}

void
canvas_say_panned (StrandCanvas *canvas, double dx, double dy)
{
  g_signal_emit (canvas, signals[PANNED], 0, dx, dy, canvas->pointer_x, canvas->pointer_y);
}

void
canvas_say_zoomed (StrandCanvas *canvas, double factor, double x, double y)
{
  g_signal_emit (canvas, signals[ZOOMED], 0, factor, x, y);
}

/* ---- life ---- */

static void
strand_canvas_finalize (GObject *object)
{
  StrandCanvas *canvas = STRAND_CANVAS (object);
  canvas_forget_surfaces (canvas);
  for (int i = 0; i < CANVAS_SLOTS; i++)
    scene_destroy (canvas->scene[i]);
  g_free (canvas->picked);
  g_free (canvas->carried);
  G_OBJECT_CLASS (strand_canvas_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, int doubles)
{
  const GType d = G_TYPE_DOUBLE;
  return g_signal_new (name, STRAND_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, doubles, d, d, d, d);
}

static void
strand_canvas_class_init (StrandCanvasClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = strand_canvas_finalize;
  widget_class->snapshot = canvas_snapshot;
  widget_class->size_allocate = strand_canvas_size_allocate;
  widget_class->measure = strand_canvas_measure;
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[RESIZED] = g_signal_new ("resized", STRAND_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  signals[PICKED] = g_signal_new ("picked", STRAND_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DRAGGED] = new_signal ("dragged", 2);
  signals[CARRIED] = g_signal_new ("carried", STRAND_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_DOUBLE,
                                   G_TYPE_DOUBLE, G_TYPE_INT);
  signals[PANNED] = new_signal ("panned", 4);
  signals[ZOOMED] = new_signal ("zoomed", 3);
}

static void
strand_canvas_init (StrandCanvas *canvas)
{
  for (int i = 0; i < CANVAS_SLOTS; i++)
    canvas->scene[i] = scene_create (0, 0);
  canvas_add_input (canvas);
  g_signal_connect_swapped (canvas, "notify::scale-factor", G_CALLBACK (on_scale_changed), canvas);
}

GtkWidget *
strand_canvas_new (void)
{
  return g_object_new (STRAND_TYPE_CANVAS, NULL);
}

/* ---- setters ---- */

void
strand_canvas_set_scene (StrandCanvas *canvas, enum canvas_slot slot, const struct scene *scene)
{
  scene_assign (canvas->scene[slot], scene);
  if (slot < CANVAS_MARKS)
    canvas_forget_base (canvas);
  else
    canvas_forget_live (canvas);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
strand_canvas_pan (StrandCanvas *canvas, double dx, double dy)
{
  struct scene *panned = canvas->scene[CANVAS_PANNED];
  if (panned->dx == dx && panned->dy == dy)
    return;
  panned->dx = dx;
  panned->dy = dy;
  g_clear_pointer (&canvas->base_node, gsk_render_node_unref); /* the pixels stay: they are moved */
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
strand_canvas_set_theme (StrandCanvas *canvas, enum theme theme)
{
  canvas->theme = theme;
  canvas_forget_base (canvas);
  canvas_forget_live (canvas);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

enum theme
strand_canvas_get_theme (StrandCanvas *canvas)
{
  return canvas->theme;
}

void
strand_canvas_set_tooltip_func (StrandCanvas *canvas, StrandCanvasTooltip func, gpointer data)
{
  canvas->tooltip = func;
  canvas->tooltip_data = data;
}

void
strand_canvas_set_carry_func (StrandCanvas *canvas, StrandCanvasCarries func, gpointer data)
{
  canvas->carries = func;
  canvas->carries_data = data;
}

void
strand_canvas_describe (StrandCanvas *canvas, const char *label, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL, label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
}

void
strand_canvas_set_transparent (StrandCanvas *canvas)
{
  canvas->transparent = true;
}

void
strand_canvas_set_height (StrandCanvas *canvas, int height)
{
  if (canvas->height == height)
    return;
  canvas->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (canvas));
}

void
strand_canvas_set_picked (StrandCanvas *canvas, const char *id)
{
  char *copy = g_strdup (id); /* it may be the canvas's own */
  g_free (canvas->picked);
  canvas->picked = copy;
}

void
strand_canvas_set_zoomable (StrandCanvas *canvas)
{
  if (!canvas->zoomable)
    canvas_add_zoom_input (canvas);
  canvas->zoomable = true;
}
