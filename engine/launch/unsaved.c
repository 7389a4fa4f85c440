#include "engine/launch/unsaved.h"

#include "engine/trace/journal.h"
#include "engine/trace/remove-tree.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define KEPT_S (30 * 24 * 3600)

static char *
parent (void)
{
  return g_build_filename (g_get_user_state_dir (), "strandscope", "unsaved", NULL);
}

/* Named by the time, so that names in order are runs in order. */
char *
unsaved_new (void)
{
  static gint number;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d-%H%M%S"), *folder = parent ();
  g_autofree char *name = g_strdup_printf ("%s-%d-%d", time, (int) getpid (), g_atomic_int_add (&number, 1) + 1);

  return g_build_filename (folder, name, NULL);
}

static bool
is_old (const char *path)
{
  GStatBuf facts;

  return g_stat (path, &facts) == 0 && facts.st_mtime + KEPT_S < g_get_real_time () / G_USEC_PER_SEC;
}

static int
newest_first (const void *a, const void *b)
{
  return strcmp (*(char *const *) b, *(char *const *) a);
}

char **
unsaved_list (void)
{
  g_autofree char *path = parent ();
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  GPtrArray *left = g_ptr_array_new ();
  const char *name;

  while (folder && (name = g_dir_read_name (folder))) {
    g_autofree char *each = g_build_filename (path, name, NULL);
    if (!journal_is_left (each))
      continue;
    if (is_old (each))
      unsaved_remove (each);
    else
      g_ptr_array_add (left, g_steal_pointer (&each));
  }
  g_ptr_array_sort (left, newest_first);
  g_ptr_array_add (left, NULL);
  return (char **) g_ptr_array_free (left, FALSE);
}

void
unsaved_remove (const char *folder)
{
  remove_tree (folder);
}
