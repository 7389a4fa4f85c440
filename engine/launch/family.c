#include "engine/launch/family.h"

#include "engine/observe/proc.h"

#include <signal.h>
#include <stdlib.h>

static void
add (GHashTable *family, int pid, int number)
{
  g_hash_table_add (family, GINT_TO_POINTER (pid));
  kill (pid, number);
}

/* false: there are no more. */
static bool
add_children (GHashTable *family, int number)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;
  bool found = false;

  while (processes && (name = g_dir_read_name (processes))) {
    int pid = atoi (name);
    if (pid <= 0 || g_hash_table_contains (family, GINT_TO_POINTER (pid)) ||
        !g_hash_table_contains (family, GINT_TO_POINTER (proc_parent (pid))))
      continue;
    add (family, pid, number);
    found = true;
  }
  return found;
}

void
family_signal (const GArray *roots, int number)
{
  g_autoptr (GHashTable) family = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < roots->len; i++)
    add (family, g_array_index (roots, int, i), number);
  while (roots->len > 0 && add_children (family, number))
    ;
}
