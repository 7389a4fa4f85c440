#include "app/commands.h"

#include <gio/gio.h>
#include <locale.h>
#include <string.h>

static const struct {
  const char *name;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "topology", command_topology },
  { "run", command_run },
  { "info", command_info },
};

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  g_printerr ("strandscope: choose a command: topology, run, info\n");
  return 2;
}
