#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "app/application.h"
#include "app/commands.h"
#include "app/headless.h"

static const struct {
  const char *name;
  int (*run) (int argc, char **argv);
  const char *about;
} commands[] = {
  { "run", command_run, "run a workload and tell what was observed (--json, -o RECORDING)" },
  { "scaling", command_scaling, "a workload by 1, 2, ... workers: speedup, and the law that fits (--json, -o FILE)" },
  { "render", command_render, "a scene, or a moment of a recording, as a picture (-o FILE.png|.svg|.pdf)" },
  { "film", command_film, "a scene, or a stretch of a recording, as a film (-o FILE.png|.gif|.webp)" },
  { "compare", command_compare, "two recordings side by side in the window, with the difference of their facts" },
  { "info", command_info, "what a recording holds (--json)" },
  { "export", command_export, "a recording for other tools (--to perfetto|paje|csv -o FILE)" },
  { "topology", command_topology, "draw a machine: this one, an hwloc XML file or a synthetic description (-o FILE, --json)" },
  { "workloads", command_workloads, "the workloads, what each shows and how it may be misread (--json)" },
  { "screenshots", command_screenshots, "the README's and the gallery's pictures, from scenes and real runs in the real window (-o FOLDER, --scenes FOLDER)" },
};

static int
print_help (void)
{
  g_print ("Strandscope draws the machine it runs on and plays a real parallel program on it.\n\n"
           "  strandscope               the window\n"
           "  strandscope FILE.xml      the window with another machine, written by lstopo; -i SOURCE: that or a synthetic description\n"
           "  strandscope RECORDING     the window with a recorded run\n");
  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  strandscope %-13s %s\n", commands[i].name, commands[i].about);
  g_print ("\nstrandscope COMMAND --help tells a command's options.\n");
  return 0;
}

/* No command's name, but something that the window can show. */
static gboolean
is_file (const char *word)
{
  return g_str_has_suffix (word, ".xml") || strchr (word, '/') || g_file_test (word, G_FILE_TEST_EXISTS);
}

/* GTK's own arguments (--display and the like) are left to GTK. */
static int
run_window (int argc, char **argv)
{
  application_prepare ();
  if (application_display_reachable ())
    return application_run (argc, argv);
  return headless_run ();
}

/* The window with another machine: nothing that the demonstration without a display could stand for. */
static int
run_window_with (int argc, char **argv)
{
  if (strcmp (argv[1], "-i") == 0 && argc < 3) {
    g_printerr ("strandscope: -i wants a SOURCE: an hwloc XML file or a synthetic description\n");
    return 2;
  }
  application_prepare ();
  if (application_display_reachable ())
    return application_run (argc, argv);
  g_printerr ("strandscope: no display can be reached; strandscope topology -i SOURCE -o FILE.png draws a machine without one\n");
  return 1;
}

int
main (int argc, char **argv)
{
  const char *word = argc > 1 ? argv[1] : NULL;
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* the words are English, so are the numbers: the same picture everywhere */
  if (!word || (g_str_has_prefix (word, "--") && strcmp (word, "--help") != 0 && strcmp (word, "--version") != 0))
    return run_window (argc, argv);
  if (strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0 || strcmp (word, "help") == 0)
    return print_help ();
  if (strcmp (word, "--version") == 0) {
    g_print ("strandscope %s\n", STRANDSCOPE_VERSION);
    return 0;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (word, commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  if (is_file (word) || g_str_has_prefix (word, "-i"))
    return run_window_with (argc, argv);
  g_printerr ("strandscope: there is no command \"%s\"; strandscope --help lists them\n", word);
  return 2;
}
