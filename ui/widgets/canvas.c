#include "ui/widgets/canvas.h"

#include <math.h>
#include <string.h>

#include "ui/draw/painter.h"
#include "ui/widgets/scene-copy.h"

#define BUFFERS 3

struct _StrandCanvas {
  GtkWidget parent;
  enum theme theme;
  int height;
  bool transparent;
  /* base */
  struct scene *base;           /* own copy: hit-testing, repainting after a theme change */
  cairo_surface_t *base_surface;
  GskRenderNode *base_node;     /* blits base_surface; kept while it is right */
  /* live */
  struct scene *live;
  cairo_surface_t *buffer[BUFFERS];
  cairo_rectangle_int_t dirty[BUFFERS]; /* what was painted last time, to be cleared */
  int next_buffer;
  GskRenderNode *live_node;
  /* interaction */
  double x, y;
  char *picked;
  StrandCanvasTooltip tooltip;
  gpointer tooltip_data;
};

G_DEFINE_FINAL_TYPE (StrandCanvas, strand_canvas, GTK_TYPE_WIDGET)

enum { RESIZED, PICKED, DRAGGED, SIGNALS };
static guint signals[SIGNALS];

/* ---- painting ---- */

static cairo_surface_t *
new_surface (StrandCanvas *canvas, cairo_format_t format)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  int scale = gtk_widget_get_scale_factor (widget);
  int width = MAX (gtk_widget_get_width (widget), 1), height = MAX (gtk_widget_get_height (widget), 1);
  cairo_surface_t *surface = cairo_image_surface_create (format, width * scale, height * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  return surface;
}

static GskRenderNode *
blit_node (cairo_surface_t *surface, const graphene_rect_t *bounds)
{
  GskRenderNode *node = gsk_cairo_node_new (bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, bounds->origin.x, bounds->origin.y, bounds->size.width, bounds->size.height);
  cairo_fill (cr);
  cairo_destroy (cr);
  return node;
}

static void
paint_page (cairo_t *cr, enum theme theme)
{
  struct rgba page = palette_color (theme, PAINT (ROLE_PAGE));
  cairo_set_source_rgb (cr, page.r, page.g, page.b);
  cairo_paint (cr);
}

/* On X11 a damage of the whole window falls off a cliff: one pixel at the edge is left to the window's own background. */
static graphene_rect_t
inner_bounds (StrandCanvas *canvas)
{
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));
  return GRAPHENE_RECT_INIT (0, 0, MAX (width - 1, 1), MAX (height - 1, 1));
}

static void
make_base_node (StrandCanvas *canvas)
{
  graphene_rect_t bounds = inner_bounds (canvas);
  if (!canvas->base_surface)
    canvas->base_surface = new_surface (canvas, CAIRO_FORMAT_RGB24);
  cairo_t *cr = cairo_create (canvas->base_surface);
  paint_page (cr, canvas->theme);
  scene_paint (cr, canvas->base, canvas->theme);
  cairo_destroy (cr);
  canvas->base_node = blit_node (canvas->base_surface, &bounds);
}

static bool
is_empty (const cairo_rectangle_int_t *rect)
{
  return rect->width <= 0 || rect->height <= 0;
}

static void
clear_rect (cairo_t *cr, const cairo_rectangle_int_t *rect)
{
  cairo_save (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_rectangle (cr, rect->x, rect->y, rect->width, rect->height);
  cairo_fill (cr);
  cairo_restore (cr);
}

static cairo_rectangle_int_t
live_bounds (StrandCanvas *canvas)
{
  struct rect r = scene_bounds (canvas->live);
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)) - 1, height = gtk_widget_get_height (GTK_WIDGET (canvas)) - 1;
  int x = CLAMP ((int) floor (r.x), 0, width), y = CLAMP ((int) floor (r.y), 0, height);
  return (cairo_rectangle_int_t){ x, y, CLAMP ((int) ceil (r.x + r.w) + 1, x, width) - x, CLAMP ((int) ceil (r.y + r.h) + 1, y, height) - y };
}

static void
make_live_node (StrandCanvas *canvas)
{
  int i = canvas->next_buffer;
  cairo_rectangle_int_t bounds = live_bounds (canvas);
  if (!canvas->buffer[i])
    canvas->buffer[i] = new_surface (canvas, CAIRO_FORMAT_ARGB32);
  cairo_t *cr = cairo_create (canvas->buffer[i]);
  clear_rect (cr, &canvas->dirty[i]);
  canvas->dirty[i] = bounds;
  canvas->next_buffer = (i + 1) % BUFFERS;
  if (!is_empty (&bounds)) {
    cairo_rectangle (cr, bounds.x, bounds.y, bounds.width, bounds.height);
    cairo_clip (cr);
    scene_paint (cr, canvas->live, canvas->theme);
    canvas->live_node = blit_node (canvas->buffer[i], &GRAPHENE_RECT_INIT (bounds.x, bounds.y, bounds.width, bounds.height));
  }
  cairo_destroy (cr);
}

static void
strand_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StrandCanvas *canvas = STRAND_CANVAS (widget);
  if (!canvas->base_node && !canvas->transparent)
    make_base_node (canvas);
  if (!canvas->live_node && canvas->live->count)
    make_live_node (canvas);
  if (canvas->base_node)
    gtk_snapshot_append_node (snapshot, canvas->base_node);
  if (canvas->live_node)
    gtk_snapshot_append_node (snapshot, canvas->live_node);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 2, 2, gtk_widget_get_width (widget) - 4,
                               gtk_widget_get_height (widget) - 4);
}

static void
forget_base (StrandCanvas *canvas)
{
  g_clear_pointer (&canvas->base_node, gsk_render_node_unref);
}

static void
forget_live (StrandCanvas *canvas)
{
  g_clear_pointer (&canvas->live_node, gsk_render_node_unref);
}

static void
forget_surfaces (StrandCanvas *canvas)
{
  forget_base (canvas);
  forget_live (canvas);
  g_clear_pointer (&canvas->base_surface, cairo_surface_destroy);
  for (int i = 0; i < BUFFERS; i++) {
    g_clear_pointer (&canvas->buffer[i], cairo_surface_destroy);
    canvas->dirty[i] = (cairo_rectangle_int_t){ 0 };
  }
}

static void
strand_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_surfaces (STRAND_CANVAS (widget));
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
  forget_surfaces (canvas);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* ---- pointer and keyboard ---- */

static const struct scene_object *
object_at (StrandCanvas *canvas, double x, double y)
{
  int hit = scene_hit (canvas->live, x, y);
  if (hit >= 0)
    return &canvas->live->objects[hit];
  hit = scene_hit (canvas->base, x, y);
  return hit >= 0 ? &canvas->base->objects[hit] : NULL;
}

static const char *
title_of (StrandCanvas *canvas, const struct scene_object *object)
{
  bool live = object >= canvas->live->objects && object < canvas->live->objects + canvas->live->object_count;
  return scene_text_at (live ? canvas->live : canvas->base, object->title);
}

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  StrandCanvas *canvas = STRAND_CANVAS (widget);
  const struct scene_object *object = keyboard ? NULL : object_at (canvas, x, y);
  const char *title = object ? title_of (canvas, object) : NULL;
  if (!title)
    return FALSE;
  cairo_rectangle_int_t area = { (int) object->rect.x, (int) object->rect.y, (int) object->rect.w + 1, (int) object->rect.h + 1 };
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
  g_signal_emit (canvas, signals[PICKED], 0, canvas->picked);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, StrandCanvas *canvas)
{
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  canvas->x = x;
  canvas->y = y;
  pick (canvas, object_at (canvas, x, y));
  g_signal_emit (canvas, signals[DRAGGED], 0, x, y);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, StrandCanvas *canvas)
{
  g_signal_emit (canvas, signals[DRAGGED], 0, canvas->x + dx, canvas->y + dy);
}

/* Objects of both scenes in one row, for the arrow keys. */
static const struct scene_object *
object_number (StrandCanvas *canvas, int i)
{
  int base = canvas->base->object_count, all = base + canvas->live->object_count;
  if (!all)
    return NULL;
  i = (i % all + all) % all;
  return i < base ? &canvas->base->objects[i] : &canvas->live->objects[i - base];
}

static int
number_of_picked (StrandCanvas *canvas)
{
  int i = canvas->picked ? scene_find (canvas->base, canvas->picked) : -1;
  if (i >= 0 || !canvas->picked)
    return i;
  i = scene_find (canvas->live, canvas->picked);
  return i < 0 ? i : canvas->base->object_count + i;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, StrandCanvas *canvas)
{
  bool next = key == GDK_KEY_Right || key == GDK_KEY_Down, previous = key == GDK_KEY_Left || key == GDK_KEY_Up;
  if (!next && !previous)
    return FALSE;
  pick (canvas, object_number (canvas, number_of_picked (canvas) + (next ? 1 : -1)));
  return TRUE;
}

static void
add_controllers (StrandCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), canvas);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), canvas);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), canvas);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, keys);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_set_focusable (widget, TRUE);
}

/* ---- life ---- */

static void
strand_canvas_finalize (GObject *object)
{
  StrandCanvas *canvas = STRAND_CANVAS (object);
  forget_surfaces (canvas);
  scene_destroy (canvas->base);
  scene_destroy (canvas->live);
  g_free (canvas->picked);
  G_OBJECT_CLASS (strand_canvas_parent_class)->finalize (object);
}

static void
strand_canvas_class_init (StrandCanvasClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = strand_canvas_finalize;
  widget_class->snapshot = strand_canvas_snapshot;
  widget_class->size_allocate = strand_canvas_size_allocate;
  widget_class->measure = strand_canvas_measure;
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[RESIZED] = g_signal_new ("resized", STRAND_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  signals[PICKED] = g_signal_new ("picked", STRAND_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DRAGGED] = g_signal_new ("dragged", STRAND_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
strand_canvas_init (StrandCanvas *canvas)
{
  canvas->base = scene_create (0, 0);
  canvas->live = scene_create (0, 0);
  add_controllers (canvas);
  g_signal_connect_swapped (canvas, "notify::scale-factor", G_CALLBACK (on_scale_changed), canvas);
}

GtkWidget *
strand_canvas_new (void)
{
  return g_object_new (STRAND_TYPE_CANVAS, NULL);
}

void
strand_canvas_set_base (StrandCanvas *canvas, const struct scene *scene)
{
  scene_assign (canvas->base, scene);
  forget_base (canvas);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
strand_canvas_set_live (StrandCanvas *canvas, const struct scene *scene)
{
  scene_assign (canvas->live, scene);
  forget_live (canvas);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
strand_canvas_set_theme (StrandCanvas *canvas, enum theme theme)
{
  canvas->theme = theme;
  forget_base (canvas);
  forget_live (canvas);
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
