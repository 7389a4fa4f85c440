/* Conditions of the three ways to make threads. */
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "engine/record/recorder.h"
#include "engine/team/team.h"
#include "tests/engine/events.h"

struct relay {
  struct team_lock *lock;
  struct team_condition *changed;
  int turn, waiting, rounds;
};

/* Threads take turns, each woken by the one before it; a signal that is lost leaves all asleep. */
static void
take_turns (struct member *member, void *data)
{
  struct relay *relay = data;

  while (member_step (member))
    for (int round = 0; round < relay->rounds; round++) {
      member_lock (member, relay->lock);
      while (relay->turn % member->threads != member->thread)
        member_wait (member, relay->changed, relay->lock);
      relay->turn++;
      if (member->threads == 2)
        member_signal (member, relay->changed);
      else
        member_broadcast (member, relay->changed);
      member_unlock (member, relay->lock);
    }
}

static void
test_condition (gconstpointer name)
{
  for (int threads = 2; threads <= 4; threads += 2) {
    struct team team = { .ranks = 1, .threads = threads, .runtime = runtime_find (name), .limit = 5 };
    struct relay relay = { .rounds = 200 };

    g_assert_true (team_init (&team));
    relay.lock = team_lock_create (&team, "lock");
    relay.changed = team_condition_create (&team, "changed");
    g_assert_true (team_run (&team, take_turns, &relay));
    g_assert_cmpint (relay.turn, ==, threads * 5 * 200);
    team_condition_destroy (relay.changed);
    team_lock_destroy (relay.lock);
    team_finish (&team);
  }
}

static void
wait_once (struct member *member, void *data)
{
  struct relay *relay = data;

  while (member_step (member)) {
    member_lock (member, relay->lock);
    if (member->thread == 0) {
      relay->waiting = 1;
      while (!relay->turn)
        member_wait (member, relay->changed, relay->lock);
    }
    while (member->thread == 1 && !relay->waiting) { /* until the other waits */
      member_unlock (member, relay->lock);
      g_usleep (100);
      member_lock (member, relay->lock);
    }
    if (member->thread == 1) {
      g_usleep (3000);
      relay->turn = 1;
      member_signal (member, relay->changed);
    }
    member_unlock (member, relay->lock);
  }
}

/* The wait is one for the condition, by its name; the lock is held before and after it, not while it lasts. */
static void
test_condition_wait (gconstpointer name)
{
  g_autofree char *path = g_strdup_printf ("/dev/shm/strandscope-test-condition-%d", getpid ());
  struct team team = { .ranks = 1, .threads = 2, .runtime = runtime_find (name), .limit = 1 };
  struct relay relay = { 0 };
  struct event wait, hold, other;

  team.segment = segment_create (path, 0, 1, 2);
  g_unlink (path);
  g_assert_true (team_init (&team));
  relay.lock = team_lock_create (&team, "lock");
  relay.changed = team_condition_create (&team, "changed");
  g_assert_true (team_run (&team, wait_once, &relay));
  g_assert_cmpint (count_events (team.segment, 0, EVENT_LOCK_WAIT, &wait), >=, 1);
  g_assert_cmpstr (team.segment->lock[wait.object], ==, "changed");
  g_assert_cmpuint (event_duration (&wait), >=, 2000000);
  g_assert_cmpint (count_events (team.segment, 0, EVENT_LOCK_HOLD, &hold), >=, 2); /* the last of them */
  g_assert_cmpuint (hold.begin, >=, event_end (&wait));
  g_assert_cmpint (count_events (team.segment, 1, EVENT_LOCK_HOLD, &other), >=, 1);
  g_assert_cmpuint (event_end (&other), <=, hold.begin + 2000);
  g_assert_cmpint (team.segment->lock_holder[0], ==, 0);
  team_condition_destroy (relay.changed);
  team_lock_destroy (relay.lock);
  team_finish (&team);
  segment_unmap (team.segment);
}

int
main (int argc, char **argv)
{
  static const char *const runtimes[] = { "openmp", "pthreads", "c11" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (runtimes); i++) {
    g_autofree char *turns = g_strdup_printf ("/condition/turns/%s", runtimes[i]);
    g_autofree char *wait = g_strdup_printf ("/condition/wait/%s", runtimes[i]);

    g_test_add_data_func (turns, runtimes[i], test_condition);
    g_test_add_data_func (wait, runtimes[i], test_condition_wait);
  }
  return g_test_run ();
}
