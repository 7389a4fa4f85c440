/* What the view's files share: compare-view.c (life, which page), compare-setup.c (what is to be compared), compare-stages.c (pictures, facts),
 * compare-time.c (the clock, timelines), compare-keep.c (recordings of what was run), compare-save.c (a picture). */
#pragma once

#include "app/compare-view.h"
#include "app/window-private.h"
#include "ui/widgets/difference-table.h"

struct _StrandCompareView {
  GtkBox parent;
  /* template widgets */
  AdwWindowTitle *title;
  AdwToastOverlay *toasts;
  GtkRevealer *failure_revealer;
  GtkLabel *failure_label, *run_words, *facts_words;
  GtkStack *pages;
  StrandProgressCard *card, *work_card;
  GtkDropDown *model[COMPARED];
  GtkSpinButton *seconds;
  GtkLabel *chosen[COMPARED], *name[COMPARED], *about[COMPARED];
  GtkWidget *shown[COMPARED], *facts_button, *swap_button;
  AdwFlap *facts_flap;
  StrandDifferenceTable *table;
  StrandCanvas *canvas[COMPARED];
  StrandTimeline *timeline[COMPARED];
  StrandPlayheadBar *playhead_bar;
  /* borrowed */
  StrandWindow *window;
  /* owned */
  StrandComparison *comparison;
  GSimpleActionGroup *actions;
  GMenu *step_menu;
  struct stage *stage[COMPARED];
  char *path[COMPARED];       /* chosen; NULL = none, or what is shown */
  gboolean wants_shown[COMPARED];
  guint waiting;              /* for the window's run to be gone */
  guint widening;
  gboolean selecting;         /* one timeline's selection becomes the other's */
};

/* compare-view.c */
GSimpleAction *compare_action (StrandCompareView *view, const char *name);
void compare_show_page (StrandCompareView *view, gboolean both);
char *compare_about (struct trace *trace); /* "heat, 1 × 4, on node0"; the caller frees */
char *compare_model (struct trace *trace); /* "Threads"; NULL = not known; the same */
/* compare-setup.c */
void compare_add_setup (StrandCompareView *view);
void compare_update_setup (StrandCompareView *view);
/* compare-stages.c */
void compare_add_stages (StrandCompareView *view);
/* compare-time.c */
void compare_add_time (StrandCompareView *view);
/* compare-keep.c */
void compare_add_keeping (StrandCompareView *view);
