/* What the timeline's files share: timeline.c (life, drawing), timeline-view.c (stretch, lanes), timeline-input.c (pointer, wheel), timeline-keys.c (keys, menu),
 * timeline-tools.c (the row of tools: selection's statistics, search). */
#pragma once

#include "engine/trace/seek.h"
#include "engine/trace/tally.h"
#include "ui/draw/timeline.h"
#include "ui/widgets/canvas.h"
#include "ui/widgets/timeline.h"

enum timeline_drag { DRAG_NONE, DRAG_PRESSED, DRAG_PAN, DRAG_SELECT, DRAG_PLAYHEAD, DRAG_MAP };

struct _StrandTimeline {
  GtkWidget parent;
  /* widgets */
  GtkWidget *box, *tools, *controls[3], *by_thread, *by_pu, *search, *words;
  StrandCanvas *canvas;
  GtkWidget *bar;               /* scrolls lanes */
  GtkAdjustment *scroll;
  GtkWidget *menu;
  /* what is shown */
  struct trace *trace;
  struct timeline shown;
  struct timeline_rows rows;
  int ranks, threads;
  guint8 *folded;               /* a rank */
  struct scene *base, *over;
  guint64 from, to, playhead;
  guint64 scale_begin, scale_end, scale_origin; /* equal: the trace's */
  gboolean plain;
  guint64 drawn_version;
  gboolean stale;               /* the next show draws, whatever it is told */
  gboolean pus_wanted;
  guint asking; int height;     /* px, that is asked for */
  guint again;                  /* PUs are still being merged */
  gboolean setting;             /* the adjustment, by itself */
  /* the lane that keys speak of */
  int rank, thread;
  /* selection */
  guint64 selected_from, selected_to;
  struct tally tally;
  guint counting;
  GArray *flags;                /* struct timeline_flag; it owns their names */
  guint64 loop_from, loop_to;
  /* search */
  struct seek_query query;
  struct seek seek;
  guint seeking;
  /* pointer */
  enum timeline_drag drag;
  double x, y, pointer_x, pointer_y, scroll_at;
  guint64 drag_from, drag_to;   /* stretch when it began */
};

/* timeline.c */
void timeline_redraw (StrandTimeline *timeline);      /* lanes and all */
void timeline_redraw_over (StrandTimeline *timeline); /* playhead and selection alone */
void timeline_bounds (StrandTimeline *timeline, guint64 *begin, guint64 *end); /* of the run */
void timeline_say_moved (StrandTimeline *timeline, guint64 t);
void timeline_say_stretch (StrandTimeline *timeline, guint64 from, guint64 to);
void timeline_say_picked (StrandTimeline *timeline);
/* timeline-view.c */
void timeline_say_viewed (StrandTimeline *timeline, double from, double length); /* ns; kept within the run */
void timeline_zoom (StrandTimeline *timeline, double factor, guint64 about);
void timeline_fit (StrandTimeline *timeline);
void timeline_go_to (StrandTimeline *timeline, int rank, int thread, guint64 t); /* playhead there, lane and moment in sight */
void timeline_set_lane (StrandTimeline *timeline, int rank, int thread);
void timeline_fold (StrandTimeline *timeline, int rank);
void timeline_by_pu (StrandTimeline *timeline, gboolean by_pu);

/* timeline-input.c */
void timeline_add_input (StrandTimeline *timeline);
/* timeline-keys.c */
void timeline_add_keys (StrandTimeline *timeline);
void timeline_open_menu (StrandTimeline *timeline, double x, double y);
/* timeline-tools.c */
void timeline_add_tools (StrandTimeline *timeline);
void timeline_say (StrandTimeline *timeline, const char *words, const char *more); /* in the row of tools; MORE: its tooltip */
void timeline_selection_changed (StrandTimeline *timeline);
void timeline_step_event (StrandTimeline *timeline, gboolean back);
void timeline_stop_work (StrandTimeline *timeline); /* no counting, no search */
/* timeline-hover.c */
char *timeline_hover (const char *id, gpointer timeline);
