#include "engine/trace/recording-private.h"

#include "engine/trace/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FACTS_MOST (256u << 20)
#define XML_MOST (64u << 20)
#define BATCH 4096

/* A regular file only: a pipe in its place would block for ever. */
static int
open_file (const char *folder, const char *name, off_t *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat facts;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    return -1;
  if (fstat (fd, &facts) != 0 || !S_ISREG (facts.st_mode)) {
    close (fd);
    errno = EINVAL;
    return -1;
  }
  *bytes = facts.st_size;
  return fd;
}

static size_t
read_fully (int fd, void *data, size_t bytes)
{
  size_t have = 0;

  while (have < bytes) {
    ssize_t got = read (fd, (char *) data + have, bytes - have);
    if (got <= 0 && !(got < 0 && errno == EINTR))
      break;
    have += got > 0 ? got : 0;
  }
  return have;
}

static char *
read_text (const char *folder, const char *name, size_t most)
{
  off_t bytes;
  int fd = open_file (folder, name, &bytes);

  if (fd < 0)
    return NULL;
  char *text = (uint64_t) bytes <= most ? g_malloc (bytes + 1) : NULL;
  if (text)
    text[read_fully (fd, text, bytes)] = '\0';
  close (fd);
  return text;
}

bool
recording_is_one (const char *path)
{
  g_autofree char *text = read_text (path, "run.json", FACTS_MOST);

  return text && strstr (text, "\"" RECORDING_FORMAT "\"");
}

typedef void (*take_records) (struct trace *trace, struct lane *lane, const void *records, size_t count);

static void
take_events (struct trace *trace, struct lane *lane, const void *records, size_t count)
{
  uint64_t events = lane->events, begin = lane->begin, end = lane->end;

  trace_writer_events (trace, lane->rank, lane->thread, records, count);
  /* facts stand in run.json; the file may hold an event in pieces, and no event of the thread's life */
  lane->events = events;
  if (begin) {
    lane->begin = begin;
    lane->end = end;
  }
}

static void
take_spans (struct trace *trace, struct lane *lane, const void *records, size_t count)
{
  const struct span *span = records;

  for (size_t i = 0; i < count; i++) {
    bool placed = span[i].object >= 0 && span[i].object < (int) SEGMENT_MAX_PUS;
    if (span[i].kind == SCHEDULE_SEEN && placed)
      moves_note (&lane->measured, span[i].begin, span[i].object);
    else if (span[i].kind >= SCHEDULE_ON && span[i].kind <= SCHEDULE_GAP && (placed || span[i].kind == SCHEDULE_GAP))
      trace_writer_schedule (trace, lane->rank, lane->thread, &span[i], 1);
  }
}

static void
note_damage (struct trace *trace, const char *name, const char *what)
{
  g_autofree char *note = g_strdup_printf ("%s of the recording %s.", name, what);

  trace_writer_note (trace, note);
}

static void
load_records (struct trace *trace, struct lane *lane, const char *folder, const char *kind, const char *magic,
              take_records take)
{
  g_autofree char *name = g_strdup_printf ("%d.%d.%s", lane->rank, lane->thread, kind);
  g_autofree struct event *batch = g_new (struct event, BATCH);
  struct recording_head head;
  uint64_t taken = 0;
  size_t count;
  off_t bytes;
  int fd = open_file (folder, name, &bytes);

  if (fd < 0)
    return;
  if (read_fully (fd, &head, sizeof head) != sizeof head || memcmp (head.magic, magic, sizeof head.magic) != 0) {
    note_damage (trace, name, "is damaged and was left out");
    close (fd);
    return;
  }
  while ((count = read_fully (fd, batch, BATCH * sizeof *batch) / sizeof *batch) > 0) {
    take (trace, lane, batch, count);
    taken += count;
  }
  if (taken != head.count)
    note_damage (trace, name, "was cut short: it is shown up to its last whole record");
  close (fd);
}

static void
load_lanes (struct trace *trace, const char *folder)
{
  for (int i = 0; i < trace->lanes; i++) {
    struct lane *lane = &trace->lane[i];
    load_records (trace, lane, folder, "events", EVENTS_MAGIC, take_events);
    load_records (trace, lane, folder, "schedule", SCHEDULE_MAGIC, take_spans);
  }
}

static struct trace *
load_facts (const char *path, GError **error)
{
  g_autofree char *text = read_text (path, "run.json", FACTS_MOST);

  if (text)
    return recording_trace (text, error);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no recording %s.", path);
  else
    recording_error (error, path, "it has no run.json");
  return NULL;
}

struct trace *
recording_load (const char *path, char **machine_xml, GError **error)
{
  if (machine_xml)
    *machine_xml = NULL;
  if (journal_is_one (path))
    return journal_load (path, machine_xml, error);

  struct trace *trace = load_facts (path, error);
  if (!trace)
    return NULL;
  load_lanes (trace, path);
  trace_writer_close (trace, trace->end);
  if (machine_xml)
    *machine_xml = read_text (path, "machine.xml", XML_MOST);
  return trace;
}
