/* What the window's files share: window.c (views), window-actions.c (actions), window-machine.c (whose machine is shown),
 * window-object.c (selection), window-search.c, window-place.c (placing by hand), window-model.c, window-view.c (View menu), window-panes.c,
 * window-timeline.c, window-time.c (playhead), window-recording.c (recordings, and what was left unsaved),
 * window-settings.c (what is kept), window-save.c (files), window-export.c (files for other tools), window-film.c (films), window-work.c (what takes long), window-scene.c (scenes),
 * window-compare.c (two runs in place of one). */
#pragma once

#include "app/scene-file.h"
#include "app/window.h"
#include "engine/trace/recording.h"
#include "ui/draw/stage.h"
#include "ui/widgets/canvas.h"
#include "ui/widgets/facts.h"
#include "ui/widgets/finder.h"
#include "ui/widgets/object-pane.h"
#include "ui/widgets/playhead-bar.h"
#include "ui/widgets/progress-card.h"
#include "ui/widgets/sidebar.h"
#include "ui/widgets/timeline.h"

typedef struct _StrandCompareView StrandCompareView;

enum pane { PANE_SETTINGS, PANE_FACTS, PANES };

struct _StrandWindow {
  AdwApplicationWindow parent;
  /* template widgets */
  StrandSidebar *sidebar;
  StrandFacts *facts;
  StrandCanvas *stage_canvas;
  StrandTimeline *timeline;
  GtkStack *pages;
  GtkWidget *one_page;
  StrandCompareView *compare_view; /* borrowed: the other page */
  GtkWidget *sidebar_flap, *facts_flap, *timeline_box;
  GtkWidget *model_button[MODELS];
  GtkWidget *run_button, *stop_button, *pause_button;
  GtkLabel *phase_label, *failure_label, *picked_label;
  StrandPlayheadBar *playhead_bar;
  GtkRevealer *failure_revealer, *zoom_revealer;
  GtkEventControllerMotion *stage_motion; /* borrowed */
  AdwToastOverlay *toasts;
  GtkRevealer *other_revealer;
  GtkLabel *other_label;
  GtkRevealer *recording_revealer, *left_revealer;
  GtkLabel *recording_label, *recording_hint, *left_label;
  GtkWidget *choose_xml_button;
  StrandProgressCard *loading_card, *work_card;
  StrandFinder *finder;
  StrandObjectPane *object_pane;
  GtkWidget *drop_hint;
  GMenu *recent_menu;
  GtkMenuButton *menu_button;
  gboolean pane_wanted[PANES]; /* before there was no room for it */
  /* owned */
  char **left;         /* folders of runs that were not saved, the newest first */
  GMenu *time_menu, *bookmark_menu;
  StrandSession *session;
  struct stage *stage;
  struct scene_file *wanted; /* a scene whose machine or recording still loads, NULL = none */
  guint wanted_tick;
  char *picked;        /* id of the selected object, NULL = none */
  GArray *found;       /* struct finder_result, the best first */
  char *placing;       /* id of what the finder asks a place for, NULL = it only finds */
  AdwToast *toast;     /* the last one; weak */
  GtkWindow *scaling;  /* of scaling studies; weak, NULL = not opened yet */
  double carry_x, carry_y; /* where the pointer carries something, on the stage */
  guint carry_tick;
  int found_at;        /* the one that was gone to */
  struct window_work *work; /* NULL = nothing takes long */
  /* zoom of the machine that is still to be shown: applied once a frame */
  double zoom_left, zoom_x, zoom_y; /* factor; about that point */
  guint zoom_tick;
  gint64 zoom_at;      /* µs: frame time of the last step */
};

void strand_window_add_actions (StrandWindow *window);    /* at construction */
void strand_window_update_actions (StrandWindow *window); /* states and enabled flags from the session */
void strand_window_draw (StrandWindow *window);           /* lays out and shows stage and timeline */
void strand_window_show_study (StrandWindow *window, const char *path); /* a scaling study's file, in its window */
/* window-stage.c */
void strand_window_draw_stage (StrandWindow *window);
void strand_window_connect_stage (StrandWindow *window); /* zoom and pan */

void strand_window_toast (StrandWindow *window, const char *sentence);
void strand_window_offer (StrandWindow *window, const char *sentence, const char *button, const char *action); /* the same with a button */
void strand_window_dismiss_failure (StrandWindow *window);

/* window-machine.c */
void strand_window_add_machines (StrandWindow *window);
void strand_window_refuse (StrandWindow *window, const char *sentence); /* what was shown stays */

/* window-object.c */
void strand_window_add_selection (StrandWindow *window);
void strand_window_select (StrandWindow *window, const char *id); /* NULL or "" = nothing */
void strand_window_reveal (StrandWindow *window, const char *id); /* and brings it into sight */
void strand_window_show_object (StrandWindow *window);            /* the selected one's table, as things are now */
void strand_window_describe_stage (StrandWindow *window);         /* in words, for assistive tools */

/* window-place.c */
void strand_window_add_placing (StrandWindow *window);
gboolean strand_window_cancel_carry (StrandWindow *window);             /* FALSE: nothing is carried */
void strand_window_place_on (StrandWindow *window, const char *object); /* what the finder was opened for */

/* window-model.c */
void strand_window_add_models (StrandWindow *window);
void strand_window_show_models (StrandWindow *window); /* which of them the plan's workload runs in */

/* window-panes.c */
void strand_window_add_panes (StrandWindow *window);
void strand_window_set_pane (StrandWindow *window, enum pane pane, gboolean shown, int width); /* px; 0 = as it is */
gboolean strand_window_get_pane (StrandWindow *window, enum pane pane, int *width);            /* TRUE: it is wanted */

/* window-timeline.c */
void strand_window_add_timeline (StrandWindow *window);
void strand_window_draw_timeline (StrandWindow *window);
/* window-time.c */
void strand_window_add_time (StrandWindow *window);
void strand_window_update_time (StrandWindow *window); /* states and enabled flags of its actions */
void strand_window_show_time (StrandWindow *window);

/* window-recording.c */
void strand_window_add_recordings (StrandWindow *window);
void strand_window_show_recording (StrandWindow *window);       /* whether one is shown, and which */
void strand_window_open_recording (StrandWindow *window, const char *path);
void strand_window_recording_saved (StrandWindow *window);      /* what was left needs no room of its own any more */
const char *strand_window_shown_model (StrandWindow *window);   /* of what is shown, else of the plan */
gboolean strand_window_was_left (StrandWindow *window);          /* the recording that is shown is a run that was not saved */
gboolean strand_window_is_recording (const char *path);         /* a recording's folder, or its anchor file */

/* window-search.c */
void strand_window_add_search (StrandWindow *window);

/* window-view.c */
void strand_window_add_view (StrandWindow *window);
void strand_window_apply_view (StrandWindow *window);             /* to another machine */
enum theme strand_window_picture_theme (StrandWindow *window);    /* of pictures that are saved */

/* window-compare.c */
void strand_window_add_comparison (StrandWindow *window);
void strand_window_update_comparison (StrandWindow *window); /* what can be done with what is compared */
gboolean strand_window_compares (StrandWindow *window);
gboolean strand_window_leave_comparison (StrandWindow *window); /* or takes away what is in its way; FALSE: none is shown */

/* window-work.c */
typedef bool (*window_work_do) (gpointer data, const struct recording_progress *progress, GError **error); /* in a thread */
typedef void (*window_work_done) (StrandWindow *window, gpointer data, const GError *error);               /* NULL = it went well */
void strand_window_add_work (StrandWindow *window);
/* None may go on. DATA is freed after DONE, or when the window goes. */
void strand_window_start_work (StrandWindow *window, const char *title, window_work_do work, window_work_done done, gpointer data, GDestroyNotify free);
gboolean strand_window_works (StrandWindow *window);

/* window-scene.c */
void strand_window_add_scenes (StrandWindow *window);
void strand_window_open_scene (StrandWindow *window, const char *path);

void strand_window_save_picture (StrandWindow *window);    /* at once, into the pictures folder */
void strand_window_save_picture_as (StrandWindow *window); /* asks where and in which format */
void strand_window_save_recording (StrandWindow *window);
char *strand_window_proposed_name (StrandWindow *window, const char *ending); /* of a file; the caller frees */

/* window-export.c */
void strand_window_add_export (StrandWindow *window);
gboolean strand_window_may_export (StrandWindow *window); /* a run that ended is shown */

/* window-film.c */
void strand_window_add_film (StrandWindow *window);
