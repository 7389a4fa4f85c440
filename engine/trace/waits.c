#include "engine/trace/waits.h"

#include "engine/trace/trace-private.h"

/* Threads by their index in the snapshot; -1 = nobody. */
struct graph {
  struct snapshot *snapshot;
  const struct snapshot_wait **wait; /* of a thread, NULL: none */
  bool *stuck;                       /* waits for long, and nobody is known yet who could break it */
  int *live;                         /* of a rank: threads that are not stuck */
  int *missed_stuck;                 /* of a rank: threads that its barrier misses and that are stuck */
  int all_live;
};

static const struct snapshot_lock *
find_lock (const struct snapshot *snapshot, int rank, int lock)
{
  int low = 0, high = snapshot->locks;

  while (low < high) {
    int middle = (low + high) / 2;
    const struct snapshot_lock *seen = &snapshot->lock[middle];
    if (seen->rank < rank || (seen->rank == rank && seen->lock < lock))
      low = middle + 1;
    else
      high = middle;
  }
  const struct snapshot_lock *found = low < snapshot->locks ? &snapshot->lock[low] : NULL;
  return found && found->rank == rank && found->lock == lock ? found : NULL;
}

static bool
describe_lock_wait (const struct snapshot *snapshot, const struct snapshot_thread *thread, struct snapshot_wait *wait)
{
  const struct snapshot_lock *lock = find_lock (snapshot, thread->rank, thread->lock);

  wait->kind = WAIT_LOCK;
  wait->to_rank = thread->rank;
  wait->name = lock ? lock->name : NULL;
  wait->to_thread = lock ? lock->holder : -1;
  if (lock && lock->holder >= 0)
    wait->since_ns = MAX (wait->since_ns, lock->held_since_ns);
  return lock && lock->holder >= 0;
}

static bool
describe_message_wait (const struct snapshot_thread *thread, struct snapshot_wait *wait)
{
  wait->kind = thread->call == CALL_SEND ? WAIT_SEND : WAIT_RECEIVE;
  wait->to_rank = thread->awaited;
  return thread->call != CALL_COLLECTIVE;
}

/* false: it does not wait, or not for anybody who is known. */
static bool
describe (const struct snapshot *snapshot, int index, struct snapshot_wait *wait)
{
  const struct snapshot_thread *thread = &snapshot->thread[index];

  *wait = (struct snapshot_wait){ .from = index, .to_rank = thread->rank, .to_thread = -1, .since_ns = thread->since_ns };
  switch (thread->state) {
  case THREAD_LOCK_WAIT:
    return describe_lock_wait (snapshot, thread, wait);
  case THREAD_BARRIER_WAIT:
    wait->kind = WAIT_BARRIER;
    return true;
  case THREAD_MESSAGE_WAIT:
    return describe_message_wait (thread, wait);
  default:
    return false;
  }
}

static void
list_waits (struct snapshot *snapshot)
{
  snapshot->waits = 0;
  for (int i = 0; i < snapshot->threads; i++)
    snapshot->waits += describe (snapshot, i, &snapshot->wait[snapshot->waits]);
}

static int
first_of (const struct graph *graph, int rank)
{
  return graph->snapshot->process[rank].first_thread;
}

static int
threads_of (const struct graph *graph, int rank)
{
  return graph->snapshot->process[rank].threads;
}

/* A message is under way to the thread's rank: it may be the one it waits for. So may one that was not recorded. */
static bool
arrives (const struct snapshot *snapshot, const struct snapshot_wait *wait)
{
  int rank = snapshot->thread[wait->from].rank;

  if (snapshot->messages_not_listed > 0 || snapshot->events_lost > 0)
    return true;
  for (int i = 0; i < snapshot->messages; i++) {
    const struct snapshot_message *message = &snapshot->message[i];
    if (message->state != MESSAGE_ARRIVED && message->destination == rank &&
        (wait->to_rank < 0 || message->source == wait->to_rank))
      return true;
  }
  return false;
}

/* The other end of the message is in its call too: it is being transferred, which can take long. */
static bool
is_met (const struct graph *graph, const struct snapshot_wait *wait)
{
  int rank = graph->snapshot->thread[wait->from].rank;

  for (int i = 0; i < graph->snapshot->waits; i++) {
    const struct snapshot_wait *other = &graph->snapshot->wait[i];
    int other_rank = graph->snapshot->thread[other->from].rank;
    bool pair = (wait->kind == WAIT_SEND && other->kind == WAIT_RECEIVE) || (wait->kind == WAIT_RECEIVE && other->kind == WAIT_SEND);
    if (pair && (wait->to_rank < 0 || wait->to_rank == other_rank) && (other->to_rank < 0 || other->to_rank == rank))
      return true;
  }
  return false;
}

/* Old enough, and not about to be broken by what is under way. */
static bool
stands (const struct graph *graph, const struct snapshot_wait *wait)
{
  const struct snapshot *snapshot = graph->snapshot;

  if (wait->since_ns + WAITS_STAND_NS > snapshot->t || wait->to_rank >= snapshot->processes)
    return false;
  if (wait->kind != WAIT_RECEIVE && wait->kind != WAIT_SEND)
    return true;
  if (snapshot->thread[wait->from].call == CALL_EXCHANGE || is_met (graph, wait))
    return false;
  return wait->kind == WAIT_SEND || !arrives (snapshot, wait);
}

static bool
in_barrier (const struct graph *graph, int thread)
{
  return graph->wait[thread] && graph->wait[thread]->kind == WAIT_BARRIER;
}

static void
set_stuck (struct graph *graph, int thread, bool stuck)
{
  int rank = graph->snapshot->thread[thread].rank, by = stuck ? -1 : 1;

  graph->stuck[thread] = stuck;
  graph->live[rank] += by;
  graph->all_live += by;
  if (!in_barrier (graph, thread))
    graph->missed_stuck[rank] -= by;
}

static bool
can_go_on (const struct graph *graph, int thread)
{
  const struct snapshot_wait *wait = graph->wait[thread];

  switch (wait->kind) {
  case WAIT_LOCK:
    return !graph->stuck[first_of (graph, wait->to_rank) + wait->to_thread];
  case WAIT_BARRIER:
    return graph->missed_stuck[wait->to_rank] == 0;
  default:
    return (wait->to_rank < 0 ? graph->all_live : graph->live[wait->to_rank]) > 0;
  }
}

/* From all that might be stuck, those that somebody can break are taken out until no more are found. */
static void
release (struct graph *graph)
{
  bool changed = true;

  while (changed) {
    changed = false;
    for (int i = 0; i < graph->snapshot->threads; i++)
      if (graph->stuck[i] && can_go_on (graph, i)) {
        set_stuck (graph, i, false);
        changed = true;
      }
  }
}

/* A stuck thread of the rank: one that the others there wait for, rather than one in a barrier. */
static int
stuck_of (const struct graph *graph, int rank)
{
  int first = first_of (graph, rank);

  for (int i = first; i < first + threads_of (graph, rank); i++)
    if (graph->stuck[i] && !in_barrier (graph, i))
      return i;
  return first;
}

/* Whom a stuck thread waits for: all whom it waits for are stuck, and one of them stands for them. */
static int
next (const struct graph *graph, int thread)
{
  const struct snapshot_wait *wait = graph->wait[thread];

  if (wait->kind == WAIT_LOCK)
    return first_of (graph, wait->to_rank) + wait->to_thread;
  if (wait->to_rank >= 0)
    return stuck_of (graph, wait->to_rank);
  int rank = graph->snapshot->thread[thread].rank;
  return stuck_of (graph, (rank + 1) % graph->snapshot->processes);
}

/* Everyone from THREAD on until it comes back. */
static void
mark_cycle (struct graph *graph, int thread)
{
  struct snapshot *snapshot = graph->snapshot;
  uint64_t since = 0;
  int at = thread;

  do {
    struct snapshot_wait *wait = &snapshot->wait[graph->wait[at] - snapshot->wait];
    at = next (graph, at);
    wait->in_cycle = true;
    wait->to_thread = snapshot->thread[at].thread;
    since = MAX (since, wait->since_ns);
  } while (at != thread);
  if (!snapshot->deadlock_since_ns || since < snapshot->deadlock_since_ns)
    snapshot->deadlock_since_ns = since;
}

/* Each stuck thread leads to one other, so that every way ends in a circle. */
static void
mark_cycles (struct graph *graph)
{
  g_autofree int *seen = g_new0 (int, graph->snapshot->threads);

  for (int i = 0; i < graph->snapshot->threads; i++) {
    int at = i;
    while (graph->stuck[at] && !seen[at]) {
      seen[at] = i + 1;
      at = next (graph, at);
    }
    if (graph->stuck[at] && seen[at] == i + 1)
      mark_cycle (graph, at);
  }
}

static void
find_stuck (struct graph *graph)
{
  struct snapshot *snapshot = graph->snapshot;

  for (int i = 0; i < snapshot->waits; i++)
    graph->wait[snapshot->wait[i].from] = &snapshot->wait[i];
  for (int i = 0; i < snapshot->processes; i++)
    graph->live[i] = threads_of (graph, i);
  graph->all_live = snapshot->threads;
  for (int i = 0; i < snapshot->waits; i++)
    if (stands (graph, &snapshot->wait[i]))
      set_stuck (graph, snapshot->wait[i].from, true);
  release (graph);
}

void
waits_find (struct snapshot *snapshot)
{
  bool old = false;

  list_waits (snapshot);
  snapshot->deadlock_since_ns = 0;
  for (int i = 0; i < snapshot->waits; i++)
    old |= snapshot->wait[i].since_ns + WAITS_STAND_NS <= snapshot->t;
  if (!old)
    return;
  g_autofree const struct snapshot_wait **wait = g_new0 (const struct snapshot_wait *, snapshot->threads);
  g_autofree bool *stuck = g_new0 (bool, snapshot->threads);
  g_autofree int *live = g_new0 (int, snapshot->processes), *missed = g_new0 (int, snapshot->processes);
  struct graph graph = { snapshot, wait, stuck, live, missed, 0 };
  find_stuck (&graph);
  mark_cycles (&graph);
}

static const struct snapshot_wait *
wait_in_cycle (const struct snapshot *snapshot, int rank, int thread)
{
  for (int i = 0; i < snapshot->waits; i++) {
    const struct snapshot_wait *wait = &snapshot->wait[i];
    const struct snapshot_thread *from = &snapshot->thread[wait->from];
    if (wait->in_cycle && (rank < 0 || (from->rank == rank && from->thread == thread)))
      return wait;
  }
  return NULL;
}

static void
say_wait (GString *text, const struct snapshot *snapshot, const struct snapshot_wait *wait)
{
  int rank = snapshot->thread[wait->from].rank;

  switch (wait->kind) {
  case WAIT_LOCK:
    g_string_append_printf (text, "waits for lock %s held by %d.%d", wait->name ? wait->name : "?", rank, wait->to_thread);
    break;
  case WAIT_BARRIER:
    g_string_append_printf (text, "waits in a barrier for %d.%d", rank, wait->to_thread);
    break;
  case WAIT_SEND:
    g_string_append_printf (text, "waits in a send for rank %d to receive", wait->to_rank);
    break;
  case WAIT_RECEIVE:
    if (wait->to_rank < 0)
      g_string_append (text, "waits for a message from any rank");
    else
      g_string_append_printf (text, "waits for a message from rank %d", wait->to_rank);
  }
}

#define SAID_MOST 6 /* members of a circle that are named */

char *
waits_sentence (const struct snapshot *snapshot)
{
  const struct snapshot_wait *first = wait_in_cycle (snapshot, -1, -1), *at = first;
  const struct snapshot_thread *thread = first ? &snapshot->thread[first->from] : NULL;
  int said = 0;

  if (!first || !snapshot->deadlock_since_ns)
    return NULL;
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "Deadlock: %d.%d ", thread->rank, thread->thread);
  do {
    int rank = at->to_rank >= 0 ? at->to_rank : (snapshot->thread[at->from].rank + 1) % snapshot->processes;
    if (said > 0 && said < SAID_MOST)
      g_string_append (text, ", which ");
    if (said < SAID_MOST)
      say_wait (text, snapshot, at);
    said++;
    at = wait_in_cycle (snapshot, rank, at->to_thread);
  } while (at && at != first);
  if (said > SAID_MOST)
    g_string_append_printf (text, ", and so on in a circle of %d", said);
  g_string_append_printf (text, "; since %.1f s", (snapshot->t - snapshot->deadlock_since_ns) / 1e9);
  return g_string_free (text, FALSE);
}

bool
waits_may_stand (struct trace *trace)
{
  bool found = false;

  g_mutex_lock (&trace->mutex);
  for (int i = 0; i < trace->lanes && !found; i++) {
    const struct open_state *open = &trace->lane[i].open;
    bool waits = open->state == NOW_LOCK_WAIT || open->state == NOW_MESSAGE_WAIT || open->state == NOW_SENDING || open->state == NOW_RECEIVING;
    found = waits && open->since + WAITS_STAND_NS <= trace->end;
  }
  g_mutex_unlock (&trace->mutex);
  return found;
}
