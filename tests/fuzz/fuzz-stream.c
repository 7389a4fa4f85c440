/* What the reading child tells, without a child: fast. The first byte: 1 = our own recording. */
#include "engine/trace/otf2-read.h"
#include "fuzz.h"
#include "look.h"
#include "tests/engine/full-trace.h"
#include "tests/engine/other-archive.h"

#include <gio/gio.h>
#include <otf2/otf2.h>
#include <string.h>
#include <unistd.h>

static void
take (struct otf2_tables *tables, struct trace **trace, struct otf2_events **events, bool own, const struct stream_head *head, const uint64_t *words)
{
  if (*events) {
    otf2_events_take (*events, head->kind, words, head->words);
  } else if (head->kind != STREAM_EVENTS) {
    otf2_tables_take (tables, head->kind, words, head->words);
  } else if (own || (*trace = otf2_make_trace (tables, "fuzz", NULL))) {
    if (own)
      otf2_place_lanes (tables, *trace);
    *events = otf2_events_new (*trace, tables, own);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const struct trace_description asked = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = 2, .threads = 2 };
  bool own = size > 0 && data[0] == 1;
  struct trace *trace = own ? trace_create (&asked) : NULL;
  struct otf2_events *events = NULL;
  struct otf2_tables tables;
  size_t count = size > 0 ? (size - 1) / sizeof (uint64_t) : 0;
  g_autofree uint64_t *words = g_new0 (uint64_t, count + 1);

  otf2_tables_init (&tables);
  if (count > 0)
    memcpy (words, data + 1, count * sizeof *words);
  for (size_t at = 0; at < count;) {
    struct stream_head head;
    memcpy (&head, &words[at], sizeof head);
    if (head.kind == 0 || head.kind >= STREAM_KINDS || head.words > STREAM_WORDS || head.words >= count - at)
      break;
    take (&tables, &trace, &events, own, &head, &words[at + 1]);
    at += head.words + 1;
  }
  if (events) {
    otf2_events_finish (events);
    look_at_all (trace);
  }
  otf2_events_free (events);
  otf2_tables_finish (&tables);
  trace_destroy (trace);
  return 0;
}

/* What the child says of a good archive. */
static uint8_t *
said (const char *folder, uint8_t own, size_t *size)
{
  g_autofree char *anchor = g_build_filename (folder, "traces.otf2", NULL);
  GByteArray *bytes = g_byte_array_new_take (g_memdup2 (&own, 1), 1);
  guint8 some[4096];
  int fd;
  pid_t pid = otf2_child_start (otf2_child_read, anchor, 0, false, 60, UINT64_C (1) << 31, &fd);

  g_assert_cmpint (pid, >, 0);
  for (ssize_t got; (got = read (fd, some, sizeof some)) > 0;)
    g_byte_array_append (bytes, some, (guint) got);
  close (fd);
  otf2_child_end (pid, false);
  *size = bytes->len;
  return g_byte_array_free (bytes, FALSE);
}

uint8_t *
fuzz_seed (int i, size_t *size)
{
  g_autofree char *folder = g_dir_make_tmp ("strandscope-fuzz-XXXXXX", NULL), *path = g_build_filename (folder, "recording", NULL);
  const char *rm[] = { "rm", "-rf", folder, NULL };
  uint8_t *data = NULL;

  if (i == 0) {
    write_other_archive (path);
    data = said (path, 0, size);
  } else if (i == 1) {
    struct trace *trace = full_trace ();
    g_assert_true (recording_save (trace, NULL, path, NULL, NULL));
    trace_destroy (trace);
    data = said (path, 1, size);
  }
  g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return data;
}
