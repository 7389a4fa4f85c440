/* What other tools recorded opens and plays. */
#include "engine/trace/recording.h"
#include "engine/trace/summary.h"
#include "other-archive.h"
#include "same-trace.h"

#include <string.h>

static bool
notes_say (const struct summary *summary, const char *words)
{
  for (int i = 0; summary->notes[i]; i++)
    if (strstr (summary->notes[i], words))
      return true;
  return false;
}

static struct trace *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;
  struct trace *trace = recording_load (path, &xml, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (xml);
  return trace;
}

/* Recorded with EZTrace 2.0: mpirun -np 4 eztrace -t openmpi ./ring, five rounds, each with an Allreduce and a Barrier. */
static void
test_eztrace (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("STRANDSCOPE_SOURCE"), "tests/engine/eztrace-ring", NULL);
  g_autofree char *anchor = g_build_filename (path, "eztrace_log.otf2", NULL);
  struct trace *trace = load (path), *again = load (anchor);
  struct summary *summary = summary_take (trace, UINT64_MAX);

  g_assert_cmpstr (trace_description (trace)->model, ==, "processes");
  g_assert_cmpint (summary->processes, ==, 4);
  g_assert_cmpuint (summary->messages, ==, 20);
  g_assert_cmpuint (summary->unmatched, ==, 0);
  g_assert_cmpuint (summary->message_bytes, ==, 80);
  for (int rank = 0; rank < 4; rank++)
    g_assert_cmpuint (summary->matrix_count[rank * 4 + (rank + 1) % 4], ==, 5);
  g_assert_cmpuint (summary->collectives, ==, 40);
  g_assert_true (notes_say (summary, "Another tool"));
  g_assert_true (notes_say (summary, "clocks of the processes differ"));
  summary_destroy (summary);
  trace_destroy (trace);
  trace_destroy (again);
}

static char *
other (void)
{
  char *folder = g_dir_make_tmp ("strandscope-other-XXXXXX", NULL);

  write_other_archive (folder);
  return folder;
}

static void
remove_folder (const char *folder)
{
  const char *argv[] = { "rm", "-rf", folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
check_sums (struct trace *trace)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);

  g_assert_cmpstr (trace_description (trace)->model, ==, "hybrid");
  g_assert_cmpint (summary->processes, ==, OTHER_RANKS);
  g_assert_cmpint (summary->threads, ==, OTHER_RANKS * OTHER_THREADS);
  g_assert_cmpstr (summary->process[1].host, ==, "n017");
  g_assert_cmpuint (summary->messages, ==, OTHER_RANKS * OTHER_ROUNDS);
  g_assert_cmpuint (summary->unmatched, ==, 0);
  for (int rank = 0; rank < OTHER_RANKS; rank++)
    g_assert_cmpuint (summary->matrix_count[rank * OTHER_RANKS + (rank + 1) % OTHER_RANKS], ==, OTHER_ROUNDS);
  g_assert_cmpuint (summary->collectives, ==, OTHER_RANKS * OTHER_ROUNDS);
  g_assert_cmpuint (summary->collective_bytes, ==, 8 * OTHER_RANKS * OTHER_ROUNDS);
  g_assert_cmpint (summary->locks, ==, OTHER_RANKS);
  g_assert_cmpuint (summary->lock[0].acquisitions, ==, (OTHER_THREADS - 1) * OTHER_ROUNDS);
  g_assert_cmpfloat_with_epsilon (summary->lock[0].hold_s, (OTHER_THREADS - 1) * OTHER_ROUNDS * 200e-9, 1e-12);
  g_assert_true (notes_say (summary, "Score-P 8.0"));
  g_assert_true (notes_say (summary, "1 streams of accelerators"));
  g_assert_true (notes_say (summary, "60 one-sided transfers"));
  g_assert_false (notes_say (summary, "clocks of the processes"));
  g_assert_false (notes_say (summary, "damaged"));
  summary_destroy (summary);
}

/* Ticks of a round, of a clock of 2 GHz, after the clock's global offset. */
static uint64_t
moment (int round, uint64_t tick)
{
  return (5000 + 1000 + (uint64_t) round * 10000 + tick) / 2 + 1;
}

static struct snapshot_thread
thread_at (struct trace *trace, int rank, int thread, uint64_t t)
{
  struct snapshot snapshot = { 0 };

  snapshot_take (trace, t, 0, 1000, &snapshot);
  struct snapshot_thread found = snapshot.thread[rank * OTHER_THREADS + thread];
  snapshot_finish (&snapshot);
  return found;
}

static void
check_moments (struct trace *trace)
{
  for (int rank = 0; rank < OTHER_RANKS; rank++)
    for (int round = 0; round < OTHER_ROUNDS; round++) {
      g_autofree char *name = g_strdup_printf ("solve<%d>", round * 15 % OTHER_FUNCTIONS);
      struct snapshot_thread thread = thread_at (trace, rank, 0, moment (round, 500));
      g_assert_cmpint (thread.state, ==, THREAD_MESSAGE_WAIT);
      g_assert_cmpint (thread.awaited, ==, (rank + OTHER_RANKS - 1) % OTHER_RANKS);
      g_assert_cmpstr (thread.region, ==, "MPI_Waitall");
      g_assert_cmpstr (thread_at (trace, rank, 0, moment (round, 1200)).region, ==, name);
      g_assert_cmpstr (thread_at (trace, rank, 0, moment (round, 4000)).region, ==, "main");
      g_assert_cmpint (thread_at (trace, rank, 0, moment (round, 8500)).call, ==, CALL_COLLECTIVE);
      g_assert_cmpint (thread_at (trace, rank, 2, moment (round, 3800)).state, ==, THREAD_LOCK_WAIT);
      g_assert_cmpint (thread_at (trace, rank, 2, moment (round, 6500)).state, ==, THREAD_BARRIER_WAIT);
      g_assert_cmpstr (thread_at (trace, rank, 2, moment (round, 5000)).region, ==, "!$omp parallel @a.c:1");
    }
}

static void
check_messages (struct trace *trace)
{
  struct snapshot snapshot = { 0 };

  snapshot_take (trace, moment (7, 500), 0, 1000, &snapshot);
  g_assert_cmpint (snapshot.messages, ==, OTHER_RANKS);
  for (int i = 0; i < snapshot.messages; i++) {
    const struct snapshot_message *message = &snapshot.message[i];
    g_assert_cmpint (message->destination, ==, (message->source + 1) % OTHER_RANKS);
    g_assert_cmpuint (message->bytes, ==, 1007);
    g_assert_cmpint (message->tag, ==, 42);
    g_assert_cmpuint (message->sent_ns, ==, moment (7, 200));
    g_assert_cmpuint (message->received_ns, ==, moment (7, 890));
  }
  g_assert_cmpint (snapshot.locks, ==, OTHER_RANKS);
  snapshot_take (trace, moment (7, 3700), 0, 1000, &snapshot);
  g_assert_cmpint (snapshot.lock[1].holder, ==, 1);
  g_assert_cmpint (snapshot.lock[1].queued, ==, 1);
  snapshot_finish (&snapshot);
}

static void
test_scorep (void)
{
  g_autofree char *folder = other ();
  struct trace *trace = load (folder);

  check_sums (trace);
  check_moments (trace);
  check_messages (trace);
  trace_destroy (trace);
  remove_folder (folder);
}

/* Saved by Strandscope it is a recording of Strandscope's, and stays what it was. */
static void
test_saved_again (void)
{
  g_autofree char *folder = other (), *path = g_build_filename (folder, "again", NULL);
  g_autoptr (GError) error = NULL;
  struct trace *trace = load (folder);

  g_assert_true (recording_save (trace, NULL, path, NULL, &error));
  g_assert_no_error (error);
  struct trace *again = load (path);
  assert_same_trace (trace, again);
  check_moments (again);
  g_assert_false (recording_save (trace, NULL, folder, NULL, &error)); /* another tool's is not replaced */
  g_assert_nonnull (error);
  trace_destroy (trace);
  trace_destroy (again);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recording-foreign/eztrace", test_eztrace);
  g_test_add_func ("/recording-foreign/scorep", test_scorep);
  g_test_add_func ("/recording-foreign/saved-again", test_saved_again);
  return g_test_run ();
}
