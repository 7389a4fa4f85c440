#include "engine/trace/journal.h"
#include "engine/trace/otf2-read.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FACTS_MOST (256u << 20)
#define XML_MOST (64u << 20)
#define BUFFER (1u << 18)       /* words that are taken from the child at once */
#define SILENCE_MS 20000        /* a child that says nothing for so long is given up */
#define LOOK_MS 100             /* for whoever cancels */
#define CHILD_SECONDS 30        /* of CPU, and one more for each of so many bytes: */
#define BYTES_A_SECOND (1u << 20)
#define DEATHS_MOST 16          /* of the library, each at another location */
#define CHILD_MEMORY (UINT64_C (2) << 30)

struct load {
  const struct recording_progress *progress;
  const char *path;
  char *folder;                 /* that the archive is in */
  struct trace *trace;          /* of run.json at first, else made when the definitions are known */
  bool own;
  struct otf2_tables tables;
  struct otf2_events *events;
  char *said;                   /* the library's word for what is wrong */
  uint64_t begun;               /* locations whose events were told, or began to be */
  bool done, cancelled, silent, refused;
  GError **error;
};

/* ---- what the child says ---- */

static bool
begin_events (struct load *load)
{
  g_autofree char *base = g_path_get_basename (load->path), *name = g_filename_display_name (base);

  if (load->events)
    return true;
  if (!load->own && g_strcmp0 (load->tables.creator, "Strandscope") == 0) {
    if (load->error && !*load->error)
      recording_error (load->error, load->path, "run.json, which belongs to it, is missing beside the archive: copy the whole folder");
    return false;
  }
  if (!load->own)
    g_clear_error (load->error); /* another tool's folder may have a run.json too */
  if (load->own)
    otf2_place_lanes (&load->tables, load->trace);
  else
    load->trace = otf2_make_trace (&load->tables, name, load->error);
  if (load->trace)
    load->events = otf2_events_new (load->trace, &load->tables, load->own);
  return load->trace != NULL;
}

static bool
take (struct load *load, const struct stream_head *head, const uint64_t *words)
{
  switch (head->kind) {
  case STREAM_EVENTS:
    return begin_events (load);
  case STREAM_DONE:
    load->done = true;
    break;
  case STREAM_FAILED:
    if (!load->said && head->words >= 1)
      load->said = g_utf8_make_valid ((const char *) (words + 1), (gssize) MIN (words[0], (head->words - 1) * sizeof *words));
    break;
  default:
    load->begun += load->events && head->kind == STREAM_BEGIN;
    if (load->events)
      otf2_events_take (load->events, head->kind, words, head->words);
    else
      otf2_tables_take (&load->tables, head->kind, words, head->words);
  }
  return true;
}

/* Whole records of WORDS: how many of COUNT they took. false: nothing more is wanted. */
static bool
take_all (struct load *load, const uint64_t *words, size_t count, size_t *taken)
{
  *taken = 0;
  while (*taken < count) {
    struct stream_head head;
    memcpy (&head, &words[*taken], sizeof head);
    if (head.words > STREAM_WORDS || head.kind == 0 || head.kind >= STREAM_KINDS)
      return false; /* not what our child says */
    if (count - *taken <= head.words)
      break;
    if (!take (load, &head, &words[*taken + 1])) {
      load->refused = true;
      return false;
    }
    *taken += head.words + 1;
  }
  return true;
}

static bool
tell (struct load *load)
{
  double seen = load->events ? (double) otf2_events_seen (load->events) : 0;

  if (recording_tell (load->progress, seen / (double) MAX (load->tables.events, (uint64_t) seen + 1)))
    return true;
  load->cancelled = true;
  return false;
}

static bool
wait_for_more (struct load *load, int fd)
{
  struct pollfd poll_fd = { fd, POLLIN, 0 };

  for (int waited = 0; waited < SILENCE_MS; waited += LOOK_MS) {
    if (!tell (load))
      return false;
    if (poll (&poll_fd, 1, LOOK_MS) > 0)
      return true;
  }
  load->silent = true;
  return false;
}

static void
pump (struct load *load, int fd)
{
  g_autofree uint64_t *buffer = g_new (uint64_t, BUFFER);
  size_t have = 0; /* bytes */

  while (wait_for_more (load, fd)) {
    ssize_t got = read (fd, (char *) buffer + have, BUFFER * sizeof *buffer - have);
    size_t taken;
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return;
    have += (size_t) got;
    if (!take_all (load, buffer, have / sizeof *buffer, &taken))
      return;
    have -= taken * sizeof *buffer;
    memmove (buffer, buffer + taken, have);
  }
}

/* ---- the child ---- */

static uint64_t
bytes_in (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf facts;

  return g_stat (path, &facts) == 0 && S_ISREG (facts.st_mode) ? (uint64_t) facts.st_size : 0;
}

static uint64_t
bytes_of (const char *anchor)
{
  g_autofree char *folder = g_path_get_dirname (anchor), *traces = g_strndup (anchor, strlen (anchor) - strlen (".otf2"));
  g_autofree char *base = g_path_get_basename (traces), *definitions = g_strconcat (base, ".def", NULL);
  g_autoptr (GDir) names = g_dir_open (traces, 0, NULL);
  uint64_t bytes = bytes_in (folder, definitions);
  const char *name;

  while (names && (name = g_dir_read_name (names)))
    bytes += bytes_in (traces, name);
  return bytes;
}

static bool
read_once (struct load *load, const char *anchor)
{
  uint64_t seconds = MIN (CHILD_SECONDS + bytes_of (anchor) / BYTES_A_SECOND, 86400);
  int fd;
  pid_t pid = otf2_child_start (otf2_child_read, anchor, load->begun, false, (unsigned) seconds, CHILD_MEMORY, &fd);

  if (pid < 0) {
    g_set_error (load->error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s cannot be opened: no process can be started to read it (%s).", load->path, g_strerror (errno));
    return false;
  }
  pump (load, fd);
  close (fd);
  otf2_child_end (pid, false); /* nothing more is wanted of it */
  return true;
}

/* Where the library died of one location's events, those of the others may be whole. */
static bool
read_archive (struct load *load, const char *anchor)
{
  const uint64_t cut[4] = { 0 };

  for (int deaths = 0; deaths <= DEATHS_MOST; deaths++) {
    uint64_t before = load->begun;
    if (!read_once (load, anchor))
      return false;
    if (load->done || load->cancelled || load->silent || load->refused || load->begun == before)
      break;
    otf2_events_take (load->events, STREAM_END, cut, G_N_ELEMENTS (cut));
  }
  return true;
}

/* ---- the end ---- */

static const char *
why (const struct load *load)
{
  if (load->silent)
    return "the OTF2 library came to no end";
  return load->said ? load->said : "the OTF2 library gave up on it";
}

/* Without whole definitions nothing can be shown; what is missing of the events is said. */
static bool
conclude (struct load *load)
{
  if (load->cancelled) {
    g_clear_error (load->error);
    g_set_error (load->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Opening was cancelled.");
    return false;
  }
  if (!load->events) {
    g_autofree char *what = g_strdup_printf ("its OTF2 archive is damaged (%s); otf2-print tells more", why (load));
    if (!load->error || !*load->error)
      recording_error (load->error, load->path, what);
    return false;
  }
  if (!load->done) {
    g_autofree char *note = g_strdup_printf ("The recording is damaged (%s): what could be read before that is shown.", why (load));
    trace_writer_note (load->trace, note);
  }
  otf2_events_finish (load->events);
  return true;
}

/* What is wrong with run.json matters only if Strandscope wrote the archive. */
static void
load_facts (struct load *load)
{
  g_autofree char *text = recording_text (load->folder, "run.json", FACTS_MOST);

  if (text)
    load->trace = recording_trace (text, load->error);
  load->own = load->trace != NULL;
}

struct trace *
recording_load (const char *path, char **machine_xml, const struct recording_progress *progress, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  struct load load = { .progress = progress, .path = path, .error = &trouble };
  bool done = false;

  if (machine_xml)
    *machine_xml = NULL;
  if (journal_is_one (path))
    return journal_load (path, machine_xml, error);
  g_autofree char *anchor = recording_anchor (path, &trouble);
  if (anchor) {
    load.folder = g_path_get_dirname (anchor);
    otf2_tables_init (&load.tables);
    load_facts (&load);
    done = read_archive (&load, anchor) && conclude (&load);
    otf2_events_free (load.events);
    otf2_tables_finish (&load.tables);
    g_free (load.said);
  }
  if (!done) {
    g_clear_pointer (&load.trace, trace_destroy);
    g_free (load.folder);
    g_propagate_error (error, g_steal_pointer (&trouble));
    return NULL;
  }
  if (machine_xml)
    *machine_xml = recording_text (load.folder, "machine.xml", XML_MOST);
  g_free (load.folder);
  return load.trace;
}
