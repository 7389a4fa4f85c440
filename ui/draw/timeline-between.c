/* Lanes by PU: messages and locks handed over go from the PU that the one was on to the PU that the other was on. */
#include "ui/draw/timeline-private.h"

#include <glib.h>

#include "engine/trace/lane-moment.h"
#include "engine/trace/trace.h"

#define THREADS_MOST 512 /* whose messages and locks are looked for */

/* A byte a thread of the run: it was on a PU in sight. */
struct seen { uint8_t *lane; int lanes, threads, count; };

static void
see (struct seen *seen, int rank, int thread)
{
  int lane = rank * seen->threads + thread;
  if (rank < 0 || thread < 0 || lane >= seen->lanes || seen->lane[lane] || seen->count == THREADS_MOST)
    return;
  seen->lane[lane] = 1;
  seen->count++;
}

static void
see_spans (struct seen *seen, const struct occupancy_lane *lane)
{
  for (int i = 0; i < lane->spans; i++)
    see (seen, lane->span[i].rank, lane->span[i].thread);
}

static void
see_cells (struct seen *seen, const struct occupancy_cell *cell, int columns)
{
  for (int i = 0; i < columns; i++) {
    see (seen, cell[i].rank, cell[i].thread);
    see (seen, cell[i].mark_rank, cell[i].mark_thread);
  }
}

/* In the order of lanes; the caller frees. */
static struct overview_row *
rows_of_threads (const struct timeline *timeline, const struct trace_description *description, int *rows)
{
  const struct occupancy *occupancy = &timeline->occupancy;
  struct seen seen = { .lanes = description->ranks * timeline->threads, .threads = timeline->threads };
  seen.lane = g_malloc0 ((gsize) MAX (seen.lanes, 1));
  for (int i = 0; i < occupancy->lanes; i++)
    if (occupancy->exact)
      see_spans (&seen, &occupancy->lane[i]);
    else
      see_cells (&seen, occupancy->cell + (size_t) i * (size_t) occupancy->columns, occupancy->columns);
  struct overview_row *row = g_new (struct overview_row, MAX (seen.count, 1));
  *rows = 0;
  for (int i = 0; i < seen.lanes; i++)
    if (seen.lane[i])
      row[(*rows)++] = (struct overview_row){ i, 1 };
  g_free (seen.lane);
  return row;
}

static int
row_of_pu (const struct timeline *timeline, int pu)
{
  int low = 0, high = timeline->occupancy.lanes;
  while (low < high) { /* by OS index */
    int middle = (low + high) / 2;
    if (timeline->occupancy.lane[middle].pu < pu)
      low = middle + 1;
    else
      high = middle;
  }
  return pu >= 0 && low < timeline->occupancy.lanes && timeline->occupancy.lane[low].pu == pu ? low : -1;
}

static int
row_at (const struct timeline *timeline, struct trace *trace, int rank, int thread, uint64_t t)
{
  return row_of_pu (timeline, lane_pu_at (trace, rank, MAX (thread, 0), t));
}

/* Who has not received yet is where it is at the end of the stretch. */
static void
take_ends (struct timeline *timeline, struct trace *trace)
{
  timeline->message_ends = g_renew (struct timeline_ends, timeline->message_ends, MAX (timeline->window.messages, 1));
  timeline->handover_ends = g_renew (struct timeline_ends, timeline->handover_ends, MAX (timeline->details.handovers, 1));
  for (int i = 0; i < timeline->window.messages; i++) {
    const struct window_message *message = &timeline->window.message[i];
    uint64_t received = message->received_ns == UINT64_MAX ? timeline->look.to : message->received_ns;
    timeline->message_ends[i] = (struct timeline_ends){ row_at (timeline, trace, message->source, message->source_thread, message->sent_ns),
                                                        row_at (timeline, trace, message->destination, message->destination_thread, received) };
  }
  for (int i = 0; i < timeline->details.handovers; i++) {
    const struct details_handover *handover = &timeline->details.handover[i];
    timeline->handover_ends[i] = (struct timeline_ends){ row_at (timeline, trace, handover->rank, handover->from, handover->released),
                                                         row_at (timeline, trace, handover->rank, handover->to, handover->acquired) };
  }
}

void
timeline_take_between (struct timeline *timeline, struct trace *trace)
{
  int rows;
  struct overview_row *row = rows_of_threads (timeline, trace_description (trace), &rows);
  int most = timeline->occupancy.exact ? TIMELINE_MESSAGES : TIMELINE_MESSAGES_PALE;
  window_take_rows (trace, timeline->look.from, timeline->look.to, 0, row, rows, most, &timeline->window);
  details_take (trace, timeline->look.from, timeline->look.to, row, rows, false, &timeline->details);
  take_ends (timeline, trace);
  g_free (row);
}
