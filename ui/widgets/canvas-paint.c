/* Surfaces and render nodes of the canvas. */
#include "ui/widgets/canvas-private.h"

#include <math.h>

#include "ui/draw/painter.h"
#include "ui/draw/scene-copy.h"
#include "ui/draw/surface.h"

static cairo_surface_t *
new_surface (StrandCanvas *canvas, cairo_format_t format)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  int scale = gtk_widget_get_scale_factor (widget);
  int width = MAX (gtk_widget_get_width (widget), 1), height = MAX (gtk_widget_get_height (widget), 1);
  cairo_surface_t *surface = surface_create (format, width * scale, height * scale);
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

/* ---- base ---- */

static void
paint_base (StrandCanvas *canvas, const struct rect *part)
{
  struct rgba page = palette_color (canvas->theme, PAINT (ROLE_PAGE));
  cairo_t *cr = cairo_create (canvas->base_surface);
  if (part) {
    cairo_rectangle (cr, part->x, part->y, part->w, part->h);
    cairo_clip (cr);
  }
  cairo_set_source_rgb (cr, page.r, page.g, page.b);
  cairo_paint (cr);
  scene_paint (cr, canvas->scene[CANVAS_BASE], canvas->theme);
  scene_paint (cr, canvas->scene[CANVAS_PANNED], canvas->theme);
  cairo_destroy (cr);
}

static cairo_rectangle_int_t
scaled (cairo_rectangle_int_t rect, int scale)
{
  return (cairo_rectangle_int_t){ rect.x * scale, rect.y * scale, rect.width * scale, rect.height * scale };
}

static cairo_rectangle_int_t
panned_area (StrandCanvas *canvas)
{
  struct rect clip = canvas->scene[CANVAS_PANNED]->clip;
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));
  int x = CLAMP ((int) ceil (clip.x), 0, width), y = CLAMP ((int) ceil (clip.y), 0, height);
  return (cairo_rectangle_int_t){ x, y, CLAMP ((int) floor (clip.x + clip.w), x, width) - x, CLAMP ((int) floor (clip.y + clip.h), y, height) - y };
}

/* The picture moved by whole px: its pixels move, and only what comes into sight is painted. */
static void
shift_base (StrandCanvas *canvas, int dx, int dy)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (canvas));
  cairo_rectangle_int_t area = panned_area (canvas);
  if (abs (dx) >= area.width || abs (dy) >= area.height) {
    paint_base (canvas, NULL);
    return;
  }
  surface_move (canvas->base_surface, scaled (area, scale), dx * scale, dy * scale);
  struct rect beside = { dx > 0 ? area.x : area.x + area.width + dx, area.y, abs (dx), area.height };
  struct rect above = { area.x, dy > 0 ? area.y : area.y + area.height + dy, area.width, abs (dy) };
  if (dx != 0)
    paint_base (canvas, &beside);
  if (dy != 0)
    paint_base (canvas, &above);
}

static void
make_base_node (StrandCanvas *canvas)
{
  /* On X11 a damage of the whole window falls off a cliff: one pixel at the edge is left to the window's own background. */
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));
  const struct scene *panned = canvas->scene[CANVAS_PANNED];
  double dx = panned->dx - canvas->painted_dx, dy = panned->dy - canvas->painted_dy;
  if (!canvas->base_surface)
    canvas->base_surface = new_surface (canvas, CAIRO_FORMAT_RGB24);
  if (canvas->base_painted && dx == rint (dx) && dy == rint (dy))
    shift_base (canvas, (int) dx, (int) dy);
  else
    paint_base (canvas, NULL);
  canvas->painted_dx = panned->dx;
  canvas->painted_dy = panned->dy;
  canvas->base_painted = true;
  canvas->base_node = blit_node (canvas->base_surface, &GRAPHENE_RECT_INIT (0, 0, MAX (width - 1, 1), MAX (height - 1, 1)));
}

/* ---- live ---- */

static void
clear_rect (cairo_t *cr, const cairo_rectangle_int_t *rect)
{
  cairo_save (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_rectangle (cr, rect->x, rect->y, rect->width, rect->height);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* Of both live scenes, inside the page but for its last px. */
static cairo_rectangle_int_t
live_bounds (StrandCanvas *canvas)
{
  struct rect a = scene_bounds (canvas->scene[CANVAS_MARKS]), b = scene_bounds (canvas->scene[CANVAS_LIVE]);
  if (a.w <= 0)
    a = b;
  if (b.w <= 0)
    b = a;
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)) - 1, height = gtk_widget_get_height (GTK_WIDGET (canvas)) - 1;
  int x = CLAMP ((int) floor (fmin (a.x, b.x)), 0, width), y = CLAMP ((int) floor (fmin (a.y, b.y)), 0, height);
  int right = CLAMP ((int) ceil (fmax (a.x + a.w, b.x + b.w)) + 1, x, width), bottom = CLAMP ((int) ceil (fmax (a.y + a.h, b.y + b.h)) + 1, y, height);
  return (cairo_rectangle_int_t){ x, y, right - x, bottom - y };
}

/* What lives is painted over a copy of the base where there is one: copying pixels costs less than blending whole layers. */
static cairo_t *
begin_live (StrandCanvas *canvas, int i, const cairo_rectangle_int_t *bounds)
{
  if (!canvas->buffer[i])
    canvas->buffer[i] = new_surface (canvas, canvas->transparent ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24);
  if (!canvas->transparent)
    surface_copy (canvas->buffer[i], canvas->base_surface, scaled (*bounds, gtk_widget_get_scale_factor (GTK_WIDGET (canvas))));
  cairo_t *cr = cairo_create (canvas->buffer[i]);
  if (canvas->transparent)
    clear_rect (cr, &canvas->dirty[i]);
  canvas->dirty[i] = *bounds;
  return cr;
}

static void
make_live_node (StrandCanvas *canvas)
{
  int i = canvas->next_buffer;
  cairo_rectangle_int_t bounds = live_bounds (canvas);
  cairo_t *cr = begin_live (canvas, i, &bounds);
  canvas->next_buffer = (i + 1) % CANVAS_BUFFERS;
  if (bounds.width > 0 && bounds.height > 0) {
    cairo_rectangle (cr, bounds.x, bounds.y, bounds.width, bounds.height);
    cairo_clip (cr);
    scene_paint (cr, canvas->scene[CANVAS_MARKS], canvas->theme);
    scene_paint (cr, canvas->scene[CANVAS_LIVE], canvas->theme);
    canvas->live_node = blit_node (canvas->buffer[i], &GRAPHENE_RECT_INIT (bounds.x, bounds.y, bounds.width, bounds.height));
  }
  cairo_destroy (cr);
}

void
canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StrandCanvas *canvas = STRAND_CANVAS (widget);
  if (!canvas->base_node && !canvas->transparent) {
    make_base_node (canvas);
    canvas_forget_live (canvas); /* it holds what was below it */
  }
  if (!canvas->live_node && canvas->scene[CANVAS_MARKS]->count + canvas->scene[CANVAS_LIVE]->count)
    make_live_node (canvas);
  if (canvas->base_node)
    gtk_snapshot_append_node (snapshot, canvas->base_node);
  if (canvas->live_node)
    gtk_snapshot_append_node (snapshot, canvas->live_node);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 2, 2, gtk_widget_get_width (widget) - 4,
                               gtk_widget_get_height (widget) - 4);
}

void
canvas_forget_base (StrandCanvas *canvas)
{
  g_clear_pointer (&canvas->base_node, gsk_render_node_unref);
  canvas->base_painted = false;
}

void
canvas_forget_live (StrandCanvas *canvas)
{
  g_clear_pointer (&canvas->live_node, gsk_render_node_unref);
}

void
canvas_forget_surfaces (StrandCanvas *canvas)
{
  canvas_forget_base (canvas);
  canvas_forget_live (canvas);
  g_clear_pointer (&canvas->base_surface, cairo_surface_destroy);
  for (int i = 0; i < CANVAS_BUFFERS; i++) {
    g_clear_pointer (&canvas->buffer[i], cairo_surface_destroy);
    canvas->dirty[i] = (cairo_rectangle_int_t){ 0 };
  }
}
