#include "app/moment.h"

#include <string.h>

#include "app/time-words.h"
#include "engine/trace/summary.h"
#include "engine/trace/waits.h"

#define NEAR_NS UINT64_C (50000000)
#define STEPS 20000 /* shorter waits than that part of the run are not told apart */

struct stretch { uint64_t begin, end; };

static bool
fail (GError **error, const char *text, const char *sentence)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", text, sentence);
  return false;
}

/* A moment near T at which a message is in the air, if there is one: the picture then shows it. */
static uint64_t
with_message (struct trace *trace, uint64_t t)
{
  struct window near = { 0 };
  uint64_t best = t, longest = 0;
  window_take (trace, t > NEAR_NS ? t - NEAR_NS : 0, t + NEAR_NS, 1000, 1000, &near);
  for (int i = 0; i < near.messages; i++) {
    uint64_t flight = near.message[i].received_ns == UINT64_MAX ? 0 : near.message[i].received_ns - near.message[i].sent_ns;
    if (flight > longest) {
      longest = flight;
      best = near.message[i].sent_ns + flight / 2;
    }
  }
  window_finish (&near);
  return best;
}

/* ---- events ---- */

static void
add (GArray *found, uint64_t begin, uint64_t end)
{
  struct stretch stretch = { begin, end };
  if (end > begin && end != UINT64_MAX)
    g_array_append_val (found, stretch);
}

static int
by_begin (gconstpointer a, gconstpointer b)
{
  const struct stretch *x = a, *y = b;
  return x->begin != y->begin ? (x->begin < y->begin ? -1 : 1) : (x->end > y->end) - (x->end < y->end);
}

static GArray *
stretches_of (struct trace *trace, const char *event)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (struct stretch));
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  struct window window = { 0 };
  bool messages = g_str_equal (event, "message");
  int state = g_str_equal (event, "lock") ? THREAD_LOCK_WAIT : THREAD_BARRIER_WAIT;
  window_take (trace, begin, MAX (end, begin + 1), MAX ((end - begin) / STEPS, 1), 100000, &window);
  for (int i = 0; messages && i < window.messages; i++)
    add (found, window.message[i].sent_ns, window.message[i].received_ns);
  for (int i = 0; !messages && i < window.lanes; i++)
    for (int k = 0; k < window.lane[i].spans; k++)
      if (window.lane[i].span[k].state == state)
        add (found, window.lane[i].span[k].begin, window.lane[i].span[k].end);
  window_finish (&window);
  g_array_sort (found, by_begin);
  return found;
}

/* The NUMBER-th from 1, 0 = the longest. */
static bool
choose (const GArray *found, guint number, uint64_t *t)
{
  const struct stretch *best = NULL, *all = (const struct stretch *) (const void *) found->data;
  if (number > found->len || !found->len)
    return false;
  for (guint i = 0; i < found->len; i++)
    if (!best || all[i].end - all[i].begin > best->end - best->begin)
      best = &all[i];
  best = number ? &all[number - 1] : best;
  *t = best->begin + (best->end - best->begin) / 2;
  return true;
}

static bool
at_deadlock (struct trace *trace, uint64_t *t)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  bool found = summary->deadlock != NULL;
  if (found)
    *t = trace_begin (trace) + (uint64_t) ((summary->deadlock->since_s + (WAITS_STAND_NS / 1e9 + summary->deadlock->age_s) / 2) * 1e9); /* while it is drawn as one */
  summary_destroy (summary);
  return found;
}

/* -1: it is no event's name; else whether it happened. */
static int
parse_event (const char *text, struct trace *trace, uint64_t *t)
{
  static const char *const names[] = { "message", "lock", "barrier", "deadlock" };
  g_autofree char *name = g_strndup (text, strcspn (text, ":"));
  const char *number = strchr (text, ':');
  guint64 wanted = 0;
  if (number && !g_ascii_string_to_unsigned (number + 1, 10, 1, G_MAXINT, &wanted, NULL))
    return -1;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    if (!g_str_equal (name, names[i]))
      continue;
    if (i == 3)
      return number ? -1 : at_deadlock (trace, t);
    g_autoptr (GArray) found = stretches_of (trace, name);
    return choose (found, (guint) wanted, t);
  }
  return -1;
}

static bool
parse_time (const char *text, struct trace *trace, uint64_t *t, GError **error)
{
  g_autoptr (GError) why = NULL;
  if (time_words_parse (text, trace, t, &why))
    return true;
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return fail (error, text, "a time is seconds after the begin (1.25), 2ms, 50%, step 3, begin or end, or an event: message, lock, barrier (lock:2 the second), deadlock");
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", why->message);
  return false;
}

bool
moment_parse (const char *text, struct trace *trace, uint64_t *t, GError **error)
{
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  if (!text) {
    *t = with_message (trace, begin + (end - begin) / 2);
    return true;
  }
  int event = parse_event (text, trace, t);
  return event < 0 ? parse_time (text, trace, t, error) : event || fail (error, text, "that didn't happen in this run, or not so often");
}
