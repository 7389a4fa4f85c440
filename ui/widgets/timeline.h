/* The timeline as a widget: lanes by thread or PU, zoomed and panned by wheel, drag and keys, a selection with its statistics, search, and
 * the way from a wait to its cause. It shows what it is told (trace, stretch, playhead) and says what is wished for; whoever owns
 * time decides.
 *
 * Signals: "moved" (guint64 t): the playhead is to be there
 *          "viewed" (guint64 from, guint64 to): that stretch is to be shown
 *          "selected" (guint64 from, guint64 to): equal = nothing
 *          "picked" (char *id): "thread:0.1" or "PU:3" (physical index) was clicked */
#pragma once

#include <gtk/gtk.h>

#include "ui/draw/palette.h"

struct trace;
struct timeline_flag;

#define STRAND_TYPE_TIMELINE (strand_timeline_get_type ())
G_DECLARE_FINAL_TYPE (StrandTimeline, strand_timeline, STRAND, TIMELINE, GtkWidget)

/* Borrowed; NULL = none. What was selected and folded is forgotten where it is another one. */
void strand_timeline_set_trace (StrandTimeline *timeline, struct trace *trace);
/* What is to be shown from now on; drawn at once where anything changed. PLAYHEAD 0 = none. */
void strand_timeline_show (StrandTimeline *timeline, guint64 from, guint64 to, guint64 playhead);
void strand_timeline_set_theme (StrandTimeline *timeline, enum theme theme);
/* Bookmarks, by time; copied. A click on one says "moved" to it. */
void strand_timeline_set_flags (StrandTimeline *timeline, const struct timeline_flag *flag, int flags);
void strand_timeline_set_loop (StrandTimeline *timeline, guint64 from, guint64 to); /* what is played over and over; equal = nothing */
gboolean strand_timeline_get_selection (StrandTimeline *timeline, guint64 *from, guint64 *to); /* FALSE = none */
void strand_timeline_select (StrandTimeline *timeline, guint64 from, guint64 to);
/* One of several on one scale: no row of tools but for what is told, and less height. NAME: of it, for assistive tools. */
void strand_timeline_set_plain (StrandTimeline *timeline, const char *name);
/* The scale that it shares: what counts as the begin, the end and the 0 of the run, in its trace's time. */
void strand_timeline_set_scale (StrandTimeline *timeline, guint64 begin, guint64 end, guint64 origin);
void strand_timeline_focus_search (StrandTimeline *timeline);
/* Leaves the search, else takes the selection away; FALSE: there is neither. */
gboolean strand_timeline_dismiss (StrandTimeline *timeline);
void strand_timeline_jump_to_cause (StrandTimeline *timeline);
const struct scene *strand_timeline_get_scene (StrandTimeline *timeline);
