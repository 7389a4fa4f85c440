#include "test-worker-common.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const mpirun[] = {
  "mpirun", "--oversubscribe", "--bind-to", "none", "--mca", "pml", "ob1", "--mca", "btl", "self,vader", "--mca", "plm", "isolated",
  "--mca", "mpi_yield_when_idle", "1", "--mca", "odls_base_sigkill_timeout", "0", NULL };

static GPtrArray *
command_line (struct play *play, const char *program, const char *words)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) split = g_strsplit (words, " ", -1);

  if (play->ranks > 1) {
    for (int i = 0; mpirun[i]; i++)
      g_ptr_array_add (argv, g_strdup (mpirun[i]));
    g_ptr_array_add (argv, g_strdup ("--mca"));
    g_ptr_array_add (argv, g_strdup ("orte_tmpdir_base"));
    g_ptr_array_add (argv, g_strdup (play->folder));
    g_ptr_array_add (argv, g_strdup ("--mca"));
    g_ptr_array_add (argv, g_strdup ("btl_vader_backing_directory"));
    g_ptr_array_add (argv, g_strdup (play->folder));
    g_ptr_array_add (argv, g_strdup ("-np"));
    g_ptr_array_add (argv, g_strdup_printf ("%d", play->ranks));
  }
  g_ptr_array_add (argv, g_strdup (program));
  if (play->threads > 1) {
    g_ptr_array_add (argv, g_strdup ("--threads"));
    g_ptr_array_add (argv, g_strdup_printf ("%d", play->threads));
  }
  for (int i = 0; split[i]; i++)
    if (split[i][0])
      g_ptr_array_add (argv, g_strdup (split[i]));
  g_ptr_array_add (argv, NULL);
  return argv;
}

static void
spawn (struct play *play, const char *program, const char *words)
{
  g_autoptr (GPtrArray) argv = command_line (play, program, words);
  g_auto (GStrv) env = g_get_environ ();
  g_autoptr (GError) error = NULL;
  g_autofree char *errors = g_build_filename (play->folder, "errors", NULL);

  env = g_environ_setenv (env, "OMPI_ALLOW_RUN_AS_ROOT", "1", TRUE);
  env = g_environ_setenv (env, "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", TRUE);
  env = g_environ_setenv (env, "STRANDSCOPE_RUN", play->folder, TRUE);
  play->error_file = g_open (errors, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_spawn_async_with_fds (NULL, (char **) argv->pdata, env, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH_FROM_ENVP, NULL, NULL,
                          &play->pid, -1, -1, play->error_file, &error);
  g_assert_no_error (error);
}

struct play *
play_start (const char *program, int ranks, int threads, bool paused, const char *words)
{
  struct play *play = g_new0 (struct play, 1);
  g_autofree char *control = NULL;

  play->ranks = ranks;
  play->threads = threads;
  play->folder = g_mkdtemp (g_strdup ("/dev/shm/strandscope-test-XXXXXX"));
  control = g_build_filename (play->folder, "control", NULL);
  play->control = control_create (control, ranks, paused);
  play->segment = g_new0 (struct segment *, ranks);
  play->events = g_new0 (GArray *, ranks * threads);
  for (int i = 0; i < ranks * threads; i++)
    play->events[i] = g_array_new (FALSE, FALSE, sizeof (struct event));
  spawn (play, program ? program : g_getenv ("STRANDSCOPE_WORKER"), words);
  return play;
}

static bool
ended (struct play *play)
{
  if (play->pid && waitpid (play->pid, &play->status, WNOHANG) == play->pid)
    play->pid = 0;
  return play->pid == 0;
}

static void
drain_rank (struct play *play, int rank)
{
  struct event out[4096];

  if (!play->segment[rank]) {
    g_autofree char *path = g_strdup_printf ("%s/rank-%d", play->folder, rank);

    play->segment[rank] = segment_open (path);
    if (!play->segment[rank])
      return;
  }
  for (int t = 0; t < play->segment[rank]->threads; t++) {
    size_t count;

    while ((count = segment_drain (play->segment[rank], t, out, G_N_ELEMENTS (out))) > 0)
      g_array_append_vals (PLAY_EVENTS (play, rank, t), out, (guint) count);
  }
}

bool
play_drain (struct play *play)
{
  bool over = ended (play);

  for (int i = 0; i < play->ranks; i++)
    drain_rank (play, i);
  return !over;
}

static void
read_errors (struct play *play)
{
  char text[8192];
  ssize_t length = pread (play->error_file, text, sizeof text - 1, 0);

  text[length > 0 ? length : 0] = 0;
  play->errors = g_strdup (text);
}

void
play_finish (struct play *play)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (play_drain (play)) {
    g_usleep (2000);
    if (g_get_monotonic_time () >= deadline) {
      kill (play->pid, SIGTERM); /* a failed assertion leaves nothing running */
      g_error ("the run did not end within a minute");
    }
  }
  read_errors (play);
}

static void
remove_folder (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_folder (child);
    else
      g_unlink (child);
  }
  if (dir)
    g_dir_close (dir);
  g_rmdir (path);
}

void
play_destroy (struct play *play)
{
  if (!ended (play)) {
    kill (play->pid, SIGTERM);
    waitpid (play->pid, NULL, 0);
  }
  for (int i = 0; i < play->ranks; i++)
    segment_unmap (play->segment[i]);
  for (int i = 0; i < play->ranks * play->threads; i++)
    g_array_unref (play->events[i]);
  control_unmap (play->control);
  close (play->error_file);
  remove_folder (play->folder);
  g_free (play->folder);
  g_free (play->segment);
  g_free (play->events);
  g_free (play->errors);
  g_free (play);
}

struct play *
play_whole (int ranks, int threads, const char *words)
{
  struct play *play = play_start (NULL, ranks, threads, false, words);

  play_finish (play);
  if (play->status)
    g_test_message ("%s: %s", words, play->errors);
  g_assert_cmpint (play->status, ==, 0);
  g_assert_cmpstr (play->errors, ==, "");
  for (int r = 0; r < ranks; r++) {
    g_assert_nonnull (play->segment[r]);
    g_assert_cmpint (play->segment[r]->rank, ==, r);
    g_assert_cmpuint (play->segment[r]->state, ==, SEGMENT_DONE);
    for (int t = 0; t < threads; t++) {
      g_assert_cmpuint (segment_slot (play->segment[r], t)->dropped, ==, 0);
      g_assert_cmpuint (play_count (play, r, t, EVENT_THREAD), ==, 1);
    }
  }
  g_assert_true (play->segment[0]->result_ok || play->segment[0]->result_lesson);
  return play;
}

unsigned
play_count (struct play *play, int rank, int thread, enum event_kind kind)
{
  unsigned count = 0;

  for (int r = rank < 0 ? 0 : rank; r < (rank < 0 ? play->ranks : rank + 1); r++)
    for (int t = thread < 0 ? 0 : thread; t < (thread < 0 ? play->threads : thread + 1); t++) {
      GArray *events = PLAY_EVENTS (play, r, t);

      for (guint i = 0; i < events->len; i++)
        count += g_array_index (events, struct event, i).kind == kind;
    }
  return count;
}

static char *
message_key (int source, int destination, const struct event *event)
{
  return g_strdup_printf ("%d>%d comm %u tag %d number %u bytes %" G_GUINT64_FORMAT, source, destination, event->comm, event->object,
                          event->sequence, event_bytes (event));
}

/* Puts what EVENT says of a message into the table of its end; each may be said once. */
static void
note_end (GHashTable *sent, GHashTable *received, int rank, const struct event *event)
{
  if (event->kind == EVENT_SEND)
    g_assert_true (g_hash_table_add (sent, message_key (rank, event->peer, event)));
  else if (event->kind == EVENT_RECV && !(event->flags & EVENT_CANCELLED))
    g_assert_true (g_hash_table_add (received, message_key (event->peer, rank, event)));
}

unsigned
play_match_messages (struct play *play)
{
  g_autoptr (GHashTable) sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) received = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  for (int r = 0; r < play->ranks; r++)
    for (int t = 0; t < play->threads; t++)
      for (guint i = 0; i < PLAY_EVENTS (play, r, t)->len; i++)
        note_end (sent, received, r, &g_array_index (PLAY_EVENTS (play, r, t), struct event, i));
  g_hash_table_iter_init (&iter, sent);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (received, key))
      g_error ("sent, not received: %s", (char *) key);
  g_assert_cmpuint (g_hash_table_size (sent), ==, g_hash_table_size (received));
  return g_hash_table_size (sent);
}

void
play_assert_steps (struct play *play, unsigned steps)
{
  for (int r = 0; r < play->ranks; r++)
    for (int t = 0; t < play->threads; t++) {
      GArray *events = PLAY_EVENTS (play, r, t);
      unsigned next = 0;

      for (guint i = 0; i < events->len; i++)
        if (g_array_index (events, struct event, i).kind == EVENT_STEP)
          g_assert_cmpuint (g_array_index (events, struct event, i).value, ==, next++);
      g_assert_cmpuint (next, ==, steps);
    }
}

unsigned
play_count_regions (struct play *play, int rank, int thread, const char *name)
{
  const struct segment *segment = play->segment[rank];
  GArray *events = PLAY_EVENTS (play, rank, thread);
  unsigned count = 0;

  for (guint i = 0; i < events->len; i++) {
    const struct event *event = &g_array_index (events, struct event, i);

    count += event->kind == EVENT_REGION && event->object >= 0 && g_str_equal (segment->region[event->object], name);
  }
  return count;
}
