/* A program that was killed leaves its ranks' memory behind: what they recorded last, and what they were inside of, goes into the
 * journal before that memory is cleared away. */
#include "engine/trace/journal-private.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* Where the whole records of the file end; 0: it is none. */
static size_t
whole_length (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, JOURNAL_RECORDS, NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  size_t length = file ? g_mapped_file_get_length (file) : 0, at = sizeof (struct journal_head);
  const char *text = length > at ? g_mapped_file_get_contents (file) : NULL;

  if (!text)
    return 0;
  while (length - at >= sizeof (struct journal_record)) {
    size_t bytes = ((const struct journal_record *) (const void *) (text + at))->bytes;
    size_t whole = sizeof (struct journal_record) + (bytes + 7) / 8 * 8;
    if (bytes > JOURNAL_MOST_BYTES || whole > length - at)
      break;
    at += whole;
  }
  return at;
}

static void
put (int file, enum journal_kind kind, int rank, int thread, const void *bytes, size_t count)
{
  struct journal_record record = { (uint32_t) count, kind, rank, thread };

  if (count % 8 == 0 && write (file, &record, sizeof record) == sizeof record && write (file, bytes, count) < 0)
    return; /* the reader stops at what is not whole */
}

static void
put_now (int file, struct segment *segment, int thread)
{
  uint64_t anew = SEGMENT_NOW_ANEW;
  struct segment_now read;
  struct writer_now now;

  if (!segment_now (segment, thread, &anew, &read) || read.state == NOW_NOTHING)
    return;
  memset (&now, 0, sizeof now); /* its padding is written too */
  now.since = now.at = read.since;
  now.state = read.state;
  now.object = read.object;
  now.pu = (int) read.pu;
  now.region = read.region;
  put (file, JOURNAL_NOW, segment->rank, thread, &now, sizeof now);
}

static void
salvage_rank (int file, struct segment *segment)
{
  struct event *events = g_new (struct event, SEGMENT_RING_EVENTS);

  for (int thread = 0; thread < segment->threads; thread++) {
    struct thread_slot *slot = segment_slot (segment, thread);
    uint64_t dropped = atomic_load (&slot->dropped);
    size_t count = segment_drain (segment, thread, events, SEGMENT_RING_EVENTS);
    if (count > 0)
      put (file, JOURNAL_EVENTS, segment->rank, thread, events, count * sizeof *events);
    if (dropped > 0)
      put (file, JOURNAL_LOST, segment->rank, thread, &(struct journal_pair){ dropped, 0 }, sizeof (struct journal_pair));
    put_now (file, segment, thread);
  }
  g_free (events);
}

static void
salvage_ranks (int file, const char *run)
{
  g_autoptr (GDir) folder = g_dir_open (run, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder))) {
    g_autofree char *path = g_build_filename (run, name, NULL);
    struct segment *segment = g_str_has_prefix (name, "rank-") ? segment_open (path) : NULL;
    if (segment)
      salvage_rank (file, segment);
    segment_unmap (segment);
  }
}

void
journal_salvage (const char *folder)
{
  g_autofree char *link = g_build_filename (folder, JOURNAL_RUN, NULL), *records = g_build_filename (folder, JOURNAL_RECORDS, NULL);
  g_autofree char *run = g_file_read_link (link, NULL);
  size_t length = run && journal_is_left (folder) ? whole_length (folder) : 0;

  if (length == 0 || !g_file_test (run, G_FILE_TEST_IS_DIR))
    return;
  int file = open (records, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file >= 0 && ftruncate (file, (off_t) length) == 0)
    salvage_ranks (file, run);
  if (file >= 0)
    close (file);
}
