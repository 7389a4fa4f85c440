/* Two runs side by side, in place of the window's one run: two stages, two timelines on one scale, one playhead, and the facts with their
 * difference. */
#pragma once

#include "app/comparison.h"
#include "app/window.h"
#include "ui/draw/palette.h"
#include "ui/widgets/progress-card.h"

#define STRAND_TYPE_COMPARE_VIEW (strand_compare_view_get_type ())
G_DECLARE_FINAL_TYPE (StrandCompareView, strand_compare_view, STRAND, COMPARE_VIEW, GtkBox)

StrandCompareView *strand_compare_view_new (StrandWindow *window); /* which it is a part of */
StrandComparison *strand_compare_view_get_comparison (StrandCompareView *view);
/* It comes into sight: what can be chosen is what the window shows now. */
void strand_compare_view_enter (StrandCompareView *view);
void strand_compare_view_leave (StrandCompareView *view); /* nothing of it goes on any more */
/* Two recordings; NULL: that side stays. */
void strand_compare_view_open (StrandCompareView *view, const char *a, const char *b);
void strand_compare_view_refuse (StrandCompareView *view, const char *sentence);
/* Takes away what is most in the way; FALSE: nothing is. */
gboolean strand_compare_view_dismiss (StrandCompareView *view);
gboolean strand_compare_view_key (StrandCompareView *view, const char *action, double decades); /* a key of time: its action, else the speed's change */
void strand_compare_view_set_theme (StrandCompareView *view, enum theme theme);
/* Of two runs that are there. */
gboolean strand_compare_view_save (StrandCompareView *view, enum theme theme, const char *path, GError **error);
AdwToastOverlay *strand_compare_view_get_toasts (StrandCompareView *view);
StrandProgressCard *strand_compare_view_get_work_card (StrandCompareView *view);
