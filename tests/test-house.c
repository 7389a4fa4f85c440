/* The house of CONTRIBUTING.md: who may include whom. Reads the sources' #include lines. */
#include <gio/gio.h>
#include <string.h>

struct rule { const char *room; const char *forbidden; const char *why; };

/* A file below ROOM may not include a path that matches FORBIDDEN. */
static const struct rule rules[] = {
  { "engine/", "^(gtk/|gdk/|gsk/|adwaita|cairo|pango/)", "engine/ works without a display" },
  { "engine/", "^(ui|app)/", "includes point downward: app -> ui -> engine" },
  { "ui/", "^app/", "includes point downward: app -> ui -> engine" },
  { "ui/draw/", "^(gtk/|gdk/|gsk/|adwaita|ui/widgets/)", "ui/draw is pure Cairo and Pango" },
  { "ui/draw/", "^engine/(launch|observe|team|worker|interpose)/", "ui/draw reads plain structs" },
  { "ui/film/", "^(gtk/|gdk/|gsk/|adwaita|cairo|pango/|ui/(draw|widgets)/)", "a film is of pixels, whoever drew them" },
  { "engine/record/", "^(glib|gio/|gobject/|json-glib|hwloc|mpi|omp)", "record/ is loaded into other people's programs: libc only" },
  { "engine/record/", "^engine/(machine|team|workload|worker|interpose|launch|observe|trace)/", "record/ depends on nothing here" },
  { "engine/trace/", "^engine/(launch|observe|team|worker|interpose|workload)/", "a trace does not know who fills it" },
  { "engine/scaling/", "^engine/(launch|observe|team|worker|interpose|workload)/", "a study does not know who makes it" },
  { "ui/", "^(mpi|omp)", "the interface never runs workload code" },
  { "app/", "^(mpi|omp)", "the interface never calls MPI" },
  { "engine/launch/", "^(mpi|omp)\\.", "the host never calls MPI" },
};

static void
check_line (const char *path, const char *included, int *violations)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_has_prefix (path, rules[i].room) && g_regex_match_simple (rules[i].forbidden, included, 0, 0)) {
      g_test_message ("%s includes %s: %s", path, included, rules[i].why);
      (*violations)++;
    }
}

static void
check_file (const char *root, const char *path, int *violations, int *includes)
{
  g_autofree char *full = g_build_filename (root, path, NULL), *text = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_assert_true (g_file_get_contents (full, &text, NULL, NULL));
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *included = g_match_info_fetch (match, 1);
    check_line (path, included, violations);
    (*includes)++;
  }
}

static void
walk (const char *root, const char *room, int *violations, int *includes)
{
  g_autofree char *full = g_build_filename (root, room, NULL);
  g_autoptr (GDir) folder = g_dir_open (full, 0, NULL);
  g_assert_nonnull (folder);
  for (const char *name; (name = g_dir_read_name (folder));) {
    g_autofree char *path = g_strconcat (room, "/", name, NULL), *child = g_build_filename (root, path, NULL);
    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      walk (root, path, violations, includes);
    else if (g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".h"))
      check_file (root, path, violations, includes);
  }
}

static void
test_includes_point_downward (void)
{
  int violations = 0, includes = 0;
  const char *root = g_getenv ("STRANDSCOPE_SOURCE");
  for (const char *const *room = (const char *const[]){ "engine", "ui", "app", NULL }; *room; room++)
    walk (root, *room, &violations, &includes);
  g_assert_cmpint (includes, >, 100);
  g_assert_cmpint (violations, ==, 0);
}

static void
test_rules_bite (void)
{
  int violations = 0;
  check_line ("engine/trace/trace.c", "gtk/gtk.h", &violations);
  check_line ("engine/record/ring.c", "glib.h", &violations);
  check_line ("ui/draw/scene.c", "gdk/gdk.h", &violations);
  check_line ("engine/launch/run.c", "ui/draw/scene.h", &violations);
  g_assert_cmpint (violations, ==, 4);
  check_line ("ui/draw/scene.c", "engine/trace/snapshot.h", &violations);
  check_line ("ui/widgets/canvas.c", "gtk/gtk.h", &violations);
  g_assert_cmpint (violations, ==, 4);
}

/* Nothing but these stands at the top of the checkout. */
static void
test_top_level (void)
{
  static const char *const allowed[] = { "meson.build", "meson_options.txt", "app", "engine", "ui", "data", "tests", "README.md",
                                         "LICENSE", "CONTRIBUTING.md", NULL };
  g_autoptr (GDir) folder = g_dir_open (g_getenv ("STRANDSCOPE_SOURCE"), 0, NULL);
  for (const char *name; (name = g_dir_read_name (folder));)
    if (name[0] != '.' && !g_str_has_prefix (name, "build") && strcmp (name, "strandscope.png") != 0) {
      g_test_message ("%s", name);
      g_assert_true (g_strv_contains (allowed, name));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/house/includes-point-downward", test_includes_point_downward);
  g_test_add_func ("/house/rules-bite", test_rules_bite);
  g_test_add_func ("/house/top-level", test_top_level);
  return g_test_run ();
}
