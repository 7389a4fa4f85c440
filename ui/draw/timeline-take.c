/* What is shown, taken from the trace: bounded, whatever the number of events and lanes. */
#include "ui/draw/timeline-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "engine/trace/trace.h"

#define GUTTER 58.0
#define RIGHT 16.0
#define AXIS 18.0
#define ABOVE 6.0          /* under the map */
#define PITCH 26.0         /* of a lane, where there is room for it */
#define PITCH_LEAST 14.0   /* else they are scrolled */
#define PITCH_THINNEST 3.0 /* in pictures */
#define REGION_ROOM 9.0
#define SPANS_MOST 700      /* that are drawn one by one */
#define MAP_ROWS 6

/* ---- rows ---- */

void
timeline_rows_make (struct timeline_rows *rows, int ranks, int threads, const uint8_t *folded)
{
  int count = 0;
  for (int r = 0; r < ranks; r++)
    count += folded && folded[r] ? 1 : threads;
  rows->row = g_renew (struct overview_row, rows->row, MAX (count, 1));
  rows->rank = g_renew (int, rows->rank, MAX (count, 1));
  rows->count = 0;
  for (int r = 0; r < ranks; r++) {
    int lanes = folded && folded[r] ? threads : 1;
    for (int t = 0; t < threads; t += lanes) {
      rows->row[rows->count] = (struct overview_row){ r * threads + t, lanes };
      rows->rank[rows->count++] = r;
    }
  }
}

void
timeline_rows_finish (struct timeline_rows *rows)
{
  g_free (rows->row);
  g_free (rows->rank);
  memset (rows, 0, sizeof *rows);
}

/* ---- where ---- */

static double
top_of (const struct timeline_look *look)
{
  return (look->end > 0 ? TIMELINE_MAP : 0) + ABOVE;
}

double
timeline_height (int lanes)
{
  return TIMELINE_MAP + ABOVE + AXIS + PITCH * lanes;
}

static double
pitch_of (const struct timeline_look *look, double room, int lanes)
{
  double fits = lanes > 0 ? room / lanes : room;
  if (fits >= PITCH)
    return PITCH;
  return look->all ? fmax (fits, PITCH_THINNEST) : fmax (floor (fits), PITCH_LEAST);
}

static void
lay_out (struct timeline *timeline, const struct timeline_look *look, int lanes)
{
  struct timeline_layout *layout = &timeline->layout;
  double top = top_of (look), room = fmax (look->height - top - AXIS, 1);
  double pitch = pitch_of (look, room, lanes), height = pitch * lanes, scroll = fmin (fmax (look->scroll, 0), fmax (height - room, 0));
  *layout = (struct timeline_layout){ .left = GUTTER, .right = fmax (look->width - RIGHT, GUTTER + 1), .top = top, .pitch = pitch, .height = height };
  layout->first = (int) (scroll / pitch);
  layout->rows = MIN (lanes - layout->first, (int) ceil ((room + scroll) / pitch) - layout->first);
  layout->y = top + layout->first * pitch - scroll;
  layout->bottom = fmin (top + room, layout->y + layout->rows * pitch);
  layout->bar = pitch >= TIMELINE_REGIONS_FROM ? pitch - REGION_ROOM - 3 : pitch > 9 ? floor (pitch * 0.8) : fmax (pitch - 1, 1);
}

static int
columns_of (const struct timeline *timeline)
{
  return MAX (1, (int) lround (timeline->layout.right - timeline->layout.left));
}

/* ---- taking ---- */

static bool
few_states (const struct timeline *timeline, struct trace *trace)
{
  uint64_t states = 0;
  for (int i = 0; i < timeline->rows && states <= SPANS_MOST; i++)
    if (timeline->row[i].lanes == 1)
      states += overview_states (trace, timeline->look.from, timeline->look.to, timeline->row[i].first, 1);
  return states <= SPANS_MOST;
}

static bool
some_folded (const struct timeline *timeline)
{
  for (int i = 0; i < timeline->rows; i++)
    if (timeline->row[i].lanes > 1)
      return true;
  return false;
}

static void
take_threads (struct timeline *timeline, struct trace *trace, const struct timeline_rows *rows)
{
  const struct timeline_look *look = &timeline->look;
  timeline->row = rows->row + timeline->layout.first;
  timeline->rank = rows->rank + timeline->layout.first;
  timeline->rows = timeline->layout.rows;
  timeline->exact = few_states (timeline, trace);
  if (!timeline->exact || some_folded (timeline))
    overview_take_rows (trace, look->from, look->to, columns_of (timeline), timeline->row, timeline->rows, &timeline->overview);
  window_take_rows (trace, look->from, look->to, timeline->exact, timeline->row, timeline->rows, timeline->exact ? TIMELINE_MESSAGES : TIMELINE_MESSAGES_PALE, &timeline->window);
  details_take (trace, look->from, look->to, timeline->row, timeline->rows, timeline->layout.pitch >= TIMELINE_REGIONS_FROM, &timeline->details);
}

/* The lanes of the run in a few rows. */
static void
take_map (struct timeline *timeline, struct trace *trace, int lanes)
{
  const struct timeline_look *look = &timeline->look;
  uint64_t length = look->end - look->begin, known = timeline->map_to - timeline->map_from;
  struct overview_row row[MAP_ROWS];
  int rows = MIN (lanes, MAP_ROWS);
  if (timeline->map_lanes == lanes && timeline->map_from == look->begin && length >= known && length - known <= known / 100
      && timeline->map.columns == columns_of (timeline) && (look->end == timeline->map_to || look->end < timeline->map_at))
    return;
  for (int i = 0; i < rows; i++) {
    int first = (int) ((int64_t) lanes * i / rows), end = (int) ((int64_t) lanes * (i + 1) / rows);
    row[i] = (struct overview_row){ first, end - first };
  }
  overview_take_rows (trace, look->begin, look->end, columns_of (timeline), row, rows, &timeline->map);
  timeline->map_from = look->begin;
  timeline->map_to = look->end;
  timeline->map_at = look->end + length / 100;
  timeline->map_lanes = lanes;
}

void
timeline_take (struct timeline *timeline, struct trace *trace, const struct timeline_rows *rows, const struct timeline_look *look)
{
  const struct trace_description *description = trace_description (trace);
  timeline->look = *look;
  timeline->look.to = MAX (look->to, look->from + 1);
  timeline->threads = MAX (description->threads, 1);
  if (look->by_pu) {
    struct occupancy *occupancy = &timeline->occupancy;
    occupancy_take (trace, look->from, timeline->look.to, 1, 0, 0, 0, occupancy); /* how many there are */
    timeline->lanes = occupancy->pus;
    lay_out (timeline, look, timeline->lanes);
    occupancy_take (trace, look->from, timeline->look.to, columns_of (timeline), timeline->layout.first, timeline->layout.rows, SPANS_MOST, occupancy);
    timeline->rows = 0;
    timeline_take_between (timeline, trace);
  } else {
    timeline->lanes = rows->count;
    lay_out (timeline, look, timeline->lanes);
    take_threads (timeline, trace, rows);
  }
  if (look->end > look->begin)
    take_map (timeline, trace, description->ranks * timeline->threads);
}

void
timeline_finish (struct timeline *timeline)
{
  window_finish (&timeline->window);
  overview_finish (&timeline->overview);
  overview_finish (&timeline->map);
  details_finish (&timeline->details);
  occupancy_finish (&timeline->occupancy);
  g_free (timeline->message_ends);
  g_free (timeline->handover_ends);
  memset (timeline, 0, sizeof *timeline);
}
