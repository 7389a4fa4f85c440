#include "app/settings.h"

#include <glib/gstdio.h>
#include <string.h>

#define DESCRIPTIONS 8
#define LONGEST 400 /* characters of a description: no menu shows more */

static char *
path_of_settings (void)
{
  return g_build_filename (g_get_user_config_dir (), "strandscope", "settings.ini", NULL);
}

GKeyFile *
settings_read (void)
{
  GKeyFile *settings = g_key_file_new ();
  g_autofree char *path = path_of_settings ();
  g_autoptr (GError) error = NULL;
  if (g_key_file_load_from_file (settings, path, G_KEY_FILE_KEEP_COMMENTS, &error))
    return settings;
  if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_info ("%s is not read: %s", path, error->message);
  g_key_file_unref (settings); /* half of a broken file may have been taken in */
  return g_key_file_new ();
}

void
settings_write (GKeyFile *settings)
{
  g_autofree char *path = path_of_settings (), *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (settings, path, &error))
    g_info ("%s is not written: %s", path, error->message);
}

char **
settings_get_descriptions (GKeyFile *settings)
{
  g_auto (GStrv) all = g_key_file_get_string_list (settings, "recent", "descriptions", NULL, NULL);
  g_autoptr (GStrvBuilder) known = g_strv_builder_new ();
  for (guint i = 0, kept = 0; all && all[i] && kept < DESCRIPTIONS; i++)
    if (*all[i] && strlen (all[i]) <= LONGEST && g_utf8_validate (all[i], -1, NULL)) {
      g_strv_builder_add (known, all[i]);
      kept++;
    }
  return g_strv_builder_end (known);
}

void
settings_add_description (GKeyFile *settings, const char *description)
{
  g_auto (GStrv) before = settings_get_descriptions (settings);
  const char *now[DESCRIPTIONS + 1] = { description };
  gsize count = 1;
  for (int i = 0; before[i] && count < DESCRIPTIONS; i++)
    if (!g_str_equal (before[i], description))
      now[count++] = before[i];
  g_key_file_set_string_list (settings, "recent", "descriptions", now, count);
}
