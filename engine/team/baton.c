/* Who holds it stands in one word that the others sleep on (futex): no runtime has a wait for a particular thread. */
#include <linux/futex.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/record/recorder.h"
#include "engine/team/team.h"

#define LOOKS 200 /* at the word before one sleeps: a holder on another PU is often done by then */

struct team_baton {
  _Atomic uint32_t holder; /* thread */
  int id;                  /* as a lock */
  uint64_t held_since;     /* the holder's */
};

struct team_baton *
team_baton_create (struct team *team, const char *name)
{
  struct team_baton *baton = calloc (1, sizeof *baton);

  if (baton)
    baton->id = recorder_lock (team->segment, name, LOCK_BATON);
  return baton;
}

void
team_baton_destroy (struct team_baton *baton)
{
  free (baton);
}

static void
set_shown (const struct team_baton *baton, int32_t holder)
{
  if (recorder_on () && baton->id >= 0)
    atomic_store_explicit (&recorder.segment->lock_holder[baton->id], holder, memory_order_relaxed);
}

/* Threads sleep in 32 groups, so that few but the one who is meant wake up. */
static uint32_t
group (int thread)
{
  return UINT32_C (1) << thread % 32;
}

static void
wait_for (struct team_baton *baton, uint32_t thread)
{
  struct span span = recorder_begin (NOW_LOCK_WAIT, baton->id);
  uint32_t holder;

  for (int i = 0; (holder = atomic_load_explicit (&baton->holder, memory_order_acquire)) != thread; i++)
    if (i >= LOOKS)
      syscall (SYS_futex, &baton->holder, FUTEX_WAIT_BITSET_PRIVATE, holder, NULL, NULL, group ((int) thread));
  recorder_span ((struct event){ .kind = EVENT_LOCK_WAIT, .object = baton->id }, span.begin, recorder_end (span));
}

void
member_baton_take (struct member *member, struct team_baton *baton)
{
  if (atomic_load_explicit (&baton->holder, memory_order_acquire) != (uint32_t) member->thread)
    wait_for (baton, (uint32_t) member->thread);
  baton->held_since = recorder_on () ? recorder_time () : 0;
  set_shown (baton, member->thread + 1);
}

void
member_baton_pass (struct member *member, struct team_baton *baton, int thread)
{
  struct event event = { .kind = EVENT_LOCK_HOLD, .object = baton->id };
  uint64_t since = baton->held_since, end = recorder_on () ? recorder_time () : 0;

  set_shown (baton, 0);
  atomic_store_explicit (&baton->holder, (uint32_t) thread, memory_order_release);
  if (thread != member->thread)
    syscall (SYS_futex, &baton->holder, FUTEX_WAKE_BITSET_PRIVATE, INT_MAX, NULL, NULL, group (thread));
  recorder_span (event, since, end);
}
