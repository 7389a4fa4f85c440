/* What a killed Strandscope leaves: it opens like a recording, a deadlock's calls that never returned included. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>

#include "engine/trace/remove-tree.h"

static const char *strandscope;

static char *
only_folder (const char *state)
{
  g_autofree char *path = g_build_filename (state, "strandscope", "unsaved", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name = folder ? g_dir_read_name (folder) : NULL;

  return name ? g_build_filename (path, name, NULL) : NULL;
}

static gint64
bytes_of (const char *state)
{
  g_autofree char *folder = only_folder (state), *path = folder ? g_build_filename (folder, "records", NULL) : NULL;
  GStatBuf facts;

  return path && g_stat (path, &facts) == 0 ? facts.st_size : 0;
}

/* Runs ARGUMENTS until its journal has BYTES, waits for SECONDS more, and kills it. */
static void
run_and_kill (const char *state, char **arguments, gint64 bytes, double seconds)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", state, TRUE);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments, NULL);
  g_assert_nonnull (process);
  for (int i = 0; i < 3000 && bytes_of (state) < bytes; i++)
    g_usleep (10000);
  g_usleep ((gulong) (seconds * 1e6));
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

static JsonObject *
info (const char *folder, JsonParser *parser)
{
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, strandscope, "info", folder, "--json", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, NULL));
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static gboolean
has_note (JsonObject *run, const char *words)
{
  JsonArray *notes = json_object_get_array_member (run, "notes");

  for (guint i = 0; i < json_array_get_length (notes); i++)
    if (strstr (json_array_get_string_element (notes, i), words))
      return TRUE;
  return FALSE;
}

static void
test_killed (void)
{
  g_autofree char *state = g_dir_make_tmp ("strandscope-left-XXXXXX", NULL);
  char *arguments[] = { (char *) strandscope, (char *) "run", (char *) "--workload", (char *) "heat", (char *) "--model", (char *) "threads",
                        (char *) "--threads", (char *) "2", (char *) "--duration", (char *) "60", NULL };
  g_autoptr (JsonParser) parser = json_parser_new ();

  run_and_kill (state, arguments, 800000, 0); /* a busy machine's scheduler fills more than half of it */
  g_autofree char *folder = only_folder (state);
  g_assert_nonnull (folder);
  JsonObject *run = info (folder, parser);
  g_assert_cmpint (json_object_get_int_member (run, "events"), >, 4000);
  g_assert_true (has_note (run, "not saved"));
  remove_tree (state);
}

static void
test_killed_in_a_deadlock (void)
{
  g_autofree char *state = g_dir_make_tmp ("strandscope-left-XXXXXX", NULL);
  char *arguments[] = { (char *) strandscope, (char *) "run", (char *) "--workload", (char *) "deadlock-lock", (char *) "--model",
                        (char *) "threads", (char *) "--threads", (char *) "2", (char *) "--duration", (char *) "60", NULL };
  g_autoptr (JsonParser) parser = json_parser_new ();

  run_and_kill (state, arguments, 3000, 0.3); /* before the watchdog ends it */
  g_autofree char *folder = only_folder (state);
  if (!folder) {
    g_test_skip ("the deadlock was found and ended before the program could be killed");
  } else {
    JsonObject *run = info (folder, parser);
    double waited = 0;
    JsonArray *threads = json_object_get_array_member (json_array_get_object_element (json_object_get_array_member (run, "ranks"), 0), "threads");
    for (guint i = 0; i < json_array_get_length (threads); i++)
      waited += json_object_get_double_member (json_array_get_object_element (threads, i), "lock_wait_s");
    g_assert_cmpfloat (waited, >, 0.1);
  }
  remove_tree (state);
}

static void
test_saved_leaves_nothing (void)
{
  g_autofree char *state = g_dir_make_tmp ("strandscope-left-XXXXXX", NULL), *recording = g_build_filename (state, "recording", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);

  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", state, TRUE);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawn (launcher, NULL, strandscope, "run", "--workload", "pi", "--model", "threads",
                                                                 "--duration", "0.2", "-o", recording, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_autofree char *folder = only_folder (state);
  g_assert_null (folder);
  g_assert_true (g_file_test (recording, G_FILE_TEST_IS_DIR));
  remove_tree (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  strandscope = g_getenv ("STRANDSCOPE_PROGRAM");
  g_assert_nonnull (strandscope);
  g_test_add_func ("/left/killed", test_killed);
  g_test_add_func ("/left/killed-in-a-deadlock", test_killed_in_a_deadlock);
  g_test_add_func ("/left/saved-leaves-nothing", test_saved_leaves_nothing);
  return g_test_run ();
}
