/* A stretch of time: the lanes' states as spans, and messages. */
#include "engine/trace/trace-private.h"

#include <string.h>

struct lane_view {
  const struct lane *lane;
  struct trace *trace;
  uint64_t from, to, resolution;
  uint64_t total[THREAD_STATES]; /* how common each state is in view: the rarest of a merged span wins */
  GArray *spans;                 /* struct window_span */
};

static void
add_span (struct lane_view *view, uint64_t begin, uint64_t end, enum thread_state state)
{
  struct window_span span = { MAX (begin, view->from), MIN (end, view->to), state, 0 };
  struct window_span *last = view->spans->len ? &g_array_index (view->spans, struct window_span, view->spans->len - 1) : NULL;

  if (span.end <= span.begin || state == THREAD_ABSENT)
    return;
  view->total[state] += span.end - span.begin;
  if (last && last->state == state && last->end == span.begin)
    last->end = span.end;
  else
    g_array_append_val (view->spans, span);
}

static enum thread_state
state_of_kind (enum schedule_kind kind)
{
  switch (kind) {
  case SCHEDULE_ON:
    return THREAD_RUNNING;
  case SCHEDULE_READY:
    return THREAD_RUNNABLE;
  case SCHEDULE_BLOCKED:
    return THREAD_SLEEPING;
  default: /* a gap: it is not known */
    return THREAD_ABSENT;
  }
}

/* Between waits: what the scheduler did, asleep where it did nothing; running where no schedule is known. */
static void
add_schedule (struct lane_view *view, uint64_t begin, uint64_t end)
{
  const struct track *track = &view->lane->schedule;
  const struct span *open = &view->lane->schedule_open;
  uint64_t cursor = begin;

  if (!track->count && !open->kind) {
    add_span (view, begin, end, THREAD_RUNNING);
    return;
  }
  for (size_t i = track_first_after (track, begin); i < track->count && track->span[i].begin < end; i++) {
    const struct span *span = &track->span[i];
    if (span->begin > cursor)
      add_span (view, cursor, MIN (span->begin, end), THREAD_SLEEPING);
    cursor = MAX (cursor, span->begin);
    add_span (view, cursor, MIN (span->end, end), state_of_kind (span->kind));
    cursor = MIN (span->end, end);
  }
  if (open->kind && open->begin < end) {
    add_span (view, cursor, MAX (cursor, MIN (open->begin, end)), THREAD_SLEEPING);
    add_span (view, MAX (cursor, open->begin), end, state_of_kind (open->kind));
  } else {
    add_span (view, cursor, end, THREAD_SLEEPING);
  }
}

static void
add_life (struct lane_view *view, uint64_t begin, uint64_t end)
{
  const struct track *waits = &view->lane->waits;
  struct lane_wait open = lane_wait_at (view->lane, view->trace->end);
  uint64_t cursor = begin;

  for (size_t i = track_first_after (waits, begin); i < waits->count && waits->span[i].begin < end; i++) {
    const struct span *span = &waits->span[i];
    if (span->begin > cursor)
      add_schedule (view, cursor, MIN (span->begin, end));
    cursor = MAX (cursor, span->begin);
    add_span (view, cursor, MIN (span->end, end), wait_state (span->kind));
    cursor = MIN (span->end, end);
  }
  if (open.state != THREAD_ABSENT && open.since >= cursor && open.since < end) {
    add_schedule (view, cursor, open.since);
    add_span (view, open.since, end, open.state);
  } else if (open.state != THREAD_ABSENT && open.since < cursor && cursor == begin) {
    add_span (view, cursor, end, open.state);
  } else if (cursor < end) {
    add_schedule (view, cursor, end);
  }
}

static void
add_afterlife (struct lane_view *view)
{
  const struct process *process = &view->trace->process[view->lane->rank];

  if (!view->lane->end || view->lane->end >= view->to)
    return;
  for (guint i = 0; i < process->change->len; i++) {
    const struct process_change *change = &g_array_index (process->change, struct process_change, i);
    if (change->state == PROCESS_DEAD) {
      add_span (view, view->lane->end, change->at, THREAD_ENDED);
      add_span (view, MAX (view->lane->end, change->at), view->to, THREAD_DEAD);
      return;
    }
  }
  add_span (view, view->lane->end, view->to, THREAD_ENDED);
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
  struct lane_view view = { .lane = lane, .trace = trace, .from = window->from, .to = window->to,
                            .resolution = resolution_ns };
  uint64_t end = lane->end ? MIN (lane->end, view.to) : view.to;

  view.spans = g_array_new (FALSE, FALSE, sizeof (struct window_span));
  if (lane->begin && MAX (lane->begin, view.from) < end)
    add_life (&view, MAX (lane->begin, view.from), end);
  add_afterlife (&view);
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
    messages_in_sight (&thinning.lane->sends, window->to, window->from, see_message, &thinning);
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
  window_take_lasts (trace, window);
  g_mutex_unlock (&trace->mutex);
}

void
window_finish (struct window *window)
{
  for (int i = 0; i < window->lanes; i++)
    g_free (window->lane[i].span);
  g_free (window->lane);
  g_free (window->message);
  g_free (window->last);
  memset (window, 0, sizeof *window);
}
