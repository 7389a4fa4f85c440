/* The window, driven through AT-SPI under Xvfb: real clicks, real runs. */
#include "tests/ui/atspi.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static double
fact_number (struct window *window, const char *name)
{
  g_autofree char *text = window_fact (window, name);
  return text ? g_ascii_strtod (text, NULL) : 0;
}

struct expectation { struct window *window; const char *what; double more_than; };

static bool
fact_grew (gpointer data)
{
  struct expectation *expected = data;
  return fact_number (expected->window, expected->what) > expected->more_than;
}

static bool
words_shown (gpointer data)
{
  struct expectation *expected = data;
  return window_shows (expected->window, expected->what);
}

static void
assert_grows (struct window *window, const char *fact, double more_than)
{
  struct expectation expected = { window, fact, more_than };
  g_test_message ("waiting for %s > %g", fact, more_than);
  if (wait_until (fact_grew, &expected, 20))
    return;
  window_tell (window);
  g_error ("%s did not grow", fact);
}

static void
assert_shown (struct window *window, const char *words)
{
  struct expectation expected = { window, words, 0 };
  g_test_message ("waiting for: %s", words);
  if (wait_until (words_shown, &expected, 20))
    return;
  window_tell (window);
  g_error ("not shown: %s", words);
}

/* True where process PID was started for a run of the program under test: its environment names the run's folder. */
static bool
belongs_to (const char *pid, const char *program_pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/environ", pid), *text = NULL, *mark = g_strdup_printf ("/strandscope.%s/", program_pid);
  gsize length = 0;
  return g_file_get_contents (path, &text, &length, NULL) && memmem (text, length, mark, strlen (mark));
}

/* PIDs of the worker processes (not mpirun) of the program under test. */
static GArray *
workers (const char *program_pid)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  for (const char *name; (name = g_dir_read_name (proc));) {
    g_autofree char *path = g_strdup_printf ("/proc/%s/comm", name), *comm = NULL;
    int pid = atoi (name);
    if (pid > 0 && g_file_get_contents (path, &comm, NULL, NULL) && g_str_has_prefix (comm, "strandscope-wor") && belongs_to (name, program_pid))
      g_array_append_val (pids, pid);
  }
  return pids;
}

static bool
no_workers (gpointer program_pid)
{
  g_autoptr (GArray) pids = workers (program_pid);
  return pids->len == 0;
}

static char *
pid_of (struct window *window)
{
  return g_strdup (g_subprocess_get_identifier (window->process));
}

static void
test_hybrid_run (void)
{
  struct window window = { 0 };
  window_start (&window, NULL);
  g_autofree char *pid = pid_of (&window);
  window_press (&window, "Hybrid");
  g_assert_true (window_pressed (&window, "Hybrid"));
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  assert_grows (&window, "Messages", 10);
  assert_grows (&window, "Events in all", 50);
  assert_shown (&window, "measured");
  assert_shown (&window, "2 processes");

  window_press (&window, "Pause");
  assert_shown (&window, "held");
  g_usleep (600000);
  double held = fact_number (&window, "Steps");
  g_usleep (800000);
  g_assert_cmpfloat (fact_number (&window, "Steps"), ==, held);
  window_press (&window, "Step");
  assert_grows (&window, "Steps", held);
  g_usleep (600000);
  g_assert_cmpfloat (fact_number (&window, "Steps"), ==, held + 1);

  window_press (&window, "Stop");
  assert_shown (&window, "ended");
  assert_shown (&window, "right");
  g_assert_true (wait_until (no_workers, pid, 5));
  window_close (&window);
}

static void
test_switching_the_model (void)
{
  struct window window = { 0 };
  window_start (&window, NULL);
  g_autofree char *pid = pid_of (&window);
  window_press (&window, "Threads");
  window_press (&window, "Run");
  assert_shown (&window, "One process with");
  assert_grows (&window, "Steps", 3);
  window_press (&window, "Processes");
  assert_shown (&window, "processes of one thread each");
  assert_grows (&window, "Messages", 3);
  g_assert_false (window_pressed (&window, "Threads"));
  window_press (&window, "Hybrid");
  assert_shown (&window, "processes, each with");
  assert_grows (&window, "Messages", 3);
  window_close (&window); /* with a run going on: nothing may stay behind */
  g_assert_true (wait_until (no_workers, pid, 5));
}

static void
test_killed_rank (void)
{
  struct window window = { 0 };
  window_start (&window, NULL);
  g_autofree char *pid = pid_of (&window);
  window_press (&window, "Hybrid");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  g_autoptr (GArray) pids = workers (pid);
  g_assert_cmpint (pids->len, ==, 2);
  kill (g_array_index (pids, int, 0), SIGKILL);
  assert_shown (&window, "SIGKILL");
  assert_shown (&window, "failed");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  window_close (&window);
}

static void
test_missing_mpirun (void)
{
  struct window window = { 0 };
  g_autofree char *empty = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_strconcat ("PATH=", empty, NULL);
  window_start (&window, (const char *[]){ path, NULL });
  window_press (&window, "Processes");
  window_press (&window, "Run");
  assert_shown (&window, "mpirun was not found"); /* "mpirun" alone stands in the equivalent command too */
  window_press (&window, "Threads");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  window_close (&window);
  g_rmdir (empty);
}

/* ---- machines from elsewhere ---- */

#define DESCRIPTION "pack:2 numa:2 l3:1 core:4 pu:2"
#define KEY_RETURN 0xff0d

struct fact_words { struct window *window; const char *name, *words; };

static bool
fact_says (gpointer data)
{
  struct fact_words *expected = data;
  g_autofree char *value = window_fact (expected->window, expected->name);
  return expected->words ? value && strstr (value, expected->words) : value == NULL;
}

/* WORDS NULL: there is no such fact any more. */
static void
assert_fact (struct window *window, const char *name, const char *words)
{
  struct fact_words expected = { window, name, words };
  g_test_message ("waiting for %s: %s", name, words ? words : "gone");
  if (wait_until (fact_says, &expected, 20))
    return;
  window_tell (window);
  g_error ("%s does not say %s", name, words ? words : "nothing");
}

static void
test_search_in_another_machine (void)
{
  struct window window = { 0 };
  window_start_with (&window, NULL, (const char *[]){ "-i", DESCRIPTION, NULL });
  assert_shown (&window, "Another machine, " DESCRIPTION ": 2 packages, 4 NUMA nodes, 16 cores, 32 PUs.");
  window_press (&window, "Find");
  window_type (&window, "Find an object of the picture", "nothing of the kind");
  assert_shown (&window, "Nothing of this name or index");
  window_type (&window, "Find an object of the picture", "PU 3");
  assert_shown (&window, "in Core 1, Package 0");
  window_key (&window, KEY_RETURN);
  assert_fact (&window, "Type", "PU");
  assert_fact (&window, "Logical index", "3");
  assert_fact (&window, "Inside", "Core 1");
  assert_shown (&window, "PU 3");
  window_press (&window, "Select nothing");
  assert_fact (&window, "Logical index", NULL);
  window_press (&window, "This Machine");
  assert_shown (&window, "The machine that this program runs on");
  window_close (&window);
}

static void
test_run_leaves_another_machine (void)
{
  struct window window = { 0 };
  window_start_with (&window, NULL, (const char *[]){ "-i", DESCRIPTION, NULL });
  assert_shown (&window, "Another machine, ");
  window_press (&window, "Hybrid");
  window_press (&window, "Run");
  assert_shown (&window, "2 processes"); /* the toast that says why is gone too soon to be waited for */
  assert_grows (&window, "Steps", 3);
  g_assert_false (window_shows (&window, "Another machine, "));
  window_close (&window);
}

/* Far too large to be there before the button can be pressed. */
static void
test_cancelled_load (void)
{
  struct window window = { 0 };
  window_start_with (&window, NULL, (const char *[]){ "-i", "pack:64 l3:8 core:32 pu:4", NULL });
  assert_shown (&window, "Loading pack:64 l3:8 core:32 pu:4");
  window_press (&window, "Cancel");
  assert_shown (&window, "The machine that this program runs on");
  window_press (&window, "Threads");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  g_assert_false (window_shows (&window, "Another machine"));
  window_close (&window);
}

static void
test_broken_file (void)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "broken.xml", NULL);
  g_assert_true (g_file_set_contents (path, "<topology", -1, NULL));
  window_start_with (&window, NULL, (const char *[]){ path, NULL });
  assert_shown (&window, "broken.xml' is not a topology");
  assert_shown (&window, "The machine that this program runs on");
  window_press (&window, "Threads");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  window_close (&window);
  g_remove (path);
  g_rmdir (folder);
}

/* ---- scenes ---- */

static void
open_scene (const char *text, const char *says)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "a.scene", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  window_start_with (&window, NULL, (const char *[]){ path, NULL });
  assert_shown (&window, says);
  window_close (&window);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_scenes (void)
{
  open_scene ("[scene]\nmachine=pack:2 core:4 pu:2\nzoom=2\ncentre=PU:5\nselect=PU:5\n", "Package 0 › Core 2");
  open_scene ("[scene]\nworkload=pi\nmodel=threads\nthreads=3\n", "One process with 3 threads");
  open_scene ("[scene]\n\ntheme=pink\n", "a.scene:3: theme=pink");
}

/* Of a recording: it is opened, at the scene's moment, and the scene is none of the recording's. */
static void
test_scene_of_recording (void)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "a.run", NULL), *scene = g_build_filename (folder, "a.scene", NULL);
  g_autoptr (GSubprocess) run = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, g_getenv ("STRANDSCOPE_PROGRAM"), "run", "--model", "hybrid",
                                                  "--workload", "heat", "--duration", "0.4", "-o", path, NULL);
  g_assert_true (g_subprocess_wait_check (run, NULL, NULL));
  g_assert_true (g_file_set_contents (scene, "[scene]\nrecording=a.run\nmachine=pack:2 core:4 pu:2\nat=0.25\nselect=PU:5\n", -1, NULL));
  window_start_with (&window, NULL, (const char *[]){ scene, NULL });
  assert_shown (&window, "Recording: a.run");
  assert_shown (&window, "t = 0.250");
  assert_shown (&window, "Package 0 › Core 2");
  window_close (&window);
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* ---- placing by hand ---- */

#define KEY_ESCAPE 0xff1b
#define KEY_END 0xff57
#define UNDO "Undo Undo" /* a toast's button has its label for a tooltip too */
#define STAGE "Stage: the program over the machine"

static bool
binding_can_change (void)
{
  if (g_get_num_processors () >= 2)
    return true;
  g_test_skip ("one PU");
  return false;
}

static void
run_bound (struct window *window)
{
  window_start (window, NULL);
  window_press (window, "Hybrid");
  window_press (window, "Run");
  assert_grows (window, "Steps", 3);
  window_press (window, "Find");
  window_type (window, "Find an object of the picture", "1.0");
  assert_shown (window, "Thread 1.0");
  window_key (window, KEY_RETURN);
  assert_fact (window, "Type", "Thread");
}

static void
test_place_by_keyboard (void)
{
  struct window window = { 0 };
  if (!binding_can_change ())
    return;
  run_bound (&window);
  window_press (&window, "Place on…");
  window_type (&window, "Thread 1.0: place on …", "PU 1");
  assert_shown (&window, "Found");
  window_key (&window, KEY_RETURN);
  assert_shown (&window, "Thread 1.0 bound to PU 1, while it runs");
  window_press (&window, UNDO); /* soon: the toast goes */
  assert_shown (&window, "Bound as before");
  assert_fact (&window, "Bound to", "PU 0");
  window_press (&window, "Place on…");
  window_type (&window, "Thread 1.0: place on …", "PU 1");
  window_key (&window, KEY_RETURN);
  assert_fact (&window, "Bound to", "PU 1");
  assert_shown (&window, "By list");
  double steps = fact_number (&window, "Steps");
  assert_grows (&window, "Steps", steps); /* the run goes on */
  window_close (&window);
}

/* From the placement table onto the last PU, which is at the right below the middle of the machine; then the same, given up. */
static void
test_place_by_dragging (void)
{
  struct window window = { 0 };
  g_autofree char *last = g_strdup_printf ("PU %u", g_get_num_processors () - 1);
  g_autofree char *sentence = g_strdup_printf ("Thread 1.0 bound to %s, while it runs", last);
  if (g_get_num_processors () != 2) { /* where it lies on a larger machine is not known here */
    g_test_skip ("not two PUs");
    return;
  }
  run_bound (&window);
  window_press (&window, "Select nothing");
  window_drag (&window, "1.0", STAGE, 0.75, 0.8, 0);
  assert_shown (&window, sentence);
  window_press (&window, UNDO);
  assert_shown (&window, "Bound as before");
  window_drag (&window, "1.0", STAGE, 0.75, 0.8, KEY_ESCAPE);
  g_usleep (500000);
  g_assert_false (window_shows (&window, sentence));
  window_close (&window);
}

/* ---- time ---- */

static void
test_picture_paused (void)
{
  struct window window = { 0 };
  window_start (&window, NULL);
  window_press (&window, "Threads");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  window_press (&window, "Pause picture");
  assert_shown (&window, "recorded on: +");
  assert_shown (&window, "running"); /* the program is not held */
  g_usleep (600000);
  double steps = fact_number (&window, "Steps");
  g_usleep (600000);
  g_assert_cmpfloat (fact_number (&window, "Steps"), ==, steps);
  window_press (&window, "LIVE");
  assert_grows (&window, "Steps", steps);
  window_close (&window);
}

/* What the command line recorded is shown, stepped through, marked, and left by Run. */
static void
test_recording (void)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "a.run", NULL);
  g_autoptr (GSubprocess) run = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, g_getenv ("STRANDSCOPE_PROGRAM"), "run", "--model", "hybrid",
                                                  "--workload", "heat", "--duration", "0.4", "-o", path, NULL);
  g_assert_true (g_subprocess_wait_check (run, NULL, NULL));
  window_start_with (&window, NULL, (const char *[]){ path, NULL });
  assert_shown (&window, "Recording: a.run");
  assert_shown (&window, "heat (hybrid), ");
  assert_shown (&window, "2 processes");
  window_press (&window, "To the begin");
  assert_shown (&window, "t = 0.");
  window_press (&window, "Step on in time");
  window_press (&window, "Step back in time");
  window_press (&window, "Loop");
  assert_shown (&window, "Playing goes round in all of the run");
  window_press (&window, "Playing goes round in all of the run (Ctrl+Shift+L)");
  window_key (&window, KEY_END);
  assert_grows (&window, "Steps", 3);
  window_press (&window, "Close Recording");
  assert_shown (&window, "The machine that this program runs on");
  window_press (&window, "Run");
  assert_shown (&window, "running");
  window_close (&window);
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* ---- two runs ---- */

static void
record (const char *model, const char *path)
{
  g_autoptr (GSubprocess) run = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, g_getenv ("STRANDSCOPE_PROGRAM"), "run", "--model", model, "--workload",
                                                  "heat", "--ranks", "2", "--threads", "2", "--duration", "0.4", "-o", path, NULL);
  g_assert_true (g_subprocess_wait_check (run, NULL, NULL));
}

/* From the command line: one playhead for both, their facts, and back to one run. */
static void
test_compare (void)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *a = g_build_filename (folder, "a.run", NULL), *b = g_build_filename (folder, "b.run", NULL);
  record ("threads", a);
  record ("processes", b);
  window_start_with (&window, NULL, (const char *[]){ "compare", a, b, NULL });
  assert_shown (&window, "Threads | Processes");
  assert_shown (&window, "a.run | b.run");
  assert_shown (&window, "heat, 1 × 2");
  assert_shown (&window, "heat, 2 × 1");
  window_key (&window, KEY_END);
  assert_shown (&window, "Messages, A: 0");
  assert_shown (&window, "Messages, difference: +");
  window_press (&window, "To the begin");
  assert_shown (&window, "t = 0.");
  window_press (&window, "Step on in time");
  window_press (&window, "Loop");
  assert_shown (&window, "Playing goes round in all of both runs");
  window_press (&window, "Swap the runs");
  assert_shown (&window, "Processes | Threads");
  window_press (&window, "Save picture");
  assert_shown (&window, "strandscope-compare-heat-");
  window_press (&window, "Close comparison");
  assert_shown (&window, "The machine that this program runs on");
  window_close (&window);
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* The present workload in two models; a run that goes on makes way. */
static void
test_run_both (void)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *environment = g_strconcat ("XDG_DATA_HOME=", folder, NULL);
  window_start (&window, (const char *[]){ environment, NULL });
  window_press (&window, "Hybrid");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  window_press (&window, "Compare");
  assert_shown (&window, "1 × 4 against 4 × 1");
  window_press (&window, "Run Both");
  assert_shown (&window, "Threads, run 1 of 2");
  assert_shown (&window, "Processes, run 2 of 2");
  assert_shown (&window, "Both runs are kept in");
  assert_shown (&window, "Threads | Processes");
  assert_shown (&window, "heat-processes-2-");
  window_close (&window);
  g_spawn_sync (NULL, (char *[]){ (char *) "rm", (char *) "-r", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
test_compare_broken (void)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL);
  window_start_with (&window, NULL, (const char *[]){ "compare", folder, folder, NULL });
  assert_shown (&window, folder); /* the sentence names it */
  assert_shown (&window, "Two runs side by side");
  window_press (&window, "Close comparison");
  assert_shown (&window, "The machine that this program runs on");
  window_close (&window);
  g_rmdir (folder);
}

/* ---- what is kept between two starts ---- */

static void
write_settings (const char *folder, const char *text)
{
  g_autofree char *place = g_build_filename (folder, "strandscope", NULL), *path = g_build_filename (place, "settings.ini", NULL);
  g_mkdir_with_parents (place, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static bool
facts_are_away (gpointer window)
{
  return !window_pressed (window, "Facts pane");
}

static void
test_settings (void)
{
  struct window window = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *environment = g_strconcat ("XDG_CONFIG_HOME=", folder, NULL);
  g_autofree char *place = g_build_filename (folder, "strandscope", NULL), *path = g_build_filename (place, "settings.ini", NULL), *text = NULL;
  write_settings (folder, "[view]\nlegend=true\nindexes=nonsense\n[view\n\xff\xfe=;;=\n"); /* broken */
  window_start_with (&window, (const char *[]){ environment, NULL }, (const char *[]){ "-i", DESCRIPTION, NULL });
  assert_shown (&window, "Another machine, " DESCRIPTION);
  g_assert_true (window_pressed (&window, "Facts pane"));
  window_press (&window, "Facts pane");
  g_assert_true (wait_until (facts_are_away, &window, 10));
  window_close (&window);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "facts-pane=false"));
  g_assert_nonnull (strstr (text, "descriptions=" DESCRIPTION));

  window_start (&window, (const char *[]){ environment, NULL });
  assert_shown (&window, "The machine that this program runs on");
  g_assert_false (window_pressed (&window, "Facts pane"));
  g_assert_true (window_pressed (&window, "Settings pane"));
  window_close (&window);
  g_remove (path);
  g_rmdir (place);
  g_rmdir (folder);
}

static bool
is_pressed (gpointer data)
{
  struct expectation *expected = data;
  return window_pressed (expected->window, expected->what);
}

/* What went on is found, and from there the way leads to causes; lanes by PU. */
static void
test_timeline (void)
{
  struct window window = { 0 };
  window_start (&window, NULL);
  window_press (&window, "Hybrid");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 20);
  window_press (&window, "Stop");
  assert_shown (&window, "ended");
  window_type (&window, "Find in time", "halo");
  window_press (&window, "Previous in time");
  assert_shown (&window, "region halo");
  window_type (&window, "Find in time", "0->1");
  window_press (&window, "Previous in time");
  assert_shown (&window, "message 0→1");
  window_type (&window, "Find in time", ">9 GiB");
  window_press (&window, "Previous in time");
  assert_shown (&window, "Nothing of it before the playhead.");
  window_type (&window, "Find in time", "tag x");
  window_press (&window, "Next in time");
  assert_shown (&window, "tag needs a number");
  window_press (&window, "Jump to cause");
  assert_shown (&window, "waited");
  window_press (&window, "By PU");
  g_assert_true (wait_until (is_pressed, &(struct expectation){ &window, "By PU", 0 }, 5));
  g_assert_false (window_pressed (&window, "By thread"));
  window_press (&window, "Run"); /* another run, while PUs are shown */
  assert_grows (&window, "Steps", 3);
  window_close (&window);
}

/* A study and a run keep out of each other's way; what was measured of a cancelled one is kept. */
static void
test_scaling (void)
{
  struct window window = { 0 };
  window_start (&window, NULL);
  assert_shown (&window, "The machine that this program runs on");
  window_press (&window, "Scaling");
  assert_shown (&window, "Steps a run");
  window_press (&window, "Start");
  assert_shown (&window, "(1 of 12 done)");
  window_press (&window, "Run");
  assert_shown (&window, "A scaling study goes on");
  window_press (&window, "Cancel");
  assert_shown (&window, "what was measured is kept");
  window_press (&window, "Run");
  assert_grows (&window, "Steps", 3);
  window_press (&window, "Stop It");
  assert_shown (&window, "ended");
  window_press (&window, "Start"); /* and the window is closed while a study goes on */
  assert_shown (&window, "(0 of 12 done)");
  window_close (&window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (atspi_missing ()) {
    g_print ("1..0 # SKIP %s\n", atspi_missing ());
    return 0;
  }
  g_test_add_func ("/window/hybrid-run", test_hybrid_run);
  g_test_add_func ("/window/switching-the-model", test_switching_the_model);
  g_test_add_func ("/window/killed-rank", test_killed_rank);
  g_test_add_func ("/window/missing-mpirun", test_missing_mpirun);
  g_test_add_func ("/window/search-in-another-machine", test_search_in_another_machine);
  g_test_add_func ("/window/run-leaves-another-machine", test_run_leaves_another_machine);
  g_test_add_func ("/window/cancelled-load", test_cancelled_load);
  g_test_add_func ("/window/broken-file", test_broken_file);
  g_test_add_func ("/window/scenes", test_scenes);
  g_test_add_func ("/window/scene-of-recording", test_scene_of_recording);
  g_test_add_func ("/window/place-by-keyboard", test_place_by_keyboard);
  g_test_add_func ("/window/place-by-dragging", test_place_by_dragging);
  g_test_add_func ("/window/picture-paused", test_picture_paused);
  g_test_add_func ("/window/recording", test_recording);
  g_test_add_func ("/window/compare", test_compare);
  g_test_add_func ("/window/run-both", test_run_both);
  g_test_add_func ("/window/compare-broken", test_compare_broken);
  g_test_add_func ("/window/settings", test_settings);
  g_test_add_func ("/window/timeline", test_timeline);
  g_test_add_func ("/window/scaling", test_scaling);
  return g_test_run ();
}
