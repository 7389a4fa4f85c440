/* A stretch of time: the lanes' states as spans, and messages. */
#include "engine/trace/lane-states.h"

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

struct thinning {
  const struct lane *lane;
  GArray *found; /* struct window_message */
};

static void
see_message (const struct message *message, void *data)
{
  struct thinning *thinning = data;
  struct window_message seen = { thinning->lane->rank, thinning->lane->thread, message->destination,
                                 message->destination_thread, message->sent, message->received, message->bytes };

  g_array_append_val (thinning->found, seen);
}

static int
by_sending (const void *a, const void *b)
{
  const struct window_message *x = a, *y = b;

  return x->sent_ns < y->sent_ns ? -1 : x->sent_ns > y->sent_ns;
}

static void
take_messages (struct trace *trace, int max_messages, struct window *window)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (struct window_message));
  struct thinning thinning = { NULL, found };

  for (int i = 0; i < trace->lanes; i++) {
    thinning.lane = &trace->lane[i];
    messages_in_sight (&trace->lane[i].sends, window->to, window->from, see_message, &thinning);
  }
  g_array_sort (found, by_sending);
  window->messages = CLAMP (max_messages, 0, (int) found->len);
  window->messages_not_listed = found->len - window->messages;
  window->message = g_new (struct window_message, window->messages);
  for (int i = 0; i < window->messages; i++)
    window->message[i] = g_array_index (found, struct window_message, (guint64) i * found->len / window->messages);
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
  take_messages (trace, max_messages, window);
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
