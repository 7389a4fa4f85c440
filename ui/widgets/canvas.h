/* A widget that shows scenes over one another: a base that stands still, a panned scene in it, and live ones that change
 * each frame.
 *
 * Frame design (RENDERING.md, measured): base and panned scene are painted once into one image surface, and a retained
 * node only blits it; panning moves its pixels and paints the strips that come into sight. The live scenes are painted
 * into one of three reused framebuffers and blitted over their bounds alone. Nothing is drawn while nothing changes.
 * Scenes are borrowed for the call that sets them. */
#pragma once

#include <gtk/gtk.h>

#include "ui/draw/palette.h"

#define STRAND_TYPE_CANVAS (strand_canvas_get_type ())
G_DECLARE_FINAL_TYPE (StrandCanvas, strand_canvas, STRAND, CANVAS, GtkWidget)

enum canvas_slot { /* in the order that they are painted */
  CANVAS_BASE,
  CANVAS_PANNED, /* strand_canvas_pan moves it */
  CANVAS_MARKS,  /* live */
  CANVAS_LIVE,
  CANVAS_SLOTS
};

enum canvas_carry { CANVAS_CARRY_MOVED, CANVAS_CARRY_DROPPED, CANVAS_CARRY_CANCELLED };

/* Signals: "resized" (int width, int height): lay out again and set the scenes.
 *          "picked" (char *object id, or "" for none): clicked or moved to by keyboard.
 *          "dragged" (double x, double y): the pointer pressed or moved while pressed.
 *          "panned" (double dx, double dy, double x, double y): dragged, scrolled on a touchpad or moved by keys; the pointer is at x, y
 *          "carried" (char *object id, double x, double y, int enum canvas_carry): an object that can be carried was moved to that
 *          point, dropped there, or let go of; instead of "panned"
 *          "zoomed" (double factor, double x, double y): wheel, pinch or keys about that point; 0 = fit again. */
GtkWidget *strand_canvas_new (void);

void strand_canvas_set_scene (StrandCanvas *canvas, enum canvas_slot slot, const struct scene *scene);
/* The panned scene's offset in whole px: cheaper than setting it anew. */
void strand_canvas_pan (StrandCanvas *canvas, double dx, double dy);
void strand_canvas_set_theme (StrandCanvas *canvas, enum theme theme);
enum theme strand_canvas_get_theme (StrandCanvas *canvas);
/* What a hover says about the object ID, as markup; the canvas frees it. NULL: its title. */
typedef char *(*StrandCanvasTooltip) (const char *id, gpointer data);
void strand_canvas_set_tooltip_func (StrandCanvas *canvas, StrandCanvasTooltip func, gpointer data);
/* May the object ID be carried by the pointer? Until this is set none may. */
typedef gboolean (*StrandCanvasCarries) (const char *id, gpointer data);
void strand_canvas_set_carry_func (StrandCanvas *canvas, StrandCanvasCarries func, gpointer data);
/* Lets go of what is carried: it is not dropped. FALSE: nothing is carried. */
gboolean strand_canvas_cancel_carry (StrandCanvas *canvas);
/* What the canvas shows, in words, for assistive tools. */
void strand_canvas_describe (StrandCanvas *canvas, const char *label, const char *description);
/* Shows the pane behind it instead of a page of its own. */
void strand_canvas_set_transparent (StrandCanvas *canvas);
/* Smallest height the parent may give it. */
void strand_canvas_set_height (StrandCanvas *canvas, int height);
/* What the arrow keys go on from, where something was selected elsewhere; NULL = nothing. Copied. */
void strand_canvas_set_picked (StrandCanvas *canvas, const char *id);
/* The picture can be zoomed and panned: wheel, pinch, drag and keys say so. */
void strand_canvas_set_zoomable (StrandCanvas *canvas);
