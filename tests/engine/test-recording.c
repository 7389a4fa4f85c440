/* Recordings: what is saved comes back; what is damaged never crashes. */
#include "engine/trace/recording.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"
#include "full-trace.h"
#include "same-trace.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROUNDS 100

static char *folder; /* of this test program */

/* What was damaged beyond recognition would not be overwritten. */
static void
remove_recording (const char *path)
{
  const char *argv[] = { "rm", "-rf", path, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static char *
save (struct trace *trace)
{
  struct machine machine = { .xml = (char *) "<topology/>" };
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "recording", NULL);

  g_assert_true (recording_save (trace, &machine, path, NULL, &error));
  g_assert_no_error (error);
  return path;
}

static void
test_round_trip (void)
{
  struct trace *trace = full_trace ();
  g_autofree char *path = save (trace), *again = save (trace), *xml = NULL; /* the second replaces the first */
  g_autoptr (GError) error = NULL;
  struct trace *loaded = recording_load (path, &xml, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (xml, ==, "<topology/>");
  assert_same_trace (trace, loaded);
  for (uint64_t t = 900; t < 32000; t += 7)
    assert_same_moment (trace, loaded, t);
  g_autoptr (GDir) left = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (left), ==, "recording"); /* no temporary folder beside it */
  g_assert_null (g_dir_read_name (left));
  trace_destroy (trace);
  trace_destroy (loaded);
  remove_recording (path);
}

static void
test_refuses_to_overwrite (void)
{
  struct trace *trace = full_trace ();
  g_autofree char *path = g_build_filename (folder, "precious", NULL), *file = g_build_filename (path, "thesis", NULL);
  g_autoptr (GError) error = NULL, nowhere = NULL;

  g_mkdir (path, 0700);
  g_file_set_contents (file, "text", -1, NULL);
  g_assert_false (recording_save (trace, NULL, path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "not a recording"));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_false (recording_save (trace, NULL, "/nowhere/at/all", NULL, &nowhere));
  g_unlink (file);
  g_rmdir (path);
  trace_destroy (trace);
}

/* A limit on the size of files stands for a full disk. */
static void
test_disk_full (void)
{
  struct trace *trace = full_trace ();
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ()) {
    struct rlimit limit = { 4096, 4096 }; /* no file may grow beyond it */
    signal (SIGXFSZ, SIG_IGN);
    setrlimit (RLIMIT_FSIZE, &limit);
    g_autofree char *path = g_build_filename (g_getenv ("TEST_FOLDER"), "full", NULL);
    g_assert_false (recording_save (trace, NULL, path, NULL, &error));
    g_assert_nonnull (strstr (error->message, "could not be written"));
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    trace_destroy (trace);
    return;
  }
  trace_destroy (trace);
  g_setenv ("TEST_FOLDER", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static bool
notes_say (struct trace *trace, const char *words)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  bool said = false;

  for (int i = 0; summary->notes[i]; i++)
    said |= strstr (summary->notes[i], words) != NULL;
  summary_destroy (summary);
  return said;
}

/* Events that were cut: what was before is shown. Definitions that were cut: one sentence. */
static void
test_truncated (void)
{
  static const struct { const char *name; bool opens; } files[] = {
    { "traces/0.evt", true }, { "traces/3.evt", true }, { "traces.def", false }, { "traces.otf2", false }, { "run.json", false }
  };
  struct trace *trace = full_trace ();

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++)
    for (int part = 0; part < 8; part++) {
      g_autofree char *path = save (trace), *file = g_build_filename (path, files[i].name, NULL);
      g_autoptr (GError) error = NULL;
      GStatBuf facts;
      g_assert_cmpint (g_stat (file, &facts), ==, 0);
      g_assert_cmpint (truncate (file, facts.st_size * part / 8), ==, 0);
      struct trace *loaded = recording_load (path, NULL, NULL, &error);
      g_assert_true ((loaded == NULL) == (error != NULL));
      g_assert_true ((loaded != NULL) == files[i].opens);
      if (loaded)
        g_assert_true (notes_say (loaded, "damaged"));
      trace_destroy (loaded);
      remove_recording (path);
    }
  trace_destroy (trace);
}

static void
test_hostile_facts (void)
{
  static const char *const texts[] = {
    "", "{", "[]", "{}", "null", "{\"format\":\"strandscope-recording\"}",
    "{\"format\":\"strandscope-recording\",\"version\":2,\"ranks\":1000000000,\"threads\":1000000000}",
    "{\"format\":\"strandscope-recording\",\"version\":2,\"ranks\":-1,\"threads\":1}",
    "{\"format\":\"strandscope-recording\",\"version\":1,\"ranks\":1,\"threads\":1}",
    "{\"format\":\"strandscope-recording\",\"version\":2,\"ranks\":\"1\",\"threads\":[]}",
  };
  struct trace *trace = full_trace ();
  g_autofree char *path = save (trace), *file = g_build_filename (path, "run.json", NULL);
  GString *deep = g_string_new (NULL);

  trace_destroy (trace);
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_file_set_contents (file, texts[i], -1, NULL);
    g_assert_null (recording_load (path, NULL, NULL, &error));
    g_assert_nonnull (error);
  }
  for (int i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');
  g_file_set_contents (file, deep->str, -1, NULL);
  g_assert_null (recording_load (path, NULL, NULL, NULL));
  g_string_free (deep, TRUE);
  g_unlink (file);
  g_assert_cmpint (mkfifo (file, 0600), ==, 0); /* must not block */
  g_assert_null (recording_load (path, NULL, NULL, NULL));
  remove_recording (path);
}

static void
look_at_all (struct trace *trace)
{
  struct snapshot snapshot = { 0 };
  struct window window = { 0 };
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  g_autofree char *text = described (trace);

  for (int i = 0; i <= 8; i++)
    snapshot_take (trace, begin + (end - begin) / 8 * i, 1000, 100, &snapshot);
  snapshot_take (trace, UINT64_MAX, UINT64_MAX, UINT64_MAX, &snapshot);
  window_take (trace, 0, UINT64_MAX, (end - begin) / 100, 100, &window);
  window_finish (&window);
  snapshot_finish (&snapshot);
}

static void
mutate (const char *path, const char *name)
{
  g_autofree char *file = g_build_filename (path, name, NULL), *data = NULL;
  gsize length;

  if (!g_file_get_contents (file, &data, &length, NULL) || length == 0)
    return;
  for (int i = g_test_rand_int_range (1, 12); i > 0; i--)
    data[g_test_rand_int_range (0, length)] = g_test_rand_int_range (0, 256);
  if (g_test_rand_int_range (0, 5) == 0)
    length = g_test_rand_int_range (0, length + 1);
  g_file_set_contents (file, data, length, NULL);
}

static void
test_mutated (void)
{
  static const char *const files[] = { "run.json", "traces.otf2", "traces.def", "traces/0.evt", "traces/2.evt", "traces/3.evt", "traces/1.def" };
  struct trace *trace = full_trace ();
  int opened = 0;

  for (int round = 0; round < ROUNDS; round++) {
    g_autofree char *path = save (trace);
    g_autoptr (GError) error = NULL;
    for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
      mutate (path, files[g_test_rand_int_range (0, G_N_ELEMENTS (files))]);
    struct trace *loaded = recording_load (path, NULL, NULL, &error);
    g_assert_true ((loaded == NULL) == (error != NULL));
    if (loaded) {
      opened++;
      look_at_all (loaded);
    }
    trace_destroy (loaded);
    remove_recording (path);
  }
  g_test_message ("%d of %d opened", opened, ROUNDS);
  g_assert_cmpint (opened, >, ROUNDS / 10);
  trace_destroy (trace);
}

/* Pipes and folders in the place of files must not be waited for. */
static void
test_no_files (void)
{
  static const char *const files[] = { "traces.otf2", "traces.def", "traces/1.evt", "traces/1.def", "machine.xml" };
  struct trace *trace = full_trace ();

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = save (trace), *file = g_build_filename (path, files[i], NULL), *xml = NULL;
    g_autoptr (GError) error = NULL;
    g_unlink (file);
    g_assert_cmpint (mkfifo (file, 0600), ==, 0);
    struct trace *loaded = recording_load (path, &xml, NULL, &error);
    g_assert_true ((loaded == NULL) == (error != NULL));
    g_assert_null (xml == NULL || loaded ? NULL : xml);
    trace_destroy (loaded);
    remove_recording (path);
  }
  trace_destroy (trace);
}

static void
cancel (double share, void *data)
{
  g_assert_cmpfloat (share, >=, 0);
  g_assert_cmpfloat (share, <=, 1);
  g_cancellable_cancel (data);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  struct recording_progress progress = { cancel, cancellable, cancellable };
  struct trace *trace = full_trace ();
  g_autofree char *path = g_build_filename (folder, "recording", NULL);
  g_autoptr (GError) error = NULL, other = NULL;

  g_assert_false (recording_save (trace, NULL, path, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GDir) left = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (left));
  g_free (path);
  path = save (trace);
  g_assert_null (recording_load (path, NULL, &progress, &other));
  g_assert_error (other, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  trace_destroy (trace);
  remove_recording (path);
}

/* Spans that cross: regions nest in OTF2, ours need not. */
static void
test_crossing (void)
{
  struct trace_description description = { .model = (char *) "threads", .workload = (char *) "heat", .ranks = 1, .threads = 2 };
  struct trace *trace = trace_create (&description);

  for (int i = 0; i < 3000; i++) {
    uint64_t t = 1000 + 100 * i;
    full_trace_add (trace, 0, 0, (struct event){ .begin = t, .kind = EVENT_STEP, .value = i }, t + 50);
    full_trace_add (trace, 0, 0, (struct event){ .begin = t + 20, .kind = EVENT_REGION, .object = i % 7 }, t + 70);
    full_trace_add (trace, 0, 0, (struct event){ .begin = t + 65, .kind = EVENT_SEND, .sequence = i, .object = 7, .value = i }, t + 75);
    full_trace_add (trace, 0, 0, (struct event){ .begin = t + 60, .kind = EVENT_BARRIER }, t + 80);
    full_trace_add (trace, 0, 0, (struct event){ .begin = t + 40, .kind = EVENT_LOCK_HOLD, .object = i % 3 }, t + 90);
    full_trace_add (trace, 0, 1, (struct event){ .begin = t, .kind = EVENT_REGION }, t + 50);
    full_trace_add (trace, 0, 1, (struct event){ .begin = t + 20, .kind = EVENT_LOCK_WAIT }, t + 20);
  }
  trace_writer_close (trace, 400000);
  g_autofree char *path = save (trace);
  g_autoptr (GError) error = NULL;
  struct trace *loaded = recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_same_trace (trace, loaded);
  for (uint64_t t = 900; t < 4000; t += 5)
    assert_same_moment (trace, loaded, t);
  trace_destroy (trace);
  trace_destroy (loaded);
  remove_recording (path);
}

static gpointer
go_on (gpointer data)
{
  struct trace *trace = data;

  for (int step = 0; step < 20000; step++)
    for (int thread = 0; thread < 2; thread++) {
      uint64_t t = 1000 + 100 * step;
      full_trace_add (trace, 0, thread, (struct event){ .begin = t + 10, .kind = EVENT_LOCK_WAIT, .object = step % 5 }, t + 20);
      full_trace_add (trace, 0, thread, (struct event){ .begin = t + 20, .kind = EVENT_LOCK_HOLD, .object = step % 5 }, t + 30);
      full_trace_add (trace, 0, thread, (struct event){ .begin = t + 30, .kind = EVENT_SEND, .sequence = step }, t + 40);
      full_trace_add (trace, 0, thread, (struct event){ .begin = t + 30, .kind = EVENT_RECV, .sequence = step }, t + 50);
      full_trace_add (trace, 0, thread, (struct event){ .begin = t, .kind = EVENT_STEP, .value = step }, t + 90);
    }
  return NULL;
}

/* A save must not be disturbed by what comes meanwhile. */
static void
test_while_it_grows (void)
{
  struct trace_description description = { .model = (char *) "threads", .workload = (char *) "heat", .ranks = 1, .threads = 2 };
  struct trace *trace = trace_create (&description);
  GThread *writer = g_thread_new ("writer", go_on, trace);

  for (int i = 0; i < 5; i++) {
    g_autofree char *path = save (trace);
    g_autoptr (GError) error = NULL;
    struct trace *loaded = recording_load (path, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_false (notes_say (loaded, "damaged"));
    trace_destroy (loaded);
    remove_recording (path);
  }
  g_thread_join (writer);
  trace_destroy (trace);
}

/* A run that goes on is saved as it is, open waits with it. */
static void
test_in_the_middle (void)
{
  struct trace_description description = { .model = (char *) "processes", .workload = (char *) "ring", .ranks = 2, .threads = 1 };
  struct trace *trace = trace_create (&description);
  struct writer_now now = { .at = 5000, .since = 4000, .state = NOW_MESSAGE_WAIT, .object = 1, .region = UINT32_MAX };
  struct span open = { .begin = 4000, .kind = SCHEDULE_BLOCKED };

  for (int rank = 0; rank < 2; rank++)
    full_trace_add (trace, rank, 0, (struct event){ .begin = 1000, .kind = EVENT_STEP }, 3000);
  trace_writer_now (trace, 0, 0, &now);
  trace_writer_schedule_open (trace, 0, 0, &open);
  trace_writer_advance (trace, 9000);
  g_autofree char *path = save (trace);
  struct trace *loaded = recording_load (path, NULL, NULL, NULL);
  struct snapshot snapshot = { 0 };
  snapshot_take (loaded, 8000, 0, 100, &snapshot);
  g_assert_cmpint (snapshot.thread[0].state, ==, THREAD_MESSAGE_WAIT);
  g_assert_cmpuint (snapshot.thread[0].since_ns, ==, 4000);
  g_assert_cmpint (snapshot.thread[0].awaited, ==, 1);
  snapshot_finish (&snapshot);
  trace_destroy (trace);
  trace_destroy (loaded);
  remove_recording (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("strandscope-recording-XXXXXX", NULL);
  g_test_add_func ("/recording/round-trip", test_round_trip);
  g_test_add_func ("/recording/refuses-to-overwrite", test_refuses_to_overwrite);
  g_test_add_func ("/recording/disk-full", test_disk_full);
  g_test_add_func ("/recording/truncated", test_truncated);
  g_test_add_func ("/recording/no-files", test_no_files);
  g_test_add_func ("/recording/cancelled", test_cancelled);
  g_test_add_func ("/recording/crossing", test_crossing);
  g_test_add_func ("/recording/in-the-middle", test_in_the_middle);
  g_test_add_func ("/recording/while-it-grows", test_while_it_grows);
  g_test_add_func ("/recording/hostile-facts", test_hostile_facts);
  g_test_add_func ("/recording/mutated", test_mutated);
  int status = g_test_run ();
  const char *rm[] = { "rm", "-rf", folder, NULL };
  g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
