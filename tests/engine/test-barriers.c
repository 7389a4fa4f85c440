/* Who is late and who was last, on made-up facts: barriers of threads, collectives of ranks, what is still under way, what is
 * lost; and what locks cost. */
#include "engine/trace/details.h"
#include "engine/trace/journal.h"
#include "engine/trace/json.h"
#include "engine/trace/recording.h"
#include "engine/trace/remove-tree.h"
#include "engine/trace/trace-writer.h"

#include <string.h>

static struct trace *
small_trace (int ranks, int threads)
{
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = ranks, .threads = threads };
  struct trace *trace = trace_create (&description);

  for (int i = 0; i < ranks * threads; i++) {
    struct writer_now now = { .at = 1, .since = 1, .state = NOW_RUNNING, .object = -1, .pu = 0, .region = UINT32_MAX };
    trace_writer_now (trace, i / threads, i % threads, &now);
  }
  return trace;
}

static void
add (struct trace *trace, int rank, int thread, struct event event, uint64_t end)
{
  event.span = event_span (end - event.begin, 0);
  trace_writer_events (trace, rank, thread, &event, 1);
  trace_writer_advance (trace, end);
}

static void
barrier (struct trace *trace, int thread, unsigned number, uint64_t begin, uint64_t end)
{
  add (trace, 0, thread, (struct event){ .begin = begin, .kind = EVENT_BARRIER, .object = BARRIER_NUMBERED, .value = number }, end);
}

static void
collective (struct trace *trace, int rank, int kind, int root, unsigned number, uint64_t begin, uint64_t end)
{
  add (trace, rank, 0, (struct event){ .begin = begin, .kind = EVENT_COLLECTIVE, .object = kind, .peer = root, .sequence = number }, end);
}

static void
waits_now (struct trace *trace, int rank, int thread, enum now_state state, int32_t object, uint64_t since)
{
  struct writer_now now = { .at = since, .since = since, .state = state, .object = object, .pu = 0, .region = UINT32_MAX };

  trace_writer_now (trace, rank, thread, &now);
}

static const struct snapshot_barrier *
at (struct trace *trace, uint64_t t, uint64_t glow_ns)
{
  static struct snapshot snapshot; /* used again and again: its memory is */

  snapshot_take (trace, t, glow_ns, 10, &snapshot);
  g_assert_cmpint (snapshot.barriers, <=, 1);
  return snapshot.barriers ? &snapshot.barrier[0] : NULL;
}

static void
assert_members (const struct snapshot_barrier *barrier, const char *letters) /* l late, w waits, - left */
{
  g_assert_nonnull (barrier);
  g_assert_cmpint (barrier->members, ==, strlen (letters));
  for (int i = 0; i < barrier->members; i++)
    g_assert_cmpint ("lw-"[barrier->member[i]], ==, letters[i]);
}

/* Barrier 0: at 100, 300, 150; left by 310. Barrier 1: at 420, 410, 400. */
static struct trace *
two_barriers (void)
{
  struct trace *trace = small_trace (1, 3);

  barrier (trace, 0, 0, 100, 310);
  barrier (trace, 0, 1, 420, 425);
  barrier (trace, 1, 0, 300, 305);
  barrier (trace, 1, 1, 410, 425);
  barrier (trace, 2, 0, 150, 309);
  barrier (trace, 2, 1, 400, 426);
  trace_writer_advance (trace, 5000);
  return trace;
}

static void
test_late (void)
{
  struct trace *trace = two_barriers ();
  const struct snapshot_barrier *seen = at (trace, 200, 100);

  assert_members (seen, "wlw");
  g_assert_true (seen->open);
  g_assert_cmpint (seen->rank, ==, 0);
  g_assert_cmpint (seen->kind, ==, -1);
  g_assert_cmpint (seen->late, ==, 1);
  g_assert_cmpuint (seen->first_ns, ==, 100);
  assert_members (at (trace, 120, 100), "wll");
  seen = at (trace, 305, 100); /* all have come, one has left */
  assert_members (seen, "---");
  g_assert_false (seen->open);
  g_assert_cmpint (seen->last, ==, 1);
  g_assert_cmpuint (seen->last_ns, ==, 300);
  g_assert_cmpuint (seen->margin_ns, ==, 150);
  g_assert_cmpuint (seen->caused_ns, ==, 200 + 150);
  assert_members (at (trace, 405, 200), "llw"); /* the one that is under way comes first */
  g_assert_cmpint (at (trace, 500, 300)->last, ==, 1); /* the costliest of the two */
  g_assert_cmpint (at (trace, 500, 90)->last, ==, 0);  /* the only one in sight */
  g_assert_null (at (trace, 4000, 100));
  trace_destroy (trace);
}

static void
test_sums (void)
{
  struct trace *trace = two_barriers ();
  struct summary *all = summary_take (trace, UINT64_MAX), *early = summary_take (trace, 350), *during = summary_take (trace, 250);

  g_assert_cmpint (all->barriers, ==, 1);
  g_assert_cmpuint (all->barrier[0].met, ==, 2);
  g_assert_cmpfloat_with_epsilon (all->barrier[0].wait_s, 380e-9, 1e-12);
  g_assert_cmpuint (all->barrier[0].times_last[0], ==, 1);
  g_assert_cmpuint (all->barrier[0].times_last[1], ==, 1);
  g_assert_cmpuint (all->barrier[0].times_last[2], ==, 0);
  g_assert_cmpfloat_with_epsilon (all->barrier[0].caused_s[0], 30e-9, 1e-12);
  g_assert_cmpuint (early->barrier[0].met, ==, 1);
  g_assert_cmpuint (early->barrier[0].times_last[1], ==, 1);
  g_assert_cmpfloat_with_epsilon (early->barrier[0].caused_s[1], 350e-9, 1e-12);
  g_assert_cmpuint (during->barrier[0].met, ==, 0);
  summary_destroy (all);
  summary_destroy (early);
  summary_destroy (during);
  trace_destroy (trace);
}

/* What is under way stands in the threads' slots and not in events yet. */
static void
test_under_way (void)
{
  struct trace *trace = small_trace (1, 3);

  waits_now (trace, 0, 1, NOW_BARRIER, now_barrier (7), 1000);
  trace_writer_advance (trace, 1500);
  assert_members (at (trace, 1500, 0), "lwl");
  g_assert_cmpuint (at (trace, 1500, 0)->first_ns, ==, 1000);
  waits_now (trace, 0, 0, NOW_BARRIER, now_barrier (7), 1400);
  assert_members (at (trace, 1500, 0), "wwl");
  assert_members (at (trace, 1200, 0), "lwl");
  barrier (trace, 0, 7, 1400, 1700); /* somebody has left: all had come, though the third's event is on its way */
  trace_writer_advance (trace, 1800);
  g_assert_null (at (trace, 1800, 0));
  assert_members (at (trace, 1600, 0), "wwl"); /* what was seen then */
  waits_now (trace, 0, 2, NOW_BARRIER, -1, 1750); /* the gate's barrier has no number */
  g_assert_null (at (trace, 1800, 0));
  trace_destroy (trace);
}

/* Who died in a barrier waited there to the last; whom it waited for never came. */
static void
test_death (void)
{
  struct trace *trace = small_trace (1, 2);

  waits_now (trace, 0, 0, NOW_BARRIER, now_barrier (0), 100);
  trace_writer_process (trace, 0, 900, PROCESS_DEAD, "killed by SIGKILL");
  trace_writer_close (trace, 1000);
  assert_members (at (trace, 500, 0), "wl");
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_assert_cmpuint (summary->barrier[0].met, ==, 0);
  summary_destroy (summary);
  trace_destroy (trace);
}

static void
test_unnumbered_and_lost (void)
{
  struct trace *trace = small_trace (1, 2);
  struct event gate = { .begin = 100, .kind = EVENT_BARRIER };

  add (trace, 0, 0, gate, 200);
  add (trace, 0, 1, gate, 200);
  barrier (trace, 0, 3, 300, 400); /* thread 1's was lost */
  barrier (trace, 0, 4, 500, 600);
  barrier (trace, 1, 2, 100, 150); /* thread 0's was lost */
  barrier (trace, 1, 4, 550, 600);
  barrier (trace, 1, 4, 700, 800); /* nobody comes twice */
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_assert_cmpuint (summary->barrier[0].met, ==, 1);
  g_assert_cmpuint (summary->barrier[0].times_last[1], ==, 1);
  g_assert_cmpfloat_with_epsilon (summary->barrier[0].wait_s, 50e-9, 1e-12);
  summary_destroy (summary);
  trace_destroy (trace);
}

static void
test_collectives (void)
{
  struct trace *trace = small_trace (3, 1);
  const struct snapshot_barrier *seen;

  for (int rank = 0; rank < 3; rank++) {
    collective (trace, rank, COLLECTIVE_ALLREDUCE, rank, 0, rank == 1 ? 300 : 100 + rank, 310);
    /* all wait for the root alone: rank 2 is later, and makes nobody wait */
    collective (trace, rank, COLLECTIVE_BCAST, 0, 1, (int[]){ 450, 400, 600 }[rank], (int[]){ 460, 470, 610 }[rank]);
    /* who gives to the root leaves at once: only the root waited */
    collective (trace, rank, COLLECTIVE_REDUCE, 0, 2, (int[]){ 700, 710, 900 }[rank], (int[]){ 910, 712, 905 }[rank]);
  }
  trace_writer_advance (trace, 1000);
  seen = at (trace, 200, 0);
  assert_members (seen, "wlw");
  g_assert_cmpint (seen->rank, ==, -1);
  g_assert_cmpint (seen->kind, ==, COLLECTIVE_ALLREDUCE);
  assert_members (at (trace, 430, 0), "lwl"); /* the root is late */
  g_assert_null (at (trace, 465, 0));         /* the root has come: that rank 2 lacks keeps nobody */
  assert_members (at (trace, 800, 0), "w-l");
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_assert_cmpint (summary->barriers, ==, 1);
  g_assert_cmpint (summary->barrier[0].rank, ==, -1);
  g_assert_cmpuint (summary->barrier[0].met, ==, 3);
  g_assert_cmpuint (summary->barrier[0].times_last[0], ==, 1);
  g_assert_cmpuint (summary->barrier[0].times_last[1], ==, 1);
  g_assert_cmpuint (summary->barrier[0].times_last[2], ==, 1);
  g_assert_cmpfloat_with_epsilon (summary->barrier[0].caused_s[0], 50e-9, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary->barrier[0].caused_s[2], (200 + 2) * 1e-9, 1e-12);
  summary_destroy (summary);
  trace_destroy (trace);
}

/* 16 bits count the collectives of a communicator; another communicator's are not everybody's. */
static void
test_many_collectives (void)
{
  struct trace *trace = small_trace (2, 1);
  struct event other = { .begin = 5, .kind = EVENT_COLLECTIVE, .object = COLLECTIVE_BARRIER, .comm = 3 };

  for (unsigned n = 0; n < 70000; n++)
    collective (trace, 0, COLLECTIVE_BARRIER, 0, n & 0xffff, 100 + n * 20, 110 + n * 20);
  for (unsigned n = 0; n < 70000; n++)
    collective (trace, 1, COLLECTIVE_BARRIER, 1, n & 0xffff, 105 + n * 20, 110 + n * 20);
  trace_writer_events (trace, 0, 0, &other, 1);
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_assert_cmpuint (summary->barrier[0].met, ==, 70000);
  g_assert_cmpuint (summary->barrier[0].times_last[1], ==, 70000);
  summary_destroy (summary);
  waits_now (trace, 0, 0, NOW_COLLECTIVE, now_collective (COLLECTIVE_BARRIER, 0, 70000 & 0xffff), 2000000);
  trace_writer_advance (trace, 2000100);
  assert_members (at (trace, 2000100, 0), "wl");
  waits_now (trace, 0, 0, NOW_COLLECTIVE, now_collective (COLLECTIVE_BARRIER, 3, 70000 & 0xffff), 2000200);
  trace_writer_advance (trace, 2000300);
  g_assert_null (at (trace, 2000300, 0));
  trace_destroy (trace);
}

/* As the timeline draws them: who came last to each. */
static void
test_stretch (void)
{
  struct trace *trace = two_barriers ();
  struct overview_row row[] = { { 0, 1 }, { 1, 1 }, { 2, 1 } };
  struct details details = { 0 };

  details_take (trace, 1, 1000, row, 3, false, &details);
  g_assert_cmpint (details.meetings, ==, 2);
  g_assert_cmpint (details.meeting[0].last_thread, ==, 1);
  g_assert_cmpuint (details.meeting[0].first, ==, 100);
  g_assert_cmpuint (details.meeting[0].last, ==, 300);
  g_assert_cmpint (details.meeting[1].last_thread, ==, 0);
  g_assert_cmpuint (details.meeting[1].last, ==, 420);
  details_take (trace, 430, 1000, row, 3, false, &details);
  g_assert_cmpint (details.meetings, ==, 0);
  details_finish (&details);
  trace_destroy (trace);
}

/* ---- locks ---- */

static void
tell_contention (struct trace *trace)
{
  struct lock_cost cost[LOCK_WAYS] = { [WAY_MUTEX] = { 18, 20, 70, 80 }, [WAY_ATOMIC] = { 5, 6, 0, 0 } };

  trace_writer_lock_kind (trace, 0, 0, LOCK_MUTEX);
  trace_writer_lock_name (trace, 0, 0, "sum");
  trace_writer_lock_kind (trace, 0, 1, LOCK_CONDITION);
  trace_writer_lock_name (trace, 0, 1, "not full");
  trace_writer_lock_cost (trace, cost);
  add (trace, 0, 0, (struct event){ .begin = 100, .kind = EVENT_LOCK_WAIT, .object = 0 }, 3100);
  add (trace, 0, 0, (struct event){ .begin = 3100, .kind = EVENT_LOCK_HOLD, .object = 0 }, 3200);
  add (trace, 0, 0, (struct event){ .begin = 4000, .kind = EVENT_LOCK_WAIT, .object = 0 }, 5000);
  add (trace, 0, 0, (struct event){ .begin = 5000, .kind = EVENT_LOCK_HOLD, .object = 0 }, 5100);
  add (trace, 0, 1, (struct event){ .begin = 100, .kind = EVENT_LOCK_WAIT, .object = 1 }, 600);
  waits_now (trace, 0, 1, NOW_LOCK_WAIT, 0, 5200);
  trace_writer_advance (trace, 5600);
}

static struct trace *
contended (void)
{
  struct trace *trace = small_trace (1, 2);

  tell_contention (trace);
  return trace;
}

static void
assert_lock (struct trace *trace, uint64_t t, unsigned taken, unsigned contended_times, double wait_ns, double longest_ns)
{
  struct summary *summary = summary_take (trace, t);
  const struct summary_lock *lock = &summary->lock[0];

  g_assert_cmpint (summary->locks, ==, 2);
  g_assert_cmpuint (lock->acquisitions, ==, taken);
  g_assert_cmpuint (lock->contended, ==, contended_times);
  g_assert_cmpfloat_with_epsilon (lock->wait_s, wait_ns * 1e-9, 1e-12);
  g_assert_cmpfloat_with_epsilon (lock->longest_wait_s, longest_ns * 1e-9, 1e-12);
  g_assert_cmpfloat (lock->uncontended_ns, ==, 20);
  g_assert_cmpfloat (summary->lock[1].uncontended_ns, ==, 0); /* a condition is not taken alone */
  summary_destroy (summary);
}

static void
test_lock_sums (void)
{
  struct trace *trace = contended ();

  assert_lock (trace, UINT64_MAX, 2, 3, 3000 + 1000 + 400, 3000); /* one waits still */
  assert_lock (trace, 3500, 1, 1, 3000, 3000);
  assert_lock (trace, 1100, 0, 1, 1000, 1000);
  trace_writer_process (trace, 0, 5700, PROCESS_DEAD, "killed by SIGKILL");
  trace_writer_close (trace, 5700);
  assert_lock (trace, UINT64_MAX, 2, 3, 3000 + 1000 + 500, 3000);
  trace_destroy (trace);
}

static char *
described (struct trace *trace)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  char *text = summary_to_json (summary, trace_description (trace), NULL, NULL);

  summary_destroy (summary);
  return text;
}

/* Locks, costs, barriers and collectives stand in the JSON, and a recording keeps them. */
static void
test_recorded (gconstpointer open)
{
  struct trace *trace = contended ();
  g_autofree char *folder = g_dir_make_tmp ("strandscope-barriers-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  barrier (trace, 0, 0, 5600, 5900);
  barrier (trace, 1, 0, 5800, 5900);
  if (open) { /* saved while one waits */
    waits_now (trace, 0, 0, NOW_BARRIER, now_barrier (1), 6000);
    trace_writer_advance (trace, 6500);
  } else {
    trace_writer_close (trace, 6500);
  }
  g_autofree char *json = described (trace);
  g_assert_nonnull (strstr (json, "\"recorded_median_ns\" : 80.0"));
  g_assert_nonnull (strstr (json, "\"kind\" : \"condition\""));
  g_assert_nonnull (strstr (json, "\"times_last\" : 1"));
  g_assert_true (recording_save (trace, NULL, folder, NULL, &error));
  g_assert_no_error (error);
  struct trace *copy = recording_load (folder, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *again = described (copy);
  if (!open)
    g_assert_cmpstr (again, ==, json);
  else
    assert_members (at (copy, 6400, 0), "wl");
  assert_members (at (copy, 5700, 0), "wl");
  trace_destroy (copy);
  trace_destroy (trace);
  remove_tree (folder);
}

/* So does the journal of a run that was never saved. */
static void
test_journal (void)
{
  struct trace_description description = { .model = (char *) "threads", .workload = (char *) "heat", .runtime = (char *) "", .bind = (char *) "",
                                           .sync = (char *) "", .host = (char *) "", .command = (char *) "", .started = (char *) "",
                                           .ranks = 1, .threads = 2 };
  g_autofree char *parent = g_dir_make_tmp ("strandscope-barriers-XXXXXX", NULL), *folder = g_build_filename (parent, "journal", NULL);
  g_autoptr (GError) error = NULL;
  struct trace *trace = trace_create (&description);

  trace_keep_journal (trace, journal_create (folder, &description, NULL, NULL, &error));
  g_assert_no_error (error);
  tell_contention (trace);
  barrier (trace, 0, 0, 5600, 5900);
  barrier (trace, 1, 0, 5800, 5900);
  trace_writer_close (trace, 6500);
  trace_destroy (trace);
  trace = journal_load (folder, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *again = described (trace);
  g_assert_nonnull (strstr (again, "\"recorded_median_ns\" : 80.0"));
  g_assert_nonnull (strstr (again, "\"kind\" : \"condition\""));
  g_assert_nonnull (strstr (again, "\"times_last\" : 1"));
  trace_destroy (trace);
  remove_tree (parent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barriers/late", test_late);
  g_test_add_func ("/barriers/sums", test_sums);
  g_test_add_func ("/barriers/under-way", test_under_way);
  g_test_add_func ("/barriers/death", test_death);
  g_test_add_func ("/barriers/unnumbered-and-lost", test_unnumbered_and_lost);
  g_test_add_func ("/barriers/collectives", test_collectives);
  g_test_add_func ("/barriers/many-collectives", test_many_collectives);
  g_test_add_func ("/barriers/stretch", test_stretch);
  g_test_add_func ("/locks/sums", test_lock_sums);
  g_test_add_data_func ("/locks/recorded", NULL, test_recorded);
  g_test_add_data_func ("/locks/recorded-while-open", "open", test_recorded);
  g_test_add_func ("/locks/journal", test_journal);
  return g_test_run ();
}
