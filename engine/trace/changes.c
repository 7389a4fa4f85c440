#include "engine/trace/changes.h"

#include "engine/trace/trace-private.h"

struct look {
  uint64_t t, best;
  bool back, found;
};

static void
propose (struct look *look, uint64_t at)
{
  bool beyond = look->back ? at < look->t : at > look->t;
  bool nearer = !look->found || (look->back ? at > look->best : at < look->best);

  if (!beyond || !nearer || at == 0)
    return;
  look->best = at;
  look->found = true;
}

/* Spans do not overlap: only the one around T and its neighbours come into question, two before it where T is where one ends and the
 * next begins. ENDS: what begins does not count. */
static void
look_at_track (struct look *look, const struct track *track, bool ends)
{
  long i = track_find (track, look->t);

  for (long k = MAX (i - 2, 0); k <= i + 1 && k < (long) track->count; k++) {
    const struct span *span = track_get (track, (size_t) k);
    if (!ends)
      propose (look, span->begin);
    propose (look, span->end);
  }
}

static void
look_at_moments (struct look *look, struct moments *moments)
{
  size_t until = moments_until (moments, look->back ? look->t - 1 : look->t);

  if (look->back && until > 0)
    propose (look, moments_get (moments, until - 1));
  if (!look->back && until < moments->count)
    propose (look, moments_get (moments, until));
}

static void
look_at_sends (struct look *look, struct messages *sends)
{
  size_t i = messages_from (sends, look->back ? look->t : look->t + 1);

  if (look->back && i > 0)
    propose (look, messages_get (sends, i - 1)->sent);
  if (!look->back && i < sends->count)
    propose (look, messages_get (sends, i)->sent);
}

static void
look_at_states (struct look *look, const struct lane *lane)
{
  look_at_track (look, &lane->waits, false);
  look_at_track (look, &lane->regions, false);
  look_at_track (look, &lane->steps, false);
  look_at_track (look, &lane->schedule, false);
  for (unsigned id = 0; id < lane->locks; id++)
    look_at_track (look, &lane->lock[id].holds, false);
  propose (look, lane->begin);
  propose (look, lane->end);
  if (lane->schedule_open.kind)
    propose (look, lane->schedule_open.begin);
}

static void
look_at_process (struct look *look, const struct process *process)
{
  for (guint i = 0; i < process->change->len; i++)
    propose (look, g_array_index (process->change, struct process_change, i).at);
}

bool
change_find (struct trace *trace, enum change kind, uint64_t t, bool back, uint64_t *at)
{
  struct look look = { .t = t, .back = back };

  if (back ? t == 0 : t == UINT64_MAX)
    return false;
  g_mutex_lock (&trace->mutex);
  for (int i = 0; i < trace->lanes; i++) {
    struct lane *lane = &trace->lane[i];
    if (kind == CHANGE_EVENT)
      look_at_states (&look, lane);
    if (kind == CHANGE_ITERATION)
      look_at_track (&look, &lane->steps, true);
    else
      look_at_sends (&look, &lane->sends);
  }
  for (int rank = 0; rank < trace->ranks && kind != CHANGE_ITERATION; rank++) {
    look_at_moments (&look, &trace->process[rank].queue.received);
    if (kind == CHANGE_EVENT)
      look_at_process (&look, &trace->process[rank]);
  }
  bool found = look.found && look.best >= trace->begin && look.best <= trace->end;
  g_mutex_unlock (&trace->mutex);
  if (found)
    *at = look.best;
  return found;
}

/* Numbers of steps grow along a track, but a lost event leaves a gap. */
static const struct span *
find_step (const struct track *steps, uint64_t number)
{
  size_t low = 0, high = steps->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (track_get (steps, middle)->value < number)
      low = middle + 1;
    else
      high = middle;
  }
  return low < steps->count && track_get (steps, low)->value == number ? track_get (steps, low) : NULL;
}

bool
change_of_step (struct trace *trace, uint64_t number, uint64_t *at)
{
  bool found = false;

  *at = 0;
  g_mutex_lock (&trace->mutex);
  for (int i = 0; i < trace->lanes; i++) {
    const struct span *step = find_step (&trace->lane[i].steps, number);
    if (step) {
      *at = MAX (*at, step->end);
      found = true;
    }
  }
  g_mutex_unlock (&trace->mutex);
  return found;
}

bool
change_first_step (struct trace *trace, uint64_t *at)
{
  uint64_t first = UINT64_MAX;

  g_mutex_lock (&trace->mutex);
  for (int i = 0; i < trace->lanes; i++)
    if (trace->lane[i].steps.count > 0)
      first = MIN (first, track_get (&trace->lane[i].steps, 0)->begin);
  g_mutex_unlock (&trace->mutex);
  if (first < UINT64_MAX)
    *at = first;
  return first < UINT64_MAX;
}
