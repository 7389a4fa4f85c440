/* Scenes: what is strict is refused with file, line and key; the same scene gives the same bytes in every environment; small
 * reference pictures (tests/ui/reference) are compared pixel by pixel. `test-scenes --update` makes those again. */
#include <cairo.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>

#include "app/scene-file.h"
#include "engine/machine/machine.h"
#include "engine/trace/recording.h"
#include "engine/trace/remove-tree.h"
#include "engine/trace/trace-writer.h"

static char *folder;

/* ---- a recording made by hand: it is the same whenever it is made ---- */

#define MS UINT64_C (1000000)
#define BEGIN (1000 * MS)
#define END (1200 * MS)

static void
add (struct trace *trace, int rank, int thread, struct event event, uint64_t end)
{
  event.span = event_span (end - event.begin, 1);
  trace_writer_events (trace, rank, thread, &event, 1);
}

static void
fill_step (struct trace *trace, int rank, int thread, uint64_t t, int step)
{
  struct span on = { .begin = t, .end = t + 6 * MS, .object = 2 * rank + thread, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };
  add (trace, rank, thread, (struct event){ .begin = t, .kind = EVENT_REGION, .peer = 1, .comm = 1, .sequence = 1, .object = 0 }, t + 4 * MS);
  add (trace, rank, thread, (struct event){ .begin = t + 4 * MS, .kind = EVENT_LOCK_WAIT, .object = 0 }, t + (4 + 2 * thread) * MS);
  if (thread == 0) {
    add (trace, rank, 0, (struct event){ .begin = t + 5 * MS, .kind = EVENT_SEND, .peer = !rank, .sequence = step, .object = 3, .value = 4096 }, t + 6 * MS);
    add (trace, rank, 0, (struct event){ .begin = t + 6 * MS, .kind = EVENT_RECV, .peer = !rank, .sequence = step, .object = 3, .value = 4096 }, t + 8 * MS);
  }
  add (trace, rank, thread, (struct event){ .begin = t + 8 * MS, .kind = EVENT_BARRIER }, t + 9 * MS);
  add (trace, rank, thread, (struct event){ .begin = t, .kind = EVENT_STEP, .value = step }, t + 9 * MS);
  trace_writer_schedule (trace, rank, thread, &on, 1);
}

static void
fill_rank (struct trace *trace, int rank, int threads)
{
  struct segment_object object = { .name = "grid", .detail = "rows 0-7", .address = 4096, .bytes = 24 << 20, .parts = 16, .flags = 1 };
  trace_writer_process_facts (trace, rank, 4711 + rank, "host");
  trace_writer_process (trace, rank, BEGIN, PROCESS_ALIVE, NULL);
  trace_writer_region_name (trace, rank, 0, "sweep");
  trace_writer_lock_name (trace, rank, 0, "sum");
  trace_writer_object (trace, rank, 0, &object);
  trace_writer_workload (trace, rank, BEGIN, END);
  trace_writer_memory (trace, rank, BEGIN + MS, (30 + rank) << 20, 40 << 20);
  for (int thread = 0; thread < threads; thread++) {
    struct writer_thread facts = { .at = BEGIN, .tid = 4711 + thread };
    trace_writer_thread (trace, rank, thread, &facts);
    for (int step = 0; step < 20; step++)
      fill_step (trace, rank, thread, BEGIN + step * 10 * MS, step);
    add (trace, rank, thread, (struct event){ .begin = BEGIN, .kind = EVENT_THREAD }, END);
  }
}

static void
make_recording (const char *name, const char *model, int ranks, int threads)
{
  struct trace_description description = { .model = (char *) model, .workload = (char *) "heat", .runtime = (char *) "openmp", .bind = (char *) "none",
                                           .sync = (char *) "mutex", .ranks = ranks, .threads = threads, .command = (char *) "mpirun" };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct trace *trace = trace_create (&description);
  struct machine *machine = machine_load ("pack:1 l3:1 core:2 pu:2", &error);
  g_assert_no_error (error);
  trace_writer_sources (trace, SOURCE_KERNEL, SOURCE_SAMPLED);
  for (int rank = 0; rank < ranks; rank++)
    fill_rank (trace, rank, threads);
  trace_writer_close (trace, END);
  g_assert_true (recording_save (trace, machine, path, NULL, &error));
  g_assert_no_error (error);
  trace_destroy (trace);
  machine_destroy (machine);
}

/* ---- the program ---- */

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_scene (const char *name, const char *text)
{
  char *path = in_folder (name);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* SETTINGS: NAME=VALUE of the environment, NULL-terminated; from DIRECTORY. Returns the exit status. */
static int
render (const char *scene, const char *output, const char *directory, const char *const *settings, char **out, char **err)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_cwd (launcher, directory);
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  for (; *settings; settings++) {
    g_auto (GStrv) parts = g_strsplit (*settings, "=", 2);
    g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE);
  }
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("STRANDSCOPE_PROGRAM"), "render", scene, output ? "-o" : "--alt-text", output, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, out, err, &error));
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

static const char *const no_settings[] = { NULL };

/* ---- strictness ---- */

static void
test_refusals (void)
{
  static const struct { const char *text, *says; } rows[] = {
    { "[scene]\ntehme=dark\n", ":2: there is no key \"tehme\"" },
    { "[scene]\n\n# a remark\ntheme=pink\n", ":4: theme=pink: a theme is light" },
    { "[scene]\nrecording=none\n", ":2: recording=none: there is no such file" },
    { "[scene]\nrecording=hybrid\nview=stege\n", ":3: stege: a view is stage, machine" },
    { "[scene]\nrecording=hybrid\nsize=3x3\n", ":3: size=3x3: a size is" },
    { "[scene]\nrecording=hybrid\nstretch=7 days\n", ":3: stretch=7 days: a stretch is" },
    { "[scene]\nrecording=hybrid\nlanes=core\n", ":3: lanes=core: lanes are" },
    { "[scene]\nrecording=hybrid\nat=step 99\n", ":3: No thread has done step 99" },
    { "[scene]\nrecording=hybrid\nscale=nan\n", ":3: scale=nan: a number from" },
    { "[scene]\nrecording=hybrid\nat=9999\n", ":3: 9999: what is recorded ends" },
    { "[scene]\nrecording=hybrid\nat=deadlock\n", ":3: deadlock: that didn't happen" },
    { "[scene]\nview=stage\nview=stage\n", ":3: view=stage stands there a second time" },
    { "[scene]\nview=stage\n", ":2: view=stage wants a run" },
    { "[scene]\n[picture]\n", ":2: there is no group [picture]" },
    { "[scene]\nmodel=threads\n", ":1: [scene] says how a workload runs" },
    { "[scene]\nrecording=hybrid\nworkload=heat\n", ":3: recording= and workload=" },
    { "[scene]\nrecording=hybrid\n[callout a]\nobject=PU:99\ntext=x\n", ":4: nothing in sight is called \"PU:99\"" },
    { "[scene]\nrecording=hybrid\n[callout a]\nobject=PU:1\n", ":3: [callout a] wants" },
    { "[scene]\nrecording=hybrid\nsize=300x200\nlegend=left\nfacts=right\n", ":3: title, caption" },
    { "[scene]\nrecording=hybrid\nview=memory\nsize=480x100\n", ":4: what is to be shown takes" },
    { "[scene]\nrecording=hybrid\nview=compare\n", "view=compare wants the second run" },
    { "[scene]\nnonsense\n", "this is no scene" },
  };
  g_autofree char *output = in_folder ("refused.png");
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = write_scene ("refused.scene", rows[i].text), *out = NULL, *err = NULL;
    g_assert_cmpint (render (path, output, folder, no_settings, &out, &err), ==, 1);
    g_test_message ("%s", err);
    g_assert_nonnull (strstr (err, "refused.scene"));
    g_assert_nonnull (strstr (err, rows[i].says));
    g_assert_cmpint (strchr (err, '\n') - err, ==, (long) strlen (err) - 1);
    g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
  }
}

/* Bytes that mean nothing end in a sentence too. */
static void
test_noise (void)
{
  static const char whole[] = "[scene]\nrecording=hybrid\nat=50%\nsize=640x400\n[callout a]\nobject=PU:1\ntext=x\n";
  g_autofree char *path = in_folder ("noise.scene");
  for (int i = 0; i < 2000; i++) {
    g_autofree char *text = g_strdup (whole);
    for (int k = 0; k < 3; k++)
      text[g_test_rand_int_range (0, sizeof whole - 1)] = (char) g_test_rand_int_range (1, 256);
    g_autoptr (GError) error = NULL;
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    struct scene_file *file = scene_file_read (path, &error);
    g_assert_true ((file == NULL) == (error != NULL));
    scene_file_free (file);
  }
}

/* What is written is read again, and written the same. */
static void
test_round_trip (void)
{
  static const char text[] = "[scene]\nrecording=hybrid\nat=lock:2\nlabel=left one\nview=compare\ntitle=A title; with signs = and #\ncaption=auto\n"
                             "centre=PU:1\nselect=thread:0.1\nzoom=2.5\nstretch=0.01\nlanes=pu\nsize=640x400\nscale=2\ntheme=print\nsvg-style=auto\nindexes=both\n"
                             "overlays=distances,links\nlegend=left\nfacts=right\n\n[compare]\nworkload=pi\nmodel=threads\nranks=1\nthreads=3\nruntime=c11\n"
                             "bind=none\nsync=atomic\nsettings=a=1;b=2\nduration=0.5\nat=50%\nlabel=right\n\n[callout one]\nobject=PU:1\ntext=Two\\nlines\nside=above\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_scene ("round.scene", text), *again = in_folder ("again.scene"), *written = NULL;
  struct scene_file *file = scene_file_read (path, &error);
  g_assert_no_error (error);
  g_assert_true (scene_file_is (path));
  g_assert_cmpint (file->overlays, ==, 9);
  g_assert_cmpfloat (file->zoom, ==, 2.5);
  g_assert_cmpint (file->theme, ==, THEME_PRINT);
  g_assert_cmpint (file->width, ==, 640);
  g_assert_true (scene_file_write (file, again, &error));
  g_assert_true (g_file_get_contents (again, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, text);
  scene_file_free (file);
}

/* ---- the same bytes ---- */

static const char stage_scene[] = "[scene]\nrecording=hybrid\nat=message\ntitle=Two processes: ქართული\nlegend=right\nfacts=right\ncaption=auto\n"
                                  "[callout a]\nobject=message:\ntext=It crosses between address spaces\n[callout b]\nobject=thread:0.1\ntext=A thread\n";

static void
assert_same (const char *a, const char *b)
{
  g_autofree char *one = NULL, *other = NULL;
  gsize bytes, other_bytes;
  g_assert_true (g_file_get_contents (a, &one, &bytes, NULL));
  g_assert_true (g_file_get_contents (b, &other, &other_bytes, NULL));
  g_assert_cmpmem (one, bytes, other, other_bytes);
}

static char **
strange_settings (void)
{
  static const char rules[] = "<fontconfig><alias><family>Inter</family><prefer><family>DejaVu Sans</family></prefer></alias>"
                              "<match target=\"font\"><edit name=\"hintstyle\"><const>hintfull</const></edit></match></fontconfig>";
  g_autofree char *home = in_folder ("home"), *file = write_scene ("fonts.conf", rules);
  g_mkdir (home, 0700);
  g_autofree char *all = g_strdup_printf ("HOME=%s|XDG_CONFIG_HOME=%s|XDG_DATA_HOME=%s/data|XDG_CACHE_HOME=%s/cache|FONTCONFIG_FILE=%s|LC_ALL=C.UTF-8|TZ=Asia/Tokyo",
                                          home, home, home, home, file);
  return g_strsplit (all, "|", -1);
}

static void
test_same_bytes (void)
{
  static const char *const endings[] = { "png", "svg", "pdf" }, *const plain[] = { "LANG=C", "LC_ALL=C", "TZ=UTC", NULL };
  g_auto (GStrv) strange = strange_settings ();
  g_autofree char *scene = write_scene ("same.scene", stage_scene);
  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *first = g_strdup_printf ("%s/first.%s", folder, endings[i]), *second = g_strdup_printf ("%s/second.%s", folder, endings[i]);
    g_autofree char *out = NULL, *err = NULL, *out2 = NULL, *err2 = NULL;
    g_assert_cmpint (render ("same.scene", first, folder, plain, &out, &err), ==, 0);
    g_assert_cmpint (render (scene, second, "/", (const char *const *) strange, &out2, &err2), ==, 0);
    g_assert_cmpstr (err, ==, err2);
    assert_same (first, second);
  }
}

static void
test_words (void)
{
  g_autofree char *scene = write_scene ("words.scene", stage_scene), *svg = in_folder ("words.svg"), *pdf = in_folder ("words.pdf");
  g_autofree char *out = NULL, *err = NULL, *text = NULL, *page = NULL;
  gsize bytes;
  g_assert_cmpint (render (scene, NULL, folder, no_settings, &out, &err), ==, 0);
  g_assert_nonnull (strstr (out, "The workload heat in the hybrid model: 2 processes of 2 threads on a machine of 1 package"));
  g_assert_nonnull (strstr (out, "“It crosses between address spaces”"));
  g_assert_cmpint (render (scene, svg, folder, no_settings, &out, &err), ==, 0);
  g_assert_true (g_file_get_contents (svg, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "<title>Two processes: ქართული</title>"));
  g_assert_nonnull (strstr (text, " id=\"thread:0.1\" class=\"thread is-"));
  g_assert_nonnull (strstr (text, ">Two processes: ქართული</text>"));
  g_assert_cmpint (render (scene, pdf, folder, no_settings, &out, &err), ==, 0);
  g_assert_true (g_file_get_contents (pdf, &page, &bytes, NULL));
  g_assert_nonnull (memmem (page, bytes, "/Title (Thread 0.1)", 19));
  g_assert_nonnull (memmem (page, bytes, "/ToUnicode", 10));
}

/* ---- the gallery ---- */

/* Every scene of data/scenes can be made, twice the same, and stands on its page in words. */
static void
test_gallery (void)
{
  g_autofree char *gallery = g_build_filename (g_getenv ("STRANDSCOPE_SOURCE"), "data", "scenes", NULL), *about = g_build_filename (gallery, "README.md", NULL);
  g_autofree char *one = in_folder ("one.svg"), *other = in_folder ("other.svg"), *page = NULL;
  g_auto (GStrv) strange = strange_settings ();
  g_autoptr (GDir) listing = g_dir_open (gallery, 0, NULL);
  const char *name;
  int scenes = 0;
  g_assert_true (g_file_get_contents (about, &page, NULL, NULL));
  while ((name = g_dir_read_name (listing))) {
    if (!g_str_has_suffix (name, ".scene"))
      continue;
    g_autofree char *scene = g_build_filename (gallery, name, NULL), *out = NULL, *err = NULL, *out2 = NULL, *err2 = NULL;
    int status = render (name, one, gallery, no_settings, &out, &err);
    g_test_message ("%s: %s", name, err);
    g_assert_cmpint (status, ==, 0);
    g_assert_cmpint (render (scene, other, folder, (const char *const *) strange, &out2, &err2), ==, 0);
    assert_same (one, other);
    g_assert_nonnull (strstr (page, name));
    scenes++;
  }
  g_assert_cmpint (scenes, >=, 10);
}

/* A deadlock is one when it has stood for a second, which is not yet so in the middle of the wait; the run is ended soon after. */
static void
test_deadlock (void)
{
  g_autofree char *scene = g_build_filename (g_getenv ("STRANDSCOPE_SOURCE"), "data", "scenes", "deadlock.scene", NULL), *svg = in_folder ("deadlock.svg");
  g_autofree char *out = NULL, *err = NULL, *text = NULL;
  g_assert_cmpint (render (scene, svg, folder, no_settings, &out, &err), ==, 0);
  g_assert_true (g_file_get_contents (svg, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "id=\"wait:0.0\""));
  g_assert_nonnull (strstr (text, "id=\"wait:0.1\""));
}

/* ---- reference pictures ---- */

static const struct { const char *name, *scene; } references[] = {
  { "stage", "[scene]\nrecording=hybrid\nat=message\nsize=640x420\n[callout a]\nobject=message:\ntext=A message\n" },
  { "stage-dark", "[scene]\nrecording=hybrid\nat=lock\nsize=640x420\ntheme=dark\nselect=thread:0.1\n" },
  { "machine", "[scene]\nmachine=pack:2 numa:1 l3:1 core:4 pu:2\nview=machine\nsize=480x300\ntheme=print\n" },
  { "machine-zoomed", "[scene]\nmachine=pack:2 numa:1 l3:1 core:4 pu:2\nview=machine\nsize=480x300\nzoom=2\ncentre=PU:5\nselect=PU:5\n[callout a]\nobject=PU:5\ntext=A PU\n" },
  { "program", "[scene]\nrecording=hybrid\nview=program\nsize=480x200\nat=50%\n" },
  { "timeline", "[scene]\nrecording=hybrid\nview=timeline\nsize=480x140\nat=50%\nstretch=0.05\n" },
  { "matrix", "[scene]\nrecording=hybrid\nview=matrix\nat=end\n" },
  { "memory", "[scene]\nrecording=hybrid\nview=memory\nsize=480x280\nat=end\n" },
  { "compare", "[scene]\nrecording=threads\nview=compare\nsize=800x420\nat=50%\ncaption=auto\n[compare]\nrecording=hybrid\nat=50%\n[callout a]\nobject=2/thread:1.0\ntext=Another address space\n" },
};

static char *
reference_path (const char *name)
{
  return g_strdup_printf ("%s/tests/ui/reference/%s.png", g_getenv ("STRANDSCOPE_SOURCE"), name);
}

static void
render_reference (size_t i, const char *output)
{
  g_autofree char *scene = write_scene ("reference.scene", references[i].scene), *out = NULL, *err = NULL;
  int status = render (scene, output, folder, no_settings, &out, &err);
  if (status)
    g_printerr ("%s: %s", references[i].name, err);
  g_assert_cmpint (status, ==, 0);
}

static void
assert_same_pixels (const char *a, const char *b)
{
  cairo_surface_t *one = cairo_image_surface_create_from_png (a), *other = cairo_image_surface_create_from_png (b);
  g_assert_cmpint (cairo_surface_status (one), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_surface_status (other), ==, CAIRO_STATUS_SUCCESS);
  int width = cairo_image_surface_get_width (one), height = cairo_image_surface_get_height (one);
  g_assert_cmpint (width, ==, cairo_image_surface_get_width (other));
  g_assert_cmpint (height, ==, cairo_image_surface_get_height (other));
  for (int y = 0; y < height; y++) {
    const uint32_t *p = (const void *) (cairo_image_surface_get_data (one) + y * cairo_image_surface_get_stride (one));
    const uint32_t *q = (const void *) (cairo_image_surface_get_data (other) + y * cairo_image_surface_get_stride (other));
    for (int x = 0; x < width; x++)
      if ((p[x] & 0xffffff) != (q[x] & 0xffffff)) {
        g_test_message ("%s and %s differ first at %d, %d; after a wanted change: ninja reference-pictures, and look at them", a, b, x, y);
        g_test_fail ();
        y = height - 1;
        break;
      }
  }
  cairo_surface_destroy (one);
  cairo_surface_destroy (other);
}

static void
test_references (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (references); i++) {
    g_autofree char *made = in_folder ("made.png"), *reference = reference_path (references[i].name);
    render_reference (i, made);
    assert_same_pixels (made, reference);
  }
}

static int
update (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (references); i++) {
    g_autofree char *reference = reference_path (references[i].name);
    render_reference (i, reference);
    g_print ("%s\n", reference);
  }
  return 0;
}

int
main (int argc, char **argv)
{
  bool updates = argc > 1 && g_str_equal (argv[1], "--update");
  if (!updates)
    g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("strandscope-scene-XXXXXX", NULL);
  make_recording ("hybrid", "hybrid", 2, 2);
  make_recording ("threads", "threads", 1, 4);
  if (!updates) {
    g_test_add_func ("/scene/round-trip", test_round_trip);
    g_test_add_func ("/scene/refusals", test_refusals);
    g_test_add_func ("/scene/noise", test_noise);
    g_test_add_func ("/scene/same-bytes", test_same_bytes);
    g_test_add_func ("/scene/words", test_words);
    g_test_add_func ("/scene/gallery", test_gallery);
    g_test_add_func ("/scene/deadlock", test_deadlock);
    g_test_add_func ("/scene/references", test_references);
  }
  int status = updates ? update () : g_test_run ();
  remove_tree (folder);
  return status;
}
