/* A widget that shows two scenes: a base that stands still and a live one that changes each frame.
 *
 * Frame design (RENDERING.md, measured): the base is painted once into one image surface, and a retained node only
 * blits it; the live scene is painted into one of three reused framebuffers and blitted over its bounds alone.
 * Nothing is drawn while neither changes. Scenes are borrowed for the call that sets them. */
#pragma once

#include <gtk/gtk.h>

#include "ui/draw/palette.h"

#define STRAND_TYPE_CANVAS (strand_canvas_get_type ())
G_DECLARE_FINAL_TYPE (StrandCanvas, strand_canvas, STRAND, CANVAS, GtkWidget)

/* Signals: "resized" (int width, int height): lay out again and set the scenes.
 *          "picked" (char *object id, or "" for none): clicked or moved to by keyboard.
 *          "dragged" (double x, double y): the pointer pressed or moved while pressed. */
GtkWidget *strand_canvas_new (void);

void strand_canvas_set_base (StrandCanvas *canvas, const struct scene *scene);
void strand_canvas_set_live (StrandCanvas *canvas, const struct scene *scene);
void strand_canvas_set_theme (StrandCanvas *canvas, enum theme theme);
enum theme strand_canvas_get_theme (StrandCanvas *canvas);
/* What a hover says about the object ID, as markup; the canvas frees it. NULL: its title. */
typedef char *(*StrandCanvasTooltip) (const char *id, gpointer data);
void strand_canvas_set_tooltip_func (StrandCanvas *canvas, StrandCanvasTooltip func, gpointer data);
/* What the canvas shows, in words, for assistive tools. */
void strand_canvas_describe (StrandCanvas *canvas, const char *label, const char *description);
/* Shows the pane behind it instead of a page of its own. */
void strand_canvas_set_transparent (StrandCanvas *canvas);
/* Smallest height the parent may give it. */
void strand_canvas_set_height (StrandCanvas *canvas, int height);
