/* What moves the playhead: buttons, speed, the moment, live. What does not fit into its width is left out, the least needed first.
 * All it does are actions of the window (win.play, win.time-back, ...). */
#pragma once

#include <gtk/gtk.h>

#define STRAND_TYPE_PLAYHEAD_BAR (strand_playhead_bar_get_type ())
G_DECLARE_FINAL_TYPE (StrandPlayheadBar, strand_playhead_bar, STRAND, PLAYHEAD_BAR, GtkWidget)

/* Signals: "speed"  (double speed) chosen, 1 = as it happened
 *          "go-to"  (char *words) a moment was asked for
 *          "mark"   (char *name) the moment that is shown is to be remembered */

/* The actions are GROUP's instead of the window's, and there are no bookmarks. */
void strand_playhead_bar_set_actions (StrandPlayheadBar *bar, const char *group);
/* TIME: the moment in words. REMARK: what goes on besides, "" = nothing. */
void strand_playhead_bar_show (StrandPlayheadBar *bar, const char *time, const char *remark, gboolean playing);
/* WORDS: what is played over and over, "all" or how long it is; NULL = nothing. SENTENCE: the same, or what would be, for a hover. */
void strand_playhead_bar_set_loop (StrandPlayheadBar *bar, const char *words, const char *sentence);
void strand_playhead_bar_set_recording (StrandPlayheadBar *bar, gboolean recording); /* nothing of it is live */
void strand_playhead_bar_set_speed_words (StrandPlayheadBar *bar, const char *words);
double strand_playhead_bar_get_speed (StrandPlayheadBar *bar);
void strand_playhead_bar_change_speed (StrandPlayheadBar *bar, double decades);
void strand_playhead_bar_set_menu (StrandPlayheadBar *bar, GMenuModel *menu, const char *step);
/* Opens the popover where a moment is said or named. */
void strand_playhead_bar_ask (StrandPlayheadBar *bar, gboolean name);
/* Why a moment could not be gone to; it stands in the popover. */
void strand_playhead_bar_refuse (StrandPlayheadBar *bar, const char *sentence);
