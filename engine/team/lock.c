#include <stdlib.h>

#include "engine/record/recorder.h"
#include "engine/team/team.h"

struct team_lock {
  const struct runtime *runtime;
  struct runtime_lock *lock;
  int id;
  uint64_t held_since; /* the holder's */
};

struct team_condition {
  const struct runtime *runtime;
  struct runtime_condition *condition;
  int id; /* among the locks */
};

struct team_lock *
team_lock_create (struct team *team, const char *name)
{
  struct team_lock *lock = calloc (1, sizeof *lock);

  if (!lock)
    return NULL;
  lock->runtime = team->runtime;
  lock->lock = team->runtime->lock_create ();
  lock->id = recorder_lock (team->segment, name, LOCK_MUTEX);
  if (!lock->lock) {
    free (lock);
    return NULL;
  }
  return lock;
}

void
team_lock_destroy (struct team_lock *lock)
{
  if (!lock)
    return;
  lock->runtime->lock_destroy (lock->lock);
  free (lock);
}

static void
set_holder (struct team_lock *lock, int32_t holder)
{
  if (lock->id >= 0)
    atomic_store_explicit (&recorder.segment->lock_holder[lock->id], holder, memory_order_relaxed);
}

/* It was taken: the wait is worth an event. */
static uint64_t
wait_for (struct team_lock *lock)
{
  struct span span = recorder_begin (NOW_LOCK_WAIT, lock->id);
  uint64_t end;

  lock->runtime->lock (lock->lock);
  end = recorder_end (span);
  recorder_span ((struct event){ .kind = EVENT_LOCK_WAIT, .object = lock->id }, span.begin, end);
  return end;
}

void
member_lock (struct member *member, struct team_lock *lock)
{
  uint64_t since;

  if (!recorder_on ()) {
    lock->runtime->lock (lock->lock);
    return;
  }
  since = lock->runtime->try_lock (lock->lock) ? recorder_time () : wait_for (lock);
  lock->held_since = since;
  set_holder (lock, member->thread + 1);
}

void
member_unlock (struct member *member, struct team_lock *lock)
{
  uint64_t since, end;

  if (!recorder_on ()) {
    lock->runtime->unlock (lock->lock);
    return;
  }
  /* The end is taken while it is still ours, so that two threads never seem to hold it at once. */
  since = lock->held_since;
  end = recorder_time ();
  set_holder (lock, 0);
  lock->runtime->unlock (lock->lock);
  recorder_span ((struct event){ .kind = EVENT_LOCK_HOLD, .object = lock->id }, since, end);
}

struct team_condition *
team_condition_create (struct team *team, const char *name)
{
  struct team_condition *condition = calloc (1, sizeof *condition);

  if (!condition)
    return NULL;
  condition->runtime = team->runtime;
  condition->condition = team->runtime->condition_create ();
  condition->id = recorder_lock (team->segment, name, LOCK_CONDITION);
  if (!condition->condition) {
    free (condition);
    return NULL;
  }
  return condition;
}

void
team_condition_destroy (struct team_condition *condition)
{
  if (!condition)
    return;
  condition->runtime->condition_destroy (condition->condition);
  free (condition);
}

/* One hold ends with the wait and another begins: in between the lock is free for those who make the condition true. */
void
member_wait (struct member *member, struct team_condition *condition, struct team_lock *lock)
{
  struct span span;

  if (!recorder_on ()) {
    lock->runtime->condition_wait (condition->condition, lock->lock);
    return;
  }
  set_holder (lock, 0);
  span = recorder_begin (NOW_LOCK_WAIT, condition->id);
  recorder_span ((struct event){ .kind = EVENT_LOCK_HOLD, .object = lock->id }, lock->held_since, span.begin);
  lock->runtime->condition_wait (condition->condition, lock->lock);
  lock->held_since = recorder_end (span);
  set_holder (lock, member->thread + 1);
  recorder_span ((struct event){ .kind = EVENT_LOCK_WAIT, .object = condition->id }, span.begin, lock->held_since);
}

void
member_signal (struct member *member, struct team_condition *condition)
{
  condition->runtime->condition_signal (condition->condition);
}

void
member_broadcast (struct member *member, struct team_condition *condition)
{
  condition->runtime->condition_broadcast (condition->condition);
}
