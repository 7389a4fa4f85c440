/* A stretch of time: the lanes' states as spans, and messages. */
#include "engine/trace/lane-states.h"
#include "engine/trace/overview.h"

#include <stdlib.h>
#include <string.h>

struct lane_view {
  uint64_t resolution;
  uint64_t total[THREAD_STATES]; /* how common each state is in view: the rarest of a merged span wins */
  GArray *spans;                 /* struct window_span */
};

static void
add_span (uint64_t begin, uint64_t end, enum thread_state state, void *data)
{
  struct lane_view *view = data;
  struct window_span span = { begin, end, state, 0 };
  struct window_span *last = view->spans->len ? &g_array_index (view->spans, struct window_span, view->spans->len - 1) : NULL;

  view->total[state] += end - begin;
  if (last && last->state == state && last->end == begin)
    last->end = end;
  else
    g_array_append_val (view->spans, span);
}

struct merge {
  const struct lane_view *view;
  GArray *out;
  struct window_span open;
  int count;
};

static void
merge_flush (struct merge *merge)
{
  merge->open.merged = merge->count > 1;
  if (merge->count > 0)
    g_array_append_val (merge->out, merge->open);
  merge->count = 0;
}

static void
merge_add (struct merge *merge, const struct window_span *span)
{
  const uint64_t *total = merge->view->total;

  if (merge->count == 0)
    merge->open = *span;
  else if (total[span->state] < total[merge->open.state])
    merge->open.state = span->state;
  merge->open.end = span->end;
  merge->count++;
}

/* Runs of short spans become spans of at least the resolution; long ones stand as they are. */
static GArray *
merge_short (const struct lane_view *view)
{
  struct merge merge = { view, g_array_new (FALSE, FALSE, sizeof (struct window_span)), { 0 }, 0 };

  for (guint i = 0; i < view->spans->len; i++) {
    const struct window_span *span = &g_array_index (view->spans, struct window_span, i);
    bool is_long = span->end - span->begin >= view->resolution;
    bool apart = merge.count > 0 && (span->begin != merge.open.end || merge.open.end - merge.open.begin >= view->resolution);
    if (is_long || apart)
      merge_flush (&merge);
    merge_add (&merge, span);
    if (is_long)
      merge_flush (&merge);
  }
  merge_flush (&merge);
  return merge.out;
}

static void
take_lane (struct trace *trace, const struct lane *lane, const struct window *window, uint64_t resolution_ns,
           struct window_lane *out)
{
  struct lane_view view = { .resolution = resolution_ns };

  view.spans = g_array_new (FALSE, FALSE, sizeof (struct window_span));
  lane_states_walk (trace, lane, window->from, window->to, add_span, &view);
  GArray *merged = merge_short (&view);
  g_array_unref (view.spans);
  out->rank = lane->rank;
  out->thread = lane->thread;
  out->spans = merged->len;
  out->span = (struct window_span *) (void *) g_array_free (merged, FALSE);
}

static void
add_message (const struct lane *lane, const struct message *message, struct window *window)
{
  window->message[window->messages++] = (struct window_message){ lane->rank, lane->thread, message->destination,
                                                                 message->destination_thread, message->sent, message->received,
                                                                 message->bytes, message->tag };
}

/* Those sent before FROM that fly into view. */
struct flying {
  const struct lane *lane;
  uint64_t from;
  GArray *found; /* struct window_message */
};

static void
see_flying (const struct message *message, void *data)
{
  struct flying *flying = data;
  struct window_message seen = { flying->lane->rank, flying->lane->thread, message->destination, message->destination_thread,
                                 message->sent, message->received, message->bytes, message->tag };

  if (message->sent < flying->from)
    g_array_append_val (flying->found, seen);
}

static int
by_sending (const void *a, const void *b)
{
  const struct window_message *x = a, *y = b;

  return x->sent_ns < y->sent_ns ? -1 : x->sent_ns > y->sent_ns;
}

#define LANES_ALL 1024 /* so many can be asked for their messages, seen or not */

struct senders { const struct overview_row *row; int rows; };

static uint64_t
sent_in (struct trace *trace, const struct senders *from, const struct window *window)
{
  uint64_t sent = 0;

  for (int r = 0; r < from->rows; r++)
    for (int i = 0; i < from->row[r].lanes; i++) {
      struct messages *sends = &trace->lane[from->row[r].first + i].sends;
      if (sends->count > 0)
        sent += messages_from (sends, window->to) - messages_from (sends, window->from);
    }
  return sent;
}

/* Each STRIDE-th message of each thread, so that millions cost no more than those that are shown. */
static void
add_sent (struct trace *trace, const struct senders *from, uint64_t stride, struct window *window, int most)
{
  for (int r = 0; r < from->rows; r++)
    for (int i = 0; i < from->row[r].lanes; i++) {
      const struct lane *lane = &trace->lane[from->row[r].first + i];
      struct messages *sends = (struct messages *) (uintptr_t) &lane->sends;
      size_t end = sends->count > 0 ? messages_from (sends, window->to) : 0;
      for (size_t m = end > 0 ? messages_from (sends, window->from) : 0; m < end && window->messages < most; m += stride)
        add_message (lane, messages_get (sends, m), window);
    }
}

static void
take_messages (struct trace *trace, const struct senders *from, int max_messages, struct window *window)
{
  struct flying flying = { NULL, window->from, g_array_new (FALSE, FALSE, sizeof (struct window_message)) };
  uint64_t sent = sent_in (trace, from, window), room, all;

  for (int r = 0; r < from->rows && window->from > 0; r++)
    for (int i = 0; i < from->row[r].lanes; i++) {
      struct lane *lane = &trace->lane[from->row[r].first + i];
      flying.lane = lane;
      if (lane->sends.count > 0)
        messages_in_sight (&lane->sends, window->from - 1, window->from, see_flying, &flying);
    }
  all = sent + flying.found->len;
  window->message = g_new (struct window_message, CLAMP (all, 1, (uint64_t) MAX (max_messages, 0) + 1));
  for (guint i = 0; i < flying.found->len && window->messages < max_messages; i++)
    window->message[window->messages++] = g_array_index (flying.found, struct window_message, i);
  room = (uint64_t) (MAX (max_messages, window->messages) - window->messages);
  if (room > 0)
    add_sent (trace, from, MAX (1, (sent + room - 1) / room), window, max_messages);
  if (window->messages > 0)
    qsort (window->message, (size_t) window->messages, sizeof *window->message, by_sending);
  window->messages_not_listed = (int) MIN (all - (uint64_t) window->messages, INT32_MAX);
  g_array_unref (flying.found);
}

static void
take_row (struct trace *trace, const struct overview_row *row, uint64_t resolution_ns, struct window *window)
{
  const struct lane *lane = &trace->lane[row->first];
  struct window_lane *out = &window->lane[window->lanes++];

  if (row->lanes == 1 && resolution_ns > 0)
    take_lane (trace, lane, window, resolution_ns, out);
  out->rank = lane->rank;
  out->thread = lane->thread;
}

void
window_take_rows (struct trace *trace, uint64_t from, uint64_t to, uint64_t resolution_ns, const struct overview_row *row, int rows, int max_messages,
                  struct window *window)
{
  window_finish (window);
  g_mutex_lock (&trace->mutex);
  struct overview_row all = { 0, trace->lanes };
  struct senders senders = trace->lanes <= LANES_ALL ? (struct senders){ &all, 1 } : (struct senders){ row, rows };
  window->from = MAX (from, trace->begin);
  window->to = MAX (MIN (to, trace->end), window->from);
  window->lane = g_new0 (struct window_lane, MAX (rows, 1));
  for (int i = 0; i < rows; i++)
    take_row (trace, &row[i], resolution_ns, window);
  take_messages (trace, &senders, max_messages, window);
  g_mutex_unlock (&trace->mutex);
}

void
window_take (struct trace *trace, uint64_t from, uint64_t to, uint64_t resolution_ns, int max_messages, struct window *window)
{
  window_finish (window);
  g_mutex_lock (&trace->mutex);
  window->from = MAX (from, trace->begin);
  window->to = MAX (MIN (to, trace->end), window->from);
  window->lanes = trace->lanes;
  window->lane = g_new0 (struct window_lane, trace->lanes);
  for (int i = 0; i < trace->lanes; i++)
    take_lane (trace, &trace->lane[i], window, resolution_ns, &window->lane[i]);
  take_messages (trace, &(struct senders){ &(struct overview_row){ 0, trace->lanes }, 1 }, max_messages, window);
  g_mutex_unlock (&trace->mutex);
}

void
window_finish (struct window *window)
{
  for (int i = 0; i < window->lanes; i++)
    g_free (window->lane[i].span);
  g_free (window->lane);
  g_free (window->message);
  memset (window, 0, sizeof *window);
}
