/* strandscope compare A B: the window with two recordings side by side. */
#include "app/commands.h"

#include <string.h>

#include "app/application.h"

static int
print_help (void)
{
  g_print ("Usage: strandscope compare A B\n\n"
           "Two recordings side by side in the window, on one time scale, with the difference of their facts.\n"
           "A moment is the same run time in both, counted from each run's first step.\n");
  return 0;
}

static int
wrong (const char *sentence)
{
  g_printerr ("strandscope: %s\n", sentence);
  return 2;
}

static int
check (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return 0;
  g_printerr ("strandscope: there is no recording %s\n", path);
  return 1;
}

int
command_compare (int argc, char **argv)
{
  if (argc > 1 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0))
    return print_help ();
  if (argc != 3)
    return wrong ("compare wants two recordings: strandscope compare A B");
  if (check (argv[1]) || check (argv[2]))
    return 1;
  application_prepare ();
  if (application_display_reachable ())
    return application_compare (argv[1], argv[2]);
  g_printerr ("strandscope: no display can be reached; strandscope render RECORDING -o FILE.png draws one without\n");
  return 1;
}
