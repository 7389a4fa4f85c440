/* What scaling-window.c (the study), scaling-window-parts.c (widgets) and scaling-window-files.c share. */
#pragma once

#include "app/scaling-window.h"
#include "engine/launch/scaling.h"
#include "ui/widgets/canvas.h"

struct _StrandScalingWindow {
  GtkWindow parent;
  GtkWidget *start, *cancel;
  GtkDropDown *model, *kinds;
  GtkSpinButton *most, *repeat, *steps;
  GtkLabel *subject, *status;
  GtkProgressBar *progress;
  GtkRevealer *busy;         /* says that a run goes on */
  StrandCanvas *canvas;
  struct scene *scene;
  StrandSession *session;    /* owned reference */
  GSimpleActionGroup *actions;
  struct scaling_runs *runs; /* NULL: no study goes on */
  struct study *study;       /* the last one; NULL: none */
  guint tick;
  char *workload;            /* that the steps were proposed for */
  int done;                  /* runs, when it was drawn last */
};

enum { KINDS_BOTH, KINDS_STRONG, KINDS_WEAK };

/* scaling-window.c */
const struct study *scaling_window_study (StrandScalingWindow *window); /* that is shown; NULL: none */
void scaling_window_show (StrandScalingWindow *window, struct study *study); /* takes it over */
void scaling_window_draw (StrandScalingWindow *window);
void scaling_window_say (StrandScalingWindow *window, const char *sentence);

/* scaling-window-parts.c */
void scaling_window_build (StrandScalingWindow *window);

/* scaling-window-files.c */
void scaling_window_add_files (StrandScalingWindow *window);
