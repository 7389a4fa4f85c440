/* Moments with a name. In a recording's folder they are a key file, ns from the begin of the run. */
#include "app/session-private.h"

#define FILE_NAME "bookmarks.ini"
#define GROUP "bookmarks"
#define MOST 1000

static guint
place_of (const GPtrArray *bookmarks, uint64_t t)
{
  guint i = 0;
  while (i < bookmarks->len && ((const struct session_bookmark *) bookmarks->pdata[i])->t < t)
    i++;
  return i;
}

static struct session_bookmark *
find (const GPtrArray *bookmarks, uint64_t t)
{
  guint i = place_of (bookmarks, t);
  struct session_bookmark *bookmark = i < bookmarks->len ? bookmarks->pdata[i] : NULL;
  return bookmark && bookmark->t == t ? bookmark : NULL;
}

static void
put (StrandSession *session, uint64_t t, const char *name)
{
  struct session_bookmark *bookmark = find (session->bookmarks, t);
  if (!bookmark) {
    bookmark = g_new0 (struct session_bookmark, 1);
    bookmark->t = t;
    g_ptr_array_insert (session->bookmarks, (int) place_of (session->bookmarks, t), bookmark);
  }
  g_free (bookmark->name);
  bookmark->name = g_utf8_make_valid (name, -1);
}

const GPtrArray *
strand_session_get_bookmarks (StrandSession *session)
{
  return session->bookmarks;
}

void
strand_session_add_bookmark (StrandSession *session, uint64_t t, const char *name)
{
  if (!session->trace || (session->bookmarks->len >= MOST && !find (session->bookmarks, t)))
    return;
  put (session, CLAMP (t, trace_begin (session->trace), trace_end (session->trace)), name);
  session_keep_bookmarks (session);
  session_say (session, SESSION_SAYS_BOOKMARKS);
}

void
strand_session_remove_bookmark (StrandSession *session, uint64_t t)
{
  if (!find (session->bookmarks, t))
    return;
  g_ptr_array_remove_index (session->bookmarks, place_of (session->bookmarks, t));
  session_keep_bookmarks (session);
  session_say (session, SESSION_SAYS_BOOKMARKS);
}

/* ---- files ---- */

GKeyFile *
strand_session_copy_bookmarks (StrandSession *session)
{
  GKeyFile *file = g_key_file_new ();
  for (guint i = 0; i < session->bookmarks->len; i++) {
    const struct session_bookmark *bookmark = session->bookmarks->pdata[i];
    g_autofree char *key = g_strdup_printf ("%" G_GUINT64_FORMAT, bookmark->t - trace_begin (session->trace));
    g_key_file_set_string (file, GROUP, key, bookmark->name);
  }
  return file;
}

/* No bookmarks: no file, but where there was one it is emptied. */
gboolean
strand_session_put_bookmarks (GKeyFile *bookmarks, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  if (!g_key_file_has_group (bookmarks, GROUP) && !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return g_key_file_save_to_file (bookmarks, path, error);
}

/* Where they can't be kept it is said once a change: they are still there until the recording is closed. */
void
session_keep_bookmarks (StrandSession *session)
{
  g_autoptr (GKeyFile) file = strand_session_copy_bookmarks (session);
  if (session->recorded.path && !strand_session_put_bookmarks (file, session->recorded.path, NULL))
    session_tell (session, SESSION_TELLS_NOTICE, "The bookmarks can't be kept in this recording's folder: save a copy of it to keep them.");
}

static void
read_keys (StrandSession *session, GKeyFile *file)
{
  gsize count = 0;
  uint64_t begin = trace_begin (session->trace), length = trace_end (session->trace) - begin;
  g_auto (GStrv) keys = g_key_file_get_keys (file, GROUP, &count, NULL);
  for (gsize i = 0; i < MIN (count, MOST); i++) {
    guint64 t;
    g_autofree char *name = g_key_file_get_string (file, GROUP, keys[i], NULL);
    if (name && g_ascii_string_to_unsigned (keys[i], 10, 0, length, &t, NULL))
      put (session, begin + t, name);
  }
}

void
session_read_bookmarks (StrandSession *session, const char *folder)
{
  g_autofree char *path = folder ? g_build_filename (folder, FILE_NAME, NULL) : NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  guint before = session->bookmarks->len;
  g_ptr_array_set_size (session->bookmarks, 0);
  if (path && session->trace && g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    read_keys (session, file);
  if (before || session->bookmarks->len)
    session_say (session, SESSION_SAYS_BOOKMARKS);
}
