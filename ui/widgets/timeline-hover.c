/* What the pointer is on, in words. */
#include "ui/widgets/timeline-private.h"

#include <stdio.h>

#include "engine/trace/lane-moment.h"
#include "ui/draw/program.h"

static void
add_times (GString *text, StrandTimeline *timeline, guint64 since, guint64 until)
{
  char from[48], took[24];
  guint64 origin = timeline->shown.look.origin;
  timeline_format (since > origin ? since - origin : 0, from, sizeof from);
  if (until > since) {
    format_duration (until - since, took, sizeof took);
    g_string_append_printf (text, " for %s, since %s", took, from);
  } else
    g_string_append_printf (text, " since %s", from);
}

static void
add_line (GString *text, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *line = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (text, line);
}

static char *
tell_thread (StrandTimeline *timeline, int rank, int thread, guint64 t)
{
  struct lane_moment moment;
  if (!timeline->trace || !lane_moment_take (timeline->trace, rank, thread, t, &moment))
    return NULL;
  GString *text = g_string_new (NULL);
  char at[48];
  timeline_format (t - timeline->shown.look.origin, at, sizeof at);
  add_line (text, "<b>Thread %d.%d</b> at %s\n%s", rank, thread, at, moment.collective ? moment.collective : thread_state_name (moment.state));
  if (moment.lock)
    add_line (text, " %s", moment.lock);
  if (moment.awaited >= 0)
    add_line (text, " (rank %d)", moment.awaited);
  if (moment.state != THREAD_ABSENT)
    add_times (text, timeline, moment.since, moment.until);
  if (moment.region) {
    add_line (text, "\nregion %s", moment.region);
    add_times (text, timeline, moment.region_since, moment.region_until);
  }
  if (moment.pu >= 0)
    add_line (text, "\nPU %d", moment.pu);
  return g_string_free (text, FALSE);
}

/* In the lane, not beside it. */
static gboolean
among_lanes (StrandTimeline *timeline)
{
  const struct timeline_layout *layout = &timeline->shown.layout;
  return timeline->pointer_x >= layout->left && timeline->pointer_x <= layout->right;
}

static char *
tell_pu (StrandTimeline *timeline, int pu, guint64 t)
{
  const struct occupancy *occupancy = &timeline->shown.occupancy;
  for (int i = 0; i < occupancy->lanes; i++)
    for (int s = 0; occupancy->lane[i].pu == pu && s < occupancy->lane[i].spans; s++) {
      const struct occupancy_span *span = &occupancy->lane[i].span[s];
      if (span->begin > t || span->end <= t)
        continue;
      GString *text = g_string_new (NULL);
      add_line (text, "<b>PU %d</b>\nthread %d.%d", pu, span->rank, span->thread);
      if (span->share < 0.995f)
        add_line (text, " (%.0f %% of the time, sampled)", span->share * 100.0);
      add_times (text, timeline, span->begin, span->end);
      return g_string_free (text, FALSE);
    }
  return g_strdup_printf ("<b>PU %d</b>%s", pu, occupancy->exact ? "\nnobody of the run" : "\nwho held it longest, and below whoever else was there");
}

char *
timeline_hover (const char *id, gpointer data)
{
  StrandTimeline *timeline = data;
  int rank, thread, pu;
  guint64 t = timeline_time (&timeline->shown, timeline->pointer_x);
  if (!among_lanes (timeline))
    return NULL;
  if (sscanf (id, "lane:%d.%d", &rank, &thread) == 2)
    return tell_thread (timeline, rank, thread, t);
  if (sscanf (id, "lane:PU:%d", &pu) == 1)
    return tell_pu (timeline, pu, t);
  return NULL;
}
