/* What is in view: the stretch of time, kept within the run, and lanes. */
#include "ui/widgets/timeline-private.h"

#include <math.h>

#include "engine/trace/trace.h"

#define LEAST_NS 8.0 /* on the screen: a nanosecond is then very wide */

void
timeline_say_viewed (StrandTimeline *timeline, double from, double length)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  double whole = (double) (end - begin), at = CLAMP (length, MIN (LEAST_NS, whole), whole);
  double offset = CLAMP (from, 0, whole - at); /* since the begin: doubles hold that to the nanosecond */
  guint64 start = begin + (guint64) (offset + 0.5);
  timeline_say_stretch (timeline, start, MIN (end, start + MAX ((guint64) (at + 0.5), 1)));
}

void
timeline_zoom (StrandTimeline *timeline, double factor, guint64 about)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  double length = (double) (timeline->to - timeline->from), share = length > 0 ? ((double) about - (double) timeline->from) / length : 0.5;
  double now = CLAMP (length / factor, LEAST_NS, (double) (end - begin));
  timeline_say_viewed (timeline, (double) (about - begin) - share * now, now);
}

void
timeline_fit (StrandTimeline *timeline)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  timeline_say_viewed (timeline, 0, (double) (end - begin));
}

static int
row_of_lane (StrandTimeline *timeline, int rank, int thread)
{
  int lane = rank * timeline->threads + thread;
  for (int i = 0; i < timeline->rows.count; i++)
    if (lane < timeline->rows.row[i].first + timeline->rows.row[i].lanes)
      return i;
  return 0;
}

void
timeline_set_lane (StrandTimeline *timeline, int rank, int thread)
{
  timeline->rank = CLAMP (rank, 0, MAX (timeline->ranks - 1, 0));
  timeline->thread = CLAMP (thread, 0, MAX (timeline->threads - 1, 0));
  double y = row_of_lane (timeline, timeline->rank, timeline->thread) * timeline->shown.layout.pitch;
  if (!timeline->pus_wanted)
    gtk_adjustment_clamp_page (timeline->scroll, y, y + timeline->shown.layout.pitch);
  timeline_redraw_over (timeline);
}

void
timeline_go_to (StrandTimeline *timeline, int rank, int thread, guint64 t)
{
  guint64 begin, end;
  timeline_bounds (timeline, &begin, &end);
  timeline_set_lane (timeline, rank, thread);
  timeline_say_moved (timeline, t);
  double length = (double) (timeline->to - timeline->from);
  if (t < timeline->from || t > timeline->to)
    timeline_say_viewed (timeline, (double) (t - begin) - length * 0.4, length);
}

void
timeline_fold (StrandTimeline *timeline, int rank)
{
  if (rank < 0 || rank >= timeline->ranks || timeline->threads < 2)
    return;
  timeline->folded[rank] = !timeline->folded[rank];
  timeline_rows_make (&timeline->rows, timeline->ranks, timeline->threads, timeline->folded);
  timeline_redraw (timeline);
}

void
timeline_by_pu (StrandTimeline *timeline, gboolean by_pu)
{
  if (timeline->pus_wanted == by_pu)
    return;
  timeline->pus_wanted = by_pu;
  gtk_adjustment_set_value (timeline->scroll, 0);
  timeline_redraw (timeline);
}
