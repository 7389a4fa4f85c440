/* The command line's contract (DESIGN.md): real runs of the real program, its JSON, its files, its exit statuses. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>

struct outcome { int status; char *out, *err; };

static struct outcome
strandscope_in (const char *path_variable, const char *const *words)
{
  struct outcome outcome = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  if (path_variable)
    g_subprocess_launcher_setenv (launcher, "PATH", path_variable, TRUE);
  g_ptr_array_add (argv, (char *) g_getenv ("STRANDSCOPE_PROGRAM"));
  for (; *words; words++)
    g_ptr_array_add (argv, (char *) *words);
  g_ptr_array_add (argv, NULL);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &outcome.out, &outcome.err, &error));
  outcome.status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  if (outcome.err && *outcome.err)
    g_test_message ("%s", outcome.err);
  return outcome;
}

#define STRANDSCOPE(...) strandscope_in (NULL, (const char *const[]){ __VA_ARGS__, NULL })

static void
outcome_clear (struct outcome *outcome)
{
  g_free (outcome->out);
  g_free (outcome->err);
}

/* One line on standard error that says what is wrong, and the status of the contract. */
static void
assert_refused (struct outcome outcome, int status, const char *words)
{
  g_assert_cmpint (outcome.status, ==, status);
  g_assert_nonnull (strstr (outcome.err, words));
  g_assert_true (g_str_has_suffix (outcome.err, "\n"));
  g_assert_cmpint (strchr (outcome.err, '\n') - outcome.err, ==, (long) strlen (outcome.err) - 1);
  outcome_clear (&outcome);
}

static JsonNode *
parsed (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

struct shape { const char *model; int ranks, threads; };

static const struct shape shapes[] = { { "threads", 1, 2 }, { "processes", 2, 1 }, { "hybrid", 2, 2 } };

static void
check_threads (JsonObject *rank, int threads)
{
  JsonArray *list = json_object_get_array_member (rank, "threads");
  g_assert_cmpint (json_array_get_length (list), ==, threads);
  for (int i = 0; i < threads; i++) {
    JsonObject *thread = json_array_get_object_element (list, i);
    g_assert_cmpint (json_object_get_int_member (thread, "tid"), >, 0);
    g_assert_true (json_object_has_member (thread, "binding"));
    g_assert_cmpint (json_object_get_size (json_object_get_object_member (thread, "pus")), >, 0);
    g_assert_cmpfloat (json_object_get_double_member (thread, "on_cpu_s"), >, 0);
  }
}

/* One line a thread, and what is odd: two threads on one PU. */
static void
test_run_report (void)
{
  struct outcome report = STRANDSCOPE ("run", "--model", "threads", "--workload", "pi", "--threads", "2", "--bind", "0", "--set", "steps=5", "--report");
  g_assert_cmpint (report.status, ==, 0);
  g_assert_nonnull (strstr (report.out, "host "));
  g_assert_nonnull (strstr (report.out, "warning: 2 threads share PU 0.\n"));
  outcome_clear (&report);
  struct outcome json = STRANDSCOPE ("run", "--model", "threads", "--workload", "pi", "--threads", "2", "--bind", "0", "--set", "steps=5", "--json");
  g_autoptr (JsonNode) node = parsed (json.out);
  JsonArray *warnings = json_object_get_array_member (json_node_get_object (node), "warnings");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (warnings, 0), "sentence"), ==, "2 threads share PU 0.");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (warnings, 0), "severity"), ==, "trouble");
  outcome_clear (&json);
}

static void
test_run_json (gconstpointer data)
{
  const struct shape *shape = data;
  g_autofree char *ranks = g_strdup_printf ("%d", shape->ranks), *threads = g_strdup_printf ("%d", shape->threads);
  struct outcome outcome = STRANDSCOPE ("run", "--model", shape->model, "--workload", "heat", "--ranks", ranks, "--threads", threads, "--set",
                                        "size=128", "--set", "steps=40", "--json");
  g_assert_cmpint (outcome.status, ==, 0);
  g_autoptr (JsonNode) node = parsed (outcome.out);
  JsonObject *run = json_node_get_object (node);
  JsonArray *list = json_object_get_array_member (run, "ranks");
  g_assert_cmpstr (json_object_get_string_member (run, "model"), ==, shape->model);
  g_assert_cmpint (json_array_get_length (list), ==, shape->ranks);
  for (int i = 0; i < shape->ranks; i++)
    check_threads (json_array_get_object_element (list, i), shape->threads);
  JsonObject *messages = json_object_get_object_member (run, "messages");
  g_assert_cmpint (json_object_get_int_member (messages, "count"), ==, shape->ranks > 1 ? 2 * 40 : 0);
  g_assert_true (json_object_get_boolean_member (json_object_get_object_member (run, "result"), "ok"));
  g_assert_cmpint (json_object_get_int_member (run, "events_lost"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (run, "threads_created"), ==, shape->ranks * shape->threads);
  g_assert_cmpint (json_object_get_int_member (run, "running_at_once"), >, 0);
  g_assert_cmpint (json_object_get_int_member (run, "running_at_once"), <=, shape->ranks * shape->threads);
  g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (run, "watching"), "pu_share"), >, 0);
  g_assert_true (json_object_has_member (run, "sources"));
  outcome_clear (&outcome);
}

/* Who sent whom how much: as a table of a run and of its recording, in the run's JSON, as a picture of a part. */
static void
test_matrix (void)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *recording = g_build_filename (folder, "ring", NULL);
  g_autofree char *table = g_build_filename (folder, "ring.csv", NULL), *text = NULL, *picture = g_build_filename (folder, "a.svg", NULL), *svg = NULL;
  struct outcome outcome = STRANDSCOPE ("run", "--model", "processes", "--workload", "ring", "--ranks", "3", "--set", "steps=2", "--set", "laps=5",
                                        "--edges", "--matrix", table, "-o", recording, "--json");
  g_assert_cmpint (outcome.status, ==, 0);
  g_autoptr (JsonNode) node = parsed (outcome.out);
  JsonObject *run = json_node_get_object (node), *messages = json_object_get_object_member (run, "messages");
  gint64 count = json_object_get_int_member (messages, "count"), sum = 0;
  g_assert_cmpint (json_object_get_int_member (messages, "posted") + json_object_get_int_member (messages, "unexpected") +
                   json_object_get_int_member (messages, "posted_or_unexpected"), ==, count);
  g_assert_cmpint (json_object_get_int_member (messages, "eager"), ==, count);
  JsonArray *talk = json_object_get_array_member (run, "talk");
  for (guint i = 0; i < json_array_get_length (talk); i++) {
    JsonObject *entry = json_array_get_object_element (talk, i);
    bool message = strcmp (json_object_get_string_member (entry, "traffic"), "message") == 0;
    sum += message ? json_object_get_int_member (entry, "messages") : 0;
    g_assert_true (json_object_get_null_member (entry, "tag") == !message);
  }
  g_assert_cmpint (sum, ==, count);
  g_assert_true (json_object_has_member (json_object_get_object_member (run, "collectives"), "edges_observed"));
  g_assert_true (g_file_get_contents (table, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\n0,1,message,\"MPI_COMM_WORLD\","));
  outcome_clear (&outcome);
  outcome = STRANDSCOPE ("info", recording, "--matrix", "-");
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_cmpstr (outcome.out, ==, text);
  outcome_clear (&outcome);
  outcome = STRANDSCOPE ("render", recording, "--view", "matrix", "--measure", "messages", "--traffic", "messages", "-o", picture, "--at", "end");
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_true (g_file_get_contents (picture, &svg, NULL, NULL));
  g_assert_nonnull (strstr (svg, "number of messages"));
  outcome_clear (&outcome);
  assert_refused (STRANDSCOPE ("render", recording, "--view", "matrix", "--traffic", "some", "-o", picture), 2, "some: traffic is");
  assert_refused (STRANDSCOPE ("render", recording, "--view", "matrix", "--communicator", "row", "-o", picture), 2, "row: nothing was sent");
  assert_refused (STRANDSCOPE ("render", recording, "--measure", "feet", "-o", picture), 2, "feet");
  assert_refused (STRANDSCOPE ("info", recording, "--matrix", "/nonexistent/x.csv"), 1, "/nonexistent/x.csv");
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* What EZTrace wrote; its machine is not known, and can be given. */
static void
test_foreign_recording (void)
{
  g_autofree char *recording = g_build_filename (g_getenv ("STRANDSCOPE_SOURCE"), "tests/engine/eztrace-ring", NULL);
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *picture = g_build_filename (folder, "a.svg", NULL), *bytes = NULL;
  struct outcome outcome = STRANDSCOPE ("info", recording);

  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_nonnull (strstr (outcome.out, "4 ranks x 1 thread\n"));
  g_assert_nonnull (strstr (outcome.out, "messages: 20 (80 B), 0 without a receive"));
  g_assert_nonnull (strstr (outcome.out, "--machine FILE"));
  g_assert_null (strstr (outcome.out, "(null)"));
  outcome_clear (&outcome);
  outcome = STRANDSCOPE ("info", recording, "--machine", "pack:1 core:2 pu:2");
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_null (strstr (outcome.out, "--machine FILE"));
  outcome_clear (&outcome);
  outcome = STRANDSCOPE ("render", recording, "-o", picture, "--machine", "pack:1 core:2 pu:2");
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  g_assert_true (g_file_get_contents (picture, &bytes, NULL, NULL));
  g_assert_nonnull (strstr (bytes, "4 PUs"));
  g_assert_null (strstr (bytes, "not started yet"));
  assert_refused (STRANDSCOPE ("render", recording, "--view", "machine", "-o", picture), 2, "which machine it ran on");
  assert_refused (STRANDSCOPE ("info", recording, "--machine", "/nonexistent.xml"), 1, "/nonexistent.xml");
  assert_refused (STRANDSCOPE ("info", folder), 1, folder);
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* All of the run, with that lane in it, as text in the SVG. */
static void
assert_timeline (const char *folder, const char *recording, const char *lanes, const char *lane)
{
  g_autofree char *path = g_build_filename (folder, "timeline.svg", NULL), *text = NULL, *label = g_strdup_printf (">%s<", lane);
  struct outcome outcome = STRANDSCOPE ("render", recording, "--view", "timeline", "--stretch", "all", "--lanes", lanes, "-o", path);
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, label));
  g_assert_nonnull (strstr (text, "timeline-map"));
  outcome_clear (&outcome);
  g_unlink (path);
}

/* The address spaces, in the picture and in the report. */
static void
assert_memory (const char *folder, const char *recording)
{
  g_autofree char *path = g_build_filename (folder, "memory.svg", NULL), *text = NULL;
  struct outcome outcome = STRANDSCOPE ("render", recording, "--view", "memory", "-o", path);
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "mappings:1."));
  g_assert_nonnull (strstr (text, ">0x400000000000 ≠<"));
  outcome_clear (&outcome);
  outcome = STRANDSCOPE ("info", recording);
  g_assert_nonnull (strstr (outcome.out, "  grid of rank 1: 0x400000000000, "));
  g_assert_nonnull (strstr (outcome.out, "0x400000000000 in 2 processes: same address, different memory"));
  outcome_clear (&outcome);
  g_unlink (path);
}

/* A millisecond in slow motion, from the recording and from a scene; refusals leave nothing. */
static void
assert_films (const char *folder, const char *recording)
{
  static const struct { const char *file, *begins; } films[] = { { "f.png", "\x89PNG" }, { "f.gif", "GIF89a" }, { "f.webp", "RIFF" } };
  g_autofree char *scene = g_build_filename (folder, "film.scene", NULL), *other = g_build_filename (folder, "g.png", NULL), *from_scene = NULL, *first = NULL;
  gsize bytes = 0, others = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (films); i++) {
    g_autofree char *path = g_build_filename (folder, films[i].file, NULL), *text = NULL;
    struct outcome outcome = STRANDSCOPE ("film", recording, "-o", path, "--from", "50%", "--to", "end", "--speed", "10", "--fps", "5", "--size", "640x400");
    g_assert_cmpint (outcome.status, ==, 0);
    g_assert_true (g_file_get_contents (path, &text, &bytes, NULL));
    g_assert_true (strncmp (text, films[i].begins, strlen (films[i].begins)) == 0);
    if (i == 0)
      first = g_memdup2 (text, others = bytes);
    outcome_clear (&outcome);
    g_unlink (path);
  }
  g_autofree char *words = g_strdup_printf ("[scene]\nrecording=%s\nfrom=50%%\nspeed=10\nfps=5\nsize=640x400\n", recording);
  g_assert_true (g_file_set_contents (scene, words, -1, NULL));
  struct outcome outcome = STRANDSCOPE ("film", scene, "-o", other);
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_true (g_file_get_contents (other, &from_scene, &bytes, NULL));
  g_assert_cmpmem (first, others, from_scene, bytes);
  outcome_clear (&outcome);
  g_unlink (other);
  g_unlink (scene);
  assert_refused (STRANDSCOPE ("film", recording, "-o", "x.mp4"), 2, "x.mp4");
  assert_refused (STRANDSCOPE ("film", recording, "-o", other, "--colours", "16"), 2, "256 or all");
  assert_refused (STRANDSCOPE ("film", recording, "-o", other, "--speed", "fast"), 2, "fast");
  assert_refused (STRANDSCOPE ("film", recording, "-o", other, "--speed", "1/1000000000"), 2, "frames");
  assert_refused (STRANDSCOPE ("film", recording, "-o", other, "--fps", "0"), 2, "--fps");
  assert_refused (STRANDSCOPE ("film", recording, "-o", other, "--from", "end", "--to", "begin"), 2, "ends before");
  assert_refused (STRANDSCOPE ("film", recording, "-o", "/nonexistent/x.png", "--speed", "100"), 1, "/nonexistent");
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
}

static void
test_recording_and_pictures (void)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *recording = g_build_filename (folder, "heat", NULL);
  struct outcome outcome = STRANDSCOPE ("run", "--model", "hybrid", "--ranks", "2", "--threads", "2", "--set", "steps=60", "-o", recording);
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  static const struct { const char *file, *begins; } pictures[] = { { "a.png", "\x89PNG" }, { "a.svg", "<" }, { "a.pdf", "%PDF" } };
  for (size_t i = 0; i < G_N_ELEMENTS (pictures); i++) {
    g_autofree char *path = g_build_filename (folder, pictures[i].file, NULL), *bytes = NULL;
    gsize length = 0;
    outcome = STRANDSCOPE ("render", recording, "-o", path, "--theme", i ? "dark" : "light");
    g_assert_cmpint (outcome.status, ==, 0);
    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    g_assert_cmpuint (length, >, 4000);
    g_assert_true (strncmp (bytes, pictures[i].begins, strlen (pictures[i].begins)) == 0);
    if (i == 1) {
      g_assert_nonnull (strstr (bytes, "rank 1"));
      g_assert_nonnull (strstr (bytes, "PROGRAM"));
    }
    outcome_clear (&outcome);
    g_unlink (path);
  }
  assert_timeline (folder, recording, "thread", "1.1");
  assert_timeline (folder, recording, "pu", "PU 0");
  assert_memory (folder, recording);
  assert_films (folder, recording);
  assert_refused (STRANDSCOPE ("render", recording, "-o", "x.png", "--stretch", "7 days"), 2, "7 days");
  assert_refused (STRANDSCOPE ("render", recording, "-o", "x.png", "--lanes", "core"), 2, "core");
  outcome = STRANDSCOPE ("info", recording, "--json");
  g_assert_cmpint (outcome.status, ==, 0);
  g_autoptr (JsonNode) node = parsed (outcome.out);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "workload"), ==, "heat");
  outcome_clear (&outcome);
  assert_refused (STRANDSCOPE ("render", recording, "-o", "/nonexistent/x.png"), 1, "/nonexistent");
  assert_refused (STRANDSCOPE ("render", recording, "-o", "x.png", "--at", "yesterday"), 2, "yesterday");
  assert_refused (STRANDSCOPE ("render", recording, "-o", "x.png", "--size", "0x0"), 2, "0x0");
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* The first bytes of what FORMAT gives of RECORDING on standard output. */
static void
assert_exports (const char *recording, const char *format, const char *begins, const char *holds)
{
  struct outcome outcome = STRANDSCOPE ("export", recording, "--to", format, "-o", "-");
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_true (g_str_has_prefix (outcome.out, begins));
  g_assert_nonnull (strstr (outcome.out, holds));
  g_assert_cmpstr (outcome.err, ==, ""); /* nobody looks: no progress */
  outcome_clear (&outcome);
}

static gint64
size_of (const char *path)
{
  GStatBuf facts;
  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  return facts.st_size;
}

static void
test_export (void)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *recording = g_build_filename (folder, "heat", NULL);
  g_autofree char *all = g_build_filename (folder, "all.json", NULL), *some = g_build_filename (folder, "some.json", NULL);
  struct outcome outcome = STRANDSCOPE ("run", "--model", "hybrid", "--ranks", "2", "--threads", "2", "--set", "size=128", "--set", "steps=60", "-o", recording);
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  assert_exports (recording, "perfetto", "{", "\"ph\":\"f\"");
  assert_exports (recording, "paje", "%EventDef PajeDefineContainerType 0\n", "\n11 ");
  assert_exports (recording, "csv", "section,rank,thread,item,figure,value,unit,text,source\r\n", "matrix,0,,1,messages,60,,,measured\r\n");
  outcome = STRANDSCOPE ("export", recording, "--to", "perfetto", "-o", all);
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  outcome = STRANDSCOPE ("export", recording, "--to", "perfetto", "-o", some, "--from", "40%", "--to-time", "50%");
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  g_assert_cmpint (size_of (some), <, size_of (all));
  assert_refused (STRANDSCOPE ("export", recording, "--to", "perfetto", "-o", "/dev/full"), 1, "/dev/full");
  assert_refused (STRANDSCOPE ("export", recording, "--to", "perfetto", "-o", "/nonexistent/x.json"), 1, "/nonexistent");
  assert_refused (STRANDSCOPE ("export", recording, "--to", "excel", "-o", all), 2, "excel");
  assert_refused (STRANDSCOPE ("export", recording, "-o", all), 2, "--to");
  assert_refused (STRANDSCOPE ("export", recording, "--to", "paje"), 2, "-o FILE");
  assert_refused (STRANDSCOPE ("export", recording, "--to", "paje", "-o", all, "--from", "50%", "--to-time", "40%"), 2, "40%");
  assert_refused (STRANDSCOPE ("export", recording, "--to", "csv", "-o", all, "--from", "50%"), 2, "--from");
  assert_refused (STRANDSCOPE ("export", "--to", "csv", "-o", all), 2, "RECORDING");
  assert_refused (STRANDSCOPE ("export", "/nonexistent", "--to", "csv", "-o", all), 1, "/nonexistent");
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
test_topology (void)
{
  struct outcome outcome = STRANDSCOPE ("topology", "-i", "pack:2 core:2 pu:2", "--json");
  g_assert_cmpint (outcome.status, ==, 0);
  g_autoptr (JsonNode) node = parsed (outcome.out);
  JsonArray *objects = json_object_get_array_member (json_node_get_object (node), "objects");
  int pus = 0;
  for (guint i = 0; i < json_array_get_length (objects); i++)
    pus += g_str_has_prefix (json_object_get_string_member (json_array_get_object_element (objects, i), "id"), "PU:");
  g_assert_cmpint (pus, ==, 8);
  outcome_clear (&outcome);
}

/* A PNG too large for the format is refused with a way out, and no file is left; the same as SVG is written whole. */
static void
test_topology_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *text = NULL;
  g_autofree char *png = g_build_filename (folder, "large.png", NULL), *svg = g_build_filename (folder, "large.svg", NULL);
  assert_refused (STRANDSCOPE ("topology", "-i", "core:2 pu:1", "--size", "40000x100", "-o", png), 1, ".svg");
  g_assert_false (g_file_test (png, G_FILE_TEST_EXISTS));
  struct outcome outcome = STRANDSCOPE ("topology", "-i", "core:2 pu:1", "--size", "40000x100", "-o", svg);
  g_assert_cmpint (outcome.status, ==, 0);
  outcome_clear (&outcome);
  g_assert_true (g_file_get_contents (svg, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "</svg>\n"));
  g_assert_nonnull (strstr (text, "<title>PU 1"));
  g_unlink (svg);
  g_rmdir (folder);
}

/* Overlays: unknown words are wrong usage; where nothing is known a sentence says so, and the picture is made all the same. */
static void
test_topology_overlay (void)
{
  assert_refused (STRANDSCOPE ("topology", "-i", "core:2 pu:1", "--json", "--overlay", "distances,lynx"), 2, "lynx");
  assert_refused (STRANDSCOPE ("topology", "-i", "core:2 pu:1", "-o", "x.svg", "--scale", "nan"), 2, "--scale");
  struct outcome outcome = STRANDSCOPE ("topology", "-i", "core:2 pu:1", "--json", "--overlay", "all");
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_nonnull (strstr (outcome.err, "says nothing"));
  g_autoptr (JsonNode) node = parsed (outcome.out);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (json_node_get_object (node), "distances")), ==, 0);
  outcome_clear (&outcome);
}

static void
test_counter_loses_and_does_not (void)
{
  for (const char *const *sync = (const char *const[]){ "none", "mutex", "atomic", "reduction", NULL }; *sync; sync++) {
    struct outcome outcome = STRANDSCOPE ("run", "--model", "threads", "--workload", "counter", "--threads", "4", "--sync", *sync, "--set", "steps=20", "--json");
    g_assert_cmpint (outcome.status, ==, 0);
    g_autoptr (JsonNode) node = parsed (outcome.out);
    JsonObject *result = json_object_get_object_member (json_node_get_object (node), "result");
    bool lossless = !g_str_equal (*sync, "none");
    g_assert_cmpint (json_object_get_boolean_member (result, "ok"), ==, lossless);
    if (lossless)
      g_assert_cmpfloat (json_object_get_double_member (result, "value"), ==, json_object_get_double_member (result, "expected"));
    else
      g_assert_cmpfloat (json_object_get_double_member (result, "value"), <, json_object_get_double_member (result, "expected"));
    outcome_clear (&outcome);
  }
}

/* It ends by itself, says why, and that is what was to be shown. */
static void
test_deadlock (void)
{
  struct outcome outcome = STRANDSCOPE ("run", "--model", "threads", "--workload", "deadlock-lock", "--threads", "2", "--json");
  g_assert_cmpint (outcome.status, ==, 0);
  g_autoptr (JsonNode) node = parsed (outcome.out);
  JsonObject *run = json_node_get_object (node), *deadlock = json_object_get_object_member (run, "deadlock");
  const char *sentence = json_object_get_string_member (deadlock, "sentence");
  g_assert_true (g_str_has_prefix (sentence, "Deadlock: 0.0 waits for lock B held by 0.1, which waits for lock A held by 0.0; since "));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (deadlock, "cycle")), ==, 2);
  g_assert_true (json_object_get_boolean_member (json_object_get_object_member (run, "result"), "lesson"));
  g_assert_true (g_str_has_prefix (json_array_get_string_element (json_object_get_array_member (run, "notes"), 0), "Deadlock: "));
  outcome_clear (&outcome);
}

static void
test_refusals (void)
{
  assert_refused (STRANDSCOPE ("run", "--threads", "0"), 2, "thread");
  assert_refused (STRANDSCOPE ("run", "--workload", "nonsense"), 2, "nonsense");
  assert_refused (STRANDSCOPE ("run", "--model", "both"), 2, "both");
  assert_refused (STRANDSCOPE ("run", "--workload", "false-sharing", "--model", "processes"), 2, "threads, hybrid");
  assert_refused (STRANDSCOPE ("run", "--bind", "0-9999"), 2, "9999");
  assert_refused (STRANDSCOPE ("run", "--set", "size"), 2, "size");
  assert_refused (STRANDSCOPE ("run", "--nonsense"), 2, "nonsense");
  assert_refused (STRANDSCOPE ("-i"), 2, "SOURCE");
  assert_refused (STRANDSCOPE ("dance"), 2, "dance");
  assert_refused (STRANDSCOPE ("topology", "-i", "/nonexistent.xml", "-o", "x.png"), 1, "/nonexistent.xml");
  assert_refused (STRANDSCOPE ("render", "/nonexistent", "-o", "x.png"), 1, "/nonexistent");
  assert_refused (STRANDSCOPE ("info", "/nonexistent"), 1, "/nonexistent");
}

/* In which models a workload runs is said before one tries. */
static void
test_workloads (void)
{
  struct outcome text = STRANDSCOPE ("workloads"), json = STRANDSCOPE ("workloads", "--json");
  g_autoptr (JsonNode) node = parsed (json.out);
  JsonArray *list = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (list), >=, 12);
  for (guint i = 0; i < json_array_get_length (list); i++) {
    JsonObject *workload = json_array_get_object_element (list, i);
    guint models = json_array_get_length (json_object_get_array_member (workload, "models"));
    bool restricted = strcmp (json_object_get_string_member (workload, "name"), "false-sharing") == 0;
    g_assert_cmpuint (models, >, 0);
    if (restricted)
      g_assert_cmpuint (models, ==, 2);
    g_assert_nonnull (strstr (text.out, json_object_get_string_member (workload, "title")));
  }
  g_assert_nonnull (strstr (text.out, "--model threads, hybrid\n"));
  outcome_clear (&text);
  outcome_clear (&json);
}

static void
test_missing_mpirun (void)
{
  g_autofree char *empty = g_dir_make_tmp ("strandscope-XXXXXX", NULL);
  assert_refused (strandscope_in (empty, (const char *const[]){ "run", "--model", "processes", "--set", "steps=3", NULL }), 1, "mpirun");
  struct outcome outcome = strandscope_in (empty, (const char *const[]){ "run", "--model", "threads", "--set", "steps=3", NULL });
  g_assert_cmpint (outcome.status, ==, 0); /* the threads model needs none */
  outcome_clear (&outcome);
  g_rmdir (empty);
}

/* Where no display can be reached the program does its main job without one. */
static void
test_without_a_display (void)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *out = NULL, *picture = g_build_filename (folder, "strandscope.png", NULL);
  int status = 0;
  g_auto (GStrv) environment = g_environ_unsetenv (g_environ_unsetenv (g_environ_unsetenv (g_get_environ (), "DISPLAY"), "WAYLAND_DISPLAY"), "G_DEBUG");
  g_assert_true (g_spawn_sync (folder, (char *[]){ (char *) g_getenv ("STRANDSCOPE_PROGRAM"), NULL }, environment, 0, NULL, NULL, &out, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));
  g_assert_nonnull (strstr (out, "strandscope.png"));
  g_assert_nonnull (strstr (out, "heat"));
  g_unlink (picture);
  g_rmdir (folder);
}

/* Another machine is asked for: the demonstration would be no answer. */
static void
test_another_machine_without_a_display (void)
{
  g_autofree char *said = NULL;
  int status = 0;
  g_auto (GStrv) environment = g_environ_unsetenv (g_environ_unsetenv (g_environ_unsetenv (g_get_environ (), "DISPLAY"), "WAYLAND_DISPLAY"), "G_DEBUG");
  char *words[] = { (char *) g_getenv ("STRANDSCOPE_PROGRAM"), (char *) "-i", (char *) "pack:2 core:4", NULL };
  g_assert_true (g_spawn_sync (NULL, words, environment, 0, NULL, NULL, NULL, &said, &status, NULL));
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  g_assert_nonnull (strstr (said, "strandscope topology -i"));
}

/* Two recordings, and they must be there: said before a display is looked for. */
static void
test_compare (void)
{
  assert_refused (STRANDSCOPE ("compare", "/nowhere/a.run"), 2, "compare wants two recordings");
  assert_refused (STRANDSCOPE ("compare", "/nowhere/a.run", "/nowhere/b.run"), 1, "there is no recording /nowhere/a.run");
  assert_refused (STRANDSCOPE ("compare", "/tmp", "/nowhere/b.run"), 1, "there is no recording /nowhere/b.run");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autofree char *path = g_strconcat ("/cli/run-json/", shapes[i].model, NULL);
    g_test_add_data_func (path, &shapes[i], test_run_json);
  }
  g_test_add_func ("/cli/foreign-recording", test_foreign_recording);
  g_test_add_func ("/cli/recording-and-pictures", test_recording_and_pictures);
  g_test_add_func ("/cli/export", test_export);
  g_test_add_func ("/cli/matrix", test_matrix);
  g_test_add_func ("/cli/topology", test_topology);
  g_test_add_func ("/cli/topology-files", test_topology_files);
  g_test_add_func ("/cli/topology-overlay", test_topology_overlay);
  g_test_add_func ("/cli/counter", test_counter_loses_and_does_not);
  g_test_add_func ("/cli/deadlock", test_deadlock);
  g_test_add_func ("/cli/refusals", test_refusals);
  g_test_add_func ("/cli/workloads", test_workloads);
  g_test_add_func ("/cli/run-report", test_run_report);
  g_test_add_func ("/cli/missing-mpirun", test_missing_mpirun);
  g_test_add_func ("/cli/without-a-display", test_without_a_display);
  g_test_add_func ("/cli/compare", test_compare);
  g_test_add_func ("/cli/another-machine-without-a-display", test_another_machine_without_a_display);
  return g_test_run ();
}
