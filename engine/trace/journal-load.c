/* A journal: whether there is one, what it is about, and the trace that it tells. */
#include "engine/trace/journal-private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define DESCRIPTION_TEXTS 8

static struct trace *
read_description (const struct journal_reading *reading)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  if (reading->record->rank < 1 || reading->record->rank > TRACE_MAX_RANKS || reading->record->thread < 1 ||
      reading->record->thread > TRACE_MAX_LANES / reading->record->rank || !reading->count || reading->bytes[reading->count - 1] != '\0')
    return NULL;
  for (const char *text = reading->bytes; text < reading->bytes + reading->count; text += strlen (text) + 1)
    g_ptr_array_add (texts, (gpointer) text);
  if (texts->len < DESCRIPTION_TEXTS)
    return NULL;
  g_ptr_array_add (texts, NULL);
  char **text = (char **) texts->pdata;
  for (char **each = text; *each; each++)
    if (!g_utf8_validate (*each, -1, NULL))
      return NULL;
  return trace_create (&(struct trace_description){
    .ranks = reading->record->rank, .threads = reading->record->thread,
    .model = text[0], .workload = text[1], .runtime = text[2], .bind = text[3], .sync = text[4], .host = text[5], .command = text[6],
    .started = text[7], .settings = text + DESCRIPTION_TEXTS });
}

/* The record at AT; false: there is no whole one. */
static bool
next_record (const char *text, size_t length, size_t at, struct journal_reading *reading)
{
  if (length - at < sizeof *reading->record)
    return false;
  reading->record = (const struct journal_record *) (const void *) (text + at);
  reading->bytes = text + at + sizeof *reading->record;
  reading->count = reading->record->bytes;
  size_t padded = reading->count + (size_t) (-(uint64_t) reading->count % 8);
  return reading->record->kind > 0 && reading->record->kind < JOURNAL_KINDS && padded <= length - at - sizeof *reading->record;
}

static struct trace *
read_records (const char *text, size_t length)
{
  size_t at = sizeof (struct journal_head);
  struct journal_reading reading = { NULL };
  bool closed = false;

  for (; next_record (text, length, at, &reading); at += sizeof *reading.record + (reading.count + 7) / 8 * 8) {
    if (!reading.trace) {
      reading.trace = reading.record->kind == JOURNAL_DESCRIPTION ? read_description (&reading) : NULL;
      if (!reading.trace)
        return NULL;
    } else {
      journal_tell (&reading);
    }
    closed = reading.record->kind == JOURNAL_CLOSE;
  }
  if (reading.trace && !closed) {
    trace_writer_note (reading.trace, "This run was not saved: the program that recorded it ended in the middle. What is here is what had "
                                      "happened up to then.");
    trace_writer_close (reading.trace, trace_end (reading.trace));
  }
  return reading.trace;
}

bool
journal_is_one (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, JOURNAL_RECORDS, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

bool
journal_is_left (const char *folder)
{
  int lock = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool left = lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) == 0;

  if (lock >= 0)
    close (lock);
  return left && journal_is_one (folder);
}

bool
journal_about (const char *folder, char **workload, char **model)
{
  g_autofree char *path = g_build_filename (folder, JOURNAL_RECORDS, NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  size_t length = file ? g_mapped_file_get_length (file) : 0;
  struct journal_reading reading = { NULL };

  if (length < sizeof (struct journal_head) || !next_record (g_mapped_file_get_contents (file), length, sizeof (struct journal_head), &reading) ||
      reading.record->kind != JOURNAL_DESCRIPTION)
    return false;
  struct trace *trace = read_description (&reading);
  if (!trace)
    return false;
  *workload = g_strdup (trace_description (trace)->workload);
  *model = g_strdup (trace_description (trace)->model);
  trace_destroy (trace);
  return true;
}

struct trace *
journal_load (const char *folder, char **machine_xml, GError **error)
{
  journal_salvage (folder);
  g_autofree char *path = g_build_filename (folder, JOURNAL_RECORDS, NULL), *machine = g_build_filename (folder, JOURNAL_MACHINE, NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const char *text = file ? g_mapped_file_get_contents (file) : NULL;
  size_t length = file ? g_mapped_file_get_length (file) : 0;
  struct journal_head head = { .event_bytes = sizeof (struct event), .object_bytes = sizeof (struct segment_object) };

  memcpy (head.magic, JOURNAL_MAGIC, sizeof head.magic);
  struct trace *trace = text && length >= sizeof head && memcmp (text, &head, sizeof head) == 0 ? read_records (text, length) : NULL;
  if (!trace)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "%s keeps no run that this version of the program can read: nothing had been recorded yet, or another version wrote it.", folder);
  if (trace && machine_xml && !g_file_get_contents (machine, machine_xml, NULL, NULL))
    *machine_xml = NULL;
  return trace;
}
