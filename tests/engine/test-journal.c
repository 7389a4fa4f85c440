/* What a trace was told can be told again from its journal, wherever that ends. */
#include "engine/trace/journal.h"
#include "engine/trace/json.h"
#include "engine/trace/remove-tree.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"

#include <string.h>
#include <sys/stat.h>

static void
tell (struct trace *trace)
{
  uint64_t asked[SEGMENT_PU_WORDS] = { 1 }, binding[SEGMENT_PU_WORDS] = { 3 };
  struct segment_object object = { .name = "grid", .detail = "rows", .address = 4096, .bytes = 8192, .parts = 4 };
  struct writer_thread facts = { 900, 77, true, 0, asked, binding };
  struct span spans[] = { { .begin = 1000, .end = 2000, .object = 1, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) },
                          { .begin = 2000, .end = 2500, .object = 1, .kind = SCHEDULE_READY, .value = span_shares (0, SPAN_WHOLE) } };

  trace_writer_process_facts (trace, 0, 4711, "here");
  trace_writer_process_facts (trace, 1, 4712, NULL);
  trace_writer_process (trace, 0, 800, PROCESS_ALIVE, NULL);
  trace_writer_process (trace, 1, 800, PROCESS_ALIVE, NULL);
  trace_writer_sources (trace, SOURCE_KERNEL, SOURCE_SAMPLED);
  trace_writer_thread (trace, 0, 1, &facts);
  trace_writer_region_name (trace, 0, 1, "sweep");
  trace_writer_lock_name (trace, 0, 0, "sum");
  trace_writer_object (trace, 0, 0, &object);
  trace_writer_workload (trace, 0, 950, 0);
  trace_writer_memory (trace, 1, 990, 1000, 2000);
  for (int i = 0; i < 300; i++) {
    struct event event[] = {
      { .begin = 1000 + 100 * i, .span = event_span (40, 1), .kind = EVENT_REGION, .object = 1, .peer = 1, .sequence = 2 },
      { .begin = 1040 + 100 * i, .span = event_span (9, 1), .kind = EVENT_LOCK_WAIT },
      { .begin = 1049 + 100 * i, .span = event_span (5, 1), .kind = EVENT_LOCK_HOLD },
      { .begin = 1060 + 100 * i, .span = event_span (5, 1), .kind = EVENT_SEND, .peer = 1, .sequence = (uint16_t) i, .value = 100 },
    };
    struct event receive = { .begin = 1010 + 100 * i, .span = event_span (70, 0), .kind = EVENT_RECV, .peer = 0, .sequence = (uint16_t) i, .value = 100 };
    trace_writer_events (trace, 0, 1, event, G_N_ELEMENTS (event));
    trace_writer_events (trace, 1, 0, &receive, 1);
    trace_writer_advance (trace, 1100 + 100 * i);
  }
  trace_writer_schedule (trace, 0, 1, spans, G_N_ELEMENTS (spans));
  trace_writer_switches (trace, 0, 1, 5, 6);
  trace_writer_counters (trace, 0, 1, 1000, 500);
  trace_writer_running_at_once (trace, 2);
  trace_writer_lost (trace, 1, 1, 3);
  trace_writer_watching (trace, 100, 0.01);
  trace_writer_lock_holder (trace, 0, 0, 1, 40000);
  trace_writer_now (trace, 1, 1, &(struct writer_now){ .at = 31000, .since = 30900, .state = NOW_MESSAGE_WAIT, .object = 0, .pu = 1, .region = UINT32_MAX });
  trace_writer_note (trace, "A remark.");
  trace_writer_advance (trace, 45000);
}

static char *
new_folder (void)
{
  g_autofree char *parent = g_dir_make_tmp ("strandscope-journal-XXXXXX", NULL);

  return g_build_filename (parent, "one", NULL);
}

static void
remove_folder (char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder);

  remove_tree (parent);
  g_free (folder);
}

static struct trace *
new_trace (const char *folder)
{
  char *settings[] = { (char *) "rows=64", NULL };
  struct trace *trace = trace_create (&(struct trace_description){
    .model = (char *) "hybrid", .workload = (char *) "heat", .runtime = (char *) "openmp", .bind = (char *) "none", .sync = (char *) "mutex",
    .ranks = 2, .threads = 2, .settings = settings, .host = (char *) "here", .command = (char *) "mpirun", .started = (char *) "2026-01-01" });
  struct journal *journal = journal_create (folder, trace_description (trace), "<topology/>", NULL, NULL);

  g_assert_nonnull (journal);
  trace_keep_journal (trace, journal);
  return trace;
}

static char *
facts_of (struct trace *trace)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  char *text = summary_to_json (summary, trace_description (trace), NULL, NULL);

  summary_destroy (summary);
  return text;
}

static void
test_same (void)
{
  char *folder = new_folder ();
  struct trace *told = new_trace (folder);
  g_autofree char *machine = NULL;

  g_assert_true (journal_is_one (folder));
  g_assert_false (journal_is_left (folder)); /* it is written */
  tell (told);
  trace_writer_result (told, true, false, 1, 1, "right");
  trace_writer_close (told, 46000);
  g_autofree char *before = facts_of (told);
  trace_destroy (told);
  g_assert_true (journal_is_left (folder));
  struct trace *again = journal_load (folder, &machine, NULL);
  g_assert_nonnull (again);
  g_autofree char *after = facts_of (again);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (machine, ==, "<topology/>");
  g_assert_cmpstr (trace_description (again)->settings[0], ==, "rows=64");
  g_assert_null (trace_description (again)->settings[1]);
  trace_destroy (again);
  remove_folder (folder);
}

/* Nobody said that it ended: what was open is open up to the end, and a note says so. */
static void
test_ended_in_the_middle (void)
{
  char *folder = new_folder ();
  struct trace *told = new_trace (folder);
  struct snapshot snapshot = { 0 };
  bool said = false;

  tell (told);
  trace_destroy (told);
  struct trace *again = journal_load (folder, NULL, NULL);
  struct summary *summary = summary_take (again, UINT64_MAX);
  for (char **note = summary->notes; *note; note++)
    said |= strstr (*note, "not saved") != NULL;
  g_assert_true (said);
  g_assert_cmpuint (summary->messages, ==, 300);
  g_assert_cmpuint (summary->unmatched, ==, 0);
  snapshot_take (again, 44000, 0, 1000, &snapshot);
  g_assert_cmpint (snapshot.thread[3].state, ==, THREAD_MESSAGE_WAIT);
  g_assert_cmpint (snapshot.thread[3].awaited, ==, 0);
  summary_destroy (summary);
  snapshot_finish (&snapshot);
  trace_destroy (again);
  remove_folder (folder);
}

static void
test_cut_or_damaged (void)
{
  char *folder = new_folder ();
  struct trace *told = new_trace (folder);
  g_autofree char *path = g_build_filename (folder, "records", NULL), *whole = NULL;
  gsize length;
  int loaded = 0;

  tell (told);
  trace_destroy (told);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (int i = 0; i < 400; i++) {
    g_autofree char *text = g_memdup2 (whole, length);
    gsize kept = i % 2 ? length : (gsize) g_test_rand_int_range (0, (int) length);
    for (int k = 0; i % 2 && k < 8; k++)
      text[g_test_rand_int_range (0, (int) length)] = (char) g_test_rand_int ();
    g_assert_true (g_file_set_contents (path, text, (gssize) kept, NULL));
    g_autoptr (GError) error = NULL;
    struct trace *trace = journal_load (folder, NULL, &error);
    g_assert_true ((trace != NULL) != (error != NULL));
    if (trace) {
      g_autofree char *facts = facts_of (trace);
      loaded++;
    }
    trace_destroy (trace);
  }
  g_assert_cmpint (loaded, >, 200);
  remove_folder (folder);
}

static void
test_no_room (void)
{
  g_autoptr (GError) error = NULL;
  struct trace_description description = { .ranks = 1, .threads = 1 };

  g_assert_null (journal_create ("/proc/none/here", &description, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "/proc/none/here"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal/same", test_same);
  g_test_add_func ("/journal/ended-in-the-middle", test_ended_in_the_middle);
  g_test_add_func ("/journal/cut-or-damaged", test_cut_or_damaged);
  g_test_add_func ("/journal/no-room", test_no_room);
  return g_test_run ();
}
