#include "engine/trace/journal-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES (256u << 10)

struct journal {
  char *folder;
  int lock, file;
  GMutex mutex;
  char *buffer;
  size_t used;
  bool broken;
};

static void
fail (GError **error, const char *folder)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The folder %s, which keeps a run that was not saved, could not be made: %s.",
               folder, g_strerror (errno));
}

static bool
open_files (struct journal *journal)
{
  g_autofree char *path = g_build_filename (journal->folder, JOURNAL_RECORDS, NULL);
  g_autofree char *parent = g_path_get_dirname (journal->folder);

  if (g_mkdir_with_parents (parent, 0700) != 0 || mkdir (journal->folder, 0700) != 0)
    return false;
  journal->lock = open (journal->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  journal->file = open (path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  return journal->lock >= 0 && journal->file >= 0 && flock (journal->lock, LOCK_EX | LOCK_NB) == 0;
}

static void
put_description (struct journal *journal, const struct trace_description *asked)
{
  const char *const text[] = { asked->model, asked->workload, asked->runtime, asked->bind, asked->sync, asked->host, asked->command,
                               asked->started };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (text); i++)
    g_byte_array_append (bytes, (const guint8 *) (text[i] ? text[i] : ""), text[i] ? strlen (text[i]) + 1 : 1);
  for (char **setting = asked->settings; setting && *setting; setting++)
    g_byte_array_append (bytes, (const guint8 *) *setting, strlen (*setting) + 1);
  journal_put (journal, JOURNAL_DESCRIPTION, asked->ranks, asked->threads, (struct journal_part[3]){ { bytes->data, bytes->len } });
}

struct journal *
journal_create (const char *folder, const struct trace_description *description, const char *machine_xml, const char *run,
                GError **error)
{
  struct journal *journal = g_new0 (struct journal, 1);
  struct journal_head head = { .event_bytes = sizeof (struct event), .object_bytes = sizeof (struct segment_object) };
  g_autofree char *machine = g_build_filename (folder, JOURNAL_MACHINE, NULL), *link = g_build_filename (folder, JOURNAL_RUN, NULL);

  memcpy (head.magic, JOURNAL_MAGIC, sizeof head.magic);
  g_mutex_init (&journal->mutex);
  journal->folder = g_strdup (folder);
  journal->lock = journal->file = -1;
  journal->buffer = g_malloc (BUFFER_BYTES);
  if (!open_files (journal) || write (journal->file, &head, sizeof head) != sizeof head) {
    fail (error, folder);
    journal_close (journal);
    return NULL;
  }
  if (machine_xml)
    g_file_set_contents (machine, machine_xml, -1, NULL); /* without it the machine is not known: no reason not to keep the run */
  if (run && symlink (run, link) != 0)
    g_debug ("%s: what the ranks record last is not found again", link);
  put_description (journal, description);
  journal_flush (journal);
  return journal;
}

void
journal_close (struct journal *journal)
{
  if (!journal)
    return;
  journal_flush (journal);
  if (journal->file >= 0)
    close (journal->file);
  if (journal->lock >= 0)
    close (journal->lock);
  g_mutex_clear (&journal->mutex);
  g_free (journal->folder);
  g_free (journal->buffer);
  g_free (journal);
}

const char *
journal_folder (const struct journal *journal)
{
  return journal->folder;
}

bool
journal_works (const struct journal *journal)
{
  return !journal->broken;
}

/* A disk that is full ends the journal, not the run. What was written stays whole up to its last record. */
static void
write_out (struct journal *journal, const char *bytes, size_t count)
{
  while (count > 0 && !journal->broken) {
    ssize_t written = write (journal->file, bytes, count);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0) {
      journal->broken = true;
      break;
    }
    bytes += written;
    count -= (size_t) written;
  }
}

static void
flush (struct journal *journal)
{
  if (journal->file >= 0)
    write_out (journal, journal->buffer, journal->used);
  journal->used = 0;
}

void
journal_flush (struct journal *journal)
{
  if (!journal)
    return;
  g_mutex_lock (&journal->mutex);
  flush (journal);
  g_mutex_unlock (&journal->mutex);
}

static void
put_bytes (struct journal *journal, const void *bytes, size_t count)
{
  if (journal->used + count > BUFFER_BYTES)
    flush (journal);
  if (count > BUFFER_BYTES) {
    write_out (journal, bytes, count);
    return;
  }
  if (count > 0)
    memcpy (journal->buffer + journal->used, bytes, count);
  journal->used += count;
}

void
journal_put (struct journal *journal, enum journal_kind kind, int rank, int thread, const struct journal_part part[3])
{
  static const char padding[8];
  size_t bytes = part[0].count + part[1].count + part[2].count;
  struct journal_record record = { (uint32_t) bytes, kind, rank, thread };

  if (!journal || bytes > JOURNAL_MOST_BYTES)
    return;
  g_mutex_lock (&journal->mutex);
  put_bytes (journal, &record, sizeof record);
  for (int i = 0; i < 3; i++)
    put_bytes (journal, part[i].bytes, part[i].count);
  put_bytes (journal, padding, -bytes % 8);
  g_mutex_unlock (&journal->mutex);
}

void
trace_keep_journal (struct trace *trace, struct journal *journal)
{
  trace->journal = journal;
}

const char *
trace_journal_folder (struct trace *trace)
{
  return trace->journal && journal_works (trace->journal) ? trace->journal->folder : NULL;
}
