#include "app/scene-file.h"

#include <string.h>

#include "app/scene-file-keys.h"

G_DEFINE_QUARK (scene-file-error-quark, scene_file_error)

#define LARGEST (1 << 20) /* bytes: nobody writes a longer one by hand */

/* Where a key of this group lives: sources have those that [compare] has too. */
static void *
base_of (struct scene_file *file, enum scene_group group, const struct scene_key *key)
{
  if (group == GROUP_COMPARE)
    return &file->source[1];
  return key->groups & GROUP_COMPARE ? (void *) &file->source[0] : (void *) file;
}

static void
note_free (gpointer data)
{
  struct scene_note *note = data;
  g_free (note->name);
  g_free (note->object);
  g_free (note->text);
  g_free (note);
}

struct scene_file *
scene_file_new (void)
{
  struct scene_file *file = g_new0 (struct scene_file, 1);
  file->scale = 1;
  file->stretch = 0.1;
  file->notes = g_ptr_array_new_with_free_func (note_free);
  file->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return file;
}

static void
clear_group (struct scene_file *file, enum scene_group group)
{
  const struct scene_key *key;
  for (size_t at = 0; (key = scene_key_at (group, &at));)
    scene_key_clear (key, base_of (file, group, key));
}

void
scene_file_free (struct scene_file *file)
{
  if (!file)
    return;
  clear_group (file, GROUP_SCENE);
  clear_group (file, GROUP_COMPARE);
  g_ptr_array_unref (file->notes);
  g_hash_table_unref (file->lines);
  g_free (file->path);
  g_free (file);
}

void
scene_file_fault (const struct scene_file *file, const char *group, const char *key, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments), *place = g_strdup_printf ("%s/%s", group, key ? key : "");
  va_end (arguments);
  int line = GPOINTER_TO_INT (g_hash_table_lookup (file->lines, place));
  if (file->path && line)
    g_set_error (error, SCENE_FILE_ERROR, 0, "%s:%d: %s", file->path, line, sentence);
  else if (file->path)
    g_set_error (error, SCENE_FILE_ERROR, 0, "%s: %s", file->path, sentence);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", sentence);
}

/* ---- reading ---- */

bool
scene_file_is (const char *path)
{
  g_autofree char *start = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return false;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  start = g_malloc0 (4097);
  if (!stream || g_input_stream_read (G_INPUT_STREAM (stream), start, 4096, NULL, NULL) <= 0)
    return false;
  g_auto (GStrv) lines = g_strsplit (start, "\n", -1);
  for (char **line = lines; *line; line++)
    if (*g_strstrip (*line) && **line != '#')
      return **line == '[' && (g_str_equal (*line, "[scene]") || g_str_equal (*line, "[compare]") || g_str_has_prefix (*line, "[callout "));
  return false;
}

/* Where each key stands: GKeyFile does not keep that, and takes the last of two silently. */
static bool
find_lines (struct scene_file *file, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *group = g_strdup ("");
  for (int i = 0; lines[i]; i++) {
    char *line = g_strstrip (lines[i]), *equals = strchr (line, '='), *place = NULL;
    if (*line == '[' && strchr (line, ']')) {
      g_free (group);
      group = g_strndup (line + 1, strcspn (line + 1, "]"));
      place = g_strconcat (group, "/", NULL);
    } else if (*line != '#' && equals) {
      g_autofree char *key = g_strchomp (g_strndup (line, (gsize) (equals - line)));
      place = g_strdup_printf ("%s/%s", group, key);
    }
    bool twice = place && g_hash_table_contains (file->lines, place);
    if (place)
      g_hash_table_insert (file->lines, place, GINT_TO_POINTER (i + 1));
    if (twice) {
      g_set_error (error, SCENE_FILE_ERROR, 0, "%s:%d: %s stands there a second time: leave one", file->path, i + 1, line);
      return false;
    }
  }
  return true;
}

static bool
take_key (struct scene_file *file, GKeyFile *keys, const char *group_name, enum scene_group group, const char *name, struct scene_note *note, GError **error)
{
  g_autofree char *value = g_key_file_get_string (keys, group_name, name, NULL), *folder = g_path_get_dirname (file->path);
  const struct scene_key *key = scene_key_find (group, name);
  if (!key) {
    g_autofree char *names = scene_key_names (group);
    scene_file_fault (file, group_name, name, error, "there is no key \"%s\"; [%s] knows %s", name, group_name, names);
    return false;
  }
  const char *wanted = value ? scene_key_take (key, note ? (void *) note : base_of (file, group, key), value, folder) : "this is no text in UTF-8";
  if (wanted)
    scene_file_fault (file, group_name, name, error, "%s=%s: %s", name, value ? value : "", wanted);
  return !wanted;
}

static bool
take_group (struct scene_file *file, GKeyFile *keys, const char *name, GError **error)
{
  struct scene_note *note = NULL;
  enum scene_group group = g_str_equal (name, "scene") ? GROUP_SCENE : g_str_equal (name, "compare") ? GROUP_COMPARE : GROUP_CALLOUT;
  if (group == GROUP_CALLOUT && !g_str_has_prefix (name, "callout ")) {
    scene_file_fault (file, name, NULL, error, "there is no group [%s]; a scene has [scene], [compare] and [callout NAME]", name);
    return false;
  }
  if (group == GROUP_CALLOUT) {
    note = g_new0 (struct scene_note, 1);
    note->name = g_strdup (name + strlen ("callout "));
    g_ptr_array_add (file->notes, note);
  }
  g_auto (GStrv) names = g_key_file_get_keys (keys, name, NULL, NULL);
  for (char **key = names; *key; key++)
    if (!take_key (file, keys, name, group, *key, note, error))
      return false;
  if (note && (!note->object || !note->text)) {
    scene_file_fault (file, name, NULL, error, "[%s] wants object=, what its arrow points at (thread:1.3, PU:5), and text=", name);
    return false;
  }
  return true;
}

static bool
check_source (const struct scene_file *file, int which, GError **error)
{
  const struct scene_source *source = &file->source[which];
  const char *group = which ? "compare" : "scene";
  if (source->recording && source->workload) {
    scene_file_fault (file, group, "workload", error, "recording= and workload= are two sources: leave one");
    return false;
  }
  if (!which && file->study && (source->recording || source->workload)) {
    scene_file_fault (file, group, "study", error, "study= stands for its own runs: leave out recording= and workload=");
    return false;
  }
  bool of_run = source->model || source->runtime || source->bind || source->sync || source->settings || source->ranks || source->threads || source->duration > 0;
  if (of_run && !source->workload) {
    scene_file_fault (file, group, NULL, error, "[%s] says how a workload runs, but not which one: add workload=", group);
    return false;
  }
  return true;
}

static bool
read_text (struct scene_file *file, const char *text, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) why = NULL;
  if (!g_utf8_validate (text, -1, NULL) || !g_key_file_load_from_data (keys, text, strlen (text), G_KEY_FILE_NONE, &why)) {
    scene_file_fault (file, "", NULL, error, "this is no scene: %s", why ? why->message : "it is no text in UTF-8");
    return false;
  }
  if (!find_lines (file, text, error))
    return false;
  if (!g_key_file_has_group (keys, "scene")) {
    scene_file_fault (file, "", NULL, error, "there is no group [scene]");
    return false;
  }
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);
  for (char **group = groups; *group; group++)
    if (!take_group (file, keys, *group, error))
      return false;
  return check_source (file, 0, error) && check_source (file, 1, error);
}

struct scene_file *
scene_file_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GFile) source = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (source, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, error);
  if (!info)
    return NULL;
  if (g_file_info_get_size (info) > LARGEST) {
    g_set_error (error, SCENE_FILE_ERROR, 0, "%s: this is no scene: it has more than a megabyte", path);
    return NULL;
  }
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  struct scene_file *file = scene_file_new ();
  file->path = g_strdup (path);
  if (read_text (file, text, error))
    return file;
  scene_file_free (file);
  return NULL;
}

/* ---- writing ---- */

static void
write_group (const struct scene_file *file, const struct scene_file *usual, enum scene_group group, const char *folder, GKeyFile *keys)
{
  const struct scene_key *key;
  for (size_t at = 0; (key = scene_key_at (group, &at));) {
    g_autofree char *value =
      scene_key_give (key, base_of ((struct scene_file *) file, group, key), base_of ((struct scene_file *) usual, group, key), folder);
    if (value)
      g_key_file_set_string (keys, group == GROUP_SCENE ? "scene" : "compare", key->name, value);
  }
}

static void
write_note (const struct scene_note *note, const char *folder, GKeyFile *keys)
{
  static const struct scene_note usual;
  const struct scene_key *key;
  g_autofree char *group = g_strconcat ("callout ", note->name, NULL);
  for (size_t at = 0; (key = scene_key_at (GROUP_CALLOUT, &at));) {
    g_autofree char *value = scene_key_give (key, note, &usual, folder);
    if (value)
      g_key_file_set_string (keys, group, key->name, value);
  }
}

bool
scene_file_write (const struct scene_file *file, const char *path, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *whole = g_canonicalize_filename (path, NULL), *folder = g_path_get_dirname (whole);
  struct scene_file *usual = scene_file_new ();
  write_group (file, usual, GROUP_SCENE, folder, keys);
  write_group (file, usual, GROUP_COMPARE, folder, keys);
  for (guint i = 0; i < file->notes->len; i++)
    write_note (file->notes->pdata[i], folder, keys);
  if (!g_key_file_has_group (keys, "scene")) /* this machine, all by default */
    g_key_file_set_string (keys, "scene", "view", file->view ? file->view : "machine");
  scene_file_free (usual);
  g_autofree char *text = g_key_file_to_data (keys, NULL, NULL);
  return g_file_set_contents (whole, text, -1, error);
}
