#include "engine/trace/lane-receives.h"

static void
add_receive (struct lane_receives *receives, int lane, const struct receive *receive)
{
  if (!receives->received[lane])
    receives->received[lane] = g_array_new (FALSE, FALSE, sizeof (struct receive));
  g_array_append_vals (receives->received[lane], receive, 1);
}

static void
add_stray (const struct match_key *key, const struct match_end *end, void *data)
{
  struct lane_receives *receives = data;
  struct receive receive = { end->begin, NO_SENDER, receives->stray->len };
  struct stray stray = { *key, *end };

  g_array_append_val (receives->stray, stray);
  add_receive (receives, end->lane, &receive);
}

static int
by_posting (const void *a, const void *b)
{
  const struct receive *x = a, *y = b;

  return (x->posted > y->posted) - (x->posted < y->posted);
}

struct lane_receives *
lane_receives_new (struct trace *trace)
{
  struct lane_receives *receives = g_new0 (struct lane_receives, 1);

  receives->stray = g_array_new (FALSE, FALSE, sizeof (struct stray));
  g_mutex_lock (&trace->mutex);
  receives->lanes = trace->lanes;
  receives->received = g_new0 (GArray *, trace->lanes);
  for (int i = 0; i < trace->lanes; i++)
    for (size_t m = 0; m < trace->lane[i].sends.count; m++) {
      const struct message *message = messages_get (&trace->lane[i].sends, m);
      struct receive receive = { message->posted, i, m };
      if (message->received != RECEIVED_NOT_YET && message->destination_thread >= 0)
        add_receive (receives, message->destination * trace->threads + message->destination_thread, &receive);
    }
  match_each_receive (trace->match, add_stray, receives);
  g_mutex_unlock (&trace->mutex);
  for (int i = 0; i < receives->lanes; i++)
    if (receives->received[i])
      g_array_sort (receives->received[i], by_posting);
  return receives;
}

void
lane_receives_free (struct lane_receives *receives)
{
  if (!receives)
    return;
  for (int i = 0; i < receives->lanes; i++)
    if (receives->received[i])
      g_array_unref (receives->received[i]);
  g_array_unref (receives->stray);
  g_free (receives->received);
  g_free (receives);
}
