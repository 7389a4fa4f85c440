/* Placement on machines that we do not have, and the three ways to make threads. */
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "engine/record/recorder.h"
#include "engine/team/binder.h"
#include "engine/team/placement.h"
#include "engine/team/ranks.h"
#include "engine/team/team.h"
#include "tests/engine/events.h"

/* Logical order: packages > NUMA nodes > cores > PUs. OS indexes as Linux gives them: second PUs last. */
static struct placement_pu *
machine (int packages, int nodes, int cores, int pus)
{
  int all_cores = packages * nodes * cores, count = all_cores * pus;
  struct placement_pu *pu = g_new0 (struct placement_pu, count);

  for (int i = 0; i < count; i++)
    pu[i] = (struct placement_pu){ .os = i / pus + i % pus * all_cores, .package = i / (pus * cores * nodes),
                                   .numa = i / (pus * cores), .core = i / pus, .allowed = true };
  return pu;
}

static struct placement *
plan (const char *bind, const struct placement_pu *pu, int pus, int ranks, int threads)
{
  char error[256] = "";
  struct placement *placement = placement_create (bind, pu, pus, ranks, threads, error, sizeof error);

  if (!placement)
    g_error ("%s: %s", bind, error);
  return placement;
}

/* Where each thread is bound to one PU. */
static void
place (const char *bind, const struct placement_pu *pu, int pus, int ranks, int threads, int *to)
{
  struct placement *placement = plan (bind, pu, pus, ranks, threads);

  for (int i = 0; i < ranks * threads; i++) {
    int count;

    to[i] = *placement_of (placement, i / threads, i % threads, &count);
    g_assert_cmpint (count, ==, 1);
  }
  placement_destroy (placement);
}

/* "0-3 4-7 any": the PUs of each thread. */
static void
assert_sets (const char *bind, const struct placement_pu *pu, int pus, int ranks, int threads, const char *expected)
{
  struct placement *placement = plan (bind, pu, pus, ranks, threads);
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < ranks * threads; i++) {
    int count;
    const int *set = placement_of (placement, i / threads, i % threads, &count);

    g_string_append (text, i ? " " : "");
    for (int j = 0; j < count; j++)
      g_string_append_printf (text, j ? ",%d" : "%d", set[j]);
    g_string_append (text, count ? "" : "any");
  }
  g_assert_cmpstr (text->str, ==, expected);
  placement_destroy (placement);
}

static void
test_compact (void)
{
  g_autofree struct placement_pu *pu = machine (2, 2, 4, 2);
  int to[40];

  place ("compact", pu, 32, 5, 8, to);
  for (int i = 0; i < 16; i++)
    g_assert_cmpint (to[i], ==, 2 * i); /* first PUs of all cores, in order */
  for (int i = 16; i < 32; i++)
    g_assert_cmpint (to[i], ==, 2 * (i - 16) + 1);
  for (int i = 32; i < 40; i++)
    g_assert_cmpint (to[i], ==, to[i - 32]); /* around again */
}

static void
test_scatter (void)
{
  g_autofree struct placement_pu *pu = machine (2, 2, 4, 2);
  unsigned cores = 0;
  int to[32];

  place ("scatter", pu, 32, 1, 32, to);
  for (int i = 0; i + 1 < 16; i += 2)
    g_assert_cmpint (pu[to[i]].package, !=, pu[to[i + 1]].package);
  for (int i = 0; i < 32; i += 4) {
    unsigned nodes = 0;

    for (int j = i; j < i + 4; j++)
      nodes |= 1u << pu[to[j]].numa;
    g_assert_cmpuint (nodes, ==, 0xf);
  }
  for (int i = 0; i < 16; i++)
    cores |= 1u << pu[to[i]].core;
  g_assert_cmpuint (cores, ==, 0xffff);
}

/* Two packages of different size, one PU forbidden. */
static void
test_uneven (void)
{
  struct placement_pu pu[] = { { 0, 0, 0, 0, true }, { 1, 0, 0, 0, true }, { 2, 0, 0, 1, false }, { 3, 0, 0, 2, true }, { 4, 1, 1, 3, true } };
  int compact[] = { 0, 3, 4, 1, 0 }, scatter[] = { 0, 4, 3, 1, 0 }, to[5];

  place ("compact", pu, 5, 5, 1, to);
  g_assert_cmpmem (to, sizeof to, compact, sizeof compact);
  place ("scatter", pu, 5, 1, 5, to);
  g_assert_cmpmem (to, sizeof to, scatter, sizeof scatter);
}

static void
test_list (void)
{
  g_autofree struct placement_pu *pu = machine (1, 1, 8, 1);
  int expected[] = { 0, 2, 4, 5, 6, 0, 2, 4 }, down[] = { 3, 2, 7, 3 }, to[8];

  place ("0,2,4-6", pu, 8, 2, 4, to);
  g_assert_cmpmem (to, sizeof to, expected, sizeof expected);
  place ("3-2,7", pu, 8, 2, 2, to);
  g_assert_cmpmem (to, sizeof down, down, sizeof down);
}

/* Several PUs a thread, threads without a binding, a list a rank. */
static void
test_sets (void)
{
  g_autofree struct placement_pu *pu = machine (1, 2, 4, 1);

  assert_sets ("{0-2,7},{4}", pu, 8, 1, 3, "0,1,2,7 4 0,1,2,7");
  assert_sets ("0,any", pu, 8, 2, 2, "0 any 0 any");
  assert_sets ("0,1;2,3", pu, 8, 3, 2, "0 1 2 3 0 1");
  assert_sets ("any;{0-1};5", pu, 8, 3, 2, "any any 0,1 0,1 5 5");
  assert_sets ("0-2;4-7", pu, 8, 2, 4, "0 1 2 0 4 5 6 7");
}

static void
test_numa (void)
{
  g_autofree struct placement_pu *pu = machine (2, 1, 3, 1);

  assert_sets ("numa", pu, 6, 1, 4, "0,1,2 0,1,2 3,4,5 3,4,5"); /* OMP_PROC_BIND=spread: in blocks */
  assert_sets ("numa", pu, 6, 3, 1, "0,1,2 3,4,5 0,1,2");       /* --map-by numa: in turn */
  assert_sets ("numa", pu, 6, 2, 2, "0,1,2 0,1,2 3,4,5 3,4,5");
  pu[0].allowed = pu[4].allowed = false;
  assert_sets ("numa", pu, 6, 2, 1, "1,2 3,5");
  g_autofree struct placement_pu *four = machine (2, 2, 1, 1);
  assert_sets ("numa", four, 4, 2, 2, "0 1 2 3");
  assert_sets ("numa", four, 4, 1, 2, "0 2");
  assert_sets ("numa", four, 4, 1, 3, "0 2 3"); /* what libgomp's omp_get_place_num () says */
  assert_sets ("numa", four, 4, 1, 6, "0 1 2 3 0 1");
  assert_sets ("numa", four, 4, 1, 10, "0 0 1 1 2 2 3 3 0 1");
  assert_sets ("numa", four, 4, 3, 2, "0 1 2 2 3 3");
}

static void
assert_refused (const char *bind, const struct placement_pu *pu)
{
  char error[256] = "";

  g_assert_null (placement_create (bind, pu, 8, 1, 1, error, sizeof error));
  g_assert_cmpstr (error, !=, "");
}

static void
test_refused (void)
{
  static const char *const malformed[] = { "", "x", "1,", ",1", "1-", "-1", "1--2", "1 2", "99999999999999999999", "compactly", "2,x", "{0", "{}", "{0};", ";0",
                                            "0}", "{0,}", "{{0}}", "anything", "0;;1", "{any}" };
  g_autofree struct placement_pu *pu = machine (1, 1, 8, 1);
  char error[256];

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++) {
    g_assert_false (placement_check (malformed[i], -1, error, sizeof error));
    assert_refused (malformed[i], pu);
  }
  g_assert_true (placement_check ("0,8", -1, error, sizeof error));
  g_assert_false (placement_check ("0,8", 8, error, sizeof error));
  assert_refused ("8", pu);
  assert_refused ("3-9", pu);
  for (int i = 0; i < 8; i++)
    pu[i].allowed = false;
  assert_refused ("compact", pu);
  assert_refused ("scatter", pu);
  assert_refused ("numa", pu);
}

static void
test_none (void)
{
  assert_sets ("none", NULL, 0, 2, 2, "any any any any");
}

static void
test_large (void)
{
  g_autofree struct placement_pu *pu = machine (32, 4, 64, 2);
  g_autofree int *to = g_new (int, 16384);
  g_autofree bool *seen = g_new0 (bool, 16384);
  gint64 begin = g_get_monotonic_time ();

  place ("scatter", pu, 16384, 128, 128, to);
  for (int i = 0; i < 16384; i++) {
    g_assert_false (seen[to[i]]);
    seen[to[i]] = true;
  }
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 2 * G_USEC_PER_SEC);
}

#define THREADS 4
#define ROUNDS 2000

struct count {
  const struct runtime *runtime;
  struct runtime_barrier *barrier;
  struct runtime_lock *lock;
  int seen[THREADS];
  int rounds[THREADS];
  long sum; /* not atomic: only the lock keeps it right */
};

static void
count_rounds (int thread, void *data)
{
  struct count *count = data;

  count->seen[thread]++;
  for (int i = 0; i < ROUNDS; i++) {
    if (i % 2 || !count->runtime->try_lock (count->lock))
      count->runtime->lock (count->lock);
    count->sum++;
    count->runtime->unlock (count->lock);
    if (i % 100 == 0) {
      count->rounds[thread] = i;
      count->runtime->barrier_wait (count->barrier);
      for (int t = 0; t < THREADS; t++)
        g_assert_cmpint (count->rounds[t], ==, i);
      count->runtime->barrier_wait (count->barrier);
    }
  }
}

static void
test_runtime (gconstpointer name)
{
  struct count count = { .runtime = runtime_find (name) };

  g_assert_nonnull (count.runtime);
  g_assert_cmpstr (count.runtime->name, ==, name);
  count.barrier = count.runtime->barrier_create (THREADS);
  count.lock = count.runtime->lock_create ();
  g_assert_true (count.runtime->parallel (THREADS, count_rounds, &count));
  g_assert_cmpint (count.sum, ==, THREADS * ROUNDS);
  for (int t = 0; t < THREADS; t++)
    g_assert_cmpint (count.seen[t], ==, 1);
  count.runtime->lock_destroy (count.lock);
  count.runtime->barrier_destroy (count.barrier);
}

struct watched {
  struct team_lock *lock;
  _Atomic int waiting;
};

/* Thread 0 holds the lock until the other is seen to wait for it: contention for certain. */
static void
contend (struct member *member, void *data)
{
  struct watched *watched = data;
  struct thread_slot *other = segment_slot (member->team->segment, 1);

  g_assert_true (member_step (member));
  if (member->thread == 0)
    member_lock (member, watched->lock);
  member_barrier (member);
  if (member->thread == 0) {
    while (atomic_load (&other->now_state) != NOW_LOCK_WAIT)
      sched_yield ();
    g_assert_cmpint (member->team->segment->lock_holder[0], ==, 1);
    g_usleep (1000);
    member_unlock (member, watched->lock);
  } else {
    member_lock (member, watched->lock);
    g_assert_cmpint (member->team->segment->lock_holder[0], ==, 2);
    member_unlock (member, watched->lock);
  }
  g_assert_false (member_step (member));
}

static void
test_lock_wait (gconstpointer name)
{
  g_autofree char *path = g_strdup_printf ("/dev/shm/strandscope-test-team-%d", getpid ());
  struct team team = { .ranks = 1, .threads = 2, .runtime = runtime_find (name), .limit = 1 };
  struct watched watched = { 0 };
  struct event wait, hold, other;

  team.segment = segment_create (path, 0, 1, 2);
  g_unlink (path);
  g_assert_true (team_init (&team));
  watched.lock = team_lock_create (&team, "the lock");
  g_assert_true (team_run (&team, contend, &watched));
  g_assert_cmpint (count_events (team.segment, 1, EVENT_LOCK_WAIT, &wait), ==, 1);
  g_assert_cmpint (count_events (team.segment, 0, EVENT_LOCK_WAIT, &other), ==, 0);
  g_assert_cmpint (count_events (team.segment, 0, EVENT_LOCK_HOLD, &hold), ==, 1);
  g_assert_cmpint (count_events (team.segment, 1, EVENT_LOCK_HOLD, &other), ==, 1);
  g_assert_cmpint (count_events (team.segment, 0, EVENT_STEP, &(struct event){ 0 }), ==, 1);
  g_assert_cmpint (count_events (team.segment, 1, EVENT_THREAD, &(struct event){ 0 }), ==, 1);
  g_assert_cmpuint (event_duration (&wait), >=, 1000000);
  g_assert_cmpuint (event_end (&wait) + 2000, >=, event_end (&hold));
  g_assert_cmpuint (other.begin + 2000, >=, event_end (&hold));
  g_assert_cmpint (team.segment->lock_holder[0], ==, 0);
  g_assert_cmpuint (segment_slot (team.segment, 1)->now_state, ==, NOW_ENDED);
  g_assert_cmpint (segment_slot (team.segment, 0)->tid, ==, getpid ());
  team_lock_destroy (watched.lock);
  team_finish (&team);
  segment_unmap (team.segment);
}

#define LAPS 300

struct relay {
  struct team_baton *baton;
  int next;  /* not atomic: only the baton keeps them right */
  long sum;
};

/* From the last thread to the first, so that it isn't the order of starting that makes it right. */
static void
relay (struct member *member, void *data)
{
  struct relay *course = data;
  int last = member->threads - 1;

  for (int lap = 0; lap < LAPS; lap++) {
    member_baton_take (member, course->baton);
    g_assert_cmpint (course->next, ==, member->thread);
    course->next = member->thread ? member->thread - 1 : last;
    course->sum++;
    member_baton_pass (member, course->baton, course->next);
  }
}

static void
test_baton (gconstpointer name)
{
  g_autofree char *path = g_strdup_printf ("/dev/shm/strandscope-test-baton-%d", getpid ());
  struct team team = { .ranks = 1, .threads = 4, .runtime = runtime_find (name), .limit = 1 };
  struct relay course = { 0 };

  team.segment = segment_create (path, 0, 1, 4);
  g_unlink (path);
  g_assert_true (team_init (&team));
  course.baton = team_baton_create (&team, "the baton");
  g_assert_true (team_run (&team, relay, &course));
  g_assert_cmpint (course.sum, ==, 4 * LAPS);
  for (int t = 0; t < 4; t++) {
    g_assert_cmpint (count_events (team.segment, t, EVENT_LOCK_HOLD, &(struct event){ 0 }), ==, LAPS);
    g_assert_cmpint (count_events (team.segment, t, EVENT_LOCK_WAIT, &(struct event){ 0 }), <=, LAPS);
  }
  g_assert_cmpint (count_events (team.segment, 3, EVENT_LOCK_WAIT, &(struct event){ 0 }), >, 0);
  g_assert_cmpint (team.segment->lock_holder[0], ==, 0);
  team_baton_destroy (course.baton);
  team_finish (&team);
  segment_unmap (team.segment);
}

/* With one rank nothing calls MPI, which is not even there, and nothing changes. */
static void
test_one_rank (void)
{
  struct team team = { .ranks = 1, .threads = 1 };
  struct member member = { .team = &team, .ranks = 1, .threads = 1 };
  uint64_t value[2] = { 3, 4 }, all[2] = { 0 }, got[2] = { 0 };

  ranks_broadcast (&member, 0, value, 2);
  ranks_reduce (&member, 0, value, 2);
  ranks_reduce_all (&member, value, 2);
  ranks_sum_u64 (&member, value, 2);
  ranks_gather (&member, 0, value, all, 2);
  ranks_all_to_all (&member, value, got, 2);
  g_assert_cmpmem (all, sizeof all, value, sizeof value);
  g_assert_cmpmem (got, sizeof got, value, sizeof value);
  g_assert_cmpuint (value[0] * 10 + value[1], ==, 34);
  g_assert_cmpfloat (ranks_max (&member, 1.5) + ranks_sum (&member, 2), ==, 3.5);
}

static void
test_binder (void)
{
  g_autofree char *path = g_strdup_printf ("/dev/shm/strandscope-test-binder-%d", getpid ());
  struct segment *segment = segment_create (path, 0, 1, 1);
  struct thread_slot *slot = segment_slot (segment, 0);
  char error[256];
  struct binder *binder = binder_create ("none", 0, 1, 1, error, sizeof error);

  g_assert_null (binder);
  g_assert_cmpstr (error, ==, "");
  binder_bind_thread (NULL, 0, slot);
  g_assert_cmpuint (slot->bound, ==, 0);
  g_assert_cmpuint (slot->asked[0], ==, 0);
  g_assert_cmpuint (slot->binding[0], !=, 0);
  binder = binder_create ("compact", 0, 1, 1, error, sizeof error);
  g_assert_cmpstr (error, ==, "");
  binder_bind_thread (binder, 0, slot);
  g_assert_cmpuint (slot->bound, ==, 1);
  g_assert_cmpint (slot->bind_error, ==, 0);
  g_assert_cmpmem (slot->asked, sizeof slot->asked, slot->binding, sizeof slot->binding);
  g_assert_cmpint (slot->asked[0] >> sched_getcpu () & 1, ==, 1);
  binder_destroy (binder);
  g_assert_null (binder_create ("99999", 0, 1, 1, error, sizeof error));
  g_assert_nonnull (strstr (error, "99999"));
  g_setenv ("STRANDSCOPE_MACHINE", "/nowhere.xml", TRUE);
  g_assert_null (binder_create ("compact", 0, 1, 1, error, sizeof error));
  g_assert_nonnull (strstr (error, "/nowhere.xml"));
  segment_unmap (segment);
  g_unlink (path);
}

/* A thread that nothing is asked of is free again, although the thread that made it was bound. */
static void
test_binder_any (void)
{
  g_autofree char *path = g_strdup_printf ("/dev/shm/strandscope-test-any-%d", getpid ());
  struct segment *segment = segment_create (path, 0, 1, 2);
  struct thread_slot *first = segment_slot (segment, 0), *second = segment_slot (segment, 1);
  char error[256];
  struct thread_slot before = { 0 };

  binder_bind_thread (NULL, 0, &before);
  struct binder *binder = binder_create ("0,any", 0, 1, 2, error, sizeof error);
  g_assert_cmpstr (error, ==, "");
  binder_bind_thread (binder, 0, first);
  binder_bind_thread (binder, 1, second);
  g_assert_cmpuint (first->bound, ==, 1);
  g_assert_cmpuint (second->bound, ==, 0);
  g_assert_cmpmem (second->binding, sizeof second->binding, before.binding, sizeof before.binding);
  binder_destroy (binder);
  binder = binder_create ("numa", 0, 1, 2, error, sizeof error);
  binder_bind_thread (binder, 1, second);
  g_assert_cmpuint (second->bound, ==, 1);
  g_assert_cmpmem (second->asked, sizeof second->asked, second->binding, sizeof second->binding);
  binder_destroy (binder);
  segment_unmap (segment);
  g_unlink (path);
}

static void
test_split (void)
{
  for (int shares = 1; shares < 20; shares++) {
    uint64_t next = 0, first, end;

    for (int i = 0; i < shares; i++) {
      split (100, shares, i, &first, &end);
      g_assert_cmpuint (first, ==, next);
      g_assert_cmpuint (end - first, >=, 100u / (unsigned) shares);
      g_assert_cmpuint (end - first, <=, 100u / (unsigned) shares + 1);
      next = end;
    }
    g_assert_cmpuint (next, ==, 100);
  }
}

int
main (int argc, char **argv)
{
  static const char *const runtimes[] = { "openmp", "pthreads", "c11" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placement/compact", test_compact);
  g_test_add_func ("/placement/scatter", test_scatter);
  g_test_add_func ("/placement/uneven", test_uneven);
  g_test_add_func ("/placement/list", test_list);
  g_test_add_func ("/placement/sets", test_sets);
  g_test_add_func ("/placement/numa", test_numa);
  g_test_add_func ("/placement/refused", test_refused);
  g_test_add_func ("/placement/none", test_none);
  g_test_add_func ("/placement/large", test_large);
  g_test_add_func ("/team/split", test_split);
  for (gsize i = 0; i < G_N_ELEMENTS (runtimes); i++) {
    g_autofree char *runtime = g_strdup_printf ("/team/runtime/%s", runtimes[i]);
    g_autofree char *lock = g_strdup_printf ("/team/lock-wait/%s", runtimes[i]);
    g_autofree char *baton = g_strdup_printf ("/team/baton/%s", runtimes[i]);

    g_test_add_data_func (runtime, runtimes[i], test_runtime);
    g_test_add_data_func (lock, runtimes[i], test_lock_wait);
    g_test_add_data_func (baton, runtimes[i], test_baton);
  }
  g_test_add_func ("/team/one-rank", test_one_rank);
  g_test_add_func ("/team/binder-any", test_binder_any); /* before this thread is bound for good */
  g_test_add_func ("/team/binder", test_binder);
  return g_test_run ();
}
