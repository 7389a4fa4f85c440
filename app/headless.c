#include "app/headless.h"

#include <gio/gio.h>

#include "app/commands.h"
#include "engine/trace/remove-tree.h"

static int
call (int (*command) (int, char **), const char *const *words)
{
  g_auto (GStrv) copy = g_strdupv ((char **) words);
  g_autofree char **argv = g_memdup2 (copy, (g_strv_length (copy) + 1) * sizeof *copy); /* parsers shuffle what they are given */
  return command ((int) g_strv_length (copy), argv);
}

int
headless_run (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", &error);
  if (!folder) {
    g_printerr ("strandscope: no folder for the recording: %s; set TMPDIR to one that can be written\n", error->message);
    return 1;
  }
  g_print ("No display can be reached: the hybrid heat workload runs without the window.\n\n");
  g_autofree char *recording = g_build_filename (folder, "heat", NULL);
  int status = call (command_run, (const char *const[]){ "run", "--model", "hybrid", "--workload", "heat", "--duration", "3", "-o", recording, NULL });
  if (status == 0)
    status = call (command_render, (const char *const[]){ "render", recording, "-o", "strandscope.png", NULL });
  remove_tree (folder);
  if (status == 0)
    g_print ("\nWrote strandscope.png, a moment of this run.\nThe window needs a display: start it from a desktop session, over ssh -X, or under "
             "`xvfb-run -a`.\n`strandscope --help` lists what works without one.\n");
  return status;
}
