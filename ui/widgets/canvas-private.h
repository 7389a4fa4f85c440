/* What the canvas's files share: canvas.c (life, setters), canvas-paint.c (surfaces and nodes), canvas-input.c (pointer, wheel),
 * canvas-keys.c (keys). */
#pragma once

#include "ui/widgets/canvas.h"

#define CANVAS_BUFFERS 3

struct _StrandCanvas {
  GtkWidget parent;
  enum theme theme;
  int height;
  bool transparent, zoomable;
  struct scene *scene[CANVAS_SLOTS]; /* own copies: hit-testing, repainting after a theme change */
  /* base */
  cairo_surface_t *base_surface;
  GskRenderNode *base_node;     /* blits base_surface; kept while it is right */
  double painted_dx, painted_dy;/* of the panned scene, in base_surface */
  bool base_painted;
  /* live */
  cairo_surface_t *buffer[CANVAS_BUFFERS];
  cairo_rectangle_int_t dirty[CANVAS_BUFFERS]; /* what was painted last time: to be cleared where nothing is below */
  int next_buffer;
  GskRenderNode *live_node;
  /* interaction */
  double x, y;                  /* where the pointer pressed */
  double moved_x, moved_y;      /* offset of the drag that was told */
  double pointer_x, pointer_y;
  double pinch;                 /* scale of the pinch that was told */
  bool dragging;
  char *carried;                /* id of the object that the pointer pressed on and may carry, or carries */
  GtkGesture *drag;             /* borrowed */
  StrandCanvasCarries carries;
  gpointer carries_data;
  char *picked;
  StrandCanvasTooltip tooltip;
  gpointer tooltip_data;
};

/* canvas-paint.c */
void canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
void canvas_forget_base (StrandCanvas *canvas);
void canvas_forget_live (StrandCanvas *canvas);
void canvas_forget_surfaces (StrandCanvas *canvas);

/* canvas-input.c */
void canvas_add_input (StrandCanvas *canvas);
void canvas_add_zoom_input (StrandCanvas *canvas);
void canvas_pick (StrandCanvas *canvas, const struct scene_object *object); /* NULL = none */

/* canvas-keys.c */
void canvas_add_keys (StrandCanvas *canvas);

/* canvas.c: signals */
void canvas_say_picked (StrandCanvas *canvas);
void canvas_say_dragged (StrandCanvas *canvas, double x, double y);
void canvas_say_carried (StrandCanvas *canvas, double x, double y, enum canvas_carry what);
void canvas_say_panned (StrandCanvas *canvas, double dx, double dy);
void canvas_say_zoomed (StrandCanvas *canvas, double factor, double x, double y);
