/* Exports: what other tools read is whole, nests, pairs, and says what the trace says. */
#include "engine/trace/export.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define STEPS 50
#define STEP_NS 1000
#define BEGIN 10000 /* of the trace */

static char *folder; /* of this test program */

/* ---- a trace with all that can be exported, and what does not nest ---- */

static void
add (struct trace *trace, int rank, int thread, struct event event, uint64_t end)
{
  event.span = event_span (end - event.begin, EVENT_PU_UNKNOWN);
  trace_writer_events (trace, rank, thread, &event, 1);
}

static void
fill_step (struct trace *trace, int rank, int thread, uint64_t t, int step)
{
  /* sampled: two threads of a rank shared a PU for a while, half the time each, and their spans overlap */
  struct span on = { .begin = t + thread * 100, .end = t + 700 + thread * 100, .object = rank, .kind = SCHEDULE_ON,
                     .value = span_shares (SPAN_WHOLE / 2, SPAN_WHOLE / 4) };

  add (trace, rank, thread, (struct event){ .begin = t, .kind = EVENT_LOCK_WAIT, .object = 0 }, t + 40);
  add (trace, rank, thread, (struct event){ .begin = t + 50 + thread * 50, .kind = EVENT_LOCK_HOLD, .object = 0 }, t + 99 + thread * 50);
  if (thread == 0) {
    add (trace, rank, 0, (struct event){ .begin = t + 100, .kind = EVENT_SEND, .peer = !rank, .sequence = step, .object = 3, .value = 800 + step }, t + 120);
    add (trace, rank, 0, (struct event){ .begin = t + 120, .kind = EVENT_WAIT, .peer = !rank }, t + 200);
    add (trace, rank, 0, (struct event){ .begin = t + 5, .kind = EVENT_RECV, .peer = !rank, .sequence = step, .object = 3, .value = 800 + step,
                                         .flags = EVENT_NONBLOCKING }, t + 200);
    add (trace, rank, 0, (struct event){ .begin = t + 210, .kind = EVENT_COLLECTIVE, .object = COLLECTIVE_ALLREDUCE, .value = 8 }, t + 300);
  }
  add (trace, rank, thread, (struct event){ .begin = t + 310, .kind = EVENT_REGION, .object = 1, .peer = 1, .sequence = 1 }, t + 400);
  add (trace, rank, thread, (struct event){ .begin = t + 305, .kind = EVENT_REGION, .object = 0 }, t + 600); /* around the other */
  add (trace, rank, thread, (struct event){ .begin = t + 590, .kind = EVENT_BARRIER }, t + 700); /* leaves the region, as clocks may have it */
  add (trace, rank, thread, (struct event){ .begin = t, .kind = EVENT_STEP, .value = step }, t + 800);
  trace_writer_schedule (trace, rank, thread, &on, 1);
}

static void
fill_rank (struct trace *trace, int rank)
{
  struct segment_object object = { .name = "grid", .bytes = 65536, .parts = 1 };

  trace_writer_process_facts (trace, rank, 4711 + rank, "ho\"st");
  trace_writer_process (trace, rank, BEGIN, PROCESS_ALIVE, NULL);
  trace_writer_region_name (trace, rank, 0, "sweep \"all\", \\ \n of it");
  trace_writer_region_name (trace, rank, 1, "half\xff");
  trace_writer_lock_name (trace, rank, 0, "=HYPERLINK(\"x\")");
  trace_writer_object (trace, rank, 0, &object);
  trace_writer_workload (trace, rank, BEGIN, BEGIN + STEPS * STEP_NS);
  trace_writer_memory (trace, rank, BEGIN + 5000, 1 << 20, 2 << 20);
  trace_writer_memory (trace, rank, BEGIN + 15000, 0, 0); /* it could not be read */
  for (int thread = 0; thread < 2; thread++) {
    struct writer_thread facts = { .at = BEGIN, .tid = 4711 + thread };
    trace_writer_thread (trace, rank, thread, &facts);
    for (int step = 0; step < STEPS; step++)
      fill_step (trace, rank, thread, BEGIN + step * STEP_NS, step);
  }
}

static struct trace *
full_trace (void)
{
  static const char *const settings[] = { "a=1, \"2\"", NULL };
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .runtime = (char *) "openmp",
                                           .ranks = 2, .threads = 2, .settings = (char **) settings, .command = (char *) "-x\nmpirun" };
  struct trace *trace = trace_create (&description);
  uint64_t end = BEGIN + STEPS * STEP_NS;

  trace_writer_sources (trace, SOURCE_SAMPLED, SOURCE_SAMPLED);
  for (int rank = 0; rank < 2; rank++)
    fill_rank (trace, rank);
  add (trace, 1, 0, (struct event){ .begin = end - 50, .kind = EVENT_SEND, .peer = 0, .sequence = STEPS, .object = 3, .value = 1 }, end - 40);
  trace_writer_process (trace, 0, end, PROCESS_ENDED, NULL);
  trace_writer_process (trace, 1, end, PROCESS_DEAD, "killed by SIGKILL");
  trace_writer_note (trace, "A note.");
  trace_writer_close (trace, end);
  return trace;
}

static char *
exported (struct trace *trace, enum export_format format, uint64_t from, uint64_t to)
{
  g_autofree char *path = g_build_filename (folder, "export", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_true (export_trace (trace, format, from, to, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  return text;
}

/* ---- Perfetto ---- */

struct slice { gint64 process, row, begin, end; const char *category, *name; };

struct loaded {
  JsonParser *parser;
  JsonArray *events;
  GArray *slices; /* by row, then begin, the longer first: as viewers order them */
};

static gint64
nanoseconds (JsonObject *event, const char *name)
{
  double us = json_object_get_double_member (event, name);

  return (gint64) (us * 1000 + 0.5);
}

static int
slice_order (const void *a, const void *b)
{
  const struct slice *x = a, *y = b;

  if (x->process != y->process)
    return x->process < y->process ? -1 : 1;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return (y->end > x->end) - (y->end < x->end);
}

static struct loaded
load (const char *text)
{
  struct loaded loaded = { .parser = json_parser_new (), .slices = g_array_new (FALSE, FALSE, sizeof (struct slice)) };
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (loaded.parser, text, -1, &error);
  g_assert_no_error (error);
  loaded.events = json_object_get_array_member (json_node_get_object (json_parser_get_root (loaded.parser)), "traceEvents");
  for (guint i = 0; i < json_array_get_length (loaded.events); i++) {
    JsonObject *event = json_array_get_object_element (loaded.events, i);
    if (!g_str_equal (json_object_get_string_member (event, "ph"), "X"))
      continue;
    gint64 begin = nanoseconds (event, "ts");
    struct slice slice = { json_object_get_int_member (event, "pid"), json_object_get_int_member (event, "tid"), begin,
                           begin + nanoseconds (event, "dur"), json_object_get_string_member (event, "cat"),
                           json_object_get_string_member (event, "name") };
    g_array_append_val (loaded.slices, slice);
  }
  g_array_sort (loaded.slices, slice_order);
  return loaded;
}

static void
unload (struct loaded *loaded)
{
  g_array_unref (loaded->slices);
  g_object_unref (loaded->parser);
}

static void
assert_nested (const struct loaded *loaded)
{
  gint64 row = -1, open[64];
  int depth = 0;

  for (guint i = 0; i < loaded->slices->len; i++) {
    const struct slice *slice = &g_array_index (loaded->slices, struct slice, i);
    if (slice->row != row)
      depth = 0;
    row = slice->row;
    while (depth > 0 && open[depth - 1] <= slice->begin)
      depth--;
    if (depth > 0)
      g_assert_cmpint (slice->end, <=, open[depth - 1]);
    g_assert_cmpint (depth, <, 64);
    open[depth++] = slice->end;
  }
}

static gint64
time_in (const struct loaded *loaded, const char *category, int *count)
{
  gint64 sum = 0;

  *count = 0;
  for (guint i = 0; i < loaded->slices->len; i++) {
    const struct slice *slice = &g_array_index (loaded->slices, struct slice, i);
    if (!g_str_equal (slice->category, category))
      continue;
    sum += slice->end - slice->begin;
    (*count)++;
  }
  return sum;
}

static void
assert_time (const struct loaded *loaded, const char *category, int slices, gint64 sum)
{
  int count;

  g_test_message ("%s", category);
  g_assert_cmpint (time_in (loaded, category, &count), ==, sum);
  g_assert_cmpint (count, ==, slices);
}

/* How many events of a phase and a name there are; the last one in LAST (may be NULL). */
static int
count_events (const struct loaded *loaded, const char *phase, const char *name, JsonObject **last)
{
  int count = 0;

  for (guint i = 0; i < json_array_get_length (loaded->events); i++) {
    JsonObject *event = json_array_get_object_element (loaded->events, i);
    if (!g_str_equal (json_object_get_string_member (event, "ph"), phase) ||
        !g_str_equal (json_object_get_string_member (event, "name"), name))
      continue;
    count++;
    if (last)
      *last = event;
  }
  return count;
}

static bool
stands_in_slice (const struct loaded *loaded, JsonObject *event)
{
  for (guint i = 0; i < loaded->slices->len; i++) {
    const struct slice *slice = &g_array_index (loaded->slices, struct slice, i);
    gint64 t = nanoseconds (event, "ts");
    bool is_end = g_str_equal (slice->category, g_str_equal (json_object_get_string_member (event, "ph"), "s") ? "send" : "receive");
    if (is_end && slice->row == json_object_get_int_member (event, "tid") && slice->begin <= t && t < slice->end)
      return true;
  }
  return false;
}

/* Every arrow has one begin and one end, not before it, and both stand in a slice that it can be tied to. */
static int
assert_arrows (const struct loaded *loaded)
{
  g_autoptr (GHashTable) begun = g_hash_table_new (NULL, NULL);
  int ended = 0;

  for (guint i = 0; i < json_array_get_length (loaded->events); i++) {
    JsonObject *event = json_array_get_object_element (loaded->events, i), *begin;
    const char *phase = json_object_get_string_member (event, "ph");
    if (!g_str_equal (phase, "s") && !g_str_equal (phase, "f"))
      continue;
    gpointer id = GINT_TO_POINTER (json_object_get_int_member (event, "id") + 1);
    g_assert_true (stands_in_slice (loaded, event));
    if (g_str_equal (phase, "s")) {
      g_assert_true (g_hash_table_insert (begun, id, event));
      continue;
    }
    g_assert_nonnull (begin = g_hash_table_lookup (begun, id));
    g_assert_cmpint (nanoseconds (begin, "ts"), <=, nanoseconds (event, "ts"));
    g_hash_table_remove (begun, id);
    ended++;
  }
  g_assert_cmpuint (g_hash_table_size (begun), ==, 0);
  return ended;
}

static void
test_perfetto (void)
{
  struct trace *trace = full_trace ();
  g_autofree char *text = exported (trace, EXPORT_PERFETTO, 0, UINT64_MAX), *again = exported (trace, EXPORT_PERFETTO, 0, UINT64_MAX);
  struct loaded loaded = load (text);
  JsonObject *last = NULL;

  g_assert_cmpstr (text, ==, again);
  assert_nested (&loaded);
  g_assert_cmpint (assert_arrows (&loaded), ==, 2 * STEPS);
  /* what is split keeps its time */
  assert_time (&loaded, "step", 4 * STEPS, 4 * STEPS * 800);
  assert_time (&loaded, "region", 4 * STEPS * 3, 4 * STEPS * 295);
  assert_time (&loaded, "lock wait", 4 * STEPS, 4 * STEPS * 40);
  assert_time (&loaded, "barrier", 4 * STEPS * 2, 4 * STEPS * 110);
  assert_time (&loaded, "collective", 2 * STEPS, 2 * STEPS * 90);
  assert_time (&loaded, "message wait", 2 * STEPS, 2 * STEPS * 80);
  assert_time (&loaded, "send", 2 * STEPS + 1, 2 * STEPS * 20 + 10);
  assert_time (&loaded, "lock", 4 * STEPS, 4 * STEPS * 49);
  assert_time (&loaded, "schedule", 4 * STEPS, 4 * STEPS * 700);
  assert_time (&loaded, "pu", 2 * STEPS * 3, 4 * STEPS * 700);
  g_assert_cmpint (count_events (&loaded, "i", "no receive was seen", NULL), ==, 1);
  g_assert_cmpint (count_events (&loaded, "i", "killed by SIGKILL", NULL), ==, 1);
  g_assert_cmpint (count_events (&loaded, "C", "PSS", &last), ==, 2);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (last, "args"), "bytes"), ==, 1 << 20);
  g_assert_cmpint (count_events (&loaded, "X", "sweep \"all\", \\ \n of it", NULL), >, 0);
  g_assert_cmpint (count_events (&loaded, "X", "received from 0", &last), ==, STEPS);
  g_assert_cmpint (nanoseconds (last, "ts"), ==, (STEPS - 1) * STEP_NS + 199); /* it ends when the message was there */
  last = json_object_get_object_member (last, "args");
  g_assert_cmpint (json_object_get_int_member (last, "bytes"), ==, 800 + STEPS - 1);
  g_assert_cmpint (json_object_get_int_member (last, "tag"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (last, "comm"), ==, 0);
  g_assert_cmpint (count_events (&loaded, "X", "sends to 1", &last), ==, STEPS);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (last, "args"), "bytes"), ==, 800 + STEPS - 1);
  unload (&loaded);
  trace_destroy (trace);
}

/* Two halves of two ranks are one thread each: as many as the facts say were on PUs at once. */
static void
test_counter (void)
{
  struct trace *trace = full_trace ();
  g_autofree char *text = exported (trace, EXPORT_PERFETTO, 0, UINT64_MAX);
  struct loaded loaded = load (text);
  struct summary *summary = summary_take (trace, UINT64_MAX);
  int most = 0, told = 0;

  for (guint i = 0; i < json_array_get_length (loaded.events); i++) {
    JsonObject *event = json_array_get_object_element (loaded.events, i);
    if (!g_str_equal (json_object_get_string_member (event, "name"), "threads on PUs"))
      continue;
    int threads = json_object_get_int_member (json_object_get_object_member (event, "args"), "threads");
    g_assert_true (told == 0 || nanoseconds (event, "ts") >= 0);
    most = MAX (most, threads);
    told++;
  }
  g_assert_cmpint (most, ==, summary->running_at_once);
  g_assert_cmpint (most, ==, 2);
  g_assert_cmpint (told, >=, 2 * STEPS);
  summary_destroy (summary);
  unload (&loaded);
  trace_destroy (trace);
}

static void
test_names (void)
{
  struct trace *trace = full_trace ();
  g_autofree char *text = exported (trace, EXPORT_PERFETTO, 0, UINT64_MAX);
  struct loaded loaded = load (text);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, NULL);

  for (guint i = 0; i < json_array_get_length (loaded.events); i++) {
    JsonObject *event = json_array_get_object_element (loaded.events, i);
    if (g_str_has_suffix (json_object_get_string_member (event, "name"), "_name"))
      g_hash_table_add (names, (gpointer) json_object_get_string_member (json_object_get_object_member (event, "args"), "name"));
  }
  for (const char *const *name = (const char *const[]){ "rank 0", "rank 1", "0.0", "0.1", "1.1", "1.0 schedule", "PU 0", "PU 1",
                                                        "lock =HYPERLINK(\"x\")", "PUs (OS indexes)", NULL }; *name; name++) {
    g_test_message ("%s", *name);
    g_assert_true (g_hash_table_contains (names, *name));
  }
  unload (&loaded);
  trace_destroy (trace);
}

/* Of a stretch: nothing outside of it, what crosses its ends cut there, arrows that lie in it whole. */
static void
test_window (void)
{
  struct trace *trace = full_trace ();
  uint64_t from = BEGIN + 10 * STEP_NS + 150, to = BEGIN + 20 * STEP_NS + 150; /* messages are in flight at both */
  g_autofree char *text = exported (trace, EXPORT_PERFETTO, from, to);
  struct loaded loaded = load (text);

  assert_nested (&loaded);
  g_assert_cmpint (assert_arrows (&loaded), ==, 2 * 9);
  for (guint i = 0; i < loaded.slices->len; i++) {
    g_assert_cmpint (g_array_index (loaded.slices, struct slice, i).begin, >=, 10 * STEP_NS + 150);
    g_assert_cmpint (g_array_index (loaded.slices, struct slice, i).end, <=, 20 * STEP_NS + 150);
  }
  assert_time (&loaded, "step", 4 * 11, 4 * 10 * 800);
  assert_time (&loaded, "message wait", 2 * 11, 2 * 10 * 80);
  unload (&loaded);
  trace_destroy (trace);
}

/* ---- Paje ---- */

static int
lines_that_begin (const char *text, const char *begin)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  int count = 0;

  for (char **line = lines; *line; line++)
    count += g_str_has_prefix (*line, begin);
  return count;
}

/* " V3" of the value that is defined as TYPE and NAME, both as in its line. */
static char *
value_alias (char **lines, const char *definition)
{
  for (; *lines; lines++)
    if (g_str_has_prefix (*lines, "5 V") && strstr (*lines, definition)) {
      g_auto (GStrv) words = g_strsplit (*lines, " ", 3);
      return g_strconcat (" ", words[1], NULL);
    }
  g_error ("%s is not defined", definition);
}

/* ns that ROW ("Program T0.0") spent in states of VALUE, as pushes and pops say it. */
static double
time_pushed (char **lines, const char *row, const char *definition)
{
  g_autofree char *value = value_alias (lines, definition);
  struct { double since; bool wanted; } open[16];
  double sum = 0;
  int depth = 0;

  for (; *lines; lines++) {
    const char *space = strchr (*lines, ' ');
    double t = space ? g_ascii_strtod (space, NULL) : 0;
    const char *rest = space ? strchr (space + 1, ' ') : NULL;
    if (!rest || !g_str_has_prefix (rest + 1, row))
      continue;
    if (g_str_has_prefix (*lines, "8 ")) {
      g_assert_cmpint (depth, <, 16);
      open[depth].since = t;
      open[depth++].wanted = g_str_has_suffix (rest, value);
    } else if (g_str_has_prefix (*lines, "9 ")) {
      g_assert_cmpint (depth--, >, 0);
      sum += open[depth].wanted ? t - open[depth].since : 0;
    }
  }
  g_assert_cmpint (depth, ==, 0);
  return sum * 1e9;
}

static void
test_paje (void)
{
  struct trace *trace = full_trace ();
  g_autofree char *text = exported (trace, EXPORT_PAJE, 0, UINT64_MAX), *again = exported (trace, EXPORT_PAJE, 0, UINT64_MAX);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  double now = 0;

  g_assert_cmpstr (text, ==, again);
  g_assert_nonnull (strstr (text, "\"sweep 'all', \\   of it\"")); /* Paje knows no escapes */
  g_assert_cmpint (lines_that_begin (text, "8 "), ==, lines_that_begin (text, "9 "));
  g_assert_cmpint (lines_that_begin (text, "10 "), ==, 2 * STEPS);
  g_assert_cmpint (lines_that_begin (text, "11 "), ==, 2 * STEPS);
  g_assert_cmpfloat_with_epsilon (time_pushed (lines, "Program T0.0", "Program \"sends to 1\""), STEPS * 20, 1);
  g_assert_cmpfloat_with_epsilon (time_pushed (lines, "Program T0.0", "Program \"waits for a message from 1\""), STEPS * 80, 1);
  g_assert_cmpfloat_with_epsilon (time_pushed (lines, "Program T1.1", "Program \"step\""), STEPS * 800, 1);
  for (char **line = lines; *line; line++) {
    int event = g_ascii_isdigit (**line) ? atoi (*line) : -1;
    if (event < 6 || event == 7) /* definitions; the ends of containers, all at the end */
      continue;
    double t = g_ascii_strtod (strchr (*line, ' '), NULL);
    g_assert_cmpfloat (t, >=, now);
    now = t;
  }
  trace_destroy (trace);
}

/* What another tool makes of it. */
static void
test_pj_dump (void)
{
  g_autofree char *tool = g_find_program_in_path ("pj_dump"), *path = g_build_filename (folder, "trace.paje", NULL), *out = NULL, *said = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!tool) {
    g_test_skip ("pj_dump is not installed (Debian: pajeng)");
    return;
  }
  struct trace *trace = full_trace ();
  g_assert_true (export_trace (trace, EXPORT_PAJE, 0, UINT64_MAX, path, NULL, NULL, NULL, &error));
  trace_destroy (trace);
  char *words[] = { tool, path, NULL };
  g_assert_true (g_spawn_sync (NULL, words, NULL, 0, NULL, NULL, &out, &said, &status, &error));
  g_test_message ("%s", said);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (lines_that_begin (out, "Link, "), ==, 2 * STEPS);
  g_assert_cmpint (lines_that_begin (out, "Container, "), ==, 2 + 2 + 2 + 2 + 4); /* its root, machine; PUs, ranks, locks, threads */
  g_assert_cmpint (lines_that_begin (out, "State, 0.0, Schedule, "), ==, STEPS);
  g_assert_cmpint (lines_that_begin (out, "State, PU 1, Occupant, "), >=, 2 * STEPS);
  g_assert_cmpint (lines_that_begin (out, "Event, rank 1, Fate, "), ==, 1);
}

/* ---- CSV ---- */

/* RFC 4180: lines of fields. Free with g_ptr_array_unref; a line is a GStrv. */
static GPtrArray *
table (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev), *fields = g_ptr_array_new ();
  GString *field = g_string_new (NULL);
  bool quoted = false;

  for (const char *c = text; *c; c++) {
    if (quoted && *c == '"' && c[1] == '"')
      g_string_append_c (field, *c++);
    else if (*c == '"')
      quoted = !quoted;
    else if (quoted || (*c != ',' && *c != '\r'))
      g_string_append_c (field, *c);
    else {
      g_ptr_array_add (fields, g_string_free (field, FALSE));
      field = g_string_new (NULL);
      if (*c == ',')
        continue;
      g_assert_cmpint (*++c, ==, '\n');
      g_ptr_array_add (fields, NULL);
      g_ptr_array_add (lines, g_ptr_array_free (fields, FALSE));
      fields = g_ptr_array_new ();
    }
  }
  g_assert_false (quoted);
  g_assert_cmpuint (fields->len + field->len, ==, 0);
  g_ptr_array_unref (fields);
  g_string_free (field, TRUE);
  return lines;
}

enum { SECTION, RANK, THREAD, ITEM, FIGURE, VALUE, UNIT, TEXT, SOURCE, COLUMNS };

static char **
find_line (GPtrArray *lines, const char *section, const char *rank, const char *thread, const char *figure)
{
  for (guint i = 0; i < lines->len; i++) {
    char **line = lines->pdata[i];
    if (g_str_equal (line[SECTION], section) && g_str_equal (line[RANK], rank) && g_str_equal (line[THREAD], thread) &&
        g_str_equal (line[FIGURE], figure))
      return line;
  }
  g_error ("no %s of %s %s.%s", figure, section, rank, thread);
}

static void
test_csv (void)
{
  struct trace *trace = full_trace ();
  g_autofree char *text = exported (trace, EXPORT_CSV, 0, UINT64_MAX);
  g_autoptr (GPtrArray) lines = table (text);
  struct summary *summary = summary_take (trace, UINT64_MAX);

  for (guint i = 0; i < lines->len; i++) {
    char **line = lines->pdata[i];
    g_assert_cmpuint (g_strv_length (line), ==, COLUMNS);
    for (int c = 0; c < COLUMNS; c++) /* nothing that a spreadsheet would run */
      g_assert_true (c == VALUE || !*line[c] || !strchr ("=+-@\t\r\n", *line[c]));
    char *rest;
    g_ascii_strtod (line[VALUE], &rest);
    g_assert_true (i == 0 || *rest == '\0');
  }
  g_assert_cmpstr (find_line (lines, "run", "", "", "setting")[TEXT], ==, "a=1, \"2\"");
  g_assert_cmpstr (find_line (lines, "run", "", "", "command")[TEXT], ==, "'-x\nmpirun");
  g_assert_cmpstr (find_line (lines, "lock", "0", "", "acquisitions")[ITEM], ==, "'=HYPERLINK(\"x\")");
  g_assert_cmpstr (find_line (lines, "lock", "0", "", "acquisitions")[VALUE], ==, "100");
  g_assert_cmpstr (find_line (lines, "matrix", "0", "", "bytes")[VALUE], ==, "41225");
  g_assert_cmpstr (find_line (lines, "matrix", "0", "", "bytes")[ITEM], ==, "1");
  g_assert_cmpstr (find_line (lines, "note", "", "", "note")[TEXT], ==, "A note.");
  g_assert_cmpstr (find_line (lines, "thread", "1", "0", "on_cpu")[SOURCE], ==, "sampled");
  g_assert_cmpfloat (g_ascii_strtod (find_line (lines, "thread", "1", "0", "on_cpu")[VALUE], NULL), ==, summary->thread[2].on_cpu_s);
  g_assert_cmpfloat (g_ascii_strtod (find_line (lines, "pu", "1", "0", "on_pu")[VALUE], NULL), ==, summary->thread[2].pu[0].seconds);
  summary_destroy (summary);
  trace_destroy (trace);
}

/* ---- files ---- */

struct watch { GCancellable *cancellable; double share, stop_at; int calls; };

static void
on_progress (double share, void *data)
{
  struct watch *watch = data;

  g_assert_cmpfloat (share, >=, watch->share);
  g_assert_cmpfloat (share, <=, 1);
  watch->share = share;
  watch->calls++;
  if (share >= watch->stop_at)
    g_cancellable_cancel (watch->cancellable);
}

static void
assert_only (const char *name)
{
  g_autoptr (GDir) left = g_dir_open (folder, 0, NULL);

  for (const char *other; (other = g_dir_read_name (left));)
    g_assert_cmpstr (other, ==, name);
}

/* Cancelled in the middle: what was there stays, and nothing is left beside it. */
static void
test_cancel (void)
{
  struct trace *trace = full_trace ();

  for (int format = 0; format < EXPORT_FORMATS; format++) {
    g_autofree char *path = g_build_filename (folder, "kept", NULL), *text = NULL;
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    struct watch watch = { cancellable, 0, format == EXPORT_CSV ? 0 : 0.5, 0 }, all = { NULL, 0, 2, 0 };
    g_file_set_contents (path, "old", -1, NULL);
    g_assert_false (export_trace (trace, format, 0, UINT64_MAX, path, on_progress, &watch, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "old");
    g_assert_true (format == EXPORT_CSV || watch.calls > 1);
    assert_only ("kept");
    g_assert_true (export_trace (trace, format, 0, UINT64_MAX, path, on_progress, &all, NULL, NULL));
    g_assert_cmpfloat (all.share, ==, 1);
    g_unlink (path);
  }
  trace_destroy (trace);
}

/* A limit on the size of files stands for a full disk; /dev/full is one. */
static void
test_disk_full (void)
{
  struct trace *trace = full_trace ();

  for (int format = 0; format < EXPORT_FORMATS; format++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (export_trace (trace, format, 0, UINT64_MAX, "/dev/full", NULL, NULL, NULL, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  }
  if (g_test_subprocess ()) {
    struct rlimit limit = { 4096, 4096 }; /* no file may grow beyond it */
    g_autofree char *path = g_build_filename (g_getenv ("TEST_FOLDER"), "full", NULL);
    g_autoptr (GError) error = NULL;
    signal (SIGXFSZ, SIG_IGN);
    setrlimit (RLIMIT_FSIZE, &limit);
    g_assert_false (export_trace (trace, EXPORT_PAJE, 0, UINT64_MAX, path, NULL, NULL, NULL, &error));
    g_assert_nonnull (strstr (error->message, "could not be written"));
    trace_destroy (trace);
    return;
  }
  trace_destroy (trace);
  g_setenv ("TEST_FOLDER", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  assert_only ("none");
}

/* Nothing is known: files that are valid and empty. */
static void
test_empty (void)
{
  struct trace_description description = { .ranks = 1, .threads = 1 };
  struct trace *trace = trace_create (&description);

  trace_writer_close (trace, 0);
  g_autofree char *json = exported (trace, EXPORT_PERFETTO, 0, UINT64_MAX), *paje = exported (trace, EXPORT_PAJE, 0, UINT64_MAX);
  g_autofree char *csv = exported (trace, EXPORT_CSV, 0, UINT64_MAX);
  struct loaded loaded = load (json);
  g_autoptr (GPtrArray) lines = table (csv);
  g_assert_cmpint (loaded.slices->len, ==, 0);
  g_assert_cmpint (count_events (&loaded, "C", "threads on PUs", NULL), ==, 0); /* it is not known, so it is not 0 */
  g_assert_cmpuint (lines->len, >, 1);
  unload (&loaded);
  trace_destroy (trace);
}

/* A window shows the next run while the one before is exported. */
static void
test_two_owners (void)
{
  struct trace *trace = full_trace (), *other = trace_ref (trace);

  trace_destroy (trace);
  g_autofree char *text = exported (other, EXPORT_CSV, 0, UINT64_MAX);
  g_assert_nonnull (strstr (text, "heat"));
  trace_destroy (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("strandscope-export-XXXXXX", NULL);
  g_test_add_func ("/export-trace/cancel", test_cancel);
  g_test_add_func ("/export-trace/disk-full", test_disk_full);
  g_test_add_func ("/export-trace/perfetto", test_perfetto);
  g_test_add_func ("/export-trace/counter", test_counter);
  g_test_add_func ("/export-trace/names", test_names);
  g_test_add_func ("/export-trace/window", test_window);
  g_test_add_func ("/export-trace/paje", test_paje);
  g_test_add_func ("/export-trace/pj-dump", test_pj_dump);
  g_test_add_func ("/export-trace/csv", test_csv);
  g_test_add_func ("/export-trace/empty", test_empty);
  g_test_add_func ("/export-trace/two-owners", test_two_owners);
  int status = g_test_run ();
  const char *rm[] = { "rm", "-rf", folder, NULL };
  g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
