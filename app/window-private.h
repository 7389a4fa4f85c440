/* What the window's files share: window.c (views), window-actions.c (actions), window-save.c (files). */
#pragma once

#include "app/window.h"
#include "ui/draw/stage.h"
#include "ui/widgets/canvas.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/sidebar.h"

struct _StrandWindow {
  AdwApplicationWindow parent;
  /* template widgets */
  StrandSidebar *sidebar;
  StrandFacts *facts;
  StrandCanvas *stage_canvas, *timeline_canvas;
  GtkWidget *sidebar_flap, *facts_flap, *timeline_box;
  GtkWidget *run_button, *stop_button, *pause_button, *live_button;
  GtkLabel *phase_label, *failure_label, *speed_label, *time_label, *picked_label;
  GtkRevealer *failure_revealer;
  GtkAdjustment *speed;
  AdwToastOverlay *toasts;
  /* owned */
  StrandSession *session;
  struct stage *stage;
  struct scene *timeline;
  char *picked;        /* id of the picked object */
  /* zoom of the machine that is still to be shown: applied once a frame */
  double zoom_left, zoom_x, zoom_y; /* factor; about that point */
  guint zoom_tick;
  gint64 zoom_at;      /* µs: frame time of the last step */
};

void strand_window_add_actions (StrandWindow *window);    /* at construction */
void strand_window_update_actions (StrandWindow *window); /* states and enabled flags from the session */
void strand_window_draw (StrandWindow *window);           /* lays out and shows stage and timeline */
/* window-stage.c */
void strand_window_draw_stage (StrandWindow *window);
void strand_window_connect_stage (StrandWindow *window); /* zoom and pan */
void strand_window_zoom_machine (StrandWindow *window, double factor); /* about the band's middle; 0 = all of it */

void strand_window_toast (StrandWindow *window, const char *sentence);
void strand_window_dismiss_failure (StrandWindow *window);

void strand_window_save_picture (StrandWindow *window);    /* at once, into the pictures folder */
void strand_window_save_picture_as (StrandWindow *window); /* asks where and in which format */
void strand_window_save_recording (StrandWindow *window);
